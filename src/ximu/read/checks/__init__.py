"""Checks inside one document: what a report says against itself. Each module is one kind, and can be switched off."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ximu.ledger.finding import Finding
from ximu.ledger.measure import Measure
from ximu.read.checks import arithmetic, contradiction

Check = Callable[[Sequence[Measure]], list[Finding]]

CHECKS: dict[str, Check] = {"contradiction": contradiction.find, "arithmetic": arithmetic.find}


def check(measures: Sequence[Measure], switched_off: frozenset[str] = frozenset()) -> tuple[Finding, ...]:
    """All findings of the checks that are not switched off, in the order of the text."""
    found = [finding for name, find in CHECKS.items() if name not in switched_off for finding in find(measures)]
    return tuple(sorted(found, key=lambda finding: (finding.a.start, finding.b.start if finding.b else 0)))
