"""Addresses for machines that watch the site: alive, ready, and metrics."""

from __future__ import annotations

import msgspec
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from ximu.site.environment import is_on
from ximu.site.operations.examination import ready


@never_cache
def live(request: HttpRequest) -> HttpResponse:
    """200 as long as this process answers at all; asks nothing of the database."""
    del request
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@never_cache
def readiness(request: HttpRequest) -> HttpResponse:
    """200 when requests can be served, else 503 with the reason; for a balancer that takes this process out."""
    del request
    found = ready()
    status = 200 if found.state == "ok" else 503
    # The reason may name hosts and users of the database: it goes to the operator's `ximu doctor`, not to the public.
    body = {"ready": found.state == "ok", "check": found.name}
    return HttpResponse(msgspec.json.encode(body), content_type="application/json", status=status)


@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Counts and times in the text format of Prometheus; 404 unless XIMU_METRICS is on."""
    del request
    if not is_on("XIMU_METRICS"):
        raise Http404
    from ximu.site.operations.metrics import exposition

    body, content_type = exposition()
    return HttpResponse(body, content_type=content_type)
