"""The first page: what was promised, what came of it, the newest reports and findings, one real entry."""

from __future__ import annotations

from collections import Counter, defaultdict

from django.db.models import Count, Sum
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from msgspec import Struct

from ximu.site.findings import FindingLine, finding_lines, with_reports
from ximu.site.language import language_of
from ximu.site.listing import sum_of
from ximu.site.outcomes import OUTCOMES
from ximu.site.quoting import ReportRef, report_ref
from ximu.site.respond import respond
from ximu.site.shown import show
from ximu.site.statements import Choice, Row, address_of, public_record
from ximu.store import models
from ximu.store.fields import latest_first

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

    year: int | None
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
    said = dict(models.StatementTally.objects.values_list("kind").annotate(total=Sum("n")))
    levels = models.PlaceTally.objects.filter(reports__gt=0).values_list("place__level")
    counts = dict(levels.annotate(n=Count("pk")))
    tally = Tally(
        reports=sum_of(models.ReportTally.objects.all()),
        places=sum(counts.values()),
        measures=said.get("measure", 0),
        commitments=said.get("commitment", 0),
        open=sum_of(models.NumberTally.objects.filter(number_class="open")),
    )
    years = by_year()
    standing = tuple(
        Choice(value=state, count=sum(line.states[number].count for line in years))
        for number, state in enumerate(OUTCOMES)
    )
    newest = models.Report.objects.select_related("place").filter(source_kind="report").defer("record")
    findings = with_reports().filter(severity__gte=2, sure=True)
    example = pick_example()
    page = HomePage(
        tally=tally,
        standing=standing,
        promised=sum(choice.count for choice in standing),
        years=tuple(line for line in years if line.year is not None)[:LATEST_YEARS],
        newest=tuple(
            report_ref(report)
            for report in newest.order_by(latest_first("report_year"), latest_first("delivered_on"), "public_id")[
                :NEWEST_REPORTS
            ]
        ),
        findings=finding_lines(
            findings.order_by(latest_first("report_year"), "-severity", "public_id")[:NEWEST_FINDINGS]
        ),
        levels=tuple(Choice(value=level, count=counts[level]) for level in LEVELS if counts.get(level)),
        example=example[0] if example else None,
        example_report=report_ref(example[1]) if example else None,
        example_sentence=sentence_of(example[0], example[2]) if example else "",
    )
    shown = {"shown": show(example[0], example[2], language_of(request))} if example else {}
    return respond(request, "home.html", page, extra=shown)


def by_year() -> tuple[YearTally, ...]:
    """The testable promises by year of the report and by how they stand, latest year first (one query)."""
    counted: dict[int, Counter[str]] = defaultdict(Counter)
    rows = models.PromiseTally.objects.filter(label="testable").values_list("report_year", "state")
    for year, state, n in rows.annotate(total=Sum("n")):
        counted[year][state] = n
    return tuple(
        YearTally(
            year=year or None,
            total=sum(counted[year][state] for state in OUTCOMES),
            states=tuple(Choice(value=state, count=counted[year][state]) for state in OUTCOMES),
        )
        for year in sorted(counted, reverse=True)  # 0, no year, comes last
    )


def pick_example() -> tuple[Row, models.Report, str] | None:
    """A sure target of one of the latest reports, among its goals if it states any, with the report and its source text."""
    newest = models.Report.objects.filter(source_kind="report").order_by(
        latest_first("report_year"), latest_first("delivered_on"), "public_id"
    )
    targets = models.Measure.objects.filter(
        report__in=list(newest.values_list("pk", flat=True)[:NEWEST_REPORTS]),
        stance="target", sure=True, role="value", scope="", indicator_id__isnull=False,
    ).select_related("statement", "report__place")  # fmt: skip
    ordered = targets.order_by(latest_first("report__report_year"), "report_id", "start")
    # A growth among the goals is what people know from the news; any other target serves as well.
    found = ordered.filter(role_of_section="goals", aspect="growth").first() or ordered.first()
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


def sentence_of(row: Row, text: str) -> str:
    """The sentence around a row."""
    return text[min(row.sentence_start, row.start) : max(row.sentence_end, row.end)]
