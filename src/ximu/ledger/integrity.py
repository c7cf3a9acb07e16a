"""How far a government kept its word in a year: counts with every target they rest on, in the groups of a 2017 report."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal, get_args

from msgspec import Struct

from ximu.ledger.finding import Quotation
from ximu.ledger.link import Importance, Linked, Verdict

Group = Literal["development_targets", "investment_contracts", "livelihood_projects"]
GROUPS: tuple[Group, ...] = get_args(Group)
# judged, then due and not judged, then left out
Part = Literal[
    "kept", "late", "partly", "missed",
    "silent", "doubtful", "not_testable", "no_report",
    "not_due", "superseded", "repeated",
]  # fmt: skip
PARTS: tuple[Part, ...] = get_args(Part)
JUDGED: tuple[Part, ...] = PARTS[:4]
DUE: tuple[Part, ...] = PARTS[:8]


class Share(Struct, frozen=True, kw_only=True):
    """`count` of `whole`, and as a percent with one digit behind the point; None when there is no whole."""

    count: int
    whole: int
    percent: Decimal | None


class IntegrityPoint(Struct, frozen=True, kw_only=True):
    """One target and what it was counted as: both ends of its link, the reason in words, and why it is in its group."""

    part: Part
    target: Linked
    outcome: Linked | None
    observed: Linked | None
    verdict: Verdict
    sure: bool
    importance: Importance
    reason: str
    placed_by: str


class IntegrityGroup(Struct, frozen=True, kw_only=True):
    """The targets of one group in one year.

    `counts` has every part once, so that they add up to the points. `fulfillment`: kept among judged. `coverage`:
    judged among due. `timeliness`: in time among the named steps that were done. `testability`: promises that an outsider
    can check among all promises of the group in the report of the year. `band` is an id of the band table that was in
    force on `band_since`, None with the reason in `band_reason` (Chinese).
    """

    group: Group
    counts: dict[Part, int]
    fulfillment: Share
    coverage: Share
    timeliness: Share
    testability: Share
    band: str | None
    band_reason: str
    band_since: str
    points: tuple[IntegrityPoint, ...]


class IntegrityYear(Struct, frozen=True, kw_only=True, tag_field="kind", tag="integrity"):
    """One government in one year: three groups, what its next report admits, and how many targets are in no group.

    `year` is the year the targets are for. `admissions` quotes where the report of the next year says itself that a
    target was missed; `reported` tells whether that report is at hand.
    """

    place: str
    place_code: str | None
    year: int
    reported: bool
    groups: tuple[IntegrityGroup, ...]
    outside: int
    admissions: tuple[Quotation, ...]
