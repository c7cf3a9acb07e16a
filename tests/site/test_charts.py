"""Charts: every number of the table is in the picture, shapes tell what colors would, sizes are kept, nothing is foreign."""

from __future__ import annotations

import json
import re
import struct
import zlib
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from chart_samples import AT, EVERY, cell, number, track
from hypothesis import given, settings
from hypothesis import strategies as st

from ximu.ledger.link import VERDICTS
from ximu.site.charts import card, funnel, glyphs, tiles
from ximu.site.charts.chart import Chart, Drawn
from ximu.site.charts.funnel import Stage
from ximu.site.charts.look import GROUNDS, WIDTHS, Box, Caption, Look
from ximu.site.charts.of_lines import HEAD, At, credible, of_year, over_years, provinces, table_rows
from ximu.site.charts.of_series import of_place
from ximu.site.charts.points import Point, amount, gap_of, rows, said, scale, signed
from ximu.site.charts.render import digest, draw, tidy
from ximu.site.download_table import table_bytes
from ximu.site.levels import amplification
from ximu.terms.places import by_code

# Every ground, width and dress; each language in half of them.
LOOKS = [
    Look("en" if ground == "dark" else "zh", ground, width, whole)
    for ground in GROUNDS
    for width in WIDTHS
    for whole in (False, True)
]
DAY = Look()


def svg_of(chart: Chart, look: Look = DAY) -> str:
    spec, box = chart.draw(look)
    return draw(spec, box, "svg").decode()


def some_charts() -> dict[str, Chart]:
    levels = tuple(one.line for one in EVERY)
    found = {
        "years": over_years(EVERY, AT, "各地历年", [2031]),
        "year": of_year(EVERY, 2031, AT, "一年"),
        "line": of_place(EVERY[0], [], EVERY[1], AT, "临江市", [2031]),
        "levels": amplification(levels, "no_such", AT),
    }
    assert all(found.values()), found
    return {name: chart for name, chart in found.items() if chart}


@pytest.mark.parametrize("name", ["years", "year", "line", "levels"])
def test_every_number_of_the_table_is_a_point_of_the_picture(name: str) -> None:
    chart = some_charts()[name]
    words = re.findall(r'aria-label="([^"]*)"', svg_of(chart))
    for row in chart.rows:
        of = dict(zip(HEAD, row, strict=True))
        if name == "levels":
            of["result_as_written"] = ""
        for side in ("target_as_written", "result_as_written"):
            value = str(of[side]).removesuffix("%")
            if of[side] and "亿元" not in str(of[side]):
                assert any(value in each and str(of["year"]) in each for each in words), (row, words)


@pytest.mark.parametrize("name", ["years", "year", "levels"])
def test_every_point_leads_to_its_words(name: str) -> None:
    svg = svg_of(some_charts()[name])
    links = re.findall(r'<a xlink:href="([^"]*)"', svg)
    assert links
    assert {link.split("?")[0] for link in links if link} == {"/reports/990100-2031/"}


@pytest.mark.parametrize("look", LOOKS)
def test_a_picture_has_the_size_that_the_page_keeps_free(look: Look) -> None:
    for chart in some_charts().values():
        spec, box = chart.draw(look)
        root = ElementTree.fromstring(draw(spec, box, "svg"))
        assert (root.get("width"), root.get("height")) == (str(box.width), str(box.height))
        _, _, width, height = (float(part) for part in str(root.get("viewBox")).split())
        assert width == pytest.approx(box.width, abs=14), chart.name
        assert height == pytest.approx(box.height, abs=14), chart.name
        assert box.width == WIDTHS[look.width]


@pytest.mark.parametrize("look", LOOKS)
def test_a_picture_brings_no_style_no_script_and_nothing_from_elsewhere(look: Look) -> None:
    for chart in some_charts().values():
        svg = svg_of(chart, look)
        assert not re.search(r"<script|<style|\sstyle=|\son\w+=|<image|@import", svg)
        assert set(re.findall(r'https?://[^"\s]*', svg)) <= {
            "http://www.w3.org/2000/svg",
            "http://www.w3.org/1999/xlink",
        }
        assert "aria-roledescription" not in svg
        assert "vega" not in svg


