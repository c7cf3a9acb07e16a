"""Keeping rows of official statistics in the ledger; the places they are about are marked to be linked again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import msgspec
from django.db import DatabaseError, transaction

from ximu.ledger.errors import StoreError
from ximu.ledger.identity import STATEMENT_ID_LENGTH, digest
from ximu.ledger.observation import Observation
from ximu.store import models
from ximu.store.relink import mark_places


class Kept(NamedTuple):
    """How many rows were new and how many were there already."""

    new: int
    known: int


def keep_observations(rows: Iterable[Observation]) -> Kept:
    """Keep these rows, each once: a row is the same when place, indicator, year, form, value, address and day are.

    All or nothing; links change with the next `ximu.store.relink.relink()`. Raises StoreError when the database refuses.
    """
    wanted = {_public_id(row): row for row in rows}
    try:
        with transaction.atomic():
            known = set(models.Observation.objects.in_bulk(list(wanted)))
            fresh = {key: row for key, row in wanted.items() if key not in known}
            models.Observation.objects.bulk_create([_row(key, one) for key, one in fresh.items()], 500)
            mark_places(list(fresh.values()))
    except DatabaseError as error:
        raise StoreError(f"not saved, the database says: {' '.join(str(error).split())}") from error
    return Kept(len(fresh), len(known))


def _public_id(row: Observation) -> str:
    said = (
        row.place_code or row.place, row.indicator_id or row.indicator, str(row.year), row.aspect, row.scope,
        format(row.value.normalize(), "f"), row.unit, row.source_url, str(row.published_on or ""),
    )  # fmt: skip
    return digest("observation", *said, length=STATEMENT_ID_LENGTH)


def _row(key: str, row: Observation) -> models.Observation:
    return models.Observation(
        public_id=key,
        place_code=row.place_code or "",
        place_name=row.place,
        indicator=row.indicator,
        indicator_id=row.indicator_id,
        year=row.year,
        value=row.value,
        unit=row.unit,
        aspect=row.aspect,
        scope=row.scope,
        source_url=row.source_url,
        published_on=row.published_on,
        record=msgspec.to_builtins(row),
    )
