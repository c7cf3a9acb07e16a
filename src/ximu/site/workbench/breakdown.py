"""任务分解: the commitments of a report beside the items made from them; new items keep the statement they came from."""

from __future__ import annotations

from typing import NamedTuple

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods, require_safe

from ximu.ledger.errors import TrackError
from ximu.site.language import language_of, say
from ximu.site.statements import address_of
from ximu.site.workbench.forms import number_given, units_now
from ximu.site.workbench.frame import governments_of, own_places, show
from ximu.site.workbench.sign_in import signed_in
from ximu.store import models as store
from ximu.track import actions
from ximu.track.editions import playbooks
from ximu.track.exchange.cells import UnitNames
from ximu.track.models import Government, Item, ItemSource, Person, Unit
from ximu.track.permissions import may, visible_to

PER_PAGE = 60
LABELS = ("testable", "ongoing", "directional")


class Line(NamedTuple):
    """A commitment of the report and the items that were made from it."""

    id: str
    words: str
    label: str
    due_on: str
    due_assumed: bool
    responsible: str
    address: str
    items: tuple[Item, ...]


@require_safe
@signed_in
def reports_page(request: HttpRequest, person: Person) -> HttpResponse:
    """The reports of the person's governments, newest first."""
    own = [one for one in governments_of(person) if may(person, "create", government=one)]
    if not own:
        raise TrackError("not allowed: create", next_step="ask the inspection office", code="W010")
    found = store.Report.objects.filter(own_places(own)).select_related("place").order_by("-report_year", "public_id")
    return show(request, person, "breakdown_reports.html", {"reports": found, "governments": own})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def breakdown_page(request: HttpRequest, person: Person, report_id: str) -> HttpResponse:
    """Show the commitments of a report; a POST makes an item of each that was ticked."""
    own = [one for one in governments_of(person) if may(person, "create", government=one)]
    report = store.Report.objects.filter(own_places(own), public_id=report_id).select_related("place").first()
    if not own or report is None:
        raise Http404("report")
    government = _government_of(report, own)
    if request.method == "POST":
        return _make(request, person, report, government)
    asked = {"label": request.GET.get("label", "testable"), "without": request.GET.get("without", "")}
    found = store.Commitment.objects.filter(report=report).select_related("statement").order_by("start")
    if asked["label"] in LABELS:
        found = found.filter(label=asked["label"])
    if asked["without"]:
        found = found.exclude(pk__in=ItemSource.objects.filter(item__government=government).values("statement"))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    language = language_of(request)
    context = {
        "report": report,
        "lines": _lines(person, report, list(page.object_list), government),
        "pages": page,
        "asked": asked,
        "labels": LABELS,
        "playbooks": [
            (one.id, one.en if language == "en" else one.zh)
            for one in playbooks().values()
            if one.kind in ("task", "project")
        ],
        "units": units_now(government),
    }
    return show(request, person, "breakdown.html", context)


def _make(request: HttpRequest, person: Person, report: store.Report, government: Government) -> HttpResponse:
    chosen = request.POST.getlist("statement")[:500]
    book = playbooks().get(request.POST.get("playbook", ""))
    named = request.POST.get("unit", "")
    unit = Unit.objects.filter(government=government, pk=number_given(named)).first()
    if book is None or not chosen:
        raise TrackError(
            "nothing was ticked" if book else "no such playbook", where=report.public_id,
            next_step="tick commitments and choose a playbook", code="W018",
        )  # fmt: skip
    found = store.Commitment.objects.filter(report=report, pk__in=chosen).select_related("statement").order_by("start")
    names = UnitNames(government)
    made = 0
    for one in found:
        told, supporting = names.told(one.responsible)
        content = actions.ItemContent(
            title_zh=one.statement.as_written,
            year=report.report_year or 0,
            lead_unit=told or unit,
            lead_unit_assumed=told is None and unit is not None,
            supporting_units=supporting,
            due_on=one.due_on,
            due_assumed=one.due_assumed,
            statements=(one.pk,),
        )
        actions.create_item(person, government, book, content)
        made += 1
    messages.success(request, say("work.made", language_of(request), n=made))
    return HttpResponseRedirect(request.get_full_path())


def _lines(person: Person, report: store.Report, found: list[store.Commitment], government: Government) -> list[Line]:
    held: dict[str, list[Item]] = {}
    sources = ItemSource.objects.filter(statement__in=[one.pk for one in found], item__government=government)
    seen = {item.pk: item for item in visible_to(person).filter(pk__in=sources.values("item"))}
    for statement, key in sources.values_list("statement", "item_id"):
        if key in seen:
            held.setdefault(statement, []).append(seen[key])
    return [
        Line(
            id=one.pk,
            words=one.statement.as_written,
            label=one.label,
            due_on=one.due_on.isoformat() if one.due_on else "",
            due_assumed=one.due_assumed,
            responsible=one.responsible,
            address=address_of(report.public_id, one.start, one.statement.end),
            items=tuple(held.get(one.pk, ())),
        )
        for one in found
    ]


def _government_of(report: store.Report, governments: list[Government]) -> Government:
    for one in governments:
        if report.place and (one.place_code == report.place.code != "" or one.name_zh.startswith(report.place.name)):
            return one
    return governments[0]
