"""The whole ledger as a Frictionless Data Package: a CSV table for each kind, the texts, schemas, keys and checksums.

The same ledger gives the same bytes. The tables in `data/` are what `ximu read` writes as CSV, with public ids added,
so they can be read back by any command that takes records.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterable, Mapping
from io import StringIO
from pathlib import Path
from typing import Any

from ximu import __version__
from ximu.ledger.commitment import Commitment
from ximu.ledger.errors import UsageError
from ximu.ledger.exchange import links as link_table
from ximu.ledger.exchange.cells import kind_of, to_cells
from ximu.ledger.exchange.kinds import KINDS
from ximu.ledger.exchange.statement_ids import Ids, identified
from ximu.ledger.exchange.table_schema import link_schema, schema
from ximu.ledger.exchange.whole_file import WholeFiles, writing_to
from ximu.ledger.link import Link, Linked
from ximu.ledger.measure import Measure
from ximu.ledger.reading import ReportReading

LICENSES = {
    "CC0-1.0": ("CC0 1.0 Universal", "https://creativecommons.org/publicdomain/zero/1.0/"),
    "CC-BY-4.0": ("Creative Commons Attribution 4.0", "https://creativecommons.org/licenses/by/4.0/"),
    "ODC-BY-1.0": ("Open Data Commons Attribution 1.0", "https://opendatacommons.org/licenses/by/1-0/"),
    "PDDL-1.0": ("Open Data Commons Public Domain Dedication 1.0", "https://opendatacommons.org/licenses/pddl/1-0/"),
}
_ABOUT = (
    "Statements read from reports on the work of Chinese local governments: measures, commitments, admissions, projects, "
    "with the exact characters of the source text each of them stands on. Positions count Unicode code points of the "
    "texts in texts/. In the tables a text that begins with = + - @ (also full-width), a tab or an apostrophe has one "
    "apostrophe more in front, so that no spreadsheet runs it; lists and records are JSON."
)


class _Part:
    """A file of the package that counts and hashes what is written to it."""

    def __init__(self, folder: Path, path: str, files: WholeFiles) -> None:
        self.path, self._target = path, folder / path
        with writing_to(self._target):
            # Closed as soon as it is whole: a ledger has more texts than a program may hold open.
            self._file = files.path(self._target).open("wb")
        self._digest, self._size = hashlib.sha256(), 0

    def write(self, data: bytes) -> None:
        """Write, count, hash."""
        self._digest.update(data)
        self._size += len(data)
        with writing_to(self._target):
            self._file.write(data)

    def closed(self) -> dict[str, Any]:
        """Close the file; what the descriptor says of it."""
        with writing_to(self._target):
            self._file.close()
        return {"path": self.path, "bytes": self._size, "hash": f"sha256:{self._digest.hexdigest()}"}


class _Table:
    """A CSV table of the package; rows go to the file as they come."""

    def __init__(self, part: _Part, described: dict[str, Any]) -> None:
        self._part, self._schema = part, described
        names = [field["name"] for field in described["fields"]]
        self._line = StringIO(newline="")
        self._writer = csv.DictWriter(self._line, names, restval="", lineterminator="\n", extrasaction="ignore")
        self._writer.writeheader()
        self._hand_on()

    def add(self, cells: Mapping[str, str]) -> None:
        """Write a row."""
        self._writer.writerow(cells)
        self._hand_on()

    def _hand_on(self) -> None:
        self._part.write(self._line.getvalue().encode("utf-8", "replace"))
        self._line.seek(0)
        self._line.truncate()

    def resource(self, name: str) -> dict[str, Any]:
        """The entry of the descriptor."""
        facts = {"name": name, "profile": "tabular-data-resource", **self._part.closed()}
        return {**facts, "format": "csv", "mediatype": "text/csv", "encoding": "utf-8", "schema": self._schema}


class _Texts:
    """The source texts, one file each, in the order in which they come."""

    def __init__(self, folder: Path, files: WholeFiles) -> None:
        self._folder, self._files = folder, files
        self._paths: dict[str, str] = {}
        self.resources: list[dict[str, Any]] = []

    def path_of(self, source: str, text: str) -> str:
        """The file with the text of a source, written when it is new; "" when the text is not at hand."""
        if not text:
            return ""
        if source not in self._paths:
            nth = len(self._paths) + 1
            part = _Part(self._folder, f"texts/{nth}.txt", self._files)
            # A half of a character that no encoding has is one code point still: positions hold.
            part.write(text.encode("utf-8", "replace"))
            self._paths[source] = part.path
            facts = {"name": f"text-{nth}", "title": source, **part.closed()}
            self.resources.append({**facts, "format": "txt", "mediatype": "text/plain", "encoding": "utf-8"})
        return self._paths[source]


def write_package(
    given: Iterable[tuple[ReportReading, str]],
    folder: Path,
    *,
    links: Iterable[Link] = (),
    license_name: str | None = None,
    texts: bool = True,
) -> int:
    """Write the package of these reports (each with its source text, "" when not at hand) into a folder.

    All files appear together when they are complete. `links` are written as a further table. `license_name` is one of
    LICENSES; without it the package names none. Returns the number of reports. Raises UsageError for an unknown
    license, ExchangeError when the folder refuses.
    """
    if license_name is not None and license_name not in LICENSES:
        raise UsageError(f"no such license: {license_name}", next_step=f"choose from {', '.join(LICENSES)}")
    with WholeFiles() as files:
        tables = {kind: _Table(_Part(folder, f"data/{kind}.csv", files), schema(kind)) for kind in KINDS}
        held, ids, titles = _Texts(folder, files), Ids(), []
        ends: dict[tuple[str, int, int, str], str] = {}
        for reading, text in given:
            report = reading.report
            public_id = ids.of_report(report, text)
            path = held.path_of(report.source, text) if texts else ""
            tables["report"].add({"id": public_id, "text_path": path, **to_cells(report)})
            titles.append(" ".join((report.title or f"{report.place or ''} {report.report_year or ''}").split()))
            for one_id, record in identified(public_id, reading, all_numbers=True):
                tables[kind_of(record)].add({"id": one_id, "report_id": public_id, **to_cells(record)})
                if isinstance(record, Measure | Commitment):
                    ends.setdefault(_key(record), one_id)
        resources = [table.resource(kind) for kind, table in tables.items()]
        resources += _links(links, ends, folder, files)
        descriptor = _descriptor(resources + held.resources, titles, license_name)
        whole = _Part(folder, "datapackage.json", files)
        whole.write(descriptor)
        whole.closed()
    return len(titles)


def _key(record: Measure | Commitment | Linked) -> tuple[str, int, int, str]:
    """Where a statement stands, and for a number what it is about: one number may stand for several indicators."""
    named = record.indicator if isinstance(record, Measure | Linked) else ""
    return record.source, record.start, record.end, named


def _links(
    links: Iterable[Link], ends: dict[tuple[str, int, int, str], str], folder: Path, files: WholeFiles
) -> list[dict[str, Any]]:
    found = list(links)
    if not found:
        return []
    table = _Table(_Part(folder, "links/link.csv", files), link_schema())
    for link in found:
        named = {f"{name}_id": _id(getattr(link, name), ends) for name in ("target", "outcome")}
        table.add({**named, **link_table.to_cells(link)})
    return [table.resource("link")]


def _id(linked: Linked | None, ends: dict[tuple[str, int, int, str], str]) -> str:
    """The id of the statement at the end of a link; "" for a clause that is no statement of its own."""
    if linked is None:
        return ""
    key = _key(linked)
    return ends.get(key, "") or ends.get((*key[:3], ""), "")


def _descriptor(resources: list[dict[str, Any]], titles: list[str], license_name: str | None) -> bytes:
    made: dict[str, Any] = {
        "profile": "data-package",
        "name": "ximu-ledger",
        "title": "Ledger of government work reports",
        "description": _ABOUT,
        "ximu_version": __version__,
        "sources": [{"title": title} for title in dict.fromkeys(titles) if title],
        "resources": resources,
    }
    if license_name is not None:
        title, path = LICENSES[license_name]
        made["licenses"] = [{"name": license_name, "title": title, "path": path}]
    return json.dumps(made, ensure_ascii=False, indent=2).encode("utf-8", "replace") + b"\n"
