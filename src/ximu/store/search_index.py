"""Writing the bigram indexes of sentences and of names of projects, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.db import connection
from django.db.models import Max

from ximu.store.bigrams import bigrams, plain
from ximu.store.models import NamedProject, Passage, Report
from ximu.store.ordered_keys import bucket_of_key, first_key, rank_of_year, tag_of
from ximu.store.passages import Span


class Searched(NamedTuple):
    """A table with a bigram index over its column `plain`; `key` is the column of its ordered keys.

    The index is called as the table with `_bigrams` behind.
    """

    table: str
    key: str


PASSAGES = Searched("store_passage", "id")
PROJECTS = Searched("store_namedproject", "order_key")


def index_passages(report: Report, text: str, spans: Sequence[Span]) -> None:
    """Store the sentences `spans` of `text` and make them findable; call it inside the transaction of the report."""
    last = Passage.objects.filter(report=report).aggregate(last=Max("pk"))["last"]
    first = first_key(rank_of_year(report.report_year), report.pk) if last is None else last + 1
    folded = [plain(text[span.start : span.end]) for span in spans]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.executemany(
                'INSERT INTO store_passage (id, report_id, start, "end", plain, bigrams)'
                " VALUES (%s, %s, %s, %s, %s, array_to_tsvector(%s::text[]))",
                [
                    (key, report.pk, span.start, span.end, one, _entries(key, one))
                    for key, (span, one) in enumerate(zip(spans, folded, strict=True), first)
                ],
            )
        return
    stored = Passage.objects.bulk_create(
        Passage(pk=key, report=report, start=span.start, end=span.end, plain=one)
        for key, (span, one) in enumerate(zip(spans, folded, strict=True), first)
    )
    _add(PASSAGES, [(passage.pk, passage.plain) for passage in stored])


def forget_passages(report: Report) -> None:
    """Take the sentences of a report out of the index and the table."""
    passages = Passage.objects.filter(report=report)
    _forget(PASSAGES, passages.values_list("pk", "plain"))
    passages.delete()


def index_projects(rows: Sequence[NamedProject]) -> None:
    """Make stored projects findable by their names; call it inside the transaction that stores them."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.executemany(
                "UPDATE store_namedproject SET bigrams = array_to_tsvector(%s::text[]) WHERE public_id = %s",
                [(_entries(row.order_key, row.plain), row.public_id) for row in rows],
            )
        return
    _add(PROJECTS, [(row.order_key, row.plain) for row in rows])


def forget_projects(places: Iterable[int]) -> None:
    """Take the projects of these places out of the index and the table."""
    projects = NamedProject.objects.filter(place__in=places)
    _forget(PROJECTS, projects.values_list("order_key", "plain"))
    projects.delete()


def _add(searched: Searched, rows: Iterable[tuple[int, str]]) -> None:
    index = f"{searched.table}_bigrams"
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {index} (rowid, bigrams) VALUES (%s, %s)",  # noqa: S608 a name of our own
            [(key, _words(text)) for key, text in rows],
        )


def _forget(searched: Searched, rows: Iterable[tuple[int, str]]) -> None:
    """A contentless FTS5 table keeps no text, so it has to be told what it indexed to forget it."""
    if connection.vendor != "sqlite":
        return
    index = f"{searched.table}_bigrams"
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {index} ({index}, rowid, bigrams) VALUES ('delete', %s, %s)",  # noqa: S608 a name of our own
            [(key, _words(text)) for key, text in rows],
        )


def _words(plain_text: str) -> str:
    return " ".join(bigrams(plain_text))


def _entries(key: int, plain_text: str) -> list[str]:
    tag = tag_of(bucket_of_key(key))
    return [tag + entry for entry in set(bigrams(plain_text))]
