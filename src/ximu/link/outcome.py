"""The link of one target with a number: the statement that reports it, the verdict, and why in words."""

from __future__ import annotations

import re
from decimal import Decimal

from msgspec.structs import replace

from ximu.ledger.link import Link, Linked
from ximu.link.collection import Collection, Statement
from ximu.link.computed import computed
from ximu.link.identity import likeness, plain_name, plain_scope
from ximu.link.matching import Found, best, comparable_form
from ximu.link.quantity import Quantity, comparable, in_unit_of
from ximu.link.statistics import figure, linked_figure
from ximu.link.verdict import Judgment, Side, judge, side_of
from ximu.link.wording import amount
from ximu.link.words import listed, table
from ximu.terms.load import indicators

# So many characters of a name in a row, in the text of a report, speak of the thing.
ENOUGH_OF_A_NAME = 3
# One of ten things done is a miss; one of a thousand is another thing.
SMALL_COUNT = 20


def link_target(target: Statement, collection: Collection) -> Link:
    """The link of one target with a number; total: it never raises, whatever the measures are."""
    found = best(target, collection)
    judged, end = _judged(target, found, collection)
    sure = judged.sure and target.measure.sure and (found is None or found.sure)
    if found is not None and not (target.paper.text and found.statement.paper.text) and target.change:
        # Without the text nobody knows whether 5.4% is a rise or a fall.
        judged = judged._replace(reason=f"{judged.reason}（原文不在手头，升降未核）")
        sure = False
    rules: tuple[str, ...] = (_rule(target, found),) if found else ("link.computed",) if end else ()
    statistics = figure(target, collection)
    if statistics is not None:
        claimed = f"报告自称{amount(found.statement.quantity)}" if found else "报告没有说到"
        judged = judge(target.quantity, target.measure.bound, side(target), statistics.quantity)
        judged = judged._replace(reason=f"按统计数：{judged.reason}；{claimed}")
        sure, rules = judged.sure and target.measure.sure, (*rules, "link.statistics")
    newer = superseding(target, collection)
    if newer is not None:
        words = f"{newer.paper.year}年的报告把{target.year}年的目标改为{amount(newer.quantity)}；{judged.reason}"
        judged, rules = judged._replace(verdict="superseded", reason=words), (*rules, "link.superseded")
    return Link(
        target=replace(target.linked(), year=target.year or None),
        outcome=end,
        observed=linked_figure(statistics) if statistics else None,
        verdict=judged.verdict,
        gap=judged.gap,
        gap_unit=judged.gap_unit,
        reason=judged.reason,
        importance="headline" if target.measure.role_of_section == "goals" else "task",
        sure=sure,
        rules=rules,
    )


def side(target: Statement) -> Side:
    """Whether the target is a floor, a cap or an interval."""
    one = target.measure
    return side_of(one.bound, target.quantity, one.indicator, one.indicator_id, target.reached)


def _rule(target: Statement, found: Found) -> str:
    if found.statement.paper.place != target.paper.place:
        return "link.other_level"
    return "link.next_report" if found.statement.paper.year == target.year + 1 else "link.later_report"


def _judged(target: Statement, found: Found | None, collection: Collection) -> tuple[Judgment, Linked | None]:
    """The judgment by what reports say, and the end of the link it rests on."""
    if found is not None:
        result = found.statement
        judged = judge(target.quantity, target.measure.bound, side(target), result.quantity, result.measure.bound)
        if judged.verdict in ("met", "missed") and _far_apart(target.quantity, result.quantity):
            words = f"{judged.reason}；相差过大，多半不是一回事，不作判断"
            judged = Judgment("not_testable", None, "", words, sure=False)
        if result.covers_part_of_year:
            judged = judged._replace(sure=False, reason=f"{judged.reason}（结果只是部分月份的数）")
        if found.fit.scope:
            part = plain_scope(result.measure.scope, result.measure.place) or "全域"
            judged = judged._replace(reason=f"{judged.reason}（结果是{part}的数）")
        return judged, result.linked()
    return computed(target, collection) or (silence(target.paper.place, target.year, collection, target), None)


def _far_apart(target: Quantity, result: Quantity) -> bool:
    """Whether two amounts (not rates, ranks or small counts) are so far apart that one of them means something else."""
    same = in_unit_of(result, target)
    if same is None or target.aspect != "level" or target.is_rate or target.low <= SMALL_COUNT or same.low < 0:
        return False
    limits = table("verdict")["limits"]
    return same.high < target.low * Decimal(limits["least_share"]) or same.low > target.high * Decimal(
        limits["most_times"]
    )


