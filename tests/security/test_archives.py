"""Files that attack their reader: bombs, entities, names that climb out of the folder, tables without end.

Every way in is tried: reports (DOCX and the text taken from it), corpus archives (ZIP, TAR), task tables (XLSX), evidence, backups.
Each attack is read in a process of its own whose memory and processor time are limited, so that one that works is seen.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
SECONDS, MEGABYTES = 20, 1500
LIMITED = f"""
import resource, sys
resource.setrlimit(resource.RLIMIT_CPU, ({SECONDS}, {SECONDS}))
resource.setrlimit(resource.RLIMIT_AS, ({MEGABYTES << 20}, {MEGABYTES << 20}))
"""
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
LAUGHS = "<!DOCTYPE x [<!ENTITY a0 'ha'>" + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12))
SECRET_FILE = "<!DOCTYPE x [<!ENTITY a11 SYSTEM 'file:///etc/passwd'>"


def packed(parts: dict[str, bytes | str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def docx(document: str, **more: str) -> bytes:
    return packed({"word/document.xml": document, **more})


def document(text: str, head: str = "") -> str:
    return f"{head}<w:document {W}><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>"


def xlsx(sheet: str, strings: str = "", head: str = "") -> bytes:
    """The least that a reader of workbooks takes."""
    kinds = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    package = "http://schemas.openxmlformats.org/package/2006"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    return packed({
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kinds}.sheet.main+xml"/>'
        f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kinds}.sharedStrings+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kinds}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {S} xmlns:r="{office}"><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="r1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="r2" Type="{office}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/sharedStrings.xml": strings or f"<sst {S}/>",
        "xl/worksheets/sheet1.xml": f"{head}<worksheet {S}>{sheet}</worksheet>",
    })  # fmt: skip


def cell(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


TABLE = f'<sheetData><row r="1">{cell("A1", "工作内容")}</row><row r="2">{cell("A2", "修路3条")}</row>'
DOCUMENTS: dict[str, Callable[[], bytes]] = {
    "entities": lambda: docx(document("&a11;", LAUGHS + "]>")),
    "a file of the machine": lambda: docx(document("&a11;", SECRET_FILE + "]>")),
    "entities in UTF-16": lambda: packed({"word/document.xml": document("&a11;", LAUGHS + "]>").encode("utf-16")}),
    "entities in the numbering": lambda: docx(
        document("一"),
        word__numbering_xml="",
        **{"word/numbering.xml": LAUGHS + f"]><w:numbering {W}>&a11;</w:numbering>"},
    ),
    "a bomb": lambda: docx(document("零" * 30_000_000)),
    "a thousand bombs": lambda: packed(
        {"word/document.xml": document("一"), **{f"m{n}": b"\0" * 900_000 for n in range(1000)}}
    ),
    "a deep document": lambda: docx(f"<w:document {W}>" + "<w:p>" * 300_000 + "</w:p>" * 300_000 + "</w:document>"),
    "a name that climbs out": lambda: packed({"word/document.xml": document("一"), "../../../evil": b"x"}),
}
TABLES: dict[str, Callable[[], bytes]] = {
    "entities": lambda: xlsx(TABLE + "</sheetData>", LAUGHS + f"]><sst {S}><si><t>&a11;</t></si></sst>"),
    "a file of the machine": lambda: xlsx(
        TABLE + "</sheetData>", SECRET_FILE + f"]><sst {S}><si><t>&a11;</t></si></sst>"
    ),
    "entities in the sheet": lambda: xlsx(TABLE + cell("A3", "&a11;") + "</sheetData>", head=LAUGHS + "]>"),
    "one cell merged over the whole sheet": lambda: xlsx(
        TABLE + '</sheetData><mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    ),
    "one column merged": lambda: xlsx(
        TABLE + '</sheetData><mergeCells count="1"><mergeCell ref="A2:A1048576"/></mergeCells>'
    ),
    "a cell in the last corner": lambda: xlsx(TABLE + f'<row r="1048576">{cell("XFD1048576", "x")}</row></sheetData>'),
    "a bomb": lambda: xlsx(TABLE + " " * 400_000_000 + "</sheetData>"),
    "more strings than room": lambda: xlsx(
        TABLE + "</sheetData>", f"<sst {S}>" + f"<si><t>{'x' * 2000}</t></si>" * 60_000 + "</sst>"
    ),
}
READ_DOCUMENT = """
from ximu.ledger.errors import XimuError
from ximu.read.intake import read_bytes
try:
    text = read_bytes(open(sys.argv[1], "rb").read(), "a.docx").text
    print("read", len(text), "root:" in text)
except XimuError as error:
    print("refused", error.code)
"""
READ_TABLE = """
import os
os.environ.update(DJANGO_SETTINGS_MODULE="ximu.site.settings", XIMU_SECRET_KEY="k", XIMU_DATABASE="sqlite:///" + sys.argv[2])
import django
django.setup()
from ximu.store.prepare import prepare
from ximu.ledger.errors import XimuError
from ximu.track.editions import playbooks
from ximu.track.exchange.read_table import read_task_table
from ximu.track.models import Government
prepare()
government, _ = Government.objects.get_or_create(key="a", name_zh="临江市人民政府")
try:
    table = read_task_table(open(sys.argv[1], "rb").read(), government, playbooks()["key_tasks"], year=2031)
    print("read", len(table.rows), "root:" in str(table))
