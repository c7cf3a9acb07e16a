"""Corpus runs: where documents come from, what is done again and what is not, and what a killed run leaves."""

from __future__ import annotations

import io
import os
import random
import signal
import tarfile
import time
import zipfile
from pathlib import Path

import pyarrow as pa
import pytest
from click.testing import CliRunner
from corpus_texts import files, fill, report, start
from pyarrow import parquet as pq

from ximu.cli.corpus import corpus
from ximu.ledger.errors import UsageError, XimuError
from ximu.ledger.exchange import parquet
from ximu.read.pipeline import read_path
from ximu.scale.corpus import plan as planning
from ximu.scale.corpus.documents import Listed, fetched, listed
from ximu.scale.corpus.engines import engine
from ximu.scale.corpus.plan import plan
from ximu.scale.corpus.run import MANIFEST, Manifest, Progress, manifest_of, parts, read_corpus
from ximu.scale.corpus.shard import DONE, path_of, rows_of


def run(folder: Path | str, out: Path, errors: list[XimuError] | None = None) -> Manifest:
    found: list[XimuError] = [] if errors is None else errors
    return read_corpus([str(folder)], out, engine(1, None), found.append)


def names(address: str) -> list[str]:
    return [one.name for one in listed(address, pytest.fail)]


@pytest.fixture
def small_shards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planning, "MEAN_DOCUMENTS", 4)


@pytest.mark.usefixtures("small_shards")
def test_progress_counts_each_shard_once_and_tells_what_was_done_before(tmp_path: Path) -> None:
    folder = fill(tmp_path / "in", 9)
    told: list[Progress] = []
    again: list[Progress] = []
    for steps in (told, again):
        read_corpus([str(folder)], tmp_path / "out", engine(1, None), pytest.fail, steps.append)
    size = sum(path.stat().st_size for path in folder.iterdir())
    assert told[0] == Progress(0, 0, 9, size, 0)
    assert [one.documents for one in told] == sorted({one.documents for one in told})
    assert told[-1] == Progress(9, size, 9, size, 0)
    assert again == [Progress(9, size, 9, size, 9)]


def test_a_run_says_what_reading_each_file_says(tmp_path: Path) -> None:
    folder = fill(tmp_path / "in", 5)
    manifest = run(folder, tmp_path / "out")
    held = [record for path in parts(tmp_path / "out", manifest, "measure") for record in parquet.read(path)]
    alone = [
        record
        for path in sorted(folder.iterdir())
        for one in read_path(path, path.name).reports
        for record in one.measures
    ]
    assert held == alone
    assert manifest.complete
    assert manifest.rows["report"] == 5


def tarred(path: Path) -> None:
    with tarfile.open(path, "w:gz") as archive:
        for name, text in (("sub/a.txt", report(1)), ("b.txt", report(3))):
            data = text.encode()
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))


def tabled(path: Path) -> None:
    table = pa.table({"name": ["a", "b", "c"], "text": [report(1), report(2), report(3)]})
    pq.write_table(table, path, row_group_size=1)


@pytest.mark.parametrize(
    ("write", "name", "inside"),
    [(tarred, "t.tar.gz", ["sub/a.txt", "b.txt"]), (tabled, "t.parquet", ["a", "b", "c"])],
)
def test_documents_inside_other_files(tmp_path: Path, write, name: str, inside: list[str]) -> None:  # type: ignore[no-untyped-def]
    write(tmp_path / name)
    assert names(str(tmp_path)) == [f"{name}/{one}" for one in inside]
    found = list(listed(str(tmp_path), pytest.fail))
    assert next(data.decode() for _, data in fetched(found) if isinstance(data, bytes)) == report(1)
    # One document alone is found again too, wherever it lies.
    ((_, last),) = fetched(found[-1:])
    assert last == report(3).encode()


