"""Projects for other programs: a package of the Open Contracting for Infrastructure Data Standard (OC4IDS) 0.9.

Amounts are yuan (CNY) and exact; days are given as the beginning or the end of the day in China. What the register does
not know is left out, never made up. Standard: standard.open-contracting.org/infrastructure
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from ximu.track.models import Item
from ximu.track.projects.models import YearPlan
from ximu.track.projects.stages import StageOf, stages_of_many
from ximu.track.projects.totals import USUAL_LIGHTS, money_of
from ximu.track.rules.facts import as_decimal
from ximu.track.rules.lights import light_rules

VERSION = "0.9"
_YUAN = Decimal(10_000)  # 1 万元
_CHINA = "+08:00"


def project_package(items: Sequence[Item], *, uri: str, published_at: datetime) -> dict[str, Any]:
    """The package of these projects; `uri` is where it can be had, `published_at` when its content last changed."""
    stages = stages_of_many(items)
    plans: dict[int, list[YearPlan]] = defaultdict(list)
    for plan in YearPlan.objects.filter(item__in=[item.pk for item in items]).order_by("year"):
        plans[plan.item_id].append(plan)
    # The lights are not part of the standard; any rule set will do.
    money = money_of(items, published_at.date(), light_rules()[USUAL_LIGHTS])
    publishers = list(dict.fromkeys(item.government.name_zh for item in items))
    return {
        "uri": uri,
        "publishedDate": published_at.isoformat(timespec="seconds"),
        "version": VERSION,
        "publisher": {"name": "、".join(publishers) or "ximu"},
        "projects": [_project(item, stages[item.pk], plans[item.pk], money[item.pk].invested) for item in items],
    }


def status_of(item: Item) -> str:
    """The word of the standard for the state of a project."""
    table = _table()
    known = table["state"].get(item.book.id, {}).get(item.state)
    return str(known or table["phase"][item.phase])


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads((files("ximu.track.projects") / "oc4ids.toml").read_text(encoding="utf-8"))


def _project(
    item: Item, stages: Sequence[StageOf], plans: Sequence[YearPlan], invested: Decimal | None
) -> dict[str, Any]:
    started, ended = _day_of(stages, "started"), _day_of(stages, "completed")
    parties = [_party("lead", item.lead_unit.name_zh, "publicAuthority")] if item.lead_unit else []
    if investor := item.fields.get("investor"):
        parties.append(_party("investor", str(investor), "funder"))
    found: dict[str, Any] = {
        "id": f"{item.government.key}-{item.number}",
        "updated": item.changed_at.isoformat(timespec="seconds"),
        "title": item.title_zh,
        "description": item.requirement_zh,
        "status": status_of(item),
        "type": _table()["type"].get(item.book.id),
        "period": _given({"startDate": _start(started), "endDate": _end(item.due_on)}),
        "locations": [{"id": "1", "description": str(place)}] if (place := item.fields.get("project_place")) else [],
        "budget": _budget(item, plans),
        "parties": parties,
        "completion": _completion(item, ended, invested),
    }
    return _given(found)


def _budget(item: Item, plans: Sequence[YearPlan]) -> dict[str, Any]:
    whole = as_decimal(item.fields.get("total_investment") or item.fields.get("contract_amount"))
    years = [
        {
            "id": str(plan.year),
            "amount": _money(plan.investment),
            "period": {"startDate": _start(date(plan.year, 1, 1)), "endDate": _end(date(plan.year, 12, 31))},
        }
        for plan in plans
    ]
    return _given({"amount": _money(whole) if whole is not None else {}, "budgetBreakdown": years})


def _completion(item: Item, ended: date | None, invested: Decimal | None) -> dict[str, Any]:
    """The end and the cost, once the project is completed; before that nothing is final."""
    if ended is None:
        return {}
    final = _money(invested) if invested is not None and item.phase in ("closed", "archived") else {}
    return _given({"endDate": _end(ended), "finalValue": final})


def _day_of(stages: Sequence[StageOf], name: str) -> date | None:
    """The day of a stage: what its document tells, else the day it was confirmed."""
    return next((one.dated or one.on for one in stages if one.id == name), None)


def _party(key: str, name: str, role: str) -> dict[str, Any]:
    return {"id": key, "name": name, "roles": [role]}


def _money(amount: Decimal) -> dict[str, Any]:
    return {"amount": amount * _YUAN, "currency": "CNY"}


def _start(day: date | None) -> str:
    return f"{day.isoformat()}T00:00:00{_CHINA}" if day else ""


def _end(day: date | None) -> str:
    return f"{day.isoformat()}T23:59:59{_CHINA}" if day else ""


def _given(entry: dict[str, Any]) -> dict[str, Any]:
    """The entry without what is not known."""
    return {name: value for name, value in entry.items() if value not in (None, "", [], {})}
