"""kill -9 at random moments of all that writes: nothing is half there, and the same work done again completes.

Every moment begins from the same prepared database. `pytest -rP` shows how many moments fell into the work.
"""

from __future__ import annotations

import json
import random
import subprocess
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from working import MOVES, ROWS, report_text

from faults import MOMENTS, Place

pytestmark = pytest.mark.slow
YEARS = (2031, 2032)


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest) -> Place:
    found: Place = request.getfixturevalue(f"on_{request.param}")
    return found


def killed(
    place: Place,
    work: tuple[str, ...],
    look: Callable[[], Any],
    *,
    begin: Callable[[], object] = lambda: None,
    half: Callable[[], object] = lambda: None,
    again: tuple[str, ...] | None = None,
) -> Any:
    """Begin the work MOMENTS times and end it at a random moment; returns what `look` sees after undisturbed work.

    `half` fails when something is half there; done `again` (default: the same work) everything is as undisturbed.
    """
    choose, interrupted = random.Random(7), 0

    def from_the_beginning() -> None:
        place.renew()
        begin()

    from_the_beginning()
    took = place.do(*work)["seconds"]
    whole = look()
    for _ in range(MOMENTS):
        from_the_beginning()
        interrupted += place.begin(choose.uniform(0, took), *work)
        half()
        place.do(*(again or work))
        assert look() == whole
    print(f"{work[-2:]}: {took:.2f} s undisturbed, {interrupted} of {MOMENTS} moments while it ran")
    assert interrupted
    return whole


def test_moves(place: Place) -> None:
    whole = killed(place, ("move",), place.count, half=place.count)
    assert (whole["moved"], whole["done"]) == (MOVES, MOVES)


def test_an_import_is_whole_or_not_there(place: Place) -> None:
    def half() -> None:
        assert place.count()["brought"] in (0, ROWS)

    whole = killed(place, ("import",), place.count, half=half)
    assert whole["brought"] == ROWS


def write_reports(place: Place) -> None:
    """Two reports of a city, of which the second answers the first."""
    for year in YEARS:
        folder = place.folder / "reports"
        folder.mkdir(exist_ok=True)
        (folder / f"{year}.txt").write_text(report_text("云汀", year), encoding="utf-8")


def held(place: Place) -> dict[str, Any]:
    """What the ledger holds; fails when some of it is half there."""
    place.count()
    found: dict[str, Any] = json.loads(place.do("held")["said"])
    assert set(found.pop("half").values()) == {0}
    return found


def test_additions(place: Place) -> None:
    def half() -> None:
        held(place)

    work = ("ximu", "add", str(place.folder / "reports"))
    whole = killed(place, work, lambda: held(place), begin=lambda: write_reports(place), half=half)
    assert whole["unlinked"] == 0
    assert whole["held"]["Link"] > 0
    assert whole["held"]["Report"] == len(YEARS)


def with_reports(place: Place) -> None:
    """The two reports in the ledger."""
    write_reports(place)
    place.do("ximu", "add", str(place.folder / "reports"))


def test_links(place: Place) -> None:
    def half() -> None:
        held(place)

    whole = killed(place, ("ximu", "relink"), lambda: held(place), begin=lambda: with_reports(place), half=half)
    assert whole["unlinked"] == 0
    assert whole["held"]["Link"] > 0


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def published(out: Path) -> list[str]:
    """The files of a snapshot, whose checksums are right."""
    done = subprocess.run(
        ["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=out, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-500:]
    return names(out)


def test_a_publication_is_whole_or_not_there(on_sqlite: Place) -> None:
    place = on_sqlite
    out = place.folder / "snapshot"

    def look() -> list[str]:
        assert [path.name for path in place.folder.iterdir() if "snapshot" in path.name] == ["snapshot"]
        return published(out)

    def half() -> None:
        for path in (out, place.folder / ".snapshot.old"):
            if path.exists():
                published(path)

    whole = killed(place, ("ximu", "publish", str(out)), look, begin=lambda: with_reports(place), half=half)
    assert len(whole) > 50


def test_jobs_of_a_killed_worker_are_done_by_the_next(place: Place) -> None:
    """Links of everything and a publication in the queue: killed at any moment, they come to the same end."""
    out = place.folder / "snapshot"

    def begin() -> None:
        with_reports(place)
        place.do("ask_jobs", str(out))

    def look() -> tuple[Any, ...]:
        return held(place), json.loads(place.do("told_jobs")["said"]), published(out)

    def half() -> None:
        place.count()
        if out.exists():
            published(out)

    work = ("ximu", "worker", "--once")
    found, jobs, _ = killed(place, work, look, begin=begin, half=half, again=("next_worker",))
    assert found["unlinked"] == 0
    assert jobs == [["publish", "done"], ["relink", "done"]]


def test_a_corpus_run_gives_the_same_bytes(on_sqlite: Place) -> None:
    place = on_sqlite
    folder, out = place.folder / "in", place.folder / "out"

    def begin() -> None:
        folder.mkdir()
        for year in range(2031, 2043):
            (folder / f"{year}.txt").write_text(report_text("云汀", year), encoding="utf-8")

    def look() -> dict[str, bytes]:
        return {name: (out / name).read_bytes() for name in names(out)}

    whole = killed(place, ("corpus", str(folder), str(out), "--workers", "1"), look, begin=begin)
    assert len([name for name in whole if name.startswith("measure/")]) > 1


def test_a_backup_is_whole_or_not_there(place: Place) -> None:
    """And putting it back leaves the old database or the new one."""
    file = place.folder / "a.tar.gz"

    def look() -> set[str]:
        with tarfile.open(file) as archive:
            return {one.name for one in archive if archive.extractfile(one)}

    def half() -> None:
        if file.exists():
            assert "manifest.json" in look()

    def begin() -> None:
        with_reports(place)
        place.do("ximu", "backup", str(file))
        place.do("move")

    assert len(killed(place, ("ximu", "backup", str(file)), look, begin=lambda: with_reports(place), half=half)) > 1
    work = ("ximu", "restore", "--replace", str(file))
    found = killed(place, work, lambda: (place.count()["moved"], held(place)), begin=begin, half=lambda: held(place))
    assert (found[0], found[1]["held"]["Report"]) == (0, len(YEARS))
