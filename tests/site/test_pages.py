"""Every page answers, says what its twin says, escapes what it shows, and asks the database a fixed number of times."""

from __future__ import annotations

import gzip
import json
import re
from html import unescape
from io import BytesIO

import msgspec
import pytest
from django.http import HttpResponse
from django.test import Client
from msgspec.structs import replace
from site_samples import ATTACK, linjiang, long_report

from ximu.ledger.exchange import csv_table, jsonl
from ximu.site.respond import encode
from ximu.store import models

PAGES = (
    "/",
    "/places/990100/",
    "/reports/990100-2031/",
    "/reports/990100-2031/?kind=measure&sort=year",
    "/reports/990100-2031/?at=20-24",
    "/indicators/",
    "/indicators/gross_regional_product/",
    "/indicators/gross_regional_product/?stance=target&aspect=growth",
    "/search/",
    "/search/?q=增长&place=990100&year=2031",
    "/method/",
    "/places/",
    "/promises/",
    "/promises/?place=990100&state=not_due&label=all&sort=place",
    "/findings/",
    "/findings/?kind=arithmetic&severity=2",
    "/projects/",
    "/reports/",
    "/reports/990100-2031/compare/",
    "/glossary/",
)


@pytest.fixture
def client() -> Client:
    return Client(headers={"host": "localhost"})


def twin_of(address: str) -> str:
    path, _, query = address.partition("?")
    path = "/index.json" if path == "/" else path.rstrip("/") + ".json"
    return f"{path}?{query}" if query else path


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_page_and_twin_hold_the_same(client: Client, report: str, address: str, language: str) -> None:
    client.cookies["ximu_lang"] = language
    page = client.get(address)
    twin = client.get(twin_of(address))
    assert (page.status_code, twin.status_code) == (200, 200)
    assert twin["Content-Type"] == "application/json; charset=utf-8"
    assert json.loads(twin.content) == json.loads(encode(page.context["page"]))
    assert client.get(address + ("&" if "?" in address else "?") + "format=json").content == twin.content
    assert f'<html lang="{"zh-Hans" if language == "zh" else "en"}">' in page.content.decode()
    assert f'href="{twin_of(address).replace("&", "&amp;")}"' in unquoted(page)


def unquoted(page: HttpResponse) -> str:
    """The markup with the addresses' percent signs read back."""
    from urllib.parse import unquote

    return unquote(page.content.decode())


@pytest.mark.parametrize("address", PAGES)
def test_no_word_of_a_report_becomes_markup(client: Client, report: str, address: str) -> None:
    assert ATTACK not in client.get(address).content.decode()
    assert ATTACK not in client.get(address + ("&" if "?" in address else "?") + "lang=en").content.decode()


def test_an_attack_in_the_text_is_shown_as_text(client: Client, report: str) -> None:
    page = client.get(f"/reports/{report}/").content.decode()
    assert page.count("&lt;script&gt;") >= 4  # text, sentence of a row, repair, finding


@pytest.mark.parametrize("words", ["<b>x</b>", '"><img src=x onerror=alert(1)>', "{{ 7|add:7 }}"])
def test_what_was_searched_for_is_escaped(client: Client, report: str, words: str) -> None:
    page = client.get("/search/", {"q": words}).content.decode()
    assert "<b>x" not in page
    assert "<img" not in page
    assert "14" not in re.findall(r'name="q" value="([^"]*)"', page)[0]


def test_a_two_character_word_is_found_and_marked(client: Client, report: str) -> None:
    page = client.get("/search/", {"q": "就业"})
    hits = page.context["page"].hits
    assert [hit.report for hit in hits] == ["990100-2031", "990100-2030"]
    assert all("就业" in [run.text for run in hit.runs if run.found] for hit in hits)
    assert all("".join(run.text for run in hit.runs) == hit.sentence for hit in hits)
    assert "<mark>就业</mark>" in page.content.decode()


@pytest.mark.parametrize(
    ("query", "hits"),
    [
        ({"q": "就业", "year": "2030"}, 1), ({"q": "就业", "place": "990100"}, 2), ({"q": "就业", "place": "1"}, 0),
        ({"q": "就业", "year": "x"}, 2), ({"q": "  "}, 0), ({"q": "没有这话"}, 0), ({"q": "就"}, 2),
        ({"q": "就业 增长"}, 2), ({"q": "就业", "page": "99"}, 2), ({"q": "就业", "page": "-1"}, 2),
    ],
)  # fmt: skip
def test_search_narrows(client: Client, report: str, query: dict[str, str], hits: int) -> None:
    answer = client.get("/search/", query)
    assert answer.status_code == 200
    assert len(answer.context["page"].hits) == hits


