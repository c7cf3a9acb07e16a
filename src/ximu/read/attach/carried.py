"""What a number takes over from those before it in its sentence: its name, its action, its subject."""

from __future__ import annotations

import re
from functools import cache

from ximu.read.attach.earlier_clause import statistic_said, subject_before
from ximu.read.attach.item import Item
from ximu.read.attach.name_before import done, is_statistic
from ximu.read.attach.parts import alike, part_or_class
from ximu.read.attach.shared_names import (
    capacity_added,
    total_end,
    with_shared_head,
    without_plan,
)
from ximu.read.attach.words import rates_of_change, tail_kinds, takes_away
from ximu.terms.words import alternation, any_word, words

_GROWS = ("growth", "average_growth")
_RATES_GO_ON = (("level", "growth"), ("level", "average_growth"))
_NUMBERED_SIZE = re.compile(r"^(?:总?投资)?[\d.]+[万亿]*元(?:以上|以下)?的?")
_EACH = ("每", "人均", "户均", "万人")  # so much for each of them: nothing was done to it
_NUMBER_OF = re.compile("(?:数量|总数)$")  # 项目数量压减10%、投资金额压减50%: the money is that of the projects


@cache
def leaning() -> re.Pattern[str]:
    """At the head of a name: it leans on the name before (占GDP比重)."""
    stops = alternation(words("lists", "carry.leans_not"))
    return re.compile(rf"{alternation(words('lists', 'carry.leans'))}(?!{stops})")


@cache
def needs_previous() -> frozenset[str]:
    """Names that need the name before them: 增速, 总量."""
    return frozenset(words("lists", "carry.prefix_previous"))


@cache
def _outputs() -> frozenset[str]:
    """What industries and enterprises yield, of whom they were counted before: 增加值, 主营业务收入."""
    return frozenset(words("lists", "carry.outputs"))


def _invested(action: str, name: str) -> bool:
    """Whether a deed is said of an investment, which keeps it (完成基础设施投资3亿元、新型基础设施投资1亿元)."""
    return action in done() and name.endswith(words("measures", "action.done_keeps"))


@cache
def _plan_end() -> re.Pattern[str]:
    return re.compile(rf"(?<=..){alternation(words('lists', 'carry.plans'))}$")


@cache
def _plans() -> frozenset[str]:
    return frozenset(words("lists", "carry.plans"))


@cache
def _grown_by() -> frozenset[str]:
    return frozenset(words("lists", "carry.grown_by"))


@cache
def _aims() -> frozenset[str]:
    return frozenset(words("measures", "after.aims"))


@cache
def _producers() -> tuple[str, ...]:
    return words("lists", "carry.producers")


@cache
def _investment() -> frozenset[str]:
    return frozenset(words("lists", "carry.investment"))


def carry(item: Item, previous: Item | None, before: list[Item], text: str) -> None:
    """Take over from the item before what this one leaves out: its name, its action, its subject."""
    if previous is not None:
        if "about.aim" in item.rules:
            item.indicator, item.aspect, item.movement = previous.indicator, previous.aspect, previous.movement
            return
        if "about.aim" in previous.rules and item.indicator in _aims():
            item.indicator = ""  # 高于10%的|目标|5.6个百分点
        part_or_class(item, previous, before)
        if item.unit == "%" and item.aspect == "level" and item.indicator in _plans() and previous.unit != "%":
            # 收入3亿元，为年初预算的105%
            prefix = previous.action if previous.action.startswith("新") else ""
            item.indicator, item.action = prefix + previous.indicator + item.indicator, ""
            item.rules.append("list.of_previous")
            return
    name = item.indicator
    if "占" in name and (total := _total_share().match(name)):
        item.indicator = name = name[total.end() :]
    leans = (bool(leaning().match(name)) and not _own_subject(item, text, name)) or name in needs_previous()
    if previous is None:
        _begin(item, text, leans)
    elif name and item.tail.endswith("占") and _share_of(item, previous):
        item.indicator = f"{name}占{previous.indicator}"
        item.rules.append("list.of_previous")
    elif _rate_of(name, previous):
        item.indicator = previous.indicator + "率"  # 受理补办申报30件，申报率
        item.rules.append("list.of_previous")
    elif _short_rate(item, previous) and previous.action and name[:-1] in previous.action:
        item.indicator = previous.indicator + name  # 化解历史遗留问题30件，化解率
        item.rules.append("list.of_previous")
    else:
        _go_on(item, previous, before, text, leans)
    if item.indicator.endswith(_WORK) and item.action in _built() and _TOLD.intersection(item.rules):
        item.indicator = item.indicator.removesuffix(_WORK)  # 推动人行天桥建设12座，建成|4座


_WORK, _TOLD = "建设", frozenset(("list.same_name", "list.of_clause"))


@cache
def _built() -> frozenset[str]:
    return frozenset(words("measures", "name.built"))


