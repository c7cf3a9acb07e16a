"""Numbers that only tell which things are meant: 总投资1亿元以上的项目, 过百亿企业, a named project's length."""

from __future__ import annotations

import re
from functools import cache

from ximu.read.attach.behind import crossed
from ximu.read.attach.words import nominal
from ximu.read.numerals.scan import Written
from ximu.terms.words import alternation, any_word, word_file, words


@cache
def _after() -> re.Pattern[str]:
    glue = alternation(words("measures", "attribute.glue"))
    # 总投资35亿元的|80项工程: the thing may be counted
    return re.compile(rf"(?P<glue>{glue})?(?P<de>的)?(?P<noun>[\u4e00-\u9fffA-Za-z“]|(?<=的)\d{{1,4}}[个项家条座处])")


@cache
def _not_of() -> re.Pattern[str]:
    return re.compile(rf"的?{alternation(words('measures', 'attribute.not_of'))}")


_change = any_word("measures", "attribute.change")


@cache
def _group() -> re.Pattern[str]:
    return re.compile(rf"[\u4e00-\u9fff“”]{{0,14}}{alternation(words('measures', 'attribute.group'))}")


@cache
def _magnitude_before() -> frozenset[str]:
    return frozenset(words("measures", "attribute.magnitude_before"))


@cache
def _class_units() -> frozenset[str]:
    return frozenset(words("measures", "attribute.class_units"))


_around = any_word("measures", "attribute.around")


@cache
def _dimension_units() -> frozenset[str]:
    table = word_file("numbers")["units"]
    return frozenset(
        unit for group in ("money", "length", "area", "volume", "weight", "energy") for unit in table[group].split()
    )


@cache
def _yield_units() -> frozenset[str]:
    return frozenset(words("measures", "attribute.yield_units"))


@cache
def _plant() -> re.Pattern[str]:
    """A plant with what it makes, behind its yearly yield (50万吨|甲醇项目)."""
    plants = alternation(words("measures", "attribute.plants"))
    return re.compile(rf"(?:/年)?[\u4e00-\u9fffA-Za-z]{{1,12}}?{plants}")


@cache
def _duration_units() -> frozenset[str]:
    return frozenset(words("measures", "attribute.duration_units"))


@cache
def _power_units() -> frozenset[str]:
    return frozenset(word_file("numbers")["units"]["energy"].split())


@cache
def _classifiers() -> frozenset[str]:
    return frozenset(words("measures", "attribute.classifiers"))


@cache
def _head_before() -> re.Pattern[str]:
    heads = alternation(word[::-1] for word in words("measures", "attribute.head"))
    values = alternation(word[::-1] for word in words("measures", "attribute.before_value"))
    return re.compile(rf"{values}?(?P<head>{heads})")


@cache
def _some() -> tuple[str, ...]:
    return tuple(word[::-1] for word in words("measures", "attribute.some"))


@cache
def _verb_before() -> re.Pattern[str]:
    return re.compile(alternation(w[::-1] for w in words("measures", "action.verbs")))


_verb_at = any_word("measures", "action.verbs")


def _verb_after(text: str, at: int) -> bool:
    """Whether a verb stands there, no noun that begins like one (技改项目, 服务业)."""
    return bool(_verb_at().match(text, at)) and not nominal().match(text, at)


_things = any_word("measures", "attribute.after")


def attribute_head(text: str, written: Written) -> str | None:
    """The word that names the attribute (总投资, 总长, or "" when none stands there); None when it is no attribute."""
    unit = written.unit
    if written.elided and written.chinese:
        return _magnitude(text, written)
    if unit in _SHARES:
        return _top(text, written)
    if unit in _FIELD_UNITS and _SCALE.fullmatch(text, written.digits_start, written.digits_end):
        return "" if _COUNTED_NEXT.match(text, written.end) else None  # 千亩|示范片1000个
    if unit == "个":
        return "" if _group().match(text, written.end) else None
    if unit in _class_units():
        return _class(text, written)
    if unit in _duration_units():
        return "" if _around().match(text, written.end) else None
    if unit not in _dimension_units():
        return None
    if text.startswith(_IN_BRACKETS, written.end - 2):
        return ""  # 规模以上（500万元以上）|固定资产投资
    if _around().match(text, written.end):
        return None if _capacity_value(text, written) else ""
    if (
        unit == "元"
        and _COUNTED_SIZE.match(text, written.end)
        and _SIZE_BEFORE.search(text, max(0, written.start - 6), written.start)
    ):
        return ""  # 其中|10亿元以上|23个
    if unit == "元" and (limited := _of_limited(text, written)) is not None:
        return limited
    after = _after().match(text, written.end)
    if after is None or _not_of().match(text, written.end) or _change().match(text, after.start("noun")):
        return None
    return _size(text, written, after)


