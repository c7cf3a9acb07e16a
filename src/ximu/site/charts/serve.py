"""The answer to a request for a chart: SVG, PNG or CSV, public and cacheable, known by what it was drawn from."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response

from ximu.site.charts.chart import Chart
from ximu.site.charts.look import GROUNDS, WIDTHS, Look
from ximu.site.charts.render import digest, rendered
from ximu.site.download_table import CSV, table_bytes
from ximu.site.language import LANGUAGES

FORMS = r"(?P<form>svg|png|csv)"
TYPES = {"svg": "image/svg+xml", "png": "image/png", "csv": CSV}
# Browsers ask again after this long; the answer is then a short "not changed".
FRESH_SECONDS = 300


def language_asked(request: HttpRequest) -> str:
    """The language of a chart: the address alone decides, so that anyone's copy of the answer is right."""
    asked = request.GET.get("lang", "")
    return asked if asked in LANGUAGES else "zh"


def look_asked(request: HttpRequest) -> Look:
    """How the chart is to look, from `lang`, `ground`, `width` and `whole`; anything unknown is the usual."""
    ground, width = request.GET.get("ground", ""), request.GET.get("width", "")
    return Look(
        language=language_asked(request),
        ground=next((known for known in GROUNDS if known == ground), "light"),
        width=next((known for known in WIDTHS if known == width), "wide"),
        whole=request.GET.get("whole") == "1",
    )


def serve(request: HttpRequest, charts: Iterable[Chart], name: str, form: str) -> HttpResponse:
    """The chart of this name in this form. Raises Http404 when the page has no such chart."""
    chart = next((chart for chart in charts if chart.name == name), None)
    if chart is None:
        raise Http404("chart")
    file_name = "-".join([part for part in chart.address.split("/") if part] + [name])
    if form == "csv":
        body = table_bytes(chart.head, chart.rows)
        return answer(request, body, hashlib.sha256(body).hexdigest()[:32], form, file_name)
    spec, box = chart.draw(look_asked(request))
    known = digest(spec, box)
    unchanged = get_conditional_response(request, etag=f'"{known}"')
    if unchanged is not None:
        return public(unchanged)
    return answer(request, rendered(spec, box, "png" if form == "png" else "svg"), known, form, file_name)


def answer(request: HttpRequest, body: bytes, known: str, form: str, file_name: str) -> HttpResponse:
    """A public answer with its tag; the file is shown in the browser and has a name when it is kept."""
    response: HttpResponse = HttpResponse(body, content_type=TYPES[form])
    response["ETag"] = f'"{known}"'
    ascii_name = re.sub(r"[^\w.-]", "_", file_name, flags=re.ASCII)
    response["Content-Disposition"] = f'{"attachment" if form == "csv" else "inline"}; filename="{ascii_name}.{form}"'
    response["Access-Control-Allow-Origin"] = "*"
    conditional = get_conditional_response(request, etag=response["ETag"], response=response)
    return public(conditional or response)


def public(response: HttpResponse) -> HttpResponse:
    """Mark an answer as the same for everyone: no cookie is set with it and it does not vary."""
    response["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
    return response
