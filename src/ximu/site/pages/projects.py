"""The list of named projects, and the page of one: what each report says of it, how far it is, what was promised."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, get_args

from django.db.models import F, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from msgspec import Struct

from ximu.ledger.commitment import Stage
from ximu.site.download_table import table_response, wants_table
from ximu.site.listing import (
    MOST_ROWS,
    Option,
    added_up,
    asked,
    asked_place,
    counted,
    number_asked,
    of_place,
    sum_of,
    turn,
)
from ximu.site.pages.report import PlaceLink
from ximu.site.projects.beside import RegisterLine, register_lines
from ximu.site.promises import PromiseLine, all_promises, promise_lines
from ximu.site.quoting import REFERENCE, Quote, ReportRef, Spot, load_quotes, report_ref, rest_of_report
from ximu.site.respond import respond
from ximu.site.statements import Choice, address_of
from ximu.store import models
from ximu.store.bigrams import plain
from ximu.store.fields import latest_first
from ximu.store.search import MOST_NAMED, projects_named

STAGES = tuple(stage for stage in get_args(Stage) if stage)
ORDERS: dict[str, tuple[Any, ...]] = {
    "reports": ("-reports", "-mentions", "public_id"),
    "year": (latest_first("last_year"), "-reports", "public_id"),
    "name": ("name", "public_id"),
    "place": ("place__public_id", "-reports", "public_id"),
}
SORTS = (
    Option("reports", "projects.by_reports"),
    Option("year", "projects.by_year"),
    Option("name", "projects.by_name"),
    Option("place", "projects.by_place"),
)
LISTS = ("aliases", "statements", "years")  # of a named project; its line does not show them
NUMBER = (
    "indicator", "action", "low", "high", "unit", "bound", "stance", "year", "start", "report__public_id", "statement__end",
)  # fmt: skip
# Mentions of one project on its page; 南方 … 大学 stands in every report of twenty years.
MOST_MENTIONS = 150


class ProjectLine(Struct, frozen=True, kw_only=True):
    """A project in a list; `stage` is the last step that a report tells, `stage_year` the year of that report."""

    id: str
    address: str
    name: str
    place: str
    place_name: str
    first_year: int | None
    last_year: int | None
    reports: int
    mentions: int
    stage: str
    stage_year: int | None


class ProjectsPage(Struct, frozen=True, kw_only=True):
    """One page of the projects that the address asks for; `more` when not all that have `q` in their name are counted."""

    place: str
    place_name: str
    place_unknown: bool
    q: str
    year: int | None
    stage: str
    sort: str
    stages: tuple[Choice, ...]
    projects: tuple[ProjectLine, ...]
    total: int
    more: bool
    page: int
    pages: int


class Step(Struct, frozen=True, kw_only=True):
    """A word of a report that tells how far a project is."""

    stage: str
    as_written: str
    address: str


class Number(Struct, frozen=True, kw_only=True):
    """A number in a sentence that names the project."""

    indicator: str
    low: Decimal
    high: Decimal
    unit: str
    bound: str
    stance: str
    year: int | None
    address: str


class Told(Struct, frozen=True, kw_only=True):
    """What one report says of the project: where, how far it is, the numbers of those sentences, the promises."""

    report: ReportRef
    steps: tuple[Step, ...]
    quotes: tuple[Quote, ...]
    numbers: tuple[Number, ...]
    promises: tuple[PromiseLine, ...]


class ProjectPage(Struct, frozen=True, kw_only=True):
    """A project over the years of its place; `told` is by report, oldest first.

    `register` are the published projects of the register that a person said are this one.
    """

    line: ProjectLine
    place: PlaceLink
    aliases: tuple[str, ...]
    told: tuple[Told, ...]
    register: tuple[RegisterLine, ...]
    elsewhere: tuple[ProjectLine, ...]


@require_safe
def projects_page(request: HttpRequest) -> HttpResponse:
    """Show projects (a fixed number of queries); `?q=` is part of a name, `?format=csv` sends the list."""
    place, q = asked_place(request), request.GET.get("q", "").strip()[:64]
    year, stage = number_asked(request, "year"), asked(request, "stage", STAGES)
    sort = asked(request, "sort", ORDERS) or "reports"
    rows = models.NamedProject.objects.select_related("place")
    rows = of_place(rows, place)
    more, order = False, ORDERS[sort]
    if q and place.place:
        rows = rows.filter(plain__contains=plain(q))
    elif q:
        named = projects_named(q)
        rows, more = rows.filter(order_key__in=named.keys), named.more
        # 0 for all, so that the few are found by their keys and sorted, not among all in the order of an index.
        order = (F("order_key") * 0, *order)
    if year is not None:
        rows = rows.filter(first_year__lte=year, last_year__gte=year)
    if place.words or q:
        stages, total = counted(rows, "stage"), None
    else:
        between = Q() if year is None else Q(first_year__lte=year, last_year__gte=year)
        tallies = models.ProjectTally.objects.filter(between)
        stages, total = added_up(tallies, "stage"), sum_of(tallies.filter(stage=stage) if stage else tallies)
    found = (rows.filter(stage=stage) if stage else rows).order_by(*order)
    if wants_table(request):
        return table_response("projects", ProjectLine.__struct_fields__, project_lines(found[:MOST_ROWS]))
    turned = turn(request, found, total=total)
    page = ProjectsPage(
        place=place.id,
        place_name=place.name,
        place_unknown=place.unknown,
        q=q,
        year=year,
        stage=stage,
        sort=sort,
        stages=stages,
        projects=project_lines(turned.rows),
        total=turned.total,
        more=more,
        page=turned.page,
        pages=turned.pages,
    )
    narrowed = bool(place.words or q or year or stage)
    return respond(
        request, "projects.html", page, extra={"sorts": SORTS, "narrowed": narrowed, "most_named": MOST_NAMED}
    )


def project_lines(rows: Iterable[models.NamedProject]) -> tuple[ProjectLine, ...]:
    """Rows as lines; the place must be loaded with them."""
    return tuple(
        ProjectLine(
            id=row.public_id,
            address=f"/projects/{row.public_id}/",
            name=row.name,
            place=row.place.public_id,
            place_name=row.place.name,
            first_year=row.first_year,
            last_year=row.last_year,
            reports=row.reports,
            mentions=row.mentions,
            stage=row.stage,
            stage_year=row.stage_year,
        )
        for row in rows
    )


@require_safe
def project_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show a project (a fixed number of queries)."""
    row = models.NamedProject.objects.select_related("place").filter(public_id=public_id).first()
    if row is None:
        raise Http404("project")
    said = list(
        models.Project.objects.filter(pk__in=row.statements)
        .select_related("report__place")
        .defer(*rest_of_report("report", shown=REFERENCE))
        .order_by(latest_first("report__report_year"), "report", "start")
    )
    spots = [Spot(one.report_id, start, end) for one in said for start, end in mentions(one)][:MOST_MENTIONS]
    quotes = load_quotes(spots)
    promises, numbers = promises_at(spots), numbers_at(spots)
    elsewhere = (
        models.NamedProject.objects.filter(name=row.name).exclude(pk=row.pk).select_related("place").defer(*LISTS)
    )
    page = ProjectPage(
        line=project_lines([row])[0],
        place=PlaceLink(id=row.place.public_id, name=row.place.name, address=f"/places/{row.place.public_id}/"),
        aliases=tuple(row.aliases),
        told=tuple(
            Told(
                report=report_ref(one.report),
                steps=steps(one),
                quotes=sentences_of(one, quotes),
                numbers=tuple(numbers.get(one.report_id, ())),
                promises=tuple(promises.get(one.report_id, ())),
            )
            for one in reversed(said)
        ),
        register=register_lines(row.public_id),
        elsewhere=project_lines(elsewhere.order_by("-reports", "public_id")[:10]),
    )
    return respond(request, "project.html", page)


