"""The public check of a product by the code on its package."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_safe
from msgspec import Struct

from ximu.site.respond import respond
from ximu.track.registers.actions.lots import first_break
from ximu.track.registers.kinds import lot_steps
from ximu.track.registers.models import Lot
from ximu.track.rules.check_codes import shown_code, tidy_code


class AskPage(Struct, frozen=True, kw_only=True):
    """The form for a code; `wrong` says why what was asked is none: slip (the check sign does not fit) or unknown."""

    code: str
    wrong: str


class StepLine(Struct, frozen=True, kw_only=True):
    """A step of a lot; `holds` is false from the first step on that is not as it was entered."""

    number: int
    kind: str
    zh: str
    en: str
    on: date
    where: str
    by: str
    note: str
    certificate: str
    passed: bool | None
    hash: str
    holds: bool


class LotPage(Struct, frozen=True, kw_only=True):
    """A lot with its steps; `whole` tells whether every step is as it was entered."""

    code: str
    product: str
    producer: str
    origin: str
    made_on: date
    amount: Decimal | None
    amount_unit: str
    government: str
    unit: str
    recalled_on: date | None
    recall_reason: str
    whole: bool
    steps: tuple[StepLine, ...]


@require_safe
def ask_page(request: HttpRequest) -> HttpResponse:
    """Ask for a code; `?code=` leads to its lot, or says what is wrong with it."""
    typed = request.GET.get("code", "").strip()[:40]
    code = tidy_code(typed)
    if code and Lot.objects.filter(code=code).exists():
        return HttpResponseRedirect(f"/trace/{shown_code(code)}/")
    wrong = "" if not typed else "unknown" if code else "slip"
    return respond(request, "registers/trace.html", AskPage(code=typed, wrong=wrong), status=404 if wrong else 200)


@require_safe
def lot_page(request: HttpRequest, code: str) -> HttpResponse:
    """Show a lot (a fixed number of queries)."""
    lot = Lot.objects.select_related("government", "unit").filter(code=tidy_code(code)).first()
    if lot is None:
        raise Http404("lot")
    rows = list(lot.steps.all())
    for one in rows:
        one.lot = lot
    broken = first_break(rows)
    kinds = lot_steps()
    page = LotPage(
        code=shown_code(lot.code), product=lot.product_zh, producer=lot.producer_zh, origin=lot.origin_zh,
        made_on=lot.made_on, amount=lot.amount, amount_unit=lot.amount_unit, government=lot.government.name_zh,
        unit=lot.unit.name_zh, recalled_on=lot.recalled_on, recall_reason=lot.recall_reason_zh, whole=not broken,
        steps=tuple(
            StepLine(
                number=one.number, kind=one.kind, zh=kinds[one.kind].zh, en=kinds[one.kind].en, on=one.on,
                where=one.where_zh, by=one.by_zh, note=one.note_zh, certificate=one.certificate, passed=one.passed,
                hash=one.hash, holds=not broken or one.number < broken,
            )
            for one in rows
        ),
    )  # fmt: skip
    return respond(request, "registers/lot.html", page)
