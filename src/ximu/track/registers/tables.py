"""Tables of registers from CSV text: headers in Chinese or English, every error with its line, before anything is kept."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import NamedTuple

from ximu.ledger.errors import TrackError

MOST_ROWS, MOST_BYTES = 200_000, 50 * 1024 * 1024
_TOLD = 5


class Column(NamedTuple):
    """A column: its id, the headers that mean it, whether every row needs it, the longest text."""

    name: str
    headers: tuple[str, ...]
    required: bool = False
    longest: int = 5000


LIST_COLUMNS = (
    Column("code", ("编码", "序号", "code"), required=True, longest=40),
    Column("name_zh", ("名称", "事项名称", "name"), required=True, longest=300),
    Column("group_zh", ("类别", "group"), longest=80),
    Column("unit_zh", ("实施部门", "责任部门", "unit"), longest=80),
    Column("basis_zh", ("依据", "设定依据", "basis")),
    Column("detail_zh", ("内容", "详情", "detail")),
)
OBJECT_COLUMNS = (
    Column("id", ("编号", "统一社会信用代码", "id"), required=True, longest=60),
    Column("name", ("名称", "name"), required=True, longest=200),
    Column("class", ("信用等级", "类别", "class"), longest=20),
)
INSPECTOR_COLUMNS = (
    Column("id", ("证号", "编号", "id"), required=True, longest=60),
    Column("name", ("姓名", "name"), required=True, longest=80),
    Column("avoids", ("回避", "avoids")),
)


def read_table(text: str | bytes, columns: Sequence[Column]) -> list[dict[str, str]]:
    """The rows of a CSV or tab-separated text, by column id; empty lines are passed over.

    Raises TrackError W141 with the first errors, each with its line; then nothing was read.
    """
    lines = _decoded(text)
    try:
        dialect = "excel-tab" if "\t" in lines.split("\n", 1)[0] else "excel"
        rows = list(csv.reader(io.StringIO(lines), dialect=dialect, strict=True))
    except csv.Error as error:
        raise _wrong(f"no table: {error}") from error
    if not rows or not any(cell.strip() for cell in rows[0]):
        raise _wrong("the first line must hold the headers")
    if len(rows) > MOST_ROWS:
        raise _wrong(f"more than {MOST_ROWS} lines")
    places = _places(rows[0], columns)
    found, errors, seen = [], [], set()
    for number, cells in enumerate(rows[1:], 2):
        if not any(cell.strip() for cell in cells):
            continue
        row = {name: " ".join(cells[at].split()) if at < len(cells) else "" for name, at in places.items()}
        errors += [f"line {number}: {what}" for what in _errors(row, columns)]
        key = row[columns[0].name]
        if key and key in seen:
            errors.append(f"line {number}: {key} stands twice")
        seen.add(key)
        found.append(row)
    if errors:
        more = f" and {len(errors) - _TOLD} more" if len(errors) > _TOLD else ""
        raise _wrong("; ".join(errors[:_TOLD]) + more)
    if not found:
        raise _wrong("there is no row below the headers")
    return found


def _decoded(text: str | bytes) -> str:
    if isinstance(text, str):
        return text.lstrip("\ufeff").replace("\r\n", "\n")
    if len(text) > MOST_BYTES:
        raise _wrong("the file is too big")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return text.decode(encoding).replace("\r\n", "\n")
        except UnicodeDecodeError:
            continue
    raise _wrong("neither UTF-8 nor GB 18030")


def _places(headers: Sequence[str], columns: Sequence[Column]) -> dict[str, int]:
    """Where each column stands; one that is not there is empty in every row. Raises TrackError W141."""
    heads = ["".join(cell.split()).lower() for cell in headers]
    places = {}
    for column in columns:
        at = next((heads.index(header.lower()) for header in column.headers if header.lower() in heads), None)
        if at is None and column.required:
            raise _wrong(f"there is no column {column.headers[0]}")
        places[column.name] = len(headers) if at is None else at
    # Beyond the last cell of every line: reads as empty.
    return {name: at if at < len(headers) else 10**9 for name, at in places.items()}


def _errors(row: dict[str, str], columns: Sequence[Column]) -> list[str]:
    found = []
    for column in columns:
        if column.required and not row[column.name]:
            found.append(f"{column.headers[0]} is empty")
        if len(row[column.name]) > column.longest:
            found.append(f"{column.headers[0]} is longer than {column.longest}")
    return found


def _wrong(what: str) -> TrackError:
    return TrackError(what, where="table", next_step="correct the table and give it again", code="W141")
