"""How every public id is made: places, reports and statements, in this one place.

Public ids stand in addresses that people print and quote, so they must come out the same when a document is read
again by a newer reader: they rest on what the text fixes (place, year, position), never on counters of a database.
"""

from __future__ import annotations

import base64
import hashlib

STATEMENT_ID_LENGTH = 16  # 80 bits: a collision among 300 million statements has a chance below 1 in 10 million


def digest(*parts: str, length: int) -> str:
    """Lower-case letters and digits (base 32), `length` of them, that stand for `parts` in this order."""
    # The separator cannot occur in decoded text of interest, so ("ab", "c") and ("a", "bc") differ.
    raw = hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).digest()
    return base64.b32encode(raw).decode("ascii").lower()[:length]


def place_id(code: str | None, name: str) -> str:
    """The public id of a place: its division code, or a digest of the name when no code is known."""
    return code or f"p-{digest(name, length=8)}"


def report_id(place: str | None, report_year: int | None, source_kind: str, text: str) -> str:
    """The public id of a report: `430200-2017`, `430200-2020-explainer`, or a digest of the text.

    `place` is a `place_id` or None; the digest is used when the place or the year is not known.
    """
    if place is None or report_year is None:
        return f"t-{text_digest(text)}"
    suffix = "" if source_kind == "report" else "-" + source_kind.replace("_", "-")
    return f"{place}-{report_year}{suffix}"


def rival_report_id(taken: str, text: str) -> str:
    """The public id of another report of the same place, year and kind whose text is really different."""
    return f"{taken}-{text_digest(text)[:6]}"


def text_digest(text: str) -> str:
    """A digest of the text without its white space, so that line breaks do not make another report."""
    return digest("".join(text.split()), length=12)


def statement_id(report: str, kind: str, start: int, nth: int = 0) -> str:
    """The public id of a statement: report id, kind, start in the primary source.

    `nth` tells apart statements of one kind that start at the same character (0 for the first). The end is left out
    on purpose: a newer reader that takes one more word into the cut still means the same statement.
    """
    return digest(report, kind, str(start), str(nth), length=STATEMENT_ID_LENGTH)
