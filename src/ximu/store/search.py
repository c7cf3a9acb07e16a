"""Searching the sentences of all reports for words of any length, with the exact characters that were found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db import DatabaseError, connection
from django.db.models import Max

from ximu.ledger.errors import StoreError
from ximu.store.bigrams import Query, fold, parse_query, plain
from ximu.store.models import NamedProject, Place, Report, ReportTally
from ximu.store.ordered_keys import buckets_of, keys_of_rank, rank_of_count, rank_of_year
from ximu.store.search_index import PASSAGES, PROJECTS, Searched

PER_PAGE = 20
# So many sentences are found at most, and so many projects of a name: who has more in hand asks for less.
MOST_HITS, MOST_NAMED = 1_000, 2_000
# What a hit says of its report and place, in the order of the models; what else their rows hold is read when asked for.
_REPORT = ("id", "public_id", "place_id", "report_year", "source_kind", "title")
_PLACE = ("id", "public_id", "name")
# One question for a whole page: the keys in order and their number, and only of those shown the sentence, which the
# database cuts out because whole reports are a thousand times as long.
_SHOWN = """
    WITH found AS MATERIALIZED ({keys} LIMIT %s),
    shown AS MATERIALIZED (SELECT found_key FROM found ORDER BY found_key LIMIT %s OFFSET %s)
    SELECT (SELECT count(*) FROM found), store_passage.start, store_passage."end",
        substr(store_sourcetext.text, store_passage.start + 1, store_passage."end" - store_passage.start), {columns}
    FROM shown JOIN store_passage ON store_passage.id = shown.found_key
    JOIN store_report ON store_report.id = store_passage.report_id
    JOIN store_reportsource ON store_reportsource.report_id = store_report.id AND store_reportsource."primary"
    JOIN store_sourcetext ON store_sourcetext.source_id = store_reportsource.source_id
    LEFT JOIN store_place ON store_place.id = store_report.place_id
    ORDER BY shown.found_key"""
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
    """One page of hits; `total` counts the sentences found, `page` starts at 1.

    `more` says that there are more than MOST_HITS; then `total` is MOST_HITS and the pages end there.
    """

    total: int
    page: int
    pages: int
    hits: tuple[Hit, ...]
    more: bool = False


class Named(NamedTuple):
    """The ordered keys of projects, those named in most reports first; `more` when there are more than MOST_NAMED."""

    keys: tuple[int, ...]
    more: bool


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
    """The sentences that hold every word of `text` exactly, latest report year first, at most MOST_HITS of them.

    Reports of a year come in a fixed order, their sentences in that of the text. White space separates words; full-width
    and half-width, large and small Latin letters are the same. `place` and `report` are public ids. An empty text finds
    nothing; a page after the last one is the last one. Raises UsageError for a text beyond measure and StoreError when
    the database refuses.
    """
    query = parse_query(text)
    if not query.words:
        return Results(0, 1, 1, ())
    try:
        reports, values = _reports(place=place, report=report, source_kind=source_kind)
        if place is None and report is None:
            keys, values = keys_found(query, PASSAGES, _years(report_year), reports, values)
        else:
            keys, values = _keys_in(query, reports, values, report_year)
        page = max(1, page)
        rows = _rows(keys, values, per_page, page)
        if not rows and page > 1:  # after the last one, or nothing at all
            ((total,),) = _asked(f"SELECT count(*) FROM ({keys} LIMIT %s) found", [*values, MOST_HITS])  # noqa: S608
            page = max(1, -(-total // per_page))
            rows = _rows(keys, values, per_page, page)
    except DatabaseError as error:
        raise StoreError(f"the search failed, the database says: {' '.join(str(error).split())}") from error
    found = rows[0][0] if rows else 0
    total = min(found, MOST_HITS)
    return Results(total, page, max(1, -(-total // per_page)), _hits(query, rows), found > MOST_HITS)


def projects_named(part: str) -> Named:
    """The projects whose name holds `part`, white space aside. Raises UsageError for a part beyond measure."""
    query = parse_query(plain(part))
    if not query.words:
        return Named((), False)
    ranks: list[int] = []
    if connection.vendor == "postgresql":
        most = NamedProject.objects.aggregate(most=Max("reports"))["most"] or 0
        ranks = [rank_of_count(n) for n in range(1, most + 1)]
    keys, values = keys_found(query, PROJECTS, ranks)
    found = [key for (key,) in _asked(f"{keys} LIMIT %s", [*values, MOST_NAMED + 1])]
    return Named(tuple(found[:MOST_NAMED]), len(found) > MOST_NAMED)


def keys_found(
    query: Query, searched: Searched, ranks: Sequence[int], condition: str = "", values: Sequence[Any] = ()
) -> tuple[str, list[Any]]:
    """The question for the keys of the rows of these ranks that hold every word, in their order, and its values.

    To be used with a limit. `condition` on a row of the table narrows it. An entry of the index is a pair of neighbors, so
    for a word of one or two characters the index alone is exact; a longer one is confirmed by comparing the text itself.
    """
    table, key, index = searched.table, f"{searched.table}.{searched.key}", f"{searched.table}_bigrams"
    longer = [word for word in query.words if len(word) > 2]
    holds = [_holds(table)] * len(longer) + ([condition] if condition else [])
    values = [*longer, *values]
    if connection.vendor == "postgresql":
        terms = [f"'~{pair}'" for pair in query.pairs()] + [f"'~{prefix}':*" for prefix in query.prefixes()]
        # A bucket after the other, so that the limit ends it; `+ 0`, as the index of the keys would read all other rows.
        return (
            f"SELECT inside.found_key FROM unnest(%s::int[]) AS bucket (n) CROSS JOIN LATERAL ("  # noqa: S608 own names
            f"SELECT {key} AS found_key FROM {table} WHERE {' AND '.join([f'{table}.bigrams @@ {_TAGGED}', *holds])} "
            f"ORDER BY {key} + 0) AS inside",
            [buckets_of(ranks), " & ".join(terms), *values],
        )
    terms = [f'"{pair}"' for pair in query.pairs()] + [f'"{prefix}" *' for prefix in query.prefixes()]
    joined = f" CROSS JOIN {table} ON {key} = {index}.rowid" if holds else ""
    between: list[int] = []
    if len(ranks) == 1:
        between = list(keys_of_rank(ranks[0]))
        holds = [f"{index}.rowid >= %s AND {index}.rowid < %s", *holds]
    return (
        f"SELECT {index}.rowid AS found_key FROM {index}{joined} "  # noqa: S608 names of our own
        f"WHERE {' AND '.join([f'{index} MATCH %s', *holds])} ORDER BY {index}.rowid",
        [" AND ".join(terms), *between, *values],
    )


# No entry holds a ~ of its own: signs of ASCII are escaped (`ximu.store.bigrams`).
_TAGGED = "replace(%s, '~', lpad(to_hex(bucket.n), 4, '0'))::tsquery"


def _holds(table: str) -> str:
    return f"{'strpos' if connection.vendor == 'postgresql' else 'instr'}({table}.plain, %s) > 0"


def _years(report_year: int | None) -> list[int]:
    """The ranks to look in: that of the year, or those of all years that there are, which SQLite need not be told."""
    if report_year is not None:
        return [rank_of_year(report_year)]
    if connection.vendor != "postgresql":
        return []
    known = ReportTally.objects.order_by().values_list("report_year", flat=True).distinct()
    return [rank_of_year(year or None) for year in known]


def _reports(**wanted: str | None) -> tuple[str, list[Any]]:
    """The condition on a sentence that its report is of this place, is this one, is of this kind; "" for none."""
    conditions = {
        "place": "place_id = (SELECT id FROM store_place WHERE public_id = %s)",
        "report": "public_id = %s",
        "source_kind": "source_kind = %s",
    }
    values = {name: value for name, value in wanted.items() if value is not None}
    named = " AND ".join(conditions[name] for name in values)
    if values.keys() & {"place", "report"}:  # a few: by their keys, or PostgreSQL reads all reports, in parallel
        few = [key for (key,) in _asked(f"SELECT id FROM store_report WHERE {named}", list(values.values()))]  # noqa: S608
        return f"store_passage.report_id IN ({', '.join(['%s'] * len(few)) or 'NULL'})", few
    condition = f"store_passage.report_id IN (SELECT id FROM store_report WHERE {named})" if values else ""  # noqa: S608
    return condition, list(values.values())


def _keys_in(query: Query, reports: str, values: Sequence[Any], report_year: int | None) -> tuple[str, list[Any]]:
    """As `keys_found`, in a few reports: all their sentences are read, which are fewer than the index would give."""
    conditions, values = [reports, *[_holds("store_passage")] * len(query.words)], [*values, *query.words]
    if report_year is not None:
        conditions.append("store_passage.id >= %s AND store_passage.id < %s")
        values += keys_of_rank(rank_of_year(report_year))
    found = f"SELECT store_passage.id AS found_key FROM store_passage WHERE {' AND '.join(conditions)}"  # noqa: S608
    return f"{found} ORDER BY store_passage.id + 0", list(values)


def _rows(keys: str, values: Sequence[Any], per_page: int, page: int) -> list[tuple[Any, ...]]:
    first = (page - 1) * per_page
    shown = max(0, min(per_page, MOST_HITS - first))
    return _asked(_SHOWN.format(keys=keys, columns=_COLUMNS), [*values, MOST_HITS + 1, shown, first])


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
