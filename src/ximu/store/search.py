"""Searching the sentences of all reports for words of any length, with the exact characters that were found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db import DatabaseError, connection

from ximu.ledger.errors import StoreError
from ximu.store.bigrams import Query, fold, parse_query
from ximu.store.models import Place, Report

PER_PAGE = 20
# What a hit says of its report and place, in the order of the models; what else their rows hold is read when asked for.
_REPORT = ("id", "public_id", "place_id", "report_year", "source_kind", "title")
_PLACE = ("id", "public_id", "name")
_FOUND = """
    FROM store_passage JOIN store_report ON store_report.id = store_passage.report_id
    WHERE {condition}"""
# One question for a whole page: the rows in order with their number, and only of those shown the sentence, which the
# database cuts out because whole reports are a thousand times as long.
_SHOWN = """
    WITH shown AS MATERIALIZED (
        SELECT store_passage.report_id, store_passage.start, store_passage."end", store_report.report_year, count(*) OVER () AS total
        {found}
        ORDER BY store_report.report_year DESC NULLS LAST, store_passage.report_id, store_passage.start
        LIMIT %s OFFSET %s
    )
    SELECT shown.total, shown.start, shown."end",
        substr(store_sourcetext.text, shown.start + 1, shown."end" - shown.start), {columns}
    FROM shown JOIN store_report ON store_report.id = shown.report_id
    JOIN store_reportsource ON store_reportsource.report_id = shown.report_id AND store_reportsource."primary"
    JOIN store_sourcetext ON store_sourcetext.source_id = store_reportsource.source_id
    LEFT JOIN store_place ON store_place.id = store_report.place_id
    ORDER BY shown.report_year DESC NULLS LAST, shown.report_id, shown.start"""
_COLUMNS = ", ".join([*(f"store_report.{name}" for name in _REPORT), *(f"store_place.{name}" for name in _PLACE)])


class Hit(NamedTuple):
    """A sentence with all the words: `sentence` is characters [start, end) of the report's primary source.

    `marks` are the half-open source positions of each word found in it, in order.
    """

    report: Report
    start: int
    end: int
    sentence: str
    marks: tuple[tuple[int, int], ...]


class Results(NamedTuple):
    """One page of hits; `total` counts the sentences found, `page` starts at 1."""

    total: int
    page: int
    pages: int
    hits: tuple[Hit, ...]


def search(
    text: str,
    *,
    place: str | None = None,
    report_year: int | None = None,
    source_kind: str | None = None,
    report: str | None = None,
    page: int = 1,
    per_page: int = PER_PAGE,
) -> Results:
    """The sentences that hold every word of `text` exactly, latest report year first, then in the order of the text.

    White space separates words; full-width and half-width, large and small Latin letters are the same. `place` and
    `report` are public ids. An empty text finds nothing; a page after the last one is the last one. Raises
    UsageError for a text beyond measure and StoreError when the database refuses.
    """
    query = parse_query(text)
    if not query.words:
        return Results(0, 1, 1, ())
    wanted = {
        "store_report.place_id = (SELECT id FROM store_place WHERE public_id = %s)": place,
        "store_report.report_year = %s": report_year,
        "store_report.source_kind = %s": source_kind,
        "store_report.public_id = %s": report,
    }
    condition, values = matching(query)
    for more, value in wanted.items():
        if value is not None:
            condition, values = f"{condition} AND {more}", [*values, value]
    found = _FOUND.format(condition=condition)
    try:
        page = max(1, page)
        rows = _rows(found, values, per_page, page)
        if not rows and page > 1:  # after the last one, or nothing at all
            ((total,),) = _asked(f"SELECT count(*) {found}", values)
            page = max(1, -(-total // per_page))
            rows = _rows(found, values, per_page, page)
    except DatabaseError as error:
        raise StoreError(f"the search failed, the database says: {' '.join(str(error).split())}") from error
    total = rows[0][0] if rows else 0
    return Results(total, page, max(1, -(-total // per_page)), _hits(query, rows))


def matching(query: Query) -> tuple[str, list[Any]]:
    """The condition on a row of store_passage that it holds every word, and its values.

    An entry of the index is a pair of neighbors, so for a word of one or two characters the index alone is exact; a
    longer one is confirmed by comparing the text itself.
    """
    if connection.vendor == "postgresql":
        terms = [f"'{pair}'" for pair in query.pairs()] + [f"'{prefix}':*" for prefix in query.prefixes()]
        condition, values = "store_passage.bigrams @@ %s::tsquery", [" & ".join(terms)]
        holds = "strpos(store_passage.plain, %s) > 0"
    else:
        terms = [f'"{pair}"' for pair in query.pairs()] + [f'"{prefix}" *' for prefix in query.prefixes()]
        condition, values = (
            "store_passage.id IN (SELECT rowid FROM store_passage_bigrams WHERE store_passage_bigrams MATCH %s)",
            [" AND ".join(terms)],
        )
        holds = "instr(store_passage.plain, %s) > 0"
    longer = [word for word in query.words if len(word) > 2]
    return " AND ".join([condition, *[holds] * len(longer)]), [*values, *longer]


def _rows(found: str, values: Sequence[Any], per_page: int, page: int) -> list[tuple[Any, ...]]:
    return _asked(_SHOWN.format(found=found, columns=_COLUMNS), [*values, per_page, (page - 1) * per_page])


def _asked(statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def _hits(query: Query, rows: Sequence[tuple[Any, ...]]) -> tuple[Hit, ...]:
    pattern = query.pattern()
    reports: dict[int, Report] = {}
    hits = []
    for _, start, end, sentence, *told in rows:
        report = reports.get(told[0]) or reports.setdefault(told[0], _report(told))
        marks = tuple((start + mark.start(), start + mark.end()) for mark in pattern.finditer(fold(sentence)))
        hits.append(Hit(report, start, end, sentence, marks))
    return tuple(hits)


def _report(told: Sequence[Any]) -> Report:
    """The report of a row, with its place; the columns that were not read are read when they are asked for."""
    report = Report.from_db(connection.alias, _REPORT, told[: len(_REPORT)])
    if report.place_id is not None:
        report.place = Place.from_db(connection.alias, _PLACE, told[len(_REPORT) :])
    return report
