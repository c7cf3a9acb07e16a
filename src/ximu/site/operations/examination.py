"""The examination of an installation: each check says what is wrong and how to mend it, and changes nothing."""

from __future__ import annotations

import difflib
import importlib.util
import os
import shutil
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import msgspec
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from ximu import __version__
from ximu.site.environment import DEFAULTS, is_on, names, value

State = Literal["ok", "note", "wrong"]
LEAST_ROOM, GOOD_ROOM = 200 * 1024**2, 2 * 1024**3
# What an extra brings, by a module of it.
_EXTRAS = {
    "corpus": ("pyarrow", "corpus runs and Parquet"),
    "pg": ("psycopg", "PostgreSQL"),
    "cluster": ("distributed", "corpus runs on a Dask cluster"),
}
_LOCAL = frozenset({"localhost", "127.0.0.1", "[::1]", "::1"})


class Check(msgspec.Struct, frozen=True):
    """One thing that was looked at. `note` works but should be known; `wrong` has to be mended, `mend` says how."""

    name: str
    state: State
    said: str
    mend: str = ""


def examine(*, thorough: bool = False) -> Iterator[Check]:
    """Look at settings, folders, database and ledger; `thorough` also counts all of it again and reads the whole database for damage."""
    yield from _settings()
    yield _folder()
    yield _room()
    database = _database()
    yield database
    if database.state == "wrong":
        return
    tables = _tables()
    yield tables
    if tables.state == "ok":
        yield from _ledger()
        yield _counts(thorough=thorough)
        yield _jobs()
        if thorough:
            yield _soundness()
    yield from _surroundings()


def ready() -> Check:
    """Whether this process can answer now: the database answers and its tables are those of this version."""
    database = _database()
    return _tables() if database.state == "ok" else database


def _settings() -> Iterator[Check]:
    unknown = sorted(name for name in os.environ if name.startswith("XIMU_") and name not in DEFAULTS)
    for name in unknown:
        near = difflib.get_close_matches(name, DEFAULTS, n=1)
        mend = f"write {near[0]}" if near else "remove it, or see the reference of settings"
        yield Check("settings", "note", f"{name} is no setting", mend)
    open_to_others = [host for host in names("XIMU_ALLOWED_HOSTS") if host not in _LOCAL]
    if is_on("XIMU_DEBUG"):
        state: State = "wrong" if open_to_others else "note"
        yield Check("settings", state, "XIMU_DEBUG is on: errors show their inner workings", "set XIMU_DEBUG=off")
    if open_to_others and not is_on("XIMU_HTTPS"):
        yield Check(
            "settings",
            "note",
            f"the site answers to {', '.join(open_to_others)} without HTTPS",
            "put it behind a server with a certificate and set XIMU_HTTPS=on",
        )
    if not unknown:
        yield Check("settings", "ok", f"ximu {__version__}, every XIMU_ variable is known")


def _folder() -> Check:
    folder = Path(value("XIMU_VAR"))
    nearest = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    if not os.access(nearest, os.W_OK | os.X_OK):
        return Check("folder", "wrong", f"{folder} cannot be written", "change its owner, or set XIMU_VAR")
    key = folder / "secret_key"
    if key.exists() and stat.S_IMODE(key.stat().st_mode) & 0o077:
        return Check("folder", "wrong", f"others may read {key}", f"chmod 600 {key}")
    return Check("folder", "ok", f"{folder} can be written")


def _room() -> Check:
    folder = Path(value("XIMU_VAR")).absolute()
    nearest = next(path for path in (folder, *folder.parents) if path.exists())
    free = shutil.disk_usage(nearest).free
    state: State = "wrong" if free < LEAST_ROOM else "note" if free < GOOD_ROOM else "ok"
    mend = "free some room" if state != "ok" else ""
    return Check("room", state, f"{free / 1024**3:.1f} GiB free where {nearest} lies", mend)


def _database() -> Check:
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite" and not name.startswith("file:") and not Path(name).exists():
        return Check("database", "wrong", f"{name} is not there", "ximu up or ximu add makes it")
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (DatabaseError, OSError) as error:
        said = " ".join(str(error).split())
        return Check("database", "wrong", f"does not answer: {said}", "start it, or set XIMU_DATABASE")
    return Check("database", "ok", f"{connection.vendor} answers")


