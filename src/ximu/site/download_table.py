"""The list of a page as CSV (`?format=csv`), with the same filters as the page."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from django.http import HttpRequest, HttpResponse
from msgspec import Struct

from ximu.ledger.exchange.cells import guarded

CSV = "text/csv; charset=utf-8"
# Spreadsheets need the mark to take the file for what it is.
MARK = b"\xef\xbb\xbf"


def wants_table(request: HttpRequest) -> bool:
    """Whether the list of a page is asked for as CSV."""
    return request.GET.get("format") == "csv"


def table_bytes(head: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """CSV of these rows (RFC 4180, UTF-8 with a mark); no cell can be taken for a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows([cell(value) for value in row] for row in rows)
    return MARK + out.getvalue().encode()


def table_response(name: str, fields: Sequence[str], records: Iterable[Struct]) -> HttpResponse:
    """The records as a file for download, a column for each of `fields`."""
    body = table_bytes(fields, ([getattr(one, field) for field in fields] for one in records))
    response = HttpResponse(body, content_type=CSV)
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def cell(value: object) -> object:
    """A cell of CSV: nothing for None, and no text that a spreadsheet could run as a formula."""
    if value is None:
        return ""
    return guarded(value) if isinstance(value, str) else value
