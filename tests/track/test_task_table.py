"""The Excel list of tasks: every error before anything is saved, and what goes out comes back unchanged."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from ximu.ledger.errors import TrackError
from ximu.track.actions import ItemContent, NewMilestone, act, create_item, report_progress
from ximu.track.actions.progress import NewProgress
from ximu.track.exchange.cells import CellError, UnitNames, date_of
from ximu.track.exchange.import_table import import_tasks
from ximu.track.exchange.read_table import TaskTable, read_task_table
from ximu.track.exchange.write_table import task_table
from ximu.track.models import Item, JournalEntry
from ximu.track.permissions import visible_to
from ximu.track.rules.playbook_file import shipped_playbooks

BOOK = shipped_playbooks()["key_tasks"]
HEADER = (
    "序号",
    "目标任务",
    "具体措施",
    "牵头领导",
    "牵头单位",
    "配合（协办）单位",
    "责任人",
    "完成时间",
    "一季度形象进度",
    "进展情况",
)


def workbook(rows: Sequence[Sequence[Any]], merged: Sequence[str] = ()) -> bytes:
    """A workbook with these rows on its first sheet."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    for cells in merged:
        sheet.merge_cells(cells)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def read(world: SimpleNamespace, *rows: Sequence[Any], merged: Sequence[str] = ()) -> TaskTable:
    return read_task_table(workbook(rows, merged), world.city, BOOK, year=2026)


def grid(data: bytes) -> list[tuple[Any, ...]]:
    """All values of the first sheet."""
    sheet = load_workbook(io.BytesIO(data)).active
    assert sheet is not None
    return list(sheet.iter_rows(values_only=True))


def test_a_list_as_offices_have_it(world: SimpleNamespace) -> None:
    table = read(
        world,
        ("临江市 2026 年重点工作责任分解表",),
        (),
        ("序号", "重点工作", "具体措施", "牵头领导", "牵头单位", "协办单位", "责任人", "完成时间", "一季度", "备注"),
        (
            1,
            "改造背街小巷",
            "先勘察\n后施工",
            "张副市长",
            "市住建局",
            "市水利局",
            "李某",
            "2026年6月底前",
            "完成勘察",
            "甲",
        ),
        (2, "疏浚内河", "", "", "水利局、住建局", "", "", datetime.fromisoformat("2026-10-01"), "", ""),
        (None, None, None, None, None, None, None, None, None, None),
        (3, "常年巡查", "", "", "临江市水利局", "", "", "长期", "", ""),
    )
    assert not table.errors
    assert table.unknown_headers == ("备注",)
    assert [(row.line, row.change) for row in table.rows] == [(4, "new"), (5, "new"), (7, "new")]
    assert Item.objects.count() == 0, "reading saves nothing"
    assert import_tasks(world.inspector, world.city, BOOK, table) == (3, 0, 0)
    first, second, third = Item.objects.order_by("number")
    assert (first.lead_unit, first.due_on, first.actions_zh) == (world.housing, date(2026, 6, 30), "先勘察\n后施工")
    assert list(first.supporting_units.all()) == [world.water]
    assert [(one.period, one.plan_zh) for one in first.milestones.all()] == [("2026Q1", "完成勘察")]
    assert (second.lead_unit, list(second.supporting_units.all())) == (world.water, [world.housing])
    assert (third.lead_unit, third.due_on) == (world.water, None)
    assert JournalEntry.objects.filter(action="create").count() == 3


