"""The integrity view as JSON Lines and as two flat tables: a row for each group of a year, or for each target in it."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from decimal import Decimal
from io import TextIOWrapper
from typing import Any, BinaryIO

import msgspec
from msgspec.structs import fields

from ximu.ledger.exchange.cells import guarded
from ximu.ledger.exchange.kinds import plain
from ximu.ledger.exchange.links import written_out
from ximu.ledger.integrity import PARTS, IntegrityPoint, IntegrityYear, Share
from ximu.ledger.link import Linked

SHARES = ("fulfillment", "coverage", "timeliness", "testability")
WHERE = ("place", "place_code", "year", "group")
ENDS = ("target", "outcome", "observed")
_encoder = msgspec.json.Encoder(decimal_format="number")


def write_jsonl(years: Iterable[IntegrityYear], file: BinaryIO) -> None:
    """Write a line for each government and year, with all its points; the caller keeps the file."""
    for one in years:
        file.write(_encoder.encode(written_out(msgspec.to_builtins(one, builtin_types=(Decimal,)))) + b"\n")


def write_json(years: Iterable[IntegrityYear], file: BinaryIO) -> None:
    """Write one JSON array of the same objects."""
    rows = [written_out(msgspec.to_builtins(one, builtin_types=(Decimal,))) for one in years]
    file.write(msgspec.json.format(_encoder.encode(rows)) + b"\n")


def groups_header() -> list[str]:
    """The columns of the table of groups."""
    shares = [f"{name}_{part}" for name in SHARES for part in ("count", "whole", "percent")]
    return [*WHERE, *shares, "band", "band_reason", "band_since", *PARTS, "outside", "admissions", "reported"]


def points_header() -> list[str]:
    """The columns of the table of targets."""
    own = [field.name for field in fields(IntegrityPoint) if field.name not in ENDS]
    return [*WHERE, *own, *(f"{end}_{field.name}" for end in ENDS for field in fields(Linked))]


def group_rows(years: Iterable[IntegrityYear]) -> Iterator[dict[str, Any]]:
    """A row for each group of each year."""
    for year in years:
        for one in year.groups:
            row: dict[str, Any] = {"place": year.place, "place_code": year.place_code, "year": year.year}
            row |= {"group": one.group, "band": one.band, "band_reason": one.band_reason, "band_since": one.band_since}
            row |= {"outside": year.outside, "admissions": len(year.admissions), "reported": year.reported}
            for name in SHARES:
                share: Share = getattr(one, name)
                row |= {f"{name}_{part}": getattr(share, part) for part in ("count", "whole", "percent")}
            yield row | dict(one.counts)


def point_rows(years: Iterable[IntegrityYear]) -> Iterator[dict[str, Any]]:
    """A row for each target of each group of each year."""
    for year in years:
        for group in year.groups:
            for one in group.points:
                row: dict[str, Any] = {"place": year.place, "place_code": year.place_code, "year": year.year}
                row["group"] = group.group
                row |= {field.name: getattr(one, field.name) for field in fields(one) if field.name not in ENDS}
                for end in ENDS:
                    linked: Linked | None = getattr(one, end)
                    for field in fields(Linked):
                        row[f"{end}_{field.name}"] = None if linked is None else getattr(linked, field.name)
                yield row


def write_csv(years: Iterable[IntegrityYear], file: BinaryIO, *, points: bool = False) -> None:
    """Write the table of groups, or with `points` of targets; the caller keeps the file."""
    text = TextIOWrapper(file, encoding="utf-8", newline="", write_through=False)
    rows = csv.DictWriter(text, points_header() if points else groups_header(), lineterminator="\r\n")
    rows.writeheader()
    for row in point_rows(years) if points else group_rows(years):
        rows.writerow({name: _cell(value) for name, value in row.items()})
    text.detach()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return plain(value)
    return guarded(value) if isinstance(value, str) else str(value)
