"""River files in the workbench: files, chiefs, plans, patrols."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from ximu.site.language import language_of, say_code
from ximu.site.registers.bench.fields import ChiefEndForm, ChiefForm, PatrolForm, PickForm, PlanForm, RiverForm
from ximu.site.registers.bench.offers import Offer, keeping_units, labeled, page_of_offers
from ximu.site.workbench.frame import governments_of
from ximu.site.workbench.sign_in import signed_in
from ximu.track.editions import playbooks
from ximu.track.models import Person
from ximu.track.permissions import may
from ximu.track.registers import actions
from ximu.track.registers.actions.rivers import PROBLEMS
from ximu.track.registers.models import River, RiverChief

LATEST = 50


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def rivers_page(request: HttpRequest, person: Person) -> HttpResponse:
    """Show the river files and the form for a new one."""
    governments, language = governments_of(person), language_of(request)
    units = keeping_units(person, governments)

    def make(data: Any, files: Any) -> list[Offer]:
        del files
        if not units:
            return []
        form = labeled(RiverForm(data, prefix="river", language=language, units=units), language)
        kind = form.fields["kind"]
        if isinstance(kind, forms.ChoiceField):
            kind.choices = [(one, say_code("river_kind", one, language)) for one in River.Kind.values]
        return [Offer("river", form, lambda given: _add(person, given))]

    rivers = River.objects.filter(government__in=governments).select_related("government", "unit")
    return page_of_offers(request, person, "registers/rivers.html", {"rivers": rivers}, make)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def river_page(request: HttpRequest, person: Person, key: int) -> HttpResponse:
    """Show a river file and what the person can do with it."""
    found = River.objects.filter(government__in=governments_of(person)).select_related("government", "unit")
    river = found.filter(pk=key).first()
    if river is None:
        raise Http404("river")
    language, today = language_of(request), timezone.localdate()
    chiefs = river.chiefs.filter(Q(until=None) | Q(until__gte=today)).order_by("post_zh")

    def make(data: Any, files: Any) -> list[Offer]:
        del files
        offers = []
        if may(person, "keep_registers", unit=river.unit):
            patrol = labeled(PatrolForm(data, prefix="patrol"), language)
            end = labeled(ChiefEndForm(data, prefix="chief_end"), language)
            _choices(patrol, river.chiefs.all())
            _choices(end, chiefs.filter(until=None))
            plan = {"plan_zh": river.plan_zh, "plan_until": river.plan_until}
            offers = [
                Offer("patrol", patrol, lambda given: _patrol(person, given)),
                Offer("chief", labeled(ChiefForm(data, prefix="chief"), language),
                      lambda given: _appoint(person, river, given)),
                Offer("chief_end", end, lambda given: actions.dismiss_chief(person, given["chief"], given["until"])),
                Offer("plan", labeled(PlanForm(data, prefix="plan", initial=plan), language),
                      lambda given: actions.set_plan(person, river, given["plan_zh"], given["plan_until"])),
            ]  # fmt: skip
        if river.published_at is None and may(person, "publish_registers", unit=river.unit):
            form = PickForm(data, initial={"row": river.pk}, prefix="publish_river")
            offers.append(Offer("publish_river", form, lambda _: actions.publish_river(person, river)))
        return offers

    context = {"river": river, "chiefs": chiefs, "patrols": river.patrols.select_related("chief", "item")[:LATEST]}
    return page_of_offers(request, person, "registers/river.html", context, make)


def _choices(form: forms.Form, chiefs: Any) -> None:
    field = form.fields["chief"]
    if isinstance(field, forms.ModelChoiceField):
        field.queryset = chiefs
        field.label_from_instance = chief_name  # type: ignore[method-assign, assignment]
    kind = form.fields.get("problem_kind")
    if isinstance(kind, forms.ChoiceField):
        kind.choices = [(one, one) for one in playbooks()[PROBLEMS].field("kind").choices]


def chief_name(one: RiverChief) -> str:
    """A holder with the post and the days."""
    return f"{one.post_zh} {one.person_zh} {one.since}–{one.until or ''}"


def _add(person: Person, given: dict[str, Any]) -> str:
    unit = given.pop("unit")
    return f"/workbench/registers/rivers/{actions.add_river(person, unit, actions.NewRiver(**given)).pk}/"


def _appoint(person: Person, river: River, given: dict[str, Any]) -> None:
    actions.appoint_chief(
        person, river, given["post_zh"], given["person_zh"], since=given["since"], phone=given["phone"]
    )


def _patrol(person: Person, given: dict[str, Any]) -> None:
    problem = None
    if given["problem_zh"]:
        problem = actions.NewProblem(
            title_zh=given["problem_zh"], kind=given["problem_kind"] or "其他", spot_zh=given["spot_zh"]
        )
    actions.add_patrol(person, given["chief"], on=given["on"], found_zh=given["found_zh"], problem=problem)
