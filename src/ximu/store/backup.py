"""A backup: the whole database as it is at one moment, the files beside it, and a manifest with checksums, in one file.

The database may be in use while it is made. SQLite is copied by its online backup, PostgreSQL by its own pg_dump and
pg_restore. The signing key is never part of it.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any

import msgspec
from django.db import connection, connections, transaction
from django.db.migrations.recorder import MigrationRecorder

from ximu import __version__
from ximu.ledger.errors import StoreError
from ximu.ledger.exchange.whole_file import WholeFiles, sha256_of, writing_to

MANIFEST, FILES = "manifest.json", "files"
_DATABASES = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
_SUFFIXES = ("", "-wal", "-shm", "-journal")
_NOT_KEPT = frozenset({"secret_key"})


class Manifest(msgspec.Struct, frozen=True):
    """What a backup holds: the version that made it, the moment (UTC), its tables' migrations, rows, and checksums."""

    version: str
    made_at: datetime
    vendor: str
    migrations: tuple[str, ...]
    rows: dict[str, int]
    sha256: dict[str, str]


def make_backup(target: Path, folder: Path) -> Manifest:
    """Write a backup of the open database and of the files below `folder` to `target`; it appears whole or not at all.

    Raises StoreError when the database cannot be copied, ExchangeError when `target` cannot be written.
    """
    with tempfile.TemporaryDirectory(prefix="ximu_backup_") as room, WholeFiles() as files:
        copy = Path(room) / _DATABASES[connection.vendor]
        rows = _copy_database(copy)
        kept = {f"{FILES}/{path.relative_to(folder).as_posix()}": path for path in _files(folder)}
        members = {copy.name: copy, **kept}
        manifest = Manifest(
            version=__version__,
            made_at=datetime.now(UTC),
            vendor=connection.vendor,
            migrations=_migrations(),
            rows=rows,
            sha256={name: sha256_of(path) for name, path in members.items()},
        )
        note = Path(room) / MANIFEST
        note.write_bytes(msgspec.json.format(msgspec.json.encode(manifest), indent=1))
        with writing_to(target), tarfile.open(fileobj=files.open(target), mode="w:gz", compresslevel=6) as archive:
            archive.add(note, MANIFEST)
            for name, path in members.items():
                archive.add(path, name, recursive=False)
    return manifest


def restore_backup(source: Path, folder: Path, *, replace: bool = False) -> Manifest:
    """Put a backup in the place of the open database and of the files below `folder`; returns its manifest.

    Everything is checked before anything is changed. Raises StoreError when the file is no backup or is damaged, was
    made by a newer version or for the other kind of database, or when the database holds reports and not `replace`.
    """
    with tempfile.TemporaryDirectory(prefix="ximu_restore_", dir=_roomy(folder)) as room:
        place = Path(room)
        manifest = _unpack(source, place)
        _refuse_misfits(manifest, source, replace=replace)
        copy = place / _DATABASES[manifest.vendor]
        if manifest.vendor == "sqlite":
            _swap_sqlite(copy)
        else:
            connections.close_all()
            _run_postgresql("pg_restore", "--clean", "--if-exists", "--single-transaction", "--no-owner", str(copy))
        for path in _files(place / FILES):
            goal = folder / path.relative_to(place / FILES)
            with writing_to(goal):
                goal.parent.mkdir(parents=True, exist_ok=True)
                path.replace(goal)
    return manifest


def _copy_database(target: Path) -> dict[str, int]:
    """Copy the database as it is now; returns the rows of the very same moment."""
    if connection.vendor == "sqlite":
        # A read transaction of its own: in WAL it sees one moment and holds up no writer.
        with (
            closing(sqlite3.connect(_sqlite_file(), isolation_level=None)) as source,
            closing(sqlite3.connect(target)) as copy,
        ):
            source.execute("BEGIN")
            rows = {name: source.execute(_count(name)).fetchone()[0] for name in _tables()}
            source.backup(copy)
        return rows
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT pg_export_snapshot()")
        (snapshot,) = cursor.fetchone()
        rows = _rows()
        _run_postgresql("pg_dump", "--format=custom", "--no-owner", f"--snapshot={snapshot}", f"--file={target}")
    return rows


