"""The journal: one entry an action, and a change, a gap, a swap or a cut is found and named."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection, transaction

from ximu.ledger.errors import TrackError
from ximu.track import journal
from ximu.track.models import Item, JournalEntry, Person


@pytest.fixture
def entries(world: SimpleNamespace) -> list[dict[str, Any]]:
    """Twelve entries, as exported."""
    with transaction.atomic():
        for number in range(12):
            journal.record(world.head, "test", government="linjiang", item=f"督{number}", content={"第": number})
    return [json.loads(line) for line in journal.export()]


def test_a_whole_journal_is_whole(entries: list[dict[str, Any]]) -> None:
    checked = journal.verify()
    assert (checked.entries, checked.broken, checked.last_hash) == (12, None, entries[-1]["hash"])
    assert entries[0]["hash_before"] == journal.GENESIS
    assert len({entry["hash"] for entry in entries}) == 12


@pytest.mark.parametrize("field", journal.FIELDS)
def test_any_changed_field_is_found_where_it_is(entries: list[dict[str, Any]], field: str) -> None:
    value = entries[6][field]
    with connection.cursor() as cursor:
        changed = value + 1000 if isinstance(value, int) else "x" + value[1:]
        cursor.execute(f"UPDATE track_journalentry SET {field} = %s WHERE number = 7", [changed])
    broken = journal.verify().broken
    assert broken is not None
    assert broken.number == 7


def test_a_change_with_a_hash_made_to_fit_is_found_at_the_next_entry(entries: list[dict[str, Any]]) -> None:
    forged = {**entries[6], "person": "nobody"}
    forged["hash"] = journal.entry_hash(forged)
    checked = journal.verify_entries([*entries[:6], forged, *entries[7:]])
    assert checked.broken == journal.Break(8, "does not follow the entry before it")


def test_a_gap_and_a_swap_are_found(entries: list[dict[str, Any]]) -> None:
    without = journal.verify_entries([*entries[:4], *entries[5:]]).broken
    assert without is not None
    assert without.number == 5
    swapped = journal.verify_entries([*entries[:4], entries[5], entries[4], *entries[6:]]).broken
    assert swapped is not None
    assert swapped.number == 5


def test_a_cut_end_shows_against_a_hash_kept_elsewhere(entries: list[dict[str, Any]], tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    path.write_text("".join(json.dumps(entry) + "\n" for entry in entries[:-1]), encoding="utf-8")
    assert journal.verify_entries(journal.read_export(path)).broken is None
    assert not journal.holds_hash(entries[-1]["hash"], path)
    assert journal.holds_hash(entries[-1]["hash"])


def test_the_journal_only_grows(entries: list[dict[str, Any]]) -> None:
    entry = JournalEntry.objects.get(number=3)
    entry.person = "other"
    for change in (entry.save, entry.delete):
        with pytest.raises(TrackError, match="W030"):
            change()


def test_what_fails_leaves_no_entry(world: SimpleNamespace, inspection: Item) -> None:
    before = journal.verify().entries
    with pytest.raises(RuntimeError), transaction.atomic():
        journal.record(world.head, "test")
        raise RuntimeError
    assert journal.verify().entries == before


@pytest.mark.django_db(transaction=True)
def test_an_entry_outside_the_transaction_of_its_action_is_refused() -> None:
    with pytest.raises(TrackError, match="W031"):
        journal.record(None, "test")


def test_a_file_that_is_no_journal_is_one_line(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text('{"number": 1}\n', encoding="utf-8")
    with pytest.raises(TrackError, match="no exported journal"):
        list(journal.read_export(path))


def test_passwords_are_hashed_with_argon2(settings: Any, db: None) -> None:
    from ximu.site import settings as real

    settings.PASSWORD_HASHERS = real.PASSWORD_HASHERS
    person = Person.objects.create_user("who", "correct horse", name_zh="某人")
    assert person.password.startswith("argon2$argon2id$")
    assert person.check_password("correct horse")
    assert not person.check_password("correct hors")
    assert not Person.objects.create_user("nobody", name_zh="无").has_usable_password()
