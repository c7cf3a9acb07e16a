"""The integrity view of a place, reckoned once for a state of the ledger and kept: it needs all reports of the place."""

from __future__ import annotations

import hashlib
import logging

import msgspec
from django.core.cache import caches
from django.db.models import Count

from ximu.ledger.integrity import IntegrityYear
from ximu.ledger.link import Link
from ximu.link.integrity import integrity
from ximu.store import models
from ximu.store.load import load_report

logger = logging.getLogger("django.ximu.integrity")
CACHE = "charts"
_decode = msgspec.json.Decoder(tuple[IntegrityYear, ...]).decode


def integrity_of(place: models.Place) -> tuple[IntegrityYear, ...]:
    """Every year of a place, latest first; two queries when nothing has changed since it was last reckoned."""
    key = f"integrity-{state_of(place)}"
    kept: bytes | None = caches[CACHE].get(key)
    if kept is not None:
        return _decode(kept)
    reports = models.Report.objects.filter(place=place, source_kind="report").order_by("public_id")
    readings = [load_report(report, report.public_id) for report in reports]
    rows = models.Link.objects.filter(report__in=reports).values_list("record", flat=True)
    years = integrity((msgspec.convert(row, Link) for row in rows), readings)
    found = tuple(sorted(years, key=lambda one: -one.year))
    try:
        caches[CACHE].set(key, msgspec.json.encode(found), None)
    except OSError as error:  # what cannot be kept is reckoned again
        logger.warning("the integrity view is not kept: %s", error)
    return found


def state_of(place: models.Place) -> str:
    """What the view of a place follows from: its reports, as they were read and linked last."""
    reports = models.Report.objects.filter(place=place).order_by("public_id")
    told = reports.annotate(n=Count("links")).values_list(
        "public_id", "reader_version", "linked_version", "characters", "n"
    )
    return hashlib.sha256(repr((place.public_id, list(told))).encode()).hexdigest()[:32]