def test_a_search_beyond_measure_is_refused_in_words(client: Client, report: str) -> None:
    answer = client.get("/search/", {"q": "长" * 500})
    assert answer.status_code == 400
    assert "U020" in answer.content.decode()


def test_the_ledger_has_a_row_for_every_statement_and_the_text_a_mark(client: Client, report: str) -> None:
    answer = client.get(f"/reports/{report}/")
    page, markup = answer.context["page"], answer.content.decode()
    said = {row.id for row in page.statements}
    assert len(said) == models.Statement.objects.filter(report__public_id=report).count() + 1  # one open number
    assert set(re.findall(r'<li class="row" id="l-([^"]+)"', markup)) == said
    assert set(re.findall(r'id="s-([^"]+)"', markup)) == said
    for row in page.statements:
        assert page.text[row.start - page.start : row.end - page.start] == row.as_written
    ids = re.findall(r'\sid="([^"]+)"', markup)
    assert len(ids) == len(set(ids))


FILTERS = (
    ("kind=measure", 6), ("kind=commitment", 3), ("kind=admission", 1), ("kind=project", 1), ("kind=finding", 1),
    ("kind=number", 1), ("stance=target", 2), ("stance=result", 3), ("stance=attribute", 1), ("sure=no", 2),
    ("sure=yes", 11), ("indicator=gross_regional_product", 2), ("section=3", 6), ("section=9", 0), ("section=x", 0),
    ("kind=measure&stance=result&sure=no", 1), ("kind=measure&sort=indicator", 6), ("kind=nothing", 0), ("", 13),
)  # fmt: skip


@pytest.mark.parametrize(("query", "rows"), FILTERS)
def test_filters(client: Client, report: str, query: str, rows: int) -> None:
    answer = client.get(f"/reports/{report}/?{query}")
    assert len(answer.context["page"].statements) == rows
    assert answer.content.decode().count('<li class="row"') == rows
    assert ('id="rows"') in answer.content.decode()


def test_every_choice_of_a_filter_counts_what_it_gives(client: Client, report: str) -> None:
    choices = client.get(f"/reports/{report}/").context["page"].filters.choices
    for name, offered in choices.items():
        for choice in offered:
            narrowed = client.get(f"/reports/{report}/", {name: choice.value}).context["page"].statements
            assert len(narrowed) == choice.count, (name, choice)


def test_sorting_keeps_every_row(client: Client, report: str) -> None:
    plain = client.get(f"/reports/{report}/").context["page"].statements
    assert [row.start for row in plain] == sorted(row.start for row in plain)
    years = client.get(f"/reports/{report}/?sort=year").context["page"].statements
    assert [row.record["year"] for row in years if row.record.get("year")] == [2031, 2031, 2030, 2030, 2030]
    assert {row.id for row in years} == {row.id for row in plain}


def test_a_shared_address_marks_its_characters(client: Client, report: str) -> None:
    text = client.get(f"/reports/{report}/").context["page"].text
    start = text.index("临江大桥")
    markup = client.get(f"/reports/{report}/?at={start}-{start + 4}").content.decode()
    marked = re.findall(r'<(?:a|span)[^>]*class="[^"]*\bat\b[^"]*"[^>]*>([^<]*)<', markup)
    assert "".join(marked) == "临江大桥"
    assert markup.count('id="at"') == 1


@pytest.mark.parametrize("at", ["5-3", "x", "0-999999", "-1-4", "1-1", "99999999999-1", "٣-٤"])
def test_an_address_of_no_characters_opens_the_report(client: Client, report: str, at: str) -> None:
    answer = client.get(f"/reports/{report}/", {"at": at})
    assert answer.status_code == 200
    assert answer.context["page"].at is None


def test_dark_figures_repairs_and_copies_are_shown(client: Client, report: str) -> None:
    markup = client.get(f"/reports/{report}/").content.decode()
    assert "未解 <b>1</b>" in markup
    assert "账上待核 2 笔" in markup
    assert "⏎" in markup
    assert "98.7%" in markup
    assert "正文之前没有会议的日期" in markup
    assert "2031年底前（原文未写，推定）" in markup


