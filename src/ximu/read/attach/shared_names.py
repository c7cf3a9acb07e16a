"""Names that stand in one: what an enumeration says once for all of its parts, in front of them or behind."""

from __future__ import annotations

import re
from functools import cache

from ximu.read.attach.item import Item
from ximu.read.attach.name_before import is_statistic
from ximu.read.attach.words import split_head
from ximu.terms.words import alternation, any_word, word_file, words

JOIN = re.compile(r"、(?![^（(]{0,6}[）)])|(?<=”)(?=“)|和|及|与|以及|，")
_SHORTEST_WHOLE = 3  # characters of a name that ends like the last one and is complete
_RATE = re.compile(r"[\u4e00-\u9fff]{2}率$")
_SHARE_OF = re.compile("占(?!比)")


@cache
def _tails() -> re.Pattern[str]:
    return re.compile(rf"{alternation(words('lists', 'tails.shared'))}(?:占比|比重)?$")


@cache
def _always() -> tuple[str, ...]:
    return words("lists", "tails.always")


@cache
def _parallel() -> tuple[str, ...]:
    return words("lists", "tails.parallel")


@cache
def _one_of_two() -> frozenset[str]:
    return frozenset(_parallel())


@cache
def _parallel_head() -> re.Pattern[str]:
    return re.compile(rf"{alternation(_parallel())}*")


_per = any_word("lists", "tails.per")


@cache
def _begins() -> tuple[str, ...]:
    return words("lists", "tails.begins")


@cache
def _whole() -> tuple[str, ...]:
    return words("lists", "tails.whole")


@cache
def _open() -> tuple[str, ...]:
    return words("lists", "tails.open")


@cache
def _shared() -> tuple[re.Pattern[str], dict[str, list[str]]]:
    table: dict[str, list[str]] = word_file("lists")["shared"]
    return re.compile(alternation(table)), table


def split_names(joined: str, count: int) -> list[str]:
    """The `count` names that stand in one (城镇、农村居民收入 → 城镇居民收入, 农村居民收入); fewer or more when it cannot be."""
    if names := names_of_word(joined, count):
        return names
    named, found, kind = joined.rpartition("等")
    if named.endswith(_not_among()):
        found = ""  # 高中和高等教育毛入学率
    if found and len(kind) >= 2:
        parts = [part for part in JOIN.split(named) if part]
        tail = _class_tail().search(kind) or _tails().search(kind)
        if len(parts) == count:
            return [_with_tail(part, tail.group()) if tail else part for part in parts]
        joined = kind
    parts = [part for part in JOIN.split(joined) if part]
    if len(parts) != count:
        # 软件和信息服务业、租赁和商务服务业|增加值
        listed = [part for part in joined.split("、") if part]
        return _with_last_tail(listed) if len(listed) == count else parts
    if deed := _reached().match(parts[-1]):
        return [*parts[:-1], parts[-1][deed.end() :]]  # 接待游客、|实现|旅游收入: each is complete
    names = completed(parts)
    return [split_head(name)[1] or name for name in names]


_reached = any_word("measures", "name.reached")


@cache
def _not_among() -> tuple[str, ...]:
    return words("measures", "name.among_not_after")


def names_of_word(joined: str, count: int) -> list[str]:
    """The `count` names for which one word stands in `joined` (存、贷款余额 → 存款余额, 贷款余额); [] when none does."""
    pattern, table = _shared()
    match = pattern.search(joined)
    if match and len(table[match.group()]) == count:
        names = [joined[: match.start()] + word + joined[match.end() :] for word in table[match.group()]]
        if all(len(JOIN.split(name)) == 1 for name in names):
            return names
    return []


@cache
def _class_tail() -> re.Pattern[str]:
    """What a class says of several with their statistic (纺织、食品|产业增加值)."""
    kinds, tails = alternation(words("lists", "tails.class")), alternation(words("lists", "tails.shared"))
    return re.compile(rf"{kinds}(?P<tail>{tails})$")


def _with_last_tail(parts: list[str]) -> list[str]:
    """Every part with the statistic of the last, unless it names one itself."""
    tail = _class_tail().search(parts[-1]) or _tails().search(parts[-1])
    said = tail.group() if tail else ""
    return [*(part if is_statistic(part) else _with_tail(part, said) for part in parts[:-1]), parts[-1]]


def _with_tail(part: str, tail: str) -> str:
    """`part` with a tail that begins with a class, which is left out behind a part that ends like one (制造业增加值)."""
    of_class = _class_tail().fullmatch(tail) if part.endswith("业") else None
    return part + (of_class["tail"] if of_class else tail)


