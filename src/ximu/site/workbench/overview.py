"""How a government stands: items by unit with lights and deadlines, rates with what they count, the burden on units."""

from __future__ import annotations

from collections import Counter
from typing import Any, NamedTuple

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from ximu.site.language import language_of
from ximu.site.workbench.frame import governments_of, name_of, show, units_of
from ximu.site.workbench.sign_in import signed_in
from ximu.track.editions import playbooks
from ximu.track.item_facts import many_item_facts
from ximu.track.models import Government, Person, ReportRequest, Unit
from ximu.track.permissions import may, visible_to
from ximu.track.rules.facts import ItemFacts
from ximu.track.rules.rates import RateResult, compute_rate
from ximu.track.standing import standings


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
    """A rate of a playbook with what it counts."""

    book: str
    name: str
    result: RateResult


@require_safe
@signed_in
def standing_page(request: HttpRequest, person: Person) -> HttpResponse:
    """Show the standing of the first government of the person, or of the one that is named."""
    government, year, found = asked_standing(request, person)
    context = {"government": government, "governments": governments_of(person), "year": year, **found}
    context["may_take"] = government is not None and may(person, "export", government=government)
    return show(request, person, "standing.html", context)


def asked_standing(request: HttpRequest, person: Person) -> tuple[Government | None, int, dict[str, Any]]:
    """The government and year that an address asks for, and how the items stand that the person can see."""
    own = governments_of(person)
    government = next((one for one in own if one.key == request.GET.get("government")), own[0] if own else None)
    text = request.GET.get("year", "")
    year = int(text) if text.isdecimal() and len(text) == len("2026") else timezone.localdate().year
    return government, year, _standing(request, person, government, year) if government is not None else {}


def _standing(request: HttpRequest, person: Person, government: Government, year: int) -> dict[str, Any]:
    seen = visible_to(person).filter(government=government)
    found = list(seen.filter(year=year).exclude(phase="draft").select_related("lead_unit", "edition", "government"))
    by_unit: dict[int | None, list[tuple[Any, Any]]] = {}
    for item, stands in zip(found, standings(found), strict=True):
        by_unit.setdefault(item.lead_unit_id, []).append((item, stands))
    burden = _burden(person, government, year)
    units = {unit.pk: unit for unit in Unit.objects.filter(pk__in=[key for key in by_unit if key])}
    today = timezone.localdate()
    lines = [
        UnitLine(
            unit=units.get(key) if key else None,
            items=len(rows),
            open=sum(item.phase == "open" for item, _ in rows),
            closed=sum(item.phase in ("closed", "archived") for item, _ in rows),
            late=sum(stands.late for _, stands in rows),
            overdue=sum(item.phase == "open" and bool(item.due_on) and item.due_on < today for item, _ in rows),
            lights=dict(Counter(stands.light.light or "none" for _, stands in rows)),
            asked=burden.get(key) if key else None,
        )
        for key, rows in by_unit.items()
    ]
    lines.sort(key=lambda line: line.unit.name_zh if line.unit else "")
    facts: dict[str, list[ItemFacts]] = {}
    for item, known in zip(found, many_item_facts(found), strict=True):
        facts.setdefault(item.edition.playbook, []).append(known)
    rates = [
        RateLine(
            name_of(book, request), name_of(rate, request), compute_rate(book, rate.id, facts[book.id], until=today)
        )
        for book in playbooks().values()
        if book.id in facts
        for rate in book.rates
    ]
    years = seen.order_by("-year").values_list("year", flat=True).distinct()
    return {
        "lines": lines,
        "rates": rates,
        "years": years,
        "total": len(found),
        "items": found,
        "language": language_of(request),
    }


def _burden(person: Person, government: Government, year: int) -> dict[int, int]:
    """Reports each unit was asked for, of the units whose burden the person may see."""
    asked = ReportRequest.objects.filter(government=government, on__year=year)
    if not may(person, "see_burden", government=government):
        asked = asked.filter(unit__in=units_of(person))
    return dict(asked.values_list("unit").annotate(times=Count("pk")))
