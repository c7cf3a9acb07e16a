"""Hand-made readings of an invented city: the records one would expect of its short report."""

from __future__ import annotations

import hashlib
from datetime import date
from decimal import Decimal
from typing import Any

from msgspec.structs import replace

from ximu.ledger.commitment import Admission, Commitment, Project, StageMention
from ximu.ledger.finding import Finding, Quotation
from ximu.ledger.measure import Measure, Number
from ximu.ledger.reading import Reading, ReportReading
from ximu.ledger.report import Copy, Report, Section

TITLE = "临江市{year}年政府工作报告"
SENTENCES = (
    "一年来，全市地区生产总值增长８.5%，财政总收入突破4.1万亿元。",
    "城镇新增就业3.2万人，城镇登记失业率控制在4%以内。",
    "今年要确保GDP增长9%以上，力争完成投资1,200亿元。",
    "加快建设临江大桥，年底前建成通车。",
    "税收收入没有完成年初目标。",
)


def text_of(year: int, extra: str = "") -> str:
    """The report of a year; most clauses name it, as two years' reports are different texts."""
    head = TITLE.format(year=year)
    own = "".join(
        f"　　{year}年第{number}项{word}工作安排如期推进，{year}年共办{number}{word}实事。\n"
        for number, word in enumerate(("水利", "交通", "教育", "医疗", "环保", "农业", "工业", "商贸"), start=1)
    )
    return head + "\n" + "".join(f"　　{one}\n" for one in SENTENCES) + own + extra


def reading_of(
    year: int | None = 2031,
    *,
    text: str | None = None,
    name: str = "linjiang.txt",
    place: str | None = "临江市",
    code: str | None = "990100",
    data: bytes | None = None,
) -> tuple[Reading, bytes]:
    """A reading of `text` (default: the report of the year) with the statements of SENTENCES, and its bytes."""
    text = text_of(year or 2031) if text is None else text
    data = text.encode() if data is None else data
    sha256 = hashlib.sha256(data).hexdigest()
    report = Report(
        source=name,
        report=1,
        start=0,
        end=len(text),
        title=TITLE.format(year=year or 2031),
        place=place,
        place_code=code,
        level="prefecture" if place else None,
        report_year=year,
        delivered_on=date(year, 1, 8) if year else None,
        sha256=sha256,
        characters=len(text),
        copies=(Copy(start=0, end=4, similarity=0.98),),
        unknown={} if year else {"report_year": "no year is named"},
    )
    found = ReportReading(
        report=report,
        sections=(Section(source=name, report=1, level=1, title="回顾", start=0, end=len(text), role="review"),),
        measures=_measures(text, name),
        commitments=_commitments(text, name),
        admissions=_admissions(text, name),
        projects=_projects(text, name),
        numbers=_numbers(text, name),
        findings=_findings(text, name),
    )
    return Reading(source=name, text=text, sha256=sha256, encoding="utf-8", format="txt", reports=(found,)), data


def with_report(reading: Reading, **changes: Any) -> Reading:
    """The reading with fields of its one report changed."""
    (found,) = reading.reports
    return replace(reading, reports=(replace(found, report=replace(found.report, **changes)),))


def _at(text: str, cut: str) -> dict[str, Any]:
    start = text.index(cut)
    return {"start": start, "end": start + len(cut), "as_written": cut}


def _sentence(text: str, start: int) -> dict[str, int]:
    begin = max(text.rfind(sign, 0, start) for sign in "。　\n") + 1
    return {"sentence_start": begin, "sentence_end": text.index("。", start) + 1}


def _measures(text: str, name: str) -> tuple[Measure, ...]:
    rows = (
        ("８.5%", "地区生产总值", "gross_regional_product", "8.5", "%", "eq", "growth", "result"),
        ("4.1万亿元", "财政总收入", None, "4.1E+12", "元", "eq", "level", "result"),
        ("3.2万人", "城镇新增就业", "urban_new_jobs", "32000", "人", "eq", "level", "result"),
        ("9%以上", "GDP", "gross_regional_product", "9", "%", "ge", "growth", "target"),
    )
    return tuple(
        Measure(
            **(where := _at(text, cut)),
            **_sentence(text, where["start"]),
            source=name,
            report=1,
            section=("回顾",),
            role_of_section="review",
            indicator=indicator,
            indicator_id=indicator_id,
            action="",
            low=Decimal(value),
            high=Decimal(value),
            unit=unit,
            bound=bound,  # type: ignore[arg-type]
            aspect=aspect,  # type: ignore[arg-type]
            role="value",
            stance=stance,  # type: ignore[arg-type]
            year=2030,
            cumulative=False,
            scope="",
            place="临江市",
            place_code="990100",
            rules=("percent",),
        )
        for cut, indicator, indicator_id, value, unit, bound, aspect, stance in rows
        if cut in text
    )


def _commitments(text: str, name: str) -> tuple[Commitment, ...]:
    if "年底前建成通车" not in text:
        return ()
    return (
        Commitment(
            **_at(text, "年底前建成通车"),
            source=name,
            report=1,
            label="testable",
            action="建成",
            objects=("临江大桥",),
            stage="finish",
            due_on=date(2031, 12, 31),
            due_assumed=False,
            responsible=None,
            measures=(),
            section=("回顾",),
            role_of_section="plan",
        ),
    )


def _admissions(text: str, name: str) -> tuple[Admission, ...]:
    if "税收收入没有完成年初目标" not in text:
        return ()
    cut = _at(text, "税收收入没有完成年初目标")
    return (Admission(**cut, source=name, report=1, indicators=("tax",), missed_target=True, section=("回顾",)),)


def _projects(text: str, name: str) -> tuple[Project, ...]:
    if "临江大桥" not in text:
        return ()
    cut = _at(text, "临江大桥")
    stage = StageMention(**_at(text, "建成通车"), stage="finish")
    mentions = ((cut["start"], cut["end"]),)
    return (
        Project(
            **cut,
            source=name,
            report=1,
            name="临江大桥",
            aliases=(),
            mentions=mentions,
            stages=(stage,),
            section=("回顾",),
        ),
    )


def _numbers(text: str, name: str) -> tuple[Number, ...]:
    return tuple(
        Number(**_at(text, cut), source=name, report=1, number_class="measure", rule="percent")
        for cut in ("８.5%", "9%以上")
        if cut in text
    )


def _findings(text: str, name: str) -> tuple[Finding, ...]:
    if "8.5%" not in text and "８.5%" not in text:
        return ()
    quoted = Quotation(source=name, **_at(text, "８.5%"))
    one = Finding(source=name, report=1, type="ambition", severity=1, a=quoted, b=None, why="目标高于上年", sure=True)
    # Two findings may start at one character, even of one type.
    return (one, replace(one, type="arithmetic"), replace(one, why="目标高于规划"))