def completed(parts: list[str]) -> list[str]:
    """Every part of an enumeration with the head of the first or the tail of the last when it needs one."""
    last = parts[-1]
    share = _SHARE_OF.search(last, 2)
    if share and len(last) - share.end() > 1:  # 出口、进口额占全省: what has a share is one of the names
        names = completed([*parts[:-1], last[: share.start()]])
        return [name if "占" in name else name + last[share.start() :] for name in names]
    names = [part if _complete(part, last) else part + _shared_tail(part, last) for part in parts[:-1]]
    if last in names and (tail := _tails().search(last, 1)):
        # 工业、工业技改投资: the first is no part of the last, and only the statistic is shared
        names = [part if _complete(part, last) else part + tail.group() for part in parts[:-1]]
    for word in _always():
        if last.endswith(word) and len(last) > len(word):
            names = [name if name.endswith(word) else name + word for name in names]
            break
    if (at := last.find("占比")) > 1:
        names = [name if "占" in name else name + last[at:] for name in names]
    rates = len(parts) > 2 and all(part.endswith("率") for part in parts)
    names.append(last if rates else with_head(parts[0], last))  # 投资完成率、新开工率、竣工率 are each complete
    if last in _moves() and (whole := total_end().search(names[0], 2)):
        names[-1] = names[0][: whole.start()] + last  # 投资总量、增速均居第4
    return _headed(names)


@cache
def _moves() -> frozenset[str]:
    return frozenset(words("lists", "tails.moves"))


@cache
def total_end() -> re.Pattern[str]:
    """A total at the end of a name: 总量, 总额."""
    return re.compile(rf"{alternation(words('lists', 'carry.total'))}$")


def _headed(names: list[str]) -> list[str]:
    """Every name with the head that stands once before the first (万元GDP能耗、水耗 → 万元GDP水耗)."""
    first = names[0]
    per = _per().match(first)
    if per:
        said = per.group()
        return [name if said in name else said + name for name in names]  # 人均GDP和居民人均收入
    return [first, *(_parallel_head_of(first, name) + name for name in names[1:])]


def _parallel_head_of(first: str, other: str) -> str:
    """What stands in `first` before the word that `other` begins with a counterpart of (机场|旅客吞吐量、货邮吞吐量)."""
    at = first.find(other[0]) if other.startswith(_begins()) else -1
    if at >= 2:
        return first[:at]
    head = head_of_counterpart(first, other)
    if head:
        return head
    match = _parallel_head().match(other)
    rest = other[match.end() :] if match and match.end() else ""
    if not rest or not first.endswith(rest):
        return ""
    before = first[: len(first) - len(rest)]
    counterpart = next((word for word in _parallel() if before.endswith(word)), "")
    head = before[: len(before) - len(counterpart)]
    return head if counterpart and len(head) >= 2 else ""


@cache
def _classes() -> re.Pattern[str]:
    return re.compile(rf"{alternation(words('lists', 'carry.classes'))}(?=..)")


def without_class(name: str) -> str:
    """The noun of a name that begins with a class (国家级产业园 → 产业园); the name itself without one."""
    found = _classes().match(name)
    return name[found.end() :] if found else name


@cache
def _planned() -> re.Pattern[str]:
    return re.compile(rf"(?<=..){alternation(words('lists', 'carry.planned'))}$")


def without_plan(name: str) -> str:
    """The name of what was planned as that of what was done (财政收入任务180万元，完成201万元 → 财政收入)."""
    return _planned().sub("", name)


@cache
def _counterparts() -> tuple[tuple[frozenset[str], tuple[str, ...]], ...]:
    groups = (words("lists", f"counterparts.{key}") for key in word_file("lists")["counterparts"])
    return tuple((frozenset(group), group) for group in groups)


def head_of_counterpart(first: str, other: str) -> str:
    """What stands in `first` before the counterpart of `other` (生产安全事故|起数 and 死亡人数); "" when there is none."""
    for group, endings in _counterparts():
        if other in group:
            ending = next((word for word in endings if first.endswith(word)), "")
            head = first[: len(first) - len(ending)] if ending else ""
            return "" if head.endswith(("和", "、", "及")) else head
    return ""


def _complete(part: str, last: str) -> bool:
    if part.endswith(_open()):
        return False
    if part.endswith(_whole()) or (len(part) >= 3 and part[-1] == last[-1] == "率"):
        return True  # 履约率、开工率、资金到位率
    return (len(part) > 3 and is_statistic(part)) or (len(last) <= len(part) and part[-1:] == last[-1:])


def _shared_tail(part: str, last: str) -> str:
    """What the last name has after the word that stands where `part` stands (铁路、高速公路总里程 → 总里程)."""
    if len(part) >= _SHORTEST_WHOLE and part.endswith(last[-2:]):
        return ""  # 总投资、年度计划完成投资: each is complete
    tail = _tail_after(part, last)
    if "”" in tail and ("“" not in tail or part.endswith(last[-2:])):
        return ""  # 科技企业、“小巨人”企业: each is complete
    before = last[: len(last) - len(tail)]
    return before[-1] + tail if tail[:1] == "均" and before[-1:] in ("平", "年") else tail


_one_word = any_word("lists", "tails.one_word")


@cache
def _unparted() -> tuple[str, ...]:
    return words("lists", "tails.unparted")