def test_a_chart_is_in_the_inks_of_its_ground_only() -> None:
    for ground, inks in GROUNDS.items():
        other = GROUNDS["dark" if ground == "light" else "light"]
        for chart in some_charts().values():
            svg = svg_of(chart, Look(ground=ground))
            assert inks.seal in svg
            assert not {ink for ink in (other.seal, other.ink) if ink in svg}


def test_a_whole_chart_says_title_unit_source_and_number_of_points() -> None:
    for chart in some_charts().values():
        texts = " ".join(ElementTree.fromstring(svg_of(chart, Look(whole=True))).itertext())
        assert chart.caption.title in texts
        assert all(line in texts for line in chart.caption.lines)
        assert any("份政府工作报告" in line for line in chart.caption.lines)
        assert f"{chart.n} 个数据点" in chart.caption.lines


def test_shapes_tell_bounds_and_outcomes_apart() -> None:
    assert len(set(glyphs.TARGET_SHAPES.values())) == len(glyphs.TARGET_SHAPES)
    kept, partly, missed, none = (glyphs.RESULT_SHAPES[name] for name in ("kept", "partly", "missed", "none"))
    assert len({kept, partly, missed, none}) == 4
    bounds = [("ge", "1", "1", "floor"), ("le", "1", "1", "cap"), ("eq", "1", "1", "exact"), ("approx", "1", "1", "about"),
              ("range", "1", "2", "interval"), ("ge", "1", "2", "interval")]  # fmt: skip
    for bound, low, high, shape in bounds:
        assert glyphs.shape_of(bound, low, high) == shape


@pytest.mark.parametrize("verdict", VERDICTS)
def test_every_verdict_can_be_drawn(verdict: str) -> None:
    points = [Point(name, cell(2030, number("8"), number("7"), verdict)) for name in ("甲", "乙")]
    drawn = rows(points, scale(points, "%", "zh"), "zh")
    assert {row["outcome"] for row in drawn} <= set(glyphs.RESULT_SHAPES)


def test_a_fall_is_drawn_and_told_below_zero() -> None:
    fall = number("3", bound="ge", falls=True)
    assert signed(fall) == (Decimal(-3), Decimal(-3))
    assert amount(fall, "zh") == "≤−3\u202f%"
    row = rows([Point("甲", cell(2030, fall))], scale([], "%", "zh"), "zh")[0]
    assert (row["low"], row["shape"]) == (-3.0, "cap")


def test_a_result_in_another_unit_stands_in_the_table_and_not_on_the_scale() -> None:
    point = Point("甲", cell(2030, number("5"), number("120", unit="亿元"), "not_testable"))
    row = rows([point], scale([point], "%", "zh"), "zh")[0]
    assert row["actual"] is None
    assert row["low"] == 5
    assert "120" in row["said"]


def test_a_gap_has_its_sign_and_unit() -> None:
    assert gap_of(cell(2030, number("8"), number("8.5"), "met"), "zh") == "+0.5\u202f个百分点"
    assert gap_of(cell(2030, number("8"), number("7.5"), "missed"), "en").startswith("−0.5\u202f")
    assert gap_of(cell(2030, number("8"), number("8"), "met"), "zh").startswith("±0")
    assert gap_of(cell(2030, number("8"), None, "unreported"), "zh") == ""


def test_what_a_point_says_is_whole_in_both_languages() -> None:
    point = Point("临江市", EVERY[0].line.cells[1])
    assert said(point, "zh") == "临江市，2031年：目标 7–9\u202f%，结果 6.5\u202f%，差距 −0.5\u202f个百分点，未达到"
    assert "missed" in said(point, "en")


amounts = st.decimals(min_value=-1000, max_value=1000, allow_nan=False, allow_infinity=False, places=2)


@given(st.lists(st.tuples(amounts, amounts, st.sampled_from(["eq", "ge", "le", "approx"])), min_size=2, max_size=6))
@settings(max_examples=25)
def test_the_table_equals_the_data_and_the_points(found: list[tuple[Decimal, Decimal, str]]) -> None:
    tracks = [
        track(f"地{n}", cell(2030, number(str(target), bound=bound), number(str(result)), "met"))
        for n, (target, result, bound) in enumerate(found)
    ]
    told = [dict(zip(HEAD, row, strict=True)) for row in table_rows(tracks)]
    assert [(row["target_low"], row["result_low"]) for row in told] == [(target, result) for target, result, _ in found]
    assert all(row["gap"] == row["result_low"] - row["target_low"] for row in told)
    points = [Point(one.name, one.line.cells[0]) for one in tracks]
    drawn = rows(points, scale(points, "%", "zh"), "zh")
    assert [(row["low"], row["actual"]) for row in drawn] == [
        (float(target), float(result)) for target, result, _ in found
    ]


