"""English pages: places have English names wherever they are labels, and can be asked for by them."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from selectolax.lexbor import LexborHTMLParser

from ximu.site.names import catalogue_names, is_called
from ximu.store import models

NAME = "临江市"
ENGLISH = "Linjiang City"
GROSS = "/indicators/gross_regional_product/?aspect=growth"


def kinds() -> list[str]:
    """One address of every kind of page that names places."""
    promise = models.Promise.objects.filter(label="testable")[0].public_id
    finding = models.ComputedFinding.objects.all()[0].public_id
    project = models.NamedProject.objects.all()[0].public_id
    return [
        "/", "/places/", "/places/990100/", "/places/990100/integrity/", "/reports/", "/reports/990100-2031/",
        "/reports/990100-2031/compare/?show=all", "/indicators/", GROSS, f"{GROSS}&place=990100", "/promises/",
        "/promises/?place=990100", f"/promises/{promise}/", "/findings/", "/findings/?place=990100",
        f"/findings/{finding}/", "/projects/", "/projects/?place=990100", f"/projects/{project}/", "/search/?q=增长",
        "/compare/?place=990100&indicator=gross_regional_product", "/data/", "/glossary/", "/method/",
    ]  # fmt: skip


def test_no_label_of_an_english_page_is_a_chinese_name_of_a_place(client: Client, report: str) -> None:
    seen = 0
    for address in kinds():
        answer = client.get(address + ("&" if "?" in address else "?") + "lang=en")
        assert answer.status_code == 200, address
        tree = LexborHTMLParser(answer.content.decode())
        # The text of a report and what is quoted from it stay as they are.
        for quoted in tree.css("blockquote, article.text, .row .zh, .row dd, .hits"):
            quoted.decompose()
        for node in tree.css("a, h1, h2, th, td, option, label, span, title, li, legend, figcaption, caption"):
            assert node.text(strip=True) != NAME, (address, node.html)
        for node in tree.css("a[href^='/places/'], h1, option"):
            if not (node.attributes.get("lang") or node.css_first("[lang]")):
                assert not re.search("[\u4e00-\u9fff]", node.text()), (address, node.html)
        for node in tree.css("input[value]"):
            assert node.attributes["value"] != NAME, address
        seen += ENGLISH in tree.html if tree.html else 0
    assert seen >= 14


@pytest.mark.parametrize(
    ("language", "own", "other"), [("en", "definition_en", "definition_zh"), ("zh", "definition_zh", "definition_en")]
)
def test_an_indicator_says_what_it_is_in_the_language_of_the_page(
    client: Client, report: str, language: str, own: str, other: str
) -> None:
    page = client.get(f"{GROSS}&lang={language}").content.decode()
    what = catalogue_names()["gross_regional_product"]
    assert getattr(what, own) in page
    assert getattr(what, other) not in page


def test_charts_and_feeds_name_places_in_english_too(client: Client, report: str) -> None:
    for address in (
        f"/indicators/gross_regional_product/charts/years.csv{GROSS[GROSS.index('?') :]}",
        "/places/990100/feed.atom",
    ):
        assert client.get(address).status_code == 200
    page = client.get(f"{GROSS}&lang=en&place=990100")
    assert ENGLISH in " ".join(chart.title for chart in page.context["page"].charts)
    assert ENGLISH in client.get("/places/990100/feed.atom?lang=en").content.decode()


@pytest.mark.parametrize("words", ["Linjiang City", "linjiang", "LINJIANG"])
@pytest.mark.parametrize("path", ["/promises/", "/findings/", "/projects/", "/reports/"])
def test_lists_understand_the_english_name(client: Client, report: str, path: str, words: str) -> None:
    page = client.get(path, {"place": words, "lang": "en"}).context["page"]
    assert (page.place, page.place_name) == ("990100", NAME)


def test_places_are_found_and_compared_by_their_english_names(client: Client, report: str) -> None:
    assert [one.id for one in client.get("/places/?q=jiang").context["page"].places] == ["990100"]
    assert client.get("/places/?q=paris").context["page"].places == ()
    page = client.get("/compare/?place=Linjiang+City&indicator=gross_regional_product").context["page"]
    assert [one.id for one in page.places] == ["990100"]
    assert client.get("/promises/?place=paris").context["page"].place_unknown


@pytest.mark.parametrize(
    ("english", "fits"),
    [("Linjiang City", True), ("linjiang", True), ("linjiang c", False), ("lin", False), ("", False)],
)
def test_a_name_is_called_by_whole_words_only(english: str, fits: bool) -> None:
    assert is_called(NAME, english) is fits
