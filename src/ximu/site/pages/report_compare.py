"""A report beside an earlier one of its place, sentence by sentence: what stayed, what was changed, what is new, what went."""

from __future__ import annotations

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
    sentences = compared(report, other) if other is not None else ()
    counts = {how: sum(one.how == how for one in sentences) for how in SHOWN}
    wanted_sentences = [one for one in sentences if show in (ALL, one.how)]
    turned = Paginator(wanted_sentences, PER_PAGE).get_page(request.GET.get("page"))
    page = ComparePage(
        report=report_ref(report),
        other=report_ref(other) if other else None,
        others=tuple(report_ref(one) for one in others),
        show=show,
        counts=tuple(Choice(value=how, count=counts[how]) for how in SHOWN),
        sentences=tuple(turned.object_list),
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


def compared(report: models.Report, other: models.Report) -> tuple[Sentence, ...]:
    """Every sentence of the later text, then those of the earlier one that are gone (four queries)."""
    here, there = sentences_of(report), sentences_of(other)
    pairs = pair_sentences(here.texts, there.texts)
    found = [sentence(pair.how, pair.share, report, other, here, there, pair.here, pair.there) for pair in pairs]
    kept = {pair.there for pair in pairs}
    found += [
        sentence("gone", 0.0, report, other, here, there, None, number)
        for number in range(len(there.texts))
        if number not in kept
    ]
    return tuple(found)


def sentence(
    how: How | str,
    share: float,
    report: models.Report,
    other: models.Report,
    here: Texts,
    there: Texts,
    mine: int | None,
    theirs: int | None,
) -> Sentence:
    """One line of the comparison; a changed sentence is cut where it differs."""
    own = here.texts[mine] if mine is not None else ""
    old = there.texts[theirs] if theirs is not None else ""
    parts, old_parts = aligned(own, old) if how == "changed" else (whole(own, how), whole(old, how))
    return Sentence(
        how=how,
        share=round(share, 3),
        parts=parts,
        address=address_of(report.public_id, *here.spans[mine]) if mine is not None else "",
        there=old_parts,
        there_address=address_of(other.public_id, *there.spans[theirs]) if theirs is not None else "",
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
