"""Items as rows of a list: number, title, unit, state, light, days left."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from ximu.track.models import Item
from ximu.track.rules.lights import light_rules
from ximu.track.standing import Standing, standings


class ItemRow(NamedTuple):
    """One item as a list shows it; words are in the language of the page."""

    item: Item
    playbook: str
    state: str
    light: str
    light_word: str
    light_reason: str
    standing: Standing

    @property
    def days_over(self) -> int:
        """Calendar days past the deadline."""
        return -(self.standing.days_left or 0)


def rows_of(items: Iterable[Item], language: str) -> list[ItemRow]:
    """Rows for items, in their order, with a fixed number of queries."""
    found = list(items)
    return [row_of(item, one, language) for item, one in zip(found, standings(found), strict=True)]


def row_of(item: Item, found: Standing, language: str) -> ItemRow:
    """One row."""
    book = item.book
    state = book.state(item.state)
    rules = light_rules().get(found.light_rules)
    light = next((one for one in rules.lights if one.id == found.light.light), None) if rules else None
    english = language == "en"
    return ItemRow(
        item=item,
        playbook=book.en if english else book.zh,
        state=state.en if english else state.zh,
        light=found.light.light,
        light_word=(light.en if english else light.zh) if light else "",
        light_reason=_reason(found, english),
        standing=found,
    )


def _reason(found: Standing, english: bool) -> str:
    """Which rule of which set gave the light."""
    rules = light_rules().get(found.light_rules)
    if rules is None or not found.light.rule:
        return ""
    name = rules.en if english else rules.zh
    return f"{name}, rule {found.light.rule}" if english else f"{name}第{found.light.rule}条"
