"""A database that goes away and comes back, a clock that jumps, many writers, two servers at once, a disk that is full."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from faults import WORKING, Place

pytestmark = pytest.mark.slow
WRITERS = int(os.environ.get("XIMU_WRITERS", "12"))  # 100 in `make torture`
EACH = 3


@pytest.fixture
def place(prepared: Path, tmp_path: Path) -> Iterator[Place]:
    shutil.copytree(prepared, tmp_path, dirs_exist_ok=True)
    found = Place(tmp_path)
    yield found
    found.close()


def test_many_writers_lose_nothing(place: Place) -> None:
    """Every write that was said to be kept is there, none failed, and the journal has no gap."""
    running = [place.start(WORKING, "write", str(number), str(EACH)) for number in range(WRITERS)]
    lines = [line for process in running for line in process.communicate(timeout=600)[0].splitlines()]
    assert [line for line in lines if line.startswith("failed")] == []
    assert sum(line.startswith("kept") for line in lines) == WRITERS * EACH
    assert place.count()["written"] == WRITERS * EACH


def status(address: str) -> int:
    """The status that the site answers with; 0 for none at all."""
    try:
        with urllib.request.urlopen(address, timeout=30) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def served(place: Place, port: int) -> subprocess.Popen[str]:
    """The site of the place, as it is in use."""
    command = [
        "-m",
        "gunicorn",
        "-b",
        f"127.0.0.1:{port}",
        "--threads",
        "2",
        "--no-control-socket",
        "ximu.site.wsgi:application",
    ]
    process = subprocess.Popen(
        [sys.executable, *command],
        env=place.environment,
        cwd=place.folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    for _ in range(200):
        if status(f"http://127.0.0.1:{port}/health/live") == 200:
            return process
        time.sleep(0.2)
    process.kill()
    raise AssertionError("the site did not start")


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def test_a_database_that_goes_away_and_comes_back(tmp_path: Path) -> None:
    """The site says that it is not ready, stays alive, and serves again by itself when the database is back."""
    pytest.importorskip("psycopg")
    from private_postgresql import programs, running_server

    if programs() is None:
        pytest.skip("no PostgreSQL server is installed (Debian package: postgresql)")
    with running_server(("fsync=on",)) as server:
        server.do("CREATE DATABASE ximu")
        here = Place(tmp_path, server.address("ximu"))
        here.run(WORKING, "prepare")
        port = free_port()
        site = served(here, port)
        address = f"http://127.0.0.1:{port}"
        try:
            assert status(address + "/places/") == 200
            for _ in range(2):
                server.stop()  # as if it had crashed
                assert status(address + "/health/ready") == 503
                assert status(address + "/health/live") == 200
                assert status(address + "/places/") == 500
                server.start()
                assert status(address + "/health/ready") == 200
                assert status(address + "/places/") == 200
            here.count()
        finally:
            site.terminate()
            site.wait(20)


def test_two_servers_on_one_database(place: Place) -> None:
    """Both serve, both see what the other's database holds, and writers beside them fail nothing."""
    ports = [free_port(), free_port()]
    sites = [served(place, port) for port in ports]
    try:
        writing = [place.start(WORKING, "write", str(number), "5") for number in range(3)]
        while any(process.poll() is None for process in writing):
            for port in ports:
                assert status(f"http://127.0.0.1:{port}/health/ready") == 200
                assert status(f"http://127.0.0.1:{port}/places/") == 200
        lines = [line for process in writing for line in process.communicate()[0].splitlines()]
        assert sum(line.startswith("kept") for line in lines) == 15
        assert place.count()["written"] == 15
    finally:
        for site in sites:
            site.terminate()
            site.wait(20)


JUMP = """
import datetime, sys, time
sys.argv = ["working.py", "move"]
plain, real = time.time, datetime.datetime
offset = {offset}
time.time = lambda: plain() + offset
import django.utils.timezone as timezone
now = timezone.now
timezone.now = lambda: now() + datetime.timedelta(seconds=offset)
sys.path[:0] = [{folder!r}]
import working
working.main("move")
"""


@pytest.mark.parametrize("days", [-400, 400])
def test_a_clock_that_jumps(place: Place, days: int) -> None:
    """Work done while the clock was wrong stands in its order in the journal, and work goes on when it is right again."""
    code = JUMP.format(offset=days * 86_400, folder=str(Path(__file__).parent))
    interrupted: Any = place.start("-c", code)
    interrupted.communicate(timeout=300)
    place.count()
    place.run(WORKING, "move")
    place.run(WORKING, "write", "after", "2")
    found = place.count()
    assert (found["done"], found["written"]) == (found["moved"], 2)


def test_a_full_disk_is_told_and_nothing_is_half_there(place: Place) -> None:
    """The file of the database may not grow any more: the write fails with words, what was kept stays, and later it goes on."""
    database = place.folder / "ledger.sqlite3"
    limit = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({database.stat().st_size + 60_000},) * 2); "
    code = (
        limit
        + f"import sys; sys.path.insert(0, {str(Path(WORKING).parent)!r}); import working; working.main('write', 'full', '400')"
    )
    process = place.start("-c", code)
    lines = process.communicate(timeout=300)[0].splitlines()
    kept = sum(line.startswith("kept") for line in lines)
    assert any(line.startswith("failed") for line in lines), lines[-3:]
    assert place.count()["written"] == kept
    place.run(WORKING, "write", "again", "3")
    assert place.count()["written"] == kept + 3
    assert shutil.disk_usage(place.folder).free
