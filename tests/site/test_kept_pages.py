"""Pages are sent again as they were until the ledger changes, and never what was said to one visitor."""

from __future__ import annotations

import gzip
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from ximu.site import kept_pages
from ximu.site.kept_pages import Kept, KeptPagesMiddleware, Shelf
from ximu.store.changes import committed_state

PAGE = "<p>" + "城镇新增就业目标。" * 40


@pytest.fixture
def state(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The state of the ledger as the middleware is told it; change the one entry to change the ledger."""
    told = ["1"]
    monkeypatch.setattr(kept_pages, "committed_state", lambda: told[0])
    return told


def site(answers: Callable[[HttpRequest], HttpResponse]) -> tuple[KeptPagesMiddleware, list[str]]:
    """The middleware before a page, and the addresses the page was made for."""
    made: list[str] = []

    def page(request: HttpRequest) -> HttpResponse:
        made.append(request.get_full_path())
        return answers(request)

    return KeptPagesMiddleware(page), made


def plain(request: HttpRequest) -> HttpResponse:
    return HttpResponse(PAGE)


def asked(path: str = "/places/", **headers: str) -> HttpRequest:
    return RequestFactory().get(path, headers={"host": "localhost", **headers})


def test_a_page_is_made_once_for_one_state_of_the_ledger(state: list[str]) -> None:
    serve, made = site(plain)
    first, again = serve(asked()), serve(asked())
    assert first.content.decode() == again.content.decode() == PAGE
    assert made == ["/places/"]
    state[0] = "2"
    serve(asked())
    assert made == ["/places/", "/places/"]


@pytest.mark.parametrize(
    "other",
    [
        {"path": "/places/?sort=name"},
        {"path": "/places/?lang=en"},
        {"host": "127.0.0.1"},
        {"cookie": "ximu_lang=en"},
    ],
)  # fmt: skip
def test_what_the_answer_depends_on_is_told_apart(state: list[str], other: dict[str, str]) -> None:
    serve, made = site(plain)
    serve(asked())
    serve(asked(other.pop("path", "/places/"), **other))
    assert len(made) == 2


def test_the_day_is_part_of_the_state(state: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import date

    serve, made = site(plain)
    for day in (date(2031, 3, 31), date(2031, 4, 1)):
        monkeypatch.setattr(kept_pages.timezone, "localdate", lambda day=day: day)
        serve(asked())
    assert len(made) == 2


def private(request: HttpRequest) -> HttpResponse:
    return HttpResponse(PAGE, headers={"Cache-Control": "private"})


def with_cookie(request: HttpRequest) -> HttpResponse:
    response = HttpResponse(PAGE)
    response.set_cookie("csrftoken", "x")
    return response


def missing(request: HttpRequest) -> HttpResponse:
    return HttpResponse(PAGE, status=404)


@pytest.mark.parametrize("answer", [private, with_cookie, missing])
def test_what_is_of_one_visitor_or_no_page_is_not_kept(state: list[str], answer: Any) -> None:
    serve, made = site(answer)
    first = serve(asked())
    serve(asked())
    assert len(made) == 2
    assert "ETag" not in first


@pytest.mark.parametrize(
    "request_", [asked(cookie="ximu_session=abc"), asked("/workbench/"), RequestFactory().post("/places/")]
)
def test_who_is_signed_in_or_writes_gets_an_answer_of_their_own(state: list[str], request_: HttpRequest) -> None:
    serve, made = site(plain)
    serve(request_)
    serve(request_)
    assert len(made) == 2


def test_a_reader_who_has_the_page_is_told_so_and_no_more(state: list[str]) -> None:
    serve, made = site(plain)
    packed = serve(asked(**{"accept-encoding": "gzip"}))
    assert gzip.decompress(packed.content).decode() == PAGE
    known = serve(asked(**{"if-none-match": packed["ETag"]}))
    assert (known.status_code, known.content, len(made)) == (304, b"", 1)
    state[0] = "2"
    assert serve(asked(**{"if-none-match": packed["ETag"]})).status_code == 304  # made anew, the same words
    assert len(made) == 2


def test_the_language_asked_for_is_remembered_from_a_kept_page_too(state: list[str]) -> None:
    serve, _ = site(plain)
    for _ in range(2):
        assert serve(asked("/places/?lang=en")).cookies["ximu_lang"].value == "en"


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 9), st.integers(0, 40)), max_size=60))
def test_a_shelf_never_holds_more_than_it_may_nor_anything_of_another_state(
    done: list[tuple[int, int, int]],
) -> None:
    shelf, last = Shelf(100), {}
    for state, key, size in done:
        found = shelf.get((str(state),), (str(key),))
        if found is not None:
            assert last[key] == (state, len(found.packed))
        shelf.put((str(state),), (str(key),), Kept(b"x" * size, (), "", None))
        last[key] = (state, size)
        held = [shelf.get((str(state),), (str(number),)) for number in range(10)]
        assert sum(len(one.packed) for one in held if one) <= 100


def test_an_answer_of_a_state_that_is_over_is_not_kept() -> None:
    shelf = Shelf()
    shelf.get(("2",), ("a",))
    shelf.put(("1",), ("a",), Kept(b"old", (), "", None))
    assert shelf.get(("2",), ("a",)) is None


@pytest.mark.slow
@pytest.mark.django_db
def test_inside_a_transaction_nothing_is_kept(client: Client) -> None:
    assert committed_state() is None
    assert "ETag" not in client.get("/glossary/")


@pytest.mark.slow
def test_the_site_in_use_keeps_a_page_until_someone_writes(site: str) -> None:
    def tag(path: str, **headers: str) -> tuple[int, str]:
        request = urllib.request.Request(site + path, headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, answer.headers["ETag"]
        except urllib.error.HTTPError as answer:
            return answer.code, answer.headers["ETag"]

    for path in ("/", "/places/990100/", "/reports.json", "/places/990100/charts/years.svg"):
        status, first = tag(path)
        assert (status, bool(first)) == (200, True)
        assert tag(path, **{"If-None-Match": first}) == (304, first)
    assert tag("/workbench/")[1] is None
