"""How a government stands: items by unit with lights and deadlines, rates with what they count, the burden on units."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from ximu.site.language import language_of
from ximu.site.workbench.forms import number_given
from ximu.site.workbench.frame import governments_of, name_of, show, units_of
from ximu.site.workbench.sign_in import signed_in
from ximu.track import actions
from ximu.track.actions.standings import month_ends
from ximu.track.editions import playbooks
from ximu.track.item_lines import ItemLine, Share, item_lines
from ximu.track.models import Government, LockedPeriod, Person, ReportRequest, Unit
from ximu.track.permissions import may, visible_to
from ximu.track.rules.rates import percent_of

LAMPS = ("green", "blue", "yellow", "orange", "red", "none")


class UnitLine(NamedTuple):
    """One unit: how many items it leads, by what they are; `asked` counts the reports it was asked for this year.

    `late` counts what was late once, with what is past its deadline now.
    """

    unit: Unit | None
    items: int
    open: int
    closed: int
    late: int
    overdue: int
    lights: dict[str, int]
    asked: int | None


class RateLine(NamedTuple):
    """A rate of a playbook with what it counts: counts, or sums of amounts; `left_out` items are in neither."""

    book: str
    name: str
    percent: Decimal | None
    numerator: Decimal
    denominator: Decimal
    left_out: int


@require_safe
@signed_in
def standing_page(request: HttpRequest, person: Person) -> HttpResponse:
    """Show the standing of the first government of the person, or of the one that is named."""
    government, year, found = asked_standing(request, person)
    context = {"government": government, "governments": governments_of(person), "year": year, **found}
    context["may_take"] = government is not None and may(person, "export", government=government)
    return show(request, person, "standing.html", context)


@require_POST
@signed_in
def lock_month(request: HttpRequest, person: Person) -> HttpResponse:
    """Lock a month that is over, or open it again with a reason; its standing stays as it is while it is locked."""
    own = governments_of(person)
    government = next((one for one in own if one.key == request.POST.get("government")), None)
    year, month = number_given(request.POST.get("year", "")), request.POST.get("month", "")
    until = next((day for name, day in past_months(year) if name == month), None) if 2000 <= year <= 2060 else None
    if government is None or until is None:
        raise Http404("month")
    if request.POST.get("do") == "unlock":
        for one in locks_of(government, until):
            actions.unlock_period(person, one, request.POST.get("reason", "")[:500])
    else:
        actions.lock_period(person, government, until.replace(day=1), until)
    return HttpResponseRedirect(f"/workbench/standing/?government={government.key}&year={year}&month={month}")


def locks_of(government: Government, day: date) -> list[LockedPeriod]:
    """The locks that hold for a day."""
    held = LockedPeriod.holding(government.pk, day)
    return list(held.select_related("government", "locked_by").order_by("pk"))


def asked_standing(request: HttpRequest, person: Person) -> tuple[Government | None, int, dict[str, Any]]:
    """The government and year that an address asks for, and how the items stand that the person can see.

    With `month` of that year, as they stood at the end of that month.
    """
    own = governments_of(person)
    government = next((one for one in own if one.key == request.GET.get("government")), own[0] if own else None)
    text = request.GET.get("year", "")
    year = int(text) if text.isdecimal() and len(text) == len("2026") else timezone.localdate().year
    month = request.GET.get("month", "")
    until = next((day for name, day in past_months(year) if name == month), None)
    return government, year, _standing(request, person, government, year, until) if government is not None else {}


def past_months(year: int) -> list[tuple[str, date]]:
    """The months of a year that are over, newest first, each with its last day."""
    return [(f"{end.month}", end) for end in month_ends(year, timezone.localdate())]


def _standing(
    request: HttpRequest, person: Person, government: Government, year: int, until: date | None
) -> dict[str, Any]:
    seen = visible_to(person).filter(government=government)
    items = seen.filter(year=year).exclude(phase="draft").select_related("lead_unit", "edition", "government")
    day = until or timezone.localdate()
    # What is a draft again was open then, perhaps.
    stands = item_lines(government, year, items if until is None else seen.filter(year=year), day)
    rates = _rates(request, stands)
    return {
        "lines": _unit_lines(stands, _burden(person, government, year, day)),
        "rates": rates,
        "idle": [one for one in rates if one.percent is None],
        "years": seen.order_by("-year").values_list("year", flat=True).distinct(),
        "months": past_months(year),
        "until": until,
        "locks": locks_of(government, until) if until is not None else [],
        "may_lock": may(person, "lock_period", government=government),
        "total": len(stands),
        "items": items,
        "language": language_of(request),
    }


def _unit_lines(stands: list[ItemLine], burden: dict[int, int]) -> list[UnitLine]:
    by_unit: dict[int | None, list[ItemLine]] = {}
    for one in stands:
        by_unit.setdefault(one.unit, []).append(one)
    units = {unit.pk: unit for unit in Unit.objects.filter(pk__in=[key for key in by_unit if key])}
    lines = [
        UnitLine(
            unit=units.get(key) if key else None,
            items=len(rows),
            open=sum(one.phase == "open" for one in rows),
            closed=sum(one.phase in ("closed", "archived") for one in rows),
            late=sum(one.late for one in rows),
            overdue=sum(one.overdue for one in rows),
            lights={light: n for light in LAMPS if (n := sum(one.light == light for one in rows))},
            asked=burden.get(key) if key else None,
        )
        for key, rows in by_unit.items()
    ]
    return sorted(lines, key=lambda line: line.unit.name_zh if line.unit else "")


def _rates(request: HttpRequest, stands: list[ItemLine]) -> list[RateLine]:
    shares: dict[tuple[str, str], list[Share]] = {}
    for one in stands:
        for share in one.rates:
            shares.setdefault((one.playbook, share.rate), []).append(share)
    there = {one.playbook for one in stands}
    found = []
    for book in playbooks().values():
        for rate in book.rates if book.id in there else ():
            own = shares.get((book.id, rate.id), [])
            whole = sum((share.whole for share in own if not share.left_out), Decimal(0))
            part = sum((share.part for share in own if not share.left_out), Decimal(0))
            left_out = sum(share.left_out for share in own)
            percent = percent_of(part, whole)
            found.append(RateLine(name_of(book, request), name_of(rate, request), percent, part, whole, left_out))
    return found


def _burden(person: Person, government: Government, year: int, until: date) -> dict[int, int]:
    """Reports each unit was asked for in the year up to `until`, of the units whose burden the person may see."""
    asked = ReportRequest.objects.filter(government=government, on__year=year, on__lte=until)
    if not may(person, "see_burden", government=government):
        asked = asked.filter(unit__in=units_of(person))
    return dict(asked.values_list("unit").annotate(times=Count("pk")))
