"""`ximu read` among bad files: one clear line for each, the good ones are read all the same, the exit status says so."""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from own_texts import REPORT, novel, picture_pdf, write_bomb

pytestmark = pytest.mark.slow

XIMU = [sys.executable, "-m", "ximu.cli"]
WITHOUT_ROOT_RIGHTS = ["setpriv", "--inh-caps=-all", "--bounding-set=-dac_override,-dac_read_search"]
SMALL_DISK = 1_000


def ximu(*args: str | Path, before: list[str] | None = None, file_limit: int = 0) -> subprocess.CompletedProcess[str]:
    """Run the command; `before` stands in front of it, no file may grow beyond `file_limit` bytes."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (file_limit, file_limit))

    return subprocess.run(
        [*(before or []), *XIMU, *map(str, args)],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=limit if file_limit else None,
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one good report, named so that it comes last."""
    place = tmp_path / "in"
    place.mkdir()
    (place / "z.txt").write_text(REPORT, encoding="utf-8")
    return place


def refused(run: subprocess.CompletedProcess[str], name: str, says: str) -> None:
    """One line about this file, and the good report read."""
    lines = run.stderr.splitlines()
    assert [line for line in lines if name in line] == lines
    assert len(lines) == 1
    assert says in lines[0]
    assert run.returncode == 1
    records = [json.loads(line) for line in run.stdout.splitlines()]
    assert {Path(record["source"]).name for record in records} == {"z.txt"}
    assert [record["as_written"] for record in records if record["kind"] == "measure"][:2] == ["2500亿元", "8.5%左右"]


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("novel.txt", novel().encode(), "R0"),
        ("empty.txt", b"", "is empty"),
        ("blank.txt", b"\xef\xbb\xbf \r\n\t\r\n", "is empty"),
        ("program.bin", bytes(range(256)) * 40, "[R0"),
        ("picture.png", b"\x89PNG\r\n\x1a\n" + bytes(64), "a PNG picture"),
        ("scan.pdf", picture_pdf(), "OCR"),
        ("cut.pdf", picture_pdf()[:200], "[R0"),
        ("cut.docx", b"PK\x03\x04" + bytes(50), "[R0"),
        ("english.txt", b"The report of the mayor. " * 50, "[R0"),
    ],
)
def test_a_bad_file_is_one_line_and_the_others_are_read(folder: Path, name: str, content: bytes, says: str) -> None:
    (folder / name).write_bytes(content)
    refused(ximu("read", folder), name, says)


def test_a_file_that_is_not_there_is_one_line(folder: Path) -> None:
    refused(ximu("read", folder / "none.txt", folder / "z.txt"), "none.txt", "no such file")


def test_a_dangling_link_is_one_line(folder: Path) -> None:
    (folder / "link.txt").symlink_to("nowhere.txt")
    refused(ximu("read", folder), "link.txt", "no such file")


def test_a_document_that_unpacks_without_end_is_refused(folder: Path) -> None:
    write_bomb(folder / "bomb.docx")
    refused(ximu("read", folder), "bomb.docx", "[R0")


def test_a_line_of_200_megabytes_is_refused(folder: Path) -> None:
    with (folder / "long.txt").open("wb") as file:
        file.write("增长8%，".encode() * 1000)
        file.truncate(200 << 20)
    refused(ximu("read", folder), "long.txt", "200 MB")


PIECES = ("增长8%，", "1.", "1234567890", "一", "、", "（", " ", "*", "?", "第一，", "万", ".")


