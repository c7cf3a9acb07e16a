"""The first page: what this is in three sentences, one real entry, and every place with its years."""

from __future__ import annotations

from django.db.models import Count, F
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from msgspec import Struct

from ximu.site.language import language_of
from ximu.site.respond import respond
from ximu.site.shown import show
from ximu.site.statements import Row, address_of, public_record
from ximu.store import models

LEVELS = ("state", "province", "prefecture", "county", "zone", "township", "")


class ReportLink(Struct, frozen=True, kw_only=True):
    """A report in the list of a place."""

    id: str
    report_year: int | None
    source_kind: str
    title: str
    address: str


class PlaceLine(Struct, frozen=True, kw_only=True):
    """A place with its reports, latest first; `id` is "" for reports whose place is not known."""

    id: str
    name: str
    level: str
    address: str
    statements: int
    reports: tuple[ReportLink, ...]


class Tally(Struct, frozen=True, kw_only=True):
    """How much there is; `open` are the numbers that no rule knows."""

    reports: int
    places: int
    measures: int
    commitments: int
    open: int


class HomePage(Struct, frozen=True, kw_only=True):
    """The first page; `example` is a target that a report states, with the sentence it stands in."""

    tally: Tally
    example: Row | None
    example_report: ReportLink | None
    example_place: str
    example_sentence: str
    places: tuple[PlaceLine, ...]


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the first page (a fixed number of queries)."""
    places = place_lines()
    kinds = dict(models.Statement.objects.values_list("kind").annotate(n=Count("pk")))
    tally = Tally(
        reports=sum(len(line.reports) for line in places),
        places=sum(1 for line in places if line.id),
        measures=kinds.get("measure", 0),
        commitments=kinds.get("commitment", 0),
        open=models.Number.objects.filter(number_class="open").count(),
    )
    example = pick_example()
    if example is None:
        page = HomePage(
            tally=tally, example=None, example_report=None, example_place="", example_sentence="", places=places
        )
        return respond(request, "home.html", page)
    row, report, text = example
    first, last = min(row.sentence_start, row.start), max(row.sentence_end, row.end)
    page = HomePage(
        tally=tally,
        example=row,
        example_report=link(report),
        example_place=report.place.name if report.place else "",
        example_sentence=text[first:last],
        places=places,
    )
    return respond(request, "home.html", page, extra={"shown": show(row, text, language_of(request))})


def link(report: models.Report) -> ReportLink:
    """A report as an entry of a list."""
    return ReportLink(
        id=report.public_id,
        report_year=report.report_year,
        source_kind=report.source_kind,
        title=report.title,
        address=f"/reports/{report.public_id}/",
    )


def place_lines() -> tuple[PlaceLine, ...]:
    """Every place with its reports, from the State down, then by code (two queries)."""
    by_place: dict[str, tuple[models.Place | None, list[models.Report]]] = {}
    counts = dict(models.Statement.objects.values_list("report__place__public_id").annotate(n=Count("pk")))
    reports = models.Report.objects.select_related("place").defer("record")
    for report in reports.order_by("-report_year", "source_kind", "public_id"):
        key = report.place.public_id if report.place else ""
        by_place.setdefault(key, (report.place, []))[1].append(report)
    lines = [
        PlaceLine(
            id=key,
            name=place.name if place else "",
            level=place.level if place else "",
            address=f"/places/{key}/" if key else "",
            statements=counts.get(key or None, 0),
            reports=tuple(link(report) for report in found),
        )
        for key, (place, found) in by_place.items()
    ]
    rank = {level: number for number, level in enumerate(LEVELS)}
    return tuple(sorted(lines, key=lambda line: (not line.id, rank.get(line.level, len(LEVELS)), line.id)))


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