except XimuError as error:
    print("refused", error.code)
"""


@pytest.fixture(scope="module")
def folder(empty_ledger: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the files lie, with the one database of all tables that are tried."""
    made = tmp_path_factory.mktemp("attacks")
    shutil.copy(empty_ledger, made / "ledger.sqlite3")
    return made


def told(code: str, data: bytes, folder: Path) -> str:
    """What the limited process says of the file."""
    path = folder / "attack"
    path.write_bytes(data)
    command = [sys.executable, "-c", LIMITED + code, str(path), str(folder / "ledger.sqlite3")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, (done.returncode, done.stderr[-1500:])
    return done.stdout.splitlines()[-1]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_that_attacks(name: str, folder: Path) -> None:
    said = told(READ_DOCUMENT, DOCUMENTS[name](), folder)
    assert said.startswith("refused") or said.endswith("False")
    assert not (folder.parent / "evil").exists()


@pytest.mark.parametrize("name", TABLES)
def test_a_table_that_attacks(name: str, folder: Path) -> None:
    said = told(READ_TABLE, TABLES[name](), folder)
    assert said.startswith("refused") or said.endswith("False")


def test_a_plain_table_and_a_plain_document_are_read(folder: Path) -> None:
    """The limits and the hand-made files are not what refuses the others."""
    assert told(READ_TABLE, xlsx(TABLE + "</sheetData>"), folder) == "read 1 False"
    assert told(READ_DOCUMENT, docx(document("第一条")), folder).startswith("read")


EVIL_NAMES = ("../evil.txt", "/var/../evil.txt", "a/../../evil.txt", "..\\evil.txt", "a\0b.txt")


def corpus_zip(folder: Path) -> Path:
    target = folder / "in.zip"
    with zipfile.ZipFile(target, "w") as archive:
        for name in EVIL_NAMES:
            archive.writestr(name, "临江市2031年政府工作报告\n全市生产总值增长7.1%。")
        link = zipfile.ZipInfo("link.txt")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    return target


def corpus_tar(folder: Path) -> Path:
    target = folder / "in.tar"
    with tarfile.open(target, "w") as archive:
        for name in EVIL_NAMES[:4]:
            member = tarfile.TarInfo(name)
            data = "临江市2031年政府工作报告\n全市生产总值增长7.1%。".encode()
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
        for kind, goal in (
            (tarfile.SYMTYPE, "/etc/passwd"),
            (tarfile.LNKTYPE, "../../etc/passwd"),
            (tarfile.CHRTYPE, ""),
        ):
            member = tarfile.TarInfo(f"link{kind!r}.txt")
            member.type, member.linkname = kind, goal
            archive.addfile(member)
    return target


@pytest.mark.parametrize("make", [corpus_zip, corpus_tar])
def test_an_archive_of_a_corpus_writes_nothing_outside(make: Callable[[Path], Path], tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    inside = tmp_path / "a" / "b" / "c"
    inside.mkdir(parents=True)
    source, out = make(inside), inside / "out"
    before = {path for path in tmp_path.rglob("*") if not path.is_relative_to(out)}
    command = [sys.executable, "-m", "ximu.cli", "corpus", "read", str(source), str(out), "--workers", "1"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert {path for path in tmp_path.rglob("*") if not path.is_relative_to(out)} == before, done.stderr
    assert not [path for path in out.rglob("*") if path.is_file() and b"root:x:" in path.read_bytes()]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["climbs", "absolute", "symlink", "hard link", "through a link"])
def test_a_backup_that_attacks_writes_nothing_outside(kind: str, tmp_path: Path) -> None:
    from ximu.ledger.errors import StoreError
    from ximu.store.backup import restore_backup

    folder = tmp_path / "a" / "var"
    folder.mkdir(parents=True)
    source = tmp_path / "attack.tar.gz"
    with tarfile.open(source, "w:gz") as archive:
        name = {"climbs": "../../evil", "absolute": str(tmp_path / "evil"), "through a link": "door/evil"}.get(
            kind, "evil"
        )
        if "link" in kind:
            link = tarfile.TarInfo("door" if "through" in kind else name)
            link.type = tarfile.LNKTYPE if kind == "hard link" else tarfile.SYMTYPE
            link.linkname = str(tmp_path)
            archive.addfile(link)
        if kind not in ("symlink", "hard link"):
            archive.addfile(tarfile.TarInfo(name))
    with pytest.raises(StoreError, match="which no backup holds"):
        restore_backup(source, folder)
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["a", "attack.tar.gz", "var"]


@pytest.mark.parametrize(
    "name",
    ["../../evil.txt", "/etc/cron.d/evil.txt", "..\\..\\evil.txt", "a\r\nb.txt", "x" * 400 + ".txt", "con.txt\0.exe"],
)
def test_a_name_of_evidence_leads_nowhere(name: str, tmp_path: Path, settings: object) -> None:
    from ximu.ledger.errors import TrackError
    from ximu.track.actions.evidence import evidence_path, shown_name

    shown = shown_name(name)
    assert not set(shown) & set("/\\\r\n\0")
    assert len(shown) <= 200
    assert evidence_path("a" * 64).is_relative_to(settings.TRACK_FILES)  # type: ignore[attr-defined]
    for wrong in ("../" + "a" * 61, "A" * 64, "a" * 63, "a/" * 32):
        with pytest.raises(TrackError):
            evidence_path(wrong)
