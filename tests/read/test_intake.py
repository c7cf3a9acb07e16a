"""Files of every format and encoding give the same text; bad files give one clear line."""

from __future__ import annotations

import codecs
import io
import os
from pathlib import Path

import damage
import docx
import files
import pytest

from ximu.ledger.errors import IntakeError
from ximu.read import refusals
from ximu.read.intake import looks_like_report, open_document, read_bytes
from ximu.read.limits import LIMITS

REPORT = damage.REPORT
PARAGRAPHS = [line for line in REPORT.split("\n") if line]


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""),
        ("utf-8", codecs.BOM_UTF8),
        ("utf-16-le", codecs.BOM_UTF16_LE),
        ("utf-16-be", codecs.BOM_UTF16_BE),
        ("utf-32-le", codecs.BOM_UTF32_LE),
        ("utf-32-be", codecs.BOM_UTF32_BE),
        ("utf-16-le", b""),
        ("utf-16-be", b""),
        ("utf-32-le", b""),
        ("gb18030", b""),
    ],
)
def test_encodings(encoding: str, mark: bytes) -> None:
    document = read_bytes(mark + REPORT.encode(encoding), "lin.txt")
    assert document.text == REPORT
    assert document.format == "txt"


def test_gb2312_is_read_as_gb18030() -> None:
    text = "着力打造临江·云谷，建设美丽临江——我们的家园。各位代表，政府工作报告说明如下。" * 3
    assert read_bytes(text.encode("gbk"), "a.txt").text == text


def test_big5() -> None:
    text = "各位代表：現在，我代表市人民政府向大會報告工作，請予審議。我們的經濟增長百分之五，民生不斷改善。" * 4
    document = read_bytes(text.encode("big5"), "a.txt")
    assert document.text == text


def test_line_ends_stay_as_they_are() -> None:
    assert read_bytes(REPORT.replace("\n", "\r\n").encode(), "a.txt").text == REPORT.replace("\n", "\r\n")


def test_a_few_broken_bytes_do_not_hide_a_report() -> None:
    data = (REPORT * 3).encode("gb18030")
    document = read_bytes(data[:200] + b"\xff" + data[200:], "a.txt")
    assert document.encoding == "gb18030"
    assert "政府自身建设" in document.text


PAGE = """<!DOCTYPE html><html><head><meta http-equiv="Content-Type" content="text/html; charset={charset}">
<title>临江市</title><style>p{{color:red}}</style><script>var a="菜单";</script></head><body>
<div class="nav"><ul>{menu}</ul></div><div class="box"><h1>2023年临江市政府工作报告</h1>
<div class="tool">字体：<a href="#">大</a> <a href="#">小</a> <button>打印</button></div>
<div class="text">{paragraphs}<table><tr><th>指标</th><th>目标</th></tr><tr><td><p>粮食总产量</p></td><td>210万吨</td></tr></table></div></div>
<div class="side"><ul>{menu}</ul></div><div class="foot">版权所有 临江市人民政府办公室</div></body></html>"""
MENU = "".join(f'<li><a href="/{n}">政务公开栏目{n}号要闻动态</a></li>' for n in range(40))


@pytest.mark.parametrize(("charset", "codec"), [("utf-8", "utf-8"), ("gb2312", "gb18030"), ("gbk", "gb18030")])
def test_html_page(charset: str, codec: str) -> None:
    paragraphs = "".join(f"<p>&nbsp;&nbsp;{line}</p>\n" for line in PARAGRAPHS[1:])
    document = read_bytes(PAGE.format(charset=charset, menu=MENU, paragraphs=paragraphs).encode(codec), "page")
    assert document.format == "html"
    lines = document.text.splitlines()
    assert lines[0] == PARAGRAPHS[0]
    assert [line.strip("\u00a0 ") for line in lines][-len(PARAGRAPHS) - 1 : -2] == PARAGRAPHS[1:]
    assert lines[-2:] == ["指标\t目标", "粮食总产量\t210万吨"]
    assert "栏目" not in document.text
    assert "版权" not in document.text


def test_html_with_line_breaks_only() -> None:
    page = f"<html><body><div>{'<br>'.join(PARAGRAPHS)}</div></body></html>"
    assert read_bytes(page.encode(), "a.html").text.splitlines() == PARAGRAPHS


def test_a_deeply_nested_page_is_read() -> None:
    page = "<html><body>" + "<div>" * 3000 + "<p>" + "</p><p>".join(PARAGRAPHS) + "</p></body></html>"
    assert "二、2023年工作安排" in read_bytes(page.encode(), "a.html").text


@pytest.mark.parametrize("opening", ["<div>", "<UL class=a><li>", "<blockquote\n>", "<table><tr><td>"])
def test_a_page_that_nests_without_end_is_refused(opening: str) -> None:
    page = "<html><body>" + opening * (LIMITS.nesting + 1) + "<br>".join(PARAGRAPHS) + "</body></html>"
    with pytest.raises(IntakeError, match="R017"):
        read_bytes(page.encode(), "a.html")


