"""The integrity view of a place, as it was reckoned when its reports were last linked."""

from __future__ import annotations

import msgspec

from ximu.ledger.integrity import IntegrityYear
from ximu.ledger.link import Link
from ximu.link.integrity import integrity
from ximu.store import models
from ximu.store.load import load_report

_decode = msgspec.json.Decoder(tuple[IntegrityYear, ...]).decode


def integrity_of(place: models.Place) -> tuple[IntegrityYear, ...]:
    """Every year of a place, latest first (one query); reckoned now where an older version has linked the place."""
    held = models.PlaceIntegrity.objects.filter(place=place, place__reports__isnull=False)
    kept = held.values_list("years", flat=True).first()
    years = _reckoned(place) if kept is None else _decode(kept)
    return tuple(sorted(years, key=lambda one: -one.year))


def _reckoned(place: models.Place) -> tuple[IntegrityYear, ...]:
    reports = models.Report.objects.filter(place=place, source_kind="report").order_by("public_id")
    readings = [load_report(report, report.public_id) for report in reports]
    rows = models.Link.objects.filter(report__in=reports).values_list("record", flat=True)
    return integrity((msgspec.convert(row, Link) for row in rows), readings)
