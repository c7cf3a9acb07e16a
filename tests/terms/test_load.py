"""The files of the words load, agree with each other, and say what is wrong with them when something is."""

from __future__ import annotations

import re
from decimal import Decimal

import msgspec
import pytest

from ximu.terms import load
from ximu.terms.errors import TermsError
from ximu.terms.load import Indicator, bare_unit, compiled, indicators, parse, terms, units

GOOD = """[[indicator]]
id = "tree_count"
zh = "树木数"
en = "Trees"
definition_zh = "树的棵数"
unit = "万棵"
units = ["万棵"]
aspects = ["level"]
direction = "up"
"""
OTHERS = {
    "units.toml": '[dimension.count]\nbase = "个"\nen = "count"\nunits = { "棵" = 1 }\n',
    "modifiers.toml": '[[modifier]]\nbound = "ge"\nen = "at least"\nafter = ["以上"]\n',
    "glossary.toml": '[[term]]\nzh = "树"\nen = "tree"\ngroup_zh = "物"\ngroup_en = "Things"\n',
}


def parsed(indicator_toml: str) -> load.Terms:
    files = {"indicators/garden.toml": indicator_toml, **OTHERS}
    return parse({name: text.encode() for name, text in files.items()})


def test_the_compiled_file_was_made_from_the_toml_files() -> None:
    path = load._folder().joinpath(load.COMPILED)
    assert path.read_bytes() == compiled(), "run: make manual"


def test_an_edit_counts_even_before_compiling(monkeypatch: pytest.MonkeyPatch) -> None:
    real = load._sources(load._folder())
    edited = {**real, "glossary.toml": real["glossary.toml"].replace(b"key tasks", b"main tasks")}
    monkeypatch.setattr(load, "_sources", lambda folder: edited)
    shown = [term.en for term in load.terms.__wrapped__().glossary]
    assert "main tasks" in shown
    assert "key tasks" not in shown


def test_ids_of_the_first_edition_are_all_there() -> None:
    first = [one for one in terms().indicators if one.edition == 1]
    assert len(first) == 226
    assert len({one.id for one in terms().indicators}) == len(terms().indicators) < 266


def test_records_are_frozen() -> None:
    with pytest.raises(AttributeError):
        next(iter(indicators().values())).zh = "别的"  # type: ignore[misc]


def test_good_file_parses() -> None:
    made = parsed(GOOD)
    assert [one.id for one in made.indicators] == ["tree_count"]
    assert made.indicators[0].domain == "garden"
    assert made.dimensions["count"].units == {"棵": Decimal(1)}


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        (GOOD.replace('zh = "树木数"\n', ""), "entry tree_count: Object missing required field `zh`"),
        (GOOD.replace('direction = "up"', 'direction = "upwards"'), "entry tree_count: Invalid enum value"),
        (GOOD + 'colour = "green"\n', "unknown field `colour`"),
        (GOOD.replace('unit = "万棵"', 'unit = "万丛"'), "unit 万丛 is unknown"),
        (GOOD + GOOD, "the id stands twice"),
        (GOOD + 'not_to_confuse_with = ["shrub_count"]\n', "no indicator shrub_count"),
        (GOOD.replace("[[indicator]]", "[[indicator"), "not valid TOML"),
        (GOOD.replace("[[indicator]]", "[indicator]"), "indicator is no list of tables"),
    ],
)
def test_a_wrong_entry_is_named(broken: str, says: str) -> None:
    with pytest.raises(TermsError) as error:
        parsed(broken)
    line = error.value.line()
    assert line.startswith("terms/indicators/garden.toml: ")
    assert says in line
    assert "[T001]; " in line
    assert "\n" not in line


@pytest.mark.parametrize(
    ("written", "bare"),
    [
        ("亿元", "元"),
        ("万平方米", "平方米"),
        ("亿千瓦时", "千瓦时"),
        ("万千瓦", "千瓦"),
        ("千米", "千米"),
        ("百分点", "百分点"),
        ("万标准箱", "标准箱"),
        ("元/月", "元/月"),
        ("%", "%"),
        ("", ""),
        ("亿", "亿"),
    ],
)
def test_scale_is_no_part_of_a_unit(written: str, bare: str) -> None:
    assert bare_unit(written) == bare


@pytest.mark.parametrize(
    ("written", "dimension", "base", "factor"),
    [
        ("公里", "length", "米", "1000"),
        ("千米", "length", "米", "1000"),
        ("名", "people", "人", "1"),
        ("平米", "area", "平方米", "1"),
        ("公顷", "area", "平方米", "10000"),
        ("平方公里", "area", "平方米", "1000000"),
        ("斤", "mass", "吨", "0.0005"),
        ("吨标准煤", "standard_coal", "吨标准煤", "1"),
        ("‰", "percent", "%", "0.1"),
        ("度", "energy", "千瓦时", "1"),
        ("套", "households", "户", "1"),
        ("家", "count", "个", "1"),
    ],
)
def test_units_convert(written: str, dimension: str, base: str, factor: str) -> None:
    found = {entry.dimension: entry for entry in units()[written]}
    assert (found[dimension].base, found[dimension].factor) == (base, Decimal(factor))


def test_percent_and_percentage_points_are_different_dimensions() -> None:
    assert {entry.dimension for entry in units()["%"]}.isdisjoint({e.dimension for e in units()["个百分点"]})


def every_text(one: Indicator) -> str:
    return msgspec.json.encode(one).decode()


def test_display_text_keeps_to_the_glossary() -> None:
    for one in terms().indicators:
        assert not re.search(r"above[- ]scale|(?:utili|urbani|reali)s(?:e|ation)|fulfil(?:ment)\b|enrolment", one.en), (
            one.id
        )
        assert one.en[:1].isupper() or one.en[:1].isdigit(), one.id
        for term in terms().glossary:
            if term.zh == one.zh:
                assert not any(word.lower() in one.en.lower() for word in term.not_words), one.id


def test_every_indicator_can_be_checked() -> None:
    for one in terms().indicators:
        assert one.definition_zh and one.zh and one.units, one.id
        assert one.unit in one.units or bare_unit(one.unit) in map(bare_unit, one.units), one.id
        for low, high in one.plausible.level.values():
            assert low < high, one.id


def test_what_an_indicator_is_stands_there_in_both_languages() -> None:
    for one in terms().indicators:
        said = [one.definition_en, *(change.note_en for change in one.changes), *([one.note_en] if one.note else [])]
        assert all(said), one.id
        assert not re.search("[\u4e00-\u9fff]", "".join(said)), one.id


def test_no_alias_stands_in_two_lists_of_one_indicator() -> None:
    for one in terms().indicators:
        assert not set(one.aliases) & set(one.aliases_weak), one.id
        assert len(set(one.aliases)) == len(one.aliases), one.id


def test_identifiers_of_the_glossary_are_indicator_ids_where_both_exist() -> None:
    shown = {one.zh: one.id for one in terms().indicators}
    for term in terms().glossary:
        if term.zh in shown and term.identifier:
            assert shown[term.zh] == term.identifier or shown[term.zh].startswith(term.identifier), term.zh
