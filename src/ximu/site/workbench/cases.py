"""The clerk's pages: what waits to be taken in, sent on, checked, called back; a telephone call noted; a case put in order."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ximu.ledger.errors import TrackError
from ximu.site.cases.intake import category_choices
from ximu.site.language import language_of, say
from ximu.site.workbench.clerk_queue import CLERK, clerk_queue
from ximu.site.workbench.forms import number_given, own_fields, own_values, unit_choice
from ximu.site.workbench.frame import governments_of, show
from ximu.site.workbench.sign_in import signed_in
from ximu.track import actions
from ximu.track.cases.actions import change_case, join_duplicate, me_too, part_duplicate, receive
from ximu.track.cases.content import LONGEST_TITLE, MOST_WORDS, CaseChange, NewCase, NewRequester
from ximu.track.cases.models import Case
from ximu.track.editions import playbooks
from ximu.track.models import Government, Person
from ximu.track.permissions import may, visible_to
from ximu.track.rules.playbook import Playbook

MATTER, TAKE_IN, DISPATCH = "matter", "take_in", "dispatch"


def clerk_governments(person: Person) -> list[Government]:
    """The governments for which the person takes in cases. Raises TrackError W010 when there is none."""
    own = [one for one in governments_of(person) if may(person, "take_in", government=one)]
    if not own:
        raise TrackError("not allowed: take_in", next_step="ask the administrator for a post of clerk", code="W010")
    return own


@require_safe
@signed_in
def cases_desk(request: HttpRequest, person: Person) -> HttpResponse:
    """Show what waits for the clerk, oldest deadline first."""
    own = clerk_governments(person)
    cases = visible_to(person).filter(government__in=own, case__isnull=False)
    return show(request, person, "cases.html", {"parts": clerk_queue(cases, language_of(request))})


def public_field(language: str) -> forms.Field:
    """What the person said about publishing; "" when they were not asked."""
    words = (("", "case_form.not_asked"), ("yes", "work.yes"), ("no", "work.no"))
    choices = [(value, say(key, language)) for value, key in words]
    return forms.TypedChoiceField(choices=choices, required=False, coerce=lambda text: text == "yes", empty_value=None)


class CallForm(forms.Form):
    """What a clerk notes of a call; of one that is taken in at once the kind and where it goes, else what the playbook asks."""

    NAMES = (
        "words_zh", "title_zh", "matter", "category", "place_zh", "unit", "name_zh", "phone", "email", "address_zh",
        "public_wanted",
    )  # fmt: skip

    words_zh = forms.CharField(max_length=MOST_WORDS, widget=forms.Textarea(attrs={"rows": 5}))
    title_zh = forms.CharField(max_length=LONGEST_TITLE, required=False)
    place_zh = forms.CharField(max_length=200, required=False)
    name_zh = forms.CharField(max_length=80, required=False)
    phone = forms.RegexField(r"^\+?[\d][\d \-()]{4,24}$", max_length=30, required=False)
    email = forms.EmailField(required=False)
    address_zh = forms.CharField(max_length=200, required=False)

    def __init__(self, government: Government, book: Playbook, language: str, data: Any = None) -> None:
        super().__init__(data)
        if taken_in_at_once(book):
            matter = book.field(MATTER)
            kinds = [(one, matter.shown(one, language)) for one in matter.choices]
            self.fields["matter"] = forms.ChoiceField(choices=[("", "—"), *kinds])
            self.fields["unit"] = unit_choice(government, "", required=False)
        self.fields["category"] = forms.ChoiceField(choices=category_choices(language), required=False)
        self.fields["public_wanted"] = public_field(language)
        self.order_fields(self.NAMES)
        for name, field in self.fields.items():
            field.label = say(f"call_field.{name}", language)
        if not taken_in_at_once(book):
            # Who asks is asked above, and what a move carries comes with the move.
            later = {name for move in book.moves for name in (*move.carries, *move.may_carry)}
            later |= {field.id for field in book.fields if field.private}
            self.fields.update(own_fields(book, language, later))

    def new_case(self, book: Playbook) -> NewCase:
        """The case; the form must be valid."""
        data = self.cleaned_data
        return NewCase(
            words_zh=data["words_zh"], channel="phone", title_zh=data["title_zh"], playbook=book.id,
            category=data["category"], place_zh=data["place_zh"], public_wanted=data["public_wanted"],
            requester=NewRequester(*(data[name] for name in NewRequester._fields)), fields=own_values(data),
        )  # fmt: skip


class ChangeForm(forms.Form):
    """What the public would read, and where the case belongs."""

    title_zh = forms.CharField(max_length=LONGEST_TITLE)
    requirement_zh = forms.CharField(max_length=MOST_WORDS, required=False, widget=forms.Textarea(attrs={"rows": 4}))
    place_zh = forms.CharField(max_length=200, required=False)

    def __init__(self, case: Case, language: str, data: Any = None) -> None:
        start = {
            "title_zh": case.item.title_zh, "requirement_zh": case.item.requirement_zh, "category": case.category,
            "place_zh": case.place_zh, "public_wanted": {None: "", True: "yes", False: "no"}[case.public_wanted],
        }  # fmt: skip
        super().__init__(data, initial=start)
        self.fields["category"] = forms.ChoiceField(choices=category_choices(language), required=False)
        self.fields["public_wanted"] = public_field(language)
        self.order_fields(("title_zh", "requirement_zh", "category", "place_zh", "public_wanted"))
        for name, field in self.fields.items():
            field.label = say(f"change_field.{name}", language)


def call_playbooks() -> list[Playbook]:
    """The playbooks of cases that begin with a clerk; first the hotline."""
    found = [
        book
        for book in playbooks().values()
        if book.kind == "case" and any(CLERK in one.who for one in book.moves_from(book.start))
    ]
    return sorted(found, key=lambda book: book.id != "hotline")


def taken_in_at_once(book: Playbook) -> bool:
    """Whether noting a call takes the case in: the playbook has a move for it, and a kind of matter."""
    moves = any(one.id == TAKE_IN and book.start in one.from_ for one in book.moves)
    return moves and any(one.id == MATTER for one in book.fields)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def call_page(request: HttpRequest, person: Person) -> HttpResponse:
    """Note a call: the case is taken in at once, and sent to a unit when one is chosen."""
    own, books, language = clerk_governments(person), call_playbooks(), language_of(request)
    government = next((one for one in own if one.key == request.GET.get("government")), own[0])
    book = next((one for one in books if one.id == request.GET.get("playbook")), books[0])
    form = CallForm(government, book, language, request.POST or None)
    context = {"form": form, "governments": own, "government": government, "books": books, "book": book}
    context["at_once"] = taken_in_at_once(book)
    if request.method != "POST":
        return show(request, person, "case_call.html", context)
    if not form.is_valid():
        return show(request, person, "case_call.html", context, 422)
    with transaction.atomic():
        case = receive(government, form.new_case(book), by=person)
        if taken_in_at_once(book):
            actions.act(person, case.item, TAKE_IN, fields={MATTER: form.cleaned_data["matter"]})
            unit = form.cleaned_data["unit"]
            if unit is not None and any(one.id == DISPATCH for one in book.moves_from(case.item.state)):
                actions.act(person, case.item, DISPATCH, unit=unit)
    messages.success(request, say("case_form.taken_in", language, number=case.item.number))
    return HttpResponseRedirect(f"/workbench/items/{case.item_id}/")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def change_page(request: HttpRequest, person: Person, key: int) -> HttpResponse:
    """Put title, requirement, category and place in order; the person's own words stand beside and stay."""
    case, language = _case(person, key), language_of(request)
    form = ChangeForm(case, language, request.POST or None)
    if request.method == "POST" and form.is_valid():
        change_case(
            person, case, CaseChange(**form.cleaned_data), version=number_given(request.POST.get("version", "")) or None
        )
        return _done(request, case, "case_form.changed")
    status = 422 if request.method == "POST" else 200
    return show(request, person, "case_change.html", {"case": case, "item": case.item, "form": form}, status)


