"""The indexes that the orders of the public lists need."""

from django.db import migrations, models

from ximu.store.fields import ListIndex, latest_first


class Migration(migrations.Migration):
    dependencies = [("store", "0008_kept_counts")]
    operations = [
        migrations.RemoveIndex(
            model_name='computedfinding',
            name='computed_finding_type',
        ),
        migrations.RemoveIndex(
            model_name='measure',
            name='measure_indicator_year',
        ),
        migrations.RemoveIndex(
            model_name='namedproject',
            name='named_project_stage',
        ),
        migrations.RemoveIndex(
            model_name='promise',
            name='promise_state',
        ),
        migrations.AlterField(
            model_name='namedproject',
            name='name',
            field=models.TextField(),
        ),
        migrations.AddIndex(
            model_name='computedfinding',
            index=ListIndex(models.OrderBy(models.F('severity'), descending=True), latest_first('report_year'), models.F('public_id'), name='finding_grave'),
        ),
        migrations.AddIndex(
            model_name='computedfinding',
            index=ListIndex(latest_first('report_year'), models.OrderBy(models.F('severity'), descending=True), models.F('public_id'), name='finding_latest'),
        ),
        migrations.AddIndex(
            model_name='computedfinding',
            index=ListIndex(models.F('of_place'), latest_first('report_year'), models.F('public_id'), name='finding_by_place'),
        ),
        migrations.AddIndex(
            model_name='computedfinding',
            index=ListIndex(models.F('rule'), models.OrderBy(models.F('severity'), descending=True), latest_first('report_year'), models.F('public_id'), name='finding_rule'),
        ),
        migrations.AddIndex(
            model_name='computedfinding',
            index=ListIndex(models.F('type'), models.OrderBy(models.F('severity'), descending=True), latest_first('report_year'), models.F('public_id'), name='computed_finding_type'),
        ),
        migrations.AddIndex(
            model_name='measure',
            index=models.Index(fields=['indicator_id', 'report', 'start'], name='measure_in_reports'),
        ),
        migrations.AddIndex(
            model_name='measure',
            index=ListIndex(models.F('indicator_id'), models.F('aspect'), models.F('unit'), latest_first('year'), models.F('of_place'), models.F('statement'), name='measure_latest'),
        ),
        migrations.AddIndex(
            model_name='measure',
            index=ListIndex(models.F('indicator_id'), models.F('aspect'), models.F('unit'), models.F('of_place'), latest_first('year'), models.F('statement'), name='measure_by_place'),
        ),
        migrations.AddIndex(
            model_name='measure',
            index=models.Index(models.F('indicator_id'), models.F('aspect'), models.F('unit'), models.OrderBy(models.F('low_sort'), descending=True), models.F('statement'), name='measure_by_value'),
        ),
        migrations.AddIndex(
            model_name='namedproject',
            index=models.Index(fields=['-reports', '-mentions', 'public_id'], name='named_project_reports'),
        ),
        migrations.AddIndex(
            model_name='namedproject',
            index=models.Index(fields=['stage', '-reports', '-mentions', 'public_id'], name='named_project_stage'),
        ),
        migrations.AddIndex(
            model_name='namedproject',
            index=ListIndex(latest_first('last_year'), models.OrderBy(models.F('reports'), descending=True), models.F('public_id'), name='named_project_latest'),
        ),
        migrations.AddIndex(
            model_name='namedproject',
            index=models.Index(fields=['name', 'public_id'], name='named_project_name'),
        ),
        migrations.AddIndex(
            model_name='promise',
            index=ListIndex(latest_first('report_year'), models.F('report'), models.F('start'), models.F('public_id'), name='promise_any_latest'),
        ),
        migrations.AddIndex(
            model_name='promise',
            index=ListIndex(models.F('label'), latest_first('report_year'), models.F('report'), models.F('start'), models.F('public_id'), name='promise_latest'),
        ),
        migrations.AddIndex(
            model_name='promise',
            index=ListIndex(models.F('label'), latest_first('due_on'), models.F('report'), models.F('start'), models.F('public_id'), name='promise_due'),
        ),
        migrations.AddIndex(
            model_name='promise',
            index=ListIndex(models.F('label'), models.F('of_place'), latest_first('report_year'), models.F('report'), models.F('start'), models.F('public_id'), name='promise_by_place'),
        ),
        migrations.AddIndex(
            model_name='promise',
            index=ListIndex(models.F('label'), models.F('state'), latest_first('report_year'), models.F('report'), models.F('start'), models.F('public_id'), name='promise_state'),
        ),
        migrations.AddIndex(
            model_name='report',
            index=ListIndex(latest_first('report_year'), latest_first('delivered_on'), models.F('public_id'), name='report_latest'),
        ),
    ]
