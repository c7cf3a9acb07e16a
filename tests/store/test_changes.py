"""Every commit gives the database another state, every change of the ledger another edition; looking gives neither."""

from __future__ import annotations

import threading
from datetime import date
from decimal import Decimal

import pytest
from django.apps import apps
from django.db import connection, transaction
from store_samples import reading_of

from ximu.ledger.observation import Observation
from ximu.store import models, review
from ximu.store.changes import WITHOUT_EDITION, committed_state, ledger_edition
from ximu.store.observations import keep_observations
from ximu.store.relink import mark_all, relink
from ximu.store.save import save_reading

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


def rows() -> dict[str, str]:
    """Everything in each table of the ledger, but for the marks that no page shows."""
    found = {}
    for model in apps.get_app_config("store").get_models(include_auto_created=True):
        columns = [one.attname for one in model._meta.concrete_fields if one.name != "linked_version"]
        found[model._meta.db_table] = repr(sorted(model._default_manager.values_list(*columns), key=repr))
    return found


def observed() -> None:
    keep_observations(
        [
            Observation(
                source="a.csv", line=2, place="临江市", place_code="990100", indicator="城镇新增就业", indicator_id="urban_new_jobs", year=2031,
                value=Decimal(31000), unit="人", aspect="level", source_url="https://stats.example.org/a", published_on=date(2032, 2, 1),
            )
        ]
    )  # fmt: skip


def looked_at() -> None:
    found = models.Statement.objects.filter(kind="measure").first()
    assert found is not None
    review.give(found, "甲", "confirmed")


def read_again() -> None:
    save_reading(*reading_of(2031), again=True)


def test_what_pages_show_of_the_ledger_changes_with_its_edition_only(ledger: str) -> None:
    assert ledger_edition() == ""
    seen: set[str] = set()
    for step in (
        lambda: save_reading(*reading_of(2031)), relink, lambda: save_reading(*reading_of(2032, name="b.txt")), relink,
        looked_at, observed, relink, read_again, mark_all, relink,
    ):  # fmt: skip
        before, edition = rows(), ledger_edition()
        step()
        after = rows()
        changed = {name for name in after if after[name] != before[name]}
        if ledger_edition() == edition:
            assert changed <= WITHOUT_EDITION, step
            seen |= changed
        else:
            assert changed, step
    assert seen == WITHOUT_EDITION
