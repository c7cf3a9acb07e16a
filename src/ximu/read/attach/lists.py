"""Numbers in a list: names shared by several numbers (分别), one number of several names (均); what is carried along: carried."""

from __future__ import annotations

import re
from functools import cache

from ximu.read.attach.carried import carry, leaning, needs_previous
from ximu.read.attach.earlier_clause import clause_before, names_in
from ximu.read.attach.item import Item
from ximu.read.attach.name_before import bare_times, is_statistic
from ximu.read.attach.shared_names import (
    JOIN,
    completed,
    each_named,
    names_of,
    names_of_word,
    once_of_two,
    split_names,
    told_once_more,
    total_end,
)
from ximu.read.attach.shared_work import name_sums, share_work
from ximu.read.attach.words import count_units, tail_kinds, tail_token
from ximu.terms.words import alternation, words

_LOOK_BACK = 40  # a name that is left out stands among so many numbers before
_LONGEST_RUN = 40


def _each_pattern(key: str) -> re.Pattern[str]:
    """均 and its like, not inside 人均, 平均, 都市."""
    before, behind = (
        alternation(words("measures", f"name.{name}")) for name in ("not_each_before", "each_not_before_du")
    )
    guarded = {"均": rf"(?<!{before})均(?![值价衡])", "都": rf"都(?!{behind})"}
    return re.compile("|".join(guarded.get(word, word) for word in words("measures", f"name.{key}")))


@cache
def _each() -> re.Pattern[str]:
    return _each_pattern("each")


@cache
def _both_words() -> re.Pattern[str]:
    return _each_pattern("both")


def read_lists(items: list[Item], text: str, before: Item | None) -> None:
    """Give every item of one sentence the names, actions and subjects that its list says once.

    `before` is the last item of the line before when the sentence only goes on with it (a list broken into lines).
    """
    group: list[str] = []
    previous = before
    share_work(items)
    name_sums(items)
    index = 0
    while index < len(items):
        item = items[index]
        run = _run(items, index)
        if "about.above" in item.rules and run[-1].aspect == "change" and not item.unit:
            item.unit, item.aspect = run[-1].unit, "change"  # 高于全省、全国|2.4和1.8个百分点
        if len(run) > 1 and ("分别" in item.left or _as_many_names(item, len(run))):
            just_told = len(group) == len(run) and previous is not None and previous.clause_end == item.clause_start - 1
            known = group if just_told else names_in(clause_before(text, item), len(run)) or group
            group = _respectively(run, known or names_of(items[max(0, index - len(run)) : index], len(run)))
        elif not item.indicator and len(group) == len(run) > 1 and _again(item, previous):
            _share(run, group)
        elif not item.indicator and len(run) > 1 and (named := told_once_more(items, index, run)):
            _share(run, named)  # 收入3亿元，支出24亿元，是2015年的1.3倍和1.5倍
        else:
            run = run[:1]
            earlier = items[max(0, index - _LOOK_BACK) : index] or ([before] if before else [])
            carry(item, previous, earlier, text)
            if _says_both(item.left) or each_named(item) or once_of_two(item):
                group = _both(item, earlier) or group
        previous = run[-1]
        index += len(run)


def _says_both(left: str) -> bool:
    if left.endswith(words("measures", "name.each_before_number")):
        return True  # 绿色基地、防控基地各|9000亩
    return ("均" in left or "双双" in left or "都" in left) and bool(_both_words().search(left))


def _run(items: list[Item], index: int) -> list[Item]:
    """The item and those that follow it as bare numbers of one list (2000亿元、1000亿元、200亿元)."""
    run = [items[index]]
    for item in items[index + 1 : index + _LONGEST_RUN]:
        if not (item.joined and not item.indicator and not item.action and item.clause_start == run[0].clause_start):
            break
        if item.tail and item.aspect != run[0].aspect:  # 提高到每月800元、增长20%
            break
        run.append(item)
    return run


def _again(item: Item, previous: Item | None) -> bool:
    """Whether bare numbers are stated once more of the names before: their growth, or the end of their change."""
    changed = previous is not None and previous.role == "baseline" and item.role == "value"
    # 能耗、水耗分别为…，相当于全国平均水平的1/2和1/10
    shares = previous is not None and item.unit == "%" != previous.unit
    # 存、贷款余额分别增加24亿元、13亿元，2011年底达到86亿元、47亿元
    reached = previous is not None and "list.respectively" in previous.rules and bool(item.tail)
    return item.rules[0] != "measure.ratio" and (item.aspect != "level" or changed or shares or reached)


def _as_many_names(item: Item, count: int) -> bool:
    """Whether one statistic stands for as many names as numbers follow: 分别 is meant."""
    named = item.rules[0] != "measure.ratio" and is_statistic(item.indicator)
    return named and len(split_names(item.indicator, count)) == count


