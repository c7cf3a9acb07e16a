"""The interface as one thing: its version, its description, its errors, and what every answer carries."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.cache import get_conditional_response, set_response_etag
from django.utils.http import http_date
from ninja import NinjaAPI
from ninja.errors import ValidationError
from ninja.openapi.schema import OpenAPISchema

from ximu.site.api.endpoints import router
from ximu.site.api.problems import PROBLEM, ApiProblem, no_such_address, problem
from ximu.site.api.work import ADDRESSES as OF_WORK
from ximu.site.api.work import router as work_router
from ximu.store import models

PREFIX = "/api/v1/"
_ABOUT = """Everything the site shows, for programs. Reading is open to everyone and needs no key.

**Lists** come in pages: follow `next` until it is null, or ask for `format=csv` to get every row at once. The order of a
list never changes, so that a page can be repeated. **Positions** are half-open and count Unicode code points of the text
at `/reports/{id}/text`: `text[start:end] == as_written`. **Numbers** are exact decimals. **Ids** stay the same over
versions. An unknown filter is refused. **Errors** are `application/problem+json` (RFC 9457) with a `next_step`.
Answers carry `ETag` and `Last-Modified`: send them back and an answer that has not changed is not sent again."""


class _Interface(NinjaAPI):
    """Ninja's, with the description told as the answers are: errors in their own type, lists also as CSV."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """The description of the interface."""
        described = super().get_openapi_schema(**options)
        for methods in described["paths"].values():
            asked = methods["get"]
            for status, response in asked["responses"].items():
                content = response.get("content", {})
                if int(status) >= 400 and "application/json" in content:
                    content[PROBLEM] = content.pop("application/json")
            if any(one["name"] == "format" for one in asked.get("parameters", ())):
                asked["responses"][200]["content"]["text/csv"] = {"schema": {"type": "string"}}
        return described


api = _Interface(title="ximu 徙木", version="1", description=_ABOUT, docs_url=None, urls_namespace="api")
api.add_router("", router)
api.add_router("", work_router)


@api.exception_handler(ApiProblem)
def _told(request: HttpRequest, error: ApiProblem) -> HttpResponse:
    del request
    return problem(error.status, error.detail, error.next_step)


@api.exception_handler(ValidationError)
def _wrong_value(request: HttpRequest, error: ValidationError) -> HttpResponse:
    del request
    first = error.errors[0]
    name = str(first["loc"][-1]) if first.get("loc") else "the request"
    return problem(422, f"{name}: {first.get('msg', 'wrong')}")


@api.exception_handler(Http404)
def _not_there(request: HttpRequest, error: Http404) -> HttpResponse:
    del error
    return no_such_address(request)


class ApiMiddleware:
    """What every answer of the interface carries; only reading is allowed, and an unknown value in an address is refused."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a request; everything that is not of the interface passes."""
        if not request.path.startswith(PREFIX):
            return self.get_response(request)
        response: Any = self._answer(request)
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = "ETag, Last-Modified"
        if response.status_code == 200 and request.method in ("GET", "HEAD"):
            response["Cache-Control"] = "public, max-age=60"
            of_work = request.path.removeprefix(PREFIX) in OF_WORK
            changed = None if of_work else models.Source.objects.aggregate(latest=Max("read_at"))["latest"]
            if changed is not None:
                response["Last-Modified"] = http_date(changed.timestamp())
            if not isinstance(response, StreamingHttpResponse):
                set_response_etag(response)
                return get_conditional_response(request, etag=response["ETag"], response=response) or response
        return response  # type: ignore[no-any-return]

    def _answer(self, request: HttpRequest) -> HttpResponse:
        if request.method == "OPTIONS":
            response = HttpResponse(status=204)
            response["Access-Control-Allow-Methods"] = response["Allow"] = "GET, HEAD, OPTIONS"
            response["Access-Control-Allow-Headers"] = "If-None-Match, If-Modified-Since"
            response["Access-Control-Max-Age"] = "86400"
            return response
        if request.method not in ("GET", "HEAD"):
            refused = problem(405, f"{request.method} is not allowed", "read with GET")
            refused["Allow"] = "GET, HEAD, OPTIONS"
            return refused
        response = self.get_response(request)
        if "problem" in response.get("Content-Type", ""):
            return response
        if response.status_code == 400:
            return problem(400, "the address holds what no text has", "leave out what cannot be printed")
        if response.status_code == 404:
            return no_such_address(request)
        return problem(500, "this is our mistake") if response.status_code == 500 else response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Refuse a value that the address does not understand, before anything is asked of the database."""
        del view, args, kwargs
        match = request.resolver_match
        if match is None or not request.path.startswith(PREFIX):
            return None
        known = _understood().get("/" + match.route.replace("<", "{").replace(">", "}"))
        unknown = sorted(set(request.GET) - known) if known is not None else []
        if unknown:
            step = f"choose from {', '.join(sorted(known or ()))}" if known else "leave it out"
            return problem(400, f"{unknown[0]} is no value of this address", step)
        return None


@cache
def _understood() -> dict[str, frozenset[str]]:
    """The names of the values that each address understands, from its description."""
    found = {}
    for path, methods in api.get_openapi_schema()["paths"].items():
        named = (one["name"] for one in methods["get"].get("parameters", ()) if one["in"] == "query")
        found[path] = frozenset(named)
    return found
