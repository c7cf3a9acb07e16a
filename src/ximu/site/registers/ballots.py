"""Counts of ballots round by round, once a round is over: how many chose what, never who."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from msgspec import Struct

from ximu.track.item_facts import eligible_voters
from ximu.track.models import Ballot, Item, ItemMove
from ximu.track.rules.facts import Ballots, has_passed


class Choice(Struct, frozen=True, kw_only=True):
    """How many chose this."""

    zh: str
    en: str
    votes: int


class BallotRound(Struct, frozen=True, kw_only=True):
    """One round of a vote. `eligible` are those entitled today, null for a round that is past."""

    zh: str
    en: str
    round: int
    choices: tuple[Choice, ...]
    cast: int
    eligible: int | None
    passed: bool | None


def ballot_rounds(item: Item, moves: Iterable[ItemMove]) -> tuple[BallotRound, ...]:
    """The rounds of every vote whose state was left again, oldest first."""
    over = {(one.state_before, one.round) for one in moves if one.state_before != one.state_after}
    counts = Counter(Ballot.objects.filter(item=item).values_list("vote", "round", "choice")) if item.book.votes else {}
    found = []
    for vote in item.book.votes:
        for _, number in sorted(pair for pair in over if pair[0] == vote.state):
            by_choice = {one.id: counts[vote.id, number, one.id] for one in vote.choices}
            now = number == item.round
            eligible = eligible_voters(item, vote.who) if now else None
            passed = has_passed(vote, Ballots(by_choice, eligible)) if eligible is not None else None
            found.append(BallotRound(
                zh=vote.zh, en=vote.en, round=number, cast=sum(by_choice.values()), eligible=eligible, passed=passed,
                choices=tuple(Choice(zh=one.zh, en=one.en, votes=by_choice[one.id]) for one in vote.choices),
            ))  # fmt: skip
    return tuple(found)
