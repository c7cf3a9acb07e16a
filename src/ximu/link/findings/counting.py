"""Counts that do not add up in the telling: kinds of projects against all of them, editions of an event against its number."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from ximu.ledger.finding import Finding
from ximu.ledger.measure import Measure
from ximu.link.collection import Paper
from ximu.link.findings.passages import clauses
from ximu.link.findings.shelf import Shelf, exact, said
from ximu.link.findings.telling import NOTE, of_measure, quote, rounded, tell, value
from ximu.link.identity import plain_name
from ximu.link.words import table

_PLAN = ("goals", "plan")
_NUMERALS = "零一二三四五六七八九十"
_NAME = 3  # characters at the end of an event's name that must agree: 矿博会


@cache
def _limits() -> dict[str, Any]:
    found: dict[str, Any] = table("findings/findings")["counting"]
    return found


def parts_short_of_whole(shelf: Shelf) -> Iterator[Finding]:
    """安排重大项目130个。… 40个基础设施项目；… 50个产业项目；… 30个民生项目: kinds that nearly make the whole, but do not."""
    for paper in shelf.papers:
        measures = [m for m in said(paper, "target", "result") if m.unit == "个" and m.aspect == "level" and exact(m)]
        for place, whole in enumerate(measures):
            parts = _kinds(whole, measures[place + 1 :])
            total = sum((part.low for part in parts), Decimal(0))
            if len(parts) >= _limits()["fewest_parts"] and _nearly(total, whole.low):
                added = "＋".join(part.as_written for part in parts)
                why = (
                    f"{whole.indicator}{value(whole)}，下文各类{added}＝{rounded(total)}个，"
                    f"比总数少{rounded(whole.low - total)}个；各类可能只列了重点"
                )
                yield tell(
                    paper,
                    "arithmetic",
                    "arithmetic.parts_short_of_whole",
                    NOTE,
                    of_measure(whole),
                    of_measure(parts[-1]),
                    why,
                    sure=False,
                )


def _kinds(whole: Measure, following: Sequence[Measure]) -> list[Measure]:
    """The measures behind a total that count kinds of it: the same last word, another name, in the next sentence."""
    head = next((word for word in _limits()["heads"].split() if whole.indicator.endswith(word)), None)
    parts: list[Measure] = []
    for measure in following:
        near = measure.start - (parts[-1].end if parts else whole.end) <= _limits()["nearest"]
        kind = head is not None and measure.indicator.endswith(head) and measure.section == whole.section
        if not near or not kind or measure.low >= whole.low or measure.stance != whole.stance:
            break
        parts.append(measure)
    return parts if len({part.indicator for part in parts}) == len(parts) else []


def _nearly(total: Decimal, whole: Decimal) -> bool:
    return whole * Decimal(_limits()["least_percent"]) / 100 <= total < whole


class _Edition(NamedTuple):
    """第五届矿博会 at [start, end) of the source text."""

    number: int
    name: str
    start: int
    end: int


def editions(shelf: Shelf) -> Iterator[Finding]:
    """举办2届矿博会, and next 第五届矿博会: the number of the next edition against those that were held."""
    for paper in shelf.papers:
        held = [m for m in said(paper, "result") if m.unit == "届" and exact(m) and len(m.indicator) >= _NAME]
        if not held:
            continue
        planned = list(_editions(paper))
        for measure in held:
            name = plain_name(measure.indicator)[-_NAME:]
            coming = next((one for one in planned if one.name.endswith(name)), None)
            if coming is not None and coming.number != measure.low + 1:
                why = (
                    f"文中说举办了{measure.as_written}{measure.indicator}，接下来应是第{rounded(measure.low + 1)}届，"
                    f"却写第{coming.number}届；更早几届可能不在所说的时期内"
                )
                yield tell(
                    paper,
                    "arithmetic",
                    "arithmetic.editions",
                    NOTE,
                    quote(paper, coming.start, coming.end),
                    of_measure(measure),
                    why,
                    sure=False,
                )


def _editions(paper: Paper) -> Iterator[_Edition]:
    pattern = re.compile(rf"第([{_NUMERALS}]{{1,3}}|\d{{1,3}})(届[\u4e00-\u9fff]{{2,16}})")
    for passage in clauses(paper):
        if passage.role in _PLAN:
            for found in pattern.finditer(passage.text):
                yield _Edition(_number(found[1]), found[2], passage.start + found.start(), passage.start + found.end())


def _number(written: str) -> int:
    """十二 → 12, 二十 → 20, 5 → 5."""
    if written.isdigit():
        return int(written)
    tens, ten, ones = written.rpartition("十")
    if not ten:
        return _NUMERALS.index(written[-1])
    return (_NUMERALS.index(tens[-1]) if tens else 1) * 10 + (_NUMERALS.index(ones[-1]) if ones else 0)
