"""The tables of the ledger: places, sources, reports and what they say.

What is filtered or sorted stands in columns of its own; the whole record, as the reader gave it, stands beside them
as JSON, so that nothing is lost. Positions are half-open code points of the text of the report's primary source.
Writes go through `ximu.store.save` only.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from ximu.ledger.identity import STATEMENT_ID_LENGTH
from ximu.store.fields import ExactDecimalField, ListIndex, latest_first
from ximu.store.link_models import (
    ComputedFinding,
    Link,
    NamedProject,
    Observation,
    PlaceIntegrity,
    Promise,
)
from ximu.store.review_models import Review
from ximu.store.tally_models import (
    Edition,
    FindingTally,
    IndicatorTally,
    LinkTally,
    MeasureTally,
    NumberTally,
    PlaceTally,
    ProjectTally,
    PromiseTally,
    ReportTally,
    StatementTally,
)

__all__ = [
    "Admission", "Commitment", "ComputedFinding", "Edition", "Finding", "FindingTally", "IndicatorTally", "Link", "LinkTally",
    "Measure", "MeasureTally", "NamedProject", "Number", "NumberTally", "Observation", "Passage", "Place",
    "PlaceIntegrity", "PlaceTally", "Project", "ProjectTally", "Promise", "PromiseTally", "Report", "ReportSketch",
    "ReportSource", "ReportTally", "Review", "Section", "Source", "SourceFile", "SourceText", "Statement",
    "StatementTally",
]  # fmt: skip


_LATEST = (latest_first("year"),)


class Place(models.Model):
    """A territory; `code` is a division code (GB/T 2260 of its year) or an own code for zones, "" when unknown."""

    public_id = models.CharField(max_length=64, unique=True)
    code = models.CharField(max_length=32, blank=True, db_index=True)
    name = models.TextField(db_index=True)
    level = models.CharField(max_length=16, blank=True)

    def __str__(self) -> str:
        return self.name


class Source(models.Model):
    """One document as received; never edited. Its text and its bytes are kept in rows of their own, as they are big."""

    sha256 = models.CharField(max_length=64, unique=True)  # of the bytes as received
    name = models.TextField()
    format = models.CharField(max_length=32)
    encoding = models.CharField(max_length=32, blank=True)
    size_bytes = models.BigIntegerField()
    characters = models.IntegerField()
    reader_version = models.CharField(max_length=64)
    earlier_versions = models.JSONField(default=list)  # readers that read it before, oldest first
    added_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(auto_now=True, db_index=True)

    def __str__(self) -> str:
        return self.name

    @property
    def text(self) -> str:
        """The very text that positions refer to (one query)."""
        return self.text_row.text

    @property
    def data(self) -> bytes:
        """The bytes as received (one query)."""
        return bytes(self.file_row.data)


class SourceText(models.Model):
    """The text of a source that positions refer to."""

    source = models.OneToOneField(Source, models.CASCADE, primary_key=True, related_name="text_row")
    text = models.TextField()


class SourceFile(models.Model):
    """The bytes of a source as received, for download."""

    source = models.OneToOneField(Source, models.CASCADE, primary_key=True, related_name="file_row")
    data = models.BinaryField()


class Report(models.Model):
    """One distinct report, whatever number of sources hold it; facts that are not known are null or "".

    `record` is the whole record as read from the primary source. `of_place` is the public id of the place ("" when it is
    not known), by which lists are sorted. `linked_version` is the version of ximu that last
    linked it with the others of its place; "" when that has to be done again (`ximu.store.relink`).
    """

    public_id = models.CharField(max_length=96, unique=True)
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="reports")
    of_place = models.CharField(max_length=64, blank=True, default="")
    report_year = models.IntegerField(null=True, db_index=True)
    source_kind = models.CharField(max_length=16)
    title = models.TextField(blank=True)
    body = models.TextField(blank=True)
    level = models.CharField(max_length=16, blank=True)
    delivered_on = models.DateField(null=True)
    session = models.TextField(blank=True)
    characters = models.IntegerField()
    reader_version = models.CharField(max_length=64)
    linked_version = models.CharField(max_length=64, blank=True, default="", db_index=True)
    record = models.JSONField()
    sources: models.ManyToManyField[Source, ReportSource] = models.ManyToManyField(
        Source, through="ReportSource", related_name="reports"
    )

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["place", "report_year", "source_kind"], name="report_of_place"),
            ListIndex(
                latest_first("report_year"),
                latest_first("delivered_on"),
                "public_id",
                name="report_latest",
            ),
            ListIndex("of_place", latest_first("report_year"), "public_id", name="report_by_place"),
            models.Index(fields=["-characters", "public_id"], name="report_longest"),
        ]

    def __str__(self) -> str:
        return self.public_id


class ReportSource(models.Model):
    """A report in a source: characters [start, end) of its text, repetitions inside it, how alike to the primary.

    Statements are read from the one primary source of a report. `similarity` is 0–1, 1 for the primary.
    """

    report = models.ForeignKey(Report, models.CASCADE, related_name="in_sources")
    source = models.ForeignKey(Source, models.CASCADE, related_name="holds")
    start = models.IntegerField()
    end = models.IntegerField()
    copies = models.JSONField(default=list)  # [{"start", "end", "similarity"}]
    similarity = models.FloatField()
    primary = models.BooleanField()
    record = models.JSONField()  # the report record as read from this source, with its repairs

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "start"], name="report_source_start"),
            models.UniqueConstraint(fields=["report"], condition=models.Q(primary=True), name="report_one_primary"),
        ]


class ReportSketch(models.Model):
    """The smallest clause hashes of a report: other copies of a text without known place or year are found by them."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="sketch")
    hash = models.BigIntegerField(db_index=True)


