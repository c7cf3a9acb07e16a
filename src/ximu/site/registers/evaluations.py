"""Evaluations by third parties in public: never a share without n, and an error only where people were chosen by chance."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from msgspec import Struct

from ximu.site.download_table import table_response, wants_table
from ximu.site.listing import MOST_ROWS, turn
from ximu.site.respond import respond
from ximu.track.registers.kinds import methods
from ximu.track.registers.models import Evaluation
from ximu.track.registers.sampling import share_interval


class EvaluationLine(Struct, frozen=True, kw_only=True):
    """An evaluation. `low` and `high` bound the share with 95 % when the sample is random, else null. Percent."""

    id: int
    subject: str
    government: str
    evaluator: str
    paid_by: str
    method: str
    method_zh: str
    method_en: str
    asked_whom: str
    asked: int
    answered: int
    response_percent: Decimal
    satisfied: int | None
    satisfied_percent: Decimal | None
    low: Decimal | None
    high: Decimal | None
    since: date
    until: date
    result: str
    source_url: str


class EvaluationsPage(Struct, frozen=True, kw_only=True):
    """One page of the published evaluations."""

    evaluations: tuple[EvaluationLine, ...]
    total: int
    page: int
    pages: int


@require_safe
def evaluations_page(request: HttpRequest) -> HttpResponse:
    """Show published evaluations (a fixed number of queries); `?format=csv` sends the list."""
    rows = Evaluation.objects.filter(published_at__isnull=False).select_related("government")
    if wants_table(request):
        return table_response("evaluations", EvaluationLine.__struct_fields__, evaluation_lines(rows[:MOST_ROWS]))
    turned = turn(request, rows)
    lines = tuple(evaluation_lines(turned.rows))
    page = EvaluationsPage(evaluations=lines, total=turned.total, page=turned.page, pages=turned.pages)
    return respond(request, "registers/evaluations.html", page)


def evaluation_lines(rows: Iterable[Evaluation]) -> list[EvaluationLine]:
    """Rows as lines; the government must be loaded with them."""
    lines = []
    for one in rows:
        method = methods()[one.method]
        sure = share_interval(one.satisfied, one.answered) if method.random and one.satisfied is not None else None
        lines.append(EvaluationLine(
            id=one.pk, subject=one.subject_zh, government=one.government.name_zh, evaluator=one.evaluator_zh,
            paid_by=one.paid_by_zh, method=one.method, method_zh=method.zh, method_en=method.en,
            asked_whom=one.asked_whom_zh, asked=one.asked, answered=one.answered,
            response_percent=_percent(one.answered, one.asked), satisfied=one.satisfied,
            satisfied_percent=None if one.satisfied is None else _percent(one.satisfied, one.answered),
            low=sure.low if sure else None, high=sure.high if sure else None, since=one.since, until=one.until,
            result=one.result_zh, source_url=one.source_url,
        ))  # fmt: skip
    return lines


def _percent(part: int, whole: int) -> Decimal:
    return (Decimal(part) * 100 / whole).quantize(Decimal("0.1"))
