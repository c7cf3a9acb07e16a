"""The first tables of the ledger."""

import django.db.models.deletion
import ximu.store.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Place',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(max_length=64, unique=True)),
                ('code', models.CharField(blank=True, db_index=True, max_length=32)),
                ('name', models.TextField(db_index=True)),
                ('level', models.CharField(blank=True, max_length=16)),
            ],
        ),
        migrations.CreateModel(
            name='Report',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(max_length=96, unique=True)),
                ('report_year', models.IntegerField(db_index=True, null=True)),
                ('source_kind', models.CharField(max_length=16)),
                ('title', models.TextField(blank=True)),
                ('body', models.TextField(blank=True)),
                ('level', models.CharField(blank=True, max_length=16)),
                ('delivered_on', models.DateField(null=True)),
                ('session', models.TextField(blank=True)),
                ('characters', models.IntegerField()),
                ('reader_version', models.CharField(max_length=64)),
                ('record', models.JSONField()),
                ('place', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='store.place')),
            ],
        ),
        migrations.CreateModel(
            name='Source',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sha256', models.CharField(max_length=64, unique=True)),
                ('name', models.TextField()),
                ('format', models.CharField(max_length=32)),
                ('encoding', models.CharField(blank=True, max_length=32)),
                ('size_bytes', models.BigIntegerField()),
                ('characters', models.IntegerField()),
                ('reader_version', models.CharField(max_length=64)),
                ('earlier_versions', models.JSONField(default=list)),
                ('added_at', models.DateTimeField(auto_now_add=True)),
                ('read_at', models.DateTimeField(auto_now=True)),
            ],
        ),
        migrations.CreateModel(
            name='Statement',
            fields=[
                ('public_id', models.CharField(max_length=16, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('measure', 'Measure'), ('commitment', 'Commitment'), ('admission', 'Admission'), ('project', 'Project'), ('finding', 'Finding')], max_length=12)),
                ('start', models.IntegerField()),
                ('end', models.IntegerField()),
                ('as_written', models.TextField()),
                ('sentence_start', models.IntegerField()),
                ('sentence_end', models.IntegerField()),
                ('sure', models.BooleanField()),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='statements', to='store.report')),
            ],
        ),
        migrations.CreateModel(
            name='Passage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('start', models.IntegerField()),
                ('end', models.IntegerField()),
                ('plain', models.TextField()),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='passages', to='store.report')),
            ],
        ),
        migrations.CreateModel(
            name='Number',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('start', models.IntegerField()),
                ('end', models.IntegerField()),
                ('as_written', models.TextField()),
                ('number_class', models.CharField(max_length=8)),
                ('rule', models.TextField(blank=True)),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='numbers', to='store.report')),
            ],
        ),
        migrations.CreateModel(
            name='ReportSketch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('hash', models.BigIntegerField(db_index=True)),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sketch', to='store.report')),
            ],
        ),
        migrations.CreateModel(
            name='Section',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level', models.IntegerField()),
                ('title', models.TextField()),
                ('start', models.IntegerField()),
                ('end', models.IntegerField()),
                ('role', models.CharField(max_length=24)),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sections', to='store.report')),
            ],
        ),
        migrations.CreateModel(
            name='SourceFile',
            fields=[
                ('source', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='file_row', serialize=False, to='store.source')),
                ('data', models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name='SourceText',
            fields=[
                ('source', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='text_row', serialize=False, to='store.source')),
                ('text', models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name='ReportSource',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('start', models.IntegerField()),
                ('end', models.IntegerField()),
                ('copies', models.JSONField(default=list)),
                ('similarity', models.FloatField()),
                ('primary', models.BooleanField()),
                ('record', models.JSONField()),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='in_sources', to='store.report')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='holds', to='store.source')),
            ],
        ),
        migrations.AddField(
            model_name='report',
            name='sources',
            field=models.ManyToManyField(related_name='reports', through='store.ReportSource', to='store.source'),
        ),
        migrations.CreateModel(
            name='Admission',
            fields=[
                ('statement', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='%(class)s', serialize=False, to='store.statement')),
                ('start', models.IntegerField()),
                ('sure', models.BooleanField()),
                ('record', models.JSONField()),
                ('missed_target', models.BooleanField()),
                ('indicators', models.JSONField(default=list)),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to='store.report')),
            ],
        ),
        migrations.CreateModel(
            name='Commitment',
            fields=[
                ('statement', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='%(class)s', serialize=False, to='store.statement')),
                ('start', models.IntegerField()),
                ('sure', models.BooleanField()),
                ('record', models.JSONField()),
                ('label', models.CharField(max_length=12)),
                ('action', models.TextField(blank=True)),
                ('stage', models.CharField(blank=True, max_length=12)),
                ('due_on', models.DateField(db_index=True, null=True)),
                ('due_assumed', models.BooleanField()),
                ('responsible', models.TextField(blank=True)),
                ('role_of_section', models.CharField(max_length=24)),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to='store.report')),
            ],
        ),
        migrations.CreateModel(
            name='Finding',
            fields=[
                ('statement', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='%(class)s', serialize=False, to='store.statement')),
                ('start', models.IntegerField()),
                ('sure', models.BooleanField()),
                ('record', models.JSONField()),
                ('type', models.CharField(max_length=16)),
                ('severity', models.IntegerField()),
                ('why', models.TextField()),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to='store.report')),
            ],
        ),
        migrations.CreateModel(
            name='Measure',
            fields=[
                ('statement', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='%(class)s', serialize=False, to='store.statement')),
                ('start', models.IntegerField()),
                ('sure', models.BooleanField()),
                ('record', models.JSONField()),
                ('indicator', models.TextField()),
                ('indicator_id', models.CharField(max_length=120, null=True)),
                ('action', models.TextField(blank=True)),
                ('low', ximu.store.fields.ExactDecimalField()),
                ('high', ximu.store.fields.ExactDecimalField()),
                ('low_sort', models.FloatField()),
                ('unit', models.TextField(blank=True)),
                ('bound', models.CharField(max_length=8)),
                ('aspect', models.CharField(max_length=16)),
                ('role', models.CharField(max_length=12)),
                ('stance', models.CharField(max_length=12)),
                ('year', models.IntegerField(null=True)),
                ('cumulative', models.BooleanField()),
                ('scope', models.TextField(blank=True)),
                ('firmness', models.CharField(blank=True, max_length=12)),
                ('certainty', models.CharField(blank=True, max_length=12)),
                ('role_of_section', models.CharField(max_length=24)),
                ('place', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='measures', to='store.place')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to='store.report')),
            ],
        ),
        migrations.CreateModel(
            name='Project',
            fields=[
                ('statement', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='%(class)s', serialize=False, to='store.statement')),
                ('start', models.IntegerField()),
                ('sure', models.BooleanField()),
                ('record', models.JSONField()),
                ('name', models.TextField(db_index=True)),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to='store.report')),
            ],
        ),
        migrations.AddIndex(
            model_name='statement',
            index=models.Index(fields=['report', 'start'], name='statement_of_report'),
        ),
        migrations.AddIndex(
            model_name='statement',
            index=models.Index(fields=['report', 'kind', 'start'], name='statement_kind_of_report'),
        ),
        migrations.AddIndex(
            model_name='passage',
            index=models.Index(fields=['report', 'start'], name='passage_of_report'),
        ),
        migrations.AddIndex(
            model_name='number',
            index=models.Index(fields=['report', 'start'], name='number_of_report'),
        ),
        migrations.AddIndex(
            model_name='number',
            index=models.Index(fields=['report', 'number_class'], name='number_class_of_report'),
        ),
        migrations.AddIndex(
            model_name='section',
            index=models.Index(fields=['report', 'start', 'level'], name='section_of_report'),
        ),
        migrations.AddConstraint(
            model_name='reportsource',
            constraint=models.UniqueConstraint(fields=('source', 'start'), name='report_source_start'),
        ),
        migrations.AddConstraint(
            model_name='reportsource',
            constraint=models.UniqueConstraint(condition=models.Q(('primary', True)), fields=('report',), name='report_one_primary'),
        ),
        migrations.AddIndex(
            model_name='report',
            index=models.Index(fields=['place', 'report_year', 'source_kind'], name='report_of_place'),
        ),
        migrations.AddIndex(
            model_name='admission',
            index=models.Index(fields=['report', 'start'], name='admission_of_report'),
        ),
        migrations.AddIndex(
            model_name='commitment',
            index=models.Index(fields=['report', 'start'], name='commitment_of_report'),
        ),
        migrations.AddIndex(
            model_name='commitment',
            index=models.Index(fields=['label', 'due_on'], name='commitment_label_due'),
        ),
        migrations.AddIndex(
            model_name='finding',
            index=models.Index(fields=['report', 'start'], name='finding_of_report'),
        ),
        migrations.AddIndex(
            model_name='finding',
            index=models.Index(fields=['type', 'severity'], name='finding_type_severity'),
        ),
        migrations.AddIndex(
            model_name='measure',
            index=models.Index(fields=['report', 'start'], name='measure_of_report'),
        ),
        migrations.AddIndex(
            model_name='measure',
            index=models.Index(fields=['indicator_id', 'place', 'year'], name='measure_series'),
        ),
        migrations.AddIndex(
            model_name='measure',
            index=models.Index(fields=['indicator_id', 'year'], name='measure_indicator_year'),
        ),
        migrations.AddIndex(
            model_name='measure',
            index=models.Index(fields=['place', 'year'], name='measure_place_year'),
        ),
        migrations.AddIndex(
            model_name='project',
            index=models.Index(fields=['report', 'start'], name='project_of_report'),
        ),
    ]
