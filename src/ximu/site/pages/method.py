"""How the reports are read: what counts as what, and how much is still dark."""

from __future__ import annotations

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from msgspec import Struct

from ximu import __version__
from ximu.site.respond import respond
from ximu.store import models


class MethodPage(Struct, frozen=True, kw_only=True):
    """The version of the reader and what it makes of all numbers and statements that are stored."""

    reader_version: str
    numbers: dict[str, int]
    statements: dict[str, int]
    unsure: int


@require_safe
def method(request: HttpRequest) -> HttpResponse:
    """Show how reports are read, with the counts of this very ledger (three queries)."""
    page = MethodPage(
        reader_version=__version__,
        numbers=dict(models.Number.objects.values_list("number_class").annotate(n=Count("pk")).order_by("-n")),
        statements=dict(models.Statement.objects.values_list("kind").annotate(n=Count("pk")).order_by("-n")),
        unsure=models.Statement.objects.filter(sure=False).count(),
    )
    return respond(request, "method.html", page)
