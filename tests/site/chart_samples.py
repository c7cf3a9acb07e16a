"""Invented lines of targets and results for charts: every bound, every verdict, falls, gaps, other units."""

from __future__ import annotations

from decimal import Decimal

from ximu.site.charts.of_lines import At, Track
from ximu.site.series import Cell, Figure, Line

AT = At("/indicators/x/", {"aspect": "growth"}, "zh")


def number(
    low: str, high: str = "", bound: str = "eq", unit: str = "%", falls: bool = False, report: str = "990100-2031"
) -> Figure:
    """A number said in a report."""
    return Figure(
        id=f"s{low}", address=f"/reports/{report}/?at=1-2#at", report=report, low=Decimal(low), high=Decimal(high or low),
        unit=unit, bound=bound, aspect="growth", as_written=f"{low}{unit}", sure=True, falls=falls,
    )  # fmt: skip


def cell(year: int, target: Figure | None, result: Figure | None = None, verdict: str = "") -> Cell:
    """A cell whose gap is the difference of its two numbers when it was judged."""
    judged = target is not None and result is not None and verdict in ("met", "missed", "within_tolerance", "partly")
    gap = result.low - target.low if judged and target and result else None
    return Cell(
        year=year, target=target, result=result, verdict=verdict, gap=gap, gap_unit="个百分点" if judged else ""
    )


def track(name: str, *cells: Cell, place: str = "", unit: str = "%", indicator: str = "no_such") -> Track:
    """A line of a place."""
    key = place or name
    line = Line(
        key=key, aspect="growth", unit=unit, name=name, address=f"/places/{key}/", list_address="", cells=cells
    )  # fmt: skip
    return Track(name, key, name, indicator, line)


EVERY = (
    track("临江市", cell(2030, number("8", bound="ge"), number("8.5"), "met"), cell(2031, number("7", "9", "range"), number("6.5"), "missed"),
          cell(2032, number("6", bound="approx"), number("5.8"), "within_tolerance")),
    track("滨江区", cell(2030, number("4.5", bound="le"), number("4.1"), "met"), cell(2031, number("9"), None, "unreported"),
          cell(2032, number("9.5"), None, "not_due")),
    track("长卷市", cell(2030, None, number("7.2")), cell(2031, number("3", bound="ge", falls=True), number("3.4", falls=True), "met"),
          cell(2032, number("5"), number("120", unit="亿元"), "not_testable")),
)  # fmt: skip
