"""Figures that follow from a government's own work, as a draft tells them: each with what it counts and where it stands."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from msgspec import Struct

from ximu.link.products.words import word


class WorkFigure(Struct, frozen=True, kw_only=True):
    """A rate of a playbook over the work of one place and year, as things stood at the end of `until`.

    `percent` is exact; `indicator_id` the indicator that reports state it under, "" for none; `counted_zh` says how it is
    counted, `left_out_zh` what is left out and why, `source_zh` the document that the rate comes from.
    """

    place: str
    year: int
    until: date
    playbook_zh: str
    edition: int
    rate_zh: str
    indicator_id: str
    numerator: Decimal
    denominator: Decimal
    percent: Decimal
    counted_zh: str
    left_out_zh: str
    source_zh: str

    @property
    def words(self) -> str:
        """The percent to one place, with the two numbers it is made of."""
        return word(
            "draft", "work_value", "zh",
            percent=f"{self.percent:.1f}", part=_plain(self.numerator), whole=_plain(self.denominator),
        )  # fmt: skip

    @property
    def note(self) -> str:
        """Where the figure comes from, for a footnote."""
        left_out = word("draft", "work_left_out", "zh", words=self.left_out_zh) if self.left_out_zh else ""
        return word(
            "draft", "work_note", "zh",
            playbook=self.playbook_zh, edition=self.edition, rate=self.rate_zh, until=self.until.isoformat(),
            counted=self.counted_zh, left_out=left_out, source=self.source_zh,
        )  # fmt: skip


def by_playbook(figures: tuple[WorkFigure, ...]) -> dict[str, list[WorkFigure]]:
    """The figures under the name of their playbook, in their order."""
    found: dict[str, list[WorkFigure]] = {}
    for one in figures:
        found.setdefault(one.playbook_zh, []).append(one)
    return found


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"
