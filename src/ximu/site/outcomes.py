"""What came of a target as people see it: six outcomes, each with a sign of its own shape, never a color alone."""

from __future__ import annotations

from typing import NamedTuple

from ximu.link.standing import STATE_OF, STATES, State

Outcome = State
OUTCOMES = STATES
OF_VERDICT = STATE_OF
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
    """The outcome that a verdict counts as, or that a promise's state names; None for "" (nothing was judged)."""
    code = next((one for one in OUTCOMES if one == verdict), None) or OF_VERDICT.get(verdict)  # type: ignore[call-overload]
    return None if code is None else Shown(code, SIGNS[code])
