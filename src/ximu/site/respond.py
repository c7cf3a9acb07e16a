"""One page, two forms: a typed record becomes HTML, or JSON with the very same fields (its twin)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from msgspec import Struct

from ximu.site.language import LANGUAGES, language_of

# Numbers as the exchange format writes them: exact, not as text.
encode = msgspec.json.Encoder(decimal_format="number").encode
JSON = "application/json; charset=utf-8"
ENDING = ".json"
NO_TWIN = ("/workbench/", "/accounts/")  # pages of one person, never data


class ErrorPage(Struct, frozen=True, kw_only=True):
    """What a person or a program is told when a page cannot be shown; `code` is the HTTP status."""

    code: int
    what: str
    next_step: str


class TwinMiddleware:
    """Makes `/places/430200.json` another name of `/places/430200/?format=json`, and `/index.json` that of the home page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Rewrite the path before it is resolved; everything else passes."""
        path = request.path_info
        if path.endswith(ENDING) and not path.startswith(("/static/", "/api/", "/open311/", *NO_TWIN)):
            request.path_info = "/" if path == "/index.json" else path.removesuffix(ENDING) + "/"
            asked = request.GET.copy()
            asked["format"] = "json"
            request.GET = asked  # type: ignore[assignment]  # a copied QueryDict is what views read
        return self.get_response(request)


def wants_twin(request: HttpRequest) -> bool:
    """Whether the request asks for the JSON form."""
    return request.GET.get("format") == "json"


def twin_address(request: HttpRequest) -> str:
    """The address of this page's twin, with the same filters."""
    path = request.path_info
    address = "/index.json" if path == "/" else path.rstrip("/") + ENDING
    query = query_with(request, format=None, lang=None)
    return address + query


def query_with(request: HttpRequest, **changes: str | int | None) -> str:
    """The query of this page with some values set, or removed by None: '?a=1&b=2', or '' when nothing is left."""
    asked = request.GET.copy()
    for name, new in changes.items():
        if new is None:
            asked.pop(name, None)
        else:
            asked[name] = str(new)
    for name in [name for name, last in asked.items() if last == ""]:
        del asked[name]
    text = asked.urlencode()
    return f"?{text}" if text else ""


def respond(
    request: HttpRequest, template: str, page: Struct, *, status: int = 200, extra: Mapping[str, Any] | None = None
) -> HttpResponse:
    """The page as HTML through `template`, or as JSON when its twin is asked for.

    `extra` is for what follows from the page alone, such as its text with marks: it never holds facts of its own.
    """
    if wants_twin(request):
        response = HttpResponse(encode(page), content_type=JSON, status=status)
        response["Access-Control-Allow-Origin"] = "*"
        return response
    return render(request, template, {"page": page, **(extra or {})}, status=status)


def page_context(request: HttpRequest) -> dict[str, Any]:
    """What every template may use: the language, the other language's address, the address of the twin."""
    language = language_of(request)
    other = "en" if language == "zh" else "zh"
    return {
        "language": language,
        "language_tag": LANGUAGES[language],
        "other_language": other,
        "other_language_tag": LANGUAGES[other],
        "other_language_query": query_with(request, lang=other),
        "twin": "" if request.path_info.startswith(NO_TWIN) else twin_address(request),
        "path": request.path_info,
    }
