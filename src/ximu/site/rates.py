"""Statistics of work as the workbench and the public pages show them: one record, one CSV, for whoever may see what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet
from django.utils import timezone
from msgspec import Struct
from msgspec.structs import replace

from ximu.site.names import catalogue_names, indicator_name
from ximu.site.own_figures import Claim, places_of
from ximu.site.rate_claims import claims_of_rates
from ximu.site.rate_words import excluded_words, formula
from ximu.track.editions import playbooks
from ximu.track.models import Government, Item, Unit
from ximu.track.rules.playbook import Playbook
from ximu.track.statistics import Figure, LeftOut, RateTable, rate_tables

SERIES_YEARS = 4  # so many columns fit on paper
FEW = 20  # below so many items one more or less moves the percentage by five points


class Part(Struct, frozen=True, kw_only=True):
    """The figure of one month or one lead unit."""

    name: str
    figure: Figure


class YearBeside(Struct, frozen=True, kw_only=True):
    """A rate in one year: what the work shows, None when nothing of that year is asked by it, and what reports claim."""

    year: int
    figure: Figure | None
    claims: tuple[Claim, ...]


class RateLine(Struct, frozen=True, kw_only=True):
    """A rate with what it counts. `counted` says how, `rule` why the playbook leaves items out, both in words.

    `indicator` is the id under which reports state the same rate. `reasons` are what people wrote; only the workbench
    shows them. `years` is the series up to the year that is shown, the latest first.
    """

    id: str
    name: str
    indicator: str
    indicator_name: str
    counted: str
    period_by: str
    rule: str
    source_zh: str
    few: bool
    total: Figure
    months: tuple[Part, ...]
    units: tuple[Part, ...]
    reasons: tuple[LeftOut, ...]
    years: tuple[YearBeside, ...]


class BookRates(Struct, frozen=True, kw_only=True):
    """The rates of one playbook; `years` are those of their series, `claimed` says whether a report states any of them."""

    id: str
    name: str
    years: tuple[int, ...]
    claimed: bool
    rates: tuple[RateLine, ...]


class RateRow(Struct, frozen=True, kw_only=True):
    """One figure for download. `part` is total, month or unit, `of` which; the words are in the language of the page."""

    government: str
    year: int
    until: date
    playbook: str
    rate: str
    name: str
    indicator: str
    part: str
    of: str
    numerator: Decimal
    denominator: Decimal
    percent: Decimal | None
    left_out_by_rule: int
    left_out_by_reason: int
    counted: str
    rule: str
    source_zh: str


FIELDS = RateRow.__struct_fields__


def book_rates(
    items: QuerySet[Item], government: Government | None, year: int, language: str, *, reasons: bool
) -> tuple[BookRates, ...]:
    """The rates over `items` (start from `visible_to`, of `government`) in the order of the playbooks."""
    tables: dict[str, list[RateTable]] = {}
    for table in rate_tables(items, year, timezone.localdate(), back=SERIES_YEARS - 1):
        tables.setdefault(table.playbook, []).append(table)
    units = {one.pk: one.name_zh for one in Unit.objects.filter(leads__in=items).distinct()}
    books = {book.id: book for book in playbooks().values() if book.id in tables}
    beside = _beside(tables, government, books, year)
    found = []
    for book in books.values():
        lines = tuple(
            _line(book, table, units, language, reasons=reasons, years=beside[book.id, table.rate])
            for table in tables[book.id]
        )
        told = {one.year for line in lines for one in line.years if one.figure is not None or one.claims}
        found.append(
            BookRates(
                id=book.id, name=book.en if language == "en" else book.zh, years=tuple(sorted(told, reverse=True)),
                claimed=any(one.claims for line in lines for one in line.years),
                rates=tuple(replace(line, years=tuple(one for one in line.years if one.year in told)) for line in lines),
            )
        )  # fmt: skip
    return tuple(found)


def _beside(
    tables: Mapping[str, list[RateTable]], government: Government | None, books: Mapping[str, Playbook], year: int
) -> dict[tuple[str, str], tuple[YearBeside, ...]]:
    """The years of each rate, the latest first; all rates have the same ones."""
    years = tuple(range(year, year - SERIES_YEARS, -1))
    figures = {(book, table.rate, year): table.total for book, own in tables.items() for table in own}
    figures |= {
        (book, table.rate, one.year): one.figure
        for book, own in tables.items()
        for table in own
        for one in table.before
    }
    at = places_of({government.pk}) if government is not None and books else {}
    place = at[government.pk][0] if government is not None and government.pk in at else None
    claims = claims_of_rates(place, books, years)
    return {
        (book.id, rate.id): tuple(
            YearBeside(
                year=one, figure=figures.get((book.id, rate.id, one)), claims=claims.get((book.id, rate.id, one), ())
            )
            for one in years
        )
        for book in books.values()
        for rate in book.rates
    }


def rate_rows(government: Government, year: int, books: tuple[BookRates, ...]) -> Iterator[RateRow]:
    """Every figure of a page as rows."""
    until = min(timezone.localdate(), date(year, 12, 31))
    for book in books:
        for line in book.rates:
            parts = [("total", "", line.total), *(("month", one.name, one.figure) for one in line.months)]
            parts += [("unit", one.name, one.figure) for one in line.units]
            for part, of, figure in parts:
                yield RateRow(
                    government=government.name_zh, year=year, until=until, playbook=book.id, rate=line.id, name=line.name,
                    indicator=line.indicator, part=part, of=of, numerator=figure.numerator,
                    denominator=figure.denominator, percent=rounded(figure.percent), left_out_by_rule=figure.by_rule,
                    left_out_by_reason=figure.by_reason, counted=line.counted, rule=line.rule, source_zh=line.source_zh,
                )  # fmt: skip


def rounded(percent: Decimal | None) -> Decimal | None:
    """A percent to two places, as a file holds it."""
    return None if percent is None else percent.quantize(Decimal("0.01"))


def _line(
    book: Playbook,
    table: RateTable,
    units: Mapping[int, str],
    language: str,
    *,
    reasons: bool,
    years: tuple[YearBeside, ...],
) -> RateLine:
    rate = book.rate(table.rate)
    source = next(one for one in book.sources if one.id == rate.source)
    title = f"{source.title_zh} {source.document_no}".strip()
    known = rate.indicator if rate.indicator in catalogue_names() else ""
    return RateLine(
        id=rate.id,
        name=rate.en if language == "en" else rate.zh,
        indicator=known,
        indicator_name=indicator_name(known, language) if known else "",
        counted=formula(book, rate, language),
        period_by=rate.period_by,
        rule=excluded_words(book, rate, language) if rate.excluded else "",
        source_zh=title,
        few=0 < table.total.denominator < FEW,
        total=table.total,
        months=tuple(Part(name=one.month, figure=one.figure) for one in table.by_month),
        units=tuple(Part(name=units.get(int(one.unit or 0), ""), figure=one.figure) for one in table.by_unit),
        reasons=table.reasons if reasons else (),
        years=years,
    )
