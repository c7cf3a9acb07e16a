"""Whatever stands in an indexed sentence is found by any part of it, at its exact characters."""

from __future__ import annotations

import random

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from store_samples import reading_of, text_of

from ximu.ledger.errors import UsageError
from ximu.store.bigrams import bigrams, fold, parse_query, plain
from ximu.store.models import NamedProject, Passage, Report
from ximu.store.ordered_keys import rank_of_year
from ximu.store.passages import Span
from ximu.store.relink import relink
from ximu.store.save import save_reading
from ximu.store.search import keys_found, projects_named, search
from ximu.store.search_index import PASSAGES, forget_projects, index_passages

# What is searched for → what is marked in the text, in order; an empty list where nothing may be found.
FOUND: dict[str, list[str]] = {
    "就业": ["就业"],
    "税收": ["税收"],
    "桥": ["桥"],
    "万": ["万", "万"],
    "4.1万": ["4.1万"],
    "41万": [],
    ".1": [".1"],
    "8.5%": ["８.5%"],
    "８．５％": ["８.5%"],
    "gdp": ["GDP"],
    "ＧＤＰ增长": ["GDP增长"],
    "1,200亿": ["1,200亿"],
    "1，200": ["1,200"],
    "临江大桥": ["临江大桥"],
    "临江 通车": ["临江", "通车"],
    "通车 临江": ["临江", "通车"],
    "就业 税收": [],
    "城镇登记失业率控制在4%以内": ["城镇登记失业率控制在4%以内"],
    "业就": [],
    "'": [],
    '"': [],
    "\\": [],
    "%": ["%", "%", "%"],
    "_": [],
    "*": [],
    "AND": [],
    "NEAR(就业": [],
    "就业&税收": [],
    "": [],
    " 　\n": [],
    "\x00就业": [],
    "𠮷": [],
}


@pytest.fixture
def report(ledger: str) -> Report:
    save_reading(*reading_of())
    return Report.objects.get()


@pytest.mark.parametrize(("text", "marked"), FOUND.items())
def test_what_is_found(report: Report, text: str, marked: list[str]) -> None:
    results = search(text, per_page=100)
    source = text_of(2031)
    found = [source[start:end] for hit in results.hits for start, end in hit.marks]
    assert found == marked
    assert results.total == len(results.hits)
    for hit in results.hits:
        assert hit.sentence == source[hit.start : hit.end]


def test_a_word_over_a_line_break_is_found(ledger: str) -> None:
    text = "临江市2031年政府工作报告\n今年要把全市重点发展的轨道交通产\r\n业做大做强，让更多的企业在临江落户。\n　　其他。\n"
    save_reading(*reading_of(text=text))
    (hit,) = search("交通产业").hits
    ((start, end),) = hit.marks
    assert text[start:end] == "交通产\r\n业"


def test_pages_and_filters(ledger: str) -> None:
    for year in (2031, 2033, 2032):
        save_reading(*reading_of(year, text=text_of(year), name=f"{year}.txt"))
    save_reading(*reading_of(2032, code="990200", place="望海市", text=text_of(2050)))
    every = [hit for page in (1, 2, 3, 4) for hit in search("实事", per_page=8, page=page).hits]
    assert len({(hit.report.pk, hit.start) for hit in every}) == len(every) == search("实事").total == 32
    years = [hit.report.report_year for hit in every]
    assert years == sorted(years, key=lambda year: -(year or 0))
    assert search("实事", page=99, per_page=10).page == 4
    assert search("实事", page=-1).page == 1
    assert search("实事", report_year=2033).total == 8
    assert search("实事", place="990200").total == 8
    assert search("实事", place="990200", report_year=2033).total == 0
    assert search("实事", source_kind="explainer").total == 0
    assert search("实事", report="990100-2031").total == 8


