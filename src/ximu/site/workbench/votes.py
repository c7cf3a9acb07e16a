"""票决: ballots that wait for a person, on the page of an item and in a list of their own; and what was counted."""

from __future__ import annotations

from typing import NamedTuple

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST, require_safe

from ximu.site.language import language_of, say
from ximu.site.workbench.frame import show
from ximu.site.workbench.sign_in import signed_in
from ximu.track import actions
from ximu.track.item_facts import item_facts
from ximu.track.models import Ballot, Item, Person, PlaybookEdition
from ximu.track.permissions import visible_to
from ximu.track.rules.facts import has_passed
from ximu.track.rules.playbook import Vote

PER_PAGE = 50


class OpenBallot(NamedTuple):
    """A vote the person may cast now: its choices with their names, and what the person chose last ("" for nothing)."""

    item: Item
    id: str
    name: str
    choices: tuple[tuple[str, str], ...]
    chosen: str
    chosen_name: str


class BallotCount(NamedTuple):
    """What was counted in the round that the item is in; `still_open`: shown early, to the inspection head alone."""

    name: str
    rows: tuple[tuple[str, int], ...]
    cast: int
    eligible: int
    passed: bool
    still_open: bool


@require_safe
@signed_in
def votes_page(request: HttpRequest, person: Person) -> HttpResponse:
    """The open votes of the governments in which the person may vote; those not yet cast come first."""
    language = language_of(request)
    found = visible_to(person).filter(_votable(person)).select_related("edition", "lead_unit", "government")
    own = Ballot.objects.filter(person=person, item__in=found).values_list("item", "vote", "round", "choice")
    chosen = {(item, vote, round_): choice for item, vote, round_, choice in own}
    ballots = [
        _ballot(item, vote, chosen.get((item.pk, vote.id, item.round), ""), language)
        for item in found.order_by("number")
        for vote in item.book.votes
        if vote.state == item.state and _entitled(person, item, vote)
    ]
    ballots.sort(key=lambda one: bool(one.chosen))
    page = Paginator(ballots, PER_PAGE).get_page(request.GET.get("page"))
    waiting = sum(not one.chosen for one in ballots)
    return show(request, person, "votes.html", {"ballots": page.object_list, "pages": page, "waiting": waiting})


@require_POST
@signed_in
def cast(request: HttpRequest, person: Person, key: int, vote: str) -> HttpResponse:
    """Cast or change the person's vote."""
    item = get_object_or_404(visible_to(person).select_related("edition", "government").filter(pk=key))
    actions.cast_vote(person, item, vote, request.POST.get("choice", ""))
    messages.success(request, say("vote.cast", language_of(request), number=item.number))
    back = request.POST.get("next", "")
    return HttpResponseRedirect(back if back.startswith("/workbench/") else f"/workbench/items/{item.pk}/")


def open_ballots(person: Person, item: Item, language: str) -> list[OpenBallot]:
    """The votes on one item that the person may cast now."""
    own = Ballot.objects.filter(person=person, item=item, round=item.round)
    chosen = dict(own.values_list("vote", "choice"))
    return [
        _ballot(item, vote, chosen.get(vote.id, ""), language)
        for vote in item.book.votes
        if vote.state == item.state and _entitled(person, item, vote)
    ]


def ballot_counts(person: Person, item: Item, language: str) -> list[BallotCount]:
    """The counts of votes whose state was left; of an open one for the inspection head alone."""
    if not item.book.votes:
        return []
    head = any(
        held.role == "inspection_head" and held.government == str(item.government_id) for held in person.roles_on()
    )
    facts = item_facts(item)
    held_in = {event.state_before for event in facts.events} | {item.state}
    shown = []
    for vote in item.book.votes:
        still_open = vote.state == item.state
        if vote.state not in held_in or (still_open and not head) or vote.id not in facts.ballots:
            continue
        counted = facts.ballots[vote.id]
        rows = tuple((_name(one, language), counted.by_choice.get(one.id, 0)) for one in vote.choices)
        passed = has_passed(vote, counted)
        total = sum(n for _, n in rows)
        shown.append(BallotCount(_name(vote, language), rows, total, counted.eligible, passed, still_open))
    return shown


def _votable(person: Person) -> Q:
    """Items in a state in which their own edition of a playbook lets the person vote."""
    wanted = Q(pk__in=[])
    for edition in PlaybookEdition.objects.all():
        for vote in edition.book.votes:
            governments = [int(held.government) for held in person.roles_on() if held.role in vote.who]
            wanted |= Q(edition=edition, state=vote.state, government__in=governments)
    return wanted


def _entitled(person: Person, item: Item, vote: Vote) -> bool:
    return any(held.role in vote.who and held.government == str(item.government_id) for held in person.roles_on())


def _ballot(item: Item, vote: Vote, chosen: str, language: str) -> OpenBallot:
    choices = tuple((one.id, _name(one, language)) for one in vote.choices)
    return OpenBallot(item, vote.id, _name(vote, language), choices, chosen, dict(choices).get(chosen, ""))


def _name(entry: object, language: str) -> str:
    return str(getattr(entry, "en" if language == "en" else "zh"))
