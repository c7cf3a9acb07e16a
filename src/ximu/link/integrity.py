"""The integrity view (守信): by government and year what was promised, kept, missed, silent, and how much can be judged."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

from ximu.ledger.finding import Quotation
from ximu.ledger.integrity import (
    DUE,
    GROUPS,
    JUDGED,
    PARTS,
    Group,
    IntegrityGroup,
    IntegrityPoint,
    IntegrityYear,
    Part,
    Share,
)
from ximu.ledger.link import Link
from ximu.ledger.reading import ReportReading
from ximu.link.identity import place_key, plain_name, plain_scope
from ximu.link.integrity_groups import Places
from ximu.link.words import table

Key = tuple[str, int]


class _Paper(NamedTuple):
    """A report with the key of its place."""

    reading: ReportReading
    place: str
    year: int
    places: Places


def integrity(
    links: Iterable[Link], readings: Iterable[ReportReading], on: date | None = None
) -> tuple[IntegrityYear, ...]:
    """The integrity of every government for every year that a target is for, by place and year.

    `links` are those of the readings (`ximu.link.links.links`, or a ledger's), `readings` the reports themselves, whose
    sections, commitments and admissions are needed; a link whose report is not among them is left out. `on` chooses the
    band table in force (default: the newest). The order of both does not matter, and copies count once.
    """
    papers = _papers(readings)
    by_source: dict[str, list[_Paper]] = defaultdict(list)
    for paper in papers:
        by_source[paper.reading.report.source].append(paper)
    given: dict[str, set[int]] = defaultdict(set)
    for paper in papers:
        given[paper.place].add(paper.year)
    filed: dict[Key, list[tuple[Link, _Paper]]] = defaultdict(list)
    for link in sorted(set(links), key=_order):
        of_link = _paper_of(link, by_source)
        if of_link is not None and link.target.year:
            filed[of_link.place, link.target.year].append((link, of_link))
    for paper in papers:
        filed.setdefault((paper.place, paper.year), [])
    return tuple(
        _year(key, filed[key], [paper for paper in papers if paper.place == key[0]], given[key[0]], on)
        for key in sorted(filed)
    )


def _papers(readings: Iterable[ReportReading]) -> list[_Paper]:
    """The reports that speak for a government, one for each year: of copies the one with the fewest repairs."""
    found: dict[Key, _Paper] = {}
    for one in readings:
        report = one.report
        place = place_key(report.place, report.place_code)
        if report.source_kind == "report" and report.report_year and place:
            own = _Paper(one, place, report.report_year, Places(one))
            found[place, own.year] = min(found.get((place, own.year), own), own, key=_damage)
    return [found[key] for key in sorted(found)]


def _damage(paper: _Paper) -> tuple[int, int, str, int]:
    report = paper.reading.report
    return len(report.repairs), -len(paper.reading.measures), report.source, report.report


def _paper_of(link: Link, by_source: dict[str, list[_Paper]]) -> _Paper | None:
    return next(
        (
            paper
            for paper in by_source.get(link.target.source, ())
            if paper.reading.report.start <= link.target.start < paper.reading.report.end
        ),
        None,
    )


def _order(link: Link) -> tuple[object, ...]:
    one, other = link.target, link.outcome
    end = (other.source, other.start) if other else ("", -1)
    # The headline first: what the tasks repeat counts there. Of two reports the newer one has the say.
    head = link.importance != "headline"
    return (-(one.report_year or 0), head, one.source, one.start, one.end, one.indicator, *end, link.reason, str(link))


def _year(
    key: Key, filed: Sequence[tuple[Link, _Paper]], papers: Sequence[_Paper], given: set[int], on: date | None
) -> IntegrityYear:
    place, year = key
    newest = max(papers, key=lambda paper: (paper.year, paper.reading.report.source)).reading.report
    points: dict[Group, list[IntegrityPoint]] = {group: [] for group in GROUPS}
    outside = 0
    seen: set[tuple[object, ...]] = set()
    for link, paper in filed:
        placed = paper.places.link(link)
        if placed is None:
            outside += 1
            continue
        part = _part(link, given, seen)
        points[placed.group].append(
            IntegrityPoint(
                part=part, target=link.target, outcome=link.outcome, observed=link.observed, verdict=link.verdict,
                sure=link.sure, importance=link.importance, reason=link.reason, placed_by=placed.by,
            )
        )  # fmt: skip
    own = [paper for paper in papers if paper.year == year]
    return IntegrityYear(
        place=newest.place or place,
        place_code=newest.place_code,
        year=year,
        reported=year + 1 in given,
        groups=tuple(_group(group, points[group], _promised(group, own), on) for group in GROUPS),
        outside=outside,
        admissions=tuple(
            Quotation(source=one.source, start=one.start, end=one.end, as_written=one.as_written)
            for paper in papers
            if paper.year == year + 1
            for one in sorted(paper.reading.admissions, key=lambda one: one.start)
            if one.missed_target
        ),
    )


def _part(link: Link, given: set[int], seen: set[tuple[object, ...]]) -> Part:
    """What a target counts as; a target said before (in the headline targets, or in a newer report) counts once."""
    one = link.target
    same = (
        one.indicator_id or plain_name(one.indicator), one.aspect, one.bound if one.low is None else "", one.unit,
        one.low, one.high, one.change, plain_scope(one.scope, one.place), one.relative_to,
    )  # fmt: skip
    if same in seen:
        return "repeated"
    seen.add(same)
    if link.verdict == "superseded" or link.verdict == "not_due":
        return link.verdict
    if link.outcome is None and link.observed is None and (one.year or 0) + 1 not in given:
        return "not_due" if (one.year or 0) >= max(given) else "no_report"
    if not link.sure:
        return "doubtful"
    if link.verdict == "partly":
        # A step that was done is only partly kept when it was done late; of numbers some were met and others not.
        return "late" if link.importance == "step" else "partly"
    if link.verdict == "unreported":
        return "silent"
    if link.verdict == "not_testable":
        return "not_testable"
    return "missed" if link.verdict == "missed" else "kept"


def _promised(group: Group, papers: Sequence[_Paper]) -> Share:
    """Promises that an outsider can check among all promises of the group in the reports of the year."""
    labels = Counter(
        one.label == "testable"
        for paper in papers
        for one in paper.reading.commitments
        if (placed := paper.places.promise(one.start, one.as_written, one.role_of_section, frozenset())) is not None
        and placed.group == group
    )
    return share(labels[True], labels[True] + labels[False])


def share(count: int, whole: int) -> Share:
    """A share with its percent, rounded half up to one digit."""
    percent = (Decimal(count) * 100 / whole).quantize(Decimal("0.1"), ROUND_HALF_UP) if whole else None
    return Share(count=count, whole=whole, percent=percent)


def _group(group: Group, points: Sequence[IntegrityPoint], promised: Share, on: date | None) -> IntegrityGroup:
    counts = Counter(point.part for point in points)
    judged, due = sum(counts[part] for part in JUDGED), sum(counts[part] for part in DUE)
    in_time = sum(point.part == "kept" and point.importance == "step" for point in points)
    fulfillment, coverage = share(counts["kept"], judged), share(judged, due)
    band, reason, since = band_of(fulfillment, coverage, on)
    return IntegrityGroup(
        group=group,
        counts={part: counts[part] for part in PARTS},
        fulfillment=fulfillment,
        coverage=coverage,
        timeliness=share(in_time, in_time + counts["late"]),
        testability=promised,
        band=band,
        band_reason=reason,
        band_since=since,
        points=tuple(sorted(points, key=lambda one: (PARTS.index(one.part), one.target.source, one.target.start))),
    )


def band_table(on: date | None = None) -> dict[str, Any]:
    """The table of bands in force on a day; the newest without one, the oldest for a day before all."""
    tables: list[dict[str, Any]] = sorted(table("integrity")["bands"], key=lambda each: str(each["since"]))
    held = [each for each in tables if on is None or each["since"] <= on]
    return held[-1] if held else tables[0]


def band_of(fulfillment: Share, coverage: Share, on: date | None = None) -> tuple[str | None, str, str]:
    """The id of the band (None when too little is judged), the reason in words, and since when the table holds."""
    bands = band_table(on)
    since = str(bands["since"])
    fewest, least = int(bands["fewest_judged"]), Decimal(bands["least_coverage"])
    if fulfillment.whole < fewest:
        return None, f"能判断的{fulfillment.whole}个，不到{fewest}个，不分档", since
    if coverage.percent is None or Decimal(coverage.count * 100) < least * coverage.whole:
        return None, f"到期的{coverage.whole}个里只能判断{coverage.count}个，不到{least}%，不分档", since
    for each in sorted(bands["band"], key=lambda each: Decimal(each["at_least"]), reverse=True):
        if Decimal(fulfillment.count * 100) >= Decimal(each["at_least"]) * fulfillment.whole:
            return str(each["id"]), f"{fulfillment.whole}个里兑现{fulfillment.count}个，{each['zh']}", since
    return None, "没有合适的档", since
