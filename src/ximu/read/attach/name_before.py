"""The name before a number: a statistic (税收占比达到), or an action with its thing (建成公园30个)."""

from __future__ import annotations

import re
from functools import cache

from ximu.read.attach.item import Item
from ximu.read.attach.names import after_deed, last_deed, last_of, second_deed
from ximu.read.attach.words import (
    action_at_head,
    inner_action,
    manner_end,
    no_place,
    nominal,
    place_ends,
    place_like,
    split_head,
    stat_ending,
    tail_kinds,
    tail_token,
)
from ximu.terms.words import alternation, any_word, words

SHARE_UNITS = frozenset(("%", "‰"))
_SHORTEST_KIND = 4  # characters behind 等 that name what is counted
_REACHED = "实现"  # 实现货物吞吐量1.5亿吨 is no deed in any unit
_AMOUNTS = SHARE_UNITS | {"元", "美元"}


def name_before(item: Item, rest: str) -> None:
    """The name stands before: a statistic (税收占比达到), or an action with its thing (建成公园30个)."""
    match = action_at_head().match(rest)
    if match and rest.startswith("的", match.end()):
        match = None  # 新引进的外资企业出口额: what was done tells which are meant
    alone = match and (match.end() == len(rest) or rest.startswith("分别", match.end()))
    if match and (nominal().match(rest) or (alone and "、" in match.group() and "分别" in item.left)):
        match = None  # 治沙、造林|分别完成
    if match is None and (end := _place_before_deed(rest) or _deed_somewhere(item, rest)):
        item.head, rest = item.head + rest[:end], rest[end:]
        match = action_at_head().match(rest)
    if match and match.end() < len(rest):
        thing = rest[match.end() :]
        second, thing = last_deed(thing) if "分别" not in item.left else ("", thing)
        if match.group("verb") in done() and (new := new_thing(thing)):
            second, thing = new, thing[len(new) :]
        if match.group("verb") in causes() and (caused := _caused().search(thing, 2)) and len(thing) - caused.end() > 2:
            second, thing = caused.group(), thing[caused.end() :]
        if not second and item.unit not in SHARE_UNITS:
            second, thing = _chained(match.group("verb"), thing)
        if match.group("verb") in done() and not split_head(thing)[1]:
            thing = ""  # 实现一季度增长6% names nothing
        item.indicator, item.action = _listed(item, thing), second or match.group("verb")
        statistic = (item.unit in _AMOUNTS or item.action == _REACHED) and is_statistic(item.indicator)
        reached = item.unit in SHARE_UNITS and item.action == _REACHED and "达到" in item.indicator + item.tail
        reached = reached or (item.unit in SHARE_UNITS and item.action in causes())  # 推动|机械化率达60%
        if (statistic and item.action in done() and not item.indicator.endswith(_done_keeps())) or reached:
            item.action = ""  # 完成固定资产投资 names a statistic, no deed
        elif _deed_in_name(item):
            item.indicator, item.action = item.action + item.indicator, ""
        item.rules.append("about.action_thing_number")
        return
    if match:
        item.action = match.group("verb")
        item.rules.append("about.action_number")
        return
    if _done_for(item, rest):
        return
    if (short := _short_deed().match(rest)) and item.unit not in _AMOUNTS and not is_statistic(rest):
        item.action, item.indicator = short.group(), _listed(item, rest[short.end() :])
        item.rules.append("about.action_thing_number")
        return
    if _summed_deed(item, rest):
        return
    if _subject_did(item, rest):
        return
    item.indicator = _listed(item, rest)
    last = _last_verb().match(rest[::-1])
    if last and len(rest) - last.end() >= 2:
        item.action, item.indicator = last.group()[::-1], rest[: len(rest) - last.end()]
    elif rest and _is_deed(item, rest) and item.unit not in SHARE_UNITS and item.head.endswith(_verb_or_hope()):
        item.action = next(word for word in _verb_or_hope() if item.head.endswith(word))
    item.rules.append("about.name_number")


def _is_deed(item: Item, rest: str) -> bool:
    """Whether a verb that may hope for a value is a deed: no value is reached, or money is got (争取|上级资金|超5亿元)."""
    return not item.tail or (item.unit == "元" and rest.endswith(words("measures", "money.funds")))


def _chained(verb: str, thing: str) -> tuple[str, str]:
    """All verbs of a deed that stand one behind the other, and its thing (新增|筹集|建设|住房); "" when there is only one."""
    deed = ""
    while more := second_deed(verb, thing):
        deed = (deed or ("" if verb in done() else verb)) + more
        thing = thing[len(more) :]
    return deed, thing


