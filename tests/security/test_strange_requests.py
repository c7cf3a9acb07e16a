"""Values that no form sends, in every address: too large, no number, a NUL; the answer says so and is no failure of ours."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from bench_people import as_person
from django.test import Client
from django.urls import get_resolver
from secret_office import SecretOffice, workbench_addresses

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
STRANGE = ("x", "-1", str(2**70), "\0", "％", "²", "[]", "'\"><", "%s%n{}", "a" * 5000, "\ud83d\ude00"[:0] + "😀")
# Every name that some page or form asks for.
NAMES = (
    "q", "page", "year", "place", "indicator", "unit", "aspect", "stance", "sort", "kind", "label", "at", "with", "level",
    "within", "nowhere", "years", "format", "lang", "statement", "item", "government", "playbook", "phase", "parts",
    "choice", "verdict", "answer", "appeal", "reason", "post", "holder", "whom", "version", "assign-version", "title_zh",
    "lead_unit", "units", "since", "until", "form-TOTAL_FORMS", "form-INITIAL_FORMS", "next", "check", "limit", "cursor",
)  # fmt: skip


@pytest.mark.parametrize("role", ["inspector", "bureau", "admin"])
def test_the_workbench(theirs: SecretOffice, role: str) -> None:
    client = as_person(theirs.office[1][role])
    client.raise_request_exception = False
    addresses = [*workbench_addresses(theirs, garbage=True), *workbench_addresses(theirs)]
    for nth, address in enumerate(addresses):
        value = STRANGE[nth % len(STRANGE)]
        fields = dict.fromkeys(NAMES, value)
        for response in (
            client.post(address, fields | {"do": "person", "move": "assign"}),
            client.get(address, fields),
        ):
            assert response.status_code < 500, (address, value)


def public_addresses() -> Iterator[str]:
    """Every public address with strange parts."""
    import re

    part = re.compile(r"<[^>]+>|\(\?P<\w+>(?:\[[^\]]*\]|\([^)]*\)|[^)])*\)")
    for pattern in get_resolver().url_patterns:
        text = str(pattern.pattern).replace("^", "").replace("$", "").replace("\\", "")
        if not text.startswith(("workbench/", "accounts/")):
            yield from {"/" + part.sub(value, text) for value in ("x", "%00", "9" * 40, "..%2f", "csv", "svg")}


@pytest.mark.parametrize("value", STRANGE, ids=range(len(STRANGE)))
def test_the_public_pages(theirs: SecretOffice, client: Client, value: str) -> None:
    from ximu.store import models

    client.raise_request_exception = False
    place = models.Place.objects.get(code="990300").public_id
    promise = models.Promise.objects.values_list("public_id", flat=True)[0]
    real = [
        f"/places/{place}/", f"/places/{place}/integrity/", f"/reports/{theirs.report}/", f"/promises/{promise}/",
        f"/reports/{theirs.report}/compare/", f"/reports/{theirs.report}/ledger.csv", "/indicators/gross_regional_product/",
        f"/places/{place}/charts/standing.svg", "/compare/", "/search/", "/promises/", "/findings/", "/api/v1/measures",
        "/api/v1/reports", "/search/feed.atom",
    ]  # fmt: skip
    for address in (*real, *public_addresses()):
        for fields in (dict.fromkeys(NAMES, value), {name: value for name in NAMES if name not in ("format", "lang")}):
            response = client.get(address, fields)
            assert response.status_code < 500, (address, value, response.content[:300])


def test_a_name_with_a_line_end_splits_no_header(theirs: SecretOffice) -> None:
    """What people give comes back in headers only where it cannot make a new one."""
    client = as_person(theirs.office[1]["inspector"])
    evil = "a\r\nX-Evil: 1"
    item = theirs.office[0].items.get()
    for response in (
        client.get("/workbench/items/export.xlsx", {"playbook": "key_tasks", "q": evil}),
        client.get("/workbench/standing.docx", {"government": evil, "year": evil}),
        client.get(f"/workbench/items/{item.pk}/evidence/{item.evidence.get().pk}/"),
        client.post(f"/workbench/items/{item.pk}/votes/selection/", {"choice": "for", "next": "/workbench/" + evil}),
        client.get("/workbench/", {"lang": evil}),
        client.post("/accounts/login/", {"login": evil, "password": evil, "next": "/workbench/" + evil}),
    ):
        assert "X-Evil" not in response.headers
        assert not [value for value in response.headers.values() if "\n" in value or "\r" in value]