@require_POST
@signed_in
def join_page(request: HttpRequest, person: Person, key: int) -> HttpResponse:
    """Join a case to the one whose number was given or chosen."""
    case = _case(person, key)
    number = request.POST.get("leading", "").strip()[:40]
    leading = (
        Case.objects.select_related("item").filter(item__government=case.item.government, item__number=number).first()
    )
    if leading is None:
        raise TrackError("no case has this number", where=number, next_step="look at the list of items", code="W072")
    join_duplicate(person, case, leading, reason=request.POST.get("reason", "").strip()[:500])
    return _done(request, case, "case_form.joined")


@require_POST
@signed_in
def part_page(request: HttpRequest, person: Person, key: int) -> HttpResponse:
    """Undo a joining."""
    case = _case(person, key)
    part_duplicate(person, case, request.POST.get("reason", "").strip()[:500])
    return _done(request, case, "case_form.parted")


@require_POST
@signed_in
def caller_me_too(request: HttpRequest, person: Person, key: int) -> HttpResponse:
    """Count a caller who asks the same and wants no answer; whoever calls is told apart by telephone number."""
    case = _case(person, key)
    caller = "".join(char for char in request.POST.get("phone", "") if char.isdigit())[:25]
    if not caller:
        raise TrackError("no telephone number", where=case.item.number, next_step="write who calls", code="W071")
    me_too(case, caller, by=person)
    return _done(request, case, "case_form.counted")


def _case(person: Person, key: int) -> Case:
    """The case, if the person may take it in; else it is not there for them."""
    seen = visible_to(person).values("pk")
    case = (
        Case.objects.select_related("item__government", "item__edition", "item__lead_unit")
        .filter(pk=key, item__in=seen)
        .first()
    )
    if case is None or not may(person, "take_in", case.item):
        raise Http404("case")
    return case


def _done(request: HttpRequest, case: Case, words: str) -> HttpResponse:
    messages.success(request, say(words, language_of(request)))
    return HttpResponseRedirect(f"/workbench/items/{case.item_id}/")
