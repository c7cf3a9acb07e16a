"""A page with several forms: each is an offer of one action, done by a POST that names it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from ximu.ledger.errors import TrackError
from ximu.site.language import language_of, say
from ximu.site.workbench.frame import show
from ximu.site.workbench.refusing import in_one_line
from ximu.track.models import Government, Person, Unit
from ximu.track.permissions import may


class Offer(NamedTuple):
    """An action on a page: the key of its words, its form, and what it does with valid data.

    `does` may give the address that follows; the page itself comes again otherwise.
    """

    name: str
    form: forms.Form
    does: Callable[[dict[str, Any]], str | None]


class Row(NamedTuple):
    """A line of the table of a page: what it is called, where it leads, its other cells."""

    text: str
    address: str
    cells: tuple[Any, ...]


Make = Callable[[Any, Any], list[Offer]]


def page_of_offers(
    request: HttpRequest, person: Person, template: str, context: Mapping[str, Any], make: Make
) -> HttpResponse:
    """Show a page with its offers; a POST does the one that it names. `make(data, files)` gives the offers."""
    language = language_of(request)
    status = 200
    offers = make(None, None)
    name = request.POST.get("do", "") if request.method == "POST" else ""
    if request.method == "POST":
        chosen = next((one for one in make(request.POST, request.FILES) if one.name == name), None)
        if chosen is None:
            raise TrackError(f"{name!r} is none of its forms", next_step="look at the page anew", code="W025")
        if chosen.form.is_valid():
            try:
                after = chosen.does(chosen.form.cleaned_data)
            except TrackError as error:
                if error.code == "W010":
                    raise
                chosen.form.add_error(None, in_one_line(error, language))
            else:
                messages.success(request, say("staff.done", language))
                return HttpResponseRedirect(after or request.get_full_path())
        offers = [chosen if one.name == name else one for one in offers]
        status = 422
    return show(request, person, template, {**context, "offers": offers, "opened": name}, status)


def labeled(form: forms.Form, language: str) -> forms.Form:
    """The form with its labels in the language of the page, textareas of a useful height."""
    for name, field in form.fields.items():
        field.label = say(f"register_field.{name}", language)
        if isinstance(field.widget, forms.Textarea):
            field.widget.attrs["rows"] = 4
    return form


def keeping_units(person: Person, governments: Sequence[Government], action: str = "keep_registers") -> Any:
    """The units for which the person may keep (or publish) registers."""
    units = Unit.objects.filter(government__in=governments, valid_to=None).order_by("name_zh")
    return units.filter(pk__in=[one.pk for one in units if may(person, action, unit=one)])


def keeping_governments(person: Person, governments: Sequence[Government]) -> list[Government]:
    """The governments of which the person may keep the registers of the whole."""
    return [one for one in governments if may(person, "keep_registers", government=one)]


def require_some(found: Any) -> None:
    """Raises TrackError W010 when the person may keep nothing of the kind."""
    if not found:
        raise TrackError("not allowed: keep_registers", next_step="ask the inspection office", code="W010")


def table_text(data: Mapping[str, Any], name: str) -> str | bytes:
    """The table of a form: the file that was sent, else the text that was pasted."""
    file = data.get(f"{name}_file")
    return file.read() if file else str(data.get(name) or "")
