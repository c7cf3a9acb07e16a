"""Cut a name out of the words around a number: the last of an enumeration, without deeds of its own and start values."""

from __future__ import annotations

import re
from functools import cache

from ximu.read.attach.item import Item
from ximu.read.attach.words import action_at_head, event, nominal
from ximu.terms.words import alternation, any_word, words

_START_VALUE = re.compile(r"[由从](?:\d{4}年|[^，]{0,6}第)")
_BEFORE_START = re.compile(r"[由从](?P<base>[^由从，、和]{0,10})$")
_LONGEST_MODIFIER = 14
_SHORTEST_THING = 4  # a thing that a first deed has to itself
_SHORTEST_INSIDE = 3  # a name of its own in brackets
_SHORTEST_DEED = 5  # characters after 、 that can be a verb with its object


_OBJECT = re.compile(r"(?<![文扫手火拖车一])把(?![握关脉控守手])")


def without_subject(core: str) -> str:
    """The object that 把 names (各部门要坚决把文件 → 文件); `core` itself without it."""
    found = _OBJECT.search(core) if "把" in core else None
    return core[found.end() :] if found and len(core) - found.end() >= 2 else core


_RUN = re.compile(r"已?连续[\d一二三四五六七八九十两多]+个?(?:年|届|月|季度)$")


def without_run(core: str) -> str:
    """`core` without how long something has gone on (工业投资连续|36个月 → 工业投资)."""
    return _RUN.sub("", core) if "连续" in core else core


def last_deed(thing: str) -> tuple[str, str]:
    """The second of two deeds with things of their own (各类案件、挽回经济损失 → 挽回, 经济损失), ("", thing) else."""
    at = thing.rfind("、")
    verb = action_at_head().match(thing, at + 1) if at >= _SHORTEST_THING else None
    if verb is None or len(thing) - verb.end() < _SHORTEST_THING - 1 or nominal().match(thing, at + 1):
        return "", thing
    return verb.group("verb"), thing[verb.end() :]


@cache
def _second() -> re.Pattern[str]:
    deeds, stops = (alternation(words("measures", key)) for key in ("name.second_deeds", "name.second_not_before"))
    return re.compile(rf"{deeds}(?!{stops}|$)(?=..)")


@cache
def _governed() -> tuple[str, ...]:
    return words("measures", "name.governed")


@cache
def _governing() -> frozenset[str]:
    return frozenset(words("measures", "name.governs"))


def second_deed(verb: str, thing: str) -> str:
    """The deed that stands directly behind another one (更新|改造|管网 → 改造), "" when the words name a thing."""
    found = _second().match(thing)
    if found is None or verb in _governing() or thing.endswith(_governed()) or nominal().match(thing):
        return ""
    return found.group()


def growth_of_deed(item: Item, text: str) -> None:
    """What grew by so much is no deed (压减|会议经费|30%); some deeds are part of the statistic's name (接待游客|增长9%)."""
    whole = item.action + item.indicator
    if item.action in _in_name() and text.find(whole, item.sentence_start, item.written.start) >= 0:
        item.indicator = whole
    item.action = ""


def trim(item: Item) -> None:
    """Take from the name the words at its ends that join it to others and are no part of it."""
    name = item.indicator.removeprefix("的")
    if name.endswith("在") and item.unit in _RATES and len(name) > _SHORTEST_THING:
        name = name[:-1]  # 居民消费价格涨幅|在|3%以内
    elif (end := next((word for word in _passive() if name.endswith(word)), "")) and len(name) > _SHORTEST_THING:
        name = name.removesuffix(end)  # 30项|改革任务|得到|全面落实
    elif (reached := next((word for word in _reaches() if name.endswith(word)), "")) and len(name) > _SHORTEST_THING:
        name, item.action = name.removesuffix(reached), reached  # 发放租赁补贴|惠及|5万户
    item.indicator = name


_RATES = frozenset("%‰")


@cache
def _passive() -> tuple[str, ...]:
    return words("measures", "name.passive")


@cache
def _reaches() -> tuple[str, ...]:
    return words("measures", "name.reaches")


@cache
def _in_name() -> frozenset[str]:
    return frozenset(words("measures", "name.deed_in_growth"))