def _tables() -> Check:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        return Check("tables", "wrong", f"{len(plan)} changes of the tables are missing", "run ximu up or ximu add")
    known = set(executor.loader.disk_migrations)
    newer = [name for name in executor.loader.applied_migrations if name not in known]
    if newer:
        return Check("tables", "wrong", "a newer ximu has changed the tables", "install the newer version")
    return Check("tables", "ok", "are those of this version")


def _ledger() -> Iterator[Check]:
    from ximu.store import models
    from ximu.store.search import search

    reports = models.Report.objects.count()
    if not reports:
        yield Check("ledger", "note", "holds no report", "ximu add reports/")
        return
    said = sum(models.StatementTally.objects.values_list("n", flat=True))
    yield Check("ledger", "ok", f"{reports:,} reports, {said:,} statements")
    old = models.Source.objects.exclude(reader_version=__version__).count()
    if old:
        yield Check("readings", "note", f"{old:,} documents were read by another version", "ximu add --again reports/")
    passage = models.Passage.objects.order_by("-pk").first()
    if passage is not None and len(passage.plain) >= 4 and not search(passage.plain[:12]).total:
        yield Check("search", "wrong", "the index does not find what the ledger holds", "ximu add --again reports/")
    else:
        yield Check("search", "ok", "the index finds what the ledger holds")


def _counts(*, thorough: bool) -> Check:
    """Whether the counts that pages show are those of the ledger; all of them are counted again when `thorough`."""
    from ximu.store import models, tallies

    mend = "ximu relink counts everything again"
    if thorough:
        wrong = list(tallies.differences())
        if wrong:
            first = wrong[0]
            said = f"{first.tally} {first.values}: {first.kept:,} kept, {first.counted:,} counted"
            return Check("counts", "wrong", f"{len(wrong):,} differ from the ledger: {said}", mend)
        return Check("counts", "ok", "every kept count is that of the ledger")
    kept, there = sum(models.ReportTally.objects.values_list("n", flat=True)), models.Report.objects.count()
    if kept != there:
        return Check("counts", "wrong", f"{kept:,} reports are counted, {there:,} are there", mend)
    return Check("counts", "ok", f"{kept:,} reports are counted (--thorough counts all again)")


def _jobs() -> Check:
    """Whether background work is done: a job that waits needs a worker."""
    from ximu.track.jobs.models import Job
    from ximu.track.jobs.queue import LEASE, workers

    waiting = Job.objects.filter(state=Job.State.WAITING, asked_at__lt=timezone.now() - LEASE).count()
    there = workers()
    if waiting and not there:
        return Check("jobs", "wrong", f"{waiting:,} jobs wait and no worker is there", "start ximu worker")
    return Check("jobs", "ok", f"{waiting:,} jobs wait, {there} workers are there")


def _soundness() -> Check:
    """What the database itself says of its own pages; PostgreSQL checks its pages as it reads them."""
    if connection.vendor != "sqlite":
        return Check("soundness", "ok", "left to the server, which checks its pages as it reads them")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check(1)")
        (said,) = cursor.fetchone()
    if said != "ok":
        return Check("soundness", "wrong", f"the database file is damaged: {said}", "ximu restore the last backup")
    return Check("soundness", "ok", "the database file is whole")


def _surroundings() -> Iterator[Check]:
    for extra, (module, what) in _EXTRAS.items():
        if importlib.util.find_spec(module) is None:
            yield Check("extras", "note", f"{what}: not installed", f"pip install 'ximu[{extra}]' if you need it")
    if not _has_chinese_font():
        yield Check("fonts", "note", "no Chinese font: charts would show boxes", "apt-get install fonts-noto-cjk")


def _has_chinese_font() -> bool:
    lister = shutil.which("fc-list")
    if lister is None:
        return False
    listed = subprocess.run(  # noqa: S603 a program of the system with fixed arguments
        [lister, ":lang=zh", "family"], capture_output=True, text=True, check=False
    )
    return bool(listed.stdout.strip())
