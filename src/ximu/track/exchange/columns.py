"""Which column of a table is which, and what its cells may say; from `columns.toml`."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Literal

import msgspec
from msgspec import Struct

CellKind = Literal["text", "unit", "units", "date", "number", "whole", "period", "ids", "skip"]
_SPACES = re.compile(r"[\s　]+")


class Column(Struct, frozen=True, forbid_unknown_fields=True):
    """A column: the field it fills, its header when written, other headers that are known, the width in characters."""

    field: str
    header: str
    also: tuple[str, ...]
    kind: CellKind
    width: int
    words: dict[str, str] = {}


class MilestoneHeaders(Struct, frozen=True, forbid_unknown_fields=True):
    """How columns of quarters and months are headed; {q} is a word of `quarters`, {m} a month's number."""

    quarter_headers: tuple[str, ...]
    month_headers: tuple[str, ...]
    quarter_amounts: tuple[str, ...]
    month_amounts: tuple[str, ...]
    quarters: tuple[str, ...]


class CellWords(Struct, frozen=True, forbid_unknown_fields=True):
    """Words that stand in cells."""

    assumed: str
    no_deadline: tuple[str, ...]
    separators: str


class DeadlineForm(Struct, frozen=True, forbid_unknown_fields=True):
    """A way to write a deadline; `end` says which last day is meant."""

    pattern: str
    end: Literal["day", "month", "quarter", "half", "year"]


class TableWords(
    Struct, frozen=True, forbid_unknown_fields=True, rename={"columns": "column", "deadlines": "deadline"}
):
    """The whole file."""

    columns: tuple[Column, ...]
    milestones: MilestoneHeaders
    words: CellWords
    deadlines: tuple[DeadlineForm, ...]


@cache
def table_words() -> TableWords:
    """The columns and words, read once."""
    text = (files("ximu.track.exchange") / "columns.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text), TableWords)


def plain(header: object) -> str:
    """A header as it is compared: without spaces, full-width brackets for half-width ones."""
    return _SPACES.sub("", str(header or "")).replace("(", "（").replace(")", "）")


@cache
def known_headers() -> dict[str, Column]:
    """Plain header → column."""
    found = {}
    for column in table_words().columns:
        for header in (column.header, *column.also):
            found[plain(header)] = column
    return found


@cache
def milestone_headers() -> dict[str, tuple[str, bool]]:
    """Plain header → (period without its year, whether the column holds amounts): "Q1" or "-03"."""
    words, found = table_words().milestones, {}
    for number, name in enumerate(words.quarters, 1):
        for form in words.quarter_headers:
            found[plain(form.format(q=name))] = (f"Q{number}", False)
            found[plain(form.format(q=number))] = (f"Q{number}", False)
        for form in words.quarter_amounts:
            found[plain(form.format(q=name))] = (f"Q{number}", True)
    for month in range(1, 13):
        for form in words.month_headers:
            found[plain(form.format(m=month))] = (f"-{month:02d}", False)
        for form in words.month_amounts:
            found[plain(form.format(m=month))] = (f"-{month:02d}", True)
    return found


def period_header(part: str, *, amounts: bool) -> str:
    """The header written for a period without its year, as `milestone_headers` reads it back."""
    words = table_words().milestones
    if part.startswith("Q"):
        form = (words.quarter_amounts if amounts else words.quarter_headers)[0]
        return form.format(q=words.quarters[int(part[1:]) - 1])
    return (words.month_amounts if amounts else words.month_headers)[0].format(m=int(part[1:]))
