"""The ledger diff: which statements a newer reading added, took away and changed, and in which fields."""

from __future__ import annotations

import hashlib
import heapq
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from pathlib import Path
from typing import Any, Literal, NamedTuple

import msgspec
from msgspec.structs import fields, replace

from ximu.ledger.commitment import Admission, Commitment, Project
from ximu.ledger.exchange import jsonl
from ximu.ledger.exchange.cells import kind_of
from ximu.ledger.exchange.kinds import KINDS
from ximu.ledger.finding import Finding, Quotation
from ximu.ledger.measure import Measure
from ximu.ledger.reading import Record
from ximu.ledger.report import Report, Section
from ximu.scale.readings import SIDES, Pair, Side, SideBySide

Change = Literal["added", "removed", "changed"]
CHANGES: tuple[Change, ...] = ("added", "removed", "changed")
# Where a statement came from is what it is matched by; the folder of the source may differ.
_NEVER_COMPARED = frozenset({"source"})


class FieldChange(NamedTuple):
    """One field that differs: `old` → `new`."""

    field: str
    old: Any
    new: Any


class Difference(NamedTuple):
    """One statement that came (`old` is None), went (`new` is None), or changed in `fields`."""

    change: Change
    source: str
    old: Record | None
    new: Record | None
    fields: tuple[FieldChange, ...] = ()

    @property
    def record(self) -> Record:
        """The statement as it is now, or as it was when it is gone."""
        found = self.new if self.new is not None else self.old
        if found is None:
            raise ValueError("a difference without a statement")
        return found

    def row(self) -> dict[str, Any]:
        """The difference as plain values for JSON: place, words, changed fields as [old, new]."""
        start, end = span_of(self.record)
        return {
            "change": self.change,
            "kind": kind_of(self.record),
            "source": self.source,
            "report": self.record.report,
            "start": start,
            "end": end,
            "words": words_of(self.record),
            "fields": {one.field: [one.old, one.new] for one in self.fields},
        }


class Choice(NamedTuple):
    """What is compared: the kinds, and the fields that do not count."""

    kinds: frozenset[str] = frozenset(KINDS)
    ignored: frozenset[str] = frozenset()


class Comparison:
    """What a comparison found, counted as it goes; examples are a fixed sample, the same on every run.

    `records` are the statements of each side by kind, `changes` those that came, went and changed by (kind, change),
    `fields` the changed fields by (kind, field). `sources` counts the sources of `both` sides, `old` or `new` only, and
    those of `other_text`, whose file is not the same any more.
    """

    def __init__(self, choice: Choice, examples: int) -> None:
        self.choice, self._wanted = choice, examples
        self.records: dict[Side, Counter[str]] = {"old": Counter(), "new": Counter()}
        self.changes: Counter[tuple[str, Change]] = Counter()
        self.fields: Counter[tuple[str, str]] = Counter()
        self.sources: Counter[str] = Counter()
        self.below_folders = False
        self._examples: dict[tuple[str, str], list[tuple[int, int, Difference]]] = defaultdict(list)
        self._seen = 0

    @property
    def same(self) -> bool:
        """Whether nothing came, went or changed."""
        return not self.changes

    def add(self, difference: Difference) -> None:
        """Count one difference, and keep it as an example when its turn has come."""
        kind = kind_of(difference.record)
        self.changes[kind, difference.change] += 1
        self.fields.update((kind, one.field) for one in difference.fields)
        if not self._wanted:
            return
        self._seen += 1
        place = f"{difference.source}\x1f{difference.record.report}\x1f{span_of(difference.record)}"
        # The smallest digests are a fair sample of all sources, which the first ones met would not be.
        turn = -int.from_bytes(hashlib.sha256(place.encode("utf-8", "surrogatepass")).digest()[:8], "big")
        for name in [one.field for one in difference.fields] or [difference.change]:
            kept = self._examples[kind, name]
            (heapq.heappush if len(kept) < self._wanted else heapq.heappushpop)(kept, (turn, self._seen, difference))

    def examples(self) -> list[Difference]:
        """The examples by kind and change, each once: at most so many for each field that changed."""
        found = {number: one for kept in self._examples.values() for _, number, one in kept}
        order = {kind: at for at, kind in enumerate(KINDS)}
        return sorted(
            found.values(),
            key=lambda one: (order[kind_of(one.record)], CHANGES.index(one.change), one.source, span_of(one.record)),
        )

    def summary(self) -> dict[str, Any]:
        """Everything as plain values for JSON."""
        kinds = [kind for kind in KINDS if kind in self.choice.kinds and any(self.records[s][kind] for s in SIDES)]
        return {
            "same": self.same,
            "sources": {name: self.sources[name] for name in ("both", "old", "new", "other_text")},
            "below_folders": self.below_folders,
            "kinds": {kind: self.counts_of(kind) for kind in kinds},
            "fields": {kind: found for kind in kinds if (found := self.fields_of(kind))},
            "examples": [one.row() for one in self.examples()],
        }

    def counts_of(self, kind: str) -> dict[str, int]:
        """Statements of a kind: old, new, same, added, removed, changed."""
        old, new = (self.records[side][kind] for side in SIDES)
        added, removed, changed = (self.changes[kind, change] for change in CHANGES)
        same = old - removed - changed
        return {"old": old, "new": new, "same": same, "added": added, "removed": removed, "changed": changed}

    def fields_of(self, kind: str) -> dict[str, int]:
        """How often each field of a kind changed, the most frequent first."""
        return {name: count for (of, name), count in self.fields.most_common() if of == kind}


