"""The chart of a series: each kind of target in its shape, all in words too, and drawn by the real renderer."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from ximu.ledger.link import Linked
from ximu.link.series import Series, SeriesYear
from ximu.link.series_chart import series_chart
from ximu.link.series_points import points
from ximu.link.words import table


def said(value: str, bound: Any = "eq", *, high: str = "", report_year: int = 2023, **more: Any) -> Linked:
    fields: dict[str, Any] = {
        "source": "a.txt", "start": 3, "end": 9, "as_written": value, "indicator": "地区生产总值",
        "indicator_id": "gross_regional_product", "low": Decimal(value), "high": Decimal(high or value), "unit": "%",
        "bound": bound, "aspect": "growth", "year": 2023, "place": "临江市", "report_year": report_year,
    }  # fmt: skip
    return Linked(**(fields | more))


def series(*years: SeriesYear, place: str = "临江市") -> Series:
    return Series(
        place=place, indicator="地区生产总值", indicator_id="gross_regional_product", aspect="growth", unit="%",
        scope="", years=years,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("target", "shape", "ends"),
    [
        (said("6", "ge"), "floor", ("6", "6")),
        (said("6", "le"), "cap", ("6", "6")),
        (said("6", "range", high="6.5"), "interval", ("6", "6.5")),
        (said("6"), "exact", ("6", "6")),
        (said("6", "approx"), "about", ("5.5", "6.5")),
        # to fall by 3% or more is a cap below zero
        (said("3", "ge", change=-1), "cap", ("-3", "-3")),
        (said("3", "le", change=-1), "floor", ("-3", "-3")),
    ],
)
def test_a_target_is_drawn_by_its_bound(target: Linked, shape: str, ends: tuple[str, str]) -> None:
    (one,) = points(series(SeriesYear(year=2023, targets=(target,))))
    assert (one.shape, one.low, one.high) == (shape, Decimal(ends[0]), Decimal(ends[1]))
    assert (one.source, one.start, one.end) == ("a.txt", 3, 9)


def test_the_newest_result_is_the_dot_and_the_first_a_small_one() -> None:
    year = SeriesYear(year=2023, actuals=(said("6", report_year=2024), said("5.8", report_year=2025)))
    assert [(one.shape, one.value) for one in points(series(year))] == [
        ("actual", Decimal("5.8")),
        ("vintage", Decimal(6)),
    ]
    same = SeriesYear(year=2023, actuals=(said("6", report_year=2024), said("6", report_year=2025)))
    assert [one.shape for one in points(series(same))] == ["actual"]


def test_the_level_above_is_a_line_of_its_results_only() -> None:
    own = series(SeriesYear(year=2023, actuals=(said("6"),)))
    above = series(SeriesYear(year=2023, actuals=(said("5"),), targets=(said("7"),)), place="江北省")
    assert [one.shape for one in points(own, above)] == ["above", "actual"]
    other_form = replace(above, aspect="level")
    assert [one.shape for one in points(own, other_form)] == ["actual"]


def test_amounts_of_other_units_and_scales_share_one_axis() -> None:
    one = said("96.2", unit="元", aspect="level")
    big = replace(one, low=Decimal("128640000000"), high=Decimal("128640000000"))
    spec = series_chart(replace(series(SeriesYear(year=2023, actuals=(big,))), aspect="level", unit="元"))
    assert "亿元" in spec["title"]["subtitle"][0]
    assert spec["layer"][0]["data"]["values"][0]["value"] == 1286.4


def test_nothing_damaged_is_drawn_and_an_empty_chart_says_so() -> None:
    damaged = said("1", low=Decimal("Infinity"), high=Decimal("Infinity"))
    spec = series_chart(series(SeriesYear(year=2023, actuals=(damaged,))))
    assert table("series_chart")["words"]["nothing"]["zh"] in spec["description"]


def test_every_stroke_and_the_whole_chart_are_told_in_words() -> None:
    year = SeriesYear(year=2023, targets=(said("6", "ge"), said("4", "le")), actuals=(said("5.5"),))
    spec = series_chart(series(year), language="en")
    for layer in spec["layer"]:
        if layer["mark"]["type"] != "text":
            assert layer["encoding"]["description"]["field"] == "says"
            assert all(row["says"] in spec["description"] for row in layer["data"]["values"])
    assert "at least" in spec["title"]["subtitle"][1]
    assert "at most" in spec["title"]["subtitle"][1]


def test_the_renderer_draws_every_shape() -> None:
    vl_convert = pytest.importorskip("vl_convert")
    targets = (said("6", "ge"), said("4", "le"), said("5", "range", high="5.5"), said("7"), said("8", "approx"))
    year = SeriesYear(
        year=2023, targets=targets, actuals=(said("6", report_year=2024), said("5.8")), observed=(said("5.9"),)
    )
    svg = vl_convert.vegalite_to_svg(series_chart(series(year), series(SeriesYear(year=2023, actuals=(said("5"),)))))
    drawn = [element.attrib for element in ET.fromstring(svg).iter() if "aria-label" in element.attrib]
    told = " ".join(each["aria-label"] for each in drawn)
    for shape, words in table("series_chart")["shapes"].items():
        assert words["zh"] in told or shape == "above", shape


@given(
    st.lists(st.tuples(st.integers(1990, 2040), st.decimals(-1000, 10**13, allow_nan=False)), max_size=12),
    st.sampled_from(["eq", "ge", "le", "approx"]),
)
def test_any_series_makes_a_chart(values: list[tuple[int, Decimal]], bound: Any) -> None:
    years = {year: said("1", bound, low=value, high=value) for year, value in values}
    made = [SeriesYear(year=year, targets=(one,), actuals=(one,)) for year, one in sorted(years.items())]
    spec = series_chart(series(*made))
    assert spec["layer"]
    first, last = spec["layer"][0]["encoding"].get("x", {}).get("scale", {}).get("domain", (0, 0))
    assert first <= last
