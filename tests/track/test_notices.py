"""Notices are told once, reminders come on their working day, and mail goes out by real SMTP."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import date
from email.message import EmailMessage
from types import SimpleNamespace
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message

from ximu.ledger.errors import StoreError
from ximu.site.environment import mail_settings
from ximu.track.actions import NewMilestone, act, recompute, remind, set_milestones
from ximu.track.models import Item, ItemClock, Notice
from ximu.track.notices import mark_read, notice_words, send_mail
from ximu.track.rules.workdays import Override, Overrides, make_calendar


@pytest.fixture
def assigned(world: SimpleNamespace, inspection: Item) -> Item:
    """Accepted on 12 October 2026, due on Monday 2 November."""
    act(world.inspector, inspection, "assign", on=date(2026, 10, 12))
    act(world.reporter, inspection, "accept", on=date(2026, 10, 12))
    Notice.objects.all().delete()
    return inspection


def told(kind: str) -> list[str]:
    return sorted(Notice.objects.filter(kind=kind).values_list("person__username", flat=True))


@pytest.mark.parametrize(
    ("day", "kind", "people"),
    [
        (date(2026, 10, 23), "remind_before", []),
        (date(2026, 10, 26), "remind_before", ["reporter", "unithead", "water"]),  # five working days ahead
        (date(2026, 11, 2), "escalate", []),  # the day itself is in time
        (date(2026, 11, 3), "escalate", ["reporter", "unithead", "water"]),
        (date(2026, 11, 3), "remind_after", ["reporter", "unithead", "water"]),
    ],
)
def test_reminders_come_on_their_day_and_once(assigned: Item, day: date, kind: str, people: list[str]) -> None:
    remind(day)
    remind(day)
    assert told(kind) == people


def test_the_ladder_goes_up_with_working_days(assigned: Item) -> None:
    remind(date(2026, 11, 16))
    levels = {one.content["level"] for one in Notice.objects.filter(kind="escalate")}
    assert levels == {"remind", "warn", "account"}
    assert "head" in told("escalate")


def test_a_reported_item_is_not_reminded_of(world: SimpleNamespace, assigned: Item) -> None:
    act(world.reporter, assigned, "report", reply="完成", on=date(2026, 10, 20))
    Notice.objects.all().delete()
    remind(date(2026, 11, 16))
    assert not Notice.objects.filter(content__clock_zh="办结时限").exists()


def test_a_milestone_missed_stays_missed(world: SimpleNamespace, assigned: Item) -> None:
    set_milestones(world.inspector, assigned, [NewMilestone("2026-10", "完成三处")])
    assert remind(date(2026, 11, 2)).milestones_missed == 1
    assert remind(date(2026, 11, 3)).milestones_missed == 0
    assert assigned.milestones.get().missed


def test_a_new_calendar_moves_running_clocks_only(world: SimpleNamespace, inspection: Item) -> None:
    act(world.inspector, inspection, "assign", on=date(2026, 10, 16))
    act(world.reporter, inspection, "accept", on=date(2026, 10, 16))
    act(world.reporter, inspection, "report", reply="完成", on=date(2026, 11, 2))
    before = dict(ItemClock.objects.values_list("clock", "due_on"))
    assert before["review"] == date(2026, 11, 9)
    announced = make_calendar(Overrides(days=(
        Override(date(2026, 10, 19), "holiday", "n"), Override(date(2026, 11, 4), "holiday", "n"),
    )))  # fmt: skip
    assert recompute(announced) == 1
    after = dict(ItemClock.objects.values_list("clock", "due_on"))
    assert after["review"] == date(2026, 11, 10)
    assert after["accept"] == before["accept"], "a stopped clock is history"
    assert recompute(announced) == 0


class Inbox(Message):
    """Keeps what comes in."""

    def __init__(self) -> None:
        super().__init__(EmailMessage)
        self.received: list[Any] = []

    def handle_message(self, message: Any) -> None:
        self.received.append(message)


@pytest.fixture
def inbox(settings: Any) -> Iterator[Inbox]:
    """A real SMTP server on a free port of this machine, set as the one to use."""
    keeper = Inbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = Controller(keeper, hostname="127.0.0.1", port=port)
    server.start()
    try:
        settings.TRACK_MAIL = True
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        settings.DEFAULT_FROM_EMAIL = "ximu@linjiang.example"
        yield keeper
    finally:
        server.stop()


def test_mail_goes_out_once_by_real_smtp(world: SimpleNamespace, inspection: Item, inbox: Inbox) -> None:
    act(world.inspector, inspection, "assign", reply="请于月底前\n报结果", on=date(2026, 10, 12))
    assert send_mail() == (3, 0)
    assert send_mail() == (0, 0)
    message = next(one for one in inbox.received if one["To"] == "reporter@linjiang.example")
    assert "交办：整治老旧小区飞线" in str(message["Subject"]) or "=?utf-8?" in str(message["Subject"])
    body = message.get_payload(decode=True).decode("utf-8")
    assert inspection.number in body
    assert "报结果" in body


def test_mail_that_cannot_be_sent_stays_queued(world: SimpleNamespace, inspection: Item, settings: Any) -> None:
    settings.TRACK_MAIL = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 1, 1
    act(world.inspector, inspection, "assign", on=date(2026, 10, 12))
    assert send_mail() == (0, 3)
    assert Notice.objects.filter(mailed_at=None, mail_failures=1).count() == 3


def test_a_subject_cannot_carry_a_header(world: SimpleNamespace, inspection: Item, inbox: Inbox) -> None:
    Item.objects.filter(pk=inspection.pk).update(title_zh="飞线\r\nBcc: all@linjiang.example")
    inspection.refresh_from_db()
    act(world.inspector, inspection, "assign", on=date(2026, 10, 12))
    assert send_mail().sent == 3
    assert all(one["Bcc"] is None for one in inbox.received)


def test_notices_are_read_by_their_own_person_only(world: SimpleNamespace, inspection: Item) -> None:
    act(world.inspector, inspection, "assign", on=date(2026, 10, 12))
    one = Notice.objects.filter(person=world.reporter).get()
    assert notice_words(one, "en") == "Assign: 整治老旧小区飞线"
    assert mark_read(world.unit_head, [one.pk]) == 0
    assert mark_read(world.reporter) == 1


@pytest.mark.parametrize(
    ("address", "server"),
    [
        ("smtp://mail.example", ("mail.example", 25, "", "", False, False)),
        ("smtps://u%40x:p%3A1@mail.example", ("mail.example", 465, "u@x", "p:1", True, False)),
        ("smtp+starttls://mail.example:2525", ("mail.example", 2525, "", "", False, True)),
        ("", ("", 25, "", "", False, False)),
    ],
)
def test_the_address_of_a_mail_server(address: str, server: tuple[object, ...]) -> None:
    assert mail_settings(address) == server


@pytest.mark.parametrize(
    "address", ["mail.example:25", "http://mail.example", "smtp://", "smtp://mail:99999", "smtp://[::1"]
)
def test_what_is_no_mail_server_is_one_line_without_its_password(address: str) -> None:
    with pytest.raises(StoreError, match="XIMU_MAIL: not an address of a mail server"):
        mail_settings(address)
