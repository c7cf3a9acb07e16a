"""Registers: versions of lists, river files, draws, lots, evaluations, requests of the public; who may, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from ximu.ledger.errors import TrackError
from ximu.track import journal
from ximu.track.models import JournalEntry, Notice
from ximu.track.registers import actions
from ximu.track.registers.actions.lots import first_break
from ximu.track.registers.differences import FIELDS, list_differences
from ximu.track.registers.kinds import draw_results, list_kinds, lot_steps, methods
from ximu.track.registers.models import Draw, DrawOutcome, ListEntry, ListVersion, LotStep, River, RiverChief
from ximu.track.registers.sampling import share_interval
from ximu.track.registers.tables import INSPECTOR_COLUMNS, LIST_COLUMNS, read_table
from ximu.track.rules.drawing import (
    DrawFile,
    DrawObject,
    Inspector,
    Plan,
    differences,
)

TODAY = timezone.localdate
POWERS = "编码\t名称\t类别\t实施部门\t依据\n1\t砍伐城市树木审批\t许可\t市住建局\t城市绿化条例\n2\t占道审批\t许可\t市城管局\t\n"


def refused(code: str, call: Callable[[], Any]) -> None:
    with pytest.raises(TrackError, match=code):
        call()


# ---- lists ----


def version(
    world: SimpleNamespace, text: str = POWERS, on: date = date(2026, 1, 1), kind: str = "powers"
) -> ListVersion:
    return actions.make_version(world.inspector, world.city, kind, read_table(text, LIST_COLUMNS), in_force_on=on)


def test_a_list_goes_on_by_versions(world: SimpleNamespace) -> None:
    first = version(world)
    actions.publish_version(world.head, first)
    later = version(world, POWERS.replace("占道审批", "占道经营审批").replace("1\t砍伐", "3\t砍伐"), date(2026, 5, 1))
    assert (first.number, later.number) == (1, 2)
    found = list_differences(first.entries.all(), later.entries.all())
    assert [(one.change, one.code) for one in found] == [("removed", "1"), ("changed", "2"), ("added", "3")]
    assert [(one.field, one.before, one.after) for one in found[1].fields] == [("name_zh", "占道审批", "占道经营审批")]
    actions.publish_version(world.head, later)
    refused("W143", lambda: actions.publish_version(world.head, later))
    refused("W143", lambda: actions.drop_version(world.inspector, later))
    early = version(world, on=date(2025, 1, 1))
    refused("W143", lambda: actions.publish_version(world.head, early))
    actions.drop_version(world.inspector, early)
    assert ListVersion.objects.count() == 2
    assert version(world, kind="duties").number == 1
    assert journal.verify().broken is None


def test_who_keeps_lists(world: SimpleNamespace) -> None:
    made = version(world)
    rows = read_table(POWERS, LIST_COLUMNS)
    for person in (world.reporter, world.unit_head, world.deputy, world.admin, world.far_inspector):
        refused("W010", lambda p=person: actions.make_version(p, world.city, "powers", rows, in_force_on=TODAY()))  # type: ignore[misc]
    for person in (world.inspector, world.unit_head, world.far_head):
        refused("W010", lambda p=person: actions.publish_version(p, made))  # type: ignore[misc]
    refused("W140", lambda: version(world, kind="songs"))
    refused("W141", lambda: version(world, POWERS.replace("占道审批", "长" * 301)))


entries = st.dictionaries(
    st.text("ab1", min_size=1, max_size=2),
    st.fixed_dictionaries({name: st.sampled_from(["", "甲", "乙"]) for name in FIELDS}),
    max_size=6,
).map(lambda found: [ListEntry(code=code, **fields) for code, fields in found.items()])


@given(entries, entries)
def test_laws_of_differences(before: list[ListEntry], after: list[ListEntry]) -> None:
    """Applied to what was before, the differences give what is after; the other way round they are mirrored."""
    found = list_differences(before, after)
    state = {one.code: {name: getattr(one, name) for name in FIELDS} for one in before}
    whole = {one.code: {name: getattr(one, name) for name in FIELDS} for one in after}
    for one in found:
        if one.change == "removed":
            del state[one.code]
        elif one.change == "added":
            state[one.code] = whole[one.code]
        for field in one.fields:
            assert state[one.code][field.field] == field.before
            state[one.code][field.field] = field.after
    assert state == whole
    mirror = {"added": "removed", "removed": "added", "changed": "changed"}
    assert [(mirror[one.change], one.code) for one in found] == [
        (one.change, one.code) for one in list_differences(after, before)
    ]
    assert list_differences(before, before) == ()


TABLES = {
    "nothing": "",
    "headers only": "编码,名称\n",
    "no code": "名称\n甲\n",
    "an empty name": "编码,名称\n1,甲\n2,\n",
    "a code twice": "编码,名称\n1,甲\n1,乙\n",
    "an open quotation": '编码,名称\n1,"甲\n',
    "no text": b"\xff\xfe\x00",
}


@pytest.mark.parametrize("name", TABLES)
def test_a_wrong_table_is_one_line(name: str) -> None:
    with pytest.raises(TrackError, match="W141") as told:
        read_table(TABLES[name], LIST_COLUMNS)
    assert "\n" not in told.value.line()


def test_tables_as_offices_have_them() -> None:
    wanted = [{"id": "Z1", "name": "赵某", "avoids": "B1 B2"}]
    for text in (
        "证号,姓名,回避\nZ1,赵某,B1  B2\n",
        "\ufeff证号\t姓名\t回避\r\nZ1\t赵某\tB1 B2\r\n\r\n",
        "ID,Name,avoids\nZ1,赵某,B1 B2",
    ):
        assert read_table(text, INSPECTOR_COLUMNS) == wanted
        assert (
            read_table(text.encode("gb18030") if "\ufeff" not in text else text.encode(), INSPECTOR_COLUMNS) == wanted
        )
    assert read_table("证号,姓名\nZ1,赵某\n", INSPECTOR_COLUMNS) == [{"id": "Z1", "name": "赵某", "avoids": ""}]


# ---- rivers ----


@pytest.fixture
def river(world: SimpleNamespace) -> River:
    new = actions.NewRiver(
        key="qingxi", name_zh="清溪", length_km=Decimal("12.5"), plan_zh="两年消除黑臭", plan_until=2027
    )
    return actions.add_river(world.water_reporter, world.water, new)


def test_a_river_file_and_its_chiefs(world: SimpleNamespace, river: River) -> None:
    first = actions.appoint_chief(world.water_reporter, river, "市级河长", "周某", since=date(2025, 3, 1))
    second = actions.appoint_chief(
        world.water_reporter, river, "市级河长", "吴某", since=date(2026, 2, 1), phone="0731-1"
    )
    other = actions.appoint_chief(world.water_reporter, river, "镇级河长", "郑某", since=date(2025, 3, 1))
    first.refresh_from_db()
    assert (first.until, second.until, other.until) == (date(2026, 1, 31), None, None)
    refused("W144", lambda: actions.appoint_chief(world.inspector, river, "市级河长", "王某", since=date(2026, 2, 1)))
    refused("W144", lambda: actions.dismiss_chief(world.inspector, other, date(2024, 1, 1)))
    actions.dismiss_chief(world.inspector, other, date(2026, 6, 1))
    actions.set_plan(world.water_reporter, river, "三年消除黑臭", 2028)
    assert "两年消除黑臭" in JournalEntry.objects.get(action="set_river_plan").content
    refused("W010", lambda: actions.publish_river(world.water_reporter, river))
    actions.publish_river(world.head, river)
    assert river.published_at is not None


def test_a_patrol_finds_a_problem(world: SimpleNamespace, river: River) -> None:
    chief = actions.appoint_chief(world.inspector, river, "市级河长", "周某", since=date(2025, 3, 1))
    quiet = actions.add_patrol(world.water_reporter, chief, on=date(2026, 3, 3), found_zh="水清")
    assert quiet.item is None
    problem = actions.NewProblem(title_zh="岸边乱堆渣土", kind="乱堆", spot_zh="二桥东")
    made = actions.add_patrol(world.water_reporter, chief, on=date(2026, 3, 4), found_zh="见渣土", problem=problem)
    assert made.item is not None
    assert (made.item.lead_unit, made.item.state, made.item.leader_zh) == (world.water, "found", "周某")
    assert made.item.fields == {"river": "清溪", "kind": "乱堆", "spot": "二桥东"}
    refused("W144", lambda: actions.add_patrol(world.inspector, chief, on=date(2024, 1, 1), found_zh="早了"))
    refused("W013", lambda: actions.add_patrol(world.inspector, chief, on=TODAY() + timedelta(days=1), found_zh="晚了"))
    refused("W149", lambda: actions.add_patrol(world.inspector, chief, on=date(2026, 3, 5), found_zh=" "))
    wrong = actions.NewProblem(title_zh="乱", kind="没有这类")
    refused(
        "W018", lambda: actions.add_patrol(world.inspector, chief, on=date(2026, 3, 5), found_zh="见", problem=wrong)
    )
    assert river.patrols.count() == 2


def test_who_keeps_rivers(world: SimpleNamespace, river: River) -> None:
    for person in (world.reporter, world.deputy, world.far_inspector):
        refused("W010", lambda p=person: actions.add_river(p, world.water, actions.NewRiver(key="x", name_zh="甲河")))  # type: ignore[misc]
        refused("W010", lambda p=person: actions.set_plan(p, river, "改", None))  # type: ignore[misc]
        refused("W010", lambda p=person: actions.appoint_chief(p, river, "河长", "某", since=TODAY()))  # type: ignore[misc]
    refused(
        "W144", lambda: actions.add_river(world.inspector, world.water, actions.NewRiver(key="qingxi", name_zh="乙"))
    )
    refused(
        "W144",
        lambda: actions.add_river(world.inspector, world.water, actions.NewRiver(key="y", name_zh="乙", kind="sea")),
    )
    assert RiverChief.objects.count() == 0


# ---- draws ----


def a_plan() -> Plan:
    return Plan(
        title="餐饮抽查",
        objects=tuple(DrawObject(id=f"B{n}", name=f"饭店{n}", class_="AB"[n % 2]) for n in range(8)),
        inspectors=tuple(Inspector(id=f"Z{n}", name=f"检查员{n}") for n in range(4)),
        take=3,
        weights={"B": 3},
    )


@pytest.mark.parametrize(("source", "value"), [("", ""), ("次日彩票", "03 11")])
def test_a_draw_from_commitment_to_outcome(world: SimpleNamespace, source: str, value: str) -> None:
    made = actions.commit_draw(world.unit_head, world.housing, a_plan(), source)
    assert made.drawn == []
    assert all(made.secret not in one.content for one in JournalEntry.objects.all())
    refused("W142", lambda: actions.make_draw(world.reporter, made, "" if value else "99"))
    actions.make_draw(world.reporter, made, value)
    refused("W142", lambda: actions.make_draw(world.reporter, made, value))
    told = {"plan": made.plan, "commitment": made.commitment, "secret": made.secret, "drawn": made.drawn}
    told |= {"public_source": made.public_source_zh, "public_value": made.public_value}
    assert differences(msgspec.convert(told, DrawFile)) == ()
    first = made.drawn[0]["object"]
    actions.enter_outcome(world.reporter, made, first, "nothing_found", on=TODAY())
    actions.enter_outcome(world.reporter, made, first, "put_right", on=TODAY(), found_zh="台账不全")
    assert DrawOutcome.objects.get().result == "put_right"
    missed = next(one.id for one in a_plan().objects if one.id not in {row["object"] for row in made.drawn})
    refused("W142", lambda: actions.enter_outcome(world.reporter, made, missed, "put_right", on=TODAY()))
    refused("W140", lambda: actions.enter_outcome(world.reporter, made, first, "fine", on=TODAY()))


def test_who_draws(world: SimpleNamespace) -> None:
    for person in (world.reporter, world.inspector, world.water_reporter, world.deputy, world.far_head):
        refused("W010", lambda p=person: actions.commit_draw(p, world.housing, a_plan()))  # type: ignore[misc]
    made = actions.commit_draw(world.unit_head, world.housing, a_plan())
    refused("W010", lambda: actions.make_draw(world.water_reporter, made))
    assert Draw.objects.get().drawn_at is None


# ---- lots ----


def test_a_lot_and_its_steps(world: SimpleNamespace) -> None:
    new = actions.NewLot(product_zh="鲜蛋", producer_zh="清溪合作社", origin_zh="清溪镇", made_on=date(2026, 5, 2))
    lot = actions.add_lot(world.reporter, world.housing, new)
    for kind, day, passed in (("grown", 1, None), ("tested", 3, True), ("sold", 5, None)):
        step = actions.NewStep(kind=kind, on=date(2026, 5, day), where_zh="清溪", by_zh="某", passed=passed)
        actions.add_step(world.reporter, lot, step)
    early = actions.NewStep(kind="moved", on=date(2026, 5, 4), where_zh="路上", by_zh="某")
    refused("W145", lambda: actions.add_step(world.reporter, lot, early))
    refused(
        "W140",
        lambda: actions.add_step(world.reporter, lot, actions.NewStep(kind="x", on=TODAY(), where_zh="a", by_zh="b")),
    )
    refused("W010", lambda: actions.add_step(world.water_reporter, lot, early))
    assert first_break(list(lot.steps.all())) == 0
    LotStep.objects.filter(lot=lot, number=2).update(passed=False)
    assert first_break(list(lot.steps.all())) == 2
    LotStep.objects.filter(lot=lot, number=2).delete()
    assert first_break(list(lot.steps.all())) == 3
    refused("W010", lambda: actions.recall_lot(world.reporter, lot, "不合格", on=TODAY()))
    actions.recall_lot(world.unit_head, lot, "不合格", on=TODAY())
    assert lot.recalled_on == TODAY()


# ---- evaluations ----


def evaluation(**changed: Any) -> actions.NewEvaluation:
    given = {
        "subject_zh": "政务大厅服务", "evaluator_zh": "临江学院", "method": "random_sample", "asked_whom_zh": "办过事的人",
        "asked": 500, "answered": 412, "satisfied": 371, "since": date(2026, 3, 1), "until": date(2026, 3, 20),
        "result_zh": "满意和基本满意占九成", **changed,
    }  # fmt: skip
    return actions.NewEvaluation(**given)


def test_an_evaluation_has_its_n(world: SimpleNamespace) -> None:
    made = actions.add_evaluation(world.inspector, world.city, evaluation())
    assert made.published_at is None
    refused("W010", lambda: actions.publish_evaluation(world.inspector, made))
    actions.publish_evaluation(world.head, made)
    assert made.published_at is not None


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"answered": 0}, "W146"), ({"answered": 501}, "W146"), ({"satisfied": 413}, "W146"), ({"satisfied": -1}, "W146"),
        ({"method": "guess"}, "W140"), ({"asked_whom_zh": ""}, "W149"), ({"since": date(2026, 4, 1)}, "W146"),
        ({"until": date(2099, 1, 1)}, "W013"),
    ],
)  # fmt: skip
def test_what_says_too_little_is_refused(world: SimpleNamespace, changed: dict[str, Any], code: str) -> None:
    refused(code, lambda: actions.add_evaluation(world.inspector, world.city, evaluation(**changed)))


# 15 of 148 is an example of Newcombe (Statistics in Medicine 17, 1998): 0.0624 to 0.1605.
@pytest.mark.parametrize(
    ("hits", "whole", "low", "high"),
    [(0, 10, "0.0", "27.8"), (10, 10, "72.2", "100.0"), (15, 148, "6.2", "16.0"), (371, 412, "86.8", "92.6")],
)
def test_the_interval_of_a_share(hits: int, whole: int, low: str, high: str) -> None:
    assert share_interval(hits, whole) == (Decimal(low), Decimal(high))


@given(st.integers(1, 3000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_laws_of_the_interval(pair: tuple[int, int]) -> None:
    hits, whole = pair
    found, mirror = share_interval(hits, whole), share_interval(whole - hits, whole)
    assert found is not None
    assert mirror is not None
    assert Decimal(0) <= found.low <= Decimal(hits) / whole * 100 + Decimal("0.05") and found.high <= 100
    assert abs(found.low - (100 - mirror.high)) <= Decimal("0.1")
    wider = share_interval(hits * 4, whole * 4)
    assert wider is not None and wider.high - wider.low <= found.high - found.low + Decimal("0.1")


def test_nobody_gives_no_interval() -> None:
    assert share_interval(0, 0) is None


# ---- the public ----


def test_a_request_of_the_public(world: SimpleNamespace) -> None:
    given = {
        "about": "/promises/abc/",
        "title_zh": "更正：新增就业",
        "proposed_zh": "应为 3.1 万人",
        "why_zh": "公报第二页",
    }
    case = actions.ask_correction(world.city, **given, email="citizen@example.org")
    item = case.item
    assert (item.state, item.fields["about"], item.published_at) == ("received", "/promises/abc/", None)
    assert item.due_on is not None
    assert item.due_on > item.created_on
    assert set(Notice.objects.values_list("person__username", flat=True)) >= {"inspector", "inspector2", "head"}
    told = "".join(JournalEntry.objects.values_list("content", flat=True))
    assert "citizen@" not in told
    assert "3.1" not in told
    refused("W071", lambda: actions.ask_correction(world.city, **{**given, "why_zh": " "}))


def test_words_of_registers_are_whole() -> None:
    for kinds in (list_kinds(), draw_results(), lot_steps(), methods()):
        assert len({one.zh for one in kinds.values()}) == len({one.en for one in kinds.values()}) == len(kinds)
    assert [one.id for one in list_kinds().values() if one.core] == [
        "powers",
        "duties",
        "negative",
        "approved_projects",
    ]
