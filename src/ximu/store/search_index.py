"""Writing the bigram index of passages, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

from ximu.store.bigrams import bigrams, plain
from ximu.store.models import Passage, Report
from ximu.store.passages import Span


def index_passages(report: Report, text: str, spans: Sequence[Span]) -> None:
    """Store the sentences `spans` of `text` and make them findable; call it inside the transaction of the report."""
    folded = [plain(text[span.start : span.end]) for span in spans]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.executemany(
                'INSERT INTO store_passage (report_id, start, "end", plain, bigrams)'
                " VALUES (%s, %s, %s, %s, array_to_tsvector(%s::text[]))",
                [
                    (report.pk, span.start, span.end, one, list(set(bigrams(one))))
                    for span, one in zip(spans, folded, strict=True)
                ],
            )
        return
    stored = Passage.objects.bulk_create(
        Passage(report=report, start=span.start, end=span.end, plain=one)
        for span, one in zip(spans, folded, strict=True)
    )
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO store_passage_bigrams (rowid, bigrams) VALUES (%s, %s)",
            [(passage.pk, _words(passage.plain)) for passage in stored],
        )


def forget_passages(report: Report) -> None:
    """Take the sentences of a report out of the index and the table."""
    passages = Passage.objects.filter(report=report)
    if connection.vendor == "sqlite":
        # A contentless FTS5 table keeps no text, so it has to be told what it indexed to forget it.
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO store_passage_bigrams (store_passage_bigrams, rowid, bigrams) VALUES ('delete', %s, %s)",
                [(key, _words(text)) for key, text in passages.values_list("pk", "plain")],
            )
    passages.delete()


def _words(plain_text: str) -> str:
    return " ".join(bigrams(plain_text))
