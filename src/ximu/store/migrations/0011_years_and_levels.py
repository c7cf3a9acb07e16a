"""Indexes for targets of a place and an indicator, and for the promises of a year by their due day."""

from django.db import migrations, models

from ximu.store.fields import ListIndex, latest_first


class Migration(migrations.Migration):
    dependencies = [("store", "0010_more_orders")]
    operations = [
        migrations.RemoveIndex(
            model_name='link',
            name='link_of_place',
        ),
        migrations.AddIndex(
            model_name='link',
            index=models.Index(fields=['place', 'indicator_id', 'year'], name='link_of_place'),
        ),
        migrations.AddIndex(
            model_name='promise',
            index=ListIndex(models.F('report_year'), latest_first('due_on'), models.F('report'), models.F('start'), models.F('public_id'), models.F('label'), name='promise_year_due'),
        ),
    ]
