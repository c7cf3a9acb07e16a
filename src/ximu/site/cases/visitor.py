"""Whom a request comes from, as far as we need to know: an address for limits, a browser for counting once."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse

COOKIE = "ximu_visitor"
ONE_YEAR = 365 * 24 * 3600


def address_of(request: HttpRequest) -> str:
    """The address that sent the request; behind XIMU_PROXIES proxies, the one that the outermost of them saw.

    What stands further left in X-Forwarded-For was written by the visitor and is not believed.
    """
    proxies: int = settings.PROXIES
    seen = [one.strip() for one in request.headers.get("X-Forwarded-For", "").split(",") if one.strip()]
    if proxies and len(seen) >= proxies:
        return seen[-proxies]
    return str(request.META.get("REMOTE_ADDR", ""))


def visitor_of(request: HttpRequest) -> str:
    """The mark of this browser, new when it has none yet."""
    given = request.COOKIES.get(COOKIE, "")
    return given if len(given) == 32 and given.isalnum() else secrets.token_hex(16)


def remember_visitor(response: HttpResponse, visitor: str) -> None:
    """Let the browser keep its mark, for the pages of cases only."""
    response.set_cookie(
        COOKIE, visitor, max_age=ONE_YEAR, path="/cases/", httponly=True, samesite="Lax",
        secure=bool(settings.SESSION_COOKIE_SECURE),
    )  # fmt: skip
