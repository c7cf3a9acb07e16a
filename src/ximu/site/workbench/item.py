"""One item: how it stands on three axes, where it came from, what happened, and what the person can do now."""

from __future__ import annotations

from typing import Any, NamedTuple

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ximu.ledger.errors import TrackError
from ximu.site.language import language_of, say
from ximu.site.statements import address_of
from ximu.site.workbench.case_panel import OWN_FORMS, case_panel
from ximu.site.workbench.forms import (
    EvidenceForm,
    ItemForm,
    MoveForm,
    ProgressForm,
    evidence_of,
    number_given,
    progress_of,
)
from ximu.site.workbench.frame import show
from ximu.site.workbench.rows import row_of
from ximu.site.workbench.sign_in import signed_in
from ximu.site.workbench.votes import ballot_counts, open_ballots
from ximu.store import models as store
from ximu.track import actions
from ximu.track.models import Evidence, Item, Person, ProgressReport
from ximu.track.permissions import may, visible_to
from ximu.track.standing import standing


class Offer(NamedTuple):
    """A move the person may make: its name, its form, and whether everything it needs is there."""

    id: str
    name: str
    form: MoveForm
    ready: bool


class Quotation(NamedTuple):
    """A statement of the ledger that an item came from: its sentence and its address."""

    words: str
    sentence: str
    report: str
    address: str


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def item_page(request: HttpRequest, person: Person, key: int) -> HttpResponse:
    """Show an item; a POST makes the move that its form names."""
    item = _item(person, key)
    if request.method == "POST":
        return _moved(request, person, item)
    return _page(request, person, item)


def _moved(request: HttpRequest, person: Person, item: Item) -> HttpResponse:
    language = language_of(request)
    name = request.POST.get("move", "")
    offered = {one.move.id: one.move for one in _open_moves(person, item)}
    if name not in offered:
        raise TrackError(
            f"not open now: {name or '?'}", where=item.number, next_step="look at the item anew", code="W011"
        )
    form = MoveForm(offered[name], item, language, request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, person, item, {name: form}, status=422)
    actions.act(person, item, name, **form.carried())
    return _done(request, item, offered[name].en if language == "en" else offered[name].zh)


@require_POST
@signed_in
def bring_evidence(request: HttpRequest, person: Person, key: int) -> HttpResponse:
    """Add a piece of evidence outside a move."""
    item = _item(person, key)
    form = EvidenceForm(item, language_of(request), request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, person, item, evidence=form, status=422)
    data = form.cleaned_data
    actions.bring_evidence(person, item, evidence_of(data), version=data["version"])
    return _done(request, item, say("work.evidence", language_of(request)))


@require_POST
@signed_in
def report_progress(request: HttpRequest, person: Person, key: int) -> HttpResponse:
    """Report progress outside a move."""
    item = _item(person, key)
    form = ProgressForm(item, language_of(request), request.POST)
    if not form.is_valid():
        return _page(request, person, item, progress=form, status=422)
    given = progress_of(form.cleaned_data)
    if given is not None:
        actions.report_progress(person, item, given, version=form.cleaned_data["version"])
    return _done(request, item, say("work.progress", language_of(request)))


@require_POST
@signed_in
def verify(request: HttpRequest, person: Person, key: int, what: str, row: int) -> HttpResponse:
    """Confirm a report of progress, or say whether a piece of evidence holds."""
    item = _item(person, key)
    if what == "progress":
        report = get_object_or_404(ProgressReport.objects.filter(item=item, pk=row))
        actions.verify_progress(person, report)
    else:
        piece = get_object_or_404(Evidence.objects.filter(item=item, pk=row))
        verdict = "holds" if request.POST.get("verdict") == "holds" else "refuted"
        actions.verify_evidence(person, piece, verdict, request.POST.get("note", "")[:500])
    return _done(request, item, say("work.verified", language_of(request)))


