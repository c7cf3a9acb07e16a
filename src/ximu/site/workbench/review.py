"""Looking over readings, one statement at a time beside its text: confirm, correct or refuse, with the keyboard."""

from __future__ import annotations

from functools import cache
from typing import Any

import msgspec
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods, require_safe

from ximu.ledger.errors import TrackError, UsageError
from ximu.ledger.exchange.kinds import KINDS, columns
from ximu.site.language import language_of, say, say_code
from ximu.site.respond import encode
from ximu.site.workbench.frame import governments_of, own_places, show
from ximu.site.workbench.sign_in import signed_in
from ximu.store import models, review
from ximu.track.models import Person
from ximu.track.permissions import may

AROUND = 160  # characters of text on either side of the sentence


class CorrectionForm(forms.Form):
    """The fields of a record that a person may correct; what is left as it is changes nothing."""

    note = forms.CharField(required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, statement: models.Statement, language: str, data: Any = None) -> None:
        record: dict[str, Any] = getattr(statement, statement.kind).record
        names = review.CORRECTABLE[statement.kind]
        start = {name: _shown(record.get(name)) for name in names}
        super().__init__(data, initial=start)
        self.statement, self.names, self.start = statement, names, start
        self.fields["note"].label = say("work.note", language)
        for name in names:
            self.fields[name] = _field(statement.kind, name, language)
        self.order_fields([*names, "note"])

    def after(self) -> dict[str, Any]:
        """The fields that differ from the record, in the shapes of the record."""
        data = self.cleaned_data
        return {
            name: _kept(self.statement.kind, name, data[name]) for name in self.names if data[name] != self.start[name]
        }


@require_safe
@signed_in
def review_reports(request: HttpRequest, person: Person) -> HttpResponse:
    """The reports of the person's governments and how far each has been looked over."""
    found = _reports(person).order_by("-report_year", "public_id")
    lines = [(one, review.progress(one), review.agreement(one)) for one in found]
    return show(request, person, "review_reports.html", {"lines": lines})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def review_page(request: HttpRequest, person: Person, report_id: str) -> HttpResponse:
    """Show the next statement to look at, or the one named by `?statement=`; a POST keeps what the person says of it."""
    report = get_object_or_404(_reports(person).filter(public_id=report_id))
    waiting = review.queue(report, person.username)
    asked = request.POST.get("statement") or request.GET.get("statement")
    held = models.Statement.objects.filter(report=report, kind__in=review.REVIEWED)
    statement = held.filter(pk=asked.replace("\0", "")).first() if asked else waiting.first()
    language = language_of(request)
    if statement is None:
        return show(request, person, "review_done.html", {"report": report, "agreement": review.agreement(report)})
    form = CorrectionForm(statement, language, request.POST if request.POST.get("verdict") == "corrected" else None)
    status = 200
    if request.method == "POST":
        try:
            if _keep(request, person, statement, form):
                messages.success(
                    request, say(f"review_said.{request.POST['verdict']}", language, words=statement.as_written)
                )
                return HttpResponseRedirect(f"/workbench/review/{report_id}/")
        except UsageError as error:
            form.add_error(None, error.what)
        status = 422
    return show(
        request, person, "review.html", _context(report, statement, form, waiting.count(), person, language), status
    )


def _keep(request: HttpRequest, person: Person, statement: models.Statement, form: CorrectionForm) -> bool:
    verdict = request.POST.get("verdict", "")
    if verdict == "corrected":
        if not form.is_valid():
            return False
        review.give(statement, person.username, verdict, after=form.after(), note=form.cleaned_data["note"])
    else:
        review.give(statement, person.username, verdict, note=request.POST.get("note", ""))
    return True


@require_safe
@signed_in
def review_gold(request: HttpRequest, person: Person, report_id: str) -> HttpResponse | StreamingHttpResponse:
    """Send what people say of the measures as the lines of a judged reading."""
    del request
    report = get_object_or_404(_reports(person).filter(public_id=report_id))
    lines = (encode(line) + b"\n" for line in review.gold(report))
    response = StreamingHttpResponse(lines, content_type="application/jsonl")
    response["Content-Disposition"] = f'attachment; filename="{report.public_id}.gold.jsonl"'
    return response


def _reports(person: Person) -> Any:
    own = [one for one in governments_of(person) if may(person, "review", government=one)]
    if not own:
        raise TrackError("not allowed: review", next_step="ask the inspection office", code="W010")
    return models.Report.objects.filter(own_places(own)).select_related("place")


def _context(
    report: models.Report,
    statement: models.Statement,
    form: CorrectionForm,
    waiting: int,
    person: Person,
    language: str,
) -> dict[str, Any]:
    text = models.SourceText.objects.get(source__holds__report=report, source__holds__primary=True).text
    record: dict[str, Any] = getattr(statement, statement.kind).record
    first, last = max(0, statement.sentence_start - AROUND), statement.sentence_end + AROUND
    said = review.latest(report).get(statement.pk, {})
    return {
        "report": report,
        "statement": statement,
        "form": form,
        "read_as": _read_as(form, language),
        "waiting": waiting,
        "before": text[first : statement.start],
        "marked": text[statement.start : statement.end],
        "behind": text[statement.end : last],
        "doubt": record.get("doubt", ""),
        "others": [one for name, one in said.items() if name != person.username],
        "progress": review.progress(report),
    }


def _field(kind: str, name: str, language: str) -> forms.Field:
    """A form field for a field of the record: a choice where the format has fixed words, else text."""
    label = say(f"field.{name}", language)
    column = next(one for one in columns(kind) if one.name == name)
    choices = _choices(kind, name)
    if choices:
        return forms.ChoiceField(
            label=label, required=False, choices=[(one, _word(name, one, language)) for one in choices]
        )
    if column.shape == "flag":
        return forms.ChoiceField(
            label=label, choices=[("true", say("work.yes", language)), ("false", say("work.no", language))]
        )
    return forms.CharField(label=label, required=False, max_length=400)


def _word(name: str, value: str, language: str) -> str:
    """The word for a code of a record; `role` of a record is that of its value, not of a section."""
    return say_code("value_role" if name == "role" else name, value, language) if value else "—"


def _read_as(form: CorrectionForm, language: str) -> list[tuple[str, str, bool]]:
    """Label, value and whether it is Chinese of every field of the record that says something."""
    rows = []
    for name in form.names:
        if value := form.start[name]:
            coded = bool(_choices(form.statement.kind, name)) or value in ("true", "false")
            shown = say("work.yes" if value == "true" else "work.no", language) if value in ("true", "false") else value
            rows.append((str(form.fields[name].label), _word(name, shown, language) if coded else shown, not coded))
    return rows


@cache
def _choices(kind: str, name: str) -> tuple[str, ...]:
    schema, components = msgspec.json.schema_components([KINDS[kind]], ref_template="#/{name}")
    del schema
    found = components[next(iter(components))]["properties"].get(name, {}) if components else {}
    return tuple(found.get("enum", ()))


def _shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        return "；".join(map(str, value))
    return str(value)


def _kept(kind: str, name: str, text: str) -> Any:
    """What a form field says, in the shape that the record has."""
    column = next(one for one in columns(kind) if one.name == name)
    text = text.strip()
    if column.shape == "flag":
        return text == "true"
    if column.shape == "nested":
        return [one for one in text.split("；") if one]
    if name in ("year", "due_on", "indicator_id") and not text:
        return None
    return int(text) if name == "year" and text.removeprefix("-").isdecimal() else text
