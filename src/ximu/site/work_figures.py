"""The rates of a government's work as figures for the draft of its review."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from django.utils import timezone

from ximu.link.products.work_figures import WorkFigure
from ximu.site.rate_words import excluded_words, formula
from ximu.track.editions import playbooks
from ximu.track.models import Government, Item
from ximu.track.statistics import RateTable, rate_tables


def work_figures(asked: Iterable[tuple[str, int]]) -> tuple[WorkFigure, ...]:
    """Every rate of the work of these places (by name) and years that has a denominator, published or not.

    It is for the government that drafts; nothing of it is for the public.
    """
    by_place = {one.name_zh.removesuffix("人民政府"): one for one in Government.objects.order_by("pk")}
    return tuple(
        figure
        for place, year in sorted(asked)
        if place in by_place
        for table in rate_tables(Item.objects.filter(government=by_place[place]), year, timezone.localdate())
        for figure in _figures(place, year, table)
    )


def _figures(place: str, year: int, table: RateTable) -> Iterator[WorkFigure]:
    book, total = playbooks()[table.playbook], table.total
    rate = book.rate(table.rate)
    if total.percent is None or date(year, 1, 1) > table.until:
        return
    source = next(one for one in book.sources if one.id == rate.source)
    left_out = [f"{excluded_words(book, rate, 'zh')}{total.by_rule}件"] if total.by_rule else []
    left_out += [f"{one.reason}{one.items}件" for one in table.reasons]
    yield WorkFigure(
        place=place, year=year, until=table.until, playbook_zh=book.zh, edition=book.edition, rate_zh=rate.zh,
        indicator_id=rate.indicator, numerator=total.numerator, denominator=total.denominator, percent=total.percent,
        counted_zh=formula(book, rate, "zh"), left_out_zh="，".join(left_out),
        source_zh=f"{source.title_zh}{source.document_no}",
    )  # fmt: skip
