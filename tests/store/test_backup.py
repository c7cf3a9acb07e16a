"""A backup made while others write, put back, compared row by row; damaged, foreign and newer ones are refused."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
import threading
from pathlib import Path

import msgspec
import pytest
from django.db import connection
from store_samples import reading_of, text_of

from ximu.ledger.errors import StoreError
from ximu.store import models
from ximu.store.backup import MANIFEST, make_backup, restore_backup
from ximu.store.save import save_reading
from ximu.store.search import search

pytestmark = pytest.mark.slow

TABLES = ("store_source", "store_sourcetext", "store_sourcefile", "store_report", "store_statement", "store_measure")


def add(year: int) -> None:
    save_reading(*reading_of(year, text=text_of(year), name=f"{year}.txt"))


def held() -> dict[str, list[tuple[object, ...]]]:
    found = {}
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT * FROM {table} ORDER BY 1")
            found[table] = [
                tuple(bytes(cell) if isinstance(cell, memoryview) else cell for cell in row)
                for row in cursor.fetchall()
            ]
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "var"
    (place / "evidence").mkdir(parents=True)
    (place / "evidence" / "a.pdf").write_bytes(b"%PDF-1.7 evidence")
    (place / "secret_key").write_text("never")
    return place


@pytest.mark.usefixtures("ledger")
def test_restored_is_what_was_saved(tmp_path: Path, folder: Path) -> None:
    add(2031)
    before = held()
    manifest = make_backup(tmp_path / "b.tar.gz", folder)
    assert manifest.rows["store_report"] == 1
    add(2032)
    (folder / "evidence" / "a.pdf").write_bytes(b"changed")
    restore_backup(tmp_path / "b.tar.gz", folder, replace=True)
    assert held() == before
    assert search("实事").total > 0
    assert (folder / "evidence" / "a.pdf").read_bytes() == b"%PDF-1.7 evidence"
    add(2033)  # what was restored can be written again
    assert models.Report.objects.count() == 2


@pytest.mark.usefixtures("ledger")
def test_the_signing_key_stays_out(tmp_path: Path, folder: Path) -> None:
    make_backup(tmp_path / "b.tar.gz", folder)
    with tarfile.open(tmp_path / "b.tar.gz") as archive:
        assert "secret_key" not in " ".join(archive.getnames())
        assert "files/evidence/a.pdf" in archive.getnames()


@pytest.mark.usefixtures("ledger")
def test_a_backup_made_while_others_write_holds_whole_documents(tmp_path: Path, folder: Path) -> None:
    add(2031)
    stop = threading.Event()
    failed: list[BaseException] = []

    def write() -> None:
        try:
            for year in range(2032, 2060):
                if stop.is_set():
                    break
                add(year)
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    manifests = [make_backup(tmp_path / f"{number}.tar.gz", folder) for number in range(3)]
    stop.set()
    writer.join()
    assert not failed
    for number, manifest in enumerate(manifests):
        restore_backup(tmp_path / f"{number}.tar.gz", folder, replace=True)
        reports = models.Report.objects.count()
        assert reports == manifest.rows["store_report"] >= 1
        assert models.Statement.objects.count() == 10 * reports == manifest.rows["store_statement"]


@pytest.mark.usefixtures("ledger")
def test_a_full_database_is_not_overwritten_unasked(tmp_path: Path, folder: Path) -> None:
    make_backup(tmp_path / "b.tar.gz", folder)
    add(2031)
    with pytest.raises(StoreError, match=r"not empty .*\[S014\].*--replace"):
        restore_backup(tmp_path / "b.tar.gz", folder)
    assert models.Report.objects.count() == 1


def rewritten(source: Path, target: Path, name: str, data: bytes) -> Path:
    """The backup with one member changed or added."""
    with tarfile.open(source) as archive:
        members = {one.name: archive.extractfile(one).read() for one in archive}  # type: ignore[union-attr]
    members[name] = data
    with tarfile.open(target, "w:gz") as archive:
        for title, content in members.items():
            member = tarfile.TarInfo(title)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return target


@pytest.mark.usefixtures("ledger")
def test_what_is_no_sound_backup_changes_nothing(tmp_path: Path, folder: Path) -> None:
    add(2031)
    good = tmp_path / "good.tar.gz"
    make_backup(good, folder)
    with tarfile.open(good) as archive:
        manifest = json.loads(archive.extractfile(MANIFEST).read())  # type: ignore[union-attr]
    newer = msgspec.json.encode(manifest | {"migrations": [*manifest["migrations"], "store.9999_later"]})
    foreign = msgspec.json.encode(manifest | {"vendor": "oracle"})
    cut = tmp_path / "cut.tar.gz"
    cut.write_bytes(good.read_bytes()[:-2000])
    other = tmp_path / "other.tar.gz"
    other.write_bytes(gzip.compress(b"a letter"))
    cases = {
        tmp_path / "missing.tar.gz": "no such file",
        cut: "no backup|damaged",
        other: "no backup",
        rewritten(good, tmp_path / "1.tar.gz", "files/evidence/a.pdf", b"changed"): "a.pdf is damaged",
        rewritten(good, tmp_path / "2.tar.gz", MANIFEST, newer): "newer version",
        rewritten(good, tmp_path / "3.tar.gz", MANIFEST, foreign): "made from oracle",
        rewritten(good, tmp_path / "4.tar.gz", "../escaped", b"x"): "which no backup holds",
    }
    for path, said in cases.items():
        with pytest.raises(StoreError, match=said):
            restore_backup(path, folder, replace=True)
        assert models.Report.objects.count() == 1
    assert not (tmp_path / "escaped").exists()
    assert (folder / "evidence" / "a.pdf").read_bytes() == b"%PDF-1.7 evidence"
