"""One line of log and one count for each request; slow pages and failures are found without reading code."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from ximu.site.environment import is_on

_log = logging.getLogger("ximu.requests")


class WatchMiddleware:
    """Times each request. What people search for is theirs: the query of an address is never logged."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.counts = is_on("XIMU_METRICS")

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on and note what became of it."""
        begun = time.perf_counter()
        response = self.get_response(request)
        seconds = time.perf_counter() - begun
        page = request.resolver_match.view_name if request.resolver_match else "none"
        method = request.method if request.method in _METHODS else "other"
        if self.counts:
            from ximu.site.operations.metrics import REQUESTS, SECONDS

            REQUESTS.labels(page, method, str(response.status_code)).inc()
            SECONDS.labels(page).observe(seconds)
        _log.info(
            "request",
            extra={
                "page": page,
                "method": method,
                "path": request.path,
                "status": response.status_code,
                "milliseconds": round(seconds * 1000, 1),
            },
        )
        return response


_METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"})