def test_a_place_shows_target_and_result_of_one_year_in_one_cell(client: Client, report: str) -> None:
    page = client.get("/places/990100/").context["page"]
    assert page.years == (2031, 2030, 2029)
    line = next(line for line in page.headline if line.key == "gross_regional_product")
    assert [(cell.target and cell.target.low, cell.result and cell.result.low) for cell in line.cells] == [
        (8, None), (8, msgspec.convert("7.1", type=type(line.cells[1].result.low))), (None, line.cells[2].result.low),
    ]  # fmt: skip
    assert line.cells[1].result.address.startswith("/reports/990100-2031/?at=")
    assert line.cells[1].target.address.startswith("/reports/990100-2030/?at=")


def test_the_source_comes_back_byte_for_byte_and_never_as_a_page(client: Client, report: str) -> None:
    reading, data = linjiang(2031).reading()
    answer = client.get(f"/sources/{reading.sha256}/")
    assert answer.content == data
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert client.get(f"/sources/{reading.sha256}.json").json()["reports"] == [f"/reports/{report}/"]
    assert client.get(f"/sources/{'0' * 64}/").status_code == 404


@pytest.mark.parametrize("name", ['a"b\r\nSet-Cookie: x=1.txt', "../../报告.txt", "C:\\报告;.txt", ""])
def test_a_source_with_a_wicked_name_is_sent_safely(client: Client, report: str, name: str) -> None:
    source = models.Source.objects.all()[0]
    models.Source.objects.filter(pk=source.pk).update(name=name)
    sent = client.get(f"/sources/{source.sha256}/")["Content-Disposition"]
    assert re.fullmatch(r"attachment; filename=\"[0-9a-f]{16}\"; filename\*=UTF-8''[\w.%~-]+", sent, re.ASCII), sent
    assert "%2F" not in sent


