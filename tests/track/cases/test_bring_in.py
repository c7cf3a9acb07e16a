"""Cases from tables and mail: what is read, every error told, nothing half saved, nothing taken in twice."""

from __future__ import annotations

import io
import mailbox
from datetime import date
from email.message import EmailMessage
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from openpyxl import Workbook

from ximu.ledger.errors import TrackError
from ximu.track.cases.actions import bring_in
from ximu.track.cases.models import Case
from ximu.track.cases.read_mail import MailFile, mail_files, read_mails
from ximu.track.cases.read_table import read_case_table
from ximu.track.rules.playbook_file import shipped_playbooks

BOOK = shipped_playbooks()["hotline"]
HEAD = (
    "工单编号",
    "来电时间",
    "诉求人",
    "联系电话",
    "诉求内容",
    "分类",
    "诉求类型",
    "地点",
    "经度",
    "纬度",
    "是否公开",
    "备注",
)
GOOD = (
    "A1",
    "2026-03-02",
    "钱某",
    "13800001111",
    "滨河路路灯不亮",
    "路灯、信号灯",
    "求助",
    "滨河路",
    113.13,
    27.83,
    "是",
    "",
)
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 20


def table(*rows: tuple[Any, ...], head: tuple[str, ...] = HEAD) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(("临江市热线办件表",))
    for row in (head, *rows):
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def changed(**cells: Any) -> tuple[Any, ...]:
    return tuple(cells.get(name, value) for name, value in zip(HEAD, GOOD, strict=True))


def test_a_table_is_read_and_kept(world: SimpleNamespace) -> None:
    read = read_case_table(table(GOOD, changed(工单编号="A2")), world.city, BOOK)
    assert (len(read.rows), read.errors, read.unknown_headers) == (2, (), ("备注",))
    assert not Case.objects.exists(), "reading saves nothing"
    assert bring_in(world.clerk, world.city, read.rows) == (2, 0)
    case = Case.objects.get(outside_id="A1")
    item = case.item
    assert (item.created_on, item.fields["matter"], case.category) == (date(2026, 3, 2), "求助", "street_light")
    assert (case.channel, case.public_wanted, str(case.latitude)) == ("table", True, "27.830000")
    assert case.requester.phone == "13800001111"
    again = read_case_table(table(GOOD, changed(工单编号="A3")), world.city, BOOK)
    assert [one.known for one in again.rows] == [True, False]
    assert bring_in(world.clerk, world.city, again.rows) == (1, 1)


WRONG = (
    ({"诉求内容": ""}, "诉求内容", "missing"),
    ({"来电时间": "昨天"}, "受理时间", "no date"),
    ({"来电时间": "2091-01-01"}, "受理时间", "still to come"),
    ({"联系电话": "没有"}, "电话", "no telephone number"),
    ({"分类": "月亮"}, "分类", "no category"),
    ({"诉求类型": "闲聊"}, "诉求类型", "no kind of matter"),
    ({"是否公开": "也许"}, "是否公开", "neither yes nor no"),
    ({"经度": "东"}, "经度", "no number"),
    ({"纬度": 91}, "纬度", "out of range"),
    ({"纬度": ""}, "纬度", "needs both"),
    ({"地点": "路" * 201}, "地点", "too long"),
)


@pytest.mark.parametrize(("cells", "column", "what"), WRONG)
def test_every_error_of_a_row_is_told(world: SimpleNamespace, cells: dict[str, Any], column: str, what: str) -> None:
    read = read_case_table(table(GOOD, changed(工单编号="A2", **cells)), world.city, BOOK)
    assert len(read.rows) == 1
    told = [(one.line, one.column) for one in read.errors if what in one.what]
    assert told == [(4, column)], read.errors


def test_the_same_number_twice_and_no_table(world: SimpleNamespace) -> None:
    read = read_case_table(table(GOOD, GOOD), world.city, BOOK)
    assert "also stands in line 3" in read.errors[0].what
    for data, what in ((b"PK no table", "no XLSX"), (table(head=("序号", "事项")), "no header"), (table(), "no rows")):
        with pytest.raises(TrackError, match=what) as caught:
            read_case_table(data, world.city, BOOK)
        assert caught.value.code == "W050"


