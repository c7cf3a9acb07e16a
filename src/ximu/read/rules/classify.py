"""Sort every written number: measure, name, date, ordinal or other; each verdict carries the id of its rule."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache
from typing import NamedTuple

from ximu.ledger.measure import NumberClass
from ximu.read.numerals.scan import END, Written, arabic_numbers, chinese_numbers
from ximu.read.rules.deed_counts import counts_deed
from ximu.read.rules.medals import counts_medals
from ximu.read.rules.ordinals import numbers_session, rejected_after, sort_ordinal
from ximu.read.rules.phrases import in_phrase
from ximu.read.rules.policies import names_policy
from ximu.terms.words import alternation, any_word, word_file, words


class Sorted(NamedTuple):
    """A written number with its class and the rule that gave it."""

    written: Written
    number_class: NumberClass
    rule: str


_made = tuple.__new__  # `Sorted(…)` takes twice the time
_QUOTED = re.compile(
    r"“[^”\n]{1,40}”|《[^》\n]{1,60}》|〔\d{4}〕\d+号?|「[^」\n]{1,20}」|\"[^\"\n]{1,14}\"|‘[^’\n]{1,14}’"
)
_LIST_MARK = re.compile(r"\d{1,2}(?=[.．、](?!\d))|(?<=[（(])\d{1,2}(?=[）)])")
_TIME_PARTS = frozenset(" \u3000:：时日")  # before a part of a time of day
_HOURS = r"(?<![\d.])(?<!\d[:：∶])(?:[01]?\d|2[0-4])[:：][0-5]\d"
_CLOCK = re.compile(rf"{_HOURS}(?![\d:：∶]|\.\d)")
# A date with the time of day behind it, as pages print it: 2024/11/17 5:48:13. Here up to the number looked at.
_STAMPED = re.compile(r"(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?[ \u3000]*(?:\d{1,2}[:：时]){0,2}$")
_STAMP = 24  # characters that such a date has at most


_name_after = any_word("classes", "name.after")


_other_after = any_word("classes", "other.after")


@cache
def _unit_set(key: str) -> frozenset[str]:
    return frozenset(words("classes", key))


@cache
def _prefixes(key: str) -> tuple[str, ...]:
    return words("classes", key)


@cache
def _pronoun_before() -> re.Pattern[str]:
    return re.compile(rf"{alternation(words('classes', 'other.before'))}$|[A-Za-z0-9]$")


@cache
def _changes_before() -> re.Pattern[str]:
    """A change that a half is said of: 审批时间压减|一半."""
    changes = (*words("measures", "tail.up"), *words("measures", "tail.down"))
    return re.compile(rf"{alternation(changes)}(?:约|近|了)?$")


@cache
def _big_before() -> re.Pattern[str]:
    return re.compile(rf"{alternation(words('classes', 'magnitude.before'))}$")


@cache
def _big_after() -> re.Pattern[str]:
    nouns = alternation(words("classes", "magnitude.after"))
    return re.compile(rf"[级元]?{nouns}|[，。；、]")


@cache
def _big_class() -> re.Pattern[str]:
    """A class of size and what belongs to it: 百亿|级人工智能产业集群."""
    return re.compile(rf"级[\u4e00-\u9fff]{{0,8}}?{alternation(words('classes', 'magnitude.after'))}")


@cache
def _class_before() -> dict[str, tuple[str, ...]]:
    """Unit → what stands behind it when the two name a class or a service (24小时|自助图书馆)."""
    table: dict[str, str] = word_file("classes")["name"]["class_before"]
    return {unit: tuple(after.split()) for unit, after in table.items()}


def sort_numbers(text: str) -> list[Sorted]:
    """Every number of `text` in order with its class; Chinese numerals inside an Arabic expression are not repeated."""
    quotes = [match.span() for match in _QUOTED.finditer(text)]
    quote_starts = [start for start, _ in quotes]
    arabic = arabic_numbers(text)
    found = [
        _made(Sorted, (written, *_sort_arabic(text, written, _quoted(written, quotes, quote_starts))))
        for written in arabic
    ]
    arabic.append(END)
    index = 0
    for written in chinese_numbers(text, arabic):
        while arabic[index].start <= written.digits_start:
            index += 1
        if arabic[index].start >= written.end:
            quoted = _quoted(written, quotes, quote_starts)
            kind, rule = _sort_chinese(text, written, quoted)
            if kind == "measure" and in_phrase(text, written):
                kind, rule = "other", "other.word"
            found.append(_made(Sorted, (written, kind, rule)))
    found.sort(key=_start_of)
    return _with_joined_ranks(text, found)


def _with_joined_ranks(text: str, found: list[Sorted]) -> list[Sorted]:
    """What follows a rank in a list is a rank too (居全国第五和|第六)."""
    for at in range(1, len(found)):
        written, before = found[at].written, found[at - 1]
        if not written.ordinal or found[at].number_class != "ordinal" or before.rule != "measure.rank":
            continue
        if text[before.written.end : written.start] in _JOINS and not rejected_after().match(text, written.end):
            found[at] = Sorted(written, "measure", "measure.rank")
    return found


_JOINS = ("、", "和", "与", "及")


def _start_of(entry: Sorted) -> int:
    return entry.written.start


def _quoted(written: Written, quotes: list[tuple[int, int]], starts: list[int]) -> int:
    """Length of the quotation or title that holds the number, 0 when there is none; titles count as short."""
    index = bisect_right(starts, written.start) - 1
    if index < 0 or quotes[index][1] < written.end:
        return 0
    return quotes[index][1] - quotes[index][0]


def _sort_arabic(text: str, written: Written, quoted: int) -> tuple[NumberClass, str]:
    start, end = written.digits_start, written.end
    before = text[start - 1] if start else ""
    after = text[end : end + 1]
    unit = written.unit
    if quoted and (quoted <= 16 or text[written.start - 1 : written.start] == "〔"):
        return "name", "name.quoted"
    if before and ((before.isascii() and before.isalpha()) or before in "+＋#№_") and unit not in ("%", "元"):
        return "name", "name.code"
    if not unit and after and (after in "+＋" or (after.isascii() and after.isalpha())):
        return "name", "name.code"
    if not unit and before and before in "+-·•":
        return "name", "name.code"
    if unit in _unit_set("date.run_units") and (
        text.endswith(_prefixes("date.run"), 0, start) or text.startswith(_prefixes("date.run_ends"), end)
    ):
        return "date", "date.period"
    if before == "时" and unit in _unit_set("date.clock_units"):
        return "date", "date.clock"
    if unit in _unit_set("date.time_units") or (
        not unit and text[written.digits_end : written.digits_end + 1] in ("年", "月", "日")
    ):
        return "date", "date.calendar"
    if written.ordinal:
        return sort_ordinal(text, written)
    if not unit:
        return _sort_bare(text, written, before, after)
    if numbers_session(text, written):
        return "ordinal", "ordinal.numbered"
    if unit.endswith("吨级") or unit == "A级" or (unit in _unit_set("name.small_class") and written.low < 10):
        return "name", "name.class"
    of_class = unit in _class_before() and not written.bound and text.startswith(_class_before()[unit], end)
    if of_class or (unit in _unit_set("name.class_unit") and "\u4e00" <= after <= "\u9fff"):
        return "name", "name.class"  # 110千伏|变电站
    if unit in _CIRCLE_UNITS and _CIRCLE.match(text, end):
        return "name", "name.class"  # 15分钟|托育服务圈
    nothing = _NO_THINGS.get(unit) if unit != "项" or before == "下" else None
    if nothing and text.startswith(_prefixes(nothing), end):
        return "other", "other.word"
    if unit == "号" or (unit == "线" and before == "道"):  # 国道|629线
        return "name", "name.code"
    if names_policy(text, written):
        return "name", "name.policy"
    if before == "每" and unit == "人" and "\u4e00" <= after <= "\u9fff":
        return "other", "other.ratio_base"  # 每10万人|案件数
    return "measure", "measure.unit"


_ENDS = ("，", ",", "。", "；", "、", "")


_DATE_NEAR = re.compile(r"[-/.]\d{1,2}[-/.]\d{1,2}")
_DOTTED_DATE = re.compile(r"(?:19|20)\d{2}\.\d{1,2}\.\d{1,2}(?![\d.])")
_DOTTED_DATE_BEFORE = re.compile(r"(?:19|20)\d{2}\.\d{1,2}\.$")
# 城乡居民收入比2.1∶1 and 男女性别比105∶100 are one number each
_TO_ONE = re.compile(r"\d+(?:\.\d+)?[∶:：]1(?:00)?(?![\d.∶:：])")
_ONE = re.compile(r"(?<![\d.∶:：])\d+(?:\.\d+)?[∶:：]1(?:00)?(?:[^\d.∶:：]|$)$")
_SHARED_POINTS = re.compile(r"(?:[、和]\d+(?:\.\d+)?){1,4}个百分点")
_SHARED_UNIT = re.compile(r"(?:[、和]\d+(?:\.\d+)?){1,4}(?![\d.]|[年月日号期级届])[\u4e00-\u9fff%‰]")
_EACH, _EACH_WITHIN = re.compile(r"分别[^，。；\d]{0,6}(?:[\d.]+、){0,4}$"), 24
_RATIO = re.compile(r"[∶:：]\d")


def _is_version(text: str, start: int, end: int, before: str) -> bool:
    """Whether a bare decimal names an edition (2.0版, 数字临江2.0) or a generation (8.5代线)."""
    if "." not in text[start:end]:
        return False
    if text.startswith(_prefixes("name.edition"), end):
        return True
    return (
        end - start == 3
        and text.startswith(".0", start + 1)
        and bool(before.strip())
        and before not in _unit_set("name.value_before")
    )


_MEDALS = ("金", "银", "铜")


def _sort_bare(text: str, written: Written, before: str, after: str) -> tuple[NumberClass, str]:
    """A number without a unit: a date, a list mark, a ratio, a count with an elided unit, or part of a name."""
    start, end = written.digits_start, written.digits_end
    if before in _TIME_PARTS and end - start < 3 and _STAMPED.search(text, max(0, start - _STAMP), start):
        return "date", "date.clock"
    if _RATIO.match(text, end) or (start > 1 and before in "∶:：" and text[start - 2].isdigit()):
        clock = _CLOCK.match(text, start) or _CLOCK.search(text, max(0, start - 3), end + 1)
        if clock:
            return "date", "date.clock"
        if _TO_ONE.match(text, start) and before not in "∶:：":
            return "measure", "measure.scaled"
        return (
            ("other", "other.ratio_base")
            if _ONE.search(text, max(0, start - 8), end + 1)
            else ("measure", "measure.ratio")
        )
    if _DOTTED_DATE.match(text, start) or (
        before == "." and _DOTTED_DATE_BEFORE.search(text, max(0, start - 8), start)
    ):
        return "date", "date.calendar"
    if text.startswith(_prefixes("date.ages"), end):
        return "date", "date.calendar"
    if _is_version(text, start, end, before):
        return "name", "name.numbered"
    scaled = text[end - 1 : end] in "万亿千百" and end > start
    if scaled or "." in text[start:end] or written.bound in ("ge", "approx"):
        return "measure", "measure.scaled"
    if end - start == 4 and text[start] in "12" and 1900 <= written.low <= 2100:
        return "date", "date.year"
    if written.low != written.high and 1900 <= written.low <= 2100:
        return "date", "date.year"
    if _DATE_NEAR.match(text, end):
        return "date", "date.calendar"
    if _LIST_MARK.match(text, start) or (text[max(0, start - 1) : start] in ("", "\n") and after in ".．、 "):
        return "ordinal", "ordinal.list"
    if before == "前" and after != "强":
        return "measure", "measure.rank"
    if (before and before in "[【〔（(") or (after and after in "]】〕"):
        return "ordinal", "ordinal.note"
    if _name_after().match(text, end):
        return "name", "name.numbered"
    if after in _MEDALS and counts_medals(text, start):
        return "measure", "measure.medals"
    if _SHARED_POINTS.match(text, end) and "\u4e00" <= before <= "\u9fff":
        return "measure", "measure.scaled"  # 分别提高|15|、22个百分点
    if after == "、" and _SHARED_UNIT.match(text, end) and _EACH.search(text, max(0, start - _EACH_WITHIN), start):
        return "measure", "measure.scaled"  # 浓度分别为|79|、56微克/立方米
    if after and "\u4e00" <= after <= "\u9fff":
        return "name", "name.numbered"
    return "open", "open.bare"


_BIG = 100_000_000
_WHEELS = "轮"
_NO_THINGS = {"个": "other.no_count", "方面": "other.no_matter", "项": "other.no_matter"}
_CIRCLE_UNITS, _CIRCLE = frozenset(("分钟", "小时")), re.compile("[\u4e00-\u9fff]{0,8}圈")
_DIGITS = "一二两三四五六七八九十百"


def _sort_chinese(text: str, written: Written, quoted: int) -> tuple[NumberClass, str]:
    start, end = written.digits_start, written.end
    if quoted:
        return "name", "name.quoted"
    if written.ordinal:
        return sort_ordinal(text, written)
    if written.unit == _WHEELS and text.startswith(_class_before()[_WHEELS], end):
        return "name", "name.class"  # 三轮|车
    if names_policy(text, written):
        return "name", "name.policy"
    if numbers_session(text, written):
        return "ordinal", "ordinal.numbered"
    if written.unit in _unit_set("counted.streaks"):
        return "measure", "measure.word_count"
    body = text[start:end]
    if body in _unit_set("other.halves") and not _changes_before().search(text, max(0, start - 6), start):
        return "other", "other.word"
    if (
        body.startswith(("两位数", "一半"))
        or "分之" in body
        or body[0] in "翻过"
        or (written.unit == "%" and "成" in body and 10 <= written.low <= 100)
    ):
        return "measure", "measure.word"
    if written.elided and written.low >= _BIG:
        if _big_class().match(text, end):
            return "measure", "measure.magnitude"
        if _big_after().match(text, end) and (
            _big_before().search(text, max(0, start - 4), start) or text.startswith(("大关", "台阶"), end)
        ):
            return "measure", "measure.magnitude"
        return "other", "other.word"
    if written.low >= _SUM and written.unit in _unit_set("counted.units"):
        rule = _large_rule(text, written)
        if rule:
            return "measure", rule
    if text.startswith(("年", "月", "日"), end) or written.unit in _unit_set("date.time_units"):
        return "date", "date.period"
    if written.unit in _unit_set("counted.amounts") and _large_count(text, written):
        return "measure", "measure.word_count"
    if written.unit in _unit_set("counted.units") and 1 <= written.low < 10_000:
        idiom = _other_after().match(text, end)
        if idiom is None or (idiom.group()[0] not in _LETTERS and _large_count(text, written)):
            return _sort_counted(text, written)
    return "other", "other.word"


@cache
def _done_of() -> re.Pattern[str]:
    """A count, what is counted, and a deed that is done to part of it: 十件民生实事|办成."""
    return re.compile(
        rf"[\d{_DIGITS}](?P<unit>[\u4e00-\u9fff])[\u4e00-\u9fff]{{2,10}}{alternation(words('classes', 'counted.done'))}$"
    )


def _part_done(text: str, written: Written) -> bool:
    """Whether it says how many of those counted before are done (十件民生实事办成九件)."""
    found = _done_of().search(text, max(0, written.start - 18), written.start)
    return found is not None and found.group("unit") == written.unit


def _is_pronoun(text: str, start: int) -> bool:
    return bool(_pronoun_before().search(text, max(0, start - 2), start))


def _large_rule(text: str, written: Written) -> str:
    """The rule for ten thousand and more with a unit (七亿元, 过百亿元的企业), "" for ways of speaking (千万户, 亿元以上项目)."""
    numeral = text[written.digits_start : written.digits_end]
    if numeral == "亿":
        return ""  # 亿元以上项目 says no number
    reached = written.bound == "approx" or text.endswith(_prefixes("counted.reached"), 0, written.digits_start)
    if not _SCALES.fullmatch(numeral) or (reached and written.unit not in _unit_set("magnitude.units")):
        return "" if _is_pronoun(text, written.digits_start) else "measure.word_count"  # 惠及近|万家|企业
    if written.unit not in _unit_set("magnitude.units"):
        return ""
    before = _big_before().search(text, max(0, written.digits_start - 4), written.digits_start)
    after = _big_after().match(text, written.end) or text.startswith("的", written.end)
    return "measure.magnitude" if before and after and written.low >= _BIG else ""


_SUM = 10_000
_SMALL = 20
_LETTERS = "字方"  # 二十四个|字, 三十六个|方面: ways of speaking, however many
_ROUND = (100, 1000)
_SCALES = re.compile("[十百千万亿]+")


def _large_count(text: str, written: Written) -> bool:
    """Whether a numeral of several characters (一千二百, no mere 千) is too large, or its unit too exact, for a way of speaking."""
    numeral = text[written.digits_start : written.digits_end]
    if len(numeral) < 2 or _SCALES.fullmatch(numeral) or text.startswith("级", written.end):
        return False
    return written.low > _SMALL or written.unit in _unit_set("counted.amounts")


def _counts(text: str, written: Written) -> bool:
    """Whether a numeral at the end of a clause counts: a large one, an amount, or the thing of a deed."""
    if _large_count(text, written):
        return True
    return written.unit != "批" and counts_deed(text, written.start, written.end)


def _sort_counted(text: str, written: Written) -> tuple[NumberClass, str]:
    """A small Chinese numeral with a classifier counts only where a plain count is said (两个国家重点实验室)."""
    listed = text.startswith("、", written.digits_start - 1) and _large_count(text, written)
    if _is_pronoun(text, written.digits_start) and not listed:
        return "other", "other.word"
    if written.unit == "人" and written.low in _ROUND and text.startswith(_prefixes("counted.per_people"), written.end):
        return "other", "other.word"  # 千人|口托位数
    after = text[written.end : written.end + 1]
    round_sum = written.low in _ROUND or written.unit in _unit_set("magnitude.units")
    reached = round_sum and text.endswith(_prefixes("counted.reached"), 0, written.digits_start)
    alone = not reached and (
        not after or (after in "“”，。；、：！？》）) \n" and written.unit not in _unit_set("counted.alone"))
    )
    counted = alone and after in _ENDS and _counts(text, written)
    if counted or (written.low > 1 and (not alone or _part_done(text, written))):
        return "measure", "measure.word_count"
    return "other", "other.word"
