"""What registers there are: every published list, and how many entries each of the others has."""

from __future__ import annotations

from django.db.models import Count, Max
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from msgspec import Struct

from ximu.site.registers.entries import registers
from ximu.site.respond import respond
from ximu.track.models import Government
from ximu.track.permissions import visible_to
from ximu.track.registers.kinds import list_kinds
from ximu.track.registers.models import Draw, Evaluation, ListVersion, Lot, River


class RegisterLine(Struct, frozen=True, kw_only=True):
    """A register: where it is, what it is called, how many entries are public."""

    address: str
    zh: str
    en: str
    about_zh: str
    about_en: str
    n: int


class ListLine(Struct, frozen=True, kw_only=True):
    """A published list; `versions` of it are public, the latest is in force from `in_force_on`."""

    address: str
    government: str
    zh: str
    en: str
    core: bool
    versions: int


class RegistersPage(Struct, frozen=True, kw_only=True):
    """All registers; `counts` are those of river files, draws, lots and evaluations."""

    lists: tuple[ListLine, ...]
    registers: tuple[RegisterLine, ...]
    rivers: int
    draws: int
    lots: int
    evaluations: int


@require_safe
def registers_page(request: HttpRequest) -> HttpResponse:
    """Show which registers there are (a fixed number of queries)."""
    counts = dict(visible_to(None).order_by().values_list("edition__playbook").annotate(n=Count("pk")))
    page = RegistersPage(
        lists=list_lines(),
        registers=tuple(
            RegisterLine(
                address=f"/registers/{book.id}/", zh=book.zh, en=book.en, about_zh=book.about_zh,
                about_en=book.about_en, n=counts.get(book.id, 0),
            )
            for book in registers().values()
        ),
        rivers=River.objects.filter(published_at__isnull=False).count(),
        draws=Draw.objects.count(),
        lots=Lot.objects.count(),
        evaluations=Evaluation.objects.filter(published_at__isnull=False).count(),
    )  # fmt: skip
    return respond(request, "registers/index.html", page)


def list_lines() -> tuple[ListLine, ...]:
    """The lists of which a version is published, by government, in the order of the kinds."""
    published = ListVersion.objects.filter(published_at__isnull=False)
    rows = published.order_by().values_list("government", "kind").annotate(n=Count("pk"), last=Max("in_force_on"))
    counts = {(government, kind): n for government, kind, n, _ in rows}
    governments = Government.objects.in_bulk({government for government, _ in counts})
    return tuple(
        ListLine(
            address=f"/registers/lists/{governments[key].key}/{kind.id}/", government=governments[key].name_zh,
            zh=kind.zh, en=kind.en, core=kind.core, versions=counts[key, kind.id],
        )
        for key in sorted(governments)
        for kind in list_kinds().values()
        if (key, kind.id) in counts
    )  # fmt: skip
