"""Orders of the list of reports by place and by length, and the latest day that a source was read."""

from django.db import migrations, models

from ximu.store.fields import ListIndex, latest_first

FILLED = (
    "UPDATE store_report SET of_place = "
    "COALESCE((SELECT public_id FROM store_place WHERE store_place.id = store_report.place_id), '')"
)


class Migration(migrations.Migration):
    dependencies = [("store", "0011_years_and_levels")]
    operations = [
        migrations.AddField(
            model_name='report',
            name='of_place',
            field=models.CharField(blank=True, default='', max_length=64),
        ),
        migrations.RunSQL(FILLED, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name='report',
            index=ListIndex(models.F('of_place'), latest_first('report_year'), models.F('public_id'), name='report_by_place'),
        ),
        migrations.AddIndex(
            model_name='report',
            index=models.Index(fields=['-characters', 'public_id'], name='report_longest'),
        ),
        migrations.AlterField(
            model_name='source',
            name='read_at',
            field=models.DateTimeField(auto_now=True, db_index=True),
        ),
    ]
