"""Playbooks in use: those that ship and those of the folder XIMU_PLAYBOOKS, kept in the database by edition."""

from __future__ import annotations

from pathlib import Path

import msgspec
from django.conf import settings
from django.db import transaction

from ximu.ledger.errors import TrackError
from ximu.track.models import Item, PlaybookEdition
from ximu.track.rules.playbook import Playbook, playbook_digest
from ximu.track.rules.playbook_file import folder_playbooks, shipped_playbooks


def playbooks() -> dict[str, Playbook]:
    """Every playbook that new items can be made with, by id; a file of the own folder replaces a shipped one.

    Raises TrackError when a file of the folder is wrong.
    """
    folder = str(getattr(settings, "TRACK_PLAYBOOKS", "") or "")
    own = folder_playbooks(Path(folder)) if folder else {}
    return {**shipped_playbooks(), **own}


def book_named_by(item: Item, playbook: str, entry: str) -> Playbook:
    """The playbook that the entry `entry` of the item's own playbook names. Raises TrackError W007 when it is not in use."""
    book = playbooks().get(playbook)
    if book is None:
        raise TrackError(
            f"the playbook {playbook} is not in use", where=f"{item.number}: {item.book.id}",
            next_step=f"put it into the folder of playbooks, or name another in {entry}", code="W007",
        )  # fmt: skip
    return book


def rules_in_force() -> tuple[str, ...]:
    """The digests of all playbooks: another value when any rule has changed. Raises as `playbooks`."""
    return tuple(playbook_digest(book) for book in playbooks().values())


def edition_of(book: Playbook) -> PlaybookEdition:
    """The kept edition of `book`, kept now when it is new.

    Raises TrackError W006 when the file changed without a new edition number: items of the old text would otherwise
    silently follow other rules.
    """
    digest = playbook_digest(book)
    kept = PlaybookEdition.objects.filter(playbook=book.id, edition=book.edition).first()
    if kept is None:
        with transaction.atomic():
            kept, _ = PlaybookEdition.objects.get_or_create(
                playbook=book.id,
                edition=book.edition,
                defaults={"digest": digest, "content": msgspec.json.encode(book).decode()},
            )
    # What an older program kept lacks the entries that came since; it says the same when it reads the same.
    if kept.digest != digest and kept.book != book:
        raise TrackError(
            f"the playbook {book.id} changed but is still edition {book.edition}",
            where=book.id, next_step=f"write edition = {book.edition + 1}", code="W006",
        )  # fmt: skip
    return kept


def adopt(item: Item, book: Playbook) -> bool:
    """Put open work under a newer edition; closed work, and work in a state the new edition lacks, stays as it is.

    Called inside a transaction by the action that adopts. Returns whether the item was changed.
    """
    if item.phase in ("closed", "archived") or item.book.id != book.id:
        return False
    if item.state not in {state.id for state in book.states}:
        return False
    edition = edition_of(book)
    if item.edition_id == edition.pk:
        return False
    item.edition = edition
    item.save(update_fields=["edition"])
    return True
