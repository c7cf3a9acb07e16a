"""A database of every earlier version is brought up to date and keeps what it held, on both kinds of database."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from store_samples import reading_of

from ximu.store import models
from ximu.store.prepare import prepare
from ximu.store.relink import relink
from ximu.store.save import save_reading
from ximu.store.search import search

sys.path.append(str(Path(__file__).resolve().parents[1] / "site"))
pytestmark = pytest.mark.slow
OLDEST = {"store": "0002_bigrams", "track": "0001_work"}


def versions() -> list[tuple[str, str]]:
    """Every state of the tables from the oldest on: the app that changed last and its migration."""
    names = sorted(MigrationExecutor(connection).loader.disk_migrations)
    return [(app, name) for app, name in names if app in OLDEST and name >= OLDEST[app]]


def work() -> list[object]:
    """The work that is there, as far as the first version had it: items, their moves and reports, people with their posts."""
    from ximu.track import journal
    from ximu.track.models import Item, ItemMove, Person, PostHolder, ProgressReport

    checked = journal.verify()
    assert checked.broken is None
    return [
        checked.last_hash,
        *Item.objects.order_by("pk").values_list("number", "title_zh", "state", "version", "lead_unit__name_zh"),
        *ItemMove.objects.order_by("pk").values_list("item", "move", "state_after"),
        *ProgressReport.objects.order_by("pk").values_list("item", "period", "progress_zh"),
        *Person.objects.order_by("pk").values_list("username", "password"),
        *PostHolder.objects.order_by("pk").values_list("post__title_zh", "person", "since"),
    ]


def some_work() -> None:
    """A task on its way, with a report."""
    from bench_people import make_item, office

    from ximu.track import actions

    here = office("here", "临江市")
    item = make_item(here)
    actions.act(here[1]["inspector"], item, "assign")
    actions.act(here[1]["reporter"], item, "accept")
    actions.report_progress(here[1]["reporter"], item, actions.NewProgress(period="2026-01", progress_zh="完成一半"))


def test_from_every_earlier_version(ledger: str) -> None:
    for year in (2031, 2032):
        save_reading(*reading_of(year, name=f"{year}.txt"))
    relink()
    some_work()
    done = work()
    held = sorted(models.Measure.objects.values_list("pk", "low", "indicator"))
    reports = sorted(models.Report.objects.values_list("public_id", flat=True))
    found = search("增长").total
    assert held
    assert found
    tried = 0
    for version in reversed(versions()):
        MigrationExecutor(connection).migrate([version])
        prepare()
        assert sorted(models.Measure.objects.values_list("pk", "low", "indicator")) == held, version
        assert sorted(models.Report.objects.values_list("public_id", flat=True)) == reports
        assert search("增长").total == found
        assert work() == done, version
        tried += 1
    assert tried >= 6
    assert MigrationExecutor(connection).loader.detect_conflicts() == {}
    models.Report.objects.update(linked_version="")
    relink()
    assert models.Promise.objects.exists()
