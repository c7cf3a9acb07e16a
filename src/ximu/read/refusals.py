"""Every reason why a file is not read: its stable code and what the person can do next."""

from __future__ import annotations

from typing import NamedTuple

from ximu.ledger.errors import IntakeError


class Refusal(NamedTuple):
    """One reason: the code stays the same over versions, `next_step` says what to do."""

    code: str
    next_step: str


MISSING = Refusal("R010", "check the path")
UNREADABLE = Refusal("R011", "check the permissions of the file and of its folder")
A_FOLDER = Refusal("R012", "name the files in it")
EMPTY = Refusal("R013", "get the document again from its source")
TOO_LARGE = Refusal("R014", "split it into one file for each report")
NO_TEXT_FORMAT = Refusal("R015", "save the document as TXT, HTML, DOCX or PDF with text")
OLD_FORMAT = Refusal("R016", "save the document as DOCX, TXT or PDF with text")
DAMAGED = Refusal("R017", "open the file in the program that made it and save it again")
LOCKED = Refusal("R018", "save a copy without the password")
PICTURES_ONLY = Refusal("R019", "run text recognition (OCR) on it first")
NO_ENCODING = Refusal("R020", "save the text as UTF-8")
NO_CHINESE = Refusal("R021", "only reports in Chinese are read")
NO_REPORT = Refusal("R022", "only government work reports, their explainers and task lists are read")
A_TABLE = Refusal("R023", "only documents are read: TXT, MD, HTML, DOCX, PDF")
CHANGED = Refusal("R024", "run again when nobody writes to it")

ALL = (
    MISSING,
    UNREADABLE,
    A_FOLDER,
    EMPTY,
    TOO_LARGE,
    NO_TEXT_FORMAT,
    OLD_FORMAT,
    DAMAGED,
    LOCKED,
    PICTURES_ONLY,
    NO_ENCODING,
    NO_CHINESE,
    NO_REPORT,
    A_TABLE,
    CHANGED,
)


def refuse(refusal: Refusal, what: str, where: str = "") -> IntakeError:
    """The error to raise: `what` is wrong with the file named in `where`."""
    return IntakeError(what, where=where, next_step=refusal.next_step, code=refusal.code)
