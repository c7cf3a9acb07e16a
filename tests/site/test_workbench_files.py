"""Evidence files that are not taken: too large, empty, not what their name says, two endings; one plain line in the page's language."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from bench_people import Office, as_person, make_item
from django.core.files.uploadedfile import SimpleUploadedFile

from ximu.ledger.errors import TrackError
from ximu.track.actions.evidence import BIGGEST_BYTES, media_type
from ximu.track.models import Item, JournalEntry

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20
PDF = b"%PDF-1.7\n"
PROGRAM = b"MZ\x90\0"
# Name, content, what the Chinese page says, what the English page says.
REFUSED = {
    "too large": ("照片.png", PNG + b"0" * (BIGGEST_BYTES - len(PNG) + 1), "超过 20 MB", "over 20 MB"),
    "empty": ("照片.png", b"", "空", "empty"),
    "no type that is taken": ("工具.exe", PROGRAM, "不收这种文件", "a type that is not taken"),
    "without an ending": ("照片", PNG, "不收这种文件", "a type that is not taken"),
    "a program called PDF": ("合同.pdf", PROGRAM, "内容不是 .pdf", "its content is not .pdf"),
    "a picture called PDF": ("合同.pdf", PNG, "内容不是 .pdf", "its content is not .pdf"),
    "a page called a picture": ("照片.jpg", b"<script>1</script>", "内容不是 .jpg", "its content is not .jpg"),
    "bytes called text": ("说明.txt", PDF + b"\0\xff", "内容不是文字", "its content is no text"),
    "a program behind a PDF's ending": ("合同.pdf.exe", PDF, "不收这种文件", "a type that is not taken"),
    "a PDF's ending behind a program's": ("合同.exe.pdf", PROGRAM, "内容不是 .pdf", "its content is not .pdf"),
}


@pytest.fixture
def kept_at(settings: Any, tmp_path: Path) -> Path:
    """The folder that holds the files of evidence."""
    settings.TRACK_FILES = str(tmp_path / "files")
    return tmp_path / "files"


@pytest.fixture
def item(here: Office) -> Item:
    return make_item(here)


def send(of: Office, item: Item, name: str, data: bytes, language: str = "zh") -> Any:
    fields = {
        "evidence-version": item.version,
        "evidence-evidence_kind": "合同",
        "evidence-evidence_file": SimpleUploadedFile(name, data),
        # With a note beside it a file that was refused must not pass as a piece without a file.
        "evidence-evidence_note": "见附件",
    }
    client = as_person(of[1]["inspector"])
    return client.post(f"/workbench/items/{item.pk}/evidence/?lang={language}", fields)


def said(page: str) -> list[str]:
    """What an answer says is wrong."""
    main = page[page.index("<main") : page.index("</main")]
    return [re.sub(r"<[^>]+>", "", one) for one in re.findall(r'class="wrong"[^>]*>(.*?)</', main, re.DOTALL)] or [main]


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_is_not_taken_is_told_in_one_line_and_nothing_is_kept(
    here: Office, item: Item, kept_at: Path, name: str, language: str
) -> None:
    file, data, zh, en = REFUSED[name]
    before = JournalEntry.objects.count()
    answer = send(here, item, file, data, language)
    assert answer.status_code == 422
    told = " ".join(said(answer.content.decode()))
    assert (zh if language == "zh" else en) in told
    assert (en if language == "zh" else zh) not in told
    assert not item.evidence.exists()
    assert JournalEntry.objects.count() == before
    assert not kept_at.exists() or not any(kept_at.rglob("*"))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "data", "shown"),
    [
        ("照片.png", PNG + b"0" * (BIGGEST_BYTES - len(PNG)), "照片.png"),  # as large as is allowed
        ("照片.PNG", PNG, "照片.PNG"),
        ("验收.2026.pdf", PDF, "验收.2026.pdf"),
        ("../../外面.pdf", PDF, "外面.pdf"),
        ("说明.txt", "完工说明".encode("gb18030"), "说明.txt"),
    ],
)
def test_a_file_that_fits_is_kept_by_its_content(
    here: Office, item: Item, kept_at: Path, name: str, data: bytes, shown: str
) -> None:
    assert send(here, item, name, data).status_code == 302
    kept = item.evidence.get()
    assert (kept.name, kept.size_bytes) == (shown, len(data))
    assert (kept_at / kept.sha256[:2] / kept.sha256).read_bytes() == data
    answer = as_person(here[1]["inspector"]).get(f"/workbench/items/{item.pk}/evidence/{kept.pk}/")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize("name", [one for one in REFUSED if one != "empty"])
def test_every_way_in_asks_the_same_rule(name: str) -> None:
    file, data, _, en = REFUSED[name]
    with pytest.raises(TrackError, match=re.escape(en)):
        media_type(file, data)


@pytest.mark.django_db
def test_the_way_back_from_a_refusal_leads_to_a_page(here: Office, item: Item, kept_at: Path) -> None:
    client, page = as_person(here[1]["inspector"]), f"/workbench/items/{item.pk}/"
    fields = {
        "evidence-version": item.version,
        "evidence-evidence_kind": "合同",
        "evidence-evidence_file": SimpleUploadedFile("合同.pdf", PROGRAM),
    }
    for came, back in ((f"http://testserver{page}?lang=en", f"{page}?lang=en"), ("http://elsewhere.example/x", None)):
        answer = client.post(page + "evidence/", fields, headers={"Referer": came})
        assert answer.context["back"] == (back or page + "evidence/")
        assert "elsewhere" not in answer.content.decode()
        fields["evidence-evidence_file"] = SimpleUploadedFile("合同.pdf", PROGRAM)
    assert client.get(page).status_code == 200
