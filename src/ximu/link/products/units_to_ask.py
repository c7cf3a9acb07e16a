"""Whom to ask about a target: the unit that the report or a division of responsibilities names, else a proposal that says so."""

from __future__ import annotations

from typing import NamedTuple

from ximu.ledger.commitment import Commitment
from ximu.ledger.link import Linked
from ximu.link.collection import Collection, Paper
from ximu.link.identity import name_likeness
from ximu.link.products.comparison import Library
from ximu.link.products.words import flat, word
from ximu.link.words import table
from ximu.terms.load import indicators

# A shorter run of characters that two tasks share says too little.
SHORTEST_SHARED = 4


class Asked(NamedTuple):
    """The unit in words, and where it is named ("" when nothing at hand names it)."""

    words: str
    note: str = ""


def whom_to_ask(target: Linked, collection: Collection, library: Library) -> Asked:
    """The unit that is named for the target in the report or in a division of responsibilities of its place and year.

    Without one, the kind of unit that usually keeps the figure is proposed by the domain of the indicator, and the words
    say that nothing at hand names it.
    """
    own = library.paper_of(target)
    for paper in collection.papers if own is not None else ():
        if own is None or (paper.place, paper.year) != (own.place, own.year):
            continue
        for one in paper.reading.commitments:
            if one.responsible and _same_task(target, one, paper, own):
                return _named(one, paper)
    unit = _customary(target.indicator_id)
    return Asked(word("draft", "unit_suggested", "zh", unit=unit) if unit else word("draft", "unit_unknown", "zh"))


def _customary(indicator_id: str | None) -> str:
    """The kind of unit that usually keeps an indicator; "" for what is not in the catalogue."""
    data = table("products/products")
    for unit, ids in data["ask_by_indicator"].items():
        if indicator_id in ids.split():
            return str(unit)
    known = indicators().get(indicator_id or "")
    return str(data["ask_by_domain"][known.domain]) if known is not None else ""


def _named(one: Commitment, paper: Paper) -> Asked:
    title = flat(paper.report.title or "") or one.source
    note = word("draft", "cite_unit", "zh", title=title, source=one.source, start=one.start, end=one.end)
    return Asked(word("draft", "unit_named", "zh", unit=flat(one.responsible or "")), note)


def _same_task(target: Linked, one: Commitment, paper: Paper, own: Paper) -> bool:
    """Whether a commitment that names its unit is the target: the same characters, the same number, or the same thing."""
    if paper is own:
        return one.start <= target.start and target.end <= one.end
    if target.low is not None:
        inside = [each for each in paper.reading.measures if one.start <= each.start and each.end <= one.end]
        return any(
            (each.low, each.high, each.unit) == (target.low, target.high, target.unit)
            and name_likeness(each.indicator, each.indicator_id, target.indicator, target.indicator_id) is not None
            for each in inside
        )
    said = "".join(one.as_written.split())
    name = "".join(target.indicator.split())
    return len(name) >= SHORTEST_SHARED and name in said
