"""A case comes in: its item on a playbook, the person's words, who asked, photos; clerks are told."""

from __future__ import annotations

from datetime import date, datetime, time

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from ximu.ledger.errors import TrackError
from ximu.track import journal
from ximu.track.actions.change import note, tidy
from ximu.track.actions.evidence import check_evidence, keep_evidence
from ximu.track.actions.item import ItemContent
from ximu.track.actions.making import Making
from ximu.track.cases.codes import new_code
from ximu.track.cases.content import NewCase, title_of, wrongs
from ximu.track.cases.models import Case, Requester
from ximu.track.editions import playbooks
from ximu.track.models import Government, Item, Person
from ximu.track.notices import holders, tell
from ximu.track.permissions import require

PUBLIC = "(public)"  # no user name that the page of people would take


def receive(government: Government, new: NewCase, *, by: Person | None = None, on: date | None = None) -> Case:
    """Keep a case that came in on the day `on` (today when None); `by` is the clerk, None for the public.

    A case of the same channel with the same `outside_id` is not kept twice: the earlier one is given back. Raises
    TrackError W010 (not a clerk), W071 (what is missing or wrong), W015 (a photo that is none), W018 (no such field).
    """
    if by is not None:
        require(by, "take_in", government=government)
    if found := list(wrongs(new)):
        raise TrackError(
            "; ".join(f"{one.field}: {one.what}" for one in found), next_step="correct what is named", code="W071"
        )
    book = playbooks().get(new.playbook)
    if book is None or book.kind != "case":
        raise TrackError("no playbook of cases", where=new.playbook, next_step="name one of kind case", code="W071")
    check_evidence(new.evidence)
    with transaction.atomic():
        journal.hold_writers()  # so that of the same case sent twice at once the second finds the first
        if known := _known(government, new):
            return known
        person = by or public_person()
        content = ItemContent(
            title_zh=tidy(new.title_zh) or title_of(tidy(new.words_zh)) or tidy(new.words_zh)[:40], fields=new.fields
        )
        making = Making(person, government, book, on)
        making.draw(content)
        item = making.keep(noted=False)[0]
        case = _case(item, new, on)
        for one in new.evidence:
            keep_evidence(person, item, one)
        note(by, "receive_case", item, {
            "playbook": book.id, "edition": book.edition, "channel": new.channel, "category": new.category,
            "characters": len(case.words_zh), "place": bool(case.place_zh or case.latitude is not None),
            "requester": [name for name, value in new.requester._asdict().items() if value],
            "evidence": [one.digest() for one in new.evidence],
        })  # fmt: skip
        others = [one for one in holders(item, ("clerk",)) if by is None or one.pk != by.pk]
        tell(others, "case_received", item, f"case:{item.pk}", {"number": item.number})
    return case


def public_person() -> Person:
    """Whom rows of the public name as their maker: nobody can sign in as them, and they hold no post."""
    # Two first cases may come in at once: the database lets one of them make the row, and the other finds it.
    made = {"name_zh": "公众", "is_active": False, "password": make_password(None)}
    return Person.objects.get_or_create(username=PUBLIC, defaults=made)[0]


def _known(government: Government, new: NewCase) -> Case | None:
    if not new.outside_id:
        return None
    return (
        Case.objects.select_related("item")
        .filter(item__government=government, channel=new.channel, outside_id=new.outside_id[:200])
        .first()
    )


def _received(on: date | None) -> datetime:
    """When it came: now, or the beginning of an earlier day, of which no more is known."""
    now = timezone.now()
    if on is None or on >= timezone.localdate(now):
        return now
    return timezone.make_aware(datetime.combine(on, time()))


def _case(item: Item, new: NewCase, on: date | None) -> Case:
    case = Case.objects.create(
        item=item, code=new_code(), channel=new.channel, scheme=new.scheme, category=new.category,
        words_zh=tidy(new.words_zh), place_zh=" ".join(tidy(new.place_zh).split()), latitude=new.latitude,
        longitude=new.longitude, public_wanted=new.public_wanted, outside_id=new.outside_id[:200],
        received_at=_received(on),
    )  # fmt: skip
    who = {name: " ".join(tidy(value).split()) for name, value in new.requester._asdict().items()}
    if any(who.values()):
        Requester.objects.create(case=case, **who)
    return case
