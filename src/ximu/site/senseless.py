"""Requests that no page can mean are answered before any page sees them."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import unquote

from django.http import HttpRequest, HttpResponse

from ximu.site.pages.errors import bad_request


class SenselessMiddleware:
    """400 for an address with a NUL in it: no text has one, and PostgreSQL takes none."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Refuse it, or pass it on."""
        if "\0" in request.path_info or "\0" in unquote(request.META.get("QUERY_STRING", "")):
            return bad_request(request, ValueError("NUL"))
        return self.get_response(request)