def _begin(item: Item, text: str, leans: bool) -> None:
    """The name of the first number of a sentence, when it has none or leans on the clause before."""
    name = item.indicator
    if not name and item.action and item.action not in done() and item.aspect in _GROWS:
        item.indicator, item.action = item.action, ""  # 转移就业同比增长28%
        return
    bare_rate = len(name) == 3 and name[-1] == "率" and item.first_in_clause
    if leans or not name or bare_rate:
        subject, worked_on = subject_before(text, item, named=bool(name))
        if not bare_rate or worked_on:
            item.indicator = subject + name
            item.rules.append("list.of_clause")


def _short_rate(item: Item, previous: Item) -> bool:
    """Whether the name is only a rate, which may be that of what the number before counts (化解率)."""
    name = item.indicator
    return len(name) <= 4 and name.endswith("率") and not previous.indicator.endswith(name[:2])


def _rate_of(name: str, previous: Item) -> bool:
    """Whether the name is the rate of what was counted before (受理补办申报|30件，申报率)."""
    counted = previous.action and previous.unit not in _MONEY and previous.aspect == "level"
    return len(name) > 2 and name[-1] == "率" and bool(counted) and previous.indicator.endswith(name[:-1])


def _is_yield(name: str) -> bool:
    """Whether the name is only that of a yield or of assets (产量, 年产量, 净资产), none of its own (汽车产量)."""
    return name in _yields() or name[1:] in _yields() or name in words("lists", "counterparts.assets")


def _go_on(item: Item, previous: Item, before: list[Item], text: str, leans: bool) -> None:
    """The name and the action of a number behind others: shared with them, or said before."""
    name = item.indicator
    if (
        name
        and not item.action
        and not ((name[0] == "总" and name in needs_previous()) or total_end().fullmatch(name))
        and (item.joined or _is_yield(name) or _short_rate(item, previous))
    ):
        grown = name in _yields() and previous.action in _grown_by() and not is_statistic(previous.indicator)
        # 种植|花椒|2万亩、|产量|0.9万吨
        item.indicator = name = previous.indicator + name if grown else with_shared_head(previous.indicator, name)
    if not name and not item.joined and (said := statistic_said(text, previous.written.end, item)):
        item.indicator, item.rules = said, [*item.rules, "list.of_clause"]
    elif not name:
        _same_name(item, previous, before)
    elif leans:
        subject = _NUMBER_OF.sub("", _subject(before, name))
        if subject and not subject.endswith(name):
            same = name[:1] == "总" and len(name) > 1 and subject.endswith(name[1:])  # 运营里程3公里、总里程
            item.indicator = (subject[: 1 - len(name)] if same else subject) + name
        item.action = previous.action if item.joined and name == "面积" and not previous.action.startswith("新") else ""
        item.rules.append("list.of_previous")
    elif name in _outputs() and previous.indicator.endswith(_producers()) and not previous.action:
        item.indicator = previous.indicator + name  # 规模工业发展到169户，完成增加值64.8亿元
        item.rules.append("list.of_previous")
    elif name in _investment() and not is_statistic(previous.indicator) and previous.indicator:
        item.indicator = _NUMBERED_SIZE.sub("", previous.indicator) + name.removeprefix("年度").removeprefix("完成")
        item.rules.append("list.of_previous")
    elif (
        not item.action
        and item.aspect == "level"
        and (
            not is_statistic(name)
            or capacity_added(item, previous)
            or (item.joined and (takes_away(previous) or _invested(previous.action, name)))
        )
    ):
        _same_action(item, previous, before)


def _own_subject(item: Item, text: str, name: str) -> bool:
    """Whether a name with 对 leans on nothing: it follows ； or is no share in something (对沿线国家进出口)."""
    if name[0] != "对":
        return False
    return (item.first_in_clause and text[item.clause_start - 1] in "；;") or not _leans_to().search(name)


_leans_to = any_word("lists", "carry.leans_to")


def _share_of(item: Item, previous: Item) -> bool:
    """Whether the share is one of the number before (新生800人中，外来子女占60%)."""
    if item.unit not in ("%", "‰") or item.aspect != "level" or "占" in item.indicator or not previous.indicator:
        return False
    return "其中" in item.head or previous.right == "中"


@cache
def _total_share() -> re.Pattern[str]:
    return re.compile(rf"{alternation(words('lists', 'carry.total'))}(?=占)")


def _same_action(item: Item, previous: Item, before: list[Item]) -> None:
    """The action of the number before, or of an earlier one counted in the same unit, when the list says it once."""
    there_is = item.left.endswith(_there_is())
    action = "" if there_is or item.indicator.startswith(_EACH) else previous.action
    if "其中" in item.head and (not action or item.unit != previous.unit):
        action = next((one.action for one in alike(before, item.unit)), action)
    elif not (item.joined or "其中" in item.head or item.unit == previous.unit):
        return
    elif not item.joined and item.left and "about.number_thing" in item.rules and not _both_listed(item, previous):
        return  # 增加试点市4个，对|18个|险种给予补贴: a clause of its own
    if action and not _stock(item) and not _total().search(item.indicator):
        item.action = action
        item.rules.append("list.same_action")
        if takes_away(item) or (previous.aspect == "change" and action == previous.action and item.joined):
            item.aspect, item.movement = "change", "fall"  # 退出钢铁产能80万吨、煤炭产能60万吨


