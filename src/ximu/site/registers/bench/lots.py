"""Lots and evaluations in the workbench."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from ximu.ledger.errors import TrackError
from ximu.site.language import language_of
from ximu.site.listing import turn
from ximu.site.registers.bench.fields import EvaluationForm, LotForm, PickForm, RecallForm, StepForm
from ximu.site.registers.bench.offers import Offer, keeping_governments, keeping_units, labeled, page_of_offers
from ximu.site.workbench.frame import governments_of
from ximu.site.workbench.sign_in import signed_in
from ximu.track.models import Government, Person
from ximu.track.permissions import may
from ximu.track.registers import actions
from ximu.track.registers.kinds import lot_steps, methods
from ximu.track.registers.models import Evaluation, Lot
from ximu.track.rules.check_codes import shown_code


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def lots_page(request: HttpRequest, person: Person) -> HttpResponse:
    """Show the lots and the form for a new one."""
    governments, language = governments_of(person), language_of(request)
    units = keeping_units(person, governments)

    def make(data: Any, files: Any) -> list[Offer]:
        del files
        if not units:
            return []
        form = labeled(LotForm(data, prefix="lot", language=language, units=units), language)
        return [Offer("lot", form, lambda given: _add(person, given))]

    turned = turn(request, Lot.objects.filter(government__in=governments).select_related("unit"))
    context = {"lots": [(one, shown_code(one.code)) for one in turned.rows], "page": turned}
    return page_of_offers(request, person, "registers/lots.html", context, make)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def lot_page(request: HttpRequest, person: Person, key: int) -> HttpResponse:
    """Show a lot, the form for its next step, and its recall."""
    found = Lot.objects.filter(government__in=governments_of(person), pk=key).select_related("unit", "government")
    lot = found.first()
    if lot is None:
        raise Http404("lot")
    language = language_of(request)

    def make(data: Any, files: Any) -> list[Offer]:
        del files
        offers = []
        if may(person, "keep_registers", unit=lot.unit):
            form = labeled(StepForm(data, prefix="step", language=language), language)
            offers.append(Offer("step", form, lambda given: _step(person, lot, given)))
        if lot.recalled_on is None and may(person, "publish_registers", unit=lot.unit):
            recall = labeled(RecallForm(data, prefix="recall"), language)
            offers.append(Offer("recall", recall, lambda given: _recall(person, lot, given)))
        return offers

    kinds = lot_steps()
    steps = [(one, kinds[one.kind].name(language)) for one in lot.steps.all()]
    context = {"lot": lot, "code": shown_code(lot.code), "steps": steps}
    return page_of_offers(request, person, "registers/lot.html", context, make)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def evaluations_page(request: HttpRequest, person: Person) -> HttpResponse:
    """Show the evaluations and the form for a new one."""
    governments, language = governments_of(person), language_of(request)
    own = keeping_governments(person, governments)
    rows = list(Evaluation.objects.filter(government__in=governments).select_related("government"))

    def make(data: Any, files: Any) -> list[Offer]:
        del files
        offers = []
        if own:
            form = labeled(EvaluationForm(data, prefix="evaluation", language=language), language)
            field = form.fields["government"]
            if isinstance(field, forms.ModelChoiceField):
                field.queryset, field.initial = Government.objects.filter(pk__in=[one.pk for one in own]), own[0]
            offers.append(Offer("evaluation", form, lambda given: _evaluation(person, given)))
        offers.append(Offer("publish_evaluation", PickForm(data), lambda given: _publish(person, rows, given["row"])))
        return offers

    context = {
        "rows": [
            (
                one,
                methods()[one.method].name(language),
                one.published_at is None and may(person, "publish_registers", government=one.government),
            )
            for one in rows
        ]
    }
    return page_of_offers(request, person, "registers/evaluations.html", context, make)


def _add(person: Person, given: dict[str, Any]) -> str:
    unit = given.pop("unit")
    return f"/workbench/registers/lots/{actions.add_lot(person, unit, actions.NewLot(**given)).pk}/"


def _step(person: Person, lot: Lot, given: dict[str, Any]) -> None:
    kind = given.pop("step")
    actions.add_step(person, lot, actions.NewStep(kind=kind, **given))


def _recall(person: Person, lot: Lot, given: dict[str, Any]) -> None:
    actions.recall_lot(person, lot, given["recall_reason_zh"], on=given["on"])


def _evaluation(person: Person, given: dict[str, Any]) -> None:
    government = given.pop("government")
    actions.add_evaluation(person, government, actions.NewEvaluation(**given))


def _publish(person: Person, rows: list[Evaluation], key: int) -> None:
    found = next((one for one in rows if one.pk == key), None)
    if found is None:
        raise TrackError("there is no such evaluation", next_step="look at the page anew", code="W146")
    actions.publish_evaluation(person, found)