class Section(models.Model):
    """A part of a report; `level` 1 is outermost, [start, end) covers heading and text."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="sections")
    level = models.IntegerField()
    title = models.TextField()
    start = models.IntegerField()
    end = models.IntegerField()
    role = models.CharField(max_length=24)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["report", "start", "level"], name="section_of_report")]


class Statement(models.Model):
    """The one address of anything that was read; measure, commitment, admission, project and finding rows hang on it.

    A newer reading replaces the rows of a report but gives the same statement the same `public_id`, so others should
    keep that id (a plain text column) rather than a foreign key.
    """

    class Kind(models.TextChoices):
        """What a statement is."""

        MEASURE = "measure"
        COMMITMENT = "commitment"
        ADMISSION = "admission"
        PROJECT = "project"
        FINDING = "finding"

    public_id = models.CharField(max_length=STATEMENT_ID_LENGTH, primary_key=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    report = models.ForeignKey(Report, models.CASCADE, related_name="statements")
    start = models.IntegerField()
    end = models.IntegerField()
    as_written = models.TextField()
    sentence_start = models.IntegerField()
    sentence_end = models.IntegerField()
    sure = models.BooleanField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["report", "start"], name="statement_of_report"),
            models.Index(fields=["report", "kind", "start"], name="statement_kind_of_report"),
        ]

    def __str__(self) -> str:
        return self.public_id


class Said(models.Model):
    """What the tables of the kinds share: the statement they belong to, the report, the position, the whole record."""

    statement = models.OneToOneField(Statement, models.CASCADE, primary_key=True, related_name="%(class)s")
    report = models.ForeignKey(Report, models.CASCADE, related_name="%(class)ss")
    start = models.IntegerField()
    sure = models.BooleanField()
    record = models.JSONField()

    class Meta:
        abstract = True


class Measure(Said):
    """One number about something. `low` and `high` are exact, `low_sort` is for sorting and charts only.

    `place` is the place the number is about, which can lie inside the report's own; `of_place` is the public id of the
    report's own ("" when it is not known), by which lists are sorted. `change` is -1 when the words before a number
    of change say that it fell, 1 when it rose, 0 for all others.
    """

    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="measures")
    of_place = models.CharField(max_length=64, blank=True, default="")
    change = models.SmallIntegerField(default=0)
    indicator = models.TextField()
    indicator_id = models.CharField(max_length=120, null=True)
    action = models.TextField(blank=True)
    low = ExactDecimalField()
    high = ExactDecimalField()
    low_sort = models.FloatField()
    unit = models.TextField(blank=True)
    bound = models.CharField(max_length=8)
    aspect = models.CharField(max_length=16)
    role = models.CharField(max_length=12)
    stance = models.CharField(max_length=12)
    year = models.IntegerField(null=True)
    cumulative = models.BooleanField()
    scope = models.TextField(blank=True)
    firmness = models.CharField(max_length=12, blank=True)
    certainty = models.CharField(max_length=12, blank=True)
    role_of_section = models.CharField(max_length=24)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["report", "start"], name="measure_of_report"),
            models.Index(fields=["indicator_id", "place", "year"], name="measure_series"),
            models.Index(fields=["indicator_id", "report", "start"], name="measure_in_reports"),
            # The orders of the list of statements of an indicator.
            ListIndex("indicator_id", "aspect", "unit", *_LATEST, "of_place", "statement", name="measure_latest"),
            ListIndex("indicator_id", "aspect", "unit", "of_place", *_LATEST, "statement", name="measure_by_place"),
            models.Index(
                "indicator_id", "aspect", "unit", models.F("low_sort").desc(), "statement", name="measure_by_value"
            ),
            models.Index(fields=["place", "year"], name="measure_place_year"),
        ]


class Commitment(Said):
    """One clause in which the government says that it will do something."""

    label = models.CharField(max_length=12)
    action = models.TextField(blank=True)
    stage = models.CharField(max_length=12, blank=True)
    due_on = models.DateField(null=True, db_index=True)
    due_assumed = models.BooleanField()
    responsible = models.TextField(blank=True)
    role_of_section = models.CharField(max_length=24)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["report", "start"], name="commitment_of_report"),
            models.Index(fields=["label", "due_on"], name="commitment_label_due"),
        ]


class Admission(Said):
    """A missed target or a shortcoming that the government states itself."""

    missed_target = models.BooleanField()
    indicators = models.JSONField(default=list)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["report", "start"], name="admission_of_report")]


class Project(Said):
    """A named project, road, park, plant or institution of a report."""

    name = models.TextField(db_index=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["report", "start"], name="project_of_report")]


class Finding(Said):
    """Something a reader of the ledger should look at; severity 1 note, 2 look, 3 wrong."""

    type = models.CharField(max_length=16)
    severity = models.IntegerField()
    why = models.TextField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["report", "start"], name="finding_of_report"),
            models.Index(fields=["type", "severity"], name="finding_type_severity"),
        ]


class Number(models.Model):
    """Any number of a report and what it was taken for; the columns are the whole record."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="numbers")
    start = models.IntegerField()
    end = models.IntegerField()
    as_written = models.TextField()
    number_class = models.CharField(max_length=8)
    rule = models.TextField(blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["report", "start"], name="number_of_report"),
            models.Index(fields=["report", "number_class"], name="number_class_of_report"),
        ]


class Passage(models.Model):
    """One sentence of a report for the search: its position and its text as it is compared (see `ximu.store.search`).

    The key is one of `ximu.store.ordered_keys`: in the order of the keys the sentences of the latest year come first.
    """

    report = models.ForeignKey(Report, models.CASCADE, related_name="passages")
    start = models.IntegerField()
    end = models.IntegerField()
    plain = models.TextField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["report", "start"], name="passage_of_report")]