def test_more_than_are_shown(ledger: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A common word ends at the limit and says so; the latest years are those shown, and the rest is found by narrowing."""
    for year in (2031, 2033, 2032):
        save_reading(*reading_of(year, text=text_of(year), name=f"{year}.txt"))
    monkeypatch.setattr("ximu.store.search.MOST_HITS", 20)
    found = search("实事", per_page=8)
    assert (found.total, found.more, found.pages) == (20, True, 3)
    every = [hit for page in (1, 2, 3) for hit in search("实事", per_page=8, page=page).hits]
    assert [hit.report.report_year for hit in every] == [2033] * 8 + [2032] * 8 + [2031] * 4
    assert search("实事", per_page=8, page=4).page == 3
    assert (search("实事", report_year=2031).total, search("实事", report_year=2031).more) == (8, False)
    assert (search("实事", place="990100").total, search("实事", place="990100").more) == (20, True)
    monkeypatch.setattr("ximu.store.search.MOST_HITS", 24)
    assert (search("实事").total, search("实事").more) == (24, False)


def test_projects_by_a_part_of_a_name(ledger: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """As many as hold the part, whatever the index says of it; those that most reports name come first."""
    for year in (2031, 2032):
        save_reading(*reading_of(year, text=text_of(year), name=f"{year}.txt"))
    relink()
    rows = {row.order_key: row for row in NamedProject.objects.all()}
    parts = {row.name[at : at + long] for row in rows.values() for at in (0, 2) for long in (1, 2, 3)} | {"没有", "'"}
    for part in filter(None, parts):
        found = projects_named(part)
        assert found.keys == tuple(key for key in sorted(rows) if part in rows[key].name), part
    assert projects_named(" ").keys == ()
    reports = [rows[key].reports for key in sorted(rows)]
    assert reports == sorted(reports, reverse=True)
    assert reports
    monkeypatch.setattr("ximu.store.search.MOST_NAMED", 0)
    assert projects_named(rows[min(rows)].name).more
    forget_projects(NamedProject.objects.values_list("place", flat=True))
    assert projects_named(rows[min(rows)].name) == ((), False)


def test_what_was_read_again_is_found_once(ledger: str) -> None:
    reading, data = reading_of()
    save_reading(reading, data, reader_version="1")
    save_reading(reading, data, reader_version="2")
    assert search("临江大桥").total == 1


@pytest.mark.parametrize("text", ["长" * 201, " ".join("一二三四五六七八九十甲乙丙丁戊己庚")])
def test_too_long_a_search_is_refused(ledger: str, text: str) -> None:
    with pytest.raises(UsageError, match="U020"):
        search(text)


def test_every_part_of_a_sentence_is_found(report: Report) -> None:
    """Random text of every kind of sign; each of its parts, also with white space inside, finds it."""
    choose = random.Random(20310108)  # a fixed seed, so a failure can be seen again
    signs = "临江市就业税收万亿0123456789.,%％８Ａabz·—“”\"'*&|!():\\/-_^~<>@#$\u3000 \n é𠮷Ⅲ"
    sentences = ["".join(choose.choices(signs, k=choose.randint(2, 40))) for _ in range(60)]
    for sentence in sentences:
        index_passages(report, sentence, [Span(0, len(sentence))])
    keys = list(Passage.objects.order_by("pk").values_list("pk", flat=True))[-len(sentences) :]
    for key, sentence in zip(keys, sentences, strict=True):
        for _ in range(12):
            start = choose.randrange(len(sentence) - 1)
            part = sentence[start : choose.randint(start + 2, len(sentence))]
            if part.strip():
                assert key in _keys(part), (sentence, part)


def _keys(text: str) -> set[int]:
    keys, values = keys_found(parse_query(text), PASSAGES, [rank_of_year(2031)])
    with connection.cursor() as cursor:
        cursor.execute(keys, values)
        return {key for (key,) in cursor.fetchall()}


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)


@given(TEXTS)
def test_folding_moves_no_position(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)
    assert plain(plain(text)) == plain(text)


@given(TEXTS, st.data())
def test_the_entries_of_a_part_are_entries_of_the_whole(text: str, data: st.DataObject) -> None:
    whole = plain(text)
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, len(whole)))
    part = whole[start:end]
    if len(part) > 1:
        assert set(bigrams(part)[:-1]) <= set(bigrams(whole))
    elif part:
        assert any(entry.startswith(bigrams(part)[0]) for entry in bigrams(whole))


@given(TEXTS, st.data())
def test_a_part_of_a_text_is_marked_in_it(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    part = text[start : data.draw(st.integers(start, len(text)))]
    if len(parse_query(part).words) == 1:
        mark = parse_query(part).pattern().search(fold(text))
        assert mark is not None
        assert plain(text[mark.start() : mark.end()]) == plain(part)


def test_the_index_is_used(report: Report) -> None:
    """The candidates come from the index, not from reading every sentence."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET enable_seqscan = off")  # a table of ten rows is read whole otherwise
    assert "store_passage_bigrams" in _explain("临江大桥")


def _explain(text: str) -> str:
    keys, values = keys_found(parse_query(text), PASSAGES, [rank_of_year(2031)])
    explain = "EXPLAIN" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
    with connection.cursor() as cursor:
        cursor.execute(f"{explain} {keys}", values)
        return str(cursor.fetchall())
