"""The working record of one number while the words around it are read."""

from __future__ import annotations

from typing import Literal, cast

from ximu.ledger.measure import Aspect, Bound, Stance, ValueRole
from ximu.read.numerals.scan import Written


class Item:
    """One measure in the making; the reader fills it step by step and then freezes it into a record.

    `left` and `right` are the words of the clause before and after the number that belong to it, `left_start`
    the position of `left` in the text.
    """

    __slots__ = (
        "action",
        "aspect",
        "bound",
        "certainty",
        "clause_end",
        "clause_start",
        "core",
        "cumulative",
        "extra",
        "firmness",
        "first_in_clause",
        "head",
        "high",
        "indicator",
        "joined",
        "left",
        "left_start",
        "low",
        "movement",
        "right",
        "role",
        "rules",
        "scope",
        "sentence_end",
        "sentence_start",
        "stance",
        "starts_change",
        "tail",
        "turns",
        "unit",
        "written",
        "year",
    )

    def __init__(self, written: Written, rule: str) -> None:
        self.written = written
        self.low, self.high, self.unit = written.low, written.high, written.unit
        self.rules: list[str] = [rule]
        self.left = self.right = self.core = self.head = self.tail = ""
        self.left_start = self.clause_start = self.clause_end = self.sentence_start = self.sentence_end = 0
        self.first_in_clause = True
        self.joined = False  # whether it continues the list of the number before it (、 or 和)
        self.indicator = self.action = self.scope = ""
        self.bound = cast(Bound, written.bound or "eq")  # the bounds of numbers.toml are these
        self.aspect: Aspect = "level"
        self.movement: Literal["rise", "fall", ""] = ""
        self.role: ValueRole = "value"
        self.stance: Stance = "result"
        self.year: int | None = None
        self.cumulative = False
        self.firmness: Literal["ensure", "strive", ""] = ""
        self.certainty: Literal["estimated", ""] = ""
        self.turns = False  # whether the words after it turn to another value (由5天|压缩到)
        self.starts_change = False  # the start of a change whose name stands after it (现行16%的税率降至13%)
        self.extra: list[str] = []  # further indicators that one number is stated of
