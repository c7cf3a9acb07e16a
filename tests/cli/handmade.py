"""A small reading made by hand, of an invented place, and a reader that gives it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from ximu.cli.sources import InputFile
from ximu.ledger.commitment import Admission, Commitment, Project
from ximu.ledger.errors import IntakeError
from ximu.ledger.finding import Finding, Quotation
from ximu.ledger.measure import Measure, Number
from ximu.ledger.reading import Reading, ReportReading
from ximu.ledger.report import Copy, Repair, Report, Section

TEXT = (
    "临江市政府工作报告\r\n一、过去一年\r\n生产总值达2500亿元，增长8.5%左右。<b>不足</b>是就业偏紧。\r\n"
    "二、今年打算\r\n建成江北大桥，新增学位2万个。\r\n临江市政府工作报告\r\n"
)


def span(words: str, after: str = "") -> dict[str, Any]:
    """start, end and as_written of these words in TEXT."""
    start = TEXT.index(words, TEXT.index(after) if after else 0)
    return {"start": start, "end": start + len(words), "as_written": words}


def measure(source: str, words: str, **changed: Any) -> Measure:
    """A measure over these words of TEXT."""
    given: dict[str, Any] = {
        "source": source, "report": 1, **span(words), "sentence_start": 0, "sentence_end": len(TEXT),
        "section": ("一、过去一年",), "role_of_section": "review", "indicator": "生产总值", "indicator_id": None,
        "action": "", "low": Decimal("2.5E+11"), "high": Decimal("2.5E+11"), "unit": "元", "bound": "eq",
        "aspect": "level", "role": "value", "stance": "result", "year": 2020, "cumulative": False, "scope": "",
        "place": "临江市", "place_code": None, "rules": ("amount.plain",),
    }  # fmt: skip
    return Measure(**(given | changed))


def reading(source: str, **of_report: Any) -> Reading:
    """The reading of TEXT: every kind of record once at least, statements nested and side by side."""
    growth = measure(
        source, "8.5%左右", low=Decimal("8.50"), high=Decimal("8.50"), unit="%", bound="approx", aspect="growth", sure=False,
        doubt="no year",
    )  # fmt: skip
    places = measure(
        source, "2万个", low=Decimal(20000), high=Decimal(20000), unit="个", indicator="学位", action="新增", stance="target",
        year=2021, firmness="ensure",
    )  # fmt: skip
    promise = Commitment(
        source=source, report=1, **span("新增学位2万个"), label="testable", action="新增", objects=("学位",), stage="quantity",
        due_on=date(2021, 12, 31), due_assumed=True, responsible=None, measures=(places.start,), section=("二、今年打算",),
        role_of_section="plan",
    )  # fmt: skip
    bridge = Project(
        source=source, report=1, **span("江北大桥"), name="江北大桥", aliases=(), mentions=(), stages=(), section=()
    )
    quoted = Quotation(source=source, **span("2500亿元"))
    head = Report(
        source=source, report=1, start=0, end=len(TEXT), title="临江市政府工作报告", place="临江市", report_year=2021,
        repairs=(Repair(start=0, end=1, was="临", read_as="临", rule="clean.none", why="<test>"),),
        copies=(Copy(**{k: v for k, v in span("临江市政府工作报告", "学位").items() if k != "as_written"}, similarity=1.0),),
        unknown={"delivered_on": "not named"}, **of_report,
    )  # fmt: skip
    found = ReportReading(
        report=head,
        sections=(Section(source=source, report=1, level=1, title="一、过去一年", start=11, end=40, role="review"),),
        measures=(measure(source, "2500亿元"), growth, places),
        commitments=(promise,),
        admissions=(
            Admission(
                source=source, report=1, **span("<b>不足</b>是就业偏紧"), indicators=(), missed_target=False, section=()
            ),
        ),
        projects=(bridge,),
        numbers=(
            Number(source=source, report=1, **span("一、"), number_class="ordinal", rule="list"),
            Number(source=source, report=1, **span("2500亿元"), number_class="measure", rule="amount.plain"),
        ),
        findings=(
            Finding(
                source=source, report=1, type="arithmetic", severity=2, a=quoted, b=None, why="2500≠2400", sure=True
            ),
        ),
    )
    return Reading(source=source, text=TEXT, sha256="ab", encoding="utf-8", format="txt", reports=(found,))


def read_by_hand(file: InputFile) -> Reading:
    """The same reading for every file; one whose name says so is refused, another meets a mistake of ours."""
    if "refused" in file.path.name:
        raise IntakeError("the file is empty", where=file.name, next_step="get it again", code="R013")
    if "mistake" in file.path.name:
        raise KeyError("x")
    return reading(file.name)