def mentions(one: models.Project) -> Sequence[tuple[int, int]]:
    """The characters of every mention in a report."""
    return [(start, end) for start, end in one.record.get("mentions", ())] or [(one.start, one.start + len(one.name))]


def steps(one: models.Project) -> tuple[Step, ...]:
    """The words that tell how far it is, each step once."""
    found = {mention["stage"]: mention for mention in one.record.get("stages", ()) if mention["stage"]}
    return tuple(
        Step(
            stage=stage,
            as_written=mention["as_written"],
            address=address_of(one.report.public_id, mention["start"], mention["end"]),
        )
        for stage, mention in found.items()
    )


def sentences_of(one: models.Project, quotes: dict[Spot, Quote]) -> tuple[Quote, ...]:
    """The sentences of a report that name it, each once."""
    kept: dict[str, Quote] = {}
    for start, end in mentions(one):
        quote = quotes.get(Spot(one.report_id, start, end))
        if quote is not None:
            kept.setdefault(quote.before + quote.within + quote.after, quote)
    return tuple(kept.values())


def promises_at(spots: Sequence[Spot]) -> dict[int, list[PromiseLine]]:
    """The testable promises that hold one of these mentions, by report (one query)."""
    around = Q()
    for spot in spots:
        around |= Q(report=spot.report, start__lte=spot.start, end__gte=spot.end)
    if not around:
        return {}
    rows: QuerySet[models.Promise] = all_promises().filter(around, label="testable").order_by("start")
    found: dict[int, list[PromiseLine]] = {}
    for row, line in zip(rows, promise_lines(rows), strict=True):
        found.setdefault(row.report_id, []).append(line)
    return found


def numbers_at(spots: Sequence[Spot]) -> dict[int, list[Number]]:
    """The numbers of the clause around each mention: those in its sentence, at most 40 characters away (one query)."""
    around = Q()
    for spot in spots:
        around |= Q(
            report=spot.report, statement__sentence_start__lte=spot.start, statement__sentence_end__gte=spot.end,
            start__gte=spot.start - 40, start__lte=spot.end + 40,
        )  # fmt: skip
    if not around:
        return {}
    found: dict[int, list[Number]] = {}
    rows = models.Measure.objects.filter(around, role="value").select_related("statement", "report")
    for row in rows.only(*NUMBER).order_by("start"):
        found.setdefault(row.report_id, []).append(
            Number(
                indicator=row.action + row.indicator,
                low=row.low,
                high=row.high,
                unit=row.unit,
                bound=row.bound,
                stance=row.stance,
                year=row.year,
                address=address_of(row.report.public_id, row.start, row.statement.end),
            )
        )
    return found
