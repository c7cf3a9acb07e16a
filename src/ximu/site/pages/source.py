"""A source as it was received, byte for byte, and its twin with what is known about it."""

from __future__ import annotations

from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from msgspec import Struct

from ximu.site.respond import respond, wants_twin
from ximu.site.statements import file_name
from ximu.store import models


class SourcePage(Struct, frozen=True, kw_only=True):
    """A document as received; `reports` are the addresses of the reports found in it."""

    sha256: str
    name: str
    format: str
    encoding: str
    size_bytes: int
    characters: int
    reader_version: str
    reports: tuple[str, ...]
    download: str


@require_safe
def source_download(request: HttpRequest, sha256: str) -> HttpResponse:
    """Send the original bytes as a file to keep, never as a page: its type says nothing, and no script in it can run."""
    source = models.Source.objects.filter(sha256=sha256).first()
    if source is None:
        raise Http404("source")
    if wants_twin(request):
        return respond(request, "", source_page(source))
    response = HttpResponse(source.data, content_type="application/octet-stream")
    name = file_name(source.name) or f"{sha256}.bin"
    response["Content-Disposition"] = f"attachment; filename=\"{sha256[:16]}\"; filename*=UTF-8''{quote(name, safe='')}"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["ETag"] = f'"{sha256}"'
    response["Cache-Control"] = "public, max-age=31536000, immutable"  # the address names the bytes
    return response


def source_page(source: models.Source) -> SourcePage:
    """What is known about a source (one query)."""
    reports = source.reports.order_by("public_id").values_list("public_id", flat=True)
    return SourcePage(
        sha256=source.sha256,
        name=file_name(source.name),
        format=source.format,
        encoding=source.encoding,
        size_bytes=source.size_bytes,
        characters=source.characters,
        reader_version=source.reader_version,
        reports=tuple(f"/reports/{name}/" for name in reports),
        download=f"/sources/{source.sha256}/",
    )
