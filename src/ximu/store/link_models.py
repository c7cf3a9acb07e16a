"""The tables of what follows from the ledger: links, promises and how they stand, findings, projects, statistics.

Everything here but `Observation` is computed by `ximu.store.relink` from the reports of a place and is written anew
whenever one of them changes; nothing else writes to it. Statements are named by their public id, which survives a new
reading, so no foreign key points at `Statement`. An empty id means that the characters are no statement of their own.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from ximu.ledger.identity import STATEMENT_ID_LENGTH
from ximu.store.fields import ExactDecimalField, ListIndex, latest_first

# How the indexes of lists end.
_IN_TEXT = ("report", "start", "public_id")
_LATEST = (latest_first("report_year"), "public_id")


class Link(models.Model):
    """A target and what became of it: one row a target, with or without an outcome.

    `report`, `place`, `report_year`: where and when the target was set; `year`: the year it is for. `target` and
    `outcome` are public ids of statements, [start, end) their characters in the primary source of `report` and of
    `outcome_report`. `target_low` to `outcome_high` are exact, in `unit` and `outcome_unit`, null where there is no
    number. `gap` is result minus target in `gap_unit`. `promise` names the row of `Promise` the target is part of.
    `origin`: who reports the outcome (report, computed from two levels, statistics). `record` is the whole
    `ximu.ledger.link.Link`, its sources replaced by the public ids of the reports.
    """

    public_id = models.CharField(max_length=STATEMENT_ID_LENGTH, primary_key=True)
    report = models.ForeignKey("store.Report", models.CASCADE, related_name="links")
    place = models.ForeignKey("store.Place", models.PROTECT, null=True, related_name="links")
    report_year = models.IntegerField(null=True)
    promise = models.CharField(max_length=STATEMENT_ID_LENGTH, db_index=True)
    target = models.CharField(max_length=STATEMENT_ID_LENGTH, blank=True, db_index=True)
    target_start = models.IntegerField()
    target_end = models.IntegerField()
    target_low = ExactDecimalField(null=True)
    target_high = ExactDecimalField(null=True)
    outcome_report = models.ForeignKey("store.Report", models.SET_NULL, null=True, related_name="outcomes_told")
    outcome = models.CharField(max_length=STATEMENT_ID_LENGTH, blank=True, db_index=True)
    outcome_start = models.IntegerField(null=True)
    outcome_end = models.IntegerField(null=True)
    outcome_low = ExactDecimalField(null=True)
    outcome_high = ExactDecimalField(null=True)
    outcome_unit = models.TextField(blank=True)
    indicator = models.TextField()
    indicator_id = models.CharField(max_length=120, null=True)
    scope = models.TextField(blank=True)
    aspect = models.CharField(max_length=16)
    unit = models.TextField(blank=True)
    bound = models.CharField(max_length=12)
    year = models.IntegerField(null=True)
    verdict = models.CharField(max_length=16)
    gap = ExactDecimalField(null=True)
    gap_unit = models.TextField(blank=True)
    reason = models.TextField()
    importance = models.CharField(max_length=12)
    origin = models.CharField(max_length=12, blank=True)
    sure = models.BooleanField()
    record = models.JSONField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["report", "target_start"], name="link_of_report"),
            models.Index(fields=["place", "indicator_id", "year"], name="link_of_place"),
            models.Index(fields=["indicator_id", "year", "place"], name="link_of_indicator"),
        ]

    def __str__(self) -> str:
        return self.public_id


class Promise(models.Model):
    """Something that a report says will be done or reached, and how it stands: one row a promise.

    `kind` commitment: a clause with everything in it; target: a number promised outside of any such clause; clause: a
    promise without a number (in step with the economy) outside of any. `public_id` is that of the statement (of the
    link for a clause), so the address of the page of a promise stays. `state` is how it stands
    (`ximu.link.standing.STATES`), `verdict` that of its link when it has only one, `reason` why in words (Chinese),
    `targets` how many links it has, `repeated` how many findings say that it was promised before or again.
    `of_place` is the public id of the place ("" when it is not known), by which lists are sorted. `indicator_id` is
    that of its first target in the catalogue. `newest` is the year of the latest report of the place.
    """

    public_id = models.CharField(max_length=STATEMENT_ID_LENGTH, primary_key=True)
    kind = models.CharField(max_length=12)
    report = models.ForeignKey("store.Report", models.CASCADE, related_name="promises")
    place = models.ForeignKey("store.Place", models.PROTECT, null=True, related_name="promises")
    of_place = models.CharField(max_length=64, blank=True, default="")
    report_year = models.IntegerField(null=True)
    start = models.IntegerField()
    end = models.IntegerField()
    as_written = models.TextField()
    label = models.CharField(max_length=12)
    stage = models.CharField(max_length=12, blank=True)
    due_on = models.DateField(null=True)
    due_assumed = models.BooleanField()
    indicator_id = models.CharField(max_length=120, null=True)
    importance = models.CharField(max_length=12, blank=True)
    role_of_section = models.CharField(max_length=24)
    state = models.CharField(max_length=12)
    verdict = models.CharField(max_length=16, blank=True)
    reason = models.TextField()
    targets = models.IntegerField()
    repeated = models.IntegerField()
    sure = models.BooleanField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["report", "start"], name="promise_of_report"),
            models.Index(fields=["place", "report_year", "state"], name="promise_of_place"),
            models.Index(fields=["indicator_id", "report_year"], name="promise_of_indicator"),
            # The orders of the list of promises; a row is told from its neighbors by the last columns.
            ListIndex(latest_first("report_year"), *_IN_TEXT, name="promise_any_latest"),
            ListIndex("label", latest_first("report_year"), *_IN_TEXT, name="promise_latest"),
            ListIndex("label", latest_first("due_on"), *_IN_TEXT, name="promise_due"),
            ListIndex("label", "of_place", latest_first("report_year"), *_IN_TEXT, name="promise_by_place"),
            ListIndex("label", "state", latest_first("report_year"), *_IN_TEXT, name="promise_state"),
            # Every label together.
            ListIndex(latest_first("due_on"), *_IN_TEXT, name="promise_any_due"),
            ListIndex("state", latest_first("report_year"), *_IN_TEXT, name="promise_any_state"),
            ListIndex("of_place", latest_first("report_year"), *_IN_TEXT, "label", name="promise_any_place"),
            ListIndex("report_year", latest_first("due_on"), *_IN_TEXT, "label", name="promise_year_due"),
            # Too few among too many to be found on the way.
            ListIndex(
                latest_first("report_year"), *_IN_TEXT, condition=models.Q(repeated__gt=0), name="promise_repeated"
            ),
        ]

    def __str__(self) -> str:
        return self.public_id


class ComputedFinding(models.Model):
    """Something a reader should look at, in one report or between two: one row a finding, of the rules of `ximu.link`.

    What the reader found inside one report (table `Finding`) is among them. `report` with `a_start`, `a_end` is what
    the finding is about, `other_report` with `b_…` what it is held against (null when there is nothing). `a_statement`
    and `b_statement` are public ids of the statements quoted, `of_place` is that of the place, by which lists are sorted. `type` is the kind, `rule` the rule of that kind
    (`repeated.promised_again`), severity 1 note, 2 look, 3 wrong. `record` is the whole
    `ximu.ledger.finding.Finding`, its sources replaced by the public ids of the reports.
    """

    public_id = models.CharField(max_length=STATEMENT_ID_LENGTH, primary_key=True)
    report = models.ForeignKey("store.Report", models.CASCADE, related_name="computed_findings")
    place = models.ForeignKey("store.Place", models.PROTECT, null=True, related_name="computed_findings")
    of_place = models.CharField(max_length=64, blank=True, default="")
    report_year = models.IntegerField(null=True)
    other_report = models.ForeignKey("store.Report", models.SET_NULL, null=True, related_name="findings_against")
    type = models.CharField(max_length=16)
    rule = models.CharField(max_length=48)
    severity = models.IntegerField()
    sure = models.BooleanField()
    why = models.TextField()
    a_start = models.IntegerField()
    a_end = models.IntegerField()
    a_text = models.TextField()
    a_statement = models.CharField(max_length=STATEMENT_ID_LENGTH, blank=True, db_index=True)
    b_start = models.IntegerField(null=True)
    b_end = models.IntegerField(null=True)
    b_text = models.TextField(blank=True)
    b_statement = models.CharField(max_length=STATEMENT_ID_LENGTH, blank=True, db_index=True)
    indicator_id = models.CharField(max_length=120, null=True)
    record = models.JSONField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["report", "a_start"], name="computed_finding_of_report"),
            models.Index(fields=["place", "report_year"], name="computed_finding_of_place"),
            # The orders of the list of findings.
            ListIndex(models.F("severity").desc(), *_LATEST, name="finding_grave"),
            ListIndex(
                latest_first("report_year"),
                models.F("severity").desc(),
                "public_id",
                name="finding_latest",
            ),
            ListIndex("of_place", *_LATEST, name="finding_by_place"),
            ListIndex("rule", models.F("severity").desc(), *_LATEST, name="finding_rule"),
            ListIndex("type", models.F("severity").desc(), *_LATEST, name="computed_finding_type"),
        ]

    def __str__(self) -> str:
        return self.public_id


class NamedProject(models.Model):
    """A project, road, park or plant that the reports of a place name, over all years: one row a name and place.

    `public_id` is made of place and name. `statements` are the public ids of the rows of `Project` with this name,
    oldest report first, `years` the report years, `mentions` how often it is named in all. `stage` is the last step
    that a report tells of it (start, advance, finish …, "" when none does), `stage_year` the year of that report.
    `plain` is the name as it is compared, `order_key` a key of `ximu.store.ordered_keys`: what most reports name first.
    """

    public_id = models.CharField(max_length=STATEMENT_ID_LENGTH, primary_key=True)
    place = models.ForeignKey("store.Place", models.CASCADE, related_name="named_projects")
    name = models.TextField()
    plain = models.TextField()
    order_key = models.BigIntegerField(unique=True)
    aliases = models.JSONField(default=list)
    statements = models.JSONField()
    years = models.JSONField()
    first_year = models.IntegerField(null=True)
    last_year = models.IntegerField(null=True)
    reports = models.IntegerField()
    mentions = models.IntegerField()
    stage = models.CharField(max_length=12, blank=True)
    stage_year = models.IntegerField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["place", "-reports"], name="named_project_of_place"),
            # The orders of the list of projects.
            models.Index(fields=["-reports", "-mentions", "public_id"], name="named_project_reports"),
            models.Index(fields=["stage", "-reports", "-mentions", "public_id"], name="named_project_stage"),
            ListIndex(
                latest_first("last_year"),
                models.F("reports").desc(),
                "public_id",
                name="named_project_latest",
            ),
            models.Index(fields=["name", "public_id"], name="named_project_name"),
        ]

    def __str__(self) -> str:
        return self.name


class PlaceIntegrity(models.Model):
    """How a government kept its word in all its years: `years` is JSON of `ximu.ledger.integrity.IntegrityYear`, oldest first."""

    place = models.OneToOneField("store.Place", models.CASCADE, primary_key=True, related_name="integrity")
    years = models.TextField()


class Observation(models.Model):
    """One value of official statistics that a person has added; `record` is the whole `ximu.ledger.observation`.

    `public_id` is made of what the row says, so the same row twice is one. `place_code` and `place_name` as in the
    table it came from; `value` is exact, in `unit`.
    """

    public_id = models.CharField(max_length=STATEMENT_ID_LENGTH, primary_key=True)
    place_code = models.CharField(max_length=32, blank=True, db_index=True)
    place_name = models.TextField(db_index=True)
    indicator = models.TextField()
    indicator_id = models.CharField(max_length=120, null=True)
    year = models.IntegerField()
    value = ExactDecimalField()
    unit = models.TextField(blank=True)
    aspect = models.CharField(max_length=16)
    scope = models.TextField(blank=True)
    source_url = models.TextField(blank=True)
    published_on = models.DateField(null=True)
    added_at = models.DateTimeField(auto_now_add=True)
    record = models.JSONField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["indicator_id", "year"], name="observation_of_indicator")]

    def __str__(self) -> str:
        return self.public_id
