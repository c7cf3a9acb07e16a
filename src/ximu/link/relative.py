"""The links of promises without a number: held against the outcome of another series, or not testable, and why."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from ximu.ledger.link import Link, Linked, LinkedBound
from ximu.link.clauses import Clause, clauses
from ximu.link.collection import Collection, Paper, Statement
from ximu.link.computed import round_rate
from ximu.link.identity import place_key, plain_scope
from ximu.link.outcome import silence
from ximu.link.quantity import ARITHMETIC, comparable, same_unit, subtract
from ximu.link.verdict import Judgment, judge_against
from ximu.link.wording import amount
from ximu.link.words import table
from ximu.terms import places
from ximu.terms.load import indicators


class Rate(NamedTuple):
    """The growth of an indicator in a year, in percent: stated, or from two levels; the statement it rests on."""

    value: Decimal
    statement: Statement
    indicator_id: str
    computed: bool = False
    stand_in: bool = False


def link_clauses(paper: Paper, collection: Collection) -> list[Link]:
    """The links of every promise without a number in a report; they are for the year of the report."""
    return [_link(clause, paper, collection) for clause in clauses(paper)]


def _link(clause: Clause, paper: Paper, collection: Collection) -> Link:
    rates, judged = _judged(clause, paper, collection)
    outcome = rates[0].statement.linked() if rates else None
    return Link(
        target=_target(clause, paper),
        outcome=outcome,
        observed=None,
        verdict=judged.verdict,
        gap=judged.gap,
        gap_unit=judged.gap_unit,
        reason=judged.reason,
        importance="headline" if clause.in_goals else "task",
        sure=judged.sure,
        rules=(f"link.{clause.kind}",),
    )


def _target(clause: Clause, paper: Paper) -> Linked:
    bound: LinkedBound = "delegated" if clause.kind == "delegated" else "relative"
    return Linked(
        source=paper.report.source, start=clause.start, end=clause.end, as_written=clause.as_written,
        indicator=clause.subject, indicator_id=clause.ids[0] if clause.ids else None, low=None, high=None,
        unit="" if bound == "delegated" else "%", bound=bound, aspect="level" if bound == "delegated" else "growth",
        year=clause.year or None, place=paper.report.place, report_year=paper.report.report_year,
        relative_to=clause.against,
    )  # fmt: skip


def _judged(clause: Clause, paper: Paper, collection: Collection) -> tuple[list[Rate], Judgment]:
    if clause.kind == "delegated":
        return [], Judgment("not_testable", None, "", "任务由上级下达，报告没有写出数，无从检验")
    if clause.year > paper.year:
        return [], _over_years(clause, paper, collection)
    rates = [rate for one in clause.ids if (rate := growth(paper.place, one, paper.year, collection)) is not None]
    if not rates:
        for one in clause.ids:
            said = stated_best(paper.place, one, paper.year, "level", collection)
            if said is not None:
                words = f"报告只说{amount(said.quantity)}，没有说增速，也算不出"
                return [Rate(said.quantity.low, said, one)], Judgment("not_testable", None, "", words)
        return [], silence(paper.place, paper.year, collection)
    other = _other(clause, paper, collection, rates[0].indicator_id)
    if other is None:
        words = f"报告说了{rates[0].statement.measure.indicator}的结果，没有找到{clause.against}{paper.year}年的数，无从比较"
        return rates, Judgment("not_testable", None, "", words, sure=False)
    judged = [
        judge_against(
            rate.value, other.value, clause.as_written, clause.against, same=clause.same, strict=clause.strict
        )
        for rate in rates
    ]
    return _together(rates, judged, whole=len(rates) == len(clause.ids))


def _over_years(clause: Clause, paper: Paper, collection: Collection) -> Judgment:
    """A promise for several years is held against averages that reports seldom give both of."""
    silent = silence(paper.place, clause.year, collection)
    if silent.verdict == "not_due":
        return silent
    words = f"到{clause.year}年的多年承诺，要用两边的年均增速相比，报告没有都给出"
    return Judgment("not_testable", None, "", words, sure=False)


def _together(rates: list[Rate], judged: list[Judgment], *, whole: bool) -> tuple[list[Rate], Judgment]:
    """One judgment for all series of a promise: partly when they differ; the worst is shown first."""
    order = sorted(range(len(judged)), key=lambda nth: judged[nth].gap or Decimal(0))
    worst = judged[order[0]]
    kept = {one.verdict for one in judged} <= {"met", "within_tolerance"}
    if not kept and any(one.verdict == "met" for one in judged):
        worst = worst._replace(verdict="partly")
    if len(judged) > 1:
        worst = worst._replace(reason="；".join(judged[nth].reason for nth in order))
    if any(rate.computed for rate in rates):
        if worst.verdict != "met" and any(rate.computed and rate.statement.measure.bound != "eq" for rate in rates):
            words = "结果只说了超过或约为多少，增速算不准"
            return rates, Judgment("not_testable", None, "", words, sure=False)
        worst = worst._replace(sure=False)
        worst = worst._replace(reason=f"{worst.reason}（增速由两年的数算得）")
    if any(rate.stand_in for rate in rates):
        named = rates[0].statement.measure.indicator
        worst = worst._replace(reason=f"{worst.reason}（报告没有全体居民的数，以{named}代替）", sure=False)
    return [rates[nth] for nth in order], worst._replace(sure=worst.sure and whole)


def _other(clause: Clause, paper: Paper, collection: Collection, indicator_id: str) -> Rate | None:
    """What the promise is held against: growth of the economy here, or of the same indicator in the place above."""
    if clause.kind == "economy":
        return growth(paper.place, table("words")["relative"]["economy_indicator"], paper.year, collection)
    for place in _above(paper, clause.against, collection):
        rate = growth(place, indicator_id, paper.year, collection)
        if rate is not None:
            return rate
    return None


def _above(paper: Paper, words: str, collection: Collection) -> list[str]:
    if words.startswith(("全国", "国家")):
        return sorted({other.place for other in collection.papers if other.report.level == "state"})
    here = places.by_code(paper.report.place_code or "")
    wanted = "province" if words.startswith(("全省", "省")) else "prefecture"
    return [place_key(one.name, one.code) for one in places.ancestors(here) if one.level == wanted] if here else []


def growth(place: str, indicator_id: str, year: int, collection: Collection) -> Rate | None:
    """The growth that reports give for an indicator, else what two levels give, else that of a part standing for it."""
    stated = stated_best(place, indicator_id, year, "growth", collection)
    if stated is not None:
        return Rate(stated.quantity.low, stated, indicator_id)
    known = indicators().get(indicator_id)
    if known is not None and known.growth_basis != "real":
        now = stated_best(place, indicator_id, year, "level", collection)
        before = stated_best(place, indicator_id, year - 1, "level", collection)
        if now and before and before.quantity.low > 0 and same_unit(now.quantity.unit, before.quantity.unit):
            ratio = ARITHMETIC.divide(now.quantity.low, before.quantity.low)
            rate = ARITHMETIC.multiply(subtract(ratio, Decimal(1)), Decimal(100))
            if comparable(rate) and before.measure.bound == "eq":
                return Rate(round_rate(rate), now, indicator_id, computed=True)
    for part in table("words")["relative"]["stands_for"].get(indicator_id, ()):
        rate_of_part = growth(place, part, year, collection)
        if rate_of_part is not None:
            return rate_of_part._replace(stand_in=True)
    return None


def stated_best(place: str, indicator_id: str, year: int, aspect: str, collection: Collection) -> Statement | None:
    """What was first reported for the whole place, full year, as growth or level of an indicator."""
    found = [
        one
        for one in collection.results(place, "", indicator_id)
        if one.measure.indicator_id == indicator_id
        and one.year == year < one.paper.year
        and one.quantity.aspect == aspect
        and not one.covers_several_years
        and comparable(one.quantity.low)
        and not plain_scope(one.measure.scope, one.measure.place)
    ]
    return min(
        found,
        key=lambda one: (
            one.paper.report.source_kind != "report",
            one.paper.year,
            one.covers_part_of_year,
            not one.measure.sure,
            one.measure.role_of_section not in ("review", "front"),
            one.measure.start,
        ),
        default=None,
    )