def test_every_error_is_shown_with_its_line_and_nothing_is_saved(world: SimpleNamespace) -> None:
    table = read(
        world,
        HEADER,
        (1, "", "", "", "市住建局", "", "", "2026-06-30", "", ""),
        (2, "甲", "", "", "市园林局", "", "", "某天", "", ""),
        (3, "乙", "", "", "市住建局", "市水力局", "", "2026-02-30", "", ""),
        (4, "丙", "", "", "市住建局", "", "", "", "", "已完成"),
        (5, "=1+1", "", "", "市住建局", "", "", "", "", ""),
        (6, "丁", "", "", "市住建局", "", "", "", "", ""),
    )
    told = {(one.line, one.column, one.what) for one in table.errors}
    assert (2, "工作内容", "it is empty") in told
    assert (3, "牵头单位", "there is no unit '市园林局'") in told
    assert (3, "完成时间", "'某天' is no date") in told
    assert (4, "配合（协办）单位", "there is no unit '市水力局'") not in told, "the header is not known"
    assert (4, "完成时间", "'2026-02-30' is no date") in told
    assert (5, "填报期", "progress without its period") in told
    assert (6, "目标任务", "a formula") in told
    assert [row.line for row in table.rows] == [7]
    with pytest.raises(TrackError, match="W051"):
        import_tasks(world.inspector, world.city, BOOK, table)
    assert Item.objects.count() == 0


def test_a_wrong_unit_gets_a_proposal(world: SimpleNamespace) -> None:
    table = read(world, ("工作内容", "责任单位"), ("甲", "市水力局"))
    assert table.errors[0].todo.startswith("did you mean 市水利局")


def test_where_no_column_leads_the_first_unit_does(world: SimpleNamespace) -> None:
    table = read(world, ("工作内容", "责任单位"), ("甲", "市水利局、市住建局"))
    content = table.rows[0].content
    assert (content.lead_unit, content.supporting_units) == (world.water, [world.housing])


def test_a_merged_cell_counts_for_every_line_it_covers(world: SimpleNamespace) -> None:
    table = read(world, ("工作内容", "牵头单位"), ("甲", "市水利局"), ("乙", None), ("丙", None), merged=["B2:B4"])
    assert [row.content.lead_unit for row in table.rows] == [world.water] * 3


def filled(world: SimpleNamespace) -> None:
    """Items with everything a table can hold, and texts that could do harm."""
    nasty = [
        '=HYPERLINK("http://x.example","y")',
        "+1+1",
        "-2",
        "@SUM(A1)",
        "\t=1",
        "_x0041_ &amp; <b>",
        "𬭚引号“”",
        "第一行\n第二行",
    ]
    for number, text in enumerate(nasty):
        create_item(world.inspector, world.city, BOOK, ItemContent(
            title_zh=f"{text}" if number % 2 else f"任务{number}", requirement_zh=text, actions_zh=text, kind_zh="城建",
            lead_unit=world.housing, lead_unit_assumed=number == 1, supporting_units=[world.water] if number % 3 else [],
            due_on=date(2026, 12, 31), due_assumed=number == 2, amount_target=Decimal("12.5") if number else None,
            amount_unit="公里", amount_kind="cap" if number == 4 else "cumulative", funds_required=Decimal("99999999999.9999") if number == 3 else None,
            milestones=[NewMilestone("2026Q1", text, Decimal(3)), NewMilestone("2026-11", "", Decimal("4.25"))],
            statements=["s-b", "s-a"], person_zh="李某", planned_start_on=date(2026, 2, 28),
        ))  # fmt: skip
    item = Item.objects.order_by("number")[0]
    act(world.inspector, item, "assign")
    report_progress(
        world.reporter, item, NewProgress("2026-03", Decimal(2), "=进展", "-问题", "+下一步", Decimal("1.5"))
    )


def test_what_goes_out_comes_back_unchanged(world: SimpleNamespace) -> None:
    filled(world)
    first = task_table(visible_to(world.head), BOOK, world.head)
    table = read_task_table(first, world.city, BOOK, year=2026)
    assert not table.errors
    assert not table.unknown_headers
    assert {(row.change, row.changed) for row in table.rows} == {("unchanged", ())}
    before = JournalEntry.objects.count()
    assert import_tasks(world.inspector, world.city, BOOK, table) == (0, 0, 8)
    assert JournalEntry.objects.count() == before
    assert grid(task_table(visible_to(world.head), BOOK, world.head)) == grid(first)


