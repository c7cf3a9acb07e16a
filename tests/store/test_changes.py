"""Every commit gives the database another state, on SQLite and on PostgreSQL; looking at it does not."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, transaction

from ximu.store import models
from ximu.store.changes import committed_state

pytestmark = pytest.mark.slow


def add(name: str) -> None:
    models.Place.objects.create(public_id=name, name=name)


def test_a_commit_is_another_state_and_a_look_is_none(ledger: str) -> None:
    seen = [committed_state()]
    for number in range(3):
        assert committed_state() == seen[-1]
        add(f"临江{number}")
        seen.append(committed_state())
        assert models.Place.objects.count() == number + 1
    assert len(set(seen)) == 4
    assert None not in seen


def test_a_commit_of_another_connection_is_seen(ledger: str) -> None:
    def elsewhere() -> None:
        add("临江")
        connection.close()

    before = committed_state()
    other = threading.Thread(target=elsewhere)
    other.start()
    other.join()
    assert committed_state() != before


def test_a_transaction_has_no_state_of_its_own(ledger: str) -> None:
    with transaction.atomic():
        assert committed_state() is None
