"""Lists: filtered, in one fixed order, page by page from a mark in the last address, or whole as CSV."""

from __future__ import annotations

import base64
import binascii
import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple
from urllib.parse import urlencode

import msgspec
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

from ximu.ledger.exchange.cells import guarded
from ximu.ledger.link import Link, Linked
from ximu.site.api.problems import ApiProblem
from ximu.site.respond import JSON, encode

MOST, USUAL = 500, 50
_ROWS_AT_ONCE = 500


class Order(NamedTuple):
    """The columns that put a list in order; together they are unique, so that a page can begin after any row."""

    columns: tuple[str, ...]

    def after(self, marks: Sequence[Any]) -> Q:
        """The rows behind the one with these values."""
        behind = Q()
        same = Q()
        for column, mark in zip(self.columns, marks, strict=True):
            behind |= same & Q(**{f"{column}__gt": mark})
            same &= Q(**{column: mark})
        return behind

    def mark(self, row: Model) -> str:
        """Where the next page begins, as an opaque word."""
        values = [_value(row, column) for column in self.columns]
        return base64.urlsafe_b64encode(msgspec.json.encode(values)).decode().rstrip("=")

    def marks(self, word: str) -> list[Any]:
        """The values in a mark. Raises ApiProblem for a word that is none."""
        try:
            values = msgspec.json.decode(base64.urlsafe_b64decode(word + "=" * (-len(word) % 4)), type=list[str | int])
        except (binascii.Error, ValueError, msgspec.DecodeError) as error:
            raise ApiProblem(400, "after is no mark of this list", "take the address in next") from error
        if len(values) != len(self.columns):
            raise ApiProblem(400, "after is a mark of another list", "take the address in next")
        return values


def _value(row: Model, column: str) -> Any:
    found: Any = row
    for name in column.split("__"):
        found = getattr(found, name)
    return found


def answer(
    request: HttpRequest,
    rows: QuerySet[Any],
    order: Order,
    shape: Callable[[Any], Mapping[str, Any]],
) -> HttpResponse | StreamingHttpResponse:
    """The list that a request asks for: one page of JSON, or every row as CSV with `format=csv`."""
    ordered = rows.order_by(*order.columns)
    if request.GET.get("format") == "csv":
        return _csv(ordered, shape)
    limit = _limit(request)
    if word := request.GET.get("after", ""):
        try:
            ordered = ordered.filter(order.after(order.marks(word)))
        except (ValueError, TypeError) as error:
            raise ApiProblem(400, "after is a mark of another list", "take the address in next") from error
    found = list(ordered[: limit + 1])
    following = _next(request, order.mark(found[limit - 1])) if len(found) > limit else None
    return as_json({"items": [shape(row) for row in found[:limit]], "next": following})


def as_json(content: Any) -> HttpResponse:
    """A JSON answer with exact numbers."""
    return HttpResponse(encode(content), content_type=JSON)


def _limit(request: HttpRequest) -> int:
    asked = request.GET.get("limit", "")
    return min(max(int(Decimal(asked)), 1), MOST) if asked else USUAL  # 2.0 counts as the whole number it is


def _next(request: HttpRequest, mark: str) -> str:
    asked = request.GET.copy()
    asked["after"] = mark
    return f"{request.path}?{urlencode(sorted(asked.items()))}"


def _csv(rows: QuerySet[Any], shape: Callable[[Any], Mapping[str, Any]]) -> StreamingHttpResponse:
    response = StreamingHttpResponse(_csv_lines(rows, shape), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="ximu.csv"'
    return response


def _csv_lines(rows: QuerySet[Any], shape: Callable[[Any], Mapping[str, Any]]) -> Iterator[str]:
    """The rows with a heading from the first one; a record inside a row becomes columns of its own."""
    names: list[str] = []
    for row in rows.iterator(chunk_size=_ROWS_AT_ONCE):
        flat = dict(_flat(shape(row)))
        if not names:
            names = list(flat)
            yield "\ufeff" + _line(names)
        yield _line([_cell(flat.get(name)) for name in names])
    if not names:
        yield "\ufeff"


def _flat(row: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The cells of a row: those of its record beside its own, those of the ends of a link under their names."""
    for name, value in row.items():
        if name != "record":
            yield name, value
            continue
        for field, inner in _fields(value):
            if field in _ENDS and isinstance(value, Link):
                for part in msgspec.structs.fields(Linked):
                    yield f"{field}_{part.encode_name}", None if inner is None else getattr(inner, part.name)
            elif field == "place":
                yield "place_name", inner
            elif field not in row and field not in _LEFT_OUT:
                yield field, inner


def _fields(record: Any) -> Iterable[tuple[str, Any]]:
    if isinstance(record, msgspec.Struct):
        return msgspec.structs.asdict(record).items()
    fields: Mapping[str, Any] = record
    return fields.items()


_ENDS = frozenset({"target", "outcome", "observed"})
_LEFT_OUT = frozenset({"kind", "source", "report"})


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return guarded(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple, dict, msgspec.Struct)):
        return encode(value).decode() if value else ""
    return format(value, "f") if hasattr(value, "as_tuple") else str(value)


def _line(cells: Sequence[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow(cells)
    return line.getvalue()
