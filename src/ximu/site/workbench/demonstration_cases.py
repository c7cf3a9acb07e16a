"""Cases of the sample city: what invented people asked its hotline, each at another step of its life."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, NamedTuple

from django.utils import timezone

from ximu.track import actions
from ximu.track.cases.actions import change_case, join_duplicate, me_too, receive
from ximu.track.cases.content import CaseChange, NewCase, NewRequester
from ximu.track.cases.models import Case
from ximu.track.models import Government, Person, Unit


class Asked(NamedTuple):
    """What someone asked `days` ago and how far it went; `reply` closes it, `said` is the call-back, `took` the days of the unit."""

    words: str
    title: str
    matter: str
    category: str
    place: str
    days: int
    steps: tuple[str, ...] = ()
    reply: str = ""
    said: str = ""
    is_public: bool = False
    same: int = 0
    took: int = 2


CASES = (
    Asked("南湖路公交站旁的路灯三天没亮了，晚上下班看不清路。", "南湖路公交站路灯不亮", "求助", "street_light", "南湖路公交站", 16,
          ("take_in", "dispatch", "accept", "report", "close", "call_back"), "线路老化，已换新灯三盏，恢复照明。", "满意", True, 4),
    Asked("桥头小区二次供水水压太低，六楼经常没水。", "桥头小区六楼水压低", "投诉", "water_supply", "桥头小区", 30,
          ("take_in", "dispatch", "accept", "report", "close", "call_back"), "已检修加压泵。", "不满意", True, 9),
    Asked("灵活就业人员医保怎么缴，在哪里办？", "灵活就业医保缴费咨询", "咨询", "insurance", "", 9,
          ("take_in", "answer", "call_back"), "可在手机端或街道便民中心办理，每月25日前缴纳。", "基本满意", True),
    Asked("新城路中间有个大坑，昨天有电动车摔倒。", "新城路路面坑洼", "求助", "road", "新城路与文苑路口", 6,
          ("take_in", "dispatch", "accept"), "", "", True, 2),
    Asked("新城路靠文苑路口的坑还没补，很危险。", "新城路路面坑洼", "求助", "road", "新城路文苑路口", 3, ("take_in",)),
    Asked("工地半夜还在打桩，孩子睡不着。", "东苑工地夜间施工", "投诉", "noise", "东苑工地", 24, ("take_in", "dispatch", "accept")),
    Asked("能不能在滨江步道加几个长椅？", "滨江步道加装长椅", "建议", "other", "滨江步道", 4,
          ("take_in", "dispatch", "accept", "report"), "已列入下半年计划，先装十二处。"),
    Asked("小学门口早上堵车，家长都停在路中间。", "", "", "transport", "实验小学门口", 0),
)  # fmt: skip
WHOLE_LIFE = ("take_in", "dispatch", "accept", "report", "close", "call_back")
# Of the years the sample reports speak of, so that a rate of the work stands beside what a report claims; `days` after New Year.
EARLIER = {
    2024: (
        Asked("巷口的路灯一闪一闪。", "柳巷路灯闪烁", "求助", "street_light", "柳巷", 40, WHOLE_LIFE, "已换灯头。", "满意", True),
        Asked("早上六点就开始卸货，太吵。", "超市清晨卸货扰民", "投诉", "noise", "文苑超市", 130, WHOLE_LIFE, "已约定七点后卸货。", "基本满意", True),
        Asked("三号楼停水两天没有通知。", "三号楼停水未通知", "投诉", "water_supply", "桥头小区", 205,
              WHOLE_LIFE, "已补通知并恢复供水。", "不满意", True, took=60),
    ),
    2025: (
        Asked("菜场后面的井盖松了，车一过就响。", "菜场后井盖松动", "求助", "road", "东门菜场", 75, WHOLE_LIFE, "已加固。", "满意", True),
        Asked("公交站牌上的末班时间看不清。", "站牌末班时间不清", "建议", "transport", "职教城", 270, WHOLE_LIFE, "已更换站牌。", "满意", True),
    ),
}  # fmt: skip
ASKED_BY = ("周先生", "吴女士", "孙先生", "何女士", "高先生", "罗女士", "梁先生", "宋女士")


def ask_in_the_city(government: Government, people: dict[str, Person], unit: Unit) -> None:
    """Let invented people ask, and the clerk and a bureau work on it; `people` holds clerk, reporter of `unit`."""
    today = timezone.localdate()
    for year, asked in EARLIER.items():
        for number, one in enumerate(asked):
            _ask(government, people, unit, one, number, date(year, 1, 1) + timedelta(days=one.days))
    cases = [
        _ask(government, people, unit, one, number, today - timedelta(days=one.days))
        for number, one in enumerate(CASES)
    ]
    join_duplicate(people["clerk"], cases[4], cases[3], reason="同一处")


def _ask(government: Government, people: dict[str, Person], unit: Unit, one: Asked, number: int, day: date) -> Case:
    """Take the case in on `day`, by phone and by the page in turns, and let it go as far as it went."""
    who = NewRequester(ASKED_BY[number], f"1390000{number:04d}", "", "")
    by_phone = bool(number % 2)
    new = NewCase(
        words_zh=one.words, channel="phone" if by_phone else "web", category=one.category, place_zh=one.place,
        requester=who, public_wanted=one.is_public,
    )  # fmt: skip
    case = receive(government, new, by=people["clerk"] if by_phone else None, on=day)
    _go(case, one, people, unit, day)
    return case


def _go(case: Case, one: Asked, people: dict[str, Person], unit: Unit, day: date) -> None:
    given: dict[str, dict[str, Any]] = {
        "take_in": {"fields": {"matter": one.matter}}, "dispatch": {"unit": unit}, "report": {"reply": one.reply},
        "answer": {"reply": one.reply}, "call_back": {"fields": {"satisfaction": one.said, "solved": one.said != "不满意"}},
    }  # fmt: skip
    if one.title:
        change_case(
            people["clerk"], case, CaseChange(title_zh=one.title, requirement_zh=one.words if one.is_public else "")
        )
    today = timezone.localdate()
    for step in one.steps:
        who = people["reporter_of_cases"] if step in ("accept", "report") else people["clerk"]
        case.item.refresh_from_db()
        actions.act(who, case.item, step, on=day, **given.get(step, {}))
        day = min(day + timedelta(days=one.took if step == "accept" else 1), today)
    if one.is_public:
        actions.publish(people["clerk"], case.item)
        for visitor in range(one.same if case.item.phase == "open" else 0):
            me_too(case, f"visitor {visitor}")