def own_deed(thing: str, action: str) -> bool:
    """Whether what follows an event is one more deed with its own thing, none of the name (改制|组建银行, 启动|建设)."""
    verb = action_at_head().match(thing)
    if verb is None or nominal().match(thing):
        return False
    return len(thing) - verb.end() >= _SHORTEST_THING - 1 or (verb.end() == len(thing) and action not in _keeps_deed())


@cache
def _keeps_deed() -> frozenset[str]:
    return frozenset(words("measures", "name.keeps_deed"))


def last_of(name: str) -> str:
    """What follows the last 等 of an enumeration (甲、乙等道路 → 道路), or the beneficiary after 为."""
    if "（" in name and "）" not in name:
        before, _, inside = name.rpartition("（")
        name = inside if len(inside) >= _SHORTEST_INSIDE else before
    if name[:1] == "在" and not name.startswith(_being()):
        name = name[1:]
    if "年" in name:
        name = _time_inside().sub("", name, count=1)
    if "由" in name or "从" in name:
        changed = _START_VALUE.search(name)
        if changed:
            name = name[: changed.start()]
    start = 0
    if "等" in name:
        for among in _among().finditer(name):
            if len(name) - among.end() >= 2:
                start = among.end()
        name = name[start:]
    if (said := _announced().search(name)) and len(name) - said.end() >= 2:
        name = name[said.end() :]
    if "为" in name:
        before, _, after = name.rpartition("为")
        if len(before) >= 4 and len(after) >= 3:
            return after
    return name


@cache
def _announced() -> re.Pattern[str]:
    """What says that a target follows (报告提出的主要预期目标是|生产总值)."""
    return re.compile(alternation(words("measures", "name.announces")))


@cache
def _time_inside() -> re.Pattern[str]:
    return re.compile(
        rf"(?<=..)(?<![\d一二两三四五六七八九十几]){alternation(words('measures', 'name.time_inside'))}(?=..)"
    )


@cache
def _among() -> re.Pattern[str]:
    """The 等 that ends an enumeration, none inside a word (高等院校, 一等奖, 等级)."""
    before, behind = (alternation(words("measures", f"name.{key}")) for key in ("among_not_after", "among_not_before"))
    return re.compile(rf"(?<!{before})等(?!{behind})")


@cache
def _being() -> tuple[str, ...]:
    """Words that begin like a place and are none: 在校, 在建."""
    return words("measures", "name.being")


@cache
def _ends_deed() -> tuple[str, ...]:
    return words("measures", "name.ends_deed")


def after_deed(name: str) -> str:
    """The name without a deed told before it in the same clause (空气持续改善、优良天数比例 → 优良天数比例)."""
    before, found, after = name.rpartition("、")
    return after if found and len(after) >= 3 and before.endswith(_ends_deed()) else name


@cache
def _bare() -> re.Pattern[str]:
    """A counted noun that names nothing without the words before the number, with what is done to it after it."""
    return re.compile(rf"(?:{alternation(words('measures', 'name.bare'))})(?![\u4e00-\u9fff]{{0,2}}[的、和及])")


def with_modifier(rest: str, right: str) -> str:
    """The counted thing with what stands before the number and names it: 灾后重建|40个|项目, 华兴集团的|3个|项目."""
    if not 3 <= len(rest) <= _LONGEST_MODIFIER or "、" in rest:
        return right
    bare = _bare().match(right)
    return rest + right if bare and rest.endswith((*_works(), "的")) else right


@cache
def _works() -> tuple[str, ...]:
    return words("measures", "name.works")


@cache
def _late() -> re.Pattern[str]:
    """What a name ends in when a comparison or an adverb of time and place follows it (总产值比规划目标, 总产值在全国率先)."""
    adverbs = alternation(words("measures", "name.late"))
    against = alternation(words("measures", "name.compares_not"))
    before = alternation(words("measures", "name.compares_not_before"))
    ends = alternation(words("measures", "name.compared_ends"))
    compared = (
        rf"(?P<compared>(?:(?<!{before})比|(?<!比)相?较)(?!{against})[\u4e00-\u9fff“”]{{2,14}}"
        rf"|比(?!{against})[\u4e00-\u9fff“”]{{1,9}}{ends})"
    )
    return re.compile(rf"(?:{compared}|(?:在[\u4e00-\u9fff]{{2,10}}[中内])?{adverbs}{{1,4}})$")


@cache
def _compared_time() -> re.Pattern[str]:
    """A moment that a value is held against, alone before it (较“十三五”末|净增)."""
    return re.compile(rf"[比较][“\"\u4e00-\u9fff”]{{0,9}}{alternation(words('measures', 'name.compared_ends'))}$")