def compare(
    old: Path,
    new: Path,
    choice: Choice | None = None,
    *,
    examples: int = 3,
    every: Callable[[Difference], None] | None = None,
) -> Comparison:
    """Compare the readings under two paths; `every` is given each difference, in the order of the sources.

    Raises ExchangeError when a path holds no readings.
    """
    found = Comparison(choice or Choice(), examples)
    with SideBySide(old, new) as sides:
        found.below_folders = sides.below_folders
        for side in SIDES:
            found.records[side].update(sides.counts[side])
        for pair in sides.pairs():
            found.sources["both" if pair.old and pair.new else "old" if pair.old else "new"] += 1
            other_text = False
            for difference in differences(pair, found.choice):
                other_text = other_text or any(one.field == "sha256" for one in difference.fields)
                found.add(difference)
                if every is not None:
                    every(difference)
            found.sources["other_text"] += other_text
    return found


def differences(pair: Pair, choice: Choice) -> Iterator[Difference]:
    """What differs in one source. Lines that are equal, most of them, are not even decoded."""
    again, gone = Counter(pair.new), []
    for line in pair.old:
        if again[line]:
            again[line] -= 1
        else:
            gone.append(line)
    old = _grouped(gone, pair.source, choice)
    new = _grouped(again.elements(), pair.source, choice)
    for group in sorted(old.keys() | new.keys(), key=lambda group: (group[0], list(KINDS).index(group[1]))):
        yield from _matched(pair.source, old.get(group, []), new.get(group, []), choice.ignored)


def _grouped(lines: Iterable[bytes], source: str, choice: Choice) -> dict[tuple[int, str], list[Record]]:
    """The records by report and kind."""
    groups: dict[tuple[int, str], list[Record]] = defaultdict(list)
    for record in jsonl.read(lines, source):
        if (kind := kind_of(record)) in choice.kinds:
            groups[record.report, kind].append(record)
    return groups


def _matched(source: str, old: list[Record], new: list[Record], ignored: frozenset[str]) -> Iterator[Difference]:
    """Match what is left by span, then by start and by end: a cut that grew by a word is still the same statement."""
    found: list[Difference] = []
    for place in (span_of, lambda record: span_of(record)[0], lambda record: span_of(record)[1]):
        old, new = _match_by(place, source, old, new, ignored, found)
    found += [Difference("removed", source, record, None) for record in old]
    found += [Difference("added", source, None, record) for record in new]
    found.sort(key=lambda one: (span_of(one.record), one.change))
    return iter(found)


def _match_by(
    place: Callable[[Record], Hashable],
    source: str,
    old: list[Record],
    new: list[Record],
    ignored: frozenset[str],
    found: list[Difference],
) -> tuple[list[Record], list[Record]]:
    """Pair records of the same place, those with the fewest changes first; returns what is left of both sides."""
    waiting: dict[Hashable, list[Record]] = defaultdict(list)
    for record in new:
        waiting[place(record)].append(record)
    claims: dict[Hashable, list[Record]] = defaultdict(list)
    for record in old:
        claims[place(record)].append(record)
    left = []
    for at, claimants in claims.items():
        rivals = waiting[at]
        while claimants and rivals:
            changes, was, now = min(
                ((_changes(one, other, ignored), one, other) for one in claimants for other in rivals),
                key=lambda pair: len(pair[0]),
            )
            claimants = [one for one in claimants if one is not was]
            rivals = [one for one in rivals if one is not now]
            if changes:
                found.append(Difference("changed", source, was, now, changes))
        waiting[at] = rivals
        left += claimants
    return left, [record for records in waiting.values() for record in records]


def _changes(old: Record, new: Record, ignored: frozenset[str]) -> tuple[FieldChange, ...]:
    names = (one.name for one in fields(old) if one.name not in ignored and one.name not in _NEVER_COMPARED)
    pairs = ((name, getattr(old, name), getattr(new, name)) for name in names)
    return tuple(FieldChange(name, was, now) for name, was, now in pairs if _bare(was) != _bare(now))


def _bare(value: Any) -> Any:
    """A quotation by the name of its file alone: the folder may differ between the two readings."""
    if isinstance(value, Quotation):
        return replace(value, source=value.source.rpartition("/")[2])
    return value


def span_of(record: Record) -> tuple[int, int]:
    """Characters of the source that a statement stands for; of a finding its first quotation."""
    quoted = record.a if isinstance(record, Finding) else record
    return quoted.start, quoted.end


def words_of(record: Record) -> str:
    """What to call a statement in one line, in the words of the text."""
    match record:
        case Report() | Section():
            return record.title or ""
        case Measure():
            return f"{record.scope}{record.action}{record.indicator} “{record.as_written}”"
        case Commitment() | Admission():
            return record.as_written
        case Project():
            return record.name
        case Finding():
            return f"“{record.a.as_written}” {record.why}"
        case _:
            return record.as_written


def encode_row(row: Any) -> bytes:
    """Plain values of a difference or a summary as one line of JSON; numbers keep their digits."""
    return _encoder.encode(row)


_encoder = msgspec.json.Encoder(decimal_format="number")
