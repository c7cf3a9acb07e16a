"""What was said about projects that reports name: which of them are projects of the register."""

from __future__ import annotations

from collections.abc import Iterable

from ximu.track.models import Item, Person
from ximu.track.permissions import visible_to
from ximu.track.projects.models import ProjectJoin


def joined_items(person: Person | None, project: str) -> list[Item]:
    """The register's projects that are this project of reports, of those the person can see, oldest first."""
    same = ProjectJoin.objects.filter(project=project, word=ProjectJoin.Word.SAME)
    keys = list(same.values_list("item", flat=True))
    if not keys:  # mostly: then nothing else is asked
        return []
    return list(
        visible_to(person).filter(pk__in=keys).select_related("lead_unit", "edition", "government").order_by("pk")
    )


def decided(item: Item) -> dict[str, str]:
    """What was said about each project of reports: its public id → same or other."""
    return dict(ProjectJoin.objects.filter(item=item).values_list("project", "word"))


def undecided(item: Item, projects: Iterable[str]) -> list[str]:
    """Those of `projects` about which nobody has said anything yet, in their order."""
    known = decided(item)
    return [one for one in projects if one not in known]
