"""Asking for the correction of anything published, without an account; and what came of such requests and of reviews."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from msgspec import Struct

from ximu.site.cases.visitor import address_of
from ximu.site.language import language_of, say
from ximu.site.pages.errors import bad_request
from ximu.site.respond import NO_TWIN
from ximu.site.statements import address_of as statement_address
from ximu.store import models as store
from ximu.track.cases.actions import admit
from ximu.track.cases.codes import shown_code
from ximu.track.models import Government, Item
from ximu.track.permissions import visible_to
from ximu.track.registers.actions import ask_correction
from ximu.track.registers.actions.corrections import REQUESTS

TRAP = "website"  # a field that people do not see and programs fill in
LONGEST_ADDRESS = 300
NO_PAGES = (*NO_TWIN, "/api/", "/corrections/", "/health/", "/metrics", "/sources/")


class CorrectionForm(forms.Form):
    """What a person fills in; how to be reached may be left out."""

    NAMES = ("about", "proposed", "why", "email", TRAP)

    about = forms.CharField(max_length=LONGEST_ADDRESS)
    proposed = forms.CharField(max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    why = forms.CharField(max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))
    email = forms.EmailField(required=False)
    website = forms.CharField(required=False)

    def __init__(self, language: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.language = language
        for name, field in self.fields.items():
            field.label = say(f"correction_field.{name}", language)
        self.fields["email"].widget.attrs["autocomplete"] = "email"
        self.fields[TRAP].widget.attrs |= {"autocomplete": "off", "tabindex": "-1"}

    def clean_about(self) -> str:
        """The path of a public page; raises ValidationError for anything else."""
        path = page_path(self.cleaned_data["about"])
        if not path:
            raise forms.ValidationError(say("correction.no_page", self.language))
        return path


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def correction_page(request: HttpRequest) -> HttpResponse:
    """Show the form; a POST keeps the request and leads to its page by code."""
    language = language_of(request)
    if request.method != "POST":
        return _page(
            request, CorrectionForm(language, initial={"about": request.GET.get("about", "")[:LONGEST_ADDRESS]})
        )
    if any("\0" in value for _, values in request.POST.lists() for value in values):
        return bad_request(request, ValueError("NUL"))
    form = CorrectionForm(language, request.POST)
    if not form.is_valid():
        return _page(request, form, 422)
    data = form.cleaned_data
    if data[TRAP]:
        # A program filled in what nobody sees; it is told nothing that would help it.
        return HttpResponseRedirect(data["about"])
    government = government_of(data["about"])
    if government is None:
        form.add_error(None, say("correction.nobody", language))
        return _page(request, form, 422)
    if not admit(address_of(request), "correction", settings.INTAKE_PER_HOUR):
        form.add_error(None, say("intake.often", language))
        return _page(request, form, 429)
    case = ask_correction(
        government, about=data["about"], title_zh=f"更正申请：{what_is_at(data['about'])}"[:200],
        proposed_zh=data["proposed"], why_zh=data["why"], email=data["email"],
    )  # fmt: skip
    return HttpResponseRedirect(f"/cases/follow/{shown_code(case.code)}/?sent=1")


def page_path(text: str) -> str:
    """The path of a public page of ours, from what a person gave (also a whole address); "" for anything else."""
    path = text.strip().split("?")[0].split("#")[0]
    if "://" in path:
        path = "/" + path.split("://", 1)[1].partition("/")[2]
    if not path.startswith("/") or path.startswith(("//", *NO_PAGES)):
        return ""
    try:
        resolve(path)
    except Resolver404:
        return ""
    return path


def what_is_at(path: str) -> str:
    """What a page is about, in a few words for the title of a request."""
    found = resolve(path)
    key = found.kwargs.get("public_id", "")
    if found.url_name == "promise":
        row = store.Promise.objects.filter(public_id=key).only("as_written").first()
        return row.as_written[:40] if row else path
    if found.url_name in ("report", "place"):
        model = store.Report if found.url_name == "report" else store.Place
        row_ = model.objects.filter(public_id=key).first()
        return str(getattr(row_, "title", "") or getattr(row_, "name", "") or path) if row_ else path
    return path


def government_of(path: str) -> Government | None:
    """Who answers for a page: the government of its place when it works here, else the first one."""
    found = resolve(path)
    key = found.kwargs.get("public_id", "")
    place = None
    if found.url_name in ("place", "integrity"):
        place = store.Place.objects.filter(public_id=key).first()
    elif found.url_name in ("report", "report-compare"):
        report = store.Report.objects.select_related("place").filter(public_id=key).first()
        place = report.place if report else None
    elif found.url_name == "promise":
        promise = store.Promise.objects.select_related("place").filter(public_id=key).first()
        place = promise.place if promise else None
    elif "government" in found.kwargs:
        return (
            Government.objects.filter(key=found.kwargs["government"]).first()
            or Government.objects.order_by("pk").first()
        )
    every = list(Government.objects.order_by("pk"))
    if place is not None:
        for one in every:
            if (one.place_code and one.place_code == place.code) or one.name_zh.removesuffix("人民政府") == place.name:
                return one
    return every[0] if every else None


class Request(Struct, frozen=True, kw_only=True):
    """A request about this page that was answered in public."""

    number: str
    address: str
    status_zh: str
    status_en: str
    was: str
    now_is: str
    answered_on: date | None


class ReviewedField(Struct, frozen=True, kw_only=True):
    """A field of a reading that a person corrected."""

    field: str
    before: str
    after: str


class Review(Struct, frozen=True, kw_only=True):
    """What a person said of a reading: corrected (then `fields` says what) or refused; never who."""

    statement: str
    address: str
    as_written: str
    verdict: str
    on: date
    fields: tuple[ReviewedField, ...]


def answered_requests(path: str) -> tuple[Request, ...]:
    """The published requests about the page at `path`, newest first (a query, one more when there are any)."""
    about = visible_to(None).filter(edition__playbook=REQUESTS, fields__about=path)
    keys = list(about.values_list("pk", flat=True))
    found = Item.objects.filter(pk__in=keys).select_related("edition", "government").order_by("-pk")
    return tuple(_request(one) for one in found) if keys else ()


def reviews_of(statements: Iterable[str]) -> tuple[Review, ...]:
    """The last look of each person at these statements, those that were corrected or refused, newest first (one query)."""
    keys = [one for one in statements if one]
    if not keys:
        return ()
    return reviews_in(store.Review.objects.filter(statement__in=keys))


def reviews_in(rows: Any) -> tuple[Review, ...]:
    """Of these looks the last of each person, those that were corrected or refused, newest first (one query)."""
    last: dict[tuple[str, str], Any] = {}
    own = (
        "statement",
        "reviewer",
        "verdict",
        "before",
        "after",
        "as_written",
        "start",
        "end",
        "at",
        "report__public_id",
    )
    for row in rows.select_related("report").only(*own).order_by("pk"):
        last[row.statement, row.reviewer] = row
    told = [row for row in last.values() if row.verdict in ("corrected", "refused")]
    return tuple(_review(row) for row in sorted(told, key=lambda row: -row.pk))


def _request(item: Item) -> Request:
    state = item.book.state(item.state)
    return Request(
        number=item.number, address=f"/registers/{REQUESTS}/{item.government.key}/{item.number}/", status_zh=state.zh,
        status_en=state.en, was=item.fields.get("was") or "", now_is=item.fields.get("now_is") or "",
        answered_on=item.closed_on,
    )  # fmt: skip


def _review(row: store.Review) -> Review:
    return Review(
        statement=row.statement, address=statement_address(row.report.public_id, row.start, row.end),
        as_written=row.as_written, verdict=row.verdict, on=timezone.localdate(row.at),
        fields=tuple(
            ReviewedField(field=name, before=_shown(row.before.get(name)), after=_shown(value))
            for name, value in row.after.items()
        ),
    )  # fmt: skip


def _shown(value: object) -> str:
    if value is None:
        return ""
    return "、".join(str(one) for one in value) if isinstance(value, list) else str(value)


def _page(request: HttpRequest, form: CorrectionForm, status: int = 200) -> HttpResponse:
    shown = [form[name] for name in form.NAMES if name != TRAP]
    context = {"form": form, "shown": shown, "trap": form[TRAP], "twin": ""}
    return render(request, "registers/correction.html", context, status=status)