def test_numbers_far_beyond_the_usual_stay_in_the_table_and_are_counted() -> None:
    cells = [cell(year, number("7"), number("7.5"), "met") for year in (2028, 2029, 2030)]
    five_years = cell(2031, None, number("87"))
    one = track("临江市", *cells, five_years, indicator="gross_regional_product")
    assert [credible(one, each) for each in one.line.cells] == [True, True, True, False]
    chart = over_years([one], AT, "历年")
    assert chart is not None
    assert any("另有 1 年" in line for line in chart.caption.lines)
    assert "87" not in "".join(re.findall(r'aria-label="([^"]*)"', svg_of(chart)))
    assert any(row[HEAD.index("result_low")] == 87 for row in chart.rows)


def test_a_break_in_definition_is_a_dotted_line() -> None:
    with_break, without = (over_years(EVERY, AT, "历年", changes) for changes in ([2031], []))
    assert with_break and without
    assert 'stroke-dasharray="1,3"' in svg_of(with_break)
    assert 'stroke-dasharray="1,3"' not in svg_of(without)


def test_too_little_is_no_chart() -> None:
    alone = [track("临江市", cell(2030, number("8")))]
    assert over_years(alone, AT, "") is None
    assert of_year(alone, 2030, AT, "") is None
    assert of_place(alone[0], [], None, AT, "", []) is None
    assert amplification([alone[0].line], "no_such", AT) is None
    assert provinces(alone, 2030, AT, ("", "")) == []


def test_the_tiles_are_the_divisions_of_the_first_level_each_once() -> None:
    found = tiles.layout()
    assert len({tile.code for tile in found}) == len({(tile.column, tile.row) for tile in found}) == len(found) == 34
    assert {by_code(tile.code).level for tile in found} == {"province"}  # type: ignore[union-attr]
    assert all(by_code(tile.code).name.startswith(tile.zh) for tile in found)  # type: ignore[union-attr]
    assert all(tile.column < tiles.COLUMNS and tile.row < tiles.ROWS for tile in found)


def test_tiles_show_results_or_targets_but_never_a_mixture() -> None:
    codes = [tile.code for tile in tiles.layout()][:7]
    some = [track(code, cell(2030, number("5"), number(str(n)) if n < 6 else None, "met"), place=code) for n, code in enumerate(codes)]  # fmt: skip
    (results,) = provinces(some, 2030, AT, ("结果", "目标"))
    few = [track(one.name, cell(2030, number("5"), one.line.cells[0].result if n < 3 else None), place=one.place) for n, one in enumerate(some)]  # fmt: skip
    (targets,) = provinces(few, 2030, AT, ("结果", "目标"))
    assert (results.caption.title, len(results.rows)) == ("结果", 6)
    assert (targets.caption.title, len(targets.rows)) == ("目标", 7)
    texts = re.findall(r"<text[^>]*>([^<]*)</text>", svg_of(results))
    assert sum(text.startswith("●") for text in texts) == 6  # sign and value, not color alone


def square(code: str, at: int) -> dict[str, Any]:
    ring = [[at, 20], [at, 30], [at + 9, 30], [at + 9, 20], [at, 20]]
    return {
        "type": "Feature",
        "properties": {"adcode": int(code)},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


@pytest.mark.parametrize(
    ("text", "approval", "shown"),
    [
        ("good", "GS(2031)0001", True),
        ("good", "", False),
        ("broken", "GS(2031)0001", False),
        ("", "GS(2031)0001", False),
    ],
)
def test_a_map_is_shown_with_its_approval_number_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, approval: str, shown: bool
) -> None:
    codes = [tile.code for tile in tiles.layout()][:6]
    file = tmp_path / "map.json"
    good = json.dumps(
        {"type": "FeatureCollection", "features": [square(code, 70 + 10 * n) for n, code in enumerate(codes)]}
    )
    file.write_text(good if text == "good" else "{", encoding="utf-8")
    monkeypatch.setenv("XIMU_MAP", str(file) if text else "")
    monkeypatch.setenv("XIMU_MAP_APPROVAL", approval)
    some = [track(code, cell(2030, None, number(str(n + 1))), place=code) for n, code in enumerate(codes)]
    found = provinces(some, 2030, AT, ("结果", "目标"))
    assert [chart.name for chart in found] == (["map", "provinces"] if shown else ["provinces"])
    if shown:
        svg = svg_of(found[0])
        assert approval in svg
        assert f"审图号：{approval}" in found[0].caption.lines
        assert svg.count('href="/reports/') == 6


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_no_tile_is_so_dark_that_its_words_are_lost(number_: float, one: float, other: float) -> None:
    low, high = min(one, other), max(one, other)
    assert 0.08 <= tiles.shade(min(max(number_, low), high), low, high) <= 0.44


