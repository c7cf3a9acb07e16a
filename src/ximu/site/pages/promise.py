"""The page of a promise: its words, when it is due, what the next reports say of it, when it was promised again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_safe
from msgspec import Struct

from ximu.site.findings import FindingLine, finding_lines, with_reports
from ximu.site.language import language_of, say
from ximu.site.made_once import made_once
from ximu.site.promises import PromiseLine, all_promises, promise_address, promise_lines
from ximu.site.published_work import PublishedWork, published_work
from ximu.site.quoting import REFERENCE, Quote, ReportRef, Spot, load_quotes, report_ref, rest_of_report
from ximu.site.reasons_en import reason_in_english
from ximu.site.reckoning import reckoning
from ximu.site.registers.corrections import Request, Review, answered_requests, reviews_of
from ximu.site.respond import respond, wants_twin
from ximu.store import models

# A target of one series in other years of the place: so many are shown.
MOST_OTHER_YEARS = 30


class Value(Struct, frozen=True, kw_only=True):
    """A number of a target or an outcome, as it is compared; null when there is none."""

    low: Decimal
    high: Decimal
    unit: str
    bound: str


class Target(Struct, frozen=True, kw_only=True):
    """One target of the promise and what became of it; `told` is where its outcome is said, null when nowhere.

    `origin` tells who reports the outcome: report, computed (from two levels), statistics, "" for nobody.
    """

    id: str
    indicator: str
    indicator_id: str
    aspect: str
    scope: str
    year: int | None
    wanted: Value | None
    reached: Value | None
    verdict: str
    gap: Decimal | None
    gap_unit: str
    reason: str
    origin: str
    source_url: str
    sure: bool
    rules: tuple[str, ...]
    told: Quote | None


class OtherYear(Struct, frozen=True, kw_only=True):
    """The same thing promised in another report of the place: `address` is the page of that promise."""

    report_year: int | None
    year: int | None
    indicator: str
    indicator_id: str
    wanted: Value | None
    verdict: str
    address: str


class NamedProject(Struct, frozen=True, kw_only=True):
    """A project that the promise names."""

    name: str
    address: str


class PromisePage(Struct, frozen=True, kw_only=True):
    """A promise and its life; `state` is how it stands, `work` what the responsible units have published about it.

    `reviews` are readings that people corrected, `requests` answered requests for correction of this page.
    """

    id: str
    kind: str
    report: ReportRef
    words: Quote | None
    section: tuple[str, ...]
    label: str
    action: str
    objects: tuple[str, ...]
    stage: str
    responsible: str
    due_on: date | None
    due_assumed: bool
    importance: str
    state: str
    reason: str
    sure: bool
    doubt: str
    targets: tuple[Target, ...]
    other_years: tuple[OtherYear, ...]
    findings: tuple[FindingLine, ...]
    projects: tuple[NamedProject, ...]
    before: PromiseLine | None
    after: PromiseLine | None
    work: tuple[PublishedWork, ...]
    reviews: tuple[Review, ...]
    requests: tuple[Request, ...]


@require_safe
def promise_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show a promise; the id of a target inside one leads to it."""
    rows = models.Promise.objects.select_related("report__place").defer(*rest_of_report("report", shown=REFERENCE))
    row = rows.filter(public_id=public_id).first()
    if row is None:
        link = models.Link.objects.filter(Q(target=public_id) | Q(public_id=public_id)).only("promise").first()
        if link is None:
            raise Http404("promise")
        address = promise_address(link.promise)
        return HttpResponseRedirect(address.rstrip("/") + ".json" if wants_twin(request) else address)
    page = make_page(row)
    return respond(request, "promise.html", page, extra=in_words(page, language_of(request)))


ORIGINS = {
    "report": "promise.by_report",
    "computed": "promise.by_computed",
    "statistics": "promise.by_statistics",
    "": "promise.by_nobody",
}


def in_words(page: PromisePage, language: str) -> dict[str, Any]:
    """What follows from the page in the words of a language: why it stands so, the arithmetic of each target, who says so."""
    said = {
        one.id: reckoning(one.reason, one.verdict, one.wanted, one.reached, one.gap, one.gap_unit, language)
        for one in page.targets
    }
    again = page.reason if language == "zh" else reason_in_english(page.reason)
    if again:
        why = again
    elif len(page.targets) == 1:
        why = said[page.targets[0].id]
    elif page.targets:
        why = say("promise.says_several", language, n=len(page.targets))
    else:
        why = say("promise.says_not_due" if page.state == "not_due" else "promise.says_not_testable", language)
    told = dict.fromkeys(one.origin for one in page.targets if one.origin) or {"": None}
    return {"said": said, "why": why, "origins": [ORIGINS[origin] for origin in told]}


