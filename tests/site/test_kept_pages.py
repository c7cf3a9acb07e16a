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
from ximu.site.kept_pages import Kept, KeptPagesMiddleware, Moment, Shelf
from ximu.store.changes import committed_state

PAGE = "<p>" + "城镇新增就业目标。" * 40


@pytest.fixture
def moment(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What the middleware is told of the database and the day; change an entry to change them."""
    told = {"state": "1", "edition": "e", "day": "2031-03-31"}
    monkeypatch.setattr(kept_pages, "_moment", lambda: Moment(**told))
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


@pytest.mark.parametrize(("changed", "times"), [("state", 1), ("edition", 2), ("day", 2)])
def test_a_page_of_the_ledger_alone_is_made_once_for_an_edition_and_a_day(
    moment: dict[str, str], changed: str, times: int
) -> None:
    serve, made = site(plain)
    first, again = serve(asked()), serve(asked())
    assert first.content.decode() == again.content.decode() == PAGE
    assert [one["Cache-Status"] for one in (first, again)] == ["ximu; fwd=miss", "ximu; hit"]
    moment[changed] = "2"
    serve(asked())
    assert len(made) == times


@pytest.mark.parametrize(
    "other",
    [
        {"path": "/places/?sort=name"},
        {"path": "/places/?lang=en"},
        {"host": "127.0.0.1"},
        {"cookie": "ximu_lang=en"},
    ],
)  # fmt: skip
def test_what_the_answer_depends_on_is_told_apart(moment: dict[str, str], other: dict[str, str]) -> None:
    serve, made = site(plain)
    serve(asked())
    serve(asked(other.pop("path", "/places/"), **other))
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
def test_what_is_of_one_visitor_or_no_page_is_not_kept(moment: dict[str, str], answer: Any) -> None:
    serve, made = site(answer)
    first = serve(asked())
    serve(asked())
    assert len(made) == 2
    assert "ETag" not in first


@pytest.mark.parametrize(
    "request_", [asked(cookie="ximu_session=abc"), asked("/workbench/"), RequestFactory().post("/places/")]
)
def test_who_is_signed_in_or_writes_gets_an_answer_of_their_own(moment: dict[str, str], request_: HttpRequest) -> None:
    serve, made = site(plain)
    serve(request_)
    serve(request_)
    assert len(made) == 2


def test_a_reader_who_has_the_page_is_told_so_and_no_more(moment: dict[str, str]) -> None:
    serve, made = site(plain)
    packed = serve(asked(**{"accept-encoding": "gzip"}))
    assert gzip.decompress(packed.content).decode() == PAGE
    known = serve(asked(**{"if-none-match": packed["ETag"]}))
    assert (known.status_code, known.content, len(made)) == (304, b"", 1)
    moment["edition"] = "2"
    assert serve(asked(**{"if-none-match": packed["ETag"]})).status_code == 304  # made anew, the same words
    assert len(made) == 2


def test_the_language_asked_for_is_remembered_from_a_kept_page_too(moment: dict[str, str]) -> None:
    serve, _ = site(plain)
    for _ in range(2):
        assert serve(asked("/places/?lang=en")).cookies["ximu_lang"].value == "en"


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 9), st.integers(0, 40)), max_size=60))
def test_a_shelf_never_holds_more_than_it_may_nor_anything_of_another_edition(
    done: list[tuple[int, int, int]],
) -> None:
    shelf, last = Shelf(100), {}
    for edition, key, size in done:
        now = Moment("1", str(edition), "")
        found = shelf.get(now, (str(key),))
        if found is not None:
            assert last[key] == (edition, len(found.packed))
        shelf.put(now, (str(key),), Kept(b"x" * size, (), "", None), ())
        last[key] = (edition, size)
        held = [shelf.get(now, (str(number),)) for number in range(10)]
        assert sum(len(one.packed) for one in held if one) <= 100


def test_an_answer_of_an_edition_that_is_over_is_not_kept() -> None:
    shelf, now = Shelf(), Moment("1", "2", "")
    shelf.get(now, ("a",))
    shelf.put(now._replace(edition="1"), ("a",), Kept(b"old", (), "", None), ())
    assert shelf.get(now, ("a",)) is None


def test_an_answer_that_rests_on_everything_goes_with_the_next_commit() -> None:
    shelf, now = Shelf(), Moment("1", "e", "")
    shelf.get(now, ("a",))
    shelf.put(now, ("a",), Kept(b"old", (), "", None), None)
    assert shelf.get(now, ("a",)) is not None
    assert shelf.get(now._replace(state="2"), ("a",)) is None
    assert shelf.get(now, ("a",)) is None


@pytest.mark.slow
@pytest.mark.django_db
def test_inside_a_transaction_nothing_is_kept(client: Client) -> None:
    assert committed_state() is None
    assert "ETag" not in client.get("/glossary/")


@pytest.mark.slow
def test_the_site_in_use_keeps_a_page(site: str) -> None:
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