def test_names_in_an_archive_of_an_old_chinese_system(tmp_path: Path) -> None:
    path = tmp_path / "z.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xx.txt", report(1))
    raw = "临.txt".encode("gb18030")
    path.write_bytes(path.read_bytes().replace(b"xx.txt", raw))
    assert names(str(path)) == ["z.zip/临.txt"]
    ((_, data),) = fetched(list(listed(str(path), pytest.fail)))
    assert data == report(1).encode()


def test_an_address_of_object_storage(tmp_path: Path) -> None:
    fill(tmp_path / "in", 2)
    assert names(f"file://{tmp_path}/in") == ["0000.txt", "0001.txt"]


def test_what_cannot_be_read_stands_in_a_table(tmp_path: Path) -> None:
    folder = fill(tmp_path / "in", 2)
    (folder / "a.png").write_bytes(b"\x89PNG....")
    (folder / "broken.zip").write_bytes(b"PK\x03\x04 nothing more")
    (folder / "novel.txt").write_text("老船工把缆绳绕在木桩上。" * 50, encoding="utf-8")
    errors: list[XimuError] = []
    manifest = run(folder, tmp_path / "out", errors)
    (shard,) = manifest.shards
    refused = {row["source"]: row["code"] for row in rows_of(tmp_path / "out", "refused", shard.id)}
    assert refused == {"a.png": "R015", "novel.txt": "R022"}
    assert [error.where for error in errors] == ["broken.zip"]
    assert manifest.rows["document"] == 2


def test_a_document_that_changes_meanwhile_is_told(tmp_path: Path) -> None:
    folder = fill(tmp_path / "in", 1)
    found = list(listed(str(folder), pytest.fail))
    (folder / "0000.txt").write_text("anders")
    ((_, data),) = fetched(found)
    assert isinstance(data, XimuError)
    assert data.code == "R024"


def test_the_same_bytes_are_read_once(tmp_path: Path) -> None:
    folder = fill(tmp_path / "in", 2)
    (folder / "again.txt").write_bytes((folder / "0001.txt").read_bytes())
    manifest = run(folder, tmp_path / "out")
    assert manifest.same == {"again.txt": "0001.txt"}
    assert manifest.documents == 2


@pytest.mark.usefixtures("small_shards")
def test_a_second_run_does_nothing_and_a_new_document_only_its_shard(tmp_path: Path) -> None:
    folder, out = fill(tmp_path / "in", 60), tmp_path / "out"
    before = {one.id for one in run(folder, out).shards}
    written = {path: path.stat().st_mtime_ns for path in (out / "measure").iterdir()}
    assert {one.id for one in run(folder, out).shards} == before
    assert {path: path.stat().st_mtime_ns for path in (out / "measure").iterdir()} == written
    (folder / "0030a.txt").write_text(report(77), encoding="utf-8")
    after = {one.id for one in run(folder, out).shards}
    assert 1 <= len(after - before) <= 2
    assert {path.stem for path in (out / "measure").iterdir()} == after


def test_shards_keep_the_order_and_every_document() -> None:
    documents = [Listed(f"{n}.txt", f"{n:064}", 1000, "h") for n in range(2000)]
    found = plan(documents, "reader")
    assert [one for shard in found.shards for one in shard.documents] == documents
    assert len(found.shards) > 5
    assert {shard.id for shard in found.shards}.isdisjoint(shard.id for shard in plan(documents, "other").shards)


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "letter.txt").write_text("mine")
    with pytest.raises(UsageError, match="holds other files"):
        run(fill(tmp_path / "in", 1), tmp_path / "out")
    with pytest.raises(UsageError, match="no such file"):
        run(tmp_path / "nowhere", tmp_path / "new")
    with pytest.raises(UsageError, match="no finished run"):
        manifest_of(tmp_path)


@pytest.mark.usefixtures("small_shards")
def test_a_missing_note_means_unfinished(tmp_path: Path) -> None:
    folder, out = fill(tmp_path / "in", 20), tmp_path / "out"
    whole = run(folder, out)
    held = files(out)
    (out / DONE / f"{whole.shards[0].id}.json").unlink()
    path_of(out, "measure", whole.shards[0].id).write_bytes(b"half")
    (out / DONE / f"{whole.shards[1].id}.json").write_bytes(b"{")
    run(folder, out)
    assert files(out) == held


