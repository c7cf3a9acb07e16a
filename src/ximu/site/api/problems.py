"""Errors of the interface, all in one shape: RFC 9457 problem details with a next step."""

from __future__ import annotations

import msgspec
from django.http import HttpRequest, HttpResponse

PROBLEM = "application/problem+json"
_TITLES = {
    400: "The request makes no sense",
    404: "Nothing has this address",
    405: "This method is not for reading",
    422: "A value of the request is wrong",
    500: "We failed",
}


class ApiProblem(Exception):
    """What is wrong with a request, with its HTTP status and what to do next."""

    def __init__(self, status: int, detail: str, next_step: str = "") -> None:
        super().__init__(detail)
        self.status, self.detail, self.next_step = status, detail, next_step


def problem(status: int, detail: str, next_step: str = "") -> HttpResponse:
    """The answer that tells a program what is wrong."""
    body = {
        "type": "about:blank",
        "title": _TITLES.get(status, "The request failed"),
        "status": status,
        "detail": detail,
        "next_step": next_step or "see /api/",
    }
    return HttpResponse(msgspec.json.encode(body), content_type=PROBLEM, status=status)


def no_such_address(request: HttpRequest) -> HttpResponse:
    """404 below /api/ in the shape of the interface."""
    return problem(404, f"{request.path} is no address of the interface")
