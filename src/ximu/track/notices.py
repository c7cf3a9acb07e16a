"""Notices: a line in the site for one person, and the same by mail; each is told once."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from datetime import date
from functools import cache
from importlib.resources import files
from smtplib import SMTPException
from typing import Any, NamedTuple

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db.models import Q, QuerySet
from django.utils import timezone

from ximu.track.models import Item, Notice, Person, PostHolder

_MOST_FAILURES = 5
_INSPECTION = ("inspector", "inspection_head", "administrator", "clerk")


class MailResult(NamedTuple):
    """How many notices went out by mail, and how many could not."""

    sent: int
    failed: int


def holders(item: Item, roles: Iterable[str], on: date | None = None) -> list[Person]:
    """Who holds these roles for the item today: in the inspection office for the government, else in its own units."""
    day = on or timezone.localdate()
    units = [item.lead_unit_id, *item.supporting_units.values_list("pk", flat=True)]
    wanted = set(roles)
    reach = Q(post__role__in=wanted & {*_INSPECTION, "deputy"}, post__unit__government_id=item.government_id)
    reach |= Q(post__role__in=wanted & {"reporter", "unit_head"}, post__unit_id__in=[unit for unit in units if unit])
    held = PostHolder.objects.filter(Q(until=None) | Q(until__gte=day), reach, since__lte=day, person__is_active=True)
    return list(Person.objects.filter(pk__in=held.values("person_id")).order_by("pk"))


def tell(people: Iterable[Person], kind: str, item: Item | None, key: str, content: dict[str, Any]) -> int:
    """Queue one notice for each person; one with the same `key` told to the same person before is not told again."""
    now = timezone.now()
    rows = [
        Notice(person=person, item=item, kind=kind, content=content, key=f"{key}:{person.pk}", at=now)
        for person in people
    ]
    before = set(Notice.objects.filter(key__in=[row.key for row in rows]).values_list("key", flat=True))
    new = [row for row in rows if row.key not in before]
    Notice.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


def send_mail(limit: int = 500) -> MailResult:
    """Send queued notices by the mail server of the settings, oldest first; nothing is sent when none is set.

    A notice that fails stays queued and is tried again, five times in all. It is marked before the next is sent, so a
    stop in between sends at most one twice.
    """
    if not getattr(settings, "TRACK_MAIL", False):
        return MailResult(0, 0)
    sent = failed = 0
    connection = get_connection()
    for notice in _waiting().select_related("person", "item").order_by("pk")[:limit]:
        message = EmailMessage(
            *_words(notice), settings.DEFAULT_FROM_EMAIL, [notice.person.email], connection=connection
        )
        try:
            message.send()
        except (OSError, SMTPException):
            notice.mail_failures += 1
            notice.save(update_fields=["mail_failures"])
            failed += 1
            continue
        notice.mailed_at = timezone.now()
        notice.save(update_fields=["mailed_at"])
        sent += 1
    return MailResult(sent, failed)


def mail_waits() -> bool:
    """Whether a mail server is set and some notice has not gone out by it."""
    return bool(getattr(settings, "TRACK_MAIL", False)) and _waiting().exists()


def _waiting() -> QuerySet[Notice]:
    return Notice.objects.filter(mailed_at=None, mail_failures__lt=_MOST_FAILURES).exclude(person__email="")


def mark_read(person: Person, notices: Iterable[int] | None = None) -> int:
    """Mark the person's own notices as read, all when none is named; returns how many were not yet."""
    own = Notice.objects.filter(person=person, read_at=None)
    if notices is not None:
        own = own.filter(pk__in=list(notices))
    return own.update(read_at=timezone.now())


def notice_words(notice: Notice, language: str = "zh") -> str:
    """What a notice says, in one line, in `language` zh or en."""
    content = notice.content
    facts = {
        "title": notice.item.title_zh if notice.item else content.get("title", ""),
        "move": content.get(f"move_{language}", ""),
        "clock": content.get(f"clock_{language}", ""),
        "due_on": content.get("due_on", ""),
        "number": content.get("number", ""),
    }
    return _templates()[notice.kind][language].format_map(facts)


@cache
def _templates() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = tomllib.loads((files("ximu.track") / "notices.toml").read_text(encoding="utf-8"))
    return found


def _words(notice: Notice) -> tuple[str, str]:
    number = notice.item.number if notice.item else ""
    subject = " ".join(notice_words(notice, notice.person.language).split())[:120]
    lines = [notice_words(notice, notice.person.language), number, notice.content.get("words", "")]
    return f"[徙木] {subject}", "\n".join(line for line in lines if line) + "\n"