@cache
def _late_ends() -> frozenset[str]:
    return frozenset(word[-1] for word in words("measures", "name.late"))


_crossed = cache(
    lambda: re.compile(
        rf"(?:在?全[国省市区县州]|{alternation(words('measures', 'name.late'))})*(?:突破|破|超过|超|跨过|站上)"
        rf"[十百千万亿]+(?:{alternation(words('measures', 'after.crossed'))})?、$"
    )
)


def without_late(core: str) -> tuple[str, bool]:
    """A name without the comparison or adverb behind it, and whether it was compared with something."""
    if core.endswith("、"):
        core = _crossed().sub("", core)  # 装机在全国率先破亿、|达到1.2亿千瓦
    if not core or (core[-1] not in _late_ends() and "比" not in core and "较" not in core):
        return core, False
    match = _late().search(core, 2)
    if match is None and (against := _compared_time().match(core)):
        return core[against.end() :], True
    if match is None:
        return core, False
    return core[: match.start()], match.group("compared") is not None


@cache
def _done_to() -> re.Pattern[str]:
    verbs = alternation(words("measures", "action.verbs"))
    return re.compile(rf"的{verbs}(?:[、和及]{verbs})*$")


@cache
def _noun_with_deed() -> re.Pattern[str]:
    """A noun of governing with what it is for behind it (20条|措施|支持…)."""
    verb, noun = alternation(words("measures", "action.verbs")), alternation(words("measures", "name.governed"))
    return re.compile(rf"{noun}(?={verb})")


@cache
def _of_kind() -> re.Pattern[str]:
    return re.compile(rf"(?P<thing>[^、等]{{2,}})等(?:一?系列)?{alternation(words('measures', 'name.of_kind'))}$")


_thing_ends = any_word("measures", "name.thing_ends")


@cache
def _two_works() -> re.Pattern[str]:
    """Counted things with what is done to them, and another work: 15公里|农村公路新改建|和胜利大桥改扩建."""
    works = alternation(words("measures", "name.done_works"))
    return re.compile(rf"(?P<first>[^和]{{3,}}?{works})和[^和、，]{{2,}}{works}$")


@cache
def _sized() -> re.Pattern[str]:
    """The size of the things counted, before their name: 110个|总投资298亿元的|重点项目."""
    values = alternation(words("measures", "attribute.before_value"))
    return re.compile(rf"(?:计划)?总?投资{values}?\d[\d.]*[百千万亿]*(?:美元|元)(?:以上|左右)?的(?=[\u4e00-\u9fff“])")


def counted_thing(right: str) -> str:
    """The thing counted, without a second deed after 、 and without what is done to it (公厕的新建、改造 → 公厕)."""
    if "元的" in right and (sized := _sized().match(right)):
        right = right[sized.end() :]
    if "等一批" in right:
        right = right[: right.index("等一批")].partition("、")[0]
    ended = _thing_ends().search(right, 2)
    if ended:
        right = right[: ended.start()]
    if "等" in right and (only := _of_kind().match(right)):
        right = only.group("thing")
    governed = _noun_with_deed().match(right)
    if governed and not event().search(right, 1):
        right = governed.group()
    deeds = action_at_head().match(right)  # 新建、改扩建|校舍项目: all of them describe the thing
    at = right.find("、", deeds.end() if deeds else 0)
    while at > 1:
        verb = action_at_head().match(right, at + 1)
        if verb and len(right) - at > _SHORTEST_DEED and not nominal().match(right, at + 1):
            right = right[:at]
            break
        at = right.find("、", at + 1)
    if "和" in right and (worked_on := _two_works().match(right)):
        right = worked_on.group("first")
    done = _done_to().search(right, 1) if "的" in right else None
    right = right[: done.start()] if done else right
    among = len(right) > _SHORTEST_THING and right.endswith("中") and not right.endswith("之中")
    return right[:-1] if among else right  # 22个|重点产业集群|中，…


def without_start(item: Item, left: str) -> str:
    """`left` of a number that starts a change, without the words of its moment (规模从年初的 → 规模); it is a baseline."""
    match = _BEFORE_START.search(left)
    if match is None or match.start() == 0:
        return left
    item.role = "baseline"
    return left[: match.start()] + "由"