def test_questions_in_sql(tmp_path: Path) -> None:
    run(fill(tmp_path / "in", 3), tmp_path / "out")
    ask = CliRunner().invoke(corpus, ["query", str(tmp_path / "out"), "select count(*) as n from report"])
    assert ask.output.split() == ["n", "3"]
    wrong = CliRunner().invoke(corpus, ["query", str(tmp_path / "out"), "select nothing from report"])
    assert isinstance(wrong.exception, UsageError)
    outside = f"select * from read_text('{tmp_path / 'in' / '0000.txt'}')"
    refused = CliRunner().invoke(corpus, ["query", str(tmp_path / "out"), outside])
    assert isinstance(refused.exception, UsageError)


@pytest.mark.slow
def test_killed_at_any_moment_and_run_again_gives_the_same_bytes(tmp_path: Path) -> None:
    folder = fill(tmp_path / "in", 400)
    undisturbed = start("read", folder, tmp_path / "calm", "--workers", "2")
    begun = time.monotonic()
    assert undisturbed.wait(timeout=300) == 0
    took = time.monotonic() - begun
    out = tmp_path / "out"
    draw = random.Random(1)
    for _ in range(6):
        process = start("read", folder, out, "--workers", "2")
        time.sleep(draw.uniform(0.2, max(took, 0.5)))
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=60)
    process = start("read", folder, out, "--workers", "2")
    assert process.wait(timeout=300) == 0
    assert files(out) == files(tmp_path / "calm")


@pytest.mark.slow
def test_a_killed_worker_loses_nothing(tmp_path: Path) -> None:
    folder = fill(tmp_path / "in", 600)
    calm = tmp_path / "calm"
    run(folder, calm)
    process = start("read", folder, tmp_path / "out", "--workers", "2")
    deadline = time.monotonic() + 60
    killed = False
    while not killed and time.monotonic() < deadline and process.poll() is None:
        workers = _workers_of(process.pid)
        if workers and (tmp_path / "out" / "measure").exists():
            os.kill(workers[-1], signal.SIGKILL)
            killed = True
        time.sleep(0.02)
    assert killed
    assert process.wait(timeout=300) == 0
    assert files(tmp_path / "out") == files(calm)


def _workers_of(parent: int) -> list[int]:
    """The processes of the pool; the one that only tracks resources is not among them."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
            command = (path.parent / "cmdline").read_bytes()
        except OSError:
            continue
        if int(fields[1]) == parent and b"spawn_main" in command:
            found.append(int(path.parent.name))
    return sorted(found)


@pytest.mark.slow
def test_a_cluster_gives_the_same_bytes(tmp_path: Path) -> None:
    distributed = pytest.importorskip("distributed")
    folder = fill(tmp_path / "in", 100)
    run(folder, tmp_path / "calm")
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        errors: list[XimuError] = []
        manifest = read_corpus([str(folder)], tmp_path / "out", engine(None, cluster.scheduler_address), errors.append)
    assert not errors
    assert manifest.complete
    assert files(tmp_path / "out") == files(tmp_path / "calm")


@pytest.mark.slow
def test_a_cluster_that_does_not_answer(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no Dask scheduler answers"):
        read_corpus([str(fill(tmp_path / "in", 1))], tmp_path / "out", engine(None, "tcp://127.0.0.1:1"), pytest.fail)


def test_the_manifest_names_every_file(tmp_path: Path) -> None:
    out = tmp_path / "out"
    manifest = run(fill(tmp_path / "in", 3), out)
    named = {path_of(out, table, one.id) for one in manifest.shards for table in one.files}
    assert named == set(out.rglob("*.parquet"))
    assert (out / MANIFEST).exists()
