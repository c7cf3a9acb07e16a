"""Rows of the database in the shapes of the interface."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from ximu.ledger.exchange.kinds import KINDS
from ximu.ledger.link import Link
from ximu.ledger.observation import Observation
from ximu.site.statements import address_of, public_record
from ximu.store import link_models, models


def place(row: models.Place) -> dict[str, Any]:
    """A place; the row comes annotated with `report_count`."""
    return {
        "id": row.public_id,
        "code": row.code,
        "name": row.name,
        "level": row.level,
        "reports": getattr(row, "report_count", 0),
        "address": f"/places/{row.public_id}/",
    }


def report(row: models.Report) -> dict[str, Any]:
    """A report without its parts."""
    return {
        "id": row.public_id,
        "place": row.place.public_id if row.place else None,
        "place_name": row.place.name if row.place else "",
        "report_year": row.report_year,
        "source_kind": row.source_kind,
        "title": row.title,
        "delivered_on": row.delivered_on,
        "characters": row.characters,
        "reader_version": row.reader_version,
        "address": f"/reports/{row.public_id}/",
    }


def statement(row: models.Said) -> dict[str, Any]:
    """A measure, commitment, admission or project; its report and place come with it."""
    said: models.Report = row.report
    record = exact(row.record)
    return {
        "id": row.pk,
        "report": said.public_id,
        "place": said.place.public_id if said.place else None,
        "report_year": said.report_year,
        "address": address_of(said.public_id, row.start, record.end),
        "record": record,
    }


def exact(record: Mapping[str, Any]) -> Any:
    """A stored record as the record it was, without folders in the name of its source."""
    shown = public_record(dict(record))
    return msgspec.convert(shown, KINDS[shown["kind"]], strict=False)


def link(row: link_models.Link) -> dict[str, Any]:
    """A link; the sources of its ends are ids of reports."""
    return {
        "id": row.public_id,
        "report": row.report.public_id,
        "place": row.place.public_id if row.place else None,
        "target": row.target,
        "outcome": row.outcome,
        "promise": row.promise,
        "record": msgspec.convert(row.record, Link, strict=False),
    }


def finding(row: link_models.ComputedFinding) -> dict[str, Any]:
    """A finding; the sources of its quotations are ids of reports."""
    return {
        "id": row.public_id,
        "report": row.report.public_id,
        "place": row.place.public_id if row.place else None,
        "rule": row.rule,
        "record": msgspec.convert(row.record, KINDS["finding"], strict=False),
    }


def promise(row: link_models.Promise) -> dict[str, Any]:
    """A promise and how it stands."""
    names = ("kind", "as_written", "label", "indicator_id", "due_on", "due_assumed", "state", "verdict", "reason")
    return {
        "id": row.public_id,
        "report": row.report.public_id,
        "place": row.place.public_id if row.place else None,
        "report_year": row.report_year,
        **{name: getattr(row, name) for name in names},
        "repeated": row.repeated,
        "sure": row.sure,
        "address": f"/promises/{row.public_id}/",
    }


def observation(row: link_models.Observation) -> dict[str, Any]:
    """A row of official statistics."""
    return {"id": row.public_id, "record": msgspec.convert(row.record, Observation, strict=False)}