def test_what_goes_out_can_be_made_anew_elsewhere(world: SimpleNamespace) -> None:
    filled(world)
    first = task_table(visible_to(world.head), BOOK, world.head)
    from ximu.track.models import Unit

    for key, name in (("water", "市水利局"), ("housing2", "市住建局")):
        Unit.objects.create(government=world.county, key=key, name_zh=name)
    table = read_task_table(first, world.county, BOOK, year=2026)
    assert not table.errors, table.errors
    assert import_tasks(world.far_inspector, world.county, BOOK, table) == (8, 0, 0)
    again = task_table(visible_to(world.far_head).filter(government=world.county), BOOK, world.far_head)
    header = grid(first)[0]
    state = header.index("状态")
    for old, new in zip(grid(first), grid(again), strict=True):
        assert [cell for at, cell in enumerate(old) if at != state] == [
            cell for at, cell in enumerate(new) if at != state
        ]


def test_no_cell_is_a_formula(world: SimpleNamespace) -> None:
    filled(world)
    data = task_table(visible_to(world.head), BOOK, world.head)
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        sheet = packed.read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in sheet
        assert "hyperlink" not in sheet


def test_a_changed_row_changes_its_item_and_open_work_needs_a_reason(world: SimpleNamespace) -> None:
    item = create_item(world.inspector, world.city, BOOK, ItemContent(title_zh="甲", lead_unit=world.housing))
    act(world.inspector, item, "assign")
    header = ("编号", "工作内容", "牵头单位", "完成时限")
    table = read(world, header, (item.number, "甲（扩大）", "市住建局", "2026年底"))
    assert [(row.change, row.changed) for row in table.rows] == [("changed", ("title_zh", "due_on"))]
    with pytest.raises(TrackError, match=r"line 2: .*a reason is missing"):
        import_tasks(world.inspector, world.city, BOOK, table)
    assert import_tasks(world.inspector, world.city, BOOK, table, reason="扩大范围") == (0, 1, 0)
    item.refresh_from_db()
    assert (item.title_zh, item.due_on) == ("甲（扩大）", date(2026, 12, 31))


def test_a_unit_reports_by_table_and_may_not_make_items(world: SimpleNamespace) -> None:
    item = create_item(world.inspector, world.city, BOOK, ItemContent(title_zh="甲", lead_unit=world.housing))
    act(world.inspector, item, "assign")
    header = ("编号", "工作内容", "填报期", "进展情况", "累计完成数")
    table = read(world, header, (item.number, "甲", "2026-03", "推进中", 4))
    assert import_tasks(world.reporter, world.city, BOOK, table) == (0, 1, 0)
    assert item.reports.get().amount == 4
    with pytest.raises(TrackError, match=r"line 2: .*not allowed: create"):
        import_tasks(world.reporter, world.city, BOOK, read(world, header, ("", "乙", "", "", "")))


def test_what_an_action_would_refuse_is_told_before(world: SimpleNamespace) -> None:
    from ximu.track.rules.playbook_file import shipped_playbooks

    closed = create_item(world.inspector, world.city, BOOK, ItemContent(title_zh="甲", lead_unit=world.housing))
    act(world.inspector, closed, "assign")
    act(world.reporter, closed, "accept")
    act(world.head, closed, "judge_not_completed", reason="未做")
    still_open = create_item(world.inspector, world.city, BOOK, ItemContent(title_zh="乙", lead_unit=world.housing))
    act(world.inspector, still_open, "assign")
    other = create_item(world.inspector, world.city, shipped_playbooks()["inspection"], ItemContent(title_zh="丙"))
    header = ("编号", "工作内容", "牵头单位", "填报期", "进展情况")
    table = read(
        world, header, (closed.number, "甲改", "市住建局", "", ""), (still_open.number, "乙", "市水利局", "", ""),
        (other.number, "丙", "", "", ""), ("", "丁", "", "2999-01", "快了"),
    )  # fmt: skip
    assert [(one.line, one.what) for one in table.errors] == [
        (2, "closed work is not changed"), (3, "open work changes its lead unit by a transfer"),
        (4, f"{other.number} is another item"), (5, "the period is still to come"),
    ]  # fmt: skip


