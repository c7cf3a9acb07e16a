"""The projects of the workbench: the board over all that a person sees, yearly plans, joins with what reports name."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ximu.ledger.errors import TrackError
from ximu.site.language import language_of, say
from ximu.site.projects.board import board, project_playbooks
from ximu.site.projects.joining import proposals
from ximu.site.projects.one import project_one
from ximu.site.workbench.frame import show
from ximu.site.workbench.sign_in import signed_in
from ximu.track.models import Item, Person
from ximu.track.permissions import may, visible_to
from ximu.track.projects.actions import NewStep, decide_join, set_year_plan

QUARTERS = ("Q1", "Q2", "Q3", "Q4")
_AMOUNT: dict[str, Any] = {"max_digits": 15, "decimal_places": 4, "min_value": Decimal(0), "required": False}


class PlanForm(forms.Form):
    """The plan of a year: 万元 in all, and by the end of each quarter when wanted."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    year = forms.IntegerField(min_value=1949, max_value=2100)
    investment = forms.DecimalField(**(_AMOUNT | {"required": True}))
    funds = forms.DecimalField(**_AMOUNT)
    reason = forms.CharField(required=False, max_length=500)

    def __init__(self, item: Item, language: str, data: Any = None) -> None:
        super().__init__(data, prefix="plan", initial={"version": item.version, "year": timezone.localdate().year})
        for quarter in QUARTERS:
            self.fields[quarter] = forms.DecimalField(**_AMOUNT)
        for name, field in self.fields.items():
            field.label = say(f"plan_form.{name.lower()}", language)
        self.order_fields(("year", "investment", "funds", *QUARTERS, "reason"))

    def steps(self) -> tuple[NewStep, ...]:
        """The steps that were given; the form must be valid."""
        data = self.cleaned_data
        return tuple(NewStep(f"{data['year']}{one}", data[one]) for one in QUARTERS if data[one] is not None)


@require_safe
@signed_in
def projects_page(request: HttpRequest, person: Person) -> HttpResponse:
    """Show the projects that the person can see, on a day."""
    page = board(request, _projects(person), lambda item: f"/workbench/projects/{item.pk}/")
    return show(request, person, "projects.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def project_page(request: HttpRequest, person: Person, key: int) -> HttpResponse:
    """Show a project with its stages and money; a POST sets the plan of a year."""
    item, language = _project(person, key), language_of(request)
    form = PlanForm(item, language, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        set_year_plan(
            person, item, data["year"], data["investment"], funds=data["funds"], steps=form.steps(),
            reason=data["reason"], version=data["version"],
        )  # fmt: skip
        return _done(request, item, say("register.set_plan", language))
    may_edit = may(person, "edit", item)
    context = {
        "item": item,
        "page": project_one(item),
        "form": form if may_edit and item.phase in ("draft", "open") else None,
        "proposals": proposals(item) if may_edit else (),
        "may_edit": may_edit,
    }
    return show(request, person, "project.html", context, 422 if request.method == "POST" else 200)


@require_POST
@signed_in
def join_project(request: HttpRequest, person: Person, key: int) -> HttpResponse:
    """Keep the person's word on whether a project of reports is this one."""
    item = _project(person, key)
    version = request.POST.get("version", "")
    if not version.isdecimal():
        raise TrackError("the version is missing", where=item.number, next_step="send the form anew", code="W172")
    decide_join(
        person, item, request.POST.get("project", ""), request.POST.get("word", ""),
        statement=request.POST.get("statement", "")[:64], version=int(version),
    )  # fmt: skip
    return _done(request, item, say("register.joined", language_of(request)))


def _projects(person: Person) -> QuerySet[Item]:
    return visible_to(person).filter(edition__playbook__in=project_playbooks())


def _project(person: Person, key: int) -> Item:
    found = _projects(person).select_related("government", "edition", "lead_unit").filter(pk=key).first()
    if found is None:
        raise Http404("project")
    return found


def _done(request: HttpRequest, item: Item, what: str) -> HttpResponse:
    messages.success(request, say("work.done", language_of(request), what=what))
    return HttpResponseRedirect(f"/workbench/projects/{item.pk}/")