def test_many_lists_beside_one_another_are_no_nesting() -> None:
    page = f"<html><body>{'<ul><li>增长</li></ul>' * (LIMITS.nesting + 1)}<div>{'<br>'.join(PARAGRAPHS)}</div></body></html>"
    assert PARAGRAPHS[3] in read_bytes(page.encode(), "a.html").text


def word_file() -> bytes:
    document = docx.Document()
    document.add_heading(PARAGRAPHS[0], 1)
    for line in PARAGRAPHS[1:5]:
        document.add_paragraph(line)
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(
        [c for row in table.rows for c in row.cells], ["指标", "目标", "粮食总产量", "210万吨"], strict=True
    ):
        cell.text = text
    for line in PARAGRAPHS[5:]:
        document.add_paragraph(line)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_word_file_keeps_reading_order() -> None:
    document = read_bytes(word_file(), "lin.docx")
    assert document.format == "docx"
    assert document.text.splitlines() == [*PARAGRAPHS[:5], "指标\t目标", "粮食总产量\t210万吨", *PARAGRAPHS[5:]]


W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def test_word_counts_are_put_back() -> None:
    def level(number: int, form: str, text: str) -> str:
        return f'<w:lvl w:ilvl="{number}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'

    def paragraph(level: int, text: str) -> str:
        return f'<w:p><w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="7"/></w:numPr></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>'

    levels = level(0, "chineseCounting", "%1、") + level(1, "chineseCounting", "（%2）") + level(2, "decimal", "%1.%3.")
    numbering = (
        f'<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="3">{levels}</w:abstractNum>'
        '<w:num w:numId="7"><w:abstractNumId w:val="3"/></w:num></w:numbering>'
    )
    body = "".join(
        paragraph(k, t)
        for k, t in [(0, "工作回顾"), (1, "产业"), (1, "民生"), (0, "二、工作安排"), (1, "项目"), (2, "大桥")]
    )
    body += "<w:p><w:r><w:t>完。</w:t></w:r></w:p>"
    document = f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'
    data = files.zipped({"word/document.xml": document.encode(), "word/numbering.xml": numbering.encode()})
    lines = read_bytes(data, "a.docx").text.splitlines()
    assert lines == ["一、工作回顾", "（一）产业", "（二）民生", "二、工作安排", "（一）项目", "二.1.大桥", "完。"]


def test_pdf_drops_margins_and_joins_paragraphs_over_pages() -> None:
    document = read_bytes(files.report_pdf(REPORT), "lin.pdf")
    assert document.format == "pdf"
    assert document.text.splitlines() == PARAGRAPHS


@pytest.mark.parametrize("name", ["lin.txt", "lin.html", "lin.pdf", "lin", "lin.docx.bak"])
def test_the_content_tells_the_format_not_the_name(name: str) -> None:
    assert read_bytes(word_file(), name).format == "docx"
    assert read_bytes(files.report_pdf(REPORT), name).format == "pdf"
    assert read_bytes(REPORT.encode(), name).format == "txt"


def test_markdown_goes_by_its_name() -> None:
    assert read_bytes(f"# {REPORT}".encode(), "lin.md").format == "md"


@pytest.mark.parametrize("data", [REPORT.encode(), word_file(), files.report_pdf(REPORT)], ids=["txt", "docx", "pdf"])
def test_the_text_is_reproducible(data: bytes) -> None:
    assert read_bytes(data, "a") == read_bytes(data, "a")


@pytest.mark.parametrize("level", ["²", "9" * 5000, "-1", "", "一"])
def test_a_list_level_that_is_no_number_is_the_first(level: str) -> None:
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    mark = f'<w:pPr><w:ilvl w:val="{level}"/><w:numId w:val="{level}"/></w:pPr>'
    body = f"<w:p>{mark}<w:r><w:t>{PARAGRAPHS[3]}</w:t></w:r></w:p>"
    document = f'<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>'
    assert read_bytes(files.zipped({"word/document.xml": document.encode()}), "a").text == PARAGRAPHS[3] + "\n"


def repacked(method: int) -> bytes:
    """A DOCX whose members claim to be packed in another way than they are."""
    data = bytearray(files.zipped({"word/document.xml": b"<a>" + bytes(range(32, 127)) * 9 + b"</a>"}))
    data[8:10] = method.to_bytes(2, "little")
    at = data.index(b"PK\x01\x02")
    data[at + 10 : at + 12] = method.to_bytes(2, "little")
    return bytes(data)