def _both_listed(item: Item, previous: Item) -> bool:
    """Whether some of what is counted is named before this number and the one before (抓好甲等9个项目，|乙等|7个项目)."""
    return item.left.endswith("等") and previous.left.endswith("等")


@cache
def _there_is() -> tuple[str, ...]:
    return words("lists", "carry.there_is")


def _same_name(item: Item, previous: Item, before: list[Item]) -> None:
    item.rules.append("list.same_name")
    other_thing = item.rules[-2] == "about.number_event" and not item.joined and item.unit != previous.unit
    other_kind = item.aspect in ("level", "change") and not item.joined and not _comparable(item, previous)
    twice = (
        item.joined
        and not item.left + item.right
        and item.aspect == previous.aspect == "level"
        and item.unit == previous.unit
        and item.unit not in _NO_KIND
        and item.role == previous.role
    )  # 集聚企业100家、40家: each is of something named before
    if "list.of_clause" in previous.rules or other_thing or other_kind or twice:
        item.rules.append("list.of_clause")
    if item.joined and item.rules[0] == "measure.ratio" == previous.rules[0]:
        item.role = previous.role
    grows = item.aspect in ("growth", "average_growth")
    if previous.aspect == "rank" and previous.role == "baseline" and item.unit == previous.unit:
        item.aspect = "rank"  # 由第77位提升至|75位
    item.indicator = _subject(before, "") if grows and "占" in previous.indicator else previous.indicator
    if item.rules[0] == "measure.rank" and "占" in item.indicator:
        item.indicator = _share_of_whole().sub("", item.indicator)  # 海洋产值占全省四成，居全省第一
    if item.aspect != "level" and previous.unit == "%" and previous.aspect == "level":
        # 为年初预算的105%，增长|15%: the amount grew, not its plan
        item.indicator = _plan_end().sub("", item.indicator)
    if "其中" in item.head and item.unit != previous.unit:
        same = (one.indicator for one in alike(before, item.unit))
        item.indicator = next(same, item.indicator)  # 重点项目500项，年度投资450亿元，其中新开工|180项
    if item.aspect == "multiple" and item.indicator.endswith(rates_of_change()):
        item.indicator = item.indicator[:-2]  # 收入增幅高于经济增速1个百分点，比2010年|翻一番
    if not item.joined and item.tail.endswith(done()):
        item.indicator = without_plan(item.indicator)
    if item.aspect == "growth" and previous.action not in ("", *done()) and previous.unit not in _MONEY:
        item.indicator = previous.action + previous.indicator  # 新增企业30家，增长5%; 接待游客9万人次，增长6%
    elif previous.action.startswith(("新", "净增")) and _stock(item):
        item.rules.append("list.stock")  # 新增2家、累计达14家: a stock
    elif not item.action and item.aspect in ("level", "change") and item.role == previous.role:
        item.action = previous.action
    if item.rules[0] == "measure.rank" or grows:
        item.action = ""
    hoped = item.tail.startswith(_hopes()) or (item.joined and not item.tail)
    if hoped and item.unit == "%" and (item.aspect, previous.aspect) in _RATES_GO_ON:
        item.aspect, item.movement = previous.aspect, previous.movement  # 增长7%以上、力争达到8%


@cache
def _share_of_whole() -> re.Pattern[str]:
    """A share of what there is in a larger place, which is no name of a rank."""
    places, totals = alternation(words("lists", "carry.wholes")), alternation(words("lists", "carry.total"))
    return re.compile(rf"占{places}的?(?:{totals})?$")


def _comparable(item: Item, previous: Item) -> bool:
    """Whether two numbers can be of one name: money is not told in households, nor an area in yuan."""
    units = {item.unit, previous.unit}
    if not _NO_KIND.isdisjoint(units) or (is_statistic(previous.indicator) and item.unit in _MONEY):
        return True
    return (item.unit in _MONEY) == (previous.unit in _MONEY)


_MONEY = frozenset(("元", "美元"))
_NO_KIND = frozenset(("", "%", "‰", "倍", "个百分点", "百分点", "位"))


def _stock(item: Item) -> bool:
    """Whether the number after what was added is what there is in all (净增16家，达到|21家)."""
    reached = item.tail in ("总数达", "总数达到") or tail_kinds().get(item.tail) == "to"
    return "累计" in item.tail or (not item.joined and reached)


@cache
def _hopes() -> tuple[str, ...]:
    return words("time_and_stance", "firm.strive")


@cache
def _yields() -> tuple[str, ...]:
    return words("lists", "carry.yields")


_total = any_word("lists", "carry.stock")


def _subject(before: list[Item], name: str) -> str:
    """The nearest name before that is no share of something itself, with what makes it new unless `name` is its total."""
    for item in reversed(before):
        if "list.of_previous" in item.rules and "占" not in name:
            continue  # 油茶林14万亩，总面积达到36万亩，产值2亿元: the output is that of the trees, not of their area
        if item.indicator and "占" not in item.indicator and not _leans_to().match(item.action):
            prefix = item.action if item.action.startswith("新") and not _total().match(name) else ""
            return prefix + item.indicator
    return before[-1].indicator if before else ""
