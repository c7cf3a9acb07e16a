"""A report beside an earlier one of its place, sentence by sentence: what stayed, what was changed, what is new, what went."""

from __future__ import annotations

import hashlib
import json
import logging
from typing import Literal, NamedTuple

from django.core.cache import caches
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from msgspec import Struct

from ximu.site.aligning import How, Part, aligned, pair_sentences
from ximu.site.listing import asked
from ximu.site.quoting import ReportRef, report_ref
from ximu.site.respond import respond
from ximu.site.statements import Choice, address_of
from ximu.store import models

logger = logging.getLogger("django.ximu.compare")
CACHE = "comparisons"
# Raised when the same sentences are paired otherwise: what was kept is then compared anew.
EDITION = "1"
SHOWN = ("changed", "same", "new", "gone")
ALL = "all"
PER_PAGE = 100
WORDS = {
    "changed": ("texts.changed", "texts.word_changed"),
    "same": ("texts.same", "texts.word_same"),
    "new": ("texts.new", "texts.word_new"),
    "gone": ("texts.gone", "texts.word_gone"),
}


class Sentence(Struct, frozen=True, kw_only=True):
    """A sentence of the later report, cut where it agrees with the earlier one; `there` is that sentence, as cut.

    A sentence that is gone has no `parts` of its own. `share` of the characters is in both (0–1).
    """

    how: str
    share: float
    parts: tuple[Part, ...]
    address: str
    there: tuple[Part, ...]
    there_address: str

    @property
    def percent(self) -> int:
        """The share as whole percent."""
        return round(self.share * 100)


class ComparePage(Struct, frozen=True, kw_only=True):
    """Two reports of a place; `sentences` are those that `show` asks for ("all" for all), in the order of the later text."""

    report: ReportRef
    other: ReportRef | None
    others: tuple[ReportRef, ...]
    show: str
    counts: tuple[Choice, ...]
    sentences: tuple[Sentence, ...]
    total: int
    page: int
    pages: int


class Texts(Struct, frozen=True):
    """The sentences of a report: positions and text."""

    spans: tuple[tuple[int, int], ...]
    texts: tuple[str, ...]


NO_TEXTS = Texts((), ())


class Match(NamedTuple):
    """A sentence of the later text (`here`) beside one of the earlier text (`there`), by their numbers; one may be missing."""

    how: How | Literal["gone"]
    share: float
    here: int | None
    there: int | None


@require_safe
def report_compare_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show what changed; `?with=` names the other report (default: the one before), `?show=` a kind of sentences."""
    report = models.Report.objects.select_related("place").filter(public_id=public_id).first()
    if report is None:
        raise Http404("report")
    others = list(same_place(report))
    wanted = request.GET.get("with", "")
    other = next((one for one in others if one.public_id == wanted), None) or before(report, others)
    show = asked(request, "show", (*SHOWN, ALL)) or "changed"
    here, there = sentences_of(report), sentences_of(other) if other is not None else NO_TEXTS
    matches = kept_comparison(here, there) if other is not None else ()
    counts = {how: sum(one.how == how for one in matches) for how in SHOWN}
    wanted_matches = [one for one in matches if show in (ALL, one.how)]
    turned = Paginator(wanted_matches, PER_PAGE).get_page(request.GET.get("page"))
    page = ComparePage(
        report=report_ref(report),
        other=report_ref(other) if other else None,
        others=tuple(report_ref(one) for one in others),
        show=show,
        counts=tuple(Choice(value=how, count=counts[how]) for how in SHOWN),
        sentences=tuple(sentence(one, (report.public_id, here), (other.public_id, there)) for one in turned.object_list)
        if other is not None
        else (),
        total=turned.paginator.count,
        page=turned.number,
        pages=turned.paginator.num_pages,
    )
    return respond(request, "report_compare.html", page, extra={"words": WORDS})


def same_place(report: models.Report) -> list[models.Report]:
    """The other reports of the place, latest first (one query)."""
    if report.place_id is None:
        return []
    found = models.Report.objects.filter(place=report.place_id, source_kind="report").exclude(pk=report.pk)
    return list(found.select_related("place").defer("record").order_by("-report_year", "public_id"))


def before(report: models.Report, others: list[models.Report]) -> models.Report | None:
    """The nearest earlier report, else the nearest one."""
    year = report.report_year or 0
    earlier = [one for one in others if (one.report_year or 0) < year]
    return earlier[0] if earlier else others[-1] if others else None


def kept_comparison(here: Texts, there: Texts) -> tuple[Match, ...]:
    """The comparison, from what is kept when these sentences were compared before (by any process)."""
    key = hashlib.sha256(json.dumps([EDITION, here.texts, there.texts]).encode()).hexdigest()[:32]
    kept: list[tuple[How, float, int | None, int | None]] | None = caches[CACHE].get(key)
    if kept is not None:
        return tuple(Match(*one) for one in kept)
    found = compared(here, there)
    try:
        caches[CACHE].set(key, [tuple(one) for one in found], None)
    except OSError as error:  # a full disk or a folder that may not be written: the page is there all the same
        logger.warning("the comparison is not kept: %s", error)
    return found


def compared(here: Texts, there: Texts) -> tuple[Match, ...]:
    """Every sentence of the later text, then those of the earlier one that are gone."""
    pairs = pair_sentences(here.texts, there.texts)
    kept = {pair.there for pair in pairs}
    found = [Match(pair.how, pair.share, pair.here, pair.there) for pair in pairs]
    found += [Match("gone", 0.0, None, number) for number in range(len(there.texts)) if number not in kept]
    return tuple(found)


def sentence(match: Match, later: tuple[str, Texts], earlier: tuple[str, Texts]) -> Sentence:
    """One line of the comparison; a changed sentence is cut where it differs."""
    (report, here), (other, there) = later, earlier
    own = here.texts[match.here] if match.here is not None else ""
    old = there.texts[match.there] if match.there is not None else ""
    parts, old_parts = aligned(own, old) if match.how == "changed" else (whole(own, match.how), whole(old, match.how))
    return Sentence(
        how=match.how,
        share=round(match.share, 3),
        parts=parts,
        address=address_of(report, *here.spans[match.here]) if match.here is not None else "",
        there=old_parts,
        there_address=address_of(other, *there.spans[match.there]) if match.there is not None else "",
    )


def whole(text: str, how: str) -> tuple[Part, ...]:
    """A sentence in one piece."""
    return (Part(text=text, same=how == "same"),) if text else ()


def sentences_of(report: models.Report) -> Texts:
    """The sentences of a report without white space inside; headings and what surrounds the report are left out."""
    held = models.ReportSource.objects.filter(report=report, primary=True).values_list("source__text_row__text").first()
    text = held[0] if held else ""
    spans = [
        (start, end)
        for start, end in models.Passage.objects.filter(report=report).order_by("start").values_list("start", "end")
        if len(text[start:end].strip()) >= 8 and text[start:end].rstrip()[-1:] in "。！？”；…"
    ]
    return Texts(tuple(spans), tuple("".join(text[start:end].split()) for start, end in spans))
