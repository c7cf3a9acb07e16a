"""The first page: what was promised, what came of it, the newest reports and findings, one real entry."""

from __future__ import annotations

from django.db.models import Count, F
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from msgspec import Struct

from ximu.site.findings import FindingLine, finding_lines, with_reports
from ximu.site.language import language_of
from ximu.site.listing import latest_first
from ximu.site.outcomes import OUTCOMES
from ximu.site.quoting import ReportRef, report_ref
from ximu.site.respond import respond
from ximu.site.shown import show
from ximu.site.statements import Choice, Row, address_of, public_record
from ximu.store import models

NEWEST_REPORTS = 10
NEWEST_FINDINGS = 6
# Older years than these stand in the list of promises.
LATEST_YEARS = 4
LEVELS = ("state", "province", "prefecture", "county", "zone", "township")


class Tally(Struct, frozen=True, kw_only=True):
    """How much there is; `open` are the numbers that no rule knows."""

    reports: int
    places: int
    measures: int
    commitments: int
    open: int


class YearTally(Struct, frozen=True, kw_only=True):
    """The testable promises of the reports of one year, by how they stand; `total` adds them up."""

    year: int
    total: int
    states: tuple[Choice, ...]


class HomePage(Struct, frozen=True, kw_only=True):
    """The first page; `example` is a target that a report states, with the sentence it stands in.

    `standing` counts all testable promises by how they stand, `years` those of the latest years.
    """

    tally: Tally
    standing: tuple[Choice, ...]
    promised: int
    years: tuple[YearTally, ...]
    newest: tuple[ReportRef, ...]
    findings: tuple[FindingLine, ...]
    levels: tuple[Choice, ...]
    example: Row | None
    example_report: ReportRef | None
    example_sentence: str


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the first page (a fixed number of queries)."""
    kinds = dict(models.Statement.objects.values_list("kind").annotate(n=Count("pk")))
    tally = Tally(
        reports=models.Report.objects.count(),
        places=models.Place.objects.filter(reports__isnull=False).distinct().count(),
        measures=kinds.get("measure", 0),
        commitments=kinds.get("commitment", 0),
        open=models.Number.objects.filter(number_class="open").count(),
    )
    years = by_year()
    all_states = dict.fromkeys(OUTCOMES, 0)
    for line in years:
        for choice in line.states:
            all_states[choice.value] += choice.count  # type: ignore[index]
    newest = models.Report.objects.select_related("place").filter(source_kind="report").defer("record")
    findings = with_reports().filter(severity__gte=2, sure=True)
    levels = models.Place.objects.filter(reports__isnull=False).values_list("level")
    counts = dict(levels.annotate(n=Count("pk", distinct=True)))
    example = pick_example()
    page = HomePage(
        tally=tally,
        standing=tuple(Choice(value=state, count=count) for state, count in all_states.items()),
        promised=sum(all_states.values()),
        years=years[:LATEST_YEARS],
        newest=tuple(
            report_ref(report)
            for report in newest.order_by(latest_first("report_year"), latest_first("delivered_on"), "-pk")[
                :NEWEST_REPORTS
            ]
        ),
        findings=finding_lines(
            findings.order_by(latest_first("report_year"), "-severity", "public_id")[:NEWEST_FINDINGS]
        ),
        levels=tuple(Choice(value=level, count=counts[level]) for level in LEVELS if counts.get(level)),
        example=example[0] if example else None,
        example_report=report_ref(example[1]) if example else None,
        example_sentence=sentence(*example) if example else "",
    )
    shown = {"shown": show(example[0], example[2], language_of(request))} if example else {}
    return respond(request, "home.html", page, extra=shown)


def by_year() -> tuple[YearTally, ...]:
    """The testable promises by year of the report and by how they stand, latest year first (one query)."""
    rows = models.Promise.objects.filter(label="testable", report_year__isnull=False)
    counts: dict[int, dict[str, int]] = {}
    for year, state, count in rows.values_list("report_year", "state").annotate(n=Count("pk")):
        counts.setdefault(int(year or 0), {})[state] = count
    return tuple(
        YearTally(
            year=year,
            total=sum(counts[year].values()),
            states=tuple(Choice(value=state, count=counts[year].get(state, 0)) for state in OUTCOMES),
        )
        for year in sorted(counts, reverse=True)
    )


def sentence(row: Row, report: models.Report, text: str) -> str:
    """The sentence around a row."""
    del report
    return text[min(row.sentence_start, row.start) : max(row.sentence_end, row.end)]


def pick_example() -> tuple[Row, models.Report, str] | None:
    """A sure target of the latest report that states one among its goals, with the report and its source text."""
    targets = models.Measure.objects.filter(
        stance="target", sure=True, role="value", scope="", indicator_id__isnull=False
    ).select_related("statement", "report__place")
    newest = targets.order_by(F("report__report_year").desc(nulls_last=True), "report_id", "start")
    # A growth among the goals is what people know from the news; any other target serves as well.
    found = newest.filter(role_of_section="goals", aspect="growth").first() or newest.first()
    if found is None:
        return None
    said = found.statement
    primary = models.ReportSource.objects.filter(report=found.report, primary=True).values_list("source_id").first()
    if primary is None:
        return None
    text = models.SourceText.objects.get(source_id=primary[0]).text
    row = Row(
        id=said.public_id,
        kind=said.kind,
        address=address_of(found.report.public_id, said.start, said.end),
        start=said.start,
        end=said.end,
        as_written=said.as_written,
        sentence_start=said.sentence_start,
        sentence_end=said.sentence_end,
        sure=said.sure,
        record=public_record(found.record),
    )
    return row, found.report, text
