"""`ximu ref` as a person meets it."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner

from ximu.cli.main import cli
from ximu.cli.ref import UnknownNameError, find
from ximu.terms.load import indicators, terms, units

XIMU = [sys.executable, "-m", "ximu.cli"]


def as_json(*args: str) -> object:
    shown = CliRunner().invoke(cli, ["ref", *args], catch_exceptions=False)
    assert shown.exit_code == 0
    return json.loads(shown.output)


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("general_budget_revenue", "general_budget_revenue"),
        ("General-Budget-Revenue", "general_budget_revenue"),
        ("森林覆盖率", "forest_coverage"),
        ("Grain output", "grain_output"),
        ("农民人均纯收入", "disposable_income_per_capita_rural"),
        ("surveyed", "surveyed_urban_unemployment_rate"),
    ],
)
def test_an_indicator_is_found_by_id_name_alias_or_beginning(name: str, wanted: str) -> None:
    shown = as_json("indicator", name)
    assert isinstance(shown, dict)
    assert shown["id"] == wanted


def test_a_beginning_that_several_share_shows_all_of_them() -> None:
    shown = as_json("indicator", "disposable_income")
    assert isinstance(shown, list)
    assert [row["id"] for row in shown] == [one for one in indicators() if one.startswith("disposable_income")]


def test_unit_with_scale_and_unit_of_two_dimensions() -> None:
    assert as_json("unit", "万公顷") == as_json("unit", "公顷")
    shown = as_json("unit", "户")
    assert isinstance(shown, dict)
    assert [row["dimension"] for row in shown["dimensions"]] == ["households", "count"]


def test_term_says_which_words_not_to_use() -> None:
    shown = as_json("term", "督查")
    assert isinstance(shown, dict)
    assert (shown["identifier"], shown["not"]) == ("inspection", ["supervision"])


def test_a_word_not_to_use_leads_to_the_terms_it_is_kept_from() -> None:
    shown = as_json("term", "supervision")
    assert isinstance(shown, list)
    assert [row["identifier"] for row in shown] == ["inspection", "oversight"]


def test_everything_can_be_found_by_its_own_name() -> None:
    for one in indicators().values():
        assert [entry.fields["id"] for entry in find("indicator", one.id)] == [one.id]
    for written in filter(None, units()):
        assert find("unit", written)[0].names == (written,)
    for term in terms().glossary:
        assert term.en in {entry.fields["en"] for entry in find("term", term.zh)}


@pytest.mark.parametrize(
    ("kind", "name", "near"),
    [
        ("indicator", "财政", "general_budget_revenue"),
        ("indicator", "森林复盖率", "forest_coverage"),
        ("indicator", "gross_regonal_product", "gross_regional_product"),
        ("unit", "平方厘米", "平方米"),
        ("term", "inspecton", "inspection"),
        ("indicator", "", "docs/reference/indicators.md"),
    ],
)
def test_an_unknown_name_is_one_line_with_what_is_near(kind: str, name: str, near: str) -> None:
    with pytest.raises(UnknownNameError) as error:
        find(kind, name)  # type: ignore[arg-type]
    line = error.value.line()
    assert near in line
    assert line.startswith(f"ximu ref {kind}: no {kind} {name!r} [T002]; ")
    assert "\n" not in line


def test_status_and_table() -> None:
    bad = subprocess.run([*XIMU, "ref", "unit", "光年"], capture_output=True, text=True, check=False)
    assert (bad.returncode, bad.stdout) == (1, "")
    assert bad.stderr.count("\n") == 1
    table = subprocess.run(
        [*XIMU, "ref", "indicator", "tax_revenue", "--format", "table"], capture_output=True, text=True, check=True
    )
    assert "税收收入" in table.stdout
    assert "{" not in table.stdout
