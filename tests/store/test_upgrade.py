"""A database of every earlier version is brought up to date and keeps what it held, on both kinds of database."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from store_samples import reading_of

from ximu.store import models
from ximu.store.prepare import prepare
from ximu.store.relink import relink
from ximu.store.save import save_reading
from ximu.store.search import search

pytestmark = pytest.mark.slow
OLDEST = {"store": "0002_bigrams", "track": "0001_work"}


def versions() -> list[tuple[str, str]]:
    """Every state of the tables from the oldest on: the app that changed last and its migration."""
    names = sorted(MigrationExecutor(connection).loader.disk_migrations)
    return [(app, name) for app, name in names if app in OLDEST and name >= OLDEST[app]]


def test_from_every_earlier_version(ledger: str) -> None:
    for year in (2031, 2032):
        save_reading(*reading_of(year, name=f"{year}.txt"))
    relink()
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
        tried += 1
    assert tried >= 6
    assert MigrationExecutor(connection).loader.detect_conflicts() == {}
    models.Report.objects.update(linked_version="")
    relink()
    assert models.Promise.objects.exists()