@require_POST
@signed_in
def set_published(request: HttpRequest, person: Person, key: int) -> HttpResponse:
    """Show the item to everyone, or take it back with a reason."""
    item = _item(person, key)
    version = number_given(request.POST.get("version", "")) or None
    if item.published_at is None:
        actions.publish(person, item, version=version)
    else:
        actions.withdraw(person, item, request.POST.get("reason", ""), version=version)
    return _done(request, item, say("work.publish" if item.published_at else "work.withdraw", language_of(request)))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def edit_page(request: HttpRequest, person: Person, key: int) -> HttpResponse:
    """Change what an item says; once it is open a reason is needed."""
    item = _item(person, key)
    language = language_of(request)
    if not may(person, "edit", item):
        raise TrackError("not allowed: edit", where=item.number, next_step="ask the inspection office", code="W010")
    names = ("title_zh", "requirement_zh", "due_on", "due_assumed", "lead_unit", "lead_unit_assumed", "leader_zh",
             "person_zh", "amount_target", "amount_unit")  # fmt: skip
    start = {name: getattr(item, name) for name in names} | {"supporting_units": item.supporting_units.all()}
    form = ItemForm(item.government, language, request.POST or None, initial=start)
    form.fields["reason"] = _reason_field(item, language)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data.pop("reason", "")
        actions.edit_item(
            person, item, form.content(), reason=reason, version=number_given(request.POST.get("version", "")) or None
        )
        return _done(request, item, say("work.edit", language))
    status = 422 if request.method == "POST" else 200
    return show(request, person, "edit.html", {"item": item, "form": form}, status)


def _reason_field(item: Item, language: str) -> Any:
    return django_forms.CharField(label=say("work.reason", language), required=item.phase == "open", max_length=500)


@require_safe
@signed_in
def evidence_file(request: HttpRequest, person: Person, key: int, row: int) -> HttpResponse:
    """Send a file of evidence, always as a download under a plain name."""
    del request
    item = _item(person, key)
    piece = get_object_or_404(Evidence.objects.filter(item=item, pk=row).exclude(sha256=""))
    response = HttpResponse(actions.evidence_path(piece.sha256).read_bytes(), content_type="application/octet-stream")
    ending = piece.name.rpartition(".")[2].lower() if "." in piece.name else "bin"
    safe = ending if ending.isalnum() and ending.isascii() and len(ending) <= 5 else "bin"
    response["Content-Disposition"] = f'attachment; filename="{item.pk}-{piece.pk}.{safe}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _item(person: Person, key: int) -> Item:
    """The item, if the person can see it; else it is not there for them."""
    return get_object_or_404(visible_to(person).select_related("lead_unit", "edition", "government").filter(pk=key))


def _open_moves(person: Person, item: Item) -> list[actions.OpenMove]:
    """The moves for the page: those of a case that have forms of their own are not among them."""
    found = actions.open_moves(person, item)
    return [one for one in found if item.book.kind != "case" or one.move.id not in OWN_FORMS]


def _done(request: HttpRequest, item: Item, what: str) -> HttpResponse:
    messages.success(request, say("work.done", language_of(request), what=what))
    return HttpResponseRedirect(f"/workbench/items/{item.pk}/")


