"""Numbers in a list: names shared by several numbers (分别), one number of several names (均), words carried along."""

from __future__ import annotations

import re
from functools import cache

from ximu.read.attach.earlier_clause import clause_before, names_in, statistic_said, subject_before
from ximu.read.attach.item import Item
from ximu.read.attach.name_before import done, is_statistic
from ximu.read.attach.shared_names import (
    JOIN,
    capacity_added,
    completed,
    each_named,
    name_sums,
    names_of,
    names_of_word,
    once_of_two,
    share_work,
    split_names,
    told_once_more,
    with_shared_head,
    without_class,
    without_plan,
)
from ximu.read.attach.words import (
    place_like,
    tail_kinds,
    tail_token,
    takes_away,
)
from ximu.terms.words import alternation, any_word, words

_GROWS = ("growth", "average_growth")
_RATES_GO_ON = (("level", "growth"), ("level", "average_growth"))
_LOOK_BACK = 40  # a name that is left out stands among so many numbers before
_LONGEST_RUN = 40
_CLASS = re.compile(r"^(?:总?投资)?[\d.]+[万亿]*元(?:以上|以下)?的?")


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


@cache
def _classes() -> frozenset[str]:
    return frozenset(words("lists", "carry.classes"))


@cache
def _leaning() -> re.Pattern[str]:
    stops = alternation(words("lists", "carry.leans_not"))
    return re.compile(rf"{alternation(words('lists', 'carry.leans'))}(?!{stops})")


_part = any_word("lists", "scope.parts")


@cache
def _needs_previous() -> frozenset[str]:
    return frozenset(words("lists", "carry.prefix_previous"))


@cache
def _investment() -> frozenset[str]:
    return frozenset(words("lists", "carry.investment"))


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
            known = names_in(clause_before(text, item), len(run)) or group
            group = _respectively(run, known or names_of(items[max(0, index - len(run)) : index], len(run)))
        elif not item.indicator and len(group) == len(run) > 1 and _again(item, previous):
            _share(run, group)
        elif not item.indicator and len(run) > 1 and (named := told_once_more(items, index, run)):
            _share(run, named)  # 收入3亿元，支出24亿元，是2015年的1.3倍和1.5倍
        else:
            run = run[:1]
            earlier = items[max(0, index - _LOOK_BACK) : index] or ([before] if before else [])
            _carry(item, previous, earlier, text)
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
    return item.rules[0] != "measure.ratio" and (item.aspect != "level" or changed)


def _as_many_names(item: Item, count: int) -> bool:
    """Whether one statistic stands for as many names as numbers follow: 分别 is meant."""
    named = item.rules[0] != "measure.ratio" and is_statistic(item.indicator)
    return named and len(split_names(item.indicator, count)) == count


def _share(run: list[Item], names: list[str]) -> None:
    first = run[0]
    if first.bound == "eq" and run[-1].bound == "le" and first.tail.endswith(_limits()):
        first.bound = "le"
    growth, movement = first.aspect, first.movement
    for item, name in zip(run, names, strict=True):
        item.indicator, item.action = name, first.action
        item.aspect, item.movement = growth, movement
        item.cumulative, item.role = first.cumulative, first.role
        item.bound = first.bound if item.bound == "eq" else item.bound
        if item.unit == "倍" and growth == "growth":
            item.aspect = "multiple"  # 分别增长34%、42%和1.3倍
        if item.aspect == "growth" and "幅" in first.tail and name.endswith(_rates()) and name != names[-1]:
            item.aspect, item.movement = "level", ""  # 失业率、价格涨幅分别控制在5%和3%以内
        item.unit = item.unit or first.unit or run[-1].unit
        item.tail = item.tail or first.tail
        item.rules.append("list.respectively")


def _respectively(run: list[Item], group: list[str]) -> list[str]:
    """分别: the names before it belong to the numbers after it, one by one."""
    first = run[0]
    name = first.indicator
    before, found, after = name.partition("分别")
    if found:
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
    names = split_names(name, len(run)) if name else group
    if len(names) != len(run) == len(group) and (name in _needs_previous() or _leaning().match(name)):
        names = [one + name for one in group]
    deeds = [deed for deed in JOIN.split(first.action) if deed]
    if len(names) == 1 and len(deeds) == len(run):
        _share(run, names * len(run))  # 新建、改造公路分别为310公里、520公里
        for item, deed in zip(run, deeds, strict=True):
            item.action = deed
        return []
    if len(names) != len(run):
        first.rules.append("list.unmatched")
        names = [name] * len(run)
    _share(run, names)
    return names


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
    elif len(parts) >= 2 and parts[0] in _needs_previous() and before:
        base = _total_end().sub("", before[-1].indicator)
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