def _share(run: list[Item], names: list[str]) -> None:
    first = run[0]
    if first.bound == "eq" and run[-1].bound == "le" and first.tail.endswith(_limits()):
        first.bound = "le"
    growth, movement = first.aspect, first.movement
    _share_bound(run)
    for item, name in zip(run, names, strict=True):
        item.indicator, item.action = name, first.action
        item.aspect, item.movement = growth, movement
        item.cumulative, item.role = first.cumulative, first.role
        item.bound = first.bound if item.bound == "eq" else item.bound
        if item.unit == "倍" and growth == "growth":
            item.aspect = "multiple"  # 分别增长34%、42%和1.3倍
        if item.unit == "%" and growth == "multiple":
            item.aspect, item.movement = "growth", "rise"  # 分别增长3.8倍、80%
        if item.aspect == "growth" and "幅" in first.tail and name.endswith(_rates()) and name != names[-1]:
            item.aspect, item.movement = "level", ""  # 失业率、价格涨幅分别控制在5%和3%以内
        if run[-1].unit == "个百分点" and item.unit == "个":
            item.unit = "个百分点"  # 高7.8个、17.9个百分点
            item.bound = run[-1].bound  # 高于全国7.8个、17.9个百分点
        item.unit = item.unit or first.unit or run[-1].unit
        item.tail = item.tail or first.tail
        item.rules.append("list.respectively")


def _share_bound(run: list[Item]) -> None:
    """A bound behind the last number is said of all (分别增长8%、9%以上); one before it is its own (增长8%、近9%)."""
    last = run[-1]
    behind = last.written.bound and last.written.start == last.written.digits_start
    if behind and all(item.bound == "eq" for item in run[:-1]):
        for item in run[:-1]:
            item.bound = last.bound


def _respectively(run: list[Item], group: list[str]) -> list[str]:
    """分别: the names before it belong to the numbers after it, one by one."""
    first = run[0]
    name = first.indicator
    before, found, after = name.partition("分别")
    if before in bare_times():
        name, before = name.removeprefix(before), ""  # 年|分别增长9%和11%
    if found:
        after = _compared().sub("", after)  # 分别|比“十三五”时期|增长
        kinds, suffix = tail_kinds(), ""
        for word in tail_token().findall(after):
            if kinds.get(word) == "to" and word not in _compares():
                break  # 治沙、造林分别|完成年度任务
            if kinds.get(word) in ("up", "down"):
                first.aspect = "growth" if first.unit == "%" else "change"
                first.movement = "rise" if kinds[word] == "up" else "fall"
            elif len(after) > 1:
                suffix += word
        name = before + suffix
    names = group
    if name:
        apart = [part for part in JOIN.split(name) if part]
        units = {item.unit for item in run}
        # 友好城市和驻外机构分别增至|8对和6家: nothing is said of both
        names = apart if len(apart) == len(run) == len(units) and units <= _things() else split_names(name, len(run))
    if len(names) != len(run) == len(group) and (name in needs_previous() or leaning().match(name)):
        names = [one + name for one in group]
    deeds = [deed for deed in JOIN.split(first.action) if deed]
    if len(names) == 1 and len(deeds) == len(run):
        _share(run, names * len(run))  # 新建、改造公路分别为310公里、520公里
        for item, deed in zip(run, deeds, strict=True):
            item.action = deed
        return []
    if len(names) != len(run):
        for item in run:
            item.rules.append("list.unmatched")
        names = [name] * len(run)
    _share(run, names)
    return names


@cache
def _things() -> frozenset[str]:
    """Units of things that are counted one by one."""
    return frozenset((*count_units(), "对"))


@cache
def _compared() -> re.Pattern[str]:
    return re.compile(r"^[比较与同][^，、]{2,10}?(?:时期|期间|期末|末|年初|同期|上届)")


@cache
def _rates() -> tuple[str, ...]:
    return words("lists", "carry.rates")


@cache
def _limits() -> tuple[str, ...]:
    return words("lists", "carry.limits")


@cache
def _compares() -> frozenset[str]:
    """Words before what a share is a share of, which belongs to the name (占全省, 为全国平均水平)."""
    return frozenset(words("lists", "carry.compares"))


def _both(item: Item, before: list[Item]) -> list[str]:
    """均, 双双: one number is stated of each of the names; the further ones go to `extra`."""
    each = _each().search(item.indicator)
    name, rest = (item.indicator[: each.start()], item.indicator[each.end() :]) if each else (item.indicator, "")
    parts = [part for part in JOIN.split(name) if part]
    if whole := names_of_word(name, 2):
        names = whole  # 存贷款余额双双
    elif len(parts) == 1 and len(whole := split_names(name, 2)) == 2:
        names = whole
    elif len(parts) >= 2 and parts[0] in needs_previous() and before:
        base = total_end().sub("", before[-1].indicator)
        names = [base + part for part in (*parts[:-1], parts[-1].removesuffix("等"))]
    elif len(parts) >= 2:
        in_full = item.left.endswith("各") and all(len(part) > 3 for part in parts)  # things, no statistics
        names = parts if in_full else completed(parts)
    elif len(before) >= 2 and _each().search(item.left) and before[-1].joined:
        bases = [before[-2].indicator, before[-1].indicator]
        own = item.indicator
        own = "" if own in bases else own.removeprefix(bases[-1]) or own
        names = [base + own for base in bases]
    else:
        return []
    names = [name + rest for name in names]
    item.indicator, item.extra = names[0], names[1:]
    item.rules.append("list.each")
    return names
