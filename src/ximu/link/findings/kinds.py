"""The list of all kinds of findings, and the one call that runs them; each can be switched off."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import localcontext

from ximu.ledger.finding import Finding
from ximu.ledger.reading import Reading, ReportReading
from ximu.link.findings import (
    ambition,
    amplification,
    arithmetic,
    contradiction,
    counting,
    growth,
    recycled,
    repeated,
    steps,
)
from ximu.link.findings.shelf import Shelf, shelve
from ximu.link.quantity import ARITHMETIC

Kind = Callable[[Shelf], Iterator[Finding]]

# Rule → what finds it. The rule names are what `--only` and `--without` take beside the types.
RULES: dict[str, Kind] = {
    "contradiction.within": contradiction.within,
    "contradiction.shifted_point": contradiction.shifted_point,
    "contradiction.retold": contradiction.retold,
    "contradiction.next_year": contradiction.next_year,
    "arithmetic.within": arithmetic.within,
    "arithmetic.share_of_whole": arithmetic.share_of_whole,
    "arithmetic.parts_exceed_whole": arithmetic.parts_exceed_whole,
    "arithmetic.parts_short_of_whole": counting.parts_short_of_whole,
    "arithmetic.editions": counting.editions,
    "arithmetic.days_and_rate": arithmetic.days_and_rate,
    "arithmetic.per_head": arithmetic.per_head,
    "arithmetic.level_and_growth": growth.level_and_growth,
    "arithmetic.multiple_of_start": growth.multiple_of_start,
    "arithmetic.average_growth": growth.average_growth,
    "arithmetic.average_since": growth.average_since,
    "repeated.promised_again": repeated.promised_again,
    "repeated.first_after_second": steps.first_after_second,
    "repeated.title_again": steps.title_again,
    "ambition.target_below_result": ambition.target_below_result,
    "ambition.goal_out_of_reach": ambition.goal_out_of_reach,
    "amplification.above_superior": amplification.above_superior,
    "amplification.ratchet": amplification.ratchet,
    "recycled.sentence": recycled.sentence,
}
TYPES = tuple(dict.fromkeys(rule.partition(".")[0] for rule in RULES))


def find(
    readings: Iterable[Reading], switched_off: frozenset[str] = frozenset(), *, least_severity: int = 1
) -> tuple[Finding, ...]:
    """All findings over these readings; see `find_in`."""
    given = ((found, reading.text) for reading in readings for found in reading.reports)
    return find_in(given, switched_off, least_severity=least_severity)


def find_in(
    given: Iterable[tuple[ReportReading, str]], switched_off: frozenset[str] = frozenset(), *, least_severity: int = 1
) -> tuple[Finding, ...]:
    """All findings over these reports, in the order of the sources and of the text.

    `given`: each report with the source text it was read from; with "" for a text that is not at hand only its numbers
    are looked at. `switched_off`: types (`recycled`) or rules (`ambition.goal_out_of_reach`). `least_severity`: 1 notes
    too, 2 what to look at, 3 only what is wrong.
    """
    found: dict[tuple[object, ...], Finding] = {}
    # Damaged numbers may be beyond all bounds: what cannot be calculated becomes no number and is passed over.
    with localcontext(ARITHMETIC):
        shelf = shelve(given)
        for rule, finds in RULES.items():
            if rule in switched_off or rule.partition(".")[0] in switched_off:
                continue
            for one in finds(shelf):
                if one.severity >= least_severity:
                    found.setdefault(_place_in_text(one), one)
    return tuple(sorted(found.values(), key=_place_in_text))


def _place_in_text(one: Finding) -> tuple[object, ...]:
    other = (one.b.source, one.b.start) if one.b else ("", -1)
    return (one.source, one.a.start, one.type, *other)
