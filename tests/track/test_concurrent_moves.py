"""Many people at once, real threads on a real SQLite file: one wins, the others are told, nothing is lost."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from track_world import make_world

from ximu.ledger.errors import ConflictError, TrackError

THREADS = 6


def _connect(path: Path) -> dict[str, Any]:
    """Let Django's database be the file at `path`; the settings it had."""
    from django.db import connections

    from ximu.store.database import database_settings

    before = dict(connections.settings["default"])
    _let_go(before)
    new = {"default": database_settings(f"sqlite:///{path}")}
    connections.settings["default"] = connections.configure_settings(new)["default"]
    return before


def _let_go(settings: dict[str, Any]) -> None:
    from django.db import connections

    connections["default"].close()
    del connections["default"]
    connections.settings["default"] = settings


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any) -> Path:
    """A file with all tables and no rows."""
    from django.core.management import call_command

    path = tmp_path_factory.mktemp("work") / "template.sqlite3"
    with django_db_blocker.unblock():
        before = _connect(path)
        call_command("migrate", verbosity=0, skip_checks=True)
        _let_go(before)
    return path


@pytest.fixture
def sqlite_file(made_once: Path, tmp_path: Path, django_db_blocker: Any) -> Iterator[Path]:
    """A database of its own in a file, as an installation has."""
    path = Path(shutil.copyfile(made_once, tmp_path / "work.sqlite3"))
    with django_db_blocker.unblock():
        before = _connect(path)
        try:
            yield path
        finally:
            _let_go(before)


def at_once(jobs: list[Any]) -> list[BaseException | None]:
    """Run the jobs together, each in a thread with its own connection; what each raised."""
    from django.db import connections

    start, results = threading.Barrier(len(jobs)), [None] * len(jobs)

    def run(number: int) -> None:
        start.wait()
        try:
            jobs[number]()
        except BaseException as error:
            results[number] = error  # type: ignore[call-overload]
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(jobs))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert not any(thread.is_alive() for thread in threads)
    return results  # type: ignore[return-value]


def test_of_many_who_move_the_same_item_one_wins(sqlite_file: Path) -> None:
    from ximu.track import journal
    from ximu.track.actions import ItemContent, act, create_item
    from ximu.track.models import Item, ItemMove
    from ximu.track.rules.playbook_file import shipped_playbooks

    world = make_world()
    item = create_item(
        world.inspector, world.city, shipped_playbooks()["inspection"],
        ItemContent(title_zh="同时", lead_unit=world.housing, due_on=date(2026, 11, 2)),
    )  # fmt: skip
    people = [world.inspector, world.inspector_two, world.head]
    copies = [Item.objects.get(pk=item.pk) for _ in range(THREADS)]
    results = at_once([lambda at=at: act(people[at % 3], copies[at], "assign") for at in range(THREADS)])
    assert sum(result is None for result in results) == 1, results
    assert sum(isinstance(result, ConflictError) for result in results) == THREADS - 1, results
    item.refresh_from_db()
    assert (item.state, item.version) == ("assigned", 2)
    assert ItemMove.objects.filter(item=item).count() == 1
    assert journal.verify().broken is None


def test_work_on_many_items_at_once_is_all_kept_in_one_chain(sqlite_file: Path) -> None:
    from ximu.track import journal
    from ximu.track.actions import ItemContent, act, create_item, report_progress
    from ximu.track.actions.progress import NewProgress
    from ximu.track.models import Item, JournalEntry, ProgressReport
    from ximu.track.rules.playbook_file import shipped_playbooks

    world = make_world()
    book = shipped_playbooks()["key_tasks"]
    rounds = 5

    def work(number: int) -> None:
        for at in range(rounds):
            content = ItemContent(title_zh=f"事项{number}之{at}", lead_unit=world.housing, number=f"T{number}-{at}")
            item = create_item(world.inspector, world.city, book, content)
            act(world.inspector, item, "assign")
            act(world.reporter, item, "accept")
            report_progress(world.reporter, item, NewProgress("2026-01", progress_zh="已开始"))

    results = at_once([lambda number=number: work(number) for number in range(THREADS)])
    assert results == [None] * THREADS
    assert Item.objects.filter(state="under_way").count() == THREADS * rounds
    assert ProgressReport.objects.count() == THREADS * rounds
    checked = journal.verify()
    assert (checked.entries, checked.broken) == (THREADS * rounds * 4, None)
    assert JournalEntry.objects.count() == checked.entries


def test_two_deputies_vote_at_once(sqlite_file: Path) -> None:
    from ximu.track.actions import ItemContent, act, cast_vote, create_item
    from ximu.track.models import Ballot
    from ximu.track.rules.playbook_file import shipped_playbooks

    world = make_world()
    item = create_item(
        world.inspector, world.city, shipped_playbooks()["livelihood_projects"], ItemContent(title_zh="口袋公园")
    )
    act(world.inspector, item, "shortlist")
    deputies = [world.deputy, world.deputy_two, world.deputy_three]
    results = at_once([lambda who=who: cast_vote(who, item, "selection", "for") for who in deputies])
    assert results == [None] * 3
    assert Ballot.objects.filter(item=item, choice="for").count() == 3
    with pytest.raises(TrackError, match="W010"):
        cast_vote(world.reporter, item, "selection", "for")
