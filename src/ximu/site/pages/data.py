"""The page of data: every table of the ledger to take away whole, what its columns mean, and the ways for programs."""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe
from msgspec import Struct

from ximu.site.dataset_description import Download, Variable, dataset
from ximu.site.download_table import CSV, MARK, cell, table_response, wants_table
from ximu.site.language import language_of, say
from ximu.site.listing import sum_of
from ximu.site.respond import encode, respond
from ximu.store import models
from ximu.store.tally_models import Tally

TABLES_FILE = Path(__file__).parents[1] / "data_tables.toml"
FORMS = r"(?P<form>csv|jsonl)"
CHUNK = 2000
MAKERS: dict[str, type[Model]] = {
    one.__name__: one
    for one in (models.Place, models.Report, models.Measure, models.Link, models.Promise, models.ComputedFinding)
}

TALLIES: dict[str, type[Tally]] = {
    "Report": models.ReportTally,
    "Link": models.LinkTally,
    "Promise": models.PromiseTally,
    "ComputedFinding": models.FindingTally,
}


class Column(NamedTuple):
    """A column of a table: where its value stands in the database, and what it means."""

    name: str
    field: str
    zh: str
    en: str


class Table(NamedTuple):
    """A table of the ledger as it is given away."""

    name: str
    model: str
    order: tuple[str, ...]
    zh: str
    en: str
    columns: tuple[Column, ...]

    @property
    def rows(self) -> QuerySet[Any]:
        """All its rows, in a lasting order."""
        return MAKERS[self.model]._default_manager.order_by(*self.order)


class CodeLine(Struct, frozen=True, kw_only=True):
    """One column of the codebook."""

    table: str
    column: str
    zh: str
    en: str


class TableLine(Struct, frozen=True, kw_only=True):
    """A table on the page: how many rows it has and where it is."""

    name: str
    zh: str
    en: str
    rows: int
    csv: str
    jsonl: str


class Way(Struct, frozen=True, kw_only=True):
    """Another way to the data: `what` is the key of its words."""

    what: str
    address: str


class DataPage(Struct, frozen=True, kw_only=True):
    """What can be taken away, and the codebook of every table."""

    tables: tuple[TableLine, ...]
    ways: tuple[Way, ...]
    codebook: tuple[CodeLine, ...]


@cache
def tables() -> dict[str, Table]:
    """The tables of `data_tables.toml` by name."""
    found = tomllib.loads(TABLES_FILE.read_text(encoding="utf-8"))
    return {
        name: Table(
            name,
            entry["model"],
            tuple(entry["order"]),
            entry["zh"],
            entry["en"],
            tuple(Column(one["name"], one.get("field", one["name"]), one["zh"], one["en"]) for one in entry["columns"]),
        )
        for name, entry in found.items()
    }


def counted(model: str) -> int:
    """How many rows a table of the ledger has, from the tallies (one query)."""
    if model == "Measure":
        return sum_of(models.StatementTally.objects.filter(kind="measure"))
    tally: type[Tally] | None = TALLIES.get(model)
    return sum_of(tally._default_manager.all()) if tally else MAKERS[model]._default_manager.count()


def codebook() -> tuple[CodeLine, ...]:
    """Every column of every table."""
    return tuple(
        CodeLine(table=table.name, column=column.name, zh=column.zh, en=column.en)
        for table in tables().values()
        for column in table.columns
    )


@require_safe
def data_page(request: HttpRequest) -> HttpResponse:
    """Show what can be taken away (a count for each table); `?format=csv` sends the codebook."""
    if wants_table(request):
        return table_response("codebook", CodeLine.__struct_fields__, codebook())
    page = DataPage(
        tables=tuple(
            TableLine(
                name=table.name,
                zh=table.zh,
                en=table.en,
                rows=counted(table.model),
                csv=f"/data/{table.name}.csv",
                jsonl=f"/data/{table.name}.jsonl",
            )
            for table in tables().values()
        ),
        ways=(
            Way(what="data.way_api", address="/api/v1/openapi.json"),
            Way(what="data.way_feed", address="/feed.atom"),
            Way(what="data.way_sitemap", address="/sitemap.xml"),
            Way(what="data.way_indicators", address="/indicators/?format=csv"),
            Way(what="data.way_compare", address="/compare/"),
        ),
        codebook=codebook(),
    )
    return respond(request, "data.html", page, extra={"dataset": described(request, page)})


def described(request: HttpRequest, page: DataPage) -> SafeString:
    """The whole ledger as one set of data: every table in both forms, every column."""
    language = language_of(request)
    downloads = [
        Download(address, media, f"{table.zh if language == 'zh' else table.en} ({form})")
        for table in page.tables
        for address, media, form in ((table.csv, "text/csv", "CSV"), (table.jsonl, "application/jsonl", "JSON Lines"))
    ]
    variables = [Variable(f"{one.table}.{one.column}", one.zh if language == "zh" else one.en) for one in page.codebook]
    return dataset(request, say("data.set", language), say("data.about_set", language), downloads, variables)


@require_safe
def data_table(request: HttpRequest, name: str, form: str) -> HttpResponseBase:
    """Send a whole table, row by row, so that its size does not matter."""
    table = tables().get(name)
    if table is None:
        raise Http404("table")
    rows = table.rows.values_list(*(column.field for column in table.columns)).iterator(chunk_size=CHUNK)
    body = as_csv(table, rows) if form == "csv" else as_lines(table, rows)
    response = StreamingHttpResponse(body, content_type=CSV if form == "csv" else "application/jsonl")
    response["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    response["Access-Control-Allow-Origin"] = "*"
    return response


def as_csv(table: Table, rows: Iterable[tuple[Any, ...]]) -> Iterator[bytes]:
    """The table as CSV, many rows at a time."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(column.name for column in table.columns)
    yield MARK
    for number, row in enumerate(rows, 1):
        writer.writerow([cell(value) for value in row])
        if number % CHUNK == 0:
            yield out.getvalue().encode()
            out.seek(0)
            out.truncate()
    yield out.getvalue().encode()


def as_lines(table: Table, rows: Iterable[tuple[Any, ...]]) -> Iterator[bytes]:
    """The table as JSON Lines, numbers exact."""
    names = [column.name for column in table.columns]
    held: list[bytes] = []
    for row in rows:
        held.append(encode(dict(zip(names, row, strict=True))))
        if len(held) == CHUNK:
            yield b"\n".join(held) + b"\n"
            held.clear()
    yield b"".join(line + b"\n" for line in held)