def _subject_did(item: Item, rest: str) -> bool:
    """A deed after its subject (高新园区|新开工|项目)."""
    inner = _deed_inside(rest)
    kept = inner is not None and inner.group() in done() and rest[inner.end() :] in _done_keeps()
    if inner and (kept or rest[inner.end() :] not in _endings() or len(rest) - inner.end() >= 3):
        subject, thing = _without_sum(manner_end().sub("", rest[: inner.start()])), rest[inner.end() :]
        item.action = inner.group()
        if thing and (item.head.endswith(_means()) or subject.startswith("在") or place_like().fullmatch(subject)):
            item.head, subject = item.head + subject, ""
        _, among, kind = thing.rpartition("等")
        item.indicator = subject + (kind if among and len(kind) >= _SHORTEST_KIND else thing)  # 春风行动等|各类招聘活动
        if item.action in done() and item.unit in SHARE_UNITS and thing in words("lists", "carry.plans"):
            item.action, item.indicator = "", subject + thing  # 财政收入|完成|年度预算的105%
        statistic = (item.unit in _AMOUNTS or item.action == _REACHED) and is_statistic(thing)
        if item.action in done() and statistic and not thing.endswith(_done_keeps()):
            item.action = ""  # 建筑业|实现|施工产值 names a statistic, no deed
        item.rules.append("about.subject_action_thing")
        return True
    return False


def _without_sum(subject: str) -> str:
    """The subject without the word that says a sum of what it did (融资平台累计|筹集)."""
    word = next((word for word in words("measures", "name.sums_of_stock") if subject.endswith(word)), "")
    return subject.removesuffix(word)


def _deed_inside(rest: str) -> re.Match[str] | None:
    """The deed after its subject (全市|发展|会员); none that belongs to a statistic (旅游|接待人数)."""
    noun = nominal().match(rest)
    inner = inner_action().search(rest, noun.end() if noun else 1)
    while inner and (noun := nominal().match(rest, inner.start())) and is_statistic(noun.group()):
        inner = inner_action().search(rest, noun.end())
    return inner


@cache
def _enterprises() -> tuple[str, ...]:
    return words("measures", "name.enterprises")


def new_thing(thing: str) -> str:
    """The deed that a mere 实现 or 完成 says of something new (实现|新增|发电装机), "" when there is none."""
    verb = action_at_head().match(thing) if thing.startswith(_new()) else None
    return verb.group("verb") if verb and len(thing) - verb.end() >= 2 else ""


@cache
def causes() -> frozenset[str]:
    """Verbs of making others do something: 支持, 推动."""
    return frozenset(words("measures", "name.causes"))


@cache
def _caused() -> re.Pattern[str]:
    return re.compile(alternation(words("measures", "name.caused")))


@cache
def for_whom() -> tuple[str, ...]:
    """Words before those for whom something is done."""
    return words("measures", "name.for_whom")


@cache
def _toward() -> tuple[str, ...]:
    return words("measures", "name.toward")


@cache
def for_whom_deed() -> re.Pattern[str]:
    """What is done for them: 为企业|退还|水电费."""
    return re.compile(rf"(?:免费)?{alternation(words('measures', 'name.for_whom_deeds'))}(?!单位|企业|公司|中心|站)")


def _done_for(item: Item, rest: str) -> bool:
    """为企业|退还|水电费: what is done for those named first is the deed, and they are none of the name."""
    if not (item.head.endswith(for_whom()) or rest.startswith(_toward())):
        return False
    deed = for_whom_deed().search(rest, 2)
    thing = rest[deed.end() :].removeprefix("了") if deed else ""
    if deed is None or len(thing) < 2:
        return False
    item.head, item.action = item.head + rest[: deed.start()], deed.group()
    item.indicator = _listed(item, thing)
    item.rules.append("about.action_thing_number")
    return True


def _deed_in_name(item: Item) -> bool:
    """Whether the deed belongs to the name of what grew: 新登记企业增长24%, 技改投资增长11%."""
    if item.unit not in SHARE_UNITS or not grows_or_falls(item.tail) or item.action in done():
        return False
    return item.action.startswith(_new()) or (len(item.indicator) == 2 and is_statistic(item.indicator))


@cache
def _short_deed() -> re.Pattern[str]:
    """A deed of one character before its thing (建|沼气池, 修|水渠), no word that only begins like it."""
    deeds, words_of = (alternation(words("measures", f"action.{key}")) for key in ("short", "short_not"))
    return re.compile(rf"(?!{words_of}){deeds}(?=[\u4e00-\u9fff“]{{2}})")


