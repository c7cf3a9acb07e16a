"""Evidence: files checked by their first bytes and kept by their sha256, addresses and numbers; and who looked at them.

A file's name is only ever shown; where it is kept follows from its content, so no name can lead anywhere.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from ximu.ledger.errors import TrackError
from ximu.track.actions.change import keep, note, take
from ximu.track.models import Evidence, Item, Person
from ximu.track.permissions import require

BIGGEST_BYTES = 20 * 1024 * 1024
_ZIP = b"PK\x03\x04"
# Suffix → media type, and what the file must begin with (offset, bytes); text has no mark and must be UTF-8 or GB18030.
_TYPES: dict[str, tuple[str, tuple[tuple[int, bytes], ...]]] = {
    ".pdf": ("application/pdf", ((0, b"%PDF-"),)),
    ".png": ("image/png", ((0, b"\x89PNG\r\n\x1a\n"),)),
    ".jpg": ("image/jpeg", ((0, b"\xff\xd8\xff"),)),
    ".jpeg": ("image/jpeg", ((0, b"\xff\xd8\xff"),)),
    ".webp": ("image/webp", ((0, b"RIFF"), (8, b"WEBP"))),
    ".docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", ((0, _ZIP),)),
    ".xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ((0, _ZIP),)),
    ".ofd": ("application/ofd", ((0, _ZIP),)),
    ".csv": ("text/csv", ()),
    ".txt": ("text/plain", ()),
}


class NewEvidence(NamedTuple):
    """A piece to bring: `data` with a file `name`, or a `url`, or a `note_zh` alone. `kind` is what it shows (合同, 照片)."""

    kind: str
    name: str = ""
    data: bytes = b""
    url: str = ""
    note_zh: str = ""
    taken_on: date | None = None
    place_zh: str = ""

    def digest(self) -> str:
        """What stands for it in the journal: the sha256 of its bytes, or its address, or its kind."""
        return hashlib.sha256(self.data).hexdigest() if self.data else self.url or self.kind


def bring_evidence(
    person: Person, item: Item, evidence: Sequence[NewEvidence], *, version: int | None = None
) -> list[Evidence]:
    """Add evidence to an item outside a move. Raises TrackError W010, W015 (refused file), ConflictError W020."""
    check_evidence(evidence)
    with transaction.atomic():
        now = take(item, version)
        require(person, "bring_evidence", now)
        kept = [keep_evidence(person, now, one) for one in evidence]
        keep(now)
        note(person, "bring_evidence", now, {"evidence": [one.digest() for one in evidence]})
    item.refresh_from_db()
    return kept


def verify_evidence(person: Person, evidence: Evidence, verdict: str, note_zh: str = "") -> Evidence:
    """Say whether a piece of evidence holds ("holds") or not ("refuted"); never the person who brought it.

    Raises TrackError W010 or W016.
    """
    with transaction.atomic():
        item = take(evidence.item, Item.objects.values_list("version", flat=True).get(pk=evidence.item_id))
        require(person, "verify_evidence", item)
        if evidence.person_id == person.pk:
            raise TrackError(
                "who brings evidence does not verify it", where=item.number, next_step="ask a colleague", code="W016"
            )
        evidence.verdict = Evidence.Verdict(verdict)
        evidence.verified_by, evidence.verified_at = person, timezone.now()
        evidence.note_zh = note_zh or evidence.note_zh
        evidence.save()
        keep(item)
        note(person, "verify_evidence", item, {"evidence": evidence.sha256 or evidence.url, "verdict": verdict})
    return evidence


def check_evidence(evidence: Sequence[NewEvidence]) -> None:
    """Raises TrackError W015 for the first piece that cannot be taken: type, size, content, address."""
    for one in evidence:
        if not one.kind.strip() or len(one.kind) > 40 or len(one.place_zh) > 120:
            raise _refused(one, "its kind is missing, or kind or place too long", "say in a few words what it shows")
        if one.data:
            media_type(one.name, one.data)
        elif one.url:
            parts = urlsplit(one.url)
            if parts.scheme not in ("http", "https") or not parts.hostname or len(one.url) > 500:
                raise _refused(one, "no web address", "write one that begins with https://")
        elif not one.note_zh.strip():
            raise _refused(one, "it is empty", "add a file, an address or a note")


def media_type(name: str, data: bytes) -> str:
    """The media type of a file. Raises TrackError W015 when name and content are not of one allowed type."""
    piece = NewEvidence("", name=name)
    if len(data) > BIGGEST_BYTES:
        raise _refused(piece, f"over {BIGGEST_BYTES // 1024 // 1024} MB", "make it smaller")
    suffix = Path(name.replace("\\", "/")).suffix.lower()
    if suffix not in _TYPES:
        raise _refused(piece, "a type that is not taken", f"use one of {', '.join(_TYPES)}")
    found, marks = _TYPES[suffix]
    if any(data[at : at + len(mark)] != mark for at, mark in marks):
        raise _refused(piece, f"its content is not {suffix}", "save it again in the program that made it")
    if not marks and not _is_text(data):
        raise _refused(piece, "its content is no text", "save it as UTF-8")
    return found


def keep_evidence(person: Person, item: Item, one: NewEvidence) -> Evidence:
    """Keep a checked piece; inside the transaction of the action that brings it."""
    row = Evidence(
        item=item, kind=one.kind.strip(), name=shown_name(one.name) or one.kind.strip(), url=one.url,
        note_zh=one.note_zh, taken_on=one.taken_on, place_zh=one.place_zh, person=person, at=timezone.now(),
    )  # fmt: skip
    if one.data:
        row.media_type = media_type(one.name, one.data)
        row.size_bytes, row.sha256 = len(one.data), hashlib.sha256(one.data).hexdigest()
        _write(evidence_path(row.sha256), one.data)
    row.save()
    return row


def shown_name(name: str) -> str:
    """The last part of a file name without anything that could steer a terminal or a header."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(char for char in last if char.isprintable()).strip(". ")[:200]


def evidence_path(sha256: str) -> Path:
    """Where a file with that content is kept. Raises TrackError W015 for anything that is no sha256."""
    if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
        raise TrackError("no sha256", where=sha256[:80], code="W015")
    return Path(settings.TRACK_FILES) / sha256[:2] / sha256


def _write(path: Path, data: bytes) -> None:
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).replace(path)


def _is_text(data: bytes) -> bool:
    if b"\x00" in data:
        return False
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return True
    return False


def _refused(one: NewEvidence, what: str, todo: str) -> TrackError:
    return TrackError(what, where=shown_name(one.name) or one.url or one.kind, next_step=todo, code="W015")
