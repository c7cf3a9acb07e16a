"""Links, promises, findings and projects kept true: made anew for every place whose reports have changed. Run after a batch.

A report that is saved, read again or taken away marks its place (`Report.linked_version` is ""); so does a row of
statistics. `relink()` then links each marked place once, however many of its reports came in, with those compared with
it: a place sees its own reports of all years and those of the places above. Sentences taken over from places elsewhere
are looked for by `ximu findings` over all reports, not here.
"""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from typing import NamedTuple

import msgspec
from django.db import DatabaseError, transaction
from django.utils import timezone

from ximu import __version__
from ximu.ledger.errors import StoreError
from ximu.ledger.link import Link
from ximu.ledger.observation import Observation
from ximu.ledger.reading import ReportReading
from ximu.link.collection import collect
from ximu.link.findings.kinds import TYPES, find_in
from ximu.link.identity import place_key
from ximu.link.integrity import integrity
from ximu.link.links import links
from ximu.store import models
from ximu.store.clusters import Cluster, Clusters
from ximu.store.link_rows import Loaded, RowMaker, Rows
from ximu.store.load import held_observations, load_report, text_of
from ximu.store.project_rows import project_rows
from ximu.store.search_index import forget_projects, index_projects
from ximu.store.tallies import recount, tallied
from ximu.store.writing import one_writer

# Reports of the places above are wanted again by the next place below: so many are kept at hand.
_KEPT_READINGS = 64
_BATCH = 500
_PATIENCE = timedelta(minutes=5)
# All other kinds are about one place alone.
_NOT_BETWEEN_LEVELS = frozenset(TYPES) - {"amplification"}


class Relinked(NamedTuple):
    """What a run has made."""

    places: int
    links: int
    promises: int
    findings: int


def relink(*, everything: bool = False, step: Callable[[str, int], None] | None = None) -> Relinked:
    """Link the places that have changed, or all with `everything`; each in one transaction, so a stop loses nothing.

    `step` is told the name of each place when it is done, and how many there are. Raises StoreError when the database
    refuses.
    """
    try:
        if everything:
            mark_all()
        clusters = Clusters.of_reports()
        wanted = clusters.to_link()
        # Linked for the sake of the place above alone: unmarked they would be forgotten when the run is stopped.
        below = [report.pk for cluster in wanted for report in cluster.reports if not report.stale]
        models.Report.objects.filter(pk__in=below).update(linked_version="")
        shelf = _Shelf(held_observations() if wanted else [])
        made = Relinked(len(wanted), 0, 0, 0)
        for cluster in wanted:
            rows = _link_cluster(cluster, clusters, shelf)
            made = Relinked(
                made.places,
                made.links + len(rows.links),
                made.promises + len(rows.promises),
                made.findings + len(rows.findings),
            )
            if step is not None:
                step(cluster.name, len(wanted))
        if everything:
            recount()
        return made
    except DatabaseError as error:
        raise StoreError(f"not linked, the database says: {' '.join(str(error).split())}") from error


def links_wait() -> bool:
    """Whether a place has been marked for a while: whoever adds reports links them at the end, unless it was stopped."""
    if not models.Report.objects.filter(linked_version="").exists():
        return False
    latest = models.Source.objects.order_by("-pk").values_list("read_at", flat=True).first()
    return latest is None or latest < timezone.now() - _PATIENCE


def mark_all() -> None:
    """Mark every report, so that all places are linked again."""
    models.Report.objects.update(linked_version="")


def mark_places(observations: Sequence[Observation]) -> None:
    """Mark the places that rows of statistics are about, so that they are linked again."""
    named = {place_key(one.place, one.place_code) for one in observations} | {one.place for one in observations}
    marked = [
        report.pk for key, found in Clusters.of_reports().by_key.items() if key in named for report in found.reports
    ]
    models.Report.objects.filter(pk__in=marked).update(linked_version="")


class _Shelf:
    """The readings at hand, the latest used last, and the statistics."""

    def __init__(self, observations: Sequence[Observation]) -> None:
        self.observations = observations
        self._kept: OrderedDict[int, Loaded] = OrderedDict()

    def read(self, pks: Sequence[int]) -> list[Loaded]:
        """These reports as they are now."""
        for pk in pks:
            self._kept.pop(pk, None)
        return self.take(pks)

    def take(self, pks: Sequence[int]) -> list[Loaded]:
        """These reports; those that were read before in this run are not read again."""
        found = {pk: self._kept[pk] for pk in pks if pk in self._kept}
        missing = [pk for pk in pks if pk not in found]
        for pk, row in models.Report.objects.select_related("place").in_bulk(missing).items():
            found[pk] = Loaded(row, load_report(row, row.public_id), text_of(row))
        self._kept |= found
        for pk in found:
            self._kept.move_to_end(pk)
        while len(self._kept) > _KEPT_READINGS:
            self._kept.popitem(last=False)
        return [found[pk] for pk in pks if pk in found]


def _link_cluster(cluster: Cluster, clusters: Clusters, shelf: _Shelf) -> Rows:
    with transaction.atomic():
        one_writer()  # nobody may change a report while its place is linked
        own = shelf.read([report.pk for report in cluster.reports])
        above = shelf.take([report.pk for place in clusters.above(cluster) for report in place.reports])
        names = {one.row.public_id for one in own}
        loaded = {one.row.public_id: one for one in (*above, *own)}
        collection = collect(_given(loaded.values()), shelf.observations)
        found = [*find_in(_given(own)), *find_in(_given(loaded.values()), _NOT_BETWEEN_LEVELS)]
        linked = list(links(collection, names))
        rows = RowMaker(loaded).rows(own, linked, found)
        reports = [one.row.pk for one in own]
        with tallied(reports):
            _write(reports, rows)
            _write_projects(own)
        _write_integrity(own, linked)
    return rows


def _given(loaded: Iterable[Loaded]) -> list[tuple[ReportReading, str]]:
    return [(one.reading, one.text) for one in loaded]


def _write(reports: Sequence[int], rows: Rows) -> None:
    for table in (models.Link, models.Promise, models.ComputedFinding):
        table._default_manager.filter(report__in=reports).delete()
    models.Link.objects.bulk_create(rows.links, _BATCH)
    models.Promise.objects.bulk_create(rows.promises, _BATCH)
    models.ComputedFinding.objects.bulk_create(rows.findings, _BATCH)
    models.Report.objects.filter(pk__in=reports).update(linked_version=__version__)


def _write_projects(own: Sequence[Loaded]) -> None:
    places = {one.row.place_id for one in own if one.row.place_id is not None}
    forget_projects(places)
    index_projects(models.NamedProject.objects.bulk_create(project_rows(own), _BATCH))


def _write_integrity(own: Sequence[Loaded], linked: Sequence[Link]) -> None:
    by_place: dict[int, list[ReportReading]] = defaultdict(list)
    for one in own:
        if one.row.place_id is not None:
            by_place[one.row.place_id].append(one.reading)
    models.PlaceIntegrity.objects.filter(place__in=by_place).delete()
    models.PlaceIntegrity.objects.bulk_create(
        models.PlaceIntegrity(place_id=place, years=msgspec.json.encode(integrity(linked, readings)).decode())
        for place, readings in by_place.items()
    )
