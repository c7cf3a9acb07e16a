"""Searching the sentences of all reports for words of any length, with the exact characters that were found."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from django.db import DatabaseError, connection
from django.db.models import BooleanField, F, QuerySet, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import StrIndex, Substr

from ximu.ledger.errors import StoreError
from ximu.store.bigrams import Query, fold, parse_query
from ximu.store.models import Passage, Report

PER_PAGE = 20


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
        "report__place__public_id": place,
        "report__report_year": report_year,
        "report__source_kind": source_kind,
        "report__public_id": report,
    }
    found = _matching(query).filter(**{name: value for name, value in wanted.items() if value is not None})
    try:
        total = found.count()
        pages = max(1, -(-total // per_page))
        page = min(max(1, page), pages)
        ordered = (
            found.select_related("report__place")
            .defer("plain", "report__record")
            .order_by(F("report__report_year").desc(nulls_last=True), "report", "start")
        )
        shown = list(ordered[(page - 1) * per_page : page * per_page])
        return Results(total, page, pages, tuple(_hits(query, shown)))
    except DatabaseError as error:
        raise StoreError(f"the search failed, the database says: {' '.join(str(error).split())}") from error


def _matching(query: Query) -> QuerySet[Passage]:
    """Candidates by the index; a word of three characters or more is confirmed by comparing the text itself.

    An entry of the index is a pair of neighbors, so for a shorter word the index alone is exact.
    """
    passages = Passage.objects.all()
    if connection.vendor == "postgresql":
        terms = [f"'{pair}'" for pair in query.pairs()] + [f"'{prefix}':*" for prefix in query.prefixes()]
        condition = RawSQL("store_passage.bigrams @@ %s::tsquery", [" & ".join(terms)], output_field=BooleanField())
        passages = passages.filter(condition)
    else:
        terms = [f'"{pair}"' for pair in query.pairs()] + [f'"{prefix}" *' for prefix in query.prefixes()]
        candidates = RawSQL(
            "SELECT rowid FROM store_passage_bigrams WHERE store_passage_bigrams MATCH %s", [" AND ".join(terms)]
        )
        passages = passages.filter(pk__in=candidates)
    for at, word in enumerate(word for word in query.words if len(word) > 2):
        passages = passages.alias(**{f"word_{at}": StrIndex("plain", Value(word))}).filter(**{f"word_{at}__gt": 0})
    return passages


def _hits(query: Query, passages: Iterable[Passage]) -> Iterable[Hit]:
    passages = list(passages)
    # The database cuts the sentences out: whole reports are a thousand times as long.
    cut = Substr("report__in_sources__source__text_row__text", F("start") + 1, F("end") - F("start"))
    held = Passage.objects.filter(pk__in=[one.pk for one in passages], report__in_sources__primary=True)
    sentences = dict(held.values_list("pk", cut))
    pattern = query.pattern()
    for one in passages:
        sentence = sentences[one.pk]
        marks = tuple((one.start + mark.start(), one.start + mark.end()) for mark in pattern.finditer(fold(sentence)))
        yield Hit(one.report, one.start, one.end, sentence, marks)
