"""An invented hotline for the tests of the pages of cases: the office of the workbench with a clerk."""

from __future__ import annotations

from typing import Any

from bench_people import Office, office

from ximu.track import actions
from ximu.track.cases.actions import receive
from ximu.track.cases.content import NewCase, NewRequester
from ximu.track.cases.models import Case
from ximu.track.models import Person, Post, PostHolder, Unit

SECRET = NewRequester("钱某", "13800001111", "qian@mail.example", "临江路8号")


def hotline(key: str = "here", place: str = "临江市") -> Office:
    """The office, with a clerk when the demonstration has none."""
    government, people = office(key, place)
    if "clerk" not in people:
        unit = Unit.objects.create(government=government, key="hotline", name_zh="热线中心")
        post = Post.objects.create(unit=unit, title_zh="受理员", role="clerk")
        people["clerk"] = Person.objects.create(username=f"{key}-clerk", name_zh="受理员")
        PostHolder.objects.create(post=post, person=people["clerk"], since="2020-01-01")
    return government, people


def came_in(of: Office, words: str = "滨河路路灯不亮，夜里很黑。", **more: Any) -> Case:
    """A case from the public."""
    given = {"words_zh": words, "channel": "web", "category": "street_light", "requester": SECRET, **more}
    return receive(of[0], NewCase(**given))


def dispatched(of: Office, **more: Any) -> Case:
    """A case with the water bureau."""
    case, (government, people) = came_in(of, **more), of
    actions.act(people["clerk"], case.item, "take_in", fields={"matter": "求助"})
    actions.act(people["clerk"], case.item, "dispatch", unit=government.units.get(key="water"))
    return case


def closed(of: Office, reply: str = "灯已修好", **more: Any) -> Case:
    """A case that the water bureau answered."""
    case, people = dispatched(of, **more), of[1]
    actions.act(people["reporter"], case.item, "accept")
    actions.act(people["reporter"], case.item, "report", reply=reply)
    actions.act(people["clerk"], case.item, "close")
    return case
