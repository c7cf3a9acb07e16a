"""Matters of the sample city, one on each playbook of cases: a suggestion redone, an approval on one clock, a petition …"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, NamedTuple

from django.utils import timezone

from ximu.track import actions
from ximu.track.editions import playbooks
from ximu.track.models import Government, Item, Person, Unit


class Step(NamedTuple):
    """A move on the day `after` the matter came in: who makes it, and what comes along (a kind of evidence by name)."""

    after: int
    who: str
    move: str
    given: dict[str, Any]


class Matter(NamedTuple):
    """A matter on a playbook that came in `days` ago, and what has happened to it since."""

    playbook: str
    title: str
    days: int
    steps: tuple[Step, ...]
    fields: dict[str, Any]
    is_public: bool = True


FORM, PHOTOS = "征询意见表", "处置前后照片"
MATTERS = (
    Matter("deputy_suggestions", "加密开往职教城的夜班公交", 100, (
        Step(1, "inspector", "assign", {}), Step(3, "reporter", "accept", {}), Step(20, "reporter", "draft_answer", {"reply": "客流正在调查。"}),
        Step(22, "bureau", "answer", {"reply": "正在调查客流，适时调整。", "fields": {"result_class": "three.A"}}),
        Step(30, "inspector", "redo", {"reason": "没有说什么时候加密。", "evidence": FORM}),
        Step(45, "reporter", "draft_answer", {"reply": "九月起每晚加开四班。"}),
        Step(48, "bureau", "answer", {"reply": "九月起每晚加开四班。", "fields": {"result_class": "three.C"}, "promise": 40}),
        Step(60, "inspector", "satisfied", {"evidence": FORM}),
    ), {"their_number": "第26号", "proposer": "代表甲", "category": "城乡建设"}),
    Matter("deputy_suggestions", "在老城小学旁增设接送停车带", 40, (
        Step(1, "inspector", "assign", {}), Step(2, "reporter", "accept", {}),
    ), {"their_number": "第41号", "proposer": "代表乙", "category": "社会民生"}),
    Matter("cppcc_proposals", "推动校园午餐公开供应商", 90, (
        Step(1, "inspector", "assign", {}), Step(2, "reporter", "accept", {}), Step(25, "reporter", "draft_answer", {"reply": "已公开。"}),
        Step(27, "bureau", "answer", {"reply": "供应商名单已经公开。", "fields": {"result_class": "four.A"}}),
        Step(40, "inspector", "basically_satisfied", {"evidence": FORM}),
    ), {"their_number": "第108号", "proposer": "委员甲", "category": "教科文卫"}),
    Matter("enterprise_support", "职教城企业夜班职工子女托管", 35, (
        Step(2, "inspector", "assign", {}), Step(3, "reporter", "accept", {}),
        Step(12, "reporter", "answer", {"reply": "已开两个托管班。", "fields": {"outcome": "已解决"}}),
        Step(15, "inspector", "confirm", {"fields": {"solved": True, "opinion": "满意"}}),
    ), {"matter": "其他", "source_of_it": "走访"}),
    Matter("petitions", "反映校车线路调整", 50, (
        Step(1, "inspector", "sign_off", {"evidence": "阅批件", "fields": {"signed_by": "副市长", "instruction": "请依规办理。"}}),
        Step(2, "inspector", "assign", {"unit": True}), Step(6, "reporter", "accept", {"evidence": "受理告知书"}),
        Step(30, "reporter", "answer", {"reply": "线路已恢复。", "evidence": "处理意见书"}),
        Step(38, "inspector", "close", {"fields": {"opinion": "基本满意"}}),
    ), {"form": "网上", "matter": "申诉求决"}, is_public=False),
    Matter("environmental_cases", "学校食堂油烟扰民", 45, (
        Step(1, "inspector", "assign", {}), Step(2, "reporter", "accept", {}),
        Step(20, "reporter", "report_done", {"reply": "已换净化设备。", "evidence": "监测报告", "fields": {"truth": "属实"}}),
        Step(23, "inspector", "check", {"reply": "现场无异味。", "evidence": "现场核查记录"}), Step(24, "head", "show", {"date": True}),
    ), {"batch": "第三批", "pollution": "大气"}),
    Matter("penalty_oversight", "无证校外培训", 60, (
        Step(28, "bureau", "file", {"evidence": "立案审批表"}),
        Step(40, "reporter", "end_investigation", {"reply": "事实清楚。", "evidence": "调查终结报告"}),
        Step(42, "bureau", "pass_review", {"evidence": "法制审核意见"}),
    ), {"matter": "未经许可举办培训"}, is_public=False),
    Matter("grid_events", "学校围墙外堆放垃圾", 12, (
        Step(0, "inspector", "register", {"fields": {"level": "一般"}}), Step(0, "inspector", "dispatch", {"unit": True}),
        Step(2, "reporter", "handle", {"evidence": PHOTOS}), Step(3, "inspector", "close", {"evidence": "核查照片"}),
    ), {"grid": "A07", "matter": "市容环卫"}),
)  # fmt: skip
APPROVAL = ("民办幼儿园开工前审批", 20, ("场地消防条件", "办学条件"))


def add_matters(government: Government, people: dict[str, Person], unit: Unit) -> None:
    """Make the matters, all led by `unit`, whose reporter and head are among `people`."""
    today = timezone.localdate()
    for one in MATTERS:
        first = today - timedelta(days=one.days)
        item = _made(government, people, unit, one.playbook, one.title, first, one.fields)
        for step in one.steps:
            _make(people, item, unit, step, first)
        if one.is_public and item.phase != "draft" and item.published_at is None:
            actions.publish(people["head"], item)
    _approval(government, people, unit)


def _made(
    government: Government,
    people: dict[str, Person],
    unit: Unit,
    book: str,
    title: str,
    on: date,
    fields: dict[str, Any],
) -> Item:
    content = actions.ItemContent(title_zh=title, lead_unit=unit, year=on.year, fields=fields)
    return actions.create_item(people["inspector"], government, playbooks()[book], content, on=on)


def _make(people: dict[str, Person], item: Item, unit: Unit, step: Step, first: date) -> None:
    on, given = first + timedelta(days=step.after), dict(step.given)
    if "evidence" in given:
        given["evidence"] = [actions.NewEvidence(given["evidence"], note_zh="样例，没有附件")]
    if given.get("unit"):
        given["unit"] = unit
    if given.get("date"):
        given["date"] = on
    if "promise" in given:
        promised = on + timedelta(days=given.pop("promise"))
        given["fields"] = {**given["fields"], "promised_on": promised.isoformat()}
    actions.act(people[step.who], item, step.move, on=on, **given)


def _approval(government: Government, people: dict[str, Person], unit: Unit) -> None:
    """A matter over two offices on one clock, waiting for the applicant."""
    title, days, parts = APPROVAL
    first = timezone.localdate() - timedelta(days=days)
    item = _made(government, people, unit, "approvals", title, first, {"matter": title})
    actions.act(people["reporter"], item, "accept", fields={"funding": "社会投资"}, on=first)
    contents = [actions.ItemContent(title_zh=name, lead_unit=unit) for name in parts]
    actions.split(people["inspector"], item, contents, book=playbooks()["approval_parts"])
    actions.act(people["reporter"], item, "ask_correction", reason="缺少消防验收意见。", on=timezone.localdate())
