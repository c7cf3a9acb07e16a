"""The words of the products in both languages, from products.toml beside this module."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Literal

from ximu.ledger.link import Link, Linked
from ximu.link.quantity import comparable
from ximu.link.wording import number
from ximu.link.words import table

Language = Literal["zh", "en"]
MINUS = "−"
# White space beside a Chinese character is a broken line of the source, never a word boundary.
_INSIDE = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef])\s+|\s+(?=[\u3000-\u9fff\uff00-\uffef])")

# What XML cannot hold is dropped: reports copied from the web carry control characters.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def printable(text: str) -> str:
    """The text without characters that no XML document may hold."""
    return _NOT_XML.sub("", text)


def word(group: str, name: str, language: Language, **values: object) -> str:
    """The words under [group] name in a language, with the values put in; KeyError when there are none."""
    found: str = table("products/products")[group][name][language]
    return found.format(**values) if values else found


def sign(verdict: str) -> str:
    """The sign of a verdict, so that it is told apart without color."""
    found: str = table("products/products")["verdict"][verdict]["sign"]
    return found


def flat(text: str) -> str:
    """Words on one line, without the line breaks and spaces that the source has beside Chinese characters."""
    return " ".join(_INSIDE.sub("", text).split())


def gap_words(link: Link) -> str:
    """`+0.6个百分点`, `−2.4个百分点`, `0`; "" when there is no gap to tell."""
    if link.gap is None or not comparable(link.gap):
        return ""
    if link.gap == 0:
        return "0"
    return f"{'+' if link.gap > 0 else MINUS}{number(abs(link.gap))}{link.gap_unit}"


def signed_ends(linked: Linked) -> tuple[Decimal, Decimal] | None:
    """Low and high of an end of a link, below zero where the text says that the value fell; None without a number."""
    if linked.low is None or linked.high is None:
        return None
    return (-linked.high, -linked.low) if linked.change < 0 else (linked.low, linked.high)


def change_word(linked: Linked, language: Language) -> str:
    """增长, 下降, 年均增长 … for a value that is a change and does not say so itself; "" for others."""
    if linked.aspect not in ("growth", "average_growth", "change") or linked.low is None:
        return ""
    return word("change", f"{linked.aspect}_{'down' if linked.change < 0 else 'up'}", language)
