"""The search over a thousand reports: what it finds beside the truth, and how long the first results take.

`bench_search.py [FOLDER]` makes reports of the texts in FOLDER (default: the sample) under other places and years, keeps
their sentences in a ledger of its own below var/, and asks for words of two characters and for phrases drawn from them.
Truth is every sentence that holds the characters, counted in Python without any index. The time of the first page of
results stands beside that of a plain look-up in the same index: counted and in the same order, but with nothing confirmed,
no report loaded and no word marked. Times are those of the processor in this thread, in which SQLite works too, so that
other work on the machine does not count. It never fails on a time.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
PHRASE = 6
SEED = 20260101


class Found(NamedTuple):
    """For one kind of query: how many, right and wanted sentences, false hits, the two times in milliseconds."""

    queries: int
    right: int
    wanted: int
    false: int
    first: list[float]
    plain: list[float]


def fill(texts: Sequence[str], reports: int) -> dict[int, str]:
    """Make the ledger; the sentences as compared, by their key."""
    from django.db import transaction

    from ximu.store import models
    from ximu.store.bigrams import storable
    from ximu.store.passages import Span
    from ximu.store.search_index import index_passages

    for number in range(reports):
        text = storable(texts[number % len(texts)])
        # Another place and year in every copy, so that no two are the same text.
        text = f"云溪{number}市{2001 + number // len(texts)}年。{text}"
        spans, start = [], 0
        for end in (at + 1 for at, sign in enumerate(text) if sign in "。！？；\n"):
            if text[start:end].strip():
                spans.append(Span(start, end))
            start = end
        with transaction.atomic():
            place = models.Place.objects.create(public_id=f"p{number}", name=f"云溪{number}市")
            report = models.Report.objects.create(
                public_id=f"r{number}", place=place, report_year=2001 + number // len(texts), source_kind="report",
                title="", characters=len(text), reader_version="", record={},
            )  # fmt: skip
            source = models.Source.objects.create(
                sha256=f"{number:064x}", name=f"{number}.txt", format="text", size_bytes=0, characters=len(text),
                reader_version="",
            )  # fmt: skip
            models.SourceText.objects.create(source=source, text=text)
            models.ReportSource.objects.create(
                report=report, source=source, start=0, end=len(text), similarity=1, primary=True, record={}
            )
            index_passages(report, text, spans)
    return dict(models.Passage.objects.values_list("pk", "plain"))


def drawn(sentences: dict[int, str], length: int, count: int) -> list[str]:
    """So many different pieces of sentences of this length, Chinese characters only, always the same ones."""
    pick = random.Random(SEED + length)  # noqa: S311  # a draw, no secret
    texts = list(sentences.values())
    words: dict[str, None] = {}
    while len(words) < count:
        text = pick.choice(texts)
        start = pick.randrange(max(1, len(text) - length))
        word = text[start : start + length]
        if len(word) == length and all("\u4e00" <= one <= "\u9fff" for one in word):
            words[word] = None
    return list(words)


def timed(ask: Callable[[], object]) -> float:
    """Milliseconds of the processor, the best of three."""
    best = float("inf")
    for _ in range(3):
        begun = time.thread_time()
        ask()
        best = min(best, 1000 * (time.thread_time() - begun))
    return best


def look_up(word: str, limit: int) -> object:
    """The plain look-up: what the index gives for these pairs, counted, its first rows in the order of the search."""
    from django.db import connection

    from ximu.store.bigrams import parse_query

    terms = " AND ".join(f'"{pair}"' for pair in parse_query(word).pairs())
    with connection.cursor() as cursor:
        match = "store_passage_bigrams MATCH %s"
        cursor.execute(f"SELECT count(*) FROM store_passage_bigrams WHERE {match}", [terms])  # noqa: S608
        cursor.fetchone()
        cursor.execute(
            "SELECT p.id, p.start, r.public_id FROM store_passage p JOIN store_report r ON r.id = p.report_id"  # noqa: S608
            f" WHERE p.id IN (SELECT rowid FROM store_passage_bigrams WHERE {match})"
            f" ORDER BY p.id LIMIT {limit}",
            [terms],
        )
        return cursor.fetchall()


def measured(sentences: dict[int, str], words: Sequence[str]) -> Found:
    """Every word searched to the end, and its first page timed."""
    from django.db import connection

    from ximu.store.bigrams import parse_query
    from ximu.store.search import PER_PAGE, keys_found, search
    from ximu.store.search_index import PASSAGES

    found = Found(len(words), 0, 0, 0, [], [])
    for word in words:
        truth = {key for key, text in sentences.items() if word in text}
        keys, values = keys_found(parse_query(word), PASSAGES, ())
        with connection.cursor() as cursor:
            cursor.execute(keys, values)
            hits = {key for (key,) in cursor.fetchall()}
        first = timed(lambda word=word: search(word))
        plain = timed(lambda word=word: look_up(word, PER_PAGE))
        found = found._replace(
            right=found.right + len(truth & hits),
            wanted=found.wanted + len(truth),
            false=found.false + len(hits - truth),
        )
        found.first.append(first)
        found.plain.append(plain)
    return found


def line(name: str, found: Found) -> str:
    """A row of the table."""
    ratios = [one / other for one, other in zip(found.first, found.plain, strict=True)]
    recall = 100 * found.right / found.wanted if found.wanted else 100
    middle = statistics.median
    return (
        f"| {name} | {found.queries} | {found.wanted:,} | {recall:.2f} % | {found.false} "
        f"| {middle(found.first):.1f} | {middle(found.plain):.1f} | {middle(ratios):.2f} | {max(ratios):.1f} |"
    )


def main() -> int:
    """Print the table; exit status 0 whatever the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "sample" / "reports")
    parser.add_argument("--reports", type=int, default=1000, help="how many are made [1000]")
    parser.add_argument("--queries", type=int, default=100, help="of each kind [100]")
    asked = parser.parse_args()
    place = ROOT / "var" / "bench-search"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    os.environ |= {"XIMU_DATABASE": f"sqlite:///{place}/ledger.sqlite3", "XIMU_VAR": str(place)}
    from ximu.store.prepare import prepare

    prepare()
    texts = [path.read_text("utf-8", errors="replace") for path in sorted(asked.folder.glob("*.txt"))]
    if not texts:
        print(f"bench_search: no texts in {asked.folder}", file=sys.stderr)
        return 2
    sentences = fill(texts, asked.reports)
    print(f"{asked.reports} reports, {len(sentences):,} sentences; times in milliseconds, middle of all queries\n")
    print("| query | n | sentences wanted | recall | false hits | first page | index look-up | ratio | largest |")
    print("|---|--:|--:|--:|--:|--:|--:|--:|--:|")
    for name, length in (("two characters", 2), (f"phrase of {PHRASE}", PHRASE)):
        print(line(name, measured(sentences, drawn(sentences, length, asked.queries))), flush=True)
    shutil.rmtree(place, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
