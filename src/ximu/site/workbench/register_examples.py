"""Examples of every register in the fictional office: a list in two versions, a river, a draw, a decision, a lot, an evaluation …

Everything goes through the actions that people use, on days of the last months.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils import timezone

from ximu.track import actions
from ximu.track.editions import playbooks
from ximu.track.models import Government, Item, Person, Unit
from ximu.track.registers import actions as registers
from ximu.track.registers.tables import LIST_COLUMNS, read_table
from ximu.track.rules.drawing import DrawObject, Inspector, Plan

LISTS = {
    "powers": """编码,名称,类别,实施部门,依据,内容
P01,城市树木砍伐审批,行政许可,市住房和城乡建设局,城市绿化条例,砍伐、移植城市树木
P02,临时占用道路审批,行政许可,市住房和城乡建设局,城市道路管理条例,占用不超过三个月
P03,民办学校设立审批,行政许可,市教育局,民办教育促进法,小学、初中
P04,校车使用许可,行政许可,市教育局,校车安全管理条例,审查线路和车辆
""",
    "duties": """编码,名称,类别,实施部门,内容
D01,中小学建设规划,规划,市教育局,每年公布新增学位
D02,供水水质监督,监管,市水利局,每月公布检测结果
""",
    "negative": "编码,名称,类别,内容\nN01,饮用水水源一级保护区内的建设,禁止,与供水无关的项目一律不准\n",
    "approved_projects": "编码,名称,类别,内容\nA01,跨县供水工程,水利,报市政府核准\n",
}
DRAWN_SHOPS = (
    "望江饭馆",
    "老码头面馆",
    "清溪小吃",
    "东门餐厅",
    "和顺食堂",
    "江畔烘焙",
    "桥头早餐",
    "新塘饺子",
    "石板街茶楼",
    "南岸火锅",
)


class Office(NamedTuple):
    """Who is there: the government, its units and people by their keys."""

    government: Government
    units: dict[str, Unit]
    people: dict[str, Person]


def add_register_examples(office: Office) -> None:
    """Fill the registers of an office that has none yet."""
    _lists(office)
    _river(office)
    _draw(office)
    _decision(office)
    _enforcement(office)
    _credit(office)
    _lot(office)
    _evaluation(office)
    _ballot(office)


def _day(ago: int) -> date:
    return timezone.localdate() - timedelta(days=ago)


def _lists(office: Office) -> None:
    people = office.people
    for kind, table in LISTS.items():
        rows = read_table(table, LIST_COLUMNS)
        first = registers.make_version(
            people["inspector"], office.government, kind, rows, in_force_on=_day(300), document_no="临政发〔2031〕2号"
        )
        registers.publish_version(people["head"], first)
    rows = read_table(LISTS["powers"].replace("不超过三个月", "不超过两个月"), LIST_COLUMNS)
    rows = [one for one in rows if one["code"] != "P01"]
    rows.append({"code": "P05", "name_zh": "户外广告设置审批", "group_zh": "行政许可", "unit_zh": "市住房和城乡建设局"})
    later = registers.make_version(
        people["inspector"], office.government, "powers", rows, in_force_on=_day(40), document_no="临政发〔2031〕9号",
        note_zh="取消一项，下放一项，缩短占道期限。",
    )  # fmt: skip
    registers.publish_version(people["head"], later)


def _river(office: Office) -> None:
    people, water = office.people, office.units["water"]
    river = registers.add_river(people["inspector"], water, registers.NewRiver(
        key="qingxi", name_zh="清溪", reach_zh="石板镇至入江口", length_km=Decimal("23.6"), water_section="清溪入江口",
        plan_zh="目标：入江口断面稳定在Ⅲ类。\n问题：两处排口、三段乱占。\n措施：截污、清障、补水。", plan_until=timezone.localdate().year + 1,
    ))  # fmt: skip
    registers.appoint_chief(people["inspector"], river, "市级河长", "段副市长", since=_day(900))
    chief = registers.appoint_chief(
        people["inspector"], river, "市级河长", "陆副市长", since=_day(200), phone="0700-1234567"
    )
    registers.add_patrol(people["inspector"], chief, on=_day(70), found_zh="水面清洁，两处排口已封堵。")
    problem = registers.NewProblem(title_zh="二桥东侧岸坡堆放渣土", kind="乱堆", spot_zh="二桥东侧二百米")
    found = registers.add_patrol(
        people["inspector"], chief, on=_day(30), found_zh="岸坡有新堆渣土约三车。", problem=problem
    )
    if found.item is not None:
        _walk(found.item, _day(30), 1, (people["inspector"], "hand_over", {}))
    registers.publish_river(people["head"], river)


def _draw(office: Office) -> None:
    objects = tuple(
        DrawObject(id=f"LJ{number:03}", name=name, class_="ABCD"[number % 4]) for number, name in enumerate(DRAWN_SHOPS, 1)
    )  # fmt: skip
    inspectors = tuple(
        Inspector(id=f"Z{number:02}", name=name, avoids=("LJ003",) if number == 1 else ())
        for number, name in enumerate(("甘检查", "童检查", "闵检查", "季检查"), 1)
    )
    plan = Plan(
        title="餐饮单位食品安全抽查", objects=objects, inspectors=inspectors, take=4, weights={"A": 1, "B": 2, "C": 4, "D": 8}
    )  # fmt: skip
    head, unit = office.people["head"], office.units["inspection"]
    made = registers.commit_draw(head, unit, plan, "承诺次日的福彩 3D 开奖号码")
    registers.make_draw(head, made, "4 0 7")
    for row, result in zip(made.drawn[:2], ("nothing_found", "put_right"), strict=True):
        registers.enter_outcome(head, made, row["object"], result, on=_day(0))
    registers.commit_draw(head, unit, Plan(title="校外培训机构抽查", objects=objects, inspectors=inspectors, take=2))


def _entry(office: Office, register: str, ago: int, **content: Any) -> Item:
    return registers.add_entry(
        office.people["inspector"],
        office.government,
        playbooks()[register],
        actions.ItemContent(**content),
        on=_day(ago),
    )


def _walk(item: Item, begun: date, days: int, *steps: tuple[Person, str, dict[str, Any]]) -> None:
    """Make moves, some days apart; a kind of evidence stands for a note of that kind."""
    for number, (person, move, given) in enumerate(steps):
        evidence = [actions.NewEvidence(given["evidence"], note_zh="见卷宗")] if "evidence" in given else []
        actions.act(person, item, move, on=begun + timedelta(days=number * days), **{**given, "evidence": evidence})


def _decision(office: Office) -> None:
    people, units = office.people, office.units
    heard = {"days_open": 33, "opinions": 126, "opinions_adopted": 41, "hearings": 1}
    item = _entry(
        office, "major_decisions", 120, title_zh="调整主城区小学划片", lead_unit=units["education"],
        supporting_units=(units["justice"],),
    )  # fmt: skip
    _walk(
        item, _day(120), 12, (people["head"], "begin", {}),
        (people["reporter"], "record_participation", {
            "reply": "公开征求意见三十三天，开听证会一场。", "evidence": "听证笔录", "fields": heard,
        }),
        (people["bureau"], "finish_participation", {}),
        (people["head"], "exempt_experts", {
            "reason": "划片方案不涉及专门技术。", "fields": {"legal_ground": "条例第十九条：专业性、技术性较强的才组织论证"},
        }),
        (people["reporter"], "finish_risk", {
            "reply": "风险可控，对两个小区另设过渡期。", "evidence": "风险评估报告", "fields": {"risk_grade": "中"},
        }),
        (people["justice"], "pass_legality", {"reply": "主体、权限、程序合法。", "evidence": "合法性审查意见"}),
        (people["head"], "decide", {"reply": "常务会议讨论通过。", "evidence": "会议纪要", "date": _day(48)}),
        (people["bureau"], "announce", {"date": _day(36), "fields": {"document_no": "临政办发〔2031〕17号"}}),
    )  # fmt: skip
    _walk(
        _entry(office, "major_decisions", 20, title_zh="老城停车收费改革", lead_unit=units["housing"]), _day(20), 1,
        (people["head"], "begin", {}),
    )  # fmt: skip


def _enforcement(office: Office) -> None:
    people, unit = office.people, office.units["education"]
    item = _entry(
        office, "enforcement_decisions", 50, title_zh="无证办学查处", lead_unit=unit,
        fields={"kind": "行政处罚", "major": True, "party": "临江市某培训部"},
    )  # fmt: skip
    _walk(
        item, _day(50), 6,
        (people["reporter"], "open_case", {
            "evidence": "现场检查记录", "fields": {"legal_basis": "民办教育促进法", "officers": "何填报 L01、任执法 L02"},
        }),
        (people["reporter"], "record_step", {"reply": "现场询问，全程录像。", "evidence": "音像记录"}),
        (people["reporter"], "submit_review", {}),
        (people["inspector"], "pass_review", {"reply": "事实清楚，程序合法。", "evidence": "法制审核意见书"}),
        (people["bureau"], "decide_reviewed", {
            "reply": "依法处罚。", "evidence": "执法决定书", "fields": {"result": "责令停止办学，退还费用，罚款三万元"},
        }),
        (people["reporter"], "publish_decision", {"fields": {"party_shown": "临江市某培训部"}}),
    )  # fmt: skip


def _credit(office: Office) -> None:
    people, unit = office.people, office.units["education"]
    item = _entry(
        office, "government_credit", 90, title_zh="拖欠校舍维修工程款", lead_unit=unit,
        fields={"kind": "拖欠账款", "amount": "86.5"},
    )  # fmt: skip
    _walk(
        item, _day(90), 15,
        (people["head"], "list", {"evidence": "生效判决", "fields": {"document_no": "（2031）临0101民初88号"}}),
        (people["bureau"], "ask_repair", {"reply": "本金和利息已付清。", "evidence": "履行凭证"}),
        (people["head"], "grant_repair", {"reply": "核对付款凭证，属实。"}),
    )  # fmt: skip


def _lot(office: Office) -> None:
    person, unit = office.people["inspector"], office.units["inspection"]
    new = registers.NewLot(
        product_zh="清溪绿茶（春）", producer_zh="清溪茶叶合作社", origin_zh="石板镇茶山村", made_on=_day(60),
        amount=Decimal(420), amount_unit="千克",
    )  # fmt: skip
    lot = registers.add_lot(person, unit, new)
    for kind, ago, where, by, more in (
        ("grown", 75, "茶山村三组", "清溪茶叶合作社", {"note_zh": "未用农药"}),
        ("made", 60, "合作社茶厂", "清溪茶叶合作社", {}),
        ("tested", 55, "市检验所", "市检验所", {"certificate": "LJ-2031-0417", "passed": True}),
        ("sold", 40, "东门市场", "和顺茶庄", {}),
    ):
        step = registers.NewStep(kind=kind, on=_day(ago), where_zh=where, by_zh=by, **more)
        registers.add_step(person, lot, step)


def _evaluation(office: Office) -> None:
    made = registers.add_evaluation(office.people["inspector"], office.government, registers.NewEvaluation(
        subject_zh="小学入学办理", evaluator_zh="临江学院社会调查中心", paid_by_zh="市教育局", method="random_sample",
        asked_whom_zh="今年办理入学的家长，按学区分层", asked=600, answered=487, satisfied=421, since=_day(45),
        until=_day(31), result_zh="满意和基本满意的超过八成；不满意的多为排队久、材料重复。",
    ))  # fmt: skip
    registers.publish_evaluation(office.people["head"], made)


def _ballot(office: Office) -> None:
    people = office.people
    item = _entry(
        office, "congress_ballots", 25, title_zh="小学扩容专项工作报告", lead_unit=office.units["education"], due_on=_day(-10)
    )  # fmt: skip
    _walk(
        item, _day(25), 8, (people["inspector"], "ask_report", {}),
        (people["bureau"], "hand_in", {"reply": "新增学位按期交付。", "evidence": "专项报告"}),
    )  # fmt: skip
