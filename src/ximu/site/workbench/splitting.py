"""拆分与合并: one item into several parts, several drafts into one; every part keeps the sentences it came from."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.forms import BaseFormSet, formset_factory
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods
from msgspec import UNSET

from ximu.ledger.errors import TrackError
from ximu.site.language import language_of, say
from ximu.site.workbench.forms import DateInput, number_given, unit_choice
from ximu.site.workbench.frame import show
from ximu.site.workbench.sign_in import signed_in
from ximu.track import actions
from ximu.track.models import Item, Person
from ximu.track.permissions import may, visible_to

PARTS, MOST_PARTS, MOST_OTHERS = 3, 30, 200


class PartForm(forms.Form):
    """One part: what it is, who leads it, by when; without a day it has that of the whole."""

    title_zh = forms.CharField(max_length=400)
    due_on = forms.DateField(required=False, widget=DateInput())

    def __init__(self, *args: Any, item: Item, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lead_unit"] = unit_choice(item.government, "", required=False)
        for name, field in self.fields.items():
            field.label = say(f"ask.{name}", language)

    def part(self) -> actions.Part:
        """The part as `split` takes it; the form must be valid."""
        data = self.cleaned_data
        return actions.Part(
            title_zh=data["title_zh"], lead_unit=data["lead_unit"], due_on=data["due_on"] if data["due_on"] else UNSET
        )


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def split_page(request: HttpRequest, person: Person, key: int) -> HttpResponse:
    """Ask for the parts of an item, as many rows as `?parts=` says; a POST makes those that have a title."""
    item = _item(person, key)
    language = language_of(request)
    text = request.GET.get("parts", "")
    rows = min(max(int(text), 1), MOST_PARTS) if text.isdecimal() and len(text) <= len(str(MOST_PARTS)) else PARTS
    make = formset_factory(PartForm, extra=rows, max_num=MOST_PARTS, validate_max=True, absolute_max=MOST_PARTS)
    given: BaseFormSet[PartForm] = make(
        request.POST if request.method == "POST" else None, form_kwargs={"item": item, "language": language}
    )
    if request.method == "POST" and given.is_valid():
        parts = [form.part() for form in given if form.has_changed()]
        made = actions.split(person, item, parts, version=number_given(request.POST.get("version", "")) or None)
        messages.success(request, say("work.made", language, n=len(made)))
        return HttpResponseRedirect(f"/workbench/items/{item.pk}/")
    context = {"item": item, "parts": given, "more": min(rows + PARTS, MOST_PARTS)}
    return show(request, person, "split.html", context, 422 if request.method == "POST" else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def merge_page(request: HttpRequest, person: Person, key: int) -> HttpResponse:
    """Offer the other drafts of the playbook to tick; a POST makes one item of all that were ticked and this one."""
    item = _item(person, key)
    language = language_of(request)
    others = (
        visible_to(person)
        .filter(government=item.government, phase="draft", merged_into=None, edition__playbook=item.edition.playbook)
        .exclude(pk=item.pk)
        .select_related("lead_unit")
        .order_by("number")
    )
    if words := request.GET.get("q", "").strip():
        others = others.filter(title_zh__contains=words)
    if request.method == "POST":
        ticked = [number_given(one) for one in request.POST.getlist("item")]
        chosen = [item, *others.filter(pk__in=ticked)]
        title = request.POST.get("title_zh", "").strip()[:400] or item.title_zh
        content = actions.ItemContent(
            title_zh=title, year=item.year, lead_unit=item.lead_unit, lead_unit_assumed=item.lead_unit_assumed,
            due_on=item.due_on, due_assumed=item.due_assumed,
        )  # fmt: skip
        whole = actions.merge(person, chosen, content)
        messages.success(request, say("split.merged", language, n=len(chosen), number=whole.number))
        return HttpResponseRedirect(f"/workbench/items/{whole.pk}/")
    return show(request, person, "merge.html", {"item": item, "others": others[:MOST_OTHERS], "words": words})


def _item(person: Person, key: int) -> Item:
    item = get_object_or_404(visible_to(person).select_related("lead_unit", "edition", "government").filter(pk=key))
    if not may(person, "break_down", item):
        raise TrackError(
            "not allowed: break_down", where=item.number, next_step="ask the inspection office", code="W010"
        )
    return item