@made_once
def make_page(row: models.Promise) -> PromisePage:
    """The page of a promise (a fixed number of queries)."""
    links = list(models.Link.objects.filter(promise=row.public_id).order_by("target_start", "public_id"))
    own = Spot(row.report_id, row.start, row.end)
    quotes = load_quotes([own, *(spot for link in links if (spot := told_at(link)))])
    record: dict[str, Any] = {}
    if row.kind == "commitment":
        record = models.Commitment.objects.filter(pk=row.public_id).values_list("record", flat=True).first() or {}
    elif row.kind == "target":
        record = models.Measure.objects.filter(pk=row.public_id).values_list("record", flat=True).first() or {}
    before, after = neighbors(row)
    return PromisePage(
        id=row.public_id,
        kind=row.kind,
        report=report_ref(row.report),
        words=quotes.get(own),
        section=tuple(record.get("section", ())),
        label=row.label,
        action=record.get("action", ""),
        objects=tuple(record.get("objects", ())),
        stage=row.stage,
        responsible=record.get("responsible") or "",
        due_on=row.due_on,
        due_assumed=row.due_assumed,
        importance=row.importance,
        state=row.state,
        reason=row.reason,
        sure=row.sure,
        doubt=record.get("doubt", ""),
        targets=tuple(target(link, quotes) for link in links),
        other_years=other_years(row, links),
        findings=findings_about(row, links),
        projects=named_projects(row),
        before=before,
        after=after,
        work=published_work((row.public_id, *(one.target for one in links))),
        reviews=reviews_of((row.public_id, *(one.target for one in links))),
        requests=answered_requests(f"/promises/{row.public_id}/"),
    )


def told_at(link: models.Link) -> Spot | None:
    """Where the outcome of a link is said, None when nobody says it in a report."""
    if link.outcome_report_id is None or link.outcome_start is None or link.outcome_end is None:
        return None
    return Spot(link.outcome_report_id, link.outcome_start, link.outcome_end)


def value(low: Decimal | None, high: Decimal | None, unit: str, bound: str) -> Value | None:
    """A number as it is compared, None without one."""
    return None if low is None or high is None else Value(low=low, high=high, unit=unit, bound=bound)


def target(link: models.Link, quotes: dict[Spot, Quote]) -> Target:
    """One target with its outcome."""
    spot = told_at(link)
    end = link.record.get("observed") or link.record.get("outcome") or {}
    return Target(
        id=link.public_id,
        indicator=link.indicator,
        indicator_id=link.indicator_id or "",
        aspect=link.aspect,
        scope=link.scope,
        year=link.year,
        wanted=value(link.target_low, link.target_high, link.unit, link.bound),
        reached=value(link.outcome_low, link.outcome_high, link.outcome_unit, end.get("bound", "eq")),
        verdict=link.verdict,
        gap=link.gap,
        gap_unit=link.gap_unit,
        reason=link.reason,
        origin=link.origin,
        source_url=end.get("source_url", ""),
        sure=link.sure,
        rules=tuple(link.record.get("rules", ())),
        told=quotes.get(spot) if spot else None,
    )


def other_years(row: models.Promise, links: Sequence[models.Link]) -> tuple[OtherYear, ...]:
    """The same indicator, form and part of the place promised in other reports, or the same named step (one query)."""
    same = Q()
    for link in links:
        if link.indicator_id is not None:
            same |= Q(indicator_id=link.indicator_id, aspect=link.aspect, unit=link.unit, scope=link.scope)
        elif link.bound == "step":
            same |= Q(indicator=link.indicator, bound="step")
    if not same or row.place_id is None:
        return ()
    found = (
        models.Link.objects.filter(same, place=row.place_id)
        .exclude(report=row.report_id)
        .only(
            "report_year",
            "year",
            "indicator",
            "indicator_id",
            "target_low",
            "target_high",
            "unit",
            "bound",
            "verdict",
            "promise",
        )
        .order_by("report_year", "year", "target_start")
    )
    return tuple(
        OtherYear(
            report_year=link.report_year,
            year=link.year,
            indicator=link.indicator,
            indicator_id=link.indicator_id or "",
            wanted=value(link.target_low, link.target_high, link.unit, link.bound),
            verdict=link.verdict,
            address=promise_address(link.promise),
        )
        for link in found[:MOST_OTHER_YEARS]
    )


def findings_about(row: models.Promise, links: Sequence[models.Link]) -> tuple[FindingLine, ...]:
    """The findings that quote characters of the promise or the outcome of its targets (one query)."""
    touches = Q(report=row.report_id, a_start__lt=row.end, a_end__gt=row.start)
    touches |= Q(other_report=row.report_id, b_start__lt=row.end, b_end__gt=row.start)
    for link in links:
        if link.outcome:
            touches |= Q(a_statement=link.outcome) | Q(b_statement=link.outcome)
    return finding_lines(with_reports().filter(touches).order_by("-severity", "public_id")[:20])


def named_projects(row: models.Promise) -> tuple[NamedProject, ...]:
    """The projects that stand in the characters of the promise (one query)."""
    if row.place_id is None:
        return ()
    text = "".join(row.as_written.split())
    named = models.Project.objects.filter(report=row.report_id).values_list("name", flat=True)
    inside = sorted({name for name in named if name in text})
    found = models.NamedProject.objects.filter(place=row.place_id, name__in=inside)
    return tuple(NamedProject(name=one.name, address=f"/projects/{one.public_id}/") for one in found)


def neighbors(row: models.Promise) -> tuple[PromiseLine | None, PromiseLine | None]:
    """The testable promises before and after this one in its report (two queries)."""
    same = all_promises().filter(report=row.report_id, label="testable").exclude(pk=row.pk)
    before = promise_lines(same.filter(start__lte=row.start).order_by("-start")[:1])
    after = promise_lines(same.filter(start__gt=row.start).order_by("start")[:1])
    return (before[0] if before else None), (after[0] if after else None)