def test_all_or_nothing_and_clerks_only(world: SimpleNamespace) -> None:
    read = read_case_table(table(GOOD, changed(工单编号="A2")), world.city, BOOK)
    broken = read.rows[1]._replace(case=type(read.rows[1].case)(words_zh="", channel="table"))
    with pytest.raises(TrackError, match="words_zh: missing"):
        bring_in(world.clerk, world.city, (read.rows[0], broken))
    assert not Case.objects.exists()
    for person in (world.inspector, world.reporter, world.far_clerk):
        with pytest.raises(TrackError, match="not allowed"):
            bring_in(person, world.city, read.rows)


def mail(words: str = "滨河路路灯不亮。", html: str = "", photo: bytes = b"", **headers: str) -> bytes:
    message = EmailMessage()
    given = {"From": "钱某 <qian@mail.example>", "To": "12345@linjiang.example", "Subject": "路灯",
             "Message_ID": "<a1@mail.example>", "Date": "Mon, 02 Mar 2026 20:30:00 +0000"} | headers  # fmt: skip
    for name, value in given.items():
        message[name.replace("_", "-")] = value
    if words:
        message.set_content(words)
    if html:
        message.add_alternative(html, subtype="html") if words else message.set_content(html, subtype="html")
    if photo:
        message.add_attachment(photo, maintype="image", subtype="png", filename="灯.png")
    return message.as_bytes()


def only(world: SimpleNamespace, data: bytes) -> Any:
    return read_mails([MailFile("a.eml", data)], world.city)


def test_a_message_is_a_case(world: SimpleNamespace) -> None:
    read = only(world, mail(photo=PNG))
    assert bring_in(world.clerk, world.city, read.rows) == (1, 0)
    case = Case.objects.get()
    assert (case.channel, case.words_zh, case.item.title_zh) == ("mail", "滨河路路灯不亮。", "路灯")
    assert (case.requester.email, case.requester.name_zh) == ("qian@mail.example", "钱某")
    assert case.item.created_on == date(2026, 3, 3), "the day in China, not in Greenwich"
    assert case.item.evidence.get().name == "灯.png"
    again = only(world, mail())
    assert [one.known for one in again.rows] == [True]


def test_only_html_and_old_charsets(world: SimpleNamespace) -> None:
    read = only(world, mail(words="", html="<html><body><p>南门<b>积水</b></p><script>x()</script></body></html>"))
    assert read.rows[0].case.words_zh.replace("\n", "") == "南门积水"
    old = b"From: q@mail.example\r\nSubject: a\r\nContent-Type: text/plain; charset=gb2312\r\n\r\n" + "南门积水".encode(
        "gb18030"
    )
    assert only(world, old).rows[0].case.words_zh == "南门积水"
    nobody_knows = old.replace(b"gb2312", b"x-none")
    assert only(world, nobody_knows).rows[0].case.words_zh == "南门积水"


REFUSED = (
    (b"", "no e-mail message"),
    (b"\x00\x01\x02 no mail at all", "no e-mail message"),
    (mail(Auto_Submitted="auto-replied"), "automatic"),
    (mail(List_Id="<news.mail.example>"), "automatic"),
    (mail(words=" ", Subject=""), "words_zh: missing"),
)


@pytest.mark.parametrize(("data", "what"), REFUSED, ids=range(len(REFUSED)))
def test_what_is_no_case(world: SimpleNamespace, data: bytes, what: str) -> None:
    read = only(world, data)
    assert not read.rows
    assert what in read.errors[0].what


def test_a_picture_that_is_none_is_left_out(world: SimpleNamespace) -> None:
    assert only(world, mail(photo=b"MZ nothing")).rows[0].case.evidence == ()


def test_a_folder_and_a_mailbox(world: SimpleNamespace, tmp_path: Path) -> None:
    with pytest.raises(TrackError, match=r"no \.eml or \.mbox file"):
        list(mail_files(tmp_path))
    with pytest.raises(TrackError, match="cannot be read"):
        list(mail_files(tmp_path / "nowhere"))
    (tmp_path / "a.eml").write_bytes(mail())
    (tmp_path / "note.txt").write_text("no mail")
    box = mailbox.mbox(tmp_path / "b.mbox")
    for number in (1, 2):
        box.add(mail(Message_ID=f"<b{number}@mail.example>"))
    box.flush()
    read = read_mails(mail_files(tmp_path), world.city)
    assert [one.where for one in read.rows] == ["a.eml", "b.mbox 1", "b.mbox 2"]
