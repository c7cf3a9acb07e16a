"""Two sets of readings side by side, source by source, however many there are and in whatever order they were written.

Only the places of the lines are kept, in a temporary database on disk, so that memory stays flat.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Literal, NamedTuple, Self

import msgspec

from ximu.ledger.errors import ExchangeError
from ximu.ledger.exchange import jsonl
from ximu.ledger.exchange.formats import FORMAT_OF_SUFFIX, read_records
from ximu.ledger.exchange.kinds import KINDS

Side = Literal["old", "new"]
SIDES: tuple[Side, Side] = ("old", "new")
_COMPARABLE = ("jsonl", "csv", "parquet")
_SCHEMA = """
CREATE TABLE run (side TEXT, source TEXT, file INTEGER, start INTEGER, length INTEGER, source_key TEXT);
"""


class Head(msgspec.Struct, frozen=True):
    """What every record line says first."""

    kind: str
    source: str


class Pair(NamedTuple):
    """One source with its record lines on both sides; an empty side does not know the source."""

    source: str
    old: tuple[bytes, ...]
    new: tuple[bytes, ...]


class _Run(NamedTuple):
    source: str
    side: Side
    file: int
    start: int
    length: int


_head: msgspec.json.Decoder[Head] = msgspec.json.Decoder(Head)


class SideBySide:
    """The readings under two paths. Used as a context manager: leaving it removes what was kept on disk.

    `counts` holds the records of each side by kind. Sources are matched by name; when no name occurs on both sides, by
    the name below the folder that all sources of a side share, and `below_folders` is True.
    Raises ExchangeError when a path holds no readings or a line is no record.
    """

    def __init__(self, old: Path, new: Path) -> None:
        self._open = ExitStack()
        # An empty name is SQLite's private database: in memory while small, in a temporary file beyond that.
        self._runs = sqlite3.connect("")
        self._open.callback(self._runs.close)
        self._runs.executescript(_SCHEMA)
        self._files: list[Path | BinaryIO] = []
        self._last: tuple[int, BinaryIO] | None = None
        self.counts: dict[Side, Counter[str]] = {"old": Counter(), "new": Counter()}
        try:
            for side, path in zip(SIDES, (old, new), strict=True):
                self._add(side, path)
            self.below_folders = self._match_sources()
        except BaseException:
            self._open.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._last is not None:
            self._last[1].close()
        self._open.close()

    def _add(self, side: Side, path: Path) -> None:
        """Note where the records of each source stand; CSV and Parquet are first written out as lines."""
        for found in _files_of(path):
            if FORMAT_OF_SUFFIX.get(found.suffix.lower()) == "jsonl":
                self._files.append(found)
                try:
                    with found.open("rb") as lines:
                        self._note(side, lines, str(found))
                except OSError as error:
                    raise ExchangeError(f"could not be read: {error.strerror}", where=str(found)) from error
            else:
                written = self._open.enter_context(tempfile.TemporaryFile())  # noqa: SIM115 the stack closes it
                self._files.append(written)
                jsonl.write(read_records(found), written)
                written.seek(0)
                self._note(side, written, str(found))

    def _note(self, side: Side, lines: Iterable[bytes], where: str) -> None:
        file, counts = len(self._files) - 1, self.counts[side]
        rows = _runs(lines, where, counts)
        self._runs.executemany(
            "INSERT INTO run VALUES (?, ?, ?, ?, ?, ?2)",
            ((side, source, file, start, length) for source, start, length in rows),
        )

    def _match_sources(self) -> bool:
        self._runs.execute("CREATE INDEX by_source ON run (source_key, side)")
        if self._shared():
            return False
        for side in SIDES:
            below = len(self._common_folder(side)) + 1
            self._runs.execute("UPDATE run SET source_key = substr(source, ?) WHERE side = ?", (below, side))
        return self._shared()

    def _shared(self) -> bool:
        query = (
            "SELECT 1 FROM run AS old JOIN run AS new USING (source_key) WHERE old.side = 'old' AND new.side = 'new' "
            "LIMIT 1"
        )
        return self._runs.execute(query).fetchone() is not None

    def _common_folder(self, side: Side) -> str:
        """The beginning, up to a slash, that all sources of a side share."""
        first, last = self._runs.execute("SELECT min(source), max(source) FROM run WHERE side = ?", (side,)).fetchone()
        if first is None:
            return ""
        length = next((at for at, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), len(first))
        return str(first[: first.rfind("/", 0, length) + 1])

    def pairs(self) -> Iterator[Pair]:
        """Every source of either side, sorted by name; its lines in the order they were written."""
        cursor = self._runs.cursor()
        cursor.execute("SELECT source_key, side, file, start, length FROM run ORDER BY source_key, side, rowid")
        current: str | None = None
        found: dict[Side, list[bytes]] = {"old": [], "new": []}
        for row in cursor:
            run = _Run(*row)
            if run.source != current and current is not None:
                yield Pair(current, tuple(found["old"]), tuple(found["new"]))
                found = {"old": [], "new": []}
            current = run.source
            found[run.side].extend(self._lines(run))
        if current is not None:
            yield Pair(current, tuple(found["old"]), tuple(found["new"]))

    def _lines(self, run: _Run) -> list[bytes]:
        file = self._file(run.file)
        file.seek(run.start)
        return [line for line in file.read(run.length).split(b"\n") if line.strip()]

    def _file(self, number: int) -> BinaryIO:
        """The file of a run; a person's files are opened one at a time, there may be a hundred thousand."""
        known = self._files[number]
        if not isinstance(known, Path):
            return known
        if self._last is None or self._last[0] != number:
            if self._last is not None:
                self._last[1].close()
            self._last = (number, known.open("rb"))
        return self._last[1]


def _files_of(path: Path) -> list[Path]:
    """The file itself, or every file of readings in the folder and below."""
    if not path.is_dir():
        if not path.exists():
            raise ExchangeError("no such file", where=str(path), next_step="write one with ximu read --out")
        if FORMAT_OF_SUFFIX.get(path.suffix.lower()) in _COMPARABLE:
            return [path]
    found = sorted(one for one in path.rglob("*") if FORMAT_OF_SUFFIX.get(one.suffix.lower()) in _COMPARABLE)
    if not found:
        raise ExchangeError(
            "holds no readings", where=str(path), next_step="give .jsonl, .csv or .parquet as ximu read --out writes"
        )
    return found


def _runs(lines: Iterable[bytes], where: str, counts: Counter[str]) -> Iterator[tuple[str, int, int]]:
    """Source, first byte and length of every stretch of lines about one source."""
    source: str | None = None
    start = at = 0
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                head = _head.decode(line)
            except (msgspec.DecodeError, UnicodeDecodeError) as error:
                raise ExchangeError(f"line {number} is no record: {error}", where=where) from error
            if head.kind not in KINDS:
                raise ExchangeError(f"line {number} is of no known kind: {head.kind}", where=where)
            counts[head.kind] += 1
            if head.source != source:
                if source is not None:
                    yield source, start, at - start
                source, start = head.source, at
        at += len(line)
    if source is not None:
        yield source, start, at - start
