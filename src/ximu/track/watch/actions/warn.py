"""Raising warnings: each becomes an item of the playbook `watch_warnings`, once."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from ximu.track import journal
from ximu.track.actions import ItemContent, create_item
from ximu.track.editions import playbooks
from ximu.track.models import Government, Item, Person
from ximu.track.permissions import require
from ximu.track.watch.figures import Watched, watched
from ximu.track.watch.models import RaisedWarning
from ximu.track.watch.rules import Warned

PLAYBOOK = "watch_warnings"


def raise_warnings(person: Person, government: Government, on: date | None = None) -> list[Item]:
    """The new items for what warns at the end of the day `on`; a warning that was raised before is not raised again.

    Raises TrackError W010 when the person may not make items.
    """
    require(person, "create", government=government)
    day = on or timezone.localdate()
    return [
        item
        for one in watched(government, day)
        for warned in one.standing.warned
        if (item := _raise(person, government, one, warned)) is not None
    ]


def _raise(person: Person, government: Government, one: Watched, warned: Warned) -> Item | None:
    named = {
        "government": government, "series": one.series.id, "spot_zh": one.spot_zh, "rule": warned.rule.id,
        "period": warned.figure.period,
    }  # fmt: skip
    with transaction.atomic():
        journal.hold_writers()  # so that of two runs at a time the second sees what the first raised
        if RaisedWarning.objects.filter(**named).exists():
            return None
        item = create_item(person, government, playbooks()[PLAYBOOK], _content(one, warned))
        RaisedWarning.objects.create(**named, item=item, at=timezone.now())
    return item


def _content(one: Watched, warned: Warned) -> ItemContent:
    figure, series = warned.figure, one.series
    where = f"（{one.spot_zh}）" if one.spot_zh else ""
    said = f"{series.zh}{where}{figure.period}为{series.written_zh(figure.value)}"
    if warned.compared is not None:
        said += f"，上年同期{series.written_zh(warned.compared.value)}"
    return ItemContent(
        title_zh=f"{series.zh}{where}：{warned.rule.zh}", requirement_zh=f"{said}。规则：{warned.rule.zh}。",
        year=figure.until.year, indicator_id=series.id,
        fields={
            "series": series.id, "period": figure.period, "value": format(figure.value, "f"), "value_unit": series.unit,
            "light": {"yellow": "黄", "orange": "橙", "red": "红"}[warned.rule.light],
        },
    )  # fmt: skip
