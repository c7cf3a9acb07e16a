"""The pages of data describe themselves as schema.org asks: valid, with files that are there and are what they say."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client, RequestFactory
from selectolax.lexbor import LexborHTMLParser

from ximu.site.dataset_description import Download, Variable, dataset

# The types and properties that are used, as schema.org defines them (version 29): what each property may hold.
TEXT, URL, TRUE = "text", "url", "boolean"
SCHEMA: dict[str, dict[str, str]] = {
    "Dataset": {
        "name": TEXT, "description": TEXT, "url": URL, "inLanguage": TEXT, "isAccessibleForFree": TRUE,
        "includedInDataCatalog": "DataCatalog", "variableMeasured": "PropertyValue", "distribution": "DataDownload",
        "temporalCoverage": TEXT, "spatialCoverage": "Place",
    },
    "DataCatalog": {"name": TEXT, "url": URL},
    "DataDownload": {"name": TEXT, "contentUrl": URL, "encodingFormat": TEXT},
    "PropertyValue": {"name": TEXT, "description": TEXT, "unitText": TEXT},
    "Place": {"name": TEXT},
}  # fmt: skip


def faults(node: Any, wanted: str) -> list[str]:
    """What a value is not that should be of the type."""
    if isinstance(node, list):
        return [fault for one in node for fault in faults(one, wanted)]
    if wanted == TRUE:
        return [] if isinstance(node, bool) else [f"{node!r} is no truth value"]
    if wanted in (TEXT, URL):
        fits = isinstance(node, str) and node.strip() and (wanted == TEXT or node.startswith("http://"))
        return [] if fits else [f"{node!r} is no {wanted}"]
    if not isinstance(node, dict) or node.get("@type") != wanted:
        return [f"{node!r} is no {wanted}"]
    known = SCHEMA[wanted]
    unknown = [f"{wanted} has no {name}" for name in node if name not in known and not name.startswith("@")]
    return unknown + [fault for name, held in node.items() if name in known for fault in faults(held, known[name])]


def described(client: Client, address: str) -> dict[str, Any]:
    found = LexborHTMLParser(client.get(address).content.decode()).css('head script[type="application/ld+json"]')
    assert len(found) == 1
    told: dict[str, Any] = json.loads(found[0].text())
    return told


PAGES = ["/data/", "/indicators/gross_regional_product/?aspect=growth"]


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_page_of_data_is_a_valid_dataset(client: Client, report: str, address: str, language: str) -> None:
    told = described(client, address + ("&" if "?" in address else "?") + f"lang={language}")
    assert told["@context"] == "https://schema.org/"
    assert faults(told, "Dataset") == []
    assert 50 <= len(told["description"]) <= 5000
    assert told["variableMeasured"]
    assert told["inLanguage"] == ("zh-Hans" if language == "zh" else "en")
    for file in told["distribution"]:
        answer = client.get(file["contentUrl"].removeprefix("http://testserver"))
        assert answer.status_code == 200, file
        kind = answer["Content-Type"].partition(";")[0]
        assert kind == file["encodingFormat"], file


def test_an_indicator_tells_its_years_and_places(client: Client, report: str) -> None:
    told = described(client, f"{PAGES[1]}&lang=en")
    assert told["temporalCoverage"].count("/") == 1
    assert told["spatialCoverage"] == [{"@type": "Place", "name": "Linjiang City"}]
    assert told["variableMeasured"][0]["unitText"] == "%"


def test_other_pages_have_none(client: Client, report: str) -> None:
    assert "ld+json" not in client.get("/places/990100/").content.decode()


def test_words_of_a_report_cannot_end_the_element() -> None:
    request = RequestFactory().get("/data/")
    name = "</script><script>alert(1)</script>&\u2028"
    text = dataset(request, name, "x", [Download("/a.csv", "text/csv", "CSV")], [Variable("v", "w")])
    assert "<" not in text
    assert json.loads(text)["name"] == name
