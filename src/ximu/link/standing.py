"""How a promise stands: one state from the verdicts of all targets in it, and why in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Literal, NamedTuple, get_args

from ximu.ledger.commitment import Commitment
from ximu.ledger.link import Link, Verdict

State = Literal["kept", "partly", "missed", "unreported", "not_due", "not_testable"]
STATES: tuple[State, ...] = get_args(State)

STATE_OF: dict[Verdict, State] = {
    "met": "kept",
    "within_tolerance": "partly",
    "partly": "partly",
    "missed": "missed",
    "unreported": "unreported",
    "not_due": "not_due",
    "not_testable": "not_testable",
    "superseded": "not_testable",
}
WORD_ZH: dict[State, str] = {
    "kept": "兑现",
    "partly": "基本或部分做到",
    "missed": "未达到",
    "unreported": "没有下文",
    "not_due": "未到期",
    "not_testable": "无法检验",
}


class Standing(NamedTuple):
    """The state of a promise, the reason in words (Chinese), and whether a person need not look."""

    state: State
    reason: str
    sure: bool


def of_links(links: Sequence[Link]) -> Standing:
    """The standing of a promise by the links of its targets, at least one.

    One link speaks for itself. Of several, what is not yet due keeps the whole open unless a part was missed; kept
    parts beside missed or silent ones are partly; what cannot be tested has no say beside what can.
    """
    if len(links) == 1:
        (only,) = links
        return Standing(STATE_OF[only.verdict], only.reason, only.sure)
    counts = Counter(STATE_OF[link.verdict] for link in links)
    said = "、".join(f"{WORD_ZH[state]}{counts[state]}项" for state in STATES if counts[state])
    sure = all(link.sure for link in links)
    return Standing(_together(counts), f"这句话里有{len(links)}个目标：{said}", sure)


def _together(counts: Counter[State]) -> State:
    if counts["not_due"] and not counts["missed"]:
        return "not_due"
    good, bad = counts["kept"] + counts["partly"], counts["missed"]
    if counts["partly"] or (good and (bad or counts["unreported"])):
        return "partly"
    if good:
        return "kept"
    if bad:
        return "missed"
    return "unreported" if counts["unreported"] else "not_testable"


def without_link(promise: Commitment, newest_report: int) -> Standing:
    """The standing of a promise that no rule can hold against anything; `newest_report` is the latest year at hand."""
    if promise.label == "directional":
        return Standing("not_testable", "只说了方向，没有可以检验的结果", promise.sure)
    if promise.label == "ongoing":
        return Standing("not_testable", "持续推进的工作，没有说做到哪一步为止", promise.sure)
    if promise.due_on is not None and promise.due_on.year >= newest_report:
        return Standing("not_due", f"期限是{promise.due_on.year}年，还没有结果可对", promise.sure)
    return Standing("not_testable", "没有可以对照的数或名称", promise.sure)
