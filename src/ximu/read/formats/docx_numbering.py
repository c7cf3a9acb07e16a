"""The numbers that Word counts by itself (一、 （一） 1.): they stand in no paragraph's text and are put back before it."""

from __future__ import annotations

import re
from typing import NamedTuple
from xml.parsers import expat

_NAMESPACE = re.compile("^.* ")
_LONGEST = 10  # digits; Word counts to 32767, and Python refuses to read thousands of digits
_DIGITS_ZH = "〇一二三四五六七八九"
_CHINESE = frozenset(
    ["chineseCounting", "chineseCountingThousand", "japaneseCounting", "ideographDigital", "taiwaneseCounting"]
)


class _Level(NamedTuple):
    form: str  # numFmt: chineseCounting, decimal, bullet …
    text: str  # lvlText: %1、
    start: int


class Numbering:
    """Definitions of numbering.xml, and the counters while a document is read from the beginning."""

    def __init__(self, xml: bytes | None) -> None:
        self._abstract: dict[str, dict[int, _Level]] = {}
        self._lists: dict[str, str] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._current = self._num = ""
        self._level, self._form, self._text, self._start = 0, "decimal", "", 1
        if xml:
            parser = expat.ParserCreate(namespace_separator=" ")
            parser.StartElementHandler = self._begin
            parser.EndElementHandler = self._finish
            parser.Parse(xml, True)

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        name = _NAMESPACE.sub("", name)
        values = {_NAMESPACE.sub("", key): value for key, value in attributes.items()}
        if name == "abstractNum":
            self._current, self._num = values.get("abstractNumId", ""), ""
            self._abstract[self._current] = {}
        elif name == "num":
            self._num = values.get("numId", "")
        elif name == "abstractNumId":
            self._lists[self._num] = values.get("val", "")
        elif name == "lvl":
            self._level, self._form, self._text, self._start = whole_number(values.get("ilvl"), 0), "decimal", "", 1
        elif name == "numFmt":
            self._form = values.get("val", "decimal")
        elif name == "lvlText":
            self._text = values.get("val", "")
        elif name == "start":
            self._start = whole_number(values.get("val"), 1)

    def _finish(self, name: str) -> None:
        if name.endswith(" lvl") and not self._num and self._current in self._abstract:
            self._abstract[self._current][self._level] = _Level(self._form, self._text, self._start)

    def next_mark(self, list_id: str, level: int) -> str:
        """The number of the next paragraph of this list and level, as Word shows it; "" for bullets and no list."""
        abstract = self._lists.get(list_id, "")
        levels = self._abstract.get(abstract, {})
        if level not in levels:
            return ""
        counts = self._counts.setdefault(abstract, {})
        counts[level] = counts.get(level, levels[level].start - 1) + 1
        for deeper in [k for k in counts if k > level]:
            del counts[deeper]
        if levels[level].form in ("bullet", "none"):
            return ""

        def shown(found: re.Match[str]) -> str:
            at = int(found[1]) - 1
            if at not in levels:
                return ""
            return _written(counts.get(at, levels[at].start), levels[at].form)

        return re.sub("%([1-9])", shown, levels[level].text)


def whole_number(text: str | None, default: int) -> int:
    """The number in an attribute; the default for everything that Word does not write there."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < _LONGEST else default


def _written(number: int, form: str) -> str:
    if form in _CHINESE and 0 < number < 100:
        tens, ones = divmod(number, 10)
        head = "" if tens == 0 else "十" if tens == 1 else _DIGITS_ZH[tens] + "十"
        return head + (_DIGITS_ZH[ones] if ones else "")
    if form.startswith("decimalEnclosedCircle") and 0 < number <= 20:
        return chr(0x245F + number)
    return str(number)