def silence(place: str, year: int, collection: Collection, target: Statement | None = None) -> Judgment:
    """Why there is no result: not yet due, no report at hand that looks back on the year, or silence."""
    given = collection.report_years.get(place, ())
    if not given or year >= given[-1]:
        last = f"手头最新的报告是{given[-1]}年的" if given else "手头没有这个地方的报告"
        return Judgment("not_due", None, "", f"目标是{year}年的，{last}，还没有结果可对")
    if year + 1 not in given:
        return Judgment("not_testable", None, "", f"手头没有{year + 1}年的报告，{year}年的结果无从查起", sure=False)
    if target is not None and not target.measure.sure:
        return Judgment("not_testable", None, "", "目标的读法存疑，没有找到对应的结果，不作判断", sure=False)
    words = f"{year + 1}年的报告没有说到这一指标{year}年的结果"
    return _silent(target, collection, words) if target else Judgment("unreported", None, "", words)


def _silent(target: Statement, collection: Collection, words: str) -> Judgment:
    """Silence about a target, unless the next report speaks of the thing in words that were not read as its result."""
    one = target.measure
    near = _something_near(target, collection)
    if near is not None:
        # The thing may be meant in other words: who says that it is unreported must be right.
        words = f"{words}；只说到{near.measure.indicator}{amount(near.quantity)}，是不是同一件事要请人看"
        return Judgment("not_testable", None, "", words, sure=False)
    if one.role_of_section == "goals" and one.indicator_id is not None:
        written = _number_beside_name(target, collection)
        if written:
            words = f"{target.year + 1}年的报告写有“{written}”，没有读成这一指标的结果"
            return Judgment("not_testable", None, "", words, sure=False)
        return Judgment("unreported", None, "", words)
    if one.indicator_id is None and any(one.indicator.endswith(word) for word in listed("names", "property")):
        return Judgment("not_testable", None, "", "这是工程的规模，不是单独的目标", sure=False)
    said = mentioned(target, collection)
    if said:
        words = f"{target.year + 1}年的报告提到{said}，没有读到可以对照的数"
        return Judgment("not_testable", None, "", words, sure=False)
    return Judgment("unreported", None, "", words, sure=said is not None)


def _number_beside_name(target: Statement, collection: Collection) -> str:
    """The words of the next report's review where a name of the indicator is followed by a number in the target's unit."""
    known = indicators().get(target.measure.indicator_id or "")
    if known is None or target.aspect not in ("level", "growth"):
        return ""
    names = sorted({target.measure.indicator, known.zh, *known.aliases} - {""}, key=len, reverse=True)
    rise = (
        "[^，。；：、\\d]{0,8}"
        if target.aspect == "level"
        else "[^，。；：、\\d]{0,4}(?:增长|上涨|下降|涨幅)[^，。；：、\\d]{0,4}"
    )
    wanted = re.compile(f"(?:{'|'.join(map(re.escape, names))}){rise}[\\d.]+[万亿]?{re.escape(target.measure.unit)}")
    for paper in collection.papers:
        if (paper.place, paper.year) != (target.paper.place, target.year + 1) or not paper.text:
            continue
        for section in paper.reading.sections:
            found = wanted.search(paper.text, section.start, section.end) if section.role == "review" else None
            if found:
                return found.group()
    return ""


def mentioned(target: Statement, collection: Collection) -> str | None:
    """What of a target the next report speaks of: characters of its name in a row, its number, or its last word with a
    number in the same unit (培训1.9万人次 for 职业技能培训); "" for nothing, None when no text is at hand.
    """
    one = target.measure
    plain = plain_name(one.indicator)
    size = min(ENOUGH_OF_A_NAME, len(plain))
    texts = [
        paper.text
        for paper in collection.papers
        if (paper.place, paper.year) == (target.paper.place, target.year + 1) and paper.report.source_kind == "report"
    ]
    if not texts or not all(texts) or not size:
        return None
    pieces = [plain[start : start + size] for start in range(len(plain) - size + 1)] + [one.as_written]
    for text in texts:
        found = next((piece for piece in pieces if piece in text), "")
        last = re.search(re.escape(plain[-2:]) + r"[\d.]+[万亿]?" + re.escape(one.unit), text)
        if found or last:
            return found or (last.group() if last else "")
    return ""


def _something_near(target: Statement, collection: Collection) -> Statement | None:
    """A result of the same indicator and aspect that was not taken for the target's, because it means something else."""
    one = target.measure
    if one.indicator_id is None:
        return None
    for other in collection.results(target.paper.place, one.indicator, one.indicator_id):
        same = other.measure.indicator_id == one.indicator_id and other.quantity.aspect == target.quantity.aspect
        if same and other.year == target.year < other.paper.year and comparable(other.quantity.low):
            return other
    return None


def superseding(target: Statement, collection: Collection) -> Statement | None:
    """The newest later report that sets another figure for the same series and the same (later) year."""
    one, newest = target.measure, None
    if target.year <= target.paper.year or one.indicator_id is None:
        return None
    for other in collection.targets(target.paper.place, one.indicator, one.indicator_id):
        later = target.paper.year < other.paper.year <= target.year == other.year
        if not later or other.measure.indicator_id is None or not comparable_form(target, other):
            continue
        fit = likeness(one, other.measure)
        changed = other.quantity[:2] != target.quantity[:2]
        if fit and fit.sure and other.measure.sure and one.sure and changed:
            newest = other if newest is None or other.paper.year > newest.paper.year else newest
    return newest
