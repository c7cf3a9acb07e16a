"""三清单一目录 in public: the list in force on a day, its versions, and what changed between two of them."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe
from msgspec import Struct

from ximu.site.download_table import table_response, wants_table
from ximu.site.listing import number_asked
from ximu.site.respond import respond
from ximu.track.models import Government
from ximu.track.registers.differences import Difference, list_differences
from ximu.track.registers.kinds import Kind, list_kinds
from ximu.track.registers.models import ListEntry, ListVersion


class VersionLine(Struct, frozen=True, kw_only=True):
    """A published version of a list."""

    number: int
    in_force_on: date
    published_on: date
    document_no: str
    note_zh: str
    entries: int
    address: str


class EntryRow(Struct, frozen=True, kw_only=True):
    """An entry of a version."""

    code: str
    name_zh: str
    group_zh: str
    unit_zh: str
    basis_zh: str
    detail_zh: str


class ListPage(Struct, frozen=True, kw_only=True):
    """A list as it is in force on a day; `on` is that day."""

    government: str
    government_zh: str
    government_en: str
    kind: str
    zh: str
    en: str
    detail_zh: str
    detail_en: str
    on: date
    q: str
    shown: VersionLine | None
    entries: tuple[EntryRow, ...]
    versions: tuple[VersionLine, ...]


class ChangesPage(Struct, frozen=True, kw_only=True):
    """What changed from one version of a list to another."""

    government: str
    government_zh: str
    kind: str
    zh: str
    en: str
    address: str
    before: VersionLine
    after: VersionLine
    added: int
    removed: int
    changed: int
    differences: tuple[Difference, ...]
    versions: tuple[VersionLine, ...]


@require_safe
def list_page(request: HttpRequest, government: str, kind: str) -> HttpResponse:
    """Show a list (a fixed number of queries): in force today, on `?on=2026-01-31`, or `?version=3`; `?format=csv` sends it."""
    of, name = _asked(government, kind)
    rows = list(published_versions(of, kind))
    if not rows:
        raise Http404("list")
    on = _day(request.GET.get("on", "")) or timezone.localdate()
    number = number_asked(request, "version")
    if number is not None:
        shown = next((one for one in rows if one.number == number), None)
    else:
        shown = next((one for one in reversed(rows) if one.in_force_on <= on), None)
    q = request.GET.get("q", "").strip()[:64]
    entries = entry_rows(shown, q) if shown else ()
    if wants_table(request):
        file = f"{of.key}-{kind}-{shown.number if shown else 0}"
        return table_response(file, EntryRow.__struct_fields__, entries)
    page = ListPage(
        government=of.key, government_zh=of.name_zh, government_en=of.name_en, kind=kind, zh=name.zh, en=name.en,
        detail_zh=name.detail_zh, detail_en=name.detail_en, on=on, q=q, shown=version_line(shown) if shown else None,
        entries=entries, versions=tuple(version_line(one) for one in reversed(rows)),
    )  # fmt: skip
    return respond(request, "registers/list.html", page)


@require_safe
def changes_page(request: HttpRequest, government: str, kind: str) -> HttpResponse:
    """Show what changed between two versions (a fixed number of queries), the last two when none are named."""
    of, name = _asked(government, kind)
    rows = list(published_versions(of, kind))
    if len(rows) < 2:
        raise Http404("versions")
    by_number = {one.number: one for one in rows}
    after = by_number.get(number_asked(request, "to") or 0, rows[-1])
    before = by_number.get(number_asked(request, "from") or 0) or rows[max(0, rows.index(after) - 1)]
    found = list_differences(before.entries.all(), after.entries.all())
    page = ChangesPage(
        government=of.key, government_zh=of.name_zh, kind=kind, zh=name.zh, en=name.en,
        address=f"/registers/lists/{of.key}/{kind}/", before=version_line(before), after=version_line(after),
        added=sum(one.change == "added" for one in found), removed=sum(one.change == "removed" for one in found),
        changed=sum(one.change == "changed" for one in found), differences=found,
        versions=tuple(version_line(one) for one in reversed(rows)),
    )  # fmt: skip
    return respond(request, "registers/list_changes.html", page, extra={"detail": name})


def published_versions(of: Government, kind: str) -> QuerySet[ListVersion]:
    """The published versions of a list, oldest first, with how many entries each has."""
    found = ListVersion.objects.filter(government=of, kind=kind, published_at__isnull=False)
    return found.select_related("government").annotate(n=Count("entries")).order_by("in_force_on", "number")


def version_line(version: ListVersion) -> VersionLine:
    """A version of `published_versions` as a line."""
    published = version.published_at or version.made_at
    return VersionLine(
        number=version.number, in_force_on=version.in_force_on, published_on=timezone.localdate(published),
        document_no=version.document_no, note_zh=version.note_zh, entries=version.n,  # type: ignore[attr-defined]
        address=f"/registers/lists/{version.government.key}/{version.kind}/?version={version.number}",
    )  # fmt: skip


def entry_rows(version: ListVersion, q: str) -> tuple[EntryRow, ...]:
    """The entries of a version whose name, code or unit has `q`."""
    found: QuerySet[ListEntry] = version.entries.all()
    if q:
        found = found.filter(Q(name_zh__contains=q) | Q(code=q) | Q(unit_zh__contains=q))
    return tuple(
        EntryRow(**{name: getattr(one, name) for name in EntryRow.__struct_fields__}) for one in found.order_by("code")
    )


def _asked(government: str, kind: str) -> tuple[Government, Kind]:
    of = Government.objects.filter(key=government).first()
    if of is None or kind not in list_kinds():
        raise Http404("list")
    return of, list_kinds()[kind]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
