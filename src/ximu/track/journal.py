"""The journal: every action one entry, each holding the hash of the one before; checked and exported as a whole.

The hash is SHA-256 of the entry as canonical JSON (sorted keys, no spaces, UTF-8) with the hash before it, so that a
changed, removed, added or reordered entry is found and named. Export the last hash to a place outside from time to
time: only a comparison with it shows that entries at the end were cut off.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.utils import timezone

from ximu.ledger.errors import TrackError
from ximu.track.models import JournalEntry, Person

GENESIS = "0" * 64
_WRITERS_LOCK = 0x78696D77  # any fixed number; PostgreSQL locks by number
_BATCH = 500
FIELDS = ("number", "at", "person", "government", "action", "item", "content", "hash_before")


class Entry(NamedTuple):
    """What is to be told: the action, the number of the item it is about, plain JSON."""

    action: str
    item: str
    content: dict[str, Any]


class Break(NamedTuple):
    """The first place where the chain does not hold: the number of the entry, and what is wrong with it."""

    number: int
    what: str


class Verification(NamedTuple):
    """What a check of the whole journal found; `last_hash` is worth keeping elsewhere."""

    entries: int
    last_hash: str
    broken: Break | None


def entry_hash(entry: dict[str, Any]) -> str:
    """The hash of an entry's fields, all of FIELDS."""
    text = json.dumps({name: entry[name] for name in FIELDS}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def hold_writers() -> None:
    """Let this transaction be the only one that writes work, as it is on SQLite anyway.

    Every action takes this lock first, so that no two wait for each other, numbers run without a gap and the chain has
    one end.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_WRITERS_LOCK])


def record(
    person: Person | None, action: str, *, government: str = "", item: str = "", content: dict[str, Any] | None = None
) -> JournalEntry:
    """Add an entry, inside the transaction of the action it tells of: both are kept or neither.

    `government` is its key, `item` its number, `content` plain JSON. Raises TrackError W031 outside a transaction.
    """
    return record_many(person, [Entry(action, item, content or {})], government=government)[0]


def record_many(person: Person | None, entries: Sequence[Entry], *, government: str = "") -> list[JournalEntry]:
    """Add entries one after the other, as `record` adds one; the chain is held once and written at once."""
    if not connection.in_atomic_block:
        where = entries[0].action if entries else ""
        raise TrackError("an entry needs the transaction of its action", where=where, code="W031")
    hold_writers()
    last = JournalEntry.objects.order_by("-number").values_list("number", "hash").first()
    number, hash_before = last or (0, GENESIS)
    rows = []
    for entry in entries:
        number += 1
        fields: dict[str, Any] = {
            "number": number,
            "at": timezone.localtime().isoformat(timespec="microseconds"),
            "person": person.username if person else "",
            "government": government,
            "action": entry.action,
            "item": entry.item,
            "content": json.dumps(
                entry.content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str
            ),
            "hash_before": hash_before,
        }
        hash_before = entry_hash(fields)
        rows.append(JournalEntry(**fields, hash=hash_before))
    return JournalEntry.objects.bulk_create(rows, _BATCH)


def verify() -> Verification:
    """Check every entry of the database."""
    return verify_entries(_rows())


def verify_entries(entries: Iterable[dict[str, Any]]) -> Verification:
    """Check entries (all FIELDS and `hash`) in their order; stops at the first that does not hold."""
    number, last_hash = 0, GENESIS
    for entry in entries:
        number += 1
        if entry["number"] != number:
            return Verification(number - 1, last_hash, Break(number, f"missing; the next one is {entry['number']}"))
        if entry["hash_before"] != last_hash:
            return Verification(number - 1, last_hash, Break(number, "does not follow the entry before it"))
        if entry_hash(entry) != entry["hash"]:
            return Verification(number - 1, last_hash, Break(number, "was changed after it was written"))
        last_hash = entry["hash"]
    return Verification(number, last_hash, None)


def export(government: str | None = None) -> Iterator[str]:
    """The journal as JSON Lines, oldest first; of one government when given (which alone cannot be verified)."""
    for row in _rows():
        if government is None or row["government"] == government:
            yield json.dumps(row, ensure_ascii=False, sort_keys=True)


def read_export(path: Path) -> Iterator[dict[str, Any]]:
    """The entries of an exported journal. Raises TrackError W034 for a line that is none."""
    try:
        with path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                entry = json.loads(line)
                if not isinstance(entry, dict) or not {*FIELDS, "hash"} <= set(entry):
                    raise ValueError(number)
                yield entry
    except OSError as error:
        raise TrackError(f"cannot be read: {error.strerror or error}", where=str(path), code="W034") from error
    except ValueError as error:  # no JSON, no UTF-8, no entry
        raise TrackError("no exported journal", where=str(path), next_step="export it again", code="W034") from error


def holds_hash(found: str, path: Path | None = None) -> bool:
    """Whether an entry of the database, or of an exported file, has this hash."""
    if path is None:
        return JournalEntry.objects.filter(hash=found).exists()
    return any(entry["hash"] == found for entry in read_export(path))


def _rows() -> Iterator[dict[str, Any]]:
    with transaction.atomic():
        rows = JournalEntry.objects.order_by("number").values(*FIELDS, "hash")
        yield from rows.iterator(chunk_size=1000)