def test_a_table_tells_nothing_of_items_that_its_reader_cannot_see(world: SimpleNamespace) -> None:
    item = create_item(world.inspector, world.city, BOOK, ItemContent(title_zh="草稿", lead_unit=world.housing))
    data = workbook([("编号", "工作内容"), (item.number, "草稿")])
    table = read_task_table(data, world.city, BOOK, year=2026, person=world.reporter)
    assert not table.rows or table.rows[0].existing is None
    assert [one.what for one in table.errors] == [f"{item.number} is another item"]


def test_a_sheet_formatted_to_its_end_is_read_at_once(world: SimpleNamespace) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["工作内容"])
    sheet.append(["甲"])
    sheet.cell(1_000_000, 1).number_format = "0.00"
    data = io.BytesIO()
    book.save(data)
    assert len(read_task_table(data.getvalue(), world.city, BOOK, year=2026).rows) == 1


def test_two_lines_of_one_number_are_an_error(world: SimpleNamespace) -> None:
    table = read(world, ("编号", "工作内容"), ("A1", "甲"), ("A1", "乙"))
    assert [(one.line, one.what) for one in table.errors] == [(3, "A1 also stands in line 2")]


@pytest.mark.parametrize(
    "data", [b"", b"not a table", b"PK\x03\x04broken", workbook([("甲", "乙"), ("1", "2")]), workbook([HEADER])]
)
def test_what_is_no_task_table_is_one_line(world: SimpleNamespace, data: bytes) -> None:
    with pytest.raises(TrackError, match="W050"):
        read_task_table(data, world.city, BOOK, year=2026)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-06-30", date(2026, 6, 30)), ("2026/6/3", date(2026, 6, 3)), ("2026.6.3前", date(2026, 6, 3)),
        ("2026年6月3日前", date(2026, 6, 3)), ("6月3日", date(2026, 6, 3)), ("6月底", date(2026, 6, 30)),
        ("2027年2月底前", date(2027, 2, 28)), ("2026年2月", date(2026, 2, 28)), ("2026-02", date(2026, 2, 28)),
        ("二季度", date(2026, 6, 30)), ("第4季度末", date(2026, 12, 31)), ("2027年一季度前", date(2027, 3, 31)),
        ("上半年", date(2026, 6, 30)), ("年底前", date(2026, 12, 31)), ("全年", date(2026, 12, 31)),
        ("2027年底", date(2027, 12, 31)), ("2027年", date(2027, 12, 31)), ("长期坚持", None), ("", None),
    ],
)  # fmt: skip
def test_deadlines_as_people_write_them(text: str, day: date | None) -> None:
    assert date_of(text, 2026) == (day, False)
    assert date_of(f"{text}（推定）", 2026) == (day, True)


@pytest.mark.parametrize("text", ["13月底", "2026-13-01", "2月30日", "尽快", "五季度", "0", "2026年0月"])
def test_what_is_no_deadline(text: str) -> None:
    with pytest.raises(CellError):
        date_of(text, 2026)


def test_a_name_of_two_units_is_not_guessed(world: SimpleNamespace) -> None:
    world.water.other_names = ["建管办"]
    world.water.save()
    world.housing.other_names = ["建管办"]
    world.housing.save()
    names = UnitNames(world.city)
    with pytest.raises(CellError, match="several units"):
        names.one("建管办")
    assert names.many("住建局；临江市水利局") == [world.housing, world.water]