ENTITIES = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "cc"><!ENTITY d "&b;&b;&b;">]><a>&d;</a>'
BAD = {
    "nothing in it": (b"", refusals.EMPTY),
    "spaces only": (b" \r\n\t \n", refusals.EMPTY),
    "only a mark": (codecs.BOM_UTF8, refusals.EMPTY),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, refusals.NO_TEXT_FORMAT),
    "program": (b"\x7fELF" + bytes(range(256)) * 20, refusals.NO_TEXT_FORMAT),
    "random bytes": (bytes((n * 7919 + n // 3) % 256 for n in range(5000)), refusals.NO_TEXT_FORMAT),
    "old word file": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500, refusals.OLD_FORMAT),
    "rtf": (b"{\\rtf1\\ansi hello}", refusals.OLD_FORMAT),
    "spreadsheet": (files.zipped({"xl/workbook.xml": b"<a/>"}), refusals.NO_TEXT_FORMAT),
    "cut word file": (word_file()[:2000], refusals.DAMAGED),
    "bad xml": (files.zipped({"word/document.xml": b"<w:document><w:p>"}), refusals.DAMAGED),
    "an encoding that expat does not know": (
        files.zipped({"word/document.xml": b'<?xml version="1.0" encoding="gbk"?><a/>'}),
        refusals.DAMAGED,
    ),
    "bytes missing at the head": (b"PK\x03\x04" + word_file()[2000:], refusals.DAMAGED),
    "a way of packing nobody knows": (repacked(99), refusals.DAMAGED),
    "packed by lzma, but it is not": (repacked(14), refusals.DAMAGED),
    "entities": (files.zipped({"word/document.xml": ENTITIES}), refusals.DAMAGED),
    "bomb": (files.zipped({"word/document.xml": b" " * 30_000_000}), refusals.TOO_LARGE),
    "bomb beside": (
        files.zipped({"word/document.xml": b"<a/>", "word/media/a.png": b"\0" * 30_000_000}),
        refusals.TOO_LARGE,
    ),
    "cut pdf": (b"%PDF-1.4\n1 0 obj<<", refusals.DAMAGED),
    "pictures of pages": (files.pdf([[], [], []]), refusals.PICTURES_ONLY),
    "one long line": (b"8" * 17_000_000, refusals.TOO_LARGE),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_files_say_what_where_and_what_next(name: str) -> None:
    data, refusal = BAD[name]
    with pytest.raises(IntakeError) as caught:
        read_bytes(data, f"{name}.txt")
    line = caught.value.line()
    assert caught.value.code == refusal.code
    assert line.startswith(f"{name}.txt: ")
    assert line.endswith(refusal.next_step)
    assert "\n" not in line


def test_every_refusal_has_its_own_code() -> None:
    assert len({r.code for r in refusals.ALL}) == len(refusals.ALL)
    assert all(r.code.startswith("R0") for r in refusals.ALL)


def test_missing_file_and_folder(tmp_path: Path) -> None:
    for path, refusal in ((tmp_path / "no.txt", refusals.MISSING), (tmp_path, refusals.A_FOLDER)):
        with pytest.raises(IntakeError) as caught:
            open_document(path)
        assert caught.value.code == refusal.code


def test_huge_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(300 * 1024 * 1024)
    with pytest.raises(IntakeError, match=r"300 MB.*64 MB"):
        open_document(path)


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read everything")
def test_unreadable_file(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(REPORT, encoding="utf-8")
    path.chmod(0)
    with pytest.raises(IntakeError) as caught:
        open_document(path)
    assert caught.value.code == refusals.UNREADABLE.code


def test_the_name_given_is_the_source(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(REPORT, encoding="utf-8")
    assert open_document(path, "报告/临江.txt").source == "报告/临江.txt"
    assert open_document(path).source == str(path)


EXCERPT = "".join(line for line in PARAGRAPHS if line.startswith("（"))
EXPLAINER = (
    "临江日报记者 柳岸\n1月9日，市长在临江市第八届人民代表大会第二次会议上作政府工作报告。过去一年，全市新增规模以上工业企业58家，"
    "改造老旧小区86个，城镇新增就业4.3万人。今年将实施重点项目180个，加快临江大桥建设，推进棚户区改造。\n"
)
DIVISION = "".join(
    f"{n}.完成{n * 3}个老旧小区改造，加快推进配套管网建设。牵头单位：市住建局；责任单位：各区人民政府。\n"
    for n in range(1, 12)
)
NOVEL = (
    "少年抬起头，眼睛里忽然闪过一丝笑意。“师父，你说的那个人，究竟是谁？”他轻轻问道。老人摇头不语，转身走进房间。"
    "窗外下着雨，姑娘站在门口，心里说不出的难过，突然听见身后传来脚步声，她微微一笑，什么也没有说。\n"
) * 20
RECIPE = (
    "先把豆腐切成小块，锅里放油，等油热了放进葱姜炒香，再倒入酱油和水，小火煮十分钟，最后撒上香菜就可以吃了。\n" * 20
)


@pytest.mark.parametrize("text", [REPORT, EXCERPT, EXPLAINER, DIVISION, REPORT.replace("\n", "")], ids=range(5))
def test_reports_of_all_kinds_pass(text: str) -> None:
    assert looks_like_report(text).enough, looks_like_report(text)


@pytest.mark.parametrize(
    "text", [NOVEL, RECIPE, "你好", "hello world " * 200], ids=["novel", "recipe", "short", "english"]
)
def test_other_texts_do_not(text: str) -> None:
    evidence = looks_like_report(text)
    assert not evidence.enough, evidence
    assert evidence.reason
