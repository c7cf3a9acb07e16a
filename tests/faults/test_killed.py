"""kill -9 at random moments of all that writes: nothing is half there, and the same work done again completes.

Every moment begins from the same prepared database. At the end pytest tells how many moments were drawn for each work.
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

from faults import KILLED, MOMENTS, Place

pytestmark = pytest.mark.slow
YEARS = (2031, 2032)
Kill = Callable[..., Any]
DRAWN = 4  # times the moments wanted, at most: a moment behind the end of the work teaches nothing and is drawn again


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest) -> Place:
    found: Place = request.getfixturevalue(f"on_{request.param}")
    return found


@pytest.fixture
def kill(record_property: Callable[[str, object], None]) -> Kill:
    """`killed`, whose numbers are told at the end of the run."""

    def and_tell(place: Place, work: tuple[str, ...], look: Callable[[], Any], **more: Any) -> Any:
        took, interrupted, drawn, whole = killed(place, work, look, **more)
        name = " ".join(word for word in work[:2] if not word.startswith("/"))
        database = place.address.partition(":")[0]
        record_property(KILLED, f"{name} on {database}: {took:.2f} s, {interrupted} of {drawn} moments while it ran")
        return whole

    return and_tell


def killed(
    place: Place,
    work: tuple[str, ...],
    look: Callable[[], Any],
    *,
    begin: Callable[[], object] = lambda: None,
    half: Callable[[], object] = lambda: None,
    again: tuple[str, ...] | None = None,
) -> tuple[float, int, int, Any]:
    """Begin the work again and again and end it at a random moment, until MOMENTS have fallen into it.

    `half` fails when something is half there; done `again` (default: the same work) everything is as undisturbed.
    Returns how long undisturbed work takes, how many moments fell into it, how many were drawn, and what `look` sees.
    """
    choose, interrupted, drawn = random.Random(7), 0, 0

    def from_the_beginning() -> None:
        place.renew()
        begin()

    from_the_beginning()
    first = took = place.do(*work)["seconds"]
    whole = look()
    while interrupted < MOMENTS and drawn < DRAWN * MOMENTS:
        from_the_beginning()
        drawn += 1
        lasted = place.begin(choose.uniform(0, took), *work)
        if lasted is not None:  # it was quicker than thought, as the first time is on a busy machine
            took = (took + lasted) / 2
            continue
        interrupted += 1
        half()
        place.do(*(again or work))
        assert look() == whole
    assert interrupted
    return first, interrupted, drawn, whole


def test_moves(place: Place, kill: Kill) -> None:
    whole = kill(place, ("move",), place.count, half=place.count)
    assert (whole["moved"], whole["done"]) == (MOVES, MOVES)


def test_an_import_is_whole_or_not_there(place: Place, kill: Kill) -> None:
    def half() -> None:
        assert place.count()["brought"] in (0, ROWS)

    whole = kill(place, ("import",), place.count, half=half)
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


def test_additions(place: Place, kill: Kill) -> None:
    def half() -> None:
        held(place)

    work = ("ximu", "add", str(place.folder / "reports"))
    whole = kill(place, work, lambda: held(place), begin=lambda: write_reports(place), half=half)
    assert whole["unlinked"] == 0
    assert whole["held"]["Link"] > 0
    assert whole["held"]["Report"] == len(YEARS)


def with_reports(place: Place) -> None:
    """The two reports in the ledger."""
    write_reports(place)
    place.do("ximu", "add", str(place.folder / "reports"))


def test_links(place: Place, kill: Kill) -> None:
    def half() -> None:
        held(place)

    whole = kill(place, ("ximu", "relink"), lambda: held(place), begin=lambda: with_reports(place), half=half)
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


def test_a_publication_is_whole_or_not_there(place: Place, kill: Kill) -> None:
    out = place.folder / "snapshot"

    def look() -> list[str]:
        assert [path.name for path in place.folder.iterdir() if "snapshot" in path.name] == ["snapshot"]
        return published(out)

    def half() -> None:
        for path in (out, place.folder / ".snapshot.old"):
            if path.exists():
                published(path)

    whole = kill(place, ("ximu", "publish", str(out)), look, begin=lambda: with_reports(place), half=half)
    assert len(whole) > 50


def test_jobs_of_a_killed_worker_are_done_by_the_next(place: Place, kill: Kill) -> None:
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
    found, jobs, _ = kill(place, work, look, begin=begin, half=half, again=("next_worker",))
    assert found["unlinked"] == 0
    assert jobs == [["publish", "done"], ["relink", "done"]]


def test_a_corpus_run_gives_the_same_bytes(on_sqlite: Place, kill: Kill) -> None:
    place = on_sqlite
    folder, out = place.folder / "in", place.folder / "out"

    def begin() -> None:
        folder.mkdir()
        for year in range(2031, 2043):
            (folder / f"{year}.txt").write_text(report_text("云汀", year), encoding="utf-8")

    def look() -> dict[str, bytes]:
        return {name: (out / name).read_bytes() for name in names(out)}

    whole = kill(place, ("corpus", str(folder), str(out), "--workers", "1"), look, begin=begin)
    assert len([name for name in whole if name.startswith("measure/")]) > 1


def test_a_backup_is_whole_or_not_there(place: Place, kill: Kill) -> None:
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

    assert len(kill(place, ("ximu", "backup", str(file)), look, begin=lambda: with_reports(place), half=half)) > 1
    work = ("ximu", "restore", "--replace", str(file))
    found = kill(place, work, lambda: (place.count()["moved"], held(place)), begin=begin, half=lambda: held(place))
    assert (found[0], found[1]["held"]["Report"]) == (0, len(YEARS))
