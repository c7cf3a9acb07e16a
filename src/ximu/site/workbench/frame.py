"""What every page of the workbench shows around its own content: who is there, for which units, what waits for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from ximu.site.language import language_of
from ximu.track.editions import playbooks
from ximu.track.models import Government, Notice, Person, Unit
from ximu.track.permissions import may


class Section(NamedTuple):
    """A part of the workbench that this person may use: the key of its name and its address."""

    name: str
    address: str


def show(
    request: HttpRequest, person: Person, template: str, context: Mapping[str, Any], status: int = 200
) -> HttpResponse:
    """Render a page of the workbench inside its frame."""
    own = governments_of(person)
    frame = {
        "person": person,
        "posts": posts_of(person),
        "sections": tuple(_sections(person, own)),
        "unread": Notice.objects.filter(person=person, read_at=None).count(),
        "twin": "",
    }
    return render(request, f"workbench/{template}", {**frame, **context}, status=status)


def governments_of(person: Person) -> list[Government]:
    """The governments in which the person holds a post today."""
    keys = {int(held.government) for held in person.roles_on()}
    return list(Government.objects.filter(pk__in=keys).order_by("pk"))


def own_places(governments: Sequence[Government]) -> Q:
    """Which reports are those of the governments: by the code of their place, or by its name."""
    codes = [one.place_code for one in governments if one.place_code]
    names = [one.name_zh.removesuffix("人民政府") for one in governments]
    return Q(place__code__in=codes) | Q(place__name__in=names)


def units_of(person: Person) -> list[Unit]:
    """The units in which the person holds a post today."""
    return list(Unit.objects.filter(pk__in={int(held.unit) for held in person.roles_on()}).order_by("pk"))


def posts_of(person: Person) -> list[str]:
    """The posts the person holds today, in words."""
    today = timezone.localdate()
    held = person.posts_held.filter(Q(until=None) | Q(until__gte=today), since__lte=today)
    return [str(one.post) for one in held.select_related("post__unit").order_by("pk")]


def name_of(entry: Any, request: HttpRequest) -> str:
    """The name of anything that has `zh` and `en`, in the language of the request."""
    return str(entry.en if language_of(request) == "en" else entry.zh)


def _sections(person: Person, governments: list[Government]) -> Any:
    def anywhere(action: str) -> bool:
        return any(may(person, action, government=one) for one in governments)

    yield Section("desk", "/workbench/")
    yield Section("items", "/workbench/items/")
    if anywhere("take_in"):
        yield Section("cases", "/workbench/cases/")
    yield Section("projects", "/workbench/projects/")
    yield Section("registers", "/workbench/registers/")
    yield Section("watch", "/workbench/watch/")
    if _votes(person):
        yield Section("votes", "/workbench/votes/")
    if anywhere("review"):
        yield Section("review", "/workbench/review/")
    if anywhere("create"):
        yield Section("breakdown", "/workbench/breakdown/")
    yield Section("standing", "/workbench/standing/")
    yield Section("statistics", "/workbench/statistics/")
    yield Section("assessments", "/workbench/assessments/")
    if anywhere("see_journal"):
        yield Section("journal", "/workbench/journal/")
    if anywhere("see_jobs"):
        yield Section("jobs", "/workbench/jobs/")
    if anywhere("manage_people"):
        yield Section("people", "/workbench/people/")


def _votes(person: Person) -> bool:
    """Whether some playbook lets one of the person's roles vote."""
    roles = {held.role for held in person.roles_on()}
    return any(roles & set(vote.who) for book in playbooks().values() for vote in book.votes)
