"""Tables of what is counted, and the columns by which lists are sorted, filled from what they repeat."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

from ximu.link.quantity import change_of, words_before

PLACE = "SELECT place.public_id FROM store_report report JOIN store_place place ON place.id = report.place_id"
FILLED = [
    *(
        f"UPDATE {table} SET of_place = COALESCE(({PLACE} WHERE report.id = {table}.report_id), '')"
        for table in ("store_measure", "store_promise", "store_computedfinding")
    ),
]
CHANGES = ("growth", "average_growth", "change")


def fill_changes(apps: Any, schema_editor: Any) -> None:
    """Whether a number of change is a rise or a fall, from the words before it."""
    held, measures = apps.get_model("store", "ReportSource"), apps.get_model("store", "Measure")
    texts = apps.get_model("store", "SourceText")
    for report, source in held.objects.filter(primary=True).values_list("report", "source"):
        text = texts.objects.get(source=source).text
        rows = list(measures.objects.filter(report=report, aspect__in=CHANGES).select_related("statement"))
        for row in rows:
            row.change = change_of(row.aspect, words_before(text, row.statement.sentence_start, row.start))
        measures.objects.bulk_update(rows, ["change"], batch_size=200)


class Migration(migrations.Migration):
    dependencies = [("store", "0007_integrity")]
    operations = [
        migrations.DeleteModel(name="ReportTally"),
        migrations.CreateModel(
            name='Edition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('word', models.CharField(max_length=32)),
            ],
        ),
        migrations.CreateModel(
            name='FindingTally',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('n', models.IntegerField()),
                ('type', models.CharField(max_length=16)),
                ('rule', models.CharField(max_length=48)),
                ('severity', models.IntegerField()),
                ('report_year', models.IntegerField()),
                ('sure', models.BooleanField()),
            ],
            options={'constraints': [models.UniqueConstraint(fields=('type', 'rule', 'severity', 'report_year', 'sure'), name='finding_tally_row')]},
        ),
        migrations.CreateModel(
            name='IndicatorTally',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('n', models.IntegerField()),
                ('indicator_id', models.CharField(max_length=120)),
            ],
            options={'constraints': [models.UniqueConstraint(fields=('indicator_id',), name='indicator_tally_row')]},
        ),
        migrations.CreateModel(
            name='LinkTally',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('n', models.IntegerField()),
                ('indicator_id', models.CharField(blank=True, max_length=120)),
                ('verdict', models.CharField(max_length=16)),
            ],
            options={'constraints': [models.UniqueConstraint(fields=('indicator_id', 'verdict'), name='link_tally_row')]},
        ),
        migrations.CreateModel(
            name='MeasureTally',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('n', models.IntegerField()),
                ('indicator_id', models.CharField(max_length=120)),
                ('aspect', models.CharField(max_length=16)),
                ('unit', models.TextField(blank=True)),
                ('stance', models.CharField(max_length=12)),
                ('year', models.IntegerField()),
            ],
            options={'constraints': [models.UniqueConstraint(fields=('indicator_id', 'aspect', 'unit', 'stance', 'year'), name='measure_tally_row')]},
        ),
        migrations.CreateModel(
            name='NumberTally',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('n', models.IntegerField()),
                ('number_class', models.CharField(max_length=8)),
            ],
            options={'constraints': [models.UniqueConstraint(fields=('number_class',), name='number_tally_row')]},
        ),
        migrations.CreateModel(
            name='PlaceTally',
            fields=[
                ('place', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='tally', serialize=False, to='store.place')),
                ('reports', models.IntegerField(db_index=True)),
                ('first_year', models.IntegerField(null=True)),
                ('last_year', models.IntegerField(null=True)),
                ('adds', models.JSONField(default=list)),
            ],
        ),
        migrations.CreateModel(
            name='ProjectTally',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('n', models.IntegerField()),
                ('stage', models.CharField(blank=True, max_length=12)),
                ('first_year', models.IntegerField()),
                ('last_year', models.IntegerField()),
            ],
            options={'constraints': [models.UniqueConstraint(fields=('stage', 'first_year', 'last_year'), name='project_tally_row')]},
        ),
        migrations.CreateModel(
            name='PromiseTally',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('n', models.IntegerField()),
                ('label', models.CharField(max_length=12)),
                ('report_year', models.IntegerField()),
                ('state', models.CharField(max_length=12)),
                ('indicator_id', models.CharField(blank=True, max_length=120)),
                ('again', models.BooleanField()),
                ('sure', models.BooleanField()),
                ('headline', models.BooleanField()),
            ],
            options={'constraints': [models.UniqueConstraint(fields=('label', 'report_year', 'state', 'indicator_id', 'again', 'sure', 'headline'), name='promise_tally_row')]},
        ),
        migrations.CreateModel(
            name='ReportTally',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('n', models.IntegerField()),
                ('report_year', models.IntegerField()),
                ('level', models.CharField(blank=True, max_length=16)),
                ('source_kind', models.CharField(max_length=16)),
                ('placed', models.BooleanField()),
            ],
            options={'constraints': [models.UniqueConstraint(fields=('report_year', 'level', 'source_kind', 'placed'), name='report_tally_row')]},
        ),
        migrations.CreateModel(
            name='StatementTally',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('n', models.IntegerField()),
                ('kind', models.CharField(max_length=12)),
                ('sure', models.BooleanField()),
            ],
            options={'constraints': [models.UniqueConstraint(fields=('kind', 'sure'), name='statement_tally_row')]},
        ),
        migrations.AddField(
            model_name='computedfinding',
            name='of_place',
            field=models.CharField(blank=True, default='', max_length=64),
        ),
        migrations.AddField(
            model_name='measure',
            name='change',
            field=models.SmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='measure',
            name='of_place',
            field=models.CharField(blank=True, default='', max_length=64),
        ),
        migrations.AddField(
            model_name='promise',
            name='of_place',
            field=models.CharField(blank=True, default='', max_length=64),
        ),
        *(migrations.RunSQL(statement, migrations.RunSQL.noop) for statement in FILLED),
        migrations.RunPython(fill_changes, migrations.RunPython.noop),
    ]
