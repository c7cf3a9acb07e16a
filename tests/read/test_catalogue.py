"""Which indicator a measure states: cases, laws, and the judged reports where they are at hand."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ximu.read.catalogue import LONGEST_SURROUNDINGS, Catalogue, catalogue
from ximu.read.catalogue import __file__ as catalogue_file
from ximu.terms.load import Indicator, indicators

TABLE = tomllib.loads(Path(__file__).with_name("catalogue_cases.toml").read_text(encoding="utf-8"))
GOLD = ("chenzhou-2017", "hengyang-2017", "tianyuan-2019", "zhuzhou-2017", "zhuzhou-daily-2020")
LEFTOVER = TABLE["leftover"]


@pytest.mark.parametrize("case", TABLE["cases"], ids=lambda case: "-".join(case[:4]))
def test_case(case: list[str]) -> None:
    indicator, action, unit, aspect, wanted, *sentence = case
    found = catalogue().identify(indicator, action=action, unit=unit, aspect=aspect, sentence="".join(sentence))
    assert (found or "") == wanted


def test_the_table_is_large_and_knows_what_must_not_be_read() -> None:
    assert len(TABLE["cases"]) >= 100
    assert sum(case[4] == "" for case in TABLE["cases"]) >= 25
    assert {case[4] for case in TABLE["cases"]} - {""} <= set(indicators())


def test_every_name_and_strong_alias_finds_its_indicator_or_one_that_shares_the_name() -> None:
    shared = catalogue()
    owners: dict[str, set[str]] = {}
    for one in indicators().values():
        for text in (one.zh, *one.aliases):
            owners.setdefault(shared.form(text), set()).add(one.id)
    for one in indicators().values():
        for text in one.aliases:
            found = shared.identify(text, unit=one.unit, aspect="level")
            assert found in owners[shared.form(text)], (one.id, text, found)


@pytest.mark.parametrize("name", LEFTOVER["names"])
def test_leftover_words_change_nothing(name: str) -> None:
    shared = catalogue()
    wanted = shared.identify(name, unit="%", aspect="growth")
    assert wanted
    for before in ("", *LEFTOVER["before"]):
        for after in ("", *LEFTOVER["after"]):
            assert shared.identify(before + name + after, unit="%", aspect="growth") == wanted, before + name + after


@pytest.mark.parametrize(
    ("side", "words"), [(side, word) for side in ("before", "after") for word in TABLE["cut"][side]]
)
def test_words_left_at_an_end_do_not_lose_the_id(side: str, words: str) -> None:
    for name in ("公共财政收入", "地方财政收入"):
        text = words + name if side == "before" else name + words
        wanted = catalogue().identify(name, unit="元", aspect="level")
        assert catalogue().identify(text, unit="元", aspect="level") == wanted, text


def test_names_are_long_enough_to_be_looked_up() -> None:
    form = catalogue().form
    for one in indicators().values():
        for text in (
            one.zh,
            *one.aliases,
            *one.aliases_weak,
            *(word for each in one.aliases_if for word in each.words),
        ):
            assert len(form(text)) >= 2, (one.id, text)


def test_an_amount_of_money_is_no_share() -> None:
    for one in indicators().values():
        if one.unit != "%" or "share" not in one.aspects:
            continue
        for text in (
            one.zh,
            *one.aliases,
            *one.aliases_weak,
            *(word for each in one.aliases_if for word in each.words),
        ):
            found = catalogue().identify(text, unit="元", aspect="level")
            assert found != one.id, text


@pytest.mark.parametrize("one", [one for one in indicators().values() if one.edition > 1], ids=lambda one: one.id)
def test_a_newer_indicator_takes_no_name_of_an_older_one(one: Indicator) -> None:
    for older in indicators().values():
        if older.edition == 1:
            for text in (older.zh, *older.aliases):
                found = catalogue().identify(text, unit=older.unit, aspect="level")
                assert found != one.id, (older.id, text)


def test_scope_in_front_is_no_part_of_the_name() -> None:
    found = catalogue().identify("云溪示范片固定资产投资", unit="元", aspect="level", scope="云溪示范片")
    assert found == "fixed_asset_investment"


def test_an_edition_knows_only_its_own_ids() -> None:
    first, newest = Catalogue(1), catalogue()
    assert newest.identify("赤字率", unit="%", aspect="level") == "deficit_ratio"
    assert first.identify("赤字率", unit="%", aspect="level") is None
    assert first.identify("森林覆盖率", unit="%", aspect="level") == "forest_coverage"


words = st.text(alphabet="市县区全年增长的、和占比重收入工业投资规模项目%（）“”0123456789", max_size=60)


@given(indicator=words, action=words, unit=st.sampled_from(["", "%", "元", "个", "户", "?"]), sentence=words)
def test_any_words_give_an_id_or_none(indicator: str, action: str, unit: str, sentence: str) -> None:
    first = catalogue().identify(indicator, action=action, unit=unit, aspect="level", sentence=sentence)
    assert first is None or first in indicators()
    assert catalogue().identify(indicator, action=action, unit=unit, aspect="level", sentence=sentence) == first


@given(st.text(alphabet="市县区全年", max_size=LONGEST_SURROUNDINGS * 3))
def test_form_is_reached_in_one_step(text: str) -> None:
    once = catalogue().form(text)
    assert catalogue().form(once) == once


@pytest.mark.parametrize(
    "noise", ["市" * 4000, "全市" * 2000, "、" * 4000, "固定资产投资" * 700 + "园", "(" * 4000, "占" * 4000]
)
def test_floods_are_harmless(noise: str) -> None:
    # A chain of words tried in every way would not end.
    assert catalogue().identify(noise, unit="%", aspect="growth") is None


def sentence_around(text: str, start: int, end: int) -> str:
    """What stands between the full stops around a place."""
    left = max(text.rfind(stop, 0, start) for stop in "。！\n") + 1
    right = min((at for stop in "。！\n" if (at := text.find(stop, end)) >= 0), default=len(text))
    return text[left:right]


@pytest.mark.shared
@pytest.mark.parametrize("name", GOLD)
def test_judged_reports(name: str, shared: Path) -> None:
    text = (shared / "gold" / f"{name}.txt").read_bytes().decode()
    lines = (shared / "gold" / f"{name}.gold.jsonl").read_text(encoding="utf-8").splitlines()
    measures = [row for row in map(json.loads, lines) if row["type"] == "measure"]
    wanted = [
        json.loads(line)["indicator_id"]
        for line in (shared / "gold" / f"{name}.ids.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    assert len(measures) == len(wanted)
    right = {"known": 0, "none": 0}
    for row, want in zip(measures, wanted, strict=True):
        found = catalogue().identify(
            row["indicator"],
            action=row["action"],
            unit=row["unit"],
            aspect=row["aspect"],
            sentence=sentence_around(text, row["start"], row["end"]),
            scope=row["place"],
        )
        right["known" if want else "none"] += found == want
    known = sum(want is not None for want in wanted)
    assert right["known"] / known >= 0.97
    assert right["none"] / (len(wanted) - known) >= 0.97


RULES = tomllib.loads((Path(catalogue_file).parent / "catalogue.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("word", RULES["around"]["before"])
def test_a_neutral_word_before_a_name_changes_nothing(word: str) -> None:
    assert catalogue().identify(f"{word}技术合同成交额", unit="元", aspect="level") == "technology_contract_value"


@pytest.mark.parametrize("word", RULES["around"]["after"])
def test_a_neutral_word_after_a_name_changes_nothing(word: str) -> None:
    assert catalogue().identify(f"技术合同成交额{word}", unit="元", aspect="level") == "technology_contract_value"


@pytest.mark.parametrize("end", RULES["part"]["ends"])
def test_a_part_of_the_place_changes_nothing(end: str) -> None:
    assert catalogue().identify(f"云溪{end}技术合同成交额", unit="元", aspect="level") == "technology_contract_value"


@pytest.mark.parametrize("end", RULES["part"]["not_ends"])
def test_what_only_looks_like_a_place_is_something_else(end: str) -> None:
    assert catalogue().identify(f"云溪{end}技术合同成交额", unit="元", aspect="level") is None


@pytest.mark.parametrize(("form", "variant"), [(form, one) for form, all_ in RULES["same"].items() for one in all_])
def test_ways_of_writing_one_thing_have_one_form(form: str, variant: str) -> None:
    assert catalogue().form(variant) == catalogue().form(form)


@pytest.mark.parametrize("whole", RULES["share"]["wholes"])
def test_the_whole_of_a_share_may_be_named_or_not(whole: str) -> None:
    found = catalogue().identify(f"园区规模工业增加值占{whole}规模工业增加值", unit="%", aspect="level")
    assert found == "park_industrial_value_added_share"


@pytest.mark.parametrize("verb", RULES["verb"]["preparing"])
def test_what_is_only_prepared_is_not_counted(verb: str) -> None:
    assert catalogue().identify("上市企业", action="新增", unit="家", aspect="level") == "listed_companies_count"
    assert catalogue().identify("上市企业", action=verb, unit="家", aspect="level") is None


@pytest.mark.parametrize("sign", RULES["verb"]["joined"])
def test_a_second_deed_makes_another_count(sign: str) -> None:
    assert catalogue().identify("就业", action=f"新增{sign}转移", unit="人", aspect="level") is None


def test_indicators_that_share_a_name_are_told_apart_by_the_unit() -> None:
    shared: dict[str, list[str]] = {}
    for one in indicators().values():
        for text in {catalogue().form(name) for name in (one.zh, *one.aliases)}:
            shared.setdefault(text, []).append(one.id)
    for text, owners in shared.items():
        for owner in owners if len(owners) > 1 else ():
            assert catalogue().identify(text, unit=indicators()[owner].unit, aspect="level") == owner
