"""Cases by e-mail: .eml files and mailboxes read with the standard library, automatic answers left out."""

from __future__ import annotations

import email
import email.policy
import mailbox
import tempfile
from collections.abc import Iterable, Iterator
from datetime import date
from email.message import EmailMessage
from email.utils import parseaddr, parsedate_to_datetime
from pathlib import Path
from typing import NamedTuple

from django.utils import timezone
from selectolax.lexbor import LexborHTMLParser

from ximu.ledger.errors import TrackError
from ximu.track.actions.change import tidy
from ximu.track.actions.evidence import NewEvidence, media_type
from ximu.track.cases.content import LONGEST_TITLE, MOST_WORDS, NewCase, NewRequester, wrongs
from ximu.track.cases.read_table import CaseRow, CaseTable, mark_known
from ximu.track.exchange.read_table import RowError
from ximu.track.models import Government

MOST_BYTES, MOST_PHOTOS = 20 * 1024 * 1024, 3
_MBOX = b"From "


class MailFile(NamedTuple):
    """A file with one message or a mailbox."""

    name: str
    data: bytes


def mail_files(folder: Path) -> Iterator[MailFile]:
    """The .eml and .mbox files of a folder, by name. Raises TrackError W074 when there is none or one cannot be read."""
    try:
        found = sorted(one for one in folder.iterdir() if one.suffix.lower() in (".eml", ".mbox"))
        if not found:
            raise TrackError("no .eml or .mbox file", where=str(folder), next_step="name another folder", code="W074")
        for path in found:
            yield MailFile(path.name, path.read_bytes())
    except OSError as error:
        raise TrackError(
            f"cannot be read: {error.strerror or error}", where=str(folder), next_step="check the folder", code="W074"
        ) from error


def read_mails(given: Iterable[MailFile], government: Government, playbook: str = "hotline") -> CaseTable:
    """The cases of mail files; nothing is saved. A message that was taken in before is marked as known."""
    rows: list[CaseRow] = []
    errors: list[RowError] = []
    seen: set[str] = set()
    for number, file in enumerate(given, 1):
        for name, data in _messages(file):
            case, day, what = _case(data, playbook)
            if case is None or what:
                errors.append(RowError(number, name, what, "look at the message"))
            elif case.outside_id not in seen:
                seen.add(case.outside_id)
                rows.append(CaseRow(name, case, day, False))
    return CaseTable(mark_known(rows, government), tuple(errors))


def _messages(file: MailFile) -> Iterator[tuple[str, bytes]]:
    if not file.data.startswith(_MBOX):
        yield file.name, file.data
        return
    with tempfile.NamedTemporaryFile() as held:
        held.write(file.data)
        held.flush()
        for number, message in enumerate(mailbox.mbox(held.name, create=False), 1):
            yield f"{file.name} {number}", message.as_bytes()


def _case(data: bytes, playbook: str) -> tuple[NewCase | None, date | None, str]:
    if len(data) > MOST_BYTES:
        return None, None, "over 20 MB"
    message = email.message_from_bytes(data, policy=email.policy.default)
    if not message.keys() or "From" not in message:
        return None, None, "no e-mail message"
    if _is_automatic(message):
        return None, None, "an automatic message"
    name, address = parseaddr(str(message["From"]))
    subject = " ".join(tidy(str(message["Subject"] or "")).split())
    words = _words(message) or subject
    case = NewCase(
        words_zh=words[:MOST_WORDS], channel="mail", title_zh=subject[:LONGEST_TITLE], playbook=playbook,
        requester=NewRequester(tidy(name)[:80], "", address[:254]), outside_id=str(message["Message-ID"] or "").strip(),
        evidence=tuple(_photos(message)),
    )  # fmt: skip
    return case, _day(message), "; ".join(f"{one.field}: {one.what}" for one in wrongs(case))


def _is_automatic(message: EmailMessage) -> bool:
    """Whether nobody wrote it: answers of absence, lists, reports of what could not be delivered (RFC 3834)."""
    answered = str(message.get("Auto-Submitted", "no")).lower().startswith("no")
    return not answered or "List-Id" in message or message.get_content_type() == "multipart/report"


def _words(message: EmailMessage) -> str:
    part = message.get_body(preferencelist=("plain", "html"))
    if part is None:
        return ""
    try:
        text = str(part.get_content())
    except (LookupError, UnicodeDecodeError, ValueError):  # a charset that nobody knows
        raw = part.get_payload(decode=True)
        text = raw.decode("gb18030", "replace") if isinstance(raw, bytes) else ""
    if part.get_content_type() == "text/html":
        page = LexborHTMLParser(text)
        page.strip_tags(["script", "style"])
        body = page.body
        text = body.text(separator="\n", strip=True) if body else ""
    return tidy(text)


def _photos(message: EmailMessage) -> Iterator[NewEvidence]:
    found = 0
    for part in message.iter_attachments():
        if part.get_content_maintype() != "image" or found == MOST_PHOTOS:
            continue
        data = part.get_payload(decode=True)
        name = part.get_filename() or "photo.jpg"
        if not isinstance(data, bytes):
            continue
        try:
            media_type(name, data)
        except TrackError:  # a picture of no kind we keep; the words are what counts
            continue
        found += 1
        yield NewEvidence("照片", name=name, data=data)


def _day(message: EmailMessage) -> date | None:
    try:
        sent = parsedate_to_datetime(str(message["Date"]))
    except (TypeError, ValueError):
        return None
    day = timezone.localtime(sent).date() if sent.tzinfo else sent.date()
    return min(day, timezone.localdate())
