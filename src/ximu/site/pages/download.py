"""The ledger of a report as a file: the records of the exchange format, narrowed like the page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO

import msgspec
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from ximu.ledger.exchange import jsonl
from ximu.ledger.exchange.csv_table import BOM, CsvTable
from ximu.ledger.reading import Record
from ximu.site.statements import Row, file_name, load_rows, load_sections, narrow
from ximu.store import models


@require_safe
def ledger_download(request: HttpRequest, public_id: str, form: str) -> HttpResponse:
    """Send the statements as `form` (csv or jsonl); the values of the address narrow and order them as on the page."""
    report = models.Report.objects.filter(public_id=public_id).first()
    if report is None:
        raise Http404("report")
    rows, _ = narrow(load_rows(report), load_sections(report), request.GET)
    source = models.Source.objects.filter(holds__report=report, holds__primary=True).values_list("name", flat=True)
    records = [record_of(row, file_name(next(iter(source), ""))) for row in rows]
    data = as_csv(records) if form == "csv" else as_lines(records)
    kind = "text/csv; charset=utf-8" if form == "csv" else "application/jsonl"
    response = HttpResponse(data, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{report.public_id}.{form}"'
    return response


def record_of(row: Row, source: str) -> Record:
    """The row as a record of the exchange format; an open number lacks what its table does not keep."""
    fields = {"source": source, "report": 1, **row.record, "kind": row.kind}
    found: Record = msgspec.convert(fields, type=Record, strict=False)
    return found


def as_csv(records: Sequence[Record]) -> bytes:
    """One table with a column for every field of the kinds that occur."""
    kinds = list(dict.fromkeys(str(record.__struct_config__.tag) for record in records)) or ["measure"]
    file = BytesIO()
    file.write(BOM)
    table = CsvTable(file, kinds)
    table.write(records)
    table.detach()
    return file.getvalue()


def as_lines(records: Iterable[Record]) -> bytes:
    """One JSON object a line."""
    file = BytesIO()
    jsonl.write(records, file)
    return file.getvalue()
