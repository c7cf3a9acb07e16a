"""Random inspections in the workbench: commit to a plan, draw, enter what was found."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from ximu.ledger.errors import TrackError
from ximu.site.language import language_of
from ximu.site.registers.bench.fields import CommitForm, DrawForm, OutcomeForm
from ximu.site.registers.bench.offers import Offer, keeping_units, labeled, page_of_offers, table_text
from ximu.site.workbench.frame import governments_of
from ximu.site.workbench.sign_in import signed_in
from ximu.track.models import Person
from ximu.track.permissions import may
from ximu.track.registers import actions
from ximu.track.registers.kinds import draw_results
from ximu.track.registers.models import Draw
from ximu.track.registers.tables import INSPECTOR_COLUMNS, OBJECT_COLUMNS, read_table
from ximu.track.rules.drawing import DrawObject, Inspector, Plan, plan_of

_BETWEEN = re.compile(r"[\s,，;；、]+")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def draws_page(request: HttpRequest, person: Person) -> HttpResponse:
    """Show the draws and the form to commit to a new one."""
    governments, language = governments_of(person), language_of(request)
    units = keeping_units(person, governments, "publish_registers")

    def make(data: Any, files: Any) -> list[Offer]:
        if not units:
            return []
        form = labeled(CommitForm(data, files, prefix="commit", language=language, units=units), language)
        return [Offer("commit", form, lambda given: _commit(person, given))]

    draws = Draw.objects.filter(government__in=governments).select_related("unit").annotate(n=Count("outcomes"))
    return page_of_offers(request, person, "registers/draws.html", {"draws": draws.order_by("-pk")}, make)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def draw_page(request: HttpRequest, person: Person, key: int) -> HttpResponse:
    """Show a draw and what comes next with it; who keeps the register sees the list at once."""
    found = Draw.objects.filter(government__in=governments_of(person), pk=key).select_related("unit", "government")
    draw = found.first()
    if draw is None:
        raise Http404("draw")
    language, keeps = language_of(request), may(person, "keep_registers", unit=draw.unit)
    plan = plan_of(draw.plan)
    names = {one.id: one.name for one in plan.objects}
    people = {one.id: one.name for one in plan.inspectors}

    def make(data: Any, files: Any) -> list[Offer]:
        del files
        if not keeps:
            return []
        if draw.drawn_at is None:
            form = labeled(DrawForm(data, prefix="draw"), language)
            return [Offer("draw", form, lambda given: _draw(person, draw, given))]
        form = labeled(OutcomeForm(data, prefix="outcome", language=language), language)
        field = form.fields["object"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(one["object"], f"{names[one['object']]} {one['object']}") for one in draw.drawn]
        return [Offer("outcome", form, lambda given: _outcome(person, draw, given))]

    outcomes = {one.object_id: one for one in draw.outcomes.all()}
    kinds = draw_results()
    context = {
        "draw": draw,
        "plan": plan,
        "drawn": [
            {
                "name": names[one["object"]],
                "id": one["object"],
                "who": "、".join(people[who] for who in one["inspectors"]),
                "outcome": outcomes.get(one["object"]),
                "result": kinds[outcomes[one["object"]].result].name(language) if one["object"] in outcomes else "",
            }
            for one in (draw.drawn if keeps else ())
        ],
    }
    return page_of_offers(request, person, "registers/draw.html", context, make)


def weights_of(text: str) -> dict[str, int]:
    """Weights as a person writes them: `A=1 B=2, C=4`. Raises TrackError W142."""
    found = {}
    for part in _BETWEEN.split(text.strip()):
        if not part:
            continue
        name, _, number = part.partition("=")
        if not name or not number.isascii() or not number.isdigit():
            raise TrackError(f"{part!r} is no weight", next_step="write A=1 B=2", code="W142")
        found[name] = int(number)
    return found


def _commit(person: Person, given: dict[str, Any]) -> str:
    objects = read_table(table_text(given, "objects"), OBJECT_COLUMNS)
    inspectors = read_table(table_text(given, "inspectors"), INSPECTOR_COLUMNS)
    plan = Plan(
        title=given["title_zh"],
        objects=tuple(DrawObject(id=one["id"], name=one["name"], class_=one["class"]) for one in objects),
        inspectors=tuple(
            Inspector(id=one["id"], name=one["name"], avoids=tuple(part for part in _BETWEEN.split(one["avoids"]) if part))
            for one in inspectors
        ),
        take=given["take"], inspectors_each=given["inspectors_each"], weights=weights_of(given["weights"]),
    )  # fmt: skip
    made = actions.commit_draw(person, given["unit"], plan, given["public_source_zh"])
    return f"/workbench/registers/draws/{made.pk}/"


def _draw(person: Person, draw: Draw, given: dict[str, Any]) -> None:
    actions.make_draw(person, draw, given["public_value"], shown_on=given["shown_on"])


def _outcome(person: Person, draw: Draw, given: dict[str, Any]) -> None:
    actions.enter_outcome(person, draw, given["object"], given["result"], on=given["on"], found_zh=given["found_zh"])