def _run_postgresql(program: str, *arguments: str) -> None:
    """Run a program of PostgreSQL against the database in use. The password goes by the environment, not the list."""
    settings: Mapping[str, Any] = connection.settings_dict
    known = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    environment = {name: str(settings[key]) for name, key in known.items() if settings.get(key)}
    options = {f"PG{key.upper()}": str(value) for key, value in settings["OPTIONS"].items() if key in _OPTIONS}
    found = shutil.which(program)
    if found is None:
        raise StoreError(f"{program} is not installed", next_step="install the PostgreSQL client programs", code="S010")
    done = subprocess.run(  # noqa: S603 a program of PostgreSQL with arguments of our own
        [found, f"--dbname={settings['NAME']}", *arguments],
        env=os.environ | environment | options,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        said = (done.stderr.strip().splitlines() or ["no reason given"])[0]
        raise StoreError(f"{program} failed: {said}", next_step="see its message", code="S010")


_OPTIONS = frozenset({"host", "user", "sslmode", "sslrootcert", "service"})


def _unpack(source: Path, room: Path) -> Manifest:
    """The members of a backup, checked against its manifest, in an empty folder."""
    try:
        with tarfile.open(source, "r:gz") as archive:
            for member in archive:
                path = PurePosixPath(member.name)
                data = archive.extractfile(member) if member.isfile() else None
                if data is None or path.is_absolute() or ".." in path.parts:
                    raise _damaged(source, f"holds {member.name}, which no backup holds")
                # Its bytes alone: neither its mode nor its owner, and the same on every Python 3.11.
                goal = room / path
                goal.parent.mkdir(parents=True, exist_ok=True)
                with data, goal.open("wb") as kept:
                    shutil.copyfileobj(data, kept)
        manifest = msgspec.json.decode((room / MANIFEST).read_bytes(), type=Manifest)
    except FileNotFoundError as error:
        raise _damaged(source, "no such file" if not source.exists() else "no manifest in it") from error
    except (OSError, EOFError, tarfile.TarError, msgspec.DecodeError) as error:
        raise _damaged(source, f"is no backup of ximu ({error})") from error
    for name, expected in manifest.sha256.items():
        inside = room / name
        if not inside.is_file() or sha256_of(inside) != expected:
            raise _damaged(source, f"{name} is damaged")
    return manifest


def _damaged(source: Path, what: str) -> StoreError:
    return StoreError(what, where=str(source), next_step="take another backup", code="S011")


def _refuse_misfits(manifest: Manifest, source: Path, *, replace: bool) -> None:
    if manifest.vendor != connection.vendor:
        raise StoreError(
            f"was made from {manifest.vendor}, the database here is {connection.vendor}",
            where=str(source),
            next_step="set XIMU_DATABASE to a database of that kind",
            code="S012",
        )
    if newer := sorted(set(manifest.migrations) - set(_known_migrations())):
        raise StoreError(
            f"was made by a newer version ({manifest.version}, {newer[-1]})",
            where=str(source),
            next_step=f"install ximu {manifest.version} or newer",
            code="S013",
        )
    if not replace and any(_rows().values()):
        raise StoreError(
            "the database is not empty",
            where=str(connection.settings_dict["NAME"]),
            next_step="make a backup of it, then restore with --replace",
            code="S014",
        )


def _swap_sqlite(copy: Path) -> None:
    """Put the copy in the place of the database file; the old one stays beside it until the new one stands."""
    check = sqlite3.connect(copy)
    try:
        (said,) = check.execute("PRAGMA quick_check").fetchone()
        check.execute("PRAGMA journal_mode=WAL")
    finally:
        check.close()
    if said != "ok":
        raise StoreError(f"the database in the backup is damaged: {said}", next_step="take another backup", code="S011")
    target = _sqlite_file()
    connections.close_all()
    with writing_to(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        old = sqlite3.connect(target)
        old.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        old.close()
        for suffix in _SUFFIXES[1:]:
            Path(f"{target}{suffix}").unlink(missing_ok=True)
        copy.replace(target)


def _sqlite_file() -> Path:
    return Path(str(connection.settings_dict["NAME"]))


def _rows() -> dict[str, int]:
    """Rows of every table that holds what people put in, by table."""
    found = {}
    with connection.cursor() as cursor:
        for name in _tables():
            cursor.execute(_count(name))
            found[name] = cursor.fetchone()[0]
    return found


def _tables() -> list[str]:
    names = connection.introspection.table_names()
    return sorted(name for name in names if name.startswith(("store_", "track_")) and "bigram" not in name)


def _count(table: str) -> str:
    return f"SELECT count(*) FROM {connection.ops.quote_name(table)}"  # noqa: S608 a name of our own


def _migrations() -> tuple[str, ...]:
    return tuple(sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations()))


def _known_migrations() -> Iterable[str]:
    from django.db.migrations.loader import MigrationLoader

    return (f"{app}.{name}" for app, name in MigrationLoader(None, ignore_no_migrations=True).disk_migrations)


def _files(folder: Path) -> list[Path]:
    """The files people put in: everything below the folder but the database, keys, logs and hidden files."""
    database = Path(str(connection.settings_dict["NAME"])).absolute()
    own = {f"{database}{suffix}" for suffix in _SUFFIXES}
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file()
        and not path.is_symlink()
        and str(path.absolute()) not in own
        and path.name not in _NOT_KEPT
        and path.suffix not in (".log", ".sqlite3")
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    )


def _roomy(folder: Path) -> Path:
    """Where there is room for the copy, so that files can be moved, not copied, into their places."""
    folder.mkdir(parents=True, exist_ok=True)
    return folder