_TIMES = frozenset("×xX*")
_LENGTH = "长全"  # read backwards
_SHARES = frozenset(("%", "‰"))
_LISTED = frozenset("、和及与")
_IN_BRACKETS = ("以上）", "以上)")
_COUNTED_NEXT = re.compile(r"[\u4e00-\u9fffA-Za-z“”]{2,16}[约近]?\d[\d.,]*[百千万]?[多余]?[个家户项座处条名宗所只]")
_COUNTED_THING = re.compile(r"[\u4e00-\u9fff]{0,8}?(?:项目|企业)[近约]?\d[\d,]*[多余]?[个家户宗]")  # 先进制造业项目5个
_COUNTED_SIZE = re.compile(r"(?<=以[上下])[近约]?\d[\d,]*[个家户项]")
_SIZE_BEFORE = re.compile(r"(?:其中|[，、；])(?:总?投资|过|超)?$")
_HEADS, _LIMITED = "头", re.compile("以[上下内]|规模")
_FIELD_UNITS = ("亩", "头", "吨")
_SCALE = re.compile("[百千万]")
_TOP = re.compile(r"(?P<order>[A-Za-z]{2,}[\u4e00-\u9fff]{0,6}|[\u4e00-\u9fff]{0,8}(?:排名|排行))?(?P<before>.?)前$")
_OF_COUNTED = re.compile(r"的?(?=[\d近约])")
_HEAD_OF_LIMIT = re.compile(r"(?![将把对为])[\u4e00-\u9fff]{2,10}$")


PER_YEAR = re.compile(r"[/／]年(?![\u4e00-\u9fff])")  # 40万吨/年


@cache
def _capacity_named() -> re.Pattern[str]:
    return re.compile(rf"{alternation(words('measures', 'attribute.capacities'))}.{{0,4}}$")


def _capacity_value(text: str, written: Written) -> bool:
    """Whether a yearly yield is the value of a capacity named before it (新增产能|300万吨/年), no size of a plant."""
    if not PER_YEAR.match(text, written.end):
        return False
    return _capacity_named().search(text, max(0, written.start - 8), written.start) is not None


@cache
def _not_top() -> frozenset[str]:
    return frozenset(words("measures", "attribute.top_not_after"))


@cache
def _household_things() -> tuple[str, ...]:
    return words("measures", "attribute.household_things")


@cache
def _limits() -> re.Pattern[str]:
    return re.compile(rf"{alternation(words('measures', 'attribute.limits'))}$")


def _top(text: str, written: Written) -> str | None:
    """进入ESI排名前1%: a share at the top of an order, with the name of the order."""
    if text[written.start - 1 : written.start] != "前":
        return None
    found = _TOP.search(text, max(0, written.start - 24), written.start)
    if found is None or (not found.group("order") and found.group("before") in _not_top()):
        return None
    return (found.group("order") or "") + "前"


def of_households(text: str, written: Written) -> str:
    """The villages that a threshold of households tells of (20户以上|自然村), "" when it is none."""
    if written.unit != "户" or not text.endswith(("以上", "以下"), 0, written.end):
        return ""
    return next((thing for thing in _household_things() if text.startswith(thing, written.end)), "")


def _of_limited(text: str, written: Written) -> str | None:
    """收入低于3480元的20.9万户: which households are counted next."""
    if not _OF_COUNTED.match(text, written.end) or text[written.end] != "的":
        return None
    limit = _limits().search(text, max(0, written.start - 4), written.start)
    if limit is None:
        return None
    head = _HEAD_OF_LIMIT.search(text, max(0, limit.start() - 8), limit.start())
    return (head.group() if head else "") + limit.group()


def _magnitude(text: str, written: Written) -> str | None:
    """过百亿企业: a lone magnitude that names a class."""
    named = "\u4e00" <= text[written.end : written.end + 1] <= "\u9fff"
    if not named or text.startswith(crossed(), written.end):
        return None
    if text[written.end] == "级":
        return ""
    return "" if text[written.start - 1 : written.start] in _magnitude_before() else None


def _class(text: str, written: Written) -> str | None:
    """70岁以上老年人, 750千伏线路: of whom or what class a thing is, when a noun follows."""
    after = _after().match(text, written.end)
    if after is None or _change().match(text, after.start("noun")) or _verb_after(text, after.start("noun")):
        return None
    if written.unit == _HEADS and not _LIMITED.search(text, written.end - 2, after.start("noun")):
        return None  # 解决8000头|大牲畜饮水困难; 50头以上|养殖户
    return ""


def _size(text: str, written: Written, after: re.Match[str]) -> str | None:
    """总投资1亿元以上的项目, 2台100万千瓦机组: the size of a thing that is named after it."""
    before = text[max(0, written.start - 10) : written.start][::-1]
    head = _head_before().match(before)
    last = text[written.end - 2 : written.end]
    glue = after.group("glue") or ""
    glued_below = last in ("以下", "以内") or glue.endswith("以下")
    glued_above = last == "以上" or bool(glue)
    if written.unit in _yield_units() and _plant().match(text, written.end) and not _verb_before().match(before):
        return ""  # 50万吨|甲醇项目
    noun = after.start("noun")
    counted = _COUNTED_THING.match(text, noun) and not _verb_after(text, noun)
    thing = bool(counted or _things().match(text, noun))
    if not thing and _verb_after(text, noun):
        return None
    if head and (glued_above or glued_below or after.group("de") or thing):
        return head.group("head")[::-1].strip("过超达到")
    if before[:1] in _TIMES and before[1:2].isdigit():
        return ""  # 2×|66万千瓦|热电机组
    if head and head.group("head") == _LENGTH and not _verb_after(text, noun):
        return _LENGTH[::-1]  # 全长|21公里|滨江大道
    if glued_above and before.startswith(_some()):
        return ""  # 一批|50万千瓦以上|风电基地
    if glued_below or (after.group("de") and not _verb_before().match(before)):
        return ""
    if glued_above and before[:1] not in _LISTED and _COUNTED_NEXT.match(text, noun):
        return ""  # 500亩以上|设施农业小区53个
    if glued_above and thing and (written.unit == "元" or not _verb_before().match(before)):
        return ""
    if thing and written.unit in _power_units() and before[:1] in _classifiers():
        return ""
    return None
