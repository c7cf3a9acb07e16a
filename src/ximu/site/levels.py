"""The places above and below a place, and the growth targets that each level set, from the highest down (层层加码)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from msgspec import Struct

from ximu.ledger.identity import place_id
from ximu.link.words import table
from ximu.site.charts.amplification import Step, box, spec
from ximu.site.charts.chart import Chart, Drawing, caption
from ximu.site.charts.of_lines import HEAD, At, Track, table_rows
from ximu.site.charts.points import Point, scale
from ximu.site.language import say
from ximu.site.names import indicator_name, place_name
from ximu.site.series import Cell, Line, best_cells
from ximu.store import models
from ximu.store.clusters import Cluster, Clusters
from ximu.store.tallies import edition

GROWTH_UNIT = "%"
MOST_YEARS = 6


class PlaceLink(Struct, frozen=True, kw_only=True):
    """A place in a list of places."""

    id: str
    name: str
    address: str


class Around(Struct, frozen=True, kw_only=True):
    """The places above, highest first, and the places right below."""

    above: tuple[PlaceLink, ...]
    below: tuple[PlaceLink, ...]


_EMPTY = Around(above=(), below=())


class _Whole(NamedTuple):
    """What is around every place, by public id, as long as the ledger is the same."""

    edition: str
    places: Mapping[str, Around]


_latest = _Whole("", {})


def around(place: models.Place) -> Around:
    """What the ledger holds above and below a place (one query, two more over all places when the ledger has changed)."""
    global _latest  # one for the process: every place asks for it, and all places are read to make it
    word = edition()
    if not word or word != _latest.edition:
        _latest = _Whole(word, _around_each())
    return _latest.places.get(place.public_id, _EMPTY)


def _around_each() -> Mapping[str, Around]:
    clusters = Clusters.of_places()
    # A place without a code knows what is above it; from above it is found by asking each.
    above = {key: clusters.above(one) for key, one in clusters.by_key.items()}
    below: dict[str, list[PlaceLink]] = defaultdict(list)
    for key, found in above.items():
        if found:
            below[found[0].key].append(_link(clusters.by_key[key]))
    return {
        _id(one): Around(
            above=tuple(_link(found) for found in reversed(above[key])),
            below=tuple(sorted(below[key], key=lambda link: link.id)),
        )
        for key, one in reversed(list(clusters.by_key.items()))  # of two with one id the first counts
    }


def _id(cluster: Cluster) -> str:
    return place_id(cluster.code or None, cluster.name)


def _link(cluster: Cluster) -> PlaceLink:
    return PlaceLink(id=_id(cluster), name=cluster.name, address=f"/places/{_id(cluster)}/")


def headline_indicator() -> str:
    """The indicator that levels are compared by when nothing else is asked for."""
    found: str = table("findings/findings")["amplification"]["indicator"]
    return found


def targets_by_level(chain: Sequence[PlaceLink], indicator_id: str) -> tuple[Line, ...]:
    """The growth targets of each place of the chain, latest first, for the years with two levels or more (one query)."""
    rows = models.Link.objects.filter(
        indicator_id=indicator_id, aspect="growth", unit=GROWTH_UNIT, scope="", target_low__isnull=False,
        place__public_id__in=[link.id for link in chain],
    )  # fmt: skip
    cells = best_cells(rows)
    # Years of which one level alone speaks say nothing about the levels.
    told = Counter(year for _, year in cells)
    years = sorted((year for year, count in told.items() if count >= 2), reverse=True)
    return tuple(
        Line(
            key=link.id,
            aspect="growth",
            unit=GROWTH_UNIT,
            name=link.name,
            address=link.address,
            list_address="",
            cells=tuple(cells.get((link.id, year)) or Cell(year=year, target=None, result=None) for year in years),
        )
        for link in chain
    )


def amplification(lines: Iterable[Line], indicator_id: str, at: At) -> Chart | None:
    """The chart of the last years in which two levels or more set a target; None when there is no such year."""
    found = [line for line in lines if any(cell.target for cell in line.cells)]
    years = [cell.year for cell in found[0].cells][:MOST_YEARS] if found else []
    steps = [
        Step(Point(place_name(line.name, at.language), cell), place_name(line.name, at.language), rank)
        for rank, line in enumerate(found)
        for cell in line.cells
        if cell.year in years and cell.target
    ]
    if len(found) < 2 or not steps:
        return None
    name = indicator_name(indicator_id, at.language)
    by = scale([step.point for step in steps], GROWTH_UNIT, at.language)
    reports = len({step.point.cell.target.report for step in steps if step.point.cell.target})
    words = caption(
        say("levels.title", at.language, name=name, lowest=place_name(found[-1].name, at.language)),
        by.unit,
        say("chart.source", at.language, n=reports),
        len(steps),
        at.language,
    )

    draw = Drawing(lambda look: spec(steps, by, look, words), lambda look: box(look, words))

    tracks = [Track(place_name(one.name, at.language), one.key, one.name, indicator_id, one) for one in found]
    rows = [row for row in table_rows(tracks) if row[5] in years]
    return Chart("levels", words, len(steps), at.address, at.query, draw, HEAD, rows)
