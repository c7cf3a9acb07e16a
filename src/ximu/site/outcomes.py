"""What came of a target as people see it: six outcomes, each with a sign of its own shape, never a color alone."""

from __future__ import annotations

from typing import Literal, NamedTuple, get_args

from ximu.ledger.link import Verdict

Outcome = Literal["kept", "partly", "missed", "unreported", "not_due", "not_testable"]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)

OF_VERDICT: dict[Verdict, Outcome] = {
    "met": "kept",
    "within_tolerance": "partly",
    "partly": "partly",
    "missed": "missed",
    "unreported": "unreported",
    "not_due": "not_due",
    "not_testable": "not_testable",
    "superseded": "not_testable",
}
# A disc filled, half filled, struck through, dashes, a dotted ring, a dash: told apart in gray and in one size of type.
SIGNS: dict[Outcome, str] = {
    "kept": "●",
    "partly": "◐",
    "missed": "⊖",
    "unreported": "┄",
    "not_due": "◌",
    "not_testable": "–",
}


class Shown(NamedTuple):
    """An outcome as a page shows it: `code` is also its class in the style sheet and its word in `[outcome]`."""

    code: Outcome
    sign: str


def outcome_of(verdict: str) -> Shown | None:
    """The outcome that a verdict counts as; None for "" (nothing was judged)."""
    code = OF_VERDICT.get(verdict)  # type: ignore[call-overload]  # any text of the database
    return None if code is None else Shown(code, SIGNS[code])
