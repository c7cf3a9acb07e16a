"""Saying that a project which reports name is, or is not, a project of the register."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from ximu.ledger.errors import TrackError
from ximu.track.actions.change import keep, note, take
from ximu.track.models import Item, Person
from ximu.track.permissions import require
from ximu.track.projects.models import ProjectJoin


def decide_join(
    person: Person, item: Item, project: str, word: str, *, statement: str = "", version: int | None = None
) -> ProjectJoin:
    """Keep the person's word: "same" or "other". `project` and `statement` are public ids of the ledger.

    A word can be changed by another one; the journal has both. Raises TrackError W010, W172 (no such word, or no
    project), ConflictError W020.
    """
    if word not in ProjectJoin.Word.values or not project or len(project) > 64:
        raise TrackError(f"{word!r} about {project!r}", where=item.number, next_step="say same or other", code="W172")
    with transaction.atomic():
        now = take(item, version)
        require(person, "edit", now)
        if now.book.kind != "project":
            raise TrackError("no project", where=now.number, next_step="join projects only", code="W172")
        kept, _ = ProjectJoin.objects.update_or_create(
            item=now, project=project,
            defaults={"word": word, "statement": statement, "by": person, "at": timezone.now()},
        )  # fmt: skip
        keep(now)
        note(person, "join_project", now, {"project": project, "word": word, "statement": statement})
    item.refresh_from_db()
    return kept
