"""Feeds as a feed reader sees them, and the sitemap as a search machine does."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree

import feedparser
import pytest
from django.test import Client

from ximu.site.sitemaps import MAPS
from ximu.store import models

pytestmark = pytest.mark.django_db


def parsed(client: Client, address: str) -> feedparser.FeedParserDict:
    response = client.get(address)
    assert response.status_code == 200
    found = feedparser.parse(response.content)
    assert not found.bozo, found.get("bozo_exception")
    assert found.version == "atom10"
    return found


@pytest.mark.parametrize("language", ["zh", "en"])
def test_new_reports(client: Client, report: str, language: str) -> None:
    found = parsed(client, f"/feed.atom?lang={language}")
    assert {entry.id for entry in found.entries} >= {f"urn:ximu:{report}"}
    assert found.feed.language == {"zh": "zh-Hans", "en": "en"}[language]
    for entry in found.entries:
        assert client.get(entry.link.partition("testserver")[2]).status_code == 200


def test_every_kind_of_feed_leads_to_pages_that_are_there(client: Client, report: str) -> None:
    place = models.Report.objects.get(public_id=report).place
    assert place is not None
    promise = models.Promise.objects.filter(report__public_id=report).first()
    assert promise is not None
    for address in (
        f"/places/{place.public_id}/feed.atom",
        "/indicators/gross_regional_product/feed.atom",
        f"/promises/{promise.public_id}/feed.atom",
        "/search/feed.atom?q=增长",
    ):
        found = parsed(client, address)
        assert found.entries, address
        assert len({entry.id for entry in found.entries}) == len(found.entries)
        for entry in found.entries[:5]:
            assert client.get(entry.link.partition("testserver")[2].partition("#")[0]).status_code == 200
            assert entry.updated


def test_the_search_feed_holds_the_words(client: Client, report: str) -> None:
    assert all("增长" in entry.summary for entry in parsed(client, "/search/feed.atom?q=增长").entries)


@pytest.mark.parametrize(
    "address",
    [
        "/places/none/feed.atom",
        "/indicators/none/feed.atom",
        "/promises/none/feed.atom",
        "/search/feed.atom",
        "/search/feed.atom?q=%20",
    ],
)
def test_nothing_there_is_404(client: Client, report: str, address: str) -> None:
    assert client.get(address).status_code == 404


def test_the_sitemap_names_pages_that_are_there(client: Client, report: str) -> None:
    space = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    index = ElementTree.fromstring(client.get("/sitemap.xml").content)
    maps = [one.text or "" for one in index.findall("s:sitemap/s:loc", space)]
    assert len(maps) == len(MAPS)
    named = set()
    for address in maps:
        found = ElementTree.fromstring(client.get(address.partition("testserver")[2]).content)
        locations = [one.text or "" for one in found.findall("s:url/s:loc", space)]
        assert locations or address.endswith("items.xml")  # nothing of work is published here
        named |= {one.partition("testserver")[2] for one in locations}
        assert all(client.get(one.partition("testserver")[2]).status_code == 200 for one in locations[:1])
    assert f"/reports/{report}/" in named


def test_many_promises_stand_in_several_files_of_the_sitemap(
    client: Client, report: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ximu.site.sitemaps._ByRange.mean", 2)
    space = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    index = ElementTree.fromstring(client.get("/sitemap.xml").content)
    named = [one.text or "" for one in index.findall("s:sitemap/s:loc", space)]
    files = [one.partition("testserver")[2] for one in named if "promises" in one]
    assert len(files) > 2
    found: list[str] = []
    for address in files:
        found += [one.text or "" for one in ElementTree.fromstring(client.get(address).content).iter() if one.text]
    ids = [one.rstrip("/").rpartition("/")[2] for one in found if "/promises/" in one]
    assert sorted(ids) == sorted(models.Promise.objects.values_list("public_id", flat=True))
    assert client.get(f"/sitemap-promises.xml?p={len(files) + 1}").status_code == 404
