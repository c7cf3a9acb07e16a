"""The glossary: the words of the field, Chinese and English, as the program itself uses them."""

from __future__ import annotations

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from msgspec import Struct

from ximu.site.download_table import table_response, wants_table
from ximu.site.respond import respond
from ximu.terms.load import Term, terms


class GlossaryLine(Struct, frozen=True, kw_only=True):
    """A word: Chinese, English, its identifier in data and addresses, English words not to use for it, a note."""

    zh: str
    en: str
    identifier: str
    not_words: tuple[str, ...]
    note_zh: str
    group_zh: str
    group_en: str


class GlossaryGroup(Struct, frozen=True, kw_only=True):
    """The words of one part of the field."""

    zh: str
    en: str
    terms: tuple[GlossaryLine, ...]


class GlossaryPage(Struct, frozen=True, kw_only=True):
    """The words that hold `q` in Chinese, English or as identifier, by part of the field."""

    q: str
    groups: tuple[GlossaryGroup, ...]
    total: int


@require_safe
def glossary(request: HttpRequest) -> HttpResponse:
    """Show the glossary (no query); `?q=` finds words, `?format=csv` sends them."""
    q = request.GET.get("q", "").strip()[:64]
    lines = [line(term) for term in terms().glossary if q.lower() in f"{term.zh} {term.en} {term.identifier}".lower()]
    if wants_table(request):
        return table_response("glossary", GlossaryLine.__struct_fields__, lines)
    page = GlossaryPage(
        q=q,
        groups=tuple(
            GlossaryGroup(zh=zh, en=en, terms=tuple(found))
            for (zh, en), found in groupby(lines, key=lambda one: (one.group_zh, one.group_en))
        ),
        total=len(lines),
    )
    return respond(request, "glossary.html", page)


def line(term: Term) -> GlossaryLine:
    """A term as the page shows it."""
    return GlossaryLine(
        zh=term.zh,
        en=term.en,
        identifier=term.identifier,
        not_words=term.not_words,
        note_zh=term.note_zh,
        group_zh=term.group_zh,
        group_en=term.group_en,
    )
