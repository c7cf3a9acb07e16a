"""The figures that reports state for projects, reproduced from generated work with exactly those counts and amounts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest
from project_world import DAY, listed, made, signed, stage

from ximu.track.actions import NewEvidence, act
from ximu.track.models import Item
from ximu.track.projects.totals import Totals, totals
from ximu.track.rules.playbook_file import shipped_playbooks

pytestmark = pytest.mark.slow
D = Decimal


def at(world: SimpleNamespace, book: str, on: date = DAY) -> Totals:
    return totals(shipped_playbooks()[book], Item.objects.filter(government=world.city), on)


def shares(total: int, count: int) -> list[int]:
    """So many whole amounts that make exactly `total`."""
    return [total // count + (1 if number < total % count else 0) for number in range(count)]


def rate(found: Totals, name: str) -> tuple[Decimal, Decimal, Decimal | None]:
    one = next(one for one in found.rates if one.rate == name)
    return one.numerator, one.denominator, one.percent


def test_contracts_of_176_billion_of_which_73_5_percent_fulfilled(world: SimpleNamespace) -> None:
    for number, amount in enumerate(shares(17_600_000, 200)):
        signed(world, f"项目{number + 1}", amount, ["fulfillment"] if number < 147 else [])
    found = at(world, "investment_promotion")
    assert rate(found, "fulfillment_rate") == (D(147), D(200), D("73.5"))
    assert rate(found, "fulfillment_rate_amount")[1] == D(17_600_000)
    assert rate(found, "fulfillment_rate_amount")[0] == 147 * 88_000


def test_three_hundred_projects_of_100_billion_200_started_100_completed(world: SimpleNamespace) -> None:
    def stages(number: int) -> Sequence[str]:
        return ["start", "completion"] if number < 100 else ["start"] if number < 200 else []

    for number, amount in enumerate(shares(10_000_000, 300)):
        listed(world, f"项目{number + 1}", amount, stages(number))
    found = at(world, "key_projects")
    assert {name: len(keys) for name, keys in found.reached.items()} == {
        "preparing": 300, "started": 200, "completed": 100, "in_operation": 0,
    }  # fmt: skip
    assert rate(found, "start_rate")[:2] == (D(200), D(300))
    assert rate(found, "start_rate_amount")[1] == D(10_000_000)
    assert rate(found, "completion_rate")[:2] == (D(100), D(300))


def test_renewal_of_4132_households_and_18_estates(world: SimpleNamespace) -> None:
    def estate(name: str, kind: str, **counted: int) -> None:
        item = made(world, "housing_renewal", name)
        survey = {"date": DAY, "evidence": [NewEvidence("摸底表", note_zh="附件")], "on": DAY}
        act(world.inspector, item, "survey", fields={"renewal": kind, **counted}, **survey)
        for step in ("start", "completion"):
            stage(world, item, step)

    for number, households in enumerate(shares(4132, 12)):
        estate(f"片区{number + 1}", "棚户区", households=households)
    for number in range(18):
        estate(f"小区{number + 1}", "老旧小区")
    found = at(world, "housing_renewal")
    assert rate(found, "completion_rate_households") == (D(4132), D(4132), D(100))
    done = next(one for one in found.rates if one.rate == "completion_rate").numerator_keys
    kinds = Item.objects.filter(pk__in=done).values_list("fields__renewal", flat=True)
    assert (len(done), sum(kind == "老旧小区" for kind in kinds)) == (30, 18)
