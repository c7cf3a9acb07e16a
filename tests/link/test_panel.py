"""The research panel as its users open it: pandas, Parquet, and a Stata file that comes back equal."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest
from made_reports import made

from ximu.ledger.exchange.cells import unguarded
from ximu.ledger.observation import Observation
from ximu.link.collection import Collection, collect
from ximu.link.links import links
from ximu.link.products.panel import LONGEST_LABEL, LONGEST_NAME, Panel, Variable, panel, stem, variables
from ximu.link.products.panel_files import panel_csv, panel_files, panel_parquet
from ximu.link.statistics import read_observations
from ximu.read.pipeline import read_path
from ximu.terms.load import indicators

SAMPLE = Path(__file__).resolve().parents[2] / "sample" / "reports"
STATA_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,31}")
# Words that Stata keeps for itself.
RESERVED = {"byte", "double", "float", "if", "in", "int", "long", "str", "strL", "using", "with", "_n", "_N", "_all"}


@cache
def sample() -> Collection:
    readings = [read_path(path, path.name) for path in sorted(SAMPLE.iterdir())]
    return collect((report, reading.text) for reading in readings for report in reading.reports)


@cache
def made_panel() -> Panel:
    return panel(sample(), links(sample()))


def tables() -> list[tuple[tuple[dict[str, Any], ...], tuple[Variable, ...]]]:
    return [(made_panel().long, made_panel().variables), (made_panel().wide, made_panel().wide_variables)]


def row(place: str, year: int, indicator: str, aspect: str) -> dict[str, Any]:
    found = [
        one
        for one in made_panel().long
        if (one["place_zh"], one["year"], one["indicator"], one["aspect"]) == (place, year, indicator, aspect)
    ]
    assert len(found) == 1
    return found[0]


def test_a_row_has_target_result_gap_and_where_they_stand() -> None:
    one = row("临江市", 2022, "gross_regional_product", "growth")
    assert (one["form"], one["modality"], one["low"], one["high"]) == (
        "around",
        "expected",
        Decimal("6.5"),
        Decimal("6.5"),
    )
    assert (one["first_actual"], one["first_reported_in"], one["gap"], one["verdict"]) == (
        Decimal("4.1"), 2023, Decimal("-2.4"), "missed",
    )  # fmt: skip
    assert (one["headline"], one["hard_a"], one["soft"], one["report_at_hand"]) == (1, 0, 1, 1)
    text = next(paper.text for paper in sample().papers if paper.report.source == one["target_source"])
    assert text[one["target_start"] : one["target_end"]] == one["as_written"]


def test_missing_is_empty_and_never_zero() -> None:
    one = row("临江市", 2025, "gross_regional_product", "growth")
    assert one["low"] is not None
    assert one["first_actual"] is one["revised_actual"] is one["gap"] is None
    earlier = row("临江市", 2021, "gross_regional_product", "growth")
    assert (earlier["report_at_hand"], earlier["low"], earlier["form"], earlier["verdict"]) == (0, None, None, None)


def test_a_district_above_its_city_is_amplification() -> None:
    one = row("滨江区", 2024, "gross_regional_product", "growth")
    city = row("临江市", 2024, "gross_regional_product", "growth")
    assert (one["low"], one["superior_low"], one["amplification"]) == (Decimal(7), Decimal("5.5"), Decimal("1.5"))
    assert one["superior_code"] == city["place_code"]
    assert all(each["amplification"] is None or each["unit"] in ("%", "个百分点") for each in made_panel().long)


def test_a_fall_is_below_zero_and_its_target_too() -> None:
    one = row("临江市", 2022, "energy_intensity_reduction", "growth")
    assert (one["low"], one["first_actual"]) == (Decimal(-3), Decimal("-3.4"))


def test_vintages_statistics_and_goals_of_earlier_reports() -> None:
    rows = read_observations(
        "place,indicator,year,value,unit,source_url\n临江市,GDP,2022,995,亿元,https://example.org/a\n".encode(), "a.csv"
    )
    collection = collect(
        [
            made(2021, goals="到2022年，地区生产总值达到1100亿元。"),
            made(2023, review="地区生产总值1000亿元，增长5%。"),
            made(2024, review="2022年地区生产总值990亿元。2023年地区生产总值1080亿元，增长6.1%。"),
        ],
        [one for one in rows if isinstance(one, Observation)],
    )
    (one,) = [
        each for each in panel(collection, links(collection)).long if each["year"] == 2022 and each["aspect"] == "level"
    ]
    assert (one["plan_low"], one["plan_set_in"]) == (Decimal(110_000_000_000), 2021)
    assert (one["first_actual"], one["first_reported_in"]) == (Decimal(100_000_000_000), 2023)
    assert (one["revised_actual"], one["revised_reported_in"]) == (Decimal(99_000_000_000), 2024)
    assert (one["observed_actual"], one["observed_source"]) == (Decimal(99_500_000_000), "https://example.org/a")


FORMS = [
    ("固定资产投资增长6%。", "point", "expected", 0, 0, 0),
    ("固定资产投资增长6%左右。", "around", "expected", 0, 0, 1),
    ("固定资产投资增长6%—7%。", "interval", "expected", 0, 0, 1),
    ("固定资产投资增长6%以上。", "floor", "expected", 1, 1, 0),
    ("城镇调查失业率控制在5%以内。", "cap", "expected", 0, 0, 0),
    ("力争固定资产投资增长6%。", "point", "strive", 0, 1, 0),
    ("确保固定资产投资增长6%。", "point", "ensure", 1, 1, 0),
    ("居民人均可支配收入与经济增长基本同步。", "relative", "plain", 0, 0, 0),
]  # fmt: skip


@pytest.mark.parametrize(
    ("goals", "form", "modality", "hard_a", "hard_b", "soft"), FORMS, ids=[each[0] for each in FORMS]
)
def test_the_wording_of_a_target_is_coded(
    goals: str, form: str, modality: str, hard_a: int, hard_b: int, soft: int
) -> None:
    collection = collect([made(2023, goals=goals)])
    (one,) = [each for each in panel(collection, links(collection)).long if each["form"]]
    assert (one["form"], one["modality"]) == (form, modality)
    assert (one["hard_a"], one["hard_b"], one["soft"]) == (hard_a, hard_b, soft)


def test_a_place_year_and_series_has_one_row() -> None:
    keys = Counter(
        tuple(one[name] for name in ("place_code", "year", "indicator", "aspect", "unit", "scope_zh"))
        for one in made_panel().long
    )
    assert set(keys.values()) == {1}
    assert set(Counter((one["place_code"], one["year"]) for one in made_panel().wide).values()) == {1}


def test_wide_and_long_hold_the_same_numbers() -> None:
    name = f"{stem('gross_regional_product')}_g_t"
    wide = {(one["place_zh"], one["year"]): one[name] for one in made_panel().wide}
    for one in made_panel().long:
        if (one["indicator"], one["aspect"], one["scope_zh"]) == ("gross_regional_product", "growth", None):
            assert wide[one["place_zh"], one["year"]] == one["low"]
    for variable in made_panel().wide_variables[3:]:
        kept = Counter(str(one[variable.name]) for one in made_panel().wide if one[variable.name] is not None)
        long = Counter(str(one[variable.source]) for one in made_panel().long if one[variable.source] is not None)
        assert not kept - long


def test_names_and_labels_are_what_stata_takes() -> None:
    for _, columns in tables():
        names = [one.name for one in columns]
        assert len(names) == len(set(map(str.lower, names)))
        assert all(STATA_NAME.fullmatch(name) and name not in RESERVED and len(name) <= LONGEST_NAME for name in names)
        assert all(0 < len(one.label) <= LONGEST_LABEL for one in columns)
        assert all(len(f"{one.name}_n") <= LONGEST_NAME for one in columns if one.values)


def test_every_indicator_has_a_stem_of_its_own() -> None:
    stems = [stem(name) for name in indicators()]
    assert len(set(stems)) == len(stems)
    assert all(len(f"{one}_gp_t") <= LONGEST_NAME for one in stems)


def test_the_codebook_names_every_column_and_every_closed_value() -> None:
    files = dict(panel_files(made_panel()))
    listed = list(csv.DictReader(io.StringIO(files["codebook.csv"].decode())))
    for table, (rows, columns) in zip(("panel_long", "panel_wide"), tables(), strict=True):
        assert [one["name"] for one in listed if one["table"] == table] == [one.name for one in columns]
        assert all(list(one) == [each.name for each in columns] for one in rows)
    for one in variables():
        if one.values:
            assert {each[one.name] for each in made_panel().long} - {None} <= set(one.values)
    assert all(f"`{one.name}`" in files["codebook.md"].decode() for one in variables())


@pytest.mark.parametrize("nth", [0, 1], ids=["long", "wide"])
def test_pandas_reads_csv_and_parquet_with_equal_values(nth: int) -> None:
    rows, columns = tables()[nth]
    text = {one.name: str for one in columns if one.kind == "text"}
    frame = pd.read_csv(io.BytesIO(panel_csv(rows, columns)), dtype=text, keep_default_na=False, na_values=[""])
    parquet = pd.read_parquet(io.BytesIO(panel_parquet(rows, columns)))
    assert list(frame.columns) == list(parquet.columns) == [one.name for one in columns]
    assert len(frame) == len(parquet) == len(rows)
    for one in columns:
        for cell, stored, row in zip(frame[one.name], parquet[one.name], rows, strict=True):
            value = row[one.name]
            if value is None:
                assert pd.isna(cell)
                assert pd.isna(stored)
            elif one.kind == "text":
                assert unguarded(cell) if cell.startswith("'") else cell == value == stored
            else:
                assert float(cell) == float(stored) == float(value)


def test_parquet_has_typed_columns_with_labels() -> None:
    schema = pq.read_schema(io.BytesIO(panel_parquet(*tables()[0])))
    types = {name: str(schema.field(name).type) for name in ("year", "low", "headline", "place_code")}
    assert types == {"year": "int64", "low": "double", "headline": "int8", "place_code": "string"}
    assert schema.field("low").metadata[b"label"].decode() == next(
        one.label for one in variables() if one.name == "low"
    )


@pytest.mark.parametrize("nth", [0, 1], ids=["long", "wide"])
def test_a_stata_file_comes_back_equal(nth: int, tmp_path: Path) -> None:
    rows, columns = tables()[nth]
    frame = pd.read_parquet(io.BytesIO(panel_parquet(rows, columns)))
    for one in columns:
        if one.kind == "text":
            frame[one.name] = frame[one.name].fillna("").astype(object)
        else:
            frame[one.name] = frame[one.name].astype("float64")
    labels = {one.name: one.label for one in columns}
    frame.to_stata(tmp_path / "panel.dta", version=118, write_index=False, variable_labels=labels)
    with pd.io.stata.StataReader(tmp_path / "panel.dta") as reader:
        again = reader.read()
        assert reader.variable_labels() == labels
    assert list(again.columns) == list(frame.columns)
    for one in columns:
        for cell, stored in zip(frame[one.name], again[one.name], strict=True):
            assert cell == stored or (pd.isna(cell) and pd.isna(stored))


def test_the_stata_script_speaks_of_the_columns_that_are_there() -> None:
    script = dict(panel_files(made_panel()))["panel.do"].decode()
    for part, (_, columns) in zip(re.split(r"^import delimited", script, flags=re.M)[1:], tables(), strict=True):
        labeled = re.findall(r'^label variable (\w+) "([^"]*)"$', part, re.M)
        own = {one.name: one.label.replace('"', "'") for one in columns}
        assert {name: label for name, label in labeled if not name.endswith("_n")} == own
        numbers = [int(nth) for nth in re.search(r"stringcols\(([\d ]+)\)", part)[1].split()]  # type: ignore[index]
        assert [columns[nth - 1].kind for nth in numbers] == ["text"] * len(numbers)


def test_the_same_reports_give_the_same_bytes() -> None:
    again = panel(sample(), links(sample()))
    assert dict(panel_files(again)) == dict(panel_files(made_panel()))


@pytest.mark.shared
def test_a_real_city_and_its_district(shared: Path) -> None:
    paths = sorted((shared / "corpus").glob("shenzhen-202*.txt")) + sorted(
        (shared / "corpus").glob("longgang-202*.txt")
    )
    readings = [read_path(path, path.name) for path in paths]
    collection = collect((report, reading.text) for reading in readings for report in reading.reports)
    found = panel(collection, links(collection)).long
    above = {(one["place_code"], one["superior_code"]) for one in found if one["amplification"] is not None}
    assert above == {("440307", "440300")}
    growth = {
        one["year"]: one
        for one in found
        if (one["place_code"], one["indicator"], one["aspect"], one["scope_zh"])
        == ("440300", "gross_regional_product", "growth", None)
    }
    assert {2021, 2022, 2023, 2024, 2025} <= set(growth)
    assert all(growth[year]["low"] is not None and growth[year]["first_actual"] is not None for year in (2023, 2024))
