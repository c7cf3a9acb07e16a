"""Links and observations as JSON Lines and as one flat table: numbers exact and without exponents, dates as ISO 8601."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from decimal import Decimal
from io import TextIOWrapper
from typing import Any, BinaryIO

import msgspec
from msgspec.structs import fields

from ximu.ledger.exchange.cells import guarded, nested
from ximu.ledger.exchange.jsonl import decoded
from ximu.ledger.exchange.kinds import plain
from ximu.ledger.link import Link, Linked
from ximu.ledger.observation import Observation

Said = Link | Observation
ENDS = ("target", "outcome", "observed")

_encoder = msgspec.json.Encoder(decimal_format="number")
_decoder: msgspec.json.Decoder[Said] = msgspec.json.Decoder(Said)


def encode(record: Said) -> bytes:
    """The record as one JSON object, without a line end; `kind` is first."""
    return _encoder.encode(written_out(msgspec.to_builtins(record, builtin_types=(Decimal,))))


def written_out(value: Any) -> Any:
    """The same with every number in digits, never with an exponent."""
    if isinstance(value, Decimal):
        return msgspec.Raw(plain(value).encode())
    if isinstance(value, dict):
        return {name: written_out(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [written_out(each) for each in value]
    return value


def write_jsonl(records: Iterable[Said], file: BinaryIO) -> None:
    """Write records as they come, one a line; the caller keeps the file."""
    for record in records:
        file.write(encode(record) + b"\n")


def read_jsonl(lines: Iterable[bytes], where: str = "") -> Iterator[Said]:
    """The records of a JSON Lines file; blank lines are passed over. Raises ExchangeError that names the line."""
    return decoded(lines, _decoder, "link", "ximu link", where)


def header() -> list[str]:
    """The columns of the flat table: the verdict first, then the target, the outcome and the statistics field by field."""
    own = [field.name for field in fields(Link) if field.name not in ENDS]
    ends = [field.name for field in fields(Linked)]
    return [*own, *(f"{end}_{name}" for end in ENDS for name in ends)]


def to_cells(link: Link) -> dict[str, str]:
    """A link as text cells; an end that is not there, and a value that is not known, are empty cells."""
    cells = {name: _cell(getattr(link, name)) for name in header() if hasattr(link, name)}
    for end in ENDS:
        linked: Linked | None = getattr(link, end)
        for field in fields(Linked):
            cells[f"{end}_{field.name}"] = "" if linked is None else _cell(getattr(linked, field.name))
    return cells


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return guarded(value) if isinstance(value, str) else nested(value)


def write_csv(links: Iterable[Link], file: BinaryIO) -> None:
    """Write one flat table; the caller keeps the file."""
    text = TextIOWrapper(file, encoding="utf-8", newline="", write_through=False)
    rows = csv.DictWriter(text, header(), restval="", lineterminator="\r\n")
    rows.writeheader()
    rows.writerows(to_cells(link) for link in links)
    text.detach()