def test_a_funnel_says_every_count_in_its_picture() -> None:
    stages = [Stage("说过", 120), Stage("可检验", 40), Stage("兑现", 0)]
    words = Caption("从说到做", ("单位：句",))
    svg = draw(funnel.spec(stages, DAY, words), funnel.box(stages, DAY, words), "svg").decode()
    assert re.findall(r'aria-label="([^"]*)"', svg) == ["说过 120", "可检验 40", "兑现 0"]


def test_equal_charts_have_one_tag_and_any_other_has_another() -> None:
    spec, box = some_charts()["year"].draw(DAY)
    again, same = some_charts()["year"].draw(Look())
    assert digest(spec, box) == digest(again, same)
    others = [some_charts()["year"].draw(look) for look in LOOKS if look != DAY and look.language == "zh"]
    assert len({digest(*other) for other in others} | {digest(spec, box)}) == len(others) + 1


def test_two_charts_on_one_page_share_no_id() -> None:
    one = tidy(
        '<svg xmlns="x" class="marks" width="1" height="1" viewBox="0 0 1 1"><g id="a" clip-path="url(#a)"/></svg>',
        Box(2, 2),
    )
    other = tidy(
        '<svg xmlns="y" class="marks" width="1" height="1" viewBox="0 0 1 1"><g id="a" clip-path="url(#a)"/></svg>',
        Box(2, 2),
    )
    ids = [re.search(r'id="([^"]+)"', each).group(1) for each in (one, other)]  # type: ignore[union-attr]
    assert ids[0] != ids[1]
    assert f"url(#{ids[0]})" in one


def pixels(png: bytes) -> tuple[int, int, bytes]:
    """Width, height and the unpacked rows of a PNG, each row without its filter undone: enough to tell two apart."""
    width, height = struct.unpack(">II", png[16:24])
    data, at = b"", 8
    while at < len(png):
        length, kind = struct.unpack(">I4s", png[at : at + 8])
        data += png[at + 8 : at + 8 + length] if kind == b"IDAT" else b""
        at += 12 + length
    return width, height, zlib.decompress(data)


def drawn_letter(letter: str) -> bytes:
    spec: dict[str, Any] = card.spec(card.Card("", letter, (), ""))
    return pixels(draw(spec, card.BOX, "png"))[2]


def test_chinese_letters_are_drawn_and_not_boxes(chinese_font: None) -> None:
    one, other, missing = drawn_letter("江"), drawn_letter("河"), drawn_letter("\U0010fffd")
    assert len({one, other, missing}) == 3


def test_a_card_has_the_size_that_sites_ask_for() -> None:
    spec = card.spec(card.Card("上", "一句" * 60, ("●" * 90, "下"), "脚"))
    assert pixels(draw(spec, card.BOX, "png"))[:2] == (1200, 630)


@given(st.text(max_size=200), st.integers(4, 60), st.integers(1, 4))
def test_wrapped_lines_fit_and_lose_nothing_but_blanks(text: str, width: int, most: int) -> None:
    lines = card.wrapped(text, width, most)
    assert len(lines) <= most
    whole = card.wrapped(text, width, 1000)
    assert "".join("".join(whole).split()) == "".join(text.split())


def test_the_table_of_a_chart_is_safe_in_a_spreadsheet() -> None:
    text = table_bytes(("a", "b"), [("=1+1", Decimal("-3.4")), (None, "@x")]).decode("utf-8-sig")
    assert text.splitlines() == ["a,b", "'=1+1,-3.4", ",'@x"]


def test_a_specification_is_plain_data() -> None:
    for chart in some_charts().values():
        drawn: Drawn = chart.draw(DAY)
        assert json.loads(json.dumps(drawn[0])) == drawn[0]
        assert isinstance(At(*AT), At)