@pytest.mark.parametrize("piece", PIECES)
def test_a_report_that_ends_in_one_endless_line_is_read(folder: Path, piece: str) -> None:
    text = REPORT.replace("\n", "") + piece * (400_000 // len(piece.encode()))
    (folder / "long.txt").write_text(text, encoding="utf-8")
    # Where the time grows with the square of the length it takes minutes; else about a second.
    run = subprocess.run(
        [*XIMU, "read", str(folder / "long.txt")], capture_output=True, text=True, timeout=120, check=True
    )
    assert '"as_written":"2500亿元"' in run.stdout


@pytest.fixture
def without_root_rights() -> list[str]:
    """What to put before the command so that file permissions bind, also when the tests run as root."""
    if os.geteuid() != 0:
        return []
    if not shutil.which("setpriv") or subprocess.run([*WITHOUT_ROOT_RIGHTS, "true"], check=False).returncode:
        pytest.skip("tests run as root, and this system has no setpriv to give the rights away")
    return WITHOUT_ROOT_RIGHTS


def test_a_file_that_may_not_be_read_is_one_line(folder: Path, without_root_rights: list[str]) -> None:
    (folder / "closed.txt").write_text(REPORT, encoding="utf-8")
    (folder / "closed.txt").chmod(0)
    refused(ximu("read", folder, before=without_root_rights), "closed.txt", "Permission denied")


def test_a_folder_that_may_not_be_listed_is_one_line(folder: Path, without_root_rights: list[str]) -> None:
    (folder / "closed").mkdir(mode=0)
    refused(ximu("read", folder, before=without_root_rights), "closed", "cannot be listed: Permission denied")


def test_a_folder_that_may_not_be_written_is_one_line(folder: Path, without_root_rights: list[str]) -> None:
    (folder / "closed").mkdir(mode=0o500)
    run = ximu("read", folder / "z.txt", "--out", folder / "closed" / "a.jsonl", before=without_root_rights)
    assert run.returncode == 1
    assert run.stderr.count("\n") == 1
    assert "could not be written: Permission denied [E001]" in run.stderr
    assert list((folder / "closed").iterdir()) == []


@pytest.mark.parametrize("out", ["a.jsonl", "a.csv", "a.xlsx", "a.html", "csv", "parquet", "jsonl"])
def test_a_disk_that_fills_up_is_one_line_and_nothing_half_written(folder: Path, tmp_path: Path, out: str) -> None:
    (tmp_path / "out").mkdir()
    form = Path(out).suffix[1:] or out
    run = ximu("read", folder, "--format", form, "--out", tmp_path / "out" / out, file_limit=SMALL_DISK)
    assert run.returncode == 1
    assert run.stderr.count("\n") == 1
    assert "could not be written: File too large [E001]" in run.stderr
    assert [path for path in (tmp_path / "out").rglob("*") if path.is_file()] == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
@pytest.mark.parametrize("form", ["jsonl", "csv", "html", "table"])
def test_a_full_disk_behind_standard_output_is_one_line(folder: Path, form: str) -> None:
    with Path("/dev/full").open("w") as full:
        run = subprocess.run(
            [*XIMU, "read", str(folder), "--format", form], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert run.returncode == 1
    assert run.stderr.count("\n") == 1
    assert "No space left on device" in run.stderr


def test_text_is_given_also_of_a_file_that_is_no_report(folder: Path) -> None:
    (folder / "novel.txt").write_bytes(("\ufeff" + novel()).replace("\n", "\r\n").encode("utf-16-le"))
    run = subprocess.run([*XIMU, "read", "--text", str(folder / "novel.txt")], capture_output=True, check=True)
    assert run.stdout.decode().removeprefix("\ufeff") == novel().replace("\n", "\r\n")


def test_positions_refer_to_what_text_writes(folder: Path) -> None:
    for name, encoding in (("gb.txt", "gb18030"), ("wide.txt", "utf-16")):
        (folder / name).write_bytes(REPORT.replace("\n", "\r\n").encode(encoding))
        text = subprocess.run([*XIMU, "read", "--text", str(folder / name)], capture_output=True, check=True)
        rows = [json.loads(line) for line in ximu("read", folder / name).stdout.splitlines()]
        cuts = {
            row["as_written"]: text.stdout.decode()[row["start"] : row["end"]] for row in rows if "as_written" in row
        }
        assert cuts
        assert all(written == cut for written, cut in cuts.items())


def test_standard_input_is_read(folder: Path) -> None:
    run = subprocess.run([*XIMU, "read", "-"], input=REPORT, capture_output=True, text=True, check=True)
    assert json.loads(run.stdout.splitlines()[0])["source"] == "-"