@cache
def _new() -> tuple[str, ...]:
    return words("measures", "action.new")


_sum = any_word("measures", "name.sums")


@cache
def _summed() -> re.Pattern[str]:
    """An action said to be a sum, after a subject (河流治理|共拆除)."""
    sums, verbs = alternation(words("measures", "name.sums")), alternation(words("measures", "action.verbs"))
    stock, done = alternation(words("measures", "name.sums_of_stock")), alternation(words("measures", "action.done"))
    return re.compile(
        rf"(?<!公)(?!{stock}(?:{done}投资|{verbs}..$)){sums}(?:在[\u4e00-\u9fff]{{2,5}}?)?(?P<verb>{verbs})(?![率额量性费区])"
    )


def _summed_deed(item: Item, rest: str) -> bool:
    """A deed that is said to be a sum, behind its subject (河流治理|共拆除|建筑)."""
    summed = _summed().search(rest, 2) if _sum().search(rest, 2) else None
    if summed is None or summed.end() == len(rest):
        return False
    subject, item.action = rest[: summed.start()], summed.group("verb")
    item.indicator = _listed(item, rest[summed.end() :])
    if item.action in done() and subject.endswith(_enterprises()) and is_statistic(item.indicator):
        item.indicator = subject + item.indicator  # 规模以上工业企业|累计完成|工业总产值
    item.head += subject
    item.rules.append("about.action_thing_number")
    return True


@cache
def _means() -> tuple[str, ...]:
    return words("measures", "head.means")


@cache
def _verb_or_hope() -> tuple[str, ...]:
    return words("measures", "action.or_hope")


@cache
def _last_verb() -> re.Pattern[str]:
    return re.compile(alternation(word[::-1] for word in words("measures", "action.last")))


@cache
def _endings() -> frozenset[str]:
    return frozenset(words("measures", "stat.endings"))


@cache
def _done_keeps() -> tuple[str, ...]:
    return words("measures", "action.done_keeps")


def _place_before_deed(rest: str) -> int:
    """Where the name of a place ends that did the deed told next (南湖街道|改造城中村), 0 when there is none."""
    place = None if place_ends().isdisjoint(rest) else place_like().match(rest)
    if place is None or place.group().endswith(no_place()):
        return 0
    verb = action_at_head().match(rest, place.end())
    if verb is None or verb.end() == len(rest) or nominal().match(rest, place.end()):
        return 0
    return place.end()


def _deed_somewhere(item: Item, rest: str) -> int:
    """Where a deed begins behind the place where it was done (在|对口地区|建立|基地31个), 0 when there is none."""
    if item.unit in _AMOUNTS or not (rest.startswith("在") or _AT.search(item.head)):
        return 0
    for at in range(_SHORTEST_PLACE, min(_LONGEST_PLACE, len(rest) - _SHORTEST_PLACE)):
        if inner_action().match(rest, at):
            return 0  # 在省运会中|斩获|金牌: told of below
        deed = action_at_head().match(rest, at)
        if deed is None or nominal().match(rest, at) or rest.startswith(_NO_DEED, deed.end()):
            continue
        if len(rest) - deed.end() >= _SHORTEST_PLACE:
            return at
    return 0


_AT = re.compile("在(?:[全我本各][省市区县镇街村]{1,2})?$")
_SHORTEST_PLACE, _LONGEST_PLACE = 2, 11
_NO_DEED = ("的", "平台")  # 在境外|上市|的企业, 在数据|开放|平台…


def _listed(item: Item, name: str) -> str:
    """The name itself; one of many before 分别 stays whole, since each is given its number later."""
    if name in bare_times():
        return ""
    return name if "分别" in item.left else last_of(after_deed(name))


@cache
def bare_times() -> frozenset[str]:
    """Times that stand where a name is looked for and are none: 2011年达86亿元，|年|增长9.5%."""
    return frozenset(words("measures", "name.bare_times"))


def grows_or_falls(tail: str) -> bool:
    """Whether the words before the number say a rise or fall (同比增长), and no level that it reached (增长到)."""
    known = tail_kinds()
    kinds = [known[word] for word in tail_token().findall(tail) if word in known]
    return next((kind in ("up", "down") for kind in reversed(kinds) if kind in ("up", "down", "to")), False)


def is_statistic(name: str) -> bool:
    """Whether a name ends like that of a statistic (收入, 率, 增加值), so that no action produced it."""
    return bool(stat_ending().match(name[::-1]))


@cache
def done() -> tuple[str, ...]:
    return words("measures", "action.done")