def _tail_after(part: str, last: str) -> str:
    if part.endswith(_parallel()):
        rest = _parallel_head().match(last)
        if rest and 0 < rest.end() < len(last):
            return last[rest.end() :]
    if (at := last.find(part, 1)) > 0 and len(part) >= 2 and is_statistic(last):
        return last[at + len(part) :]  # 满意、基本满意|率
    if (of_class := _class_tail().search(last, 1)) and not part.endswith("业"):
        return of_class.group()
    place = last.find(part[-1], 1)
    if 0 <= place < len(last) - 2:
        return last[place + (2 if last.startswith(_unparted(), place) else 1) :]  # 绿色信贷、企业贷款|余额
    shared = _tails().search(last, 1)
    if (word := _one_word().match(last)) and len(part) < word.end() < len(last):
        return last[word.end() :]  # 家电、|新能源汽车|零售额
    if shared and len(last) < len(part) + 3 + len(shared.group()):
        return "" if part.endswith(shared.group()) else shared.group()
    if len(last) >= len(part) + 3 or (len(last) == len(part) + 2 and is_statistic(last)):
        return last[len(part) :]
    rate = _RATE.search(last)
    return rate.group() if rate and rate.start() else ""


def with_head(first: str, last: str) -> str:
    """The last name with the head of the first when it is a mere end (发明专利申请量和授权量 → 发明专利授权量)."""
    if len(last) <= 3 and len(first) > len(last) + 1 and first[-1] == last[-1] and is_statistic(last):
        told = _tails().search(first, 2)  # 机器人|产量和出口量
        head = first[: told.start() if told else len(first) - len(last)]
        return last if head.endswith(last[:2]) else head + last  # 进出口总额、出口额
    return last


def parallel_name(previous: str, name: str) -> str:
    """The name of which only the word is said that stands for the first of the name before (城镇居民收入…、|农村|…), "" else."""
    if name not in _one_of_two():
        return ""
    first = next((word for word in _parallel() if previous.startswith(word)), "")
    return name + previous[len(first) :] if first and len(previous) > len(first) else ""


@cache
def _each_has() -> re.Pattern[str]:
    """For each of how many people something is counted (每千人口拥有|病床4.6张、|医师2.1名)."""
    return re.compile(rf"每[^，、。]{{1,12}}?{alternation(words('lists', 'carry.each_has'))}(?!量)")


def with_shared_head(previous: str, name: str) -> str:
    """A short name in a list takes the head it shares (实际到位内资、外资; 智能制造示范企业、示范车间)."""
    if (each := _each_has().match(previous)) and not name.startswith("每"):
        return each.group() + name
    head = head_of_counterpart(previous, name)
    if head:
        return head + name
    if len(name) > 5 or len(previous) <= len(name):
        return name
    place = previous.find(name[:2], 1)
    if place >= 2:
        return previous[:place] + name
    head = previous[: -len(name)]
    if len(name) == 2 and len(head) >= 3 and set(previous[-2:]) & set(name):
        return head + name
    return with_head(previous, name) if len(name) <= 3 else name


def capacity_added(item: Item, previous: Item) -> bool:
    """Whether a capacity goes on with what the verb before it adds (新增管网86公里、处理能力12万吨)."""
    added = item.joined and item.unit not in ("元", "%") and previous.action.startswith(("新", "增"))
    return added and item.indicator[0] != "总" and item.indicator.endswith(_capacity())


@cache
def _capacity() -> tuple[str, ...]:
    return words("lists", "carry.capacity")


def names_of(before: list[Item], count: int) -> list[str]:
    """The names of the last `count` numbers (水泥46万吨、钢材12万吨，分别增长…); [] when they are not as many."""
    names = [item.indicator for item in before[-count:] if item.aspect == "level" and item.indicator]
    return names if len(names) == count else []


def told_once_more(items: list[Item], index: int, run: list[Item]) -> list[str]:
    """The names of as many numbers before, each in a clause of its own, of which multiples are told; [] else."""
    before = items[max(0, index - len(run)) : index]
    if run[0].aspect != "multiple" or len({item.clause_start for item in before}) != len(run):
        return []
    return names_of(before, len(run))


def once_of_two(item: Item) -> bool:
    """Whether one number is said of two names with 分别 (门诊费用和住院费用分别下降10%)."""
    return "分别" in item.tail and _two_statistics(item.indicator)


def each_named(item: Item) -> bool:
    """Two full names of statistics before one rate of growth, or two rates, are two statements even without 均."""
    if item.aspect == "level" and item.unit == "%" and "率、" in item.indicator:
        parts = JOIN.split(item.indicator)
        return len(parts) == 2 and all(len(part) >= 3 and part[-1] == "率" for part in parts)
    if item.aspect not in ("growth", "average_growth", "multiple"):
        return False
    return _two_statistics(item.indicator)


def _two_statistics(joined: str) -> bool:
    parts = JOIN.split(joined)
    return len(parts) == 2 and all(len(part) > 3 and is_statistic(part) for part in parts)
