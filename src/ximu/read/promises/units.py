"""Who answers for a promise, only where the text names a unit: 牵头单位：…, 由…牵头, the last column of a task table."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import NamedTuple

_LABEL = re.compile("(?:牵头|责任|主办|主责|承办|负责|实施)(?:单位|部门|主体)")
_LABELED = re.compile(
    r"(?:牵头|责任|主办|主责|承办|负责|实施)(?:单位|部门|主体)[:：][ \t\u3000]*(?P<unit>(?:(?![，,、 ]*(?:协办|配合|参与|协助)(?:单位|部门))[^。；;\n（()）]|[（(][^（()）\n]{1,20}[）)]){2,80})[）)]?"
)
_BODY = r"[^，。；、\n（）()的由 \t\u3000]{1,14}(?:局|委|办|厅|部|院|政府|办公室|委员会|管委会|集团|公司|中心|街道|部门|乡镇|镇|署|队|总工会|妇联|残联|团委)"
_BY = re.compile(
    rf"由(?=[^，。；\n]{{2,30}}(?:牵头|负责|承办|主办|组织实施|会同))(?P<unit>{_BODY}(?:[、和]{_BODY})*)(?:牵头|负责|承办|主办|组织实施|会同)"
)
_HEADER = re.compile(r"^[ \t\u3000]*(?:牵头|责任|主办|承办|负责)(?:单位|部门)[ \t\u3000]*$", re.M)
_CELL = re.compile(rf"^[ \t\u3000]*(?P<unit>{_BODY}(?:[、，, \t\u3000]+{_BODY})*)[ \t\u3000]*$", re.M)
_NUMBER_CELL = re.compile(r"^[ \t\u3000]*\d{1,3}[ \t\u3000]*$", re.M)


_ALL_DONE = re.compile(
    r"(?:组织)?(?:落实|实施|办理|完成)?[。；]?[ \t\u3000]*(?=\n|\Z)"
)  # 由某局负责落实。: nothing of its own
_ITEM_BEGINS = re.compile(
    r"^[ \t\u3000]*(?:\d{1,3}[.．、](?!\d)|[（(][一二三四五六七八九十\d]{1,3}[）)]|[一二三四五六七八九十]{1,3}、)", re.M
)

_ITEM = 2000  # characters that one task can take


class Unit(NamedTuple):
    """The unit that answers for what is promised in [start, end); [written, written_end) is where it is named."""

    start: int
    end: int
    written: int
    written_end: int
    name: str


def find_units(text: str, start: int, end: int) -> list[Unit]:
    """The units named in [start, end), in order of what they answer for."""
    units = []
    last = start
    labeled = _LABEL.search(text, start, end) is not None
    for match in _LABELED.finditer(text, start, end) if labeled else ():
        begin = max(last, text.rfind("\n", max(start, match.start() - _ITEM), match.start()) + 1)
        alone = not text[begin : match.start()].strip()
        if alone:  # a line of its own answers for the item above it
            begin = max(last, _item_begin(text, start, match.start()))
        if match.start() > start and text[match.start() - 1] in "（(":
            # in brackets it answers for the sentence before it, whose own stop may stand right before the bracket
            begin = max(begin, text.rfind("。", start, max(start, match.start() - 2)) + 1)
        units.append(Unit(begin, match.start(), match.start(), match.end(), match["unit"].strip()))
        last = match.end()
    for match in _BY.finditer(text, start, end):
        behind = _ALL_DONE.match(text, match.end(), end)
        line = text.rfind("\n", start, match.start()) + 1
        if behind and line and not text[line : match.start()].strip():
            begin = _item_begin(text, start, match.start())
            units.append(Unit(begin, match.start(), match.start(), behind.end(), match["unit"]))
            continue
        near = max(start, match.start() - _ITEM)
        begin = max(text.rfind(mark, near, match.start()) + 1 for mark in "，。；\n")
        units.append(Unit(max(begin, start), match.end() + 1, match.start(), match.start(), match["unit"]))
    header = _HEADER.search(text, start, end) if labeled else None
    if header:
        units += _table(text, header.end(), end)
    return sorted(units)


def _item_begin(text: str, start: int, at: int) -> int:
    """Where the item begins that ends right before the line of `at`: at its numbered line, else at the line before."""
    near = max(start, at - _ITEM)
    begins = [match.start() for match in _ITEM_BEGINS.finditer(text, near, at)]
    if begins:
        return begins[-1]
    line = text.rfind("\n", near, at)
    return max(near, text.rfind("\n", near, max(near, line)) + 1)


def _table(text: str, start: int, end: int) -> list[Unit]:
    """Rows of a task table whose cells stand on lines of their own: number, task, unit."""
    units = []
    last = start
    for match in _CELL.finditer(text, start, end):
        if match.start() <= last:
            continue
        numbers = list(_NUMBER_CELL.finditer(text, last, match.start()))
        begin = numbers[-1].end() if numbers else last
        units.append(Unit(begin, match.start(), match.start(), match.end(), match["unit"]))
        last = match.end()
    return units


class UnitReader:
    """Looks up the unit of a clause."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self._units = find_units(text, start, end)
        self.any = bool(self._units)
        self._starts = [unit.start for unit in self._units]

    def of_clause(self, start: int) -> str | None:
        """The unit that answers for a clause that begins at `start`, or None."""
        at = bisect_right(self._starts, start) - 1
        if at >= 0 and start < self._units[at].end:
            return self._units[at].name
        return None

    def names_unit(self, start: int, end: int) -> bool:
        """Whether [start, end) is the place where a unit is named, and so promises nothing itself."""
        at = bisect_right(self._starts, start) - 1
        return any(
            unit.written <= start + 1 and end <= unit.written_end + 1 and unit.written < unit.written_end
            for unit in self._units[max(0, at - 1) : at + 2]
        )