def _carry(item: Item, previous: Item | None, before: list[Item], text: str) -> None:
    """Take over from the item before what this one leaves out: its name, its action, its subject."""
    name = item.indicator
    if previous is not None and "其中" in item.head and name and _singles_out(name):
        item.scope, item.indicator, name, item.rules = name, "", "", [*item.rules, "list.part"]
    elif previous is not None and "about.aim" in item.rules:
        item.indicator, item.aspect, item.movement = previous.indicator, previous.aspect, previous.movement
        return
    elif previous is not None and name in _classes() and item.unit == previous.unit:
        item.indicator = name = name + without_class(previous.indicator)
    if "占" in name and (total := _total_share().match(name)):
        item.indicator = name = name[total.end() :]
    leaning = (bool(_leaning().match(name)) and not _own_subject(item, text, name)) or name in _needs_previous()
    if previous is None:
        if not name and item.action and item.action not in done() and item.aspect in _GROWS:
            item.indicator, item.action = item.action, ""  # 转移就业同比增长28%
            return
        bare_rate = len(name) == 3 and name[-1] == "率" and item.first_in_clause
        if leaning or not name or bare_rate:
            subject, worked_on = subject_before(text, item, named=bool(name))
            if not bare_rate or worked_on:
                item.indicator = subject + name
                item.rules.append("list.of_clause")
        return
    if name and item.tail.endswith("占") and _share_of(item, previous):
        item.indicator = f"{name}占{previous.indicator}"
        item.rules.append("list.of_previous")
        return
    short_rate = len(name) <= 4 and name.endswith("率") and not previous.indicator.endswith(name[:2])
    if short_rate and previous.action and name[:-1] in previous.action:
        item.indicator = previous.indicator + name  # 化解历史遗留问题30件，化解率
        item.rules.append("list.of_previous")
        return
    if name and not item.action and (item.joined or short_rate or name.endswith(_yields())):
        item.indicator = name = with_shared_head(previous.indicator, name)
    if not name and not item.joined and (said := statistic_said(text, previous.written.end, item)):
        item.indicator, item.rules = said, [*item.rules, "list.of_clause"]
    elif not name:
        _same_name(item, previous, before)
    elif leaning:
        subject = _subject(before, name)
        if subject and not subject.endswith(name):
            item.indicator = subject + name
        item.action = previous.action if item.joined and name == "面积" and not previous.action.startswith("新") else ""
        item.rules.append("list.of_previous")
    elif name in _investment() and not is_statistic(previous.indicator) and previous.indicator:
        item.indicator = _CLASS.sub("", previous.indicator) + name.removeprefix("年度").removeprefix("完成")
        item.rules.append("list.of_previous")
    elif (
        not item.action
        and item.aspect == "level"
        and (not is_statistic(name) or capacity_added(item, previous) or (item.joined and takes_away(previous)))
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
def _total_end() -> re.Pattern[str]:
    return re.compile(rf"{alternation(words('lists', 'carry.total'))}$")


@cache
def _total_share() -> re.Pattern[str]:
    return re.compile(rf"{alternation(words('lists', 'carry.total'))}(?=占)")


def _same_action(item: Item, previous: Item, before: list[Item]) -> None:
    """The action of the number before, or of an earlier one counted in the same unit, when the list says it once."""
    action = previous.action
    if not action and "其中" in item.head:
        action = next((one.action for one in reversed(before) if one.action and one.unit == item.unit), "")
    elif not (item.joined or "其中" in item.head or item.unit == previous.unit):
        return
    if action:
        item.action = action
        item.rules.append("list.same_action")
        if takes_away(item) or (previous.aspect == "change" and action == previous.action and item.joined):
            item.aspect, item.movement = "change", "fall"  # 退出钢铁产能80万吨、煤炭产能60万吨


def _singles_out(name: str) -> bool:
    """Whether the name after 其中 is only a part of the place, of which the number before is told."""
    return bool(_part().fullmatch(name) or place_like().fullmatch(name))


def _same_name(item: Item, previous: Item, before: list[Item]) -> None:
    item.rules.append("list.same_name")
    other_thing = item.rules[-2] == "about.number_event" and not item.joined and item.unit != previous.unit
    if "list.of_clause" in previous.rules or other_thing:
        item.rules.append("list.of_clause")
    if item.joined and item.rules[0] == "measure.ratio" == previous.rules[0]:
        item.role = previous.role
    grows = item.aspect in ("growth", "average_growth")
    if previous.aspect == "rank" and previous.role == "baseline" and item.unit == previous.unit:
        item.aspect = "rank"  # 由第77位提升至|75位
    item.indicator = _subject(before, "") if grows and "占" in previous.indicator else previous.indicator
    if not item.joined and item.tail.endswith(done()):
        item.indicator = without_plan(item.indicator)
    if item.aspect == "growth" and previous.action in ("新增", "新登记"):
        item.indicator = previous.action + previous.indicator
    elif previous.action.startswith(("新", "净增")) and _stock(item):
        item.rules.append("list.stock")  # 新增2家、累计达14家: a stock
    elif not item.action and item.aspect in ("level", "change") and item.role == previous.role:
        item.action = previous.action
    if item.rules[0] == "measure.rank" or grows:
        item.action = ""
    hoped = not item.tail or item.tail.startswith(_hopes())
    if hoped and item.joined and item.unit == "%" and (item.aspect, previous.aspect) in _RATES_GO_ON:
        item.aspect, item.movement = previous.aspect, previous.movement  # 增长7%以上、力争达到8%


def _stock(item: Item) -> bool:
    """Whether the number after what was added is what there is in all (净增16家，达到|21家)."""
    return "累计" in item.tail or (not item.joined and item.tail in ("达", "达到", "总数达", "总数达到"))


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
        if item.indicator and "占" not in item.indicator:
            prefix = item.action if item.action.startswith("新") and not _total().match(name) else ""
            return prefix + item.indicator
    return before[-1].indicator if before else ""
