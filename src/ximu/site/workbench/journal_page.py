"""The journal: every action in its order, whether its chain holds, and the whole as a file."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.views.decorators.http import require_safe

from ximu.ledger.errors import TrackError
from ximu.site.language import language_of, say_code
from ximu.site.workbench.frame import governments_of, show
from ximu.site.workbench.sign_in import signed_in
from ximu.track import journal
from ximu.track.models import Government, Item, JournalEntry, Person
from ximu.track.permissions import may

PER_PAGE = 100
MOVE = "move:"


@require_safe
@signed_in
def journal_page(request: HttpRequest, person: Person) -> HttpResponse:
    """Show the entries of the person's governments, newest first; `?check=1` follows the whole chain."""
    own = _allowed(person)
    found = JournalEntry.objects.filter(government__in=[one.key for one in own]).order_by("-number")
    if item := request.GET.get("item", ""):
        found = found.filter(item=item)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    checked = journal.verify() if request.GET.get("check") else None
    entries = named(page.object_list, language_of(request))
    return show(request, person, "journal.html", {"entries": entries, "pages": page, "checked": checked, "item": item})


def named(entries: Iterable[JournalEntry], language: str) -> list[tuple[JournalEntry, str]]:
    """Each entry with what was done in words; a move is called as the playbook of its item calls it (two queries)."""
    found = list(entries)
    moved = [one for one in found if one.action.startswith(MOVE)]
    items = Item.objects.filter(
        government__key__in={one.government for one in moved}, number__in={one.item for one in moved}
    ).select_related("edition", "government")
    moves = {
        (item.government.key, item.number, MOVE + move.id): move.en if language == "en" else move.zh
        for item in items
        for move in item.book.moves
    }
    return [
        (one, moves.get((one.government, one.item, one.action)) or say_code("deed", one.action, language))
        for one in found
    ]


@require_safe
@signed_in
def journal_file(request: HttpRequest, person: Person) -> StreamingHttpResponse:
    """Send the entries of the person's first government as lines of JSON."""
    del request
    government = _allowed(person)[0]
    lines = (line if line.endswith("\n") else line + "\n" for line in journal.export(government.key))
    response = StreamingHttpResponse(lines, content_type="application/jsonl")
    response["Content-Disposition"] = f'attachment; filename="journal-{government.key}.jsonl"'
    return response


def _allowed(person: Person) -> list[Government]:
    own = [one for one in governments_of(person) if may(person, "see_journal", government=one)]
    if not own:
        raise TrackError("not allowed: see_journal", next_step="ask the inspection office", code="W010")
    return own
