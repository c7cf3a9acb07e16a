"""Hand-made readings of invented places: every kind of statement, overlaps, damage, and text that attacks the page."""

from __future__ import annotations

import hashlib
from datetime import date
from decimal import Decimal
from typing import Any

from ximu.ledger.commitment import Admission, Commitment, Project, StageMention
from ximu.ledger.finding import Finding, Quotation
from ximu.ledger.measure import Measure, Number
from ximu.ledger.reading import Reading, ReportReading
from ximu.ledger.report import Copy, NumberCounts, Repair, Report, Section

ATTACK = '<script>alert("牛")</script>'
TITLE = "临江市{year}年政府工作报告"
REVIEW = "一、{before}年工作回顾"
PLAN = "二、{year}年工作安排"
LINES = (
    REVIEW,
    "全市地区生产总值增长7.1%，一般公共预算收入80.5亿元，与2.3%的预期不符。",
    "财政收入没有完成年初目标。新建临江大桥已经开工，𬭚业基地投产，" + ATTACK + "共有6处。",
    PLAN,
    "今年地区生产总值增长8%左右，确保城镇新增就业3.2万人以上；建成临江大桥。",
    "一个打\n断的句子，还有77个说不清的数。",
)


class Sample:
    """A report under construction: the text, and records found in it by their words."""

    def __init__(self, year: int, place: str, code: str, lines: tuple[str, ...] = LINES) -> None:
        self.year, self.place, self.code = year, place, code
        self.title = TITLE.format(year=year).replace("临江市", place)
        body = "\n".join("　　" + line.format(year=year, before=year - 1) for line in lines)
        self.text = f"{self.title}\n{body}\n"
        self.name = f"{code}-{year}.txt"

    def at(self, words: str, nth: int = 0) -> dict[str, Any]:
        """Position fields of the nth occurrence of `words`."""
        start = -1
        for _ in range(nth + 1):
            start = self.text.index(words, start + 1)
        return {
            "source": self.name,
            "report": 1,
            "start": start,
            "end": start + len(words),
            "as_written": words,
        }

    def section(self, words: str) -> dict[str, Any]:
        """Section fields of a statement at `words`."""
        planned = self.text.index(words) > self.text.index(PLAN.format(year=self.year))
        title = (PLAN if planned else REVIEW).format(year=self.year, before=self.year - 1)
        return {"section": (title,), "role_of_section": "goals" if planned else "review"}

    def measure(self, words: str, indicator: str, low: str, unit: str, **more: Any) -> Measure:
        """A measure; its stance follows from the part of the report it stands in."""
        planned = self.section(words)["role_of_section"] == "goals"
        start = self.text.index(words)
        fields: dict[str, Any] = {
            "sentence_start": self.text.rindex("\n", 0, start) + 3,
            "sentence_end": self.text.index("\n", start),
            "indicator": indicator,
            "indicator_id": None,
            "action": "",
            "low": Decimal(low),
            "high": Decimal(low),
            "unit": unit,
            "bound": "eq",
            "aspect": "level",
            "role": "value",
            "stance": "target" if planned else "result",
            "year": self.year if planned else self.year - 1,
            "cumulative": False,
            "scope": "",
            "place": self.place,
            "place_code": self.code,
            "rules": ("number.percent",),
        }
        return Measure(**self.at(words), **self.section(words), **{**fields, **more})

    def reading(self) -> tuple[Reading, bytes]:
        """The whole reading and the bytes it was read from."""
        data = self.text.encode()
        sha256 = hashlib.sha256(data).hexdigest()
        measures = (
            self.measure(
                "7.1%", "地区生产总值", "7.1", "%", aspect="growth", indicator_id="gross_regional_product"
            ),
            self.measure("80.5亿元", "一般公共预算收入", "8050000000", "元", indicator_id="general_budget_revenue"),
            self.measure("2.3%", "预期", "2.3", "%", sure=False, doubt="指标不明"),
            self.measure("6处", "基地", "6", "处", stance="attribute", year=None),
            self.measure(
                "8%左右", "地区生产总值", "8", "%", aspect="growth", bound="approx", indicator_id="gross_regional_product"
            ),
            self.measure(
                "3.2万人以上", "城镇就业", "32000", "人", action="新增", bound="ge", firmness="ensure",
                indicator_id="urban_employment_new",
            ),
        )  # fmt: skip
        commitments = tuple(
            Commitment(
                **self.at(words), **self.section(words), label=label, action="", objects=objects, stage=stage,
                due_on=date(self.year, 12, 31), due_assumed=True, responsible=None, measures=(),
            )
            for words, label, objects, stage in (
                ("今年地区生产总值增长8%左右", "testable", ("地区生产总值",), "quantity"),
                ("确保城镇新增就业3.2万人以上", "testable", ("城镇就业",), "quantity"),
                ("建成临江大桥", "testable", ("临江大桥",), "finish"),
            )
        )  # fmt: skip
        missed = self.at("财政收入没有完成年初目标")
        bridge = self.at("临江大桥")
        again = self.at("临江大桥", 1)
        said = Quotation(**{key: value for key, value in self.at("2.3%").items() if key != "report"})
        found = ReportReading(
            report=self.report(sha256),
            sections=self.sections(),
            measures=measures,
            commitments=commitments,
            admissions=(
                Admission(**missed, indicators=("general_budget_revenue",), missed_target=True, section=()),
            ),
            projects=(
                Project(
                    **bridge, name="临江大桥", aliases=("大桥" + ATTACK,), section=(),
                    mentions=((bridge["start"], bridge["end"]), (again["start"], again["end"])),
                    stages=(StageMention(start=again["start"] - 2, end=again["start"], as_written="建成", stage="finish"),),
                ),
            ),
            numbers=(Number(**self.at("77"), number_class="open", rule=""),),
            findings=(
                Finding(
                    source=self.name, report=1, type="arithmetic", severity=2, a=said, b=None,
                    why="两数相差太大" + ATTACK, sure=True,
                ),
            ),
        )  # fmt: skip
        reading = Reading(
            source=self.name, text=self.text, sha256=sha256, encoding="utf-8", format="text", reports=(found,)
        )
        return reading, data

    def sections(self) -> tuple[Section, ...]:
        """The front, the review and the plan, which together are the text."""
        cuts = [0] + [self.text.index(part.format(year=self.year, before=self.year - 1)) for part in (REVIEW, PLAN)]
        titles = ("", REVIEW.format(before=self.year - 1), PLAN.format(year=self.year))
        roles = ("front", "review", "goals")
        ends = [*cuts[1:], len(self.text)]
        return tuple(
            Section(source=self.name, report=1, level=1, title=title, start=start, end=end, role=role)  # type: ignore[arg-type]
            for title, start, end, role in zip(titles, cuts, ends, roles, strict=True)
        )

    def report(self, sha256: str) -> Report:
        """The report record with one repair (a line break inside a sentence) and one copy."""
        cut = self.text.index("打\n断") + 1
        return Report(
            source=self.name, report=1, start=0, end=len(self.text), title=self.title, body=f"{self.place}人民政府",
            place=self.place, place_code=self.code, level="prefecture", report_year=self.year, sha256=sha256,
            encoding="utf-8", format="text", characters=len(self.text),
            copies=(Copy(start=0, end=10, similarity=0.987),),
            repairs=(Repair(start=cut, end=cut + 1, was="\n", read_as="", rule="broken_lines", why="断行" + ATTACK),),
            numbers=NumberCounts(measure=6, date=3, open=1),
            unknown={"delivered_on": "no date of a session stands before the first part", "session": "x"},
        )  # fmt: skip


def linjiang(year: int = 2031) -> Sample:
    """The report of 临江市 for a year."""
    return Sample(year, "临江市", "990100")


def long_report(statements: int) -> tuple[Reading, bytes]:
    """A report with many measures, for the weight of the page and the number of queries."""
    lines = (REVIEW, *(f"第{n}项工程完成投资{n}.5亿元。" for n in range(1, statements + 1)), PLAN, "今年接着做。")
    sample = Sample(2032, "长卷市", "990200", lines)
    data = sample.text.encode()
    sha256 = hashlib.sha256(data).hexdigest()
    measures = tuple(sample.measure(f"资{n}.5亿元"[1:], "投资", f"{n}50000000", "元") for n in range(1, statements + 1))
    numbers = NumberCounts(measure=statements)
    report = Report(
        source=sample.name, report=1, start=0, end=len(sample.text), title=sample.title, place="长卷市",
        place_code="990200", level="county", report_year=2032, sha256=sha256, characters=len(sample.text), numbers=numbers,
    )  # fmt: skip
    found = ReportReading(report=report, sections=sample.sections(), measures=measures)
    reading = Reading(
        source=sample.name, text=sample.text, sha256=sha256, encoding="utf-8", format="text", reports=(found,)
    )
    return reading, data
