"""How a finding is written down: the quotations of statements, numbers in words, one record."""

from __future__ import annotations

import re
from decimal import Decimal

from ximu.ledger.finding import Finding, FindingType, Quotation
from ximu.ledger.measure import Measure
from ximu.link.collection import Paper
from ximu.link.wording import number

_PLAINLY = re.compile(r"\d+(?:\.\d+)?[^\d\s]{1,8}")
NOTE, LOOK, WRONG = 1, 2, 3


def quote(paper: Paper, start: int, end: int) -> Quotation:
    """The characters [start, end) of the paper's source text, without white space at the ends."""
    cut = paper.text[start:end]
    start += len(cut) - len(cut.lstrip())
    cut = cut.strip()
    return Quotation(source=paper.report.source, start=start, end=start + len(cut), as_written=cut)


def of_measure(measure: Measure) -> Quotation:
    """The characters of a number."""
    return Quotation(source=measure.source, start=measure.start, end=measure.end, as_written=measure.as_written)


def value(measure: Measure) -> str:
    """The number of a measure with its unit, as written where that is plain: 1286.4亿元, 70%以上."""
    if _PLAINLY.fullmatch(measure.as_written) and measure.unit in measure.as_written:
        return measure.as_written
    if measure.low != measure.high:
        return f"{number(measure.low)}—{number(measure.high)}{measure.unit}"
    return f"{number(measure.low)}{measure.unit}"


def rounded(share: Decimal, digits: int = 1) -> str:
    """A calculated number with so many digits behind the point, without idle zeros."""
    return number(round(share, digits))


def tell(
    paper: Paper,
    kind: FindingType,
    rule: str,
    severity: int,
    a: Quotation,
    b: Quotation | None,
    why: str,
    *,
    sure: bool = True,
) -> Finding:
    """One finding about a paper; `rule` is the name under which it is explained and switched off."""
    return Finding(
        source=paper.report.source,
        report=paper.report.report,
        type=kind,
        severity=severity,
        a=a,
        b=b,
        why=why,
        sure=sure,
        rules=(rule,),
    )
