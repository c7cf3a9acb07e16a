"""Indexes for the orders of promises of every label, and for the few that are made again."""

from django.db import migrations, models

from ximu.store.fields import ListIndex, latest_first


class Migration(migrations.Migration):
    dependencies = [("store", "0009_list_orders")]
    operations = [
        migrations.AddIndex(
            model_name='promise',
            index=ListIndex(latest_first('due_on'), models.F('report'), models.F('start'), models.F('public_id'), name='promise_any_due'),
        ),
        migrations.AddIndex(
            model_name='promise',
            index=ListIndex(models.F('state'), latest_first('report_year'), models.F('report'), models.F('start'), models.F('public_id'), name='promise_any_state'),
        ),
        migrations.AddIndex(
            model_name='promise',
            index=ListIndex(models.F('of_place'), latest_first('report_year'), models.F('report'), models.F('start'), models.F('public_id'), models.F('label'), name='promise_any_place'),
        ),
        migrations.AddIndex(
            model_name='promise',
            index=ListIndex(latest_first('report_year'), models.F('report'), models.F('start'), models.F('public_id'), condition=models.Q(repeated__gt=0), name='promise_repeated'),
        ),
    ]
