"""Watched figures in the workbench: a form, a table, keys for programs, and warnings raised as items."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from ximu.ledger.errors import TrackError
from ximu.site.language import language_of, say
from ximu.site.watch.lines import watch_page
from ximu.site.watch.official import keep_official
from ximu.site.workbench.forms import DateInput
from ximu.site.workbench.frame import governments_of, show
from ximu.site.workbench.sign_in import signed_in
from ximu.track.models import Government, Person
from ximu.track.permissions import may
from ximu.track.watch.actions import end_key, keep_observations, make_key, raise_warnings
from ximu.track.watch.actions.observe import may_observe
from ximu.track.watch.figures import observations
from ximu.track.watch.models import DataKey, RaisedWarning
from ximu.track.watch.series import watched_series
from ximu.track.watch.table import NewObservation, WrongFigure, checked, read_table

ADDRESS = "/workbench/watch/"
BIGGEST_BYTES = 2_000_000
MOST_MISTAKES = 20


class FigureForm(forms.Form):
    """One figure. What is wrong with it is said by the same rules as for a table."""

    series = forms.CharField(max_length=120)
    period = forms.CharField(max_length=8)
    value = forms.CharField(max_length=20, required=False)
    part = forms.CharField(max_length=20, required=False)
    whole = forms.CharField(max_length=20, required=False)
    spot = forms.CharField(max_length=80, required=False)
    source_url = forms.CharField(max_length=500, required=False)
    published_on = forms.CharField(max_length=10, required=False, widget=DateInput())
    note = forms.CharField(max_length=200, required=False)

    def __init__(self, language: str, data: Any = None) -> None:
        super().__init__(data)
        for name, field in self.fields.items():
            field.label = say(f"figure_form.{name}", language)
        self.fields["period"].help_text = say("work.period_help", language)
        self.fields["series"].widget = forms.TextInput(attrs={"list": "watched-series", "autocomplete": "off"})


class TableForm(forms.Form):
    """A CSV table of figures."""

    file = forms.FileField()

    def __init__(self, language: str, *args: Any) -> None:
        super().__init__(*args)
        self.fields["file"].label = say("watch.file", language)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def watch_desk(request: HttpRequest, person: Person) -> HttpResponse:
    """Show what the person's governments watch; a POST keeps one figure."""
    language = language_of(request)
    form = FigureForm(language, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        row = checked({name: str(value or "") for name, value in form.cleaned_data.items()}, "form")
        if isinstance(row, NewObservation):
            return _kept(request, person, _government(person), [row], [])
        form.add_error(None, wrong_words(row, language))
    return _page(request, person, form, status=422 if request.method == "POST" else 200)


@require_POST
@signed_in
def watch_table(request: HttpRequest, person: Person) -> HttpResponse:
    """Keep the right rows of a table and say what is wrong with the others."""
    form = TableForm(language_of(request), request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, person, FigureForm(language_of(request)), table=form, status=422)
    file: Any = form.cleaned_data["file"]
    if file.size > BIGGEST_BYTES:
        raise TrackError(
            f"over {BIGGEST_BYTES // 1_000_000} MB", where=file.name, next_step="cut it in pieces", code="W076"
        )
    try:
        found = list(read_table(file.read(), file.name))
    except WrongFigure as wrong:
        found = [wrong]
    rows = [one for one in found if isinstance(one, NewObservation)]
    return _kept(request, person, _government(person), rows, [one for one in found if isinstance(one, WrongFigure)])


@require_POST
@signed_in
def watch_raise(request: HttpRequest, person: Person) -> HttpResponse:
    """Make an item of every warning that was not raised before."""
    made = raise_warnings(person, _government(person))
    messages.success(request, say("watch.raised", language_of(request), n=len(made)))
    return HttpResponseRedirect(ADDRESS)


@require_POST
@signed_in
def watch_key(request: HttpRequest, person: Person) -> HttpResponse:
    """Make a key for a program and show it once, or end one."""
    language, ended = language_of(request), request.POST.get("end", "")
    if ended.isdecimal():
        held = DataKey.objects.select_related("government").filter(pk=int(ended), person=person).first()
        if held is not None:
            end_key(person, held)
            messages.success(request, say("watch.key_ended", language))
        return HttpResponseRedirect(ADDRESS)
    key = make_key(person, _government(person), request.POST.get("name", ""))
    return _page(request, person, FigureForm(language), key=key)


def wrong_words(wrong: WrongFigure, language: str) -> str:
    """What is wrong with a row, in the language of the page."""
    why = say(f"figure_wrong.{wrong.kind}", language, given=wrong.given)
    return say("watch.row", language, n=wrong.row) + why if wrong.row else why


def _kept(
    request: HttpRequest, person: Person, government: Government, rows: list[NewObservation], wrong: list[WrongFigure]
) -> HttpResponse:
    language = language_of(request)
    kept = keep_observations(person, government, rows)
    keep_official(government, rows, f"watch:{government.key}")
    messages.success(request, say("watch.kept", language, new=kept.new, known=kept.known))
    if wrong:
        return _page(
            request, person, FigureForm(language), wrong=[wrong_words(one, language) for one in wrong], status=422
        )
    return HttpResponseRedirect(ADDRESS)


def _government(person: Person) -> Government:
    """The first government in which the person may add figures. Raises TrackError W010."""
    for one in governments_of(person):
        if may_observe(person, one):
            return one
    raise TrackError("not allowed: observe", next_step="ask the inspection office", code="W010")


def _page(
    request: HttpRequest, person: Person, form: FigureForm, *, table: TableForm | None = None, key: str = "",
    wrong: list[str] | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    language, governments = language_of(request), governments_of(person)
    raised = RaisedWarning.objects.filter(government__in=governments).select_related("item__edition").order_by("-pk")
    context = {
        "page": watch_page(observations(governments), timezone.localdate()),
        "form": form,
        "table": table or TableForm(language),
        "series": [(one.id, one.en if language == "en" else one.zh) for one in watched_series().values()],
        "may_observe": any(may_observe(person, one) for one in governments),
        "may_raise": any(may(person, "create", government=one) for one in governments),
        "keys": DataKey.objects.filter(person=person, ended_at=None).order_by("pk"),
        "key": key,
        "wrong": (wrong or [])[:MOST_MISTAKES],
        "more_wrong": max(len(wrong or []) - MOST_MISTAKES, 0),
        "raised": raised[:20] if any(may(person, "create", government=one) for one in governments) else (),
    }
    return show(request, person, "watch.html", context, status)
