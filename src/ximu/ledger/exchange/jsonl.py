"""JSON Lines: one record a line, `kind` first, numbers exact and without exponents, dates as ISO 8601."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import BinaryIO, TypeVar

import msgspec

from ximu.ledger.errors import ExchangeError
from ximu.ledger.exchange.kinds import plain
from ximu.ledger.measure import Measure
from ximu.ledger.reading import Record

T = TypeVar("T")

_encoder = msgspec.json.Encoder(decimal_format="number")
_decoder: msgspec.json.Decoder[Record] = msgspec.json.Decoder(Record)


def encode(record: Record) -> bytes:
    """The record as one JSON object, without a line end."""
    if isinstance(record, Measure) and not (_is_plain(record.low) and _is_plain(record.high)):
        return _encode_with_exponents_written_out(record)
    return _encoder.encode(record)


def _is_plain(value: Decimal) -> bool:
    """Whether str(value) is digits, sign and point only; the encoder writes exactly that."""
    text = str(value)
    return "E" not in text and value.is_finite()


def _encode_with_exponents_written_out(record: Measure) -> bytes:
    row = msgspec.to_builtins(record, builtin_types=(Decimal,))
    for name, value in row.items():
        if isinstance(value, Decimal):
            row[name] = msgspec.Raw(plain(value).encode())
    return _encoder.encode(row)


def write(records: Iterable[Record], file: BinaryIO) -> None:
    """Write records as they come; the caller keeps the file."""
    for record in records:
        file.write(encode(record) + b"\n")


def read(lines: Iterable[bytes], where: str = "") -> Iterator[Record]:
    """The records of a JSON Lines file; blank lines are passed over. Raises ExchangeError that names the line."""
    return decoded(lines, _decoder, "record", "ximu read", where)


def decoded(
    lines: Iterable[bytes], decoder: msgspec.json.Decoder[T], what: str, command: str, where: str
) -> Iterator[T]:
    """What `decoder` makes of each line; `what` and `command` are for the error about a line that is none."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            yield decoder.decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise ExchangeError(
                f"line {number} is no {what}: {error}", where=where, next_step=f"write the file again with {command}"
            ) from error
