"""kill -9 at random moments of a move, an import, an addition and a publication: nothing is half there, and a second run completes."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from working import MOVES, ROWS

from faults import MOMENTS, WORKING, Place
from once_a_run import once_a_run

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def prepared(empty_ledger: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with a government and its people."""

    def make(folder: Path) -> None:
        shutil.copy(empty_ledger, folder / "ledger.sqlite3")
        Place(folder).run(WORKING, "prepare")

    return once_a_run(tmp_path_factory, "prepared", make)


@pytest.fixture
def place(prepared: Path, tmp_path: Path) -> Place:
    shutil.copytree(prepared, tmp_path, dirs_exist_ok=True)
    return Place(tmp_path)


def test_moves(place: Place) -> None:
    choose, interrupted = random.Random(7), 0
    for _ in range(MOMENTS):
        interrupted += place.ended_at_random([WORKING, "move"], choose, 0.6)
        place.count()
    assert interrupted
    place.run(WORKING, "move")
    found = place.count()
    assert (found["moved"], found["done"]) == (MOVES, MOVES)


def test_an_import_is_whole_or_not_there(place: Place) -> None:
    choose, interrupted = random.Random(8), 0
    for _ in range(MOMENTS):
        interrupted += place.ended_at_random([WORKING, "import"], choose, 0.5)
        assert place.count()["brought"] in (0, ROWS)
    assert interrupted
    place.run(WORKING, "import")
    assert place.count()["brought"] == ROWS


def test_moves_on_postgresql(tmp_path: Path, postgresql: object) -> None:
    postgresql.do("DROP DATABASE IF EXISTS killed WITH (FORCE)")  # type: ignore[attr-defined]
    postgresql.do("CREATE DATABASE killed")  # type: ignore[attr-defined]
    place = Place(tmp_path, postgresql.address("killed"))  # type: ignore[attr-defined]
    place.run(WORKING, "prepare")
    choose = random.Random(9)
    for nth in range(MOMENTS):
        place.ended_at_random([WORKING, ("move", "import")[nth % 2]], choose, 0.6)
        assert place.count()["brought"] in (0, ROWS)
    place.run(WORKING, "move")
    place.run(WORKING, "import")
    found = place.count()
    assert (found["done"], found["brought"]) == (MOVES, ROWS)


def few_reports(project: Path, folder: Path) -> Path:
    """Two of the sample reports."""
    reports = folder / "reports"
    reports.mkdir()
    for path in sorted((project / "sample" / "reports").glob("*.txt"))[:2]:
        shutil.copy(path, reports)
    return reports


def test_additions(place: Place, project: Path) -> None:
    reports = few_reports(project, place.folder)
    choose = random.Random(10)
    command = ["-m", "ximu.cli", "add", str(reports)]
    for _ in range(MOMENTS):
        place.ended_at_random(command, choose, 6)
        place.count()
        said = place.run("-c", "from ximu.store.prepare import prepare; prepare(); from ximu.store.models import *; print("
                         "Report.objects.filter(statements=None).count(), ReportSource.objects.filter(source__text_row=None).count())")  # fmt: skip
        assert said.split() == ["0", "0"]  # no report without its statements, no source without its text
    place.run(*command)
    place.run(*command)
    assert place.run("-c", "from ximu.store.prepare import prepare; prepare(); from ximu.store.models import *; print("
                     "Source.objects.count(), Report.objects.count())").split() == ["2", "2"]  # fmt: skip


@pytest.mark.skipif(MOMENTS < 10, reason="writing the whole site takes minutes: part of make torture")
def test_a_publication_is_whole_or_not_there(place: Place, project: Path) -> None:
    place.run("-m", "ximu.cli", "add", str(few_reports(project, place.folder)))
    out = place.folder / "snapshot"
    choose = random.Random(11)
    command = ["-m", "ximu.cli", "publish", str(out)]
    for _ in range(MOMENTS):
        place.ended_at_random(command, choose, 12)
        if out.exists():
            check_sums(out)
    place.run(*command)
    check_sums(out)
    assert [path.name for path in place.folder.iterdir() if "snapshot" in path.name] == ["snapshot"]


@pytest.mark.skipif(MOMENTS < 10, reason="writing the whole site takes minutes: part of make torture")
def test_jobs_of_a_killed_worker_are_done_by_the_next(place: Place, project: Path) -> None:
    """Links of everything and a publication in the queue: killed at any moment, they come to the same end."""
    place.run("-m", "ximu.cli", "add", str(few_reports(project, place.folder)))
    before = told(place)["promises"]
    out = place.folder / "snapshot"
    choose, interrupted = random.Random(12), 0
    for _ in range(MOMENTS):
        place.run(WORKING, "ask_jobs", str(out))
        interrupted += place.ended_at_random(["-m", "ximu.cli", "worker", "--once"], choose, 12)
        place.count()
        if out.exists():
            check_sums(out)
    assert interrupted
    place.run(WORKING, "ask_jobs", str(out))
    place.run("-m", "ximu.cli", "worker", "--once")
    found = told(place)
    assert (found["states"], found["unlinked"]) == ({"relink": "done", "publish": "done"}, 0)
    assert found["promises"] == before
    check_sums(out)


def told(place: Place) -> dict[str, Any]:
    """What the jobs came to."""
    found: dict[str, Any] = json.loads(place.run(WORKING, "told_jobs").splitlines()[-1])
    return found


def check_sums(out: Path) -> None:
    done = subprocess.run(
        ["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=out, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-500:]