@pytest.mark.parametrize("address", [*PAGES, "/nope/", "/static/ximu/base.css"])
def test_safe_headers_everywhere(client: Client, report: str, address: str) -> None:
    answer = client.get(address)
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    if not address.startswith("/static"):
        policy = answer["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("address", PAGES)
def test_nothing_comes_from_elsewhere_and_nothing_is_inline(client: Client, report: str, address: str) -> None:
    markup = client.get(address).content.decode()
    assert not re.search(r'(?:src|href|action)="(?:https?:)?//', markup)
    assert not re.search(r"<script(?![^>]*( src=|type=\"application/ld\+json\"))|<style|\sstyle=|\son\w+=\"", markup)


@pytest.mark.parametrize("address", ["/nope/", "/reports/nope/", "/places/nope/", "/indicators/nope/", "/reports/a/b/"])
def test_a_missing_page_says_so_to_people_and_programs(client: Client, db: None, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    assert "没有这一页" in answer.content.decode()
    assert "There is no such page" in client.get(address + "?lang=en").content.decode()
    client.cookies.clear()
    twin = client.get(address.rstrip("/") + ".json")
    assert twin.status_code == 404
    assert twin.json().keys() == {"code", "what", "next_step"}


def test_a_failure_of_ours_is_a_page_too_and_tells_nothing(client: Client, report: str) -> None:
    client.raise_request_exception = False
    models.SourceText.objects.all().delete()  # as a damaged database would be
    answer = client.get(f"/reports/{report}/")
    assert answer.status_code == 500
    assert "这一页出错了" in answer.content.decode()
    assert "SourceText" not in answer.content.decode()
    assert client.get(f"/reports/{report}.json").json()["code"] == 500


@pytest.mark.parametrize("address", PAGES)
def test_an_empty_ledger_has_pages(client: Client, db: None, address: str) -> None:
    expected = 404 if address.startswith(("/places/9", "/reports/9")) else 200
    assert client.get(address).status_code == expected


MANY = (
    "/", "/places/990100/", "/places/990100/integrity/", "/places/990100/feed.atom",
    "/reports/990100-2031/", "/indicators/", "/indicators/gross_regional_product/",
    "/indicators/gross_regional_product/?place=990100", "/indicators/gross_regional_product/feed.atom",
    "/compare/?place=990100&indicator=gross_regional_product",
    "/search/?q=增长", "/data/", "/method/", "/feed.atom", "/sitemap.xml", "/sitemap-reports.xml", "/api/v1/measures",
    "/api/v1/promises", "/api/v1/findings", "/api/v1/places", "/api/v1/reports",
)  # fmt: skip


def test_more_statements_ask_no_more_of_the_database(client: Client, report: str, save: object) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def queries() -> dict[str, int]:
        found = {}
        for address in MANY:
            with CaptureQueriesContext(connection) as asked:
                answer = client.get(address)
                assert answer.status_code == 200, address
            found[address] = len(asked)
        return found

    before = queries()
    for year in range(2022, 2030):
        save(linjiang(year).reading())  # type: ignore[operator]
    save(long_report(50))  # type: ignore[operator]
    assert queries() == before
    assert max(before.values()) <= 17


def test_a_list_ends_where_nobody_turns_pages_any_more_and_says_so(
    client: Client, report: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ximu.site.listing.MOST_ROWS", 3)
    from django.test import RequestFactory

    from ximu.site.listing import turn
    from ximu.store.models import Statement

    rows = Statement.objects.order_by("-start", "pk")
    last = turn(RequestFactory().get("/?page=999"), rows, 2)
    assert (last.page, last.pages, last.total) == (2, 2, rows.count())
    assert [one.pk for one in last.rows] == [one.pk for one in rows[2:4]]
    monkeypatch.setattr("ximu.site.tags.MOST_ROWS", 3)
    from django.template import engines

    template = engines["django"].from_string("{% include '_pages.html' %}")
    for total, said in ((3, False), (4, True)):
        page = {"page": 2, "pages": 2, "total": total}
        markup = template.render({"page": page, "path": "/", "language": "zh"}, RequestFactory().get("/"))
        assert ("列表只列前 3 条" in markup) == said


def test_a_heavy_report_is_a_light_page(client: Client, save: object) -> None:
    public_id = save(long_report(700))  # type: ignore[operator]
    answer = client.get(f"/reports/{public_id}/", headers={"accept-encoding": "gzip"})
    assert len(gzip.decompress(answer.content)) > 400_000
    assert len(answer.content) <= 300_000


def test_the_language_stays_and_the_address_too(client: Client, report: str) -> None:
    answer = client.get(f"/reports/{report}/?kind=measure&lang=en")
    assert answer.cookies["ximu_lang"].value == "en"
    assert "Ledger" in answer.content.decode()
    assert "Gross regional product" in answer.content.decode()
    assert f'href="/reports/{report}/?kind=measure&amp;lang=zh"' in answer.content.decode()
    again = client.get(f"/reports/{report}/")
    assert '<html lang="en">' in again.content.decode()
    assert again["Vary"].find("Cookie") >= 0
    assert client.get("/?lang=xx").status_code == 200


def test_every_quotation_on_an_english_page_is_chinese_and_says_so(client: Client, report: str) -> None:
    markup = client.get(f"/reports/{report}/?lang=en").content.decode()
    outside = re.sub(r'<(\w+)[^>]* lang="zh-Hans"[^>]*>.*?</\1>', "", unescape(markup), flags=re.DOTALL)
    article = re.sub(r"<article.*?</article>", "", outside, flags=re.DOTALL)
    body = re.sub(r"<option.*?</option>|<[^>]*>", " ", article[article.index("<main") : article.index("</main>")])
    assert not re.search("[\u4e00-\u9fff]{6}", body), re.findall("[\u4e00-\u9fff]{6,}", body)


@pytest.mark.parametrize(("query", "rows"), [row for row in FILTERS if row[1]])
def test_the_ledger_can_be_downloaded_as_it_is_narrowed(client: Client, report: str, query: str, rows: int) -> None:
    lines = client.get(f"/reports/{report}/ledger.jsonl?{query}")
    records = list(jsonl.read(lines.content.splitlines()))
    assert len(records) == rows
    assert lines["Content-Disposition"] == f'attachment; filename="{report}.jsonl"'
    table = client.get(f"/reports/{report}/ledger.csv?{query}")
    assert list(csv_table.read(BytesIO(table.content))) == records


def test_a_download_holds_the_records_as_they_were_read(client: Client, report: str) -> None:
    read = set(map(msgspec.json.encode, linjiang(2031).reading()[0].reports[0].measures))
    sent = client.get(f"/reports/{report}/ledger.jsonl?kind=measure").content.splitlines()
    assert {msgspec.json.encode(record) for record in jsonl.read(sent)} == read


@pytest.mark.parametrize("ending", [".json", "/ledger.csv", "/ledger.jsonl", "/"])
def test_folders_of_the_machine_are_not_published(client: Client, save: object, ending: str) -> None:
    sample = linjiang(2031)
    sample.name = "/srv/secret/folder/" + sample.name
    public_id = save(sample.reading())  # type: ignore[operator]
    answer = client.get(f"/reports/{public_id}{ending}")
    assert answer.status_code == 200
    assert b"secret" not in answer.content
    assert b"990100-2031.txt" in answer.content


def test_one_line_of_a_table_has_one_unit(client: Client, save: object) -> None:
    sample = linjiang(2031)
    reading, data = sample.reading()
    share = sample.measure("2.3%", "地区生产总值", "2.3", "%", indicator_id="general_budget_revenue")
    found = replace(reading.reports[0], measures=(*reading.reports[0].measures, share))
    save((replace(reading, reports=(found,)), data))  # type: ignore[operator]
    page = client.get("/indicators/general_budget_revenue/?unit=%25").context["page"]
    assert {choice.value: choice.count for choice in page.units} == {"元": 1, "%": 1}
    assert {one.unit for one in page.statements} == {page.unit} == {"%"}
    assert {line.unit for line in page.lines} == {"%"}


@pytest.mark.parametrize(("asked", "shown"), [("", "元"), ("?unit=", ""), ("?unit=%25", "%"), ("?unit=nonsense", "元")])
def test_the_usual_unit_is_shown_and_no_unit_is_one_to_ask_for(
    client: Client, save: object, asked: str, shown: str
) -> None:
    sample = linjiang(2031)
    reading, data = sample.reading()
    odd = [
        sample.measure("2.3%", "地区生产总值", "2.3", unit, indicator_id="general_budget_revenue") for unit in ("", "%")
    ]
    again = sample.measure("2.3%", "地区生产总值", "2.3", "元", indicator_id="general_budget_revenue")
    found = replace(reading.reports[0], measures=(*reading.reports[0].measures, *odd, again))
    save((replace(reading, reports=(found,)), data))  # type: ignore[operator]
    page = client.get(f"/indicators/general_budget_revenue/{asked}").context["page"]
    assert page.unit == shown
    assert page.total == (2 if shown == "元" else 1)


@pytest.mark.parametrize(
    ("sort", "values"),
    [("year", ["8", "7.1", "8", "7.1"]), ("value", ["8", "8", "7.1", "7.1"]), ("nonsense", ["8", "7.1", "8", "7.1"])],
)
def test_statements_of_an_indicator_can_be_sorted(client: Client, report: str, sort: str, values: list[str]) -> None:
    page = client.get(f"/indicators/gross_regional_product/?sort={sort}").context["page"]
    assert sorted(str(one.low) for one in page.statements) == sorted(values)
    if sort == "value":
        assert [str(one.low) for one in page.statements] == values
    else:
        assert [one.year for one in page.statements] == [2031, 2030, 2030, 2029]


@pytest.mark.parametrize("address", PAGES)
def test_pages_are_for_reading(client: Client, report: str, address: str) -> None:
    assert client.post(address).status_code == 405
    assert client.head(address).status_code == 200


def test_another_host_name_is_refused_with_a_page(db: None) -> None:
    answer = Client(headers={"host": "evil.example"}).get("/places/x")
    assert answer.status_code == 400
    assert "这个请求看不懂" in answer.content.decode()


@pytest.mark.parametrize("address", [page for page in PAGES if "?" not in page and page != "/"])
def test_an_address_without_its_last_slash_leads_there(client: Client, report: str, address: str) -> None:
    answer = client.get(address.rstrip("/"))
    assert (answer.status_code, answer["Location"]) == (301, address)


def test_every_description_of_a_mark_is_there(client: Client, report: str) -> None:
    markup = client.get(f"/reports/{report}/").content.decode()
    described = set(re.findall(r'aria-describedby="([^"]+)"', markup))
    assert described
    assert described <= set(re.findall(r'\sid="([^"]+)"', markup))
