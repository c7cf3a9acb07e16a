"""The list of items: filtered, sorted, paged; only what the person may see."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from ximu.ledger.errors import TrackError
from ximu.site.language import language_of
from ximu.site.workbench.forms import number_given
from ximu.site.workbench.frame import governments_of, show, units_of
from ximu.site.workbench.rows import rows_of
from ximu.site.workbench.sign_in import signed_in
from ximu.track.editions import playbooks
from ximu.track.models import Item, Person, Unit
from ximu.track.permissions import may, visible_to

PER_PAGE = 50
ASKED = ("q", "playbook", "phase", "unit", "year", "late", "sort")
PHASES = ("draft", "open", "closed", "archived")
SORTS = {
    "number": ("number",),
    "due": (F("due_on").asc(nulls_last=True), "number"),
    "changed": ("-changed_at",),
    "unit": ("lead_unit__name_zh", "number"),
}


@require_safe
@signed_in
def items_page(request: HttpRequest, person: Person) -> HttpResponse:
    """Show the items, narrowed by the values of the address."""
    asked = {name: request.GET.get(name, "") for name in ASKED}
    found = narrowed(visible_to(person), asked)
    sort = asked["sort"] if asked["sort"] in SORTS else "number"
    ordered = found.select_related("lead_unit", "edition", "government").order_by(*SORTS[sort])
    page = Paginator(ordered, PER_PAGE).get_page(request.GET.get("page"))
    language = language_of(request)
    governments = governments_of(person)
    context = {
        "asked": {**asked, "sort": sort},
        "rows": rows_of(page.object_list, language),
        "pages": page,
        "total": page.paginator.count,
        "playbooks": [(one.id, one.en if language == "en" else one.zh) for one in playbooks().values()],
        "units": Unit.objects.filter(government__in=governments).order_by("name_zh"),
        "years": visible_to(person).order_by("-year").values_list("year", flat=True).distinct(),
        "phases": PHASES,
        "sorts": tuple(SORTS),
        "tables": _tables(person, asked, language),
        "may_create": any(may(person, "create", government=one) for one in governments),
    }
    return show(request, person, "items.html", context)


def narrowed(items: QuerySet[Item], asked: dict[str, Any]) -> QuerySet[Item]:
    """The items that fit the values of a form; a value that fits nothing narrows to nothing."""
    if asked.get("q"):
        items = items.filter(Q(title_zh__contains=asked["q"]) | Q(number__contains=asked["q"]))
    if asked.get("playbook"):
        items = items.filter(edition__playbook=asked["playbook"])
    if asked.get("phase"):
        items = items.filter(phase=asked["phase"])
    for name, column in (("unit", "lead_unit_id"), ("year", "year")):
        if asked.get(name):
            items = items.filter(**{column: number_given(asked[name])})
    if asked.get("late") == "yes":
        items = items.filter(late=True)
    return items


def exportable(person: Person) -> QuerySet[Item]:
    """The items whose table the person may take away. Raises TrackError W010 when that is not theirs at all."""
    governments = [one for one in governments_of(person) if may(person, "export", government=one)]
    units = [one for one in units_of(person) if may(person, "export", unit=one)]
    if not governments and not units:
        raise TrackError("not allowed: export", next_step="ask the inspection office", code="W010")
    return visible_to(person).filter(Q(government__in=governments) | Q(lead_unit__in=units))


def may_export(person: Person) -> bool:
    """Whether the person may take some table away."""
    return any(may(person, "export", government=one) for one in governments_of(person)) or any(
        may(person, "export", unit=one) for one in units_of(person)
    )


def _tables(person: Person, asked: dict[str, str], language: str) -> list[tuple[str, str]]:
    """The playbooks of the items that are shown, each of which can be taken away as a table."""
    if not may_export(person):
        return []
    found = set(narrowed(exportable(person), asked).order_by().values_list("edition__playbook", flat=True).distinct())
    return [(one.id, one.en if language == "en" else one.zh) for one in playbooks().values() if one.id in found]
