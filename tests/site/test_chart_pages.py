"""The pages with charts: pictures that are there and kept, twins and tables, comparing, whole tables, cards."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from html import unescape
from typing import Any
from urllib.parse import quote

import pytest
from django.core.cache import caches
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from site_samples import ATTACK, LINES, Sample, linjiang

from ximu.site.charts import render
from ximu.site.pages.data import tables
from ximu.site.respond import encode
from ximu.store import models

PLACE = "/places/990100/"
INDICATOR = "/indicators/gross_regional_product/"
COMPARE = "/compare/?place=990100&place=990101"
PAGES = (
    PLACE, f"{PLACE}?year=2030", f"{PLACE}?years=all", f"{INDICATOR}?aspect=growth", f"{INDICATOR}?place=990100",
    f"{INDICATOR}?year=2030", "/indicators/", "/indicators/?q=就业&sort=name", "/indicators/?domain=accounts", "/compare/",
    COMPARE, f"{COMPARE}&indicator=gross_regional_product&indicator=城镇新增就业&aspect=growth&year=2030",
    "/compare/?place=没有这个市&indicator=没有", "/data/", f"{PLACE}integrity/", f"{PLACE}integrity/?year=2030",
)  # fmt: skip
CARDS = (f"{PLACE}card.png", f"{INDICATOR}card.png")


THINGS = ("路灯", "水井", "门牌", "台阶", "围墙", "花坛", "车棚", "长椅", "井盖", "护栏", "雨棚", "招牌")


def own_words(name: str, year: int) -> tuple[str, ...]:
    """The text of the sample with so much of its own that it is not taken for a copy of another place's or year's."""
    own = "".join(f"{name}在{year}年修了{word}。" for word in THINGS)
    return tuple(line + own if number in (1, 2, 4) else line for number, line in enumerate(LINES))


def district(year: int) -> Sample:
    """The report of the district for a year."""
    return Sample(year, "滨江新区", "990101", own_words("滨江新区", year))


@pytest.fixture
def client() -> Client:
    return Client(headers={"host": "localhost"})


@pytest.fixture
def ledger(save: Callable[..., str]) -> None:
    """Four years of a city and two of a district below it, linked."""
    for year in (2028, 2029, 2030, 2031):
        save(linjiang(year).reading())
    for year in (2030, 2031):
        save(district(year).reading())


def twin_of(address: str) -> str:
    path, _, query = address.partition("?")
    return path.rstrip("/") + ".json" + (f"?{query}" if query else "")


def pictures(page: HttpResponse) -> list[str]:
    return [unescape(one) for one in re.findall(r'(?:srcset|src)="([^"]*/charts/[^"]*)"', page.content.decode())]


def downloads(page: HttpResponse) -> list[str]:
    return [unescape(one) for one in re.findall(r'<a href="([^"]*)" download', page.content.decode())]


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_page_and_twin_hold_the_same(client: Client, ledger: None, address: str, language: str) -> None:
    client.cookies["ximu_lang"] = language
    page, twin = client.get(address), client.get(twin_of(address))
    assert (page.status_code, twin.status_code) == (200, 200)
    assert json.loads(twin.content) == json.loads(encode(page.context["page"]))
    assert ATTACK not in page.content.decode()


@pytest.mark.slow
@pytest.mark.parametrize("address", PAGES)
def test_every_picture_and_download_of_a_page_is_there(client: Client, ledger: None, address: str) -> None:
    page = client.get(address)
    for one in pictures(page) + downloads(page):
        answer = client.get(one)
        assert answer.status_code == 200, one
        kind = one.partition("?")[0].rpartition(".")[2]
        assert answer["Content-Type"].startswith({"svg": "image/svg+xml", "png": "image/png", "csv": "text/csv", "jsonl": "application/jsonl"}[kind])  # fmt: skip
        assert not answer.cookies


@pytest.mark.parametrize("address", [PLACE, f"{INDICATOR}?aspect=growth", COMPARE])
def test_pages_have_their_charts_with_room_kept_and_words_for_those_who_do_not_see(
    client: Client, ledger: None, address: str
) -> None:
    page = client.get(address)
    markup = page.content.decode()
    charts = re.findall(r'<figure class="chart".*?</figure>', markup, re.DOTALL)
    assert len(charts) == len(
        page.context["page"].charts or [one for part in page.context["page"].compared for one in part.charts]
    )
    assert len(charts) >= 2
    for chart in charts:
        for tag in re.findall(r"<(?:img|source)[^>]*>", chart):
            assert re.search(r'width="\d+" height="\d+"', tag), tag
        image = re.search(r"<img[^>]*>", chart)
        assert image and 'loading="lazy"' in image.group() and re.search(r'alt="[^"]{8,}"', image.group())
        assert {"SVG", "PNG", "CSV"} <= set(re.findall(r">(SVG|PNG|CSV)<", chart))
    assert len(charts) == len(re.findall(r'<figure class="chart" id="([^"]+)"', markup))
    ids = re.findall(r'\sid="([^"]+)"', markup)
    assert len(ids) == len(set(ids))


def test_a_place_shows_target_result_gap_and_outcome_of_a_year(client: Client, ledger: None) -> None:
    page = client.get(f"{PLACE}?year=2030").context["page"]
    line = next(line for line in page.of_year if line.key == "gross_regional_product")
    (cell,) = line.cells
    assert (cell.target.low, cell.result.low, cell.gap) == (8, cell.result.low, cell.result.low - 8)
    assert cell.verdict == "missed"
    assert page.standing.year == 2030
    assert page.standing.testable == sum(page.standing.outcomes.values())
    markup = client.get(f"{PLACE}?year=2030").content.decode()
    row = re.search(r'<tr><th[^>]*><a href="/indicators/gross_regional_product/.*?</tr>', markup, re.DOTALL)
    assert row and all(word in row.group() for word in ("≈8", "7.1", "−0.9", "⊖", "未达到"))


def test_a_result_that_fell_is_below_zero_even_when_no_target_asks_for_it(
    client: Client, save: Callable[..., str]
) -> None:
    lines = tuple(
        line.replace("地区生产总值增长7.1%", "地区生产总值同比下降7.1%") for line in own_words("临江市", 2031)
    )
    save(Sample(2031, "临江市", "990100", lines).reading())
    page = client.get(f"{INDICATOR}?aspect=growth").context["page"]
    results = [cell.result for line in page.lines for cell in line.cells if cell.result]
    assert [(str(one.low), one.falls) for one in results] == [("7.1", True)]
    assert "−7.1" in client.get(f"{INDICATOR}?aspect=growth").content.decode()


def test_outcomes_are_told_by_sign_and_word(client: Client, ledger: None) -> None:
    markup = client.get(PLACE).content.decode()
    shown = re.findall(
        r'<span class="outcome (\w+)"><span class="sign" aria-hidden="true"[^>]*>([^<]+)</span>(.*?)</span>', markup
    )
    assert {"missed", "not_due"} <= {code for code, _, _ in shown}
    assert all(re.search(r"\w", re.sub("<[^>]*>", "", words)) for _, _, words in shown)


def test_places_stand_above_and_below_one_another(client: Client, save: Callable[..., str]) -> None:
    for name, code in (("广东省", "440000"), ("深圳市", "440300")):
        for year in (2030, 2031):
            save(Sample(year, name, code, own_words(name, year)).reading())
    city, province = (client.get(f"/places/{code}/").context["page"] for code in ("440300", "440000"))
    assert [one.id for one in city.around.above] == ["440000"]
    assert [one.id for one in province.around.below] == ["440300"]
    assert [line.key for line in city.levels] == ["440000", "440300"]
    assert [cell.year for cell in city.levels[0].cells] == [2031, 2030]
    assert "levels" in client.get("/places/440300/").context["charts"]
    assert "levels" not in client.get("/places/440000/").context["charts"]


def test_a_chart_is_drawn_once_and_then_kept(client: Client, ledger: None, monkeypatch: pytest.MonkeyPatch) -> None:
    caches[render.CACHE].clear()
    drawn = []
    draw = render.draw

    def counting(*what: Any) -> bytes:
        drawn.append(what)
        return draw(*what)

    monkeypatch.setattr(render, "draw", counting)
    address = f"{PLACE}charts/years.svg?lang=zh"
    first = client.get(address)
    again = client.get(address)
    assert first.content == again.content
    assert len(drawn) == 1
    unchanged = client.get(address, headers={"if-none-match": first["ETag"]})
    assert (unchanged.status_code, unchanged.content, len(drawn)) == (304, b"", 1)
    for answer in (first, unchanged):
        assert "public" in answer["Cache-Control"]
        assert "Cookie" not in answer.get("Vary", "")
        assert not answer.cookies


def test_new_numbers_are_a_new_chart(client: Client, ledger: None, save: Callable[..., str]) -> None:
    address = f"{PLACE}charts/years.svg"
    before = client.get(address)["ETag"]
    assert client.get(address)["ETag"] == before
    save(linjiang(2027).reading())
    assert client.get(address)["ETag"] != before


def test_a_picture_that_cannot_be_kept_is_shown_all_the_same(
    client: Client, ledger: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*what: Any, **how: Any) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(type(caches[render.CACHE]), "set", full)
    answer = client.get(f"{PLACE}charts/years.svg?width=narrow&ground=dark")
    assert answer.status_code == 200
    assert answer.content.startswith(b"<svg")


@pytest.mark.parametrize(
    "query", ["lang=xx&ground=pink&width=7&whole=yes", "lang=<script>", "year=9999999999", "year=٢٠٣٠"]
)
def test_an_odd_address_gives_the_usual_picture(client: Client, ledger: None, query: str) -> None:
    usual = client.get(f"{PLACE}charts/years.svg").content
    assert client.get(f"{PLACE}charts/years.svg?{query}").content == usual


@pytest.mark.parametrize(
    "address",
    ["/places/990100/charts/nothing.svg", "/places/nope/charts/years.svg", "/indicators/nope/charts/years.svg",
     "/compare/charts/years9.svg", "/data/nothing.csv", "/places/nope/card.png", "/indicators/nope/card.png",
     "/promises/nope/card.png"],
)  # fmt: skip
def test_what_is_not_there_says_so(client: Client, ledger: None, address: str) -> None:
    assert client.get(address).status_code == 404


def test_the_table_of_a_chart_holds_what_its_page_holds(client: Client, ledger: None) -> None:
    page = client.get(f"{INDICATOR}?aspect=growth").context["page"]
    text = client.get(f"{INDICATOR}charts/years.csv?aspect=growth").content.decode("utf-8-sig")
    told = [(row["place"], int(row["year"]), row["target_low"], row["result_low"], row["gap"], row["verdict"]) for row in csv.DictReader(io.StringIO(text))]  # fmt: skip
    cells = [
        (line.key, cell.year, str(cell.target.low) if cell.target else "", str(cell.result.low) if cell.result else "",
         "" if cell.gap is None else str(cell.gap), cell.verdict)
        for line in page.lines for cell in line.cells if cell.target or cell.result
    ]  # fmt: skip
    assert sorted(told) == sorted(cells)


def test_the_line_of_one_place_and_only_there(client: Client, ledger: None) -> None:
    assert set(client.get(f"{INDICATOR}?place=990100").context["charts"]) >= {"line"}
    assert "line" not in client.get(INDICATOR).context["charts"]


@pytest.mark.parametrize(
    ("query", "found"),
    [("", 3), ("q=就业", 1), ("q=EMPLOY", 1), ("q=没有", 0), ("domain=fiscal", 1), ("domain=nothing", 0), ("sort=name", 3),
     ("sort=places&q=gross", 1)],
)  # fmt: skip
def test_the_list_of_indicators_narrows_sorts_and_downloads(
    client: Client, ledger: None, query: str, found: int
) -> None:
    page = client.get(f"/indicators/?{query}").context["page"]
    assert len(page.indicators) == found
    text = client.get(f"/indicators/?{query}&format=csv").content.decode("utf-8-sig")
    assert [row["id"] for row in csv.DictReader(io.StringIO(text))] == [line.id for line in page.indicators]


@pytest.mark.parametrize("address", [PLACE, INDICATOR, COMPARE])
def test_lists_download_as_they_are_narrowed(client: Client, ledger: None, address: str) -> None:
    answer = client.get(f"{address}{'&' if '?' in address else '?'}format=csv")
    assert answer["Content-Type"].startswith("text/csv")
    assert "attachment" in answer["Content-Disposition"]
    assert len(list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))) > 2


def test_places_and_indicators_are_found_by_name_and_what_is_unknown_is_said(client: Client, ledger: None) -> None:
    asked = f"/compare/?place={quote('临江市')}&place=990101&place={quote('无名市')}&indicator={quote('城镇新增就业')}"
    page = client.get(asked).context["page"]
    assert [place.id for place in page.places] == ["990100", "990101"]
    assert page.unknown == ("无名市",)
    assert page.indicators == ("urban_employment_new",)
    assert "无名市" in client.get(asked).content.decode()
    english = client.get("/compare/?place=990100&indicator=Gross regional product (GRP)").context["page"]
    assert english.indicators == ("gross_regional_product",)


def test_comparing_too_much_is_cut_and_nothing_is_no_failure(client: Client, ledger: None) -> None:
    many = "&".join(f"place={quote(name)}" for name in ("临江市", "990101", "990100") * 9)
    page = client.get(f"/compare/?{many}").context["page"]
    assert [place.id for place in page.places] == ["990100", "990101"]
    nothing = client.get("/compare/?place=无&indicator=rail_length")
    assert nothing.status_code == 200


@pytest.mark.parametrize("name", sorted(tables()))
def test_a_whole_table_has_every_row_in_both_forms(client: Client, ledger: None, name: str) -> None:
    table = tables()[name]
    sent = client.get(f"/data/{name}.csv")
    told = list(csv.DictReader(io.StringIO(b"".join(sent.streaming_content).decode("utf-8-sig"))))
    lines = [json.loads(line) for line in b"".join(client.get(f"/data/{name}.jsonl").streaming_content).splitlines()]
    assert len(told) == len(lines) == table.rows.count() > 0
    assert list(told[0]) == list(lines[0]) == [column.name for column in table.columns]
    assert [row[table.columns[0].name] for row in told] == [row[table.columns[0].name] for row in lines]


def test_the_codebook_explains_every_column(client: Client, ledger: None) -> None:
    page = client.get("/data/").context["page"]
    assert {(line.table, line.column) for line in page.codebook} == {(name, column.name) for name, table in tables().items() for column in table.columns}  # fmt: skip
    assert all(line.zh and line.en and not re.search("[\u4e00-\u9fff]", line.en) for line in page.codebook)
    for way in page.ways:
        assert client.get(way.address).status_code == 200, way
    text = client.get("/data/?format=csv").content.decode("utf-8-sig")
    assert len(list(csv.DictReader(io.StringIO(text)))) == len(page.codebook)


def test_integrity_explains_every_point_and_is_reckoned_once(client: Client, ledger: None) -> None:
    page = client.get(f"{PLACE}integrity/?year=2030").context["page"]
    line = next(one for one in page.years if one.year == 2030)
    for group in line.groups:
        points = page.points[group.group]
        assert sum(group.counts.values()) == len(points)
        assert all(one.reason and one.placed_by and one.target_address.startswith("/reports/") for one in points)
        assert not group.band or group.band_zh
        assert group.band or group.why_none
    with CaptureQueriesContext(connection) as again:
        client.get(f"{PLACE}integrity/?year=2030")
    assert len(again) <= 3
    # A ledger that an older version has linked has no such row: the same is reckoned from its reports.
    models.PlaceIntegrity.objects.all().delete()
    assert client.get(f"{PLACE}integrity/?year=2030").context["page"] == page
    models.Report.objects.all().delete()
    assert client.get(f"{PLACE}integrity/").status_code == 404
    assert client.get("/places/nope/integrity/").status_code == 404


@pytest.mark.parametrize("language", ["zh", "en"])
def test_cards_for_sharing(client: Client, ledger: None, language: str) -> None:
    promise = models.Promise.objects.all()[0].public_id
    for address in (*CARDS, f"/promises/{promise}/card.png"):
        answer = client.get(f"{address}?lang={language}")
        assert answer.status_code == 200
        assert answer.content[16:24] == (1200).to_bytes(4, "big") + (630).to_bytes(4, "big")
        assert len(answer.content) < 300_000
        assert not answer.cookies
    for page in (PLACE, INDICATOR, f"/promises/{promise}/"):
        markup = client.get(f"{page}?lang={language}").content.decode()
        (image,) = re.findall(r'property="og:image" content="([^"]+)"', markup)
        assert image == f"http://localhost{page}card.png?lang={language}"


@pytest.mark.parametrize(
    "address", [PLACE, INDICATOR, f"{INDICATOR}?place=990100", COMPARE, "/data/", f"{PLACE}charts/years.svg", *CARDS]
)
def test_more_statements_ask_no_more_of_the_database(
    client: Client, ledger: None, save: Callable[..., str], address: str
) -> None:
    with CaptureQueriesContext(connection) as before:
        client.get(address)
    for year in range(2020, 2026):
        save(linjiang(year).reading())
        save(district(year).reading())
    with CaptureQueriesContext(connection) as after:
        client.get(address)
    assert len(after) == len(before) <= 16


@pytest.mark.parametrize("address", [PLACE, INDICATOR, COMPARE, "/data/", "/indicators/"])
def test_an_english_page_has_chinese_in_quotations_only(client: Client, ledger: None, address: str) -> None:
    markup = unescape(client.get(address, {"lang": "en"} if "?" not in address else {}).content.decode())
    if "?" in address:
        markup = unescape(client.get(f"{address}&lang=en").content.decode())
    outside = re.sub(r'<(\w+)[^>]* lang="zh-Hans"[^>]*>.*?</\1>', "", markup, flags=re.DOTALL)
    body = re.sub(
        r"<option.*?</option>|<h3>.*?</h3>|<[^>]*>", " ", outside[outside.index("<main") : outside.index("</main>")]
    )
    assert not re.search("[\u4e00-\u9fff]{2}", body), re.findall("[\u4e00-\u9fff]{2,}", body)