def _page(
    request: HttpRequest,
    person: Person,
    item: Item,
    forms: dict[str, MoveForm] | None = None,
    *,
    evidence: EvidenceForm | None = None,
    progress: ProgressForm | None = None,
    status: int = 200,
) -> HttpResponse:
    language = language_of(request)
    given = forms or {}
    offers = [
        Offer(
            one.move.id,
            one.move.en if language == "en" else one.move.zh,
            given.get(one.move.id) or MoveForm(one.move, item, language),
            one.ready,
        )
        for one in _open_moves(person, item)
    ]
    may_verify = may(person, "verify_progress", item)
    context = {
        "item": item,
        "row": row_of(item, standing(item), language),
        "book": item.book,
        "quotations": quotations(item),
        "offers": offers,
        "opened": next(iter(given), ""),
        "moves": _history(item, language),
        "clocks": _clocks(item, language),
        "milestones": item.milestones.all(),
        "reports": item.reports.select_related("person", "verified_by"),
        "evidence": item.evidence.select_related("person", "verified_by").order_by("pk"),
        "parts": _parts(item, person, language),
        "evidence_form": evidence or (EvidenceForm(item, language) if may(person, "bring_evidence", item) else None),
        "progress_form": progress
        or (ProgressForm(item, language) if item.phase == "open" and may(person, "report_progress", item) else None),
        "may_verify": may_verify,
        "may_edit": may(person, "edit", item) and item.phase in ("draft", "open"),
        "may_publish": item.phase != "draft" and may(person, "publish", item),
        "facts": _facts(item, person, language),
        "panel": case_panel(person, item, language),
        "may_split": may(person, "break_down", item) and item.phase in ("draft", "open") and not item.merged_into_id,
        "ballots": open_ballots(person, item, language),
        "counts": ballot_counts(person, item, language),
    }
    return show(request, person, "item.html", context, status)


def quotations(item: Item) -> list[Quotation]:
    """The sentences that the item came from; a statement that a newer reading no longer has is left out."""
    keys = list(item.sources.order_by("pk").values_list("statement", flat=True))
    held = store.Statement.objects.select_related("report").filter(public_id__in=keys)
    by_key = {one.public_id: one for one in held}
    found = []
    for key in keys:
        if (one := by_key.get(key)) is None:
            continue
        source = store.SourceText.objects.filter(source__holds__report=one.report, source__holds__primary=True).first()
        sentence = source.text[one.sentence_start : one.sentence_end].strip() if source else one.as_written
        address = address_of(one.report.public_id, one.start, one.end)
        found.append(Quotation(one.as_written, sentence, one.report.title, address))
    return found


def _history(item: Item, language: str) -> list[dict[str, Any]]:
    book = item.book
    english = language == "en"
    shown = []
    for one in item.moves.select_related("person"):
        try:
            move, state = book.move(one.move), book.state(one.state_after)
        except KeyError:
            continue
        words = (move.en, state.en) if english else (move.zh, state.zh)
        carried = {name: value for name, value in (one.carried.get("fields") or {}).items() if value not in (None, "")}
        shown.append({"row": one, "move": words[0], "state": words[1], "carried": _named(item, carried, language)})
    return shown


def _named(item: Item, values: dict[str, Any], language: str) -> list[tuple[str, Any]]:
    fields = {field.id: field for field in item.book.fields}
    shown = []
    for name, value in values.items():
        field = fields.get(name)
        named = (field.en if language == "en" else field.zh) if field else name
        if isinstance(value, bool):
            value = say("work.yes" if value else "work.no", language)
        shown.append((named, field.shown(value, language) if field and isinstance(value, str) else value))
    return shown


def _clocks(item: Item, language: str) -> list[dict[str, Any]]:
    shown = []
    for running in item.clocks.all():
        try:
            clock = item.book.clock(running.clock)
        except KeyError:
            continue
        paused = running.paused[-1][0] if running.paused and running.paused[-1][1] is None else ""
        shown.append({"name": clock.en if language == "en" else clock.zh, "row": running, "paused": paused})
    return shown


def _parts(item: Item, person: Person, language: str) -> list[dict[str, Any]]:
    """The parts that the person sees, each with who leads it and where it stands."""
    found = visible_to(person).filter(parent=item).select_related("edition", "lead_unit")
    states = [(one, one.book.state(one.state)) for one in found]
    return [{"item": one, "state": state.en if language == "en" else state.zh} for one, state in states]


def _facts(item: Item, person: Person, language: str) -> list[tuple[str, Any]]:
    """The fields of the playbook that have a value; private ones only for those who may see them."""
    private = may(person, "see_private", item)
    hidden = {field.id for field in item.book.fields if field.private and not private}
    return _named(item, {name: value for name, value in item.fields.items() if name not in hidden}, language)
