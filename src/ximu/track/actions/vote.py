"""Voting on an item: 票决 of livelihood projects and ballots of satisfaction, one vote a person."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from ximu.ledger.errors import TrackError
from ximu.track.actions.change import note, take
from ximu.track.models import Ballot, Item, Person


def cast_vote(person: Person, item: Item, vote: str, choice: str) -> Ballot:
    """Vote, or change the own vote while it is open; what was chosen is not in the journal, only that a vote was cast.

    Raises TrackError W010 (no vote of this person), W023 (no such vote or choice, or it is not open).
    """
    with transaction.atomic():
        # A vote is no change of the item: two deputies may vote at once.
        now = take(item, Item.objects.values_list("version", flat=True).get(pk=item.pk))
        try:
            held = now.book.vote(vote)
        except KeyError:
            raise TrackError(f"there is no vote {vote!r}", where=now.number, code="W023") from None
        entitled = {role.role for role in person.roles_on() if role.government == str(now.government_id)}
        if not entitled & set(held.who):
            raise TrackError("no vote here", where=now.number, next_step="only those entitled vote", code="W010")
        if now.state != held.state:
            raise TrackError("the vote is not open", where=now.number, next_step="wait until it is opened", code="W023")
        if choice not in {one.id for one in held.choices}:
            raise TrackError(
                f"{choice!r} is no choice", where=now.number, next_step="choose one of the ballot", code="W023"
            )
        kept, _ = Ballot.objects.update_or_create(
            item=now, vote=vote, round=now.round, person=person, defaults={"choice": choice, "at": timezone.now()}
        )
        note(person, "cast_vote", now, {"vote": vote})
    return kept
