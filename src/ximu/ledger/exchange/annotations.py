"""Every statement of a report as a W3C Web Annotation: where it stands in the text, and the record as its body.

One JSON-LD file a report holds an AnnotationCollection with one AnnotationPage; the text that the positions count in
lies beside it as `NAME.txt`. Positions are Unicode code points, as the model asks (a browser counts UTF-16 units, which differ
where the text holds a character beyond the first plane). Source: Web Annotation Data Model, W3C Recommendation 2017-02-23,
sections 3.2.4 (TextualBody), 4.2.4 (TextQuoteSelector), 4.2.5 (TextPositionSelector), 5 (collections).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ximu.ledger.exchange import jsonl
from ximu.ledger.exchange.cells import kind_of
from ximu.ledger.exchange.statement_ids import Ids, identified
from ximu.ledger.exchange.whole_file import WholeFiles, writing_to
from ximu.ledger.finding import Finding
from ximu.ledger.reading import Record, ReportReading

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
# Characters before and after a quotation by which it is found again when positions have moved.
AROUND = 32
_URN = "urn:ximu"
_PURPOSE = {"finding": "assessing"}


def collection(reading: ReportReading, text: str, public_id: str, text_file: str) -> dict[str, Any]:
    """The annotations of one report as JSON-LD; `text_file` is where, relative to the file, the text lies."""
    items = [
        _annotation(f"{_URN}:statement:{one_id}", record, start, end, text, text_file)
        for one_id, record in identified(public_id, reading)
        for start, end in [_span(record)]
    ]
    report, name = reading.report, f"{_URN}:report:{public_id}"
    title = report.title or f"{report.place or ''} {report.report_year or ''}"
    return {
        "@context": CONTEXT,
        "id": name,
        "type": "AnnotationCollection",
        "label": " ".join(title.split()) or public_id,
        "total": len(items),
        "first": {
            "id": f"{name}:page1",
            "type": "AnnotationPage",
            "partOf": name,
            "startIndex": 0,
            "items": items,
        },
    }


def _span(record: Record) -> tuple[int, int]:
    """Where a record stands; a finding at its first quotation."""
    return (record.a.start, record.a.end) if isinstance(record, Finding) else (record.start, record.end)


def _annotation(name: str, record: Record, start: int, end: int, text: str, text_file: str) -> dict[str, Any]:
    kind = kind_of(record)
    quote = {
        "type": "TextQuoteSelector",
        "exact": text[start:end],
        "prefix": text[max(0, start - AROUND) : start],
        "suffix": text[end : end + AROUND],
    }
    return {
        "id": name,
        "type": "Annotation",
        "motivation": _PURPOSE.get(kind, "describing"),
        "body": [
            {"type": "TextualBody", "purpose": "tagging", "value": kind},
            {
                "type": "TextualBody",
                "purpose": "describing",
                "format": "application/json",
                "value": jsonl.encode(record).decode("utf-8", "replace"),
            },
        ],
        "target": {
            "source": text_file,
            "selector": [{"type": "TextPositionSelector", "start": start, "end": end}, quote],
        },
    }


def write_annotations(given: Iterable[tuple[ReportReading, str]], folder: Path) -> tuple[int, tuple[str, ...]]:
    """Write `ID.jsonld` and `ID.txt` for every report into a folder; all files appear together.

    Returns the number of reports written, and the sources that were left out because their text is not at hand: without
    it nothing can be quoted. Raises ExchangeError when the folder refuses.
    """
    ids, written = Ids(), 0
    without_text: list[str] = []
    with WholeFiles() as files:
        for reading, text in given:
            if not text:
                without_text.append(reading.report.source)
                continue
            public_id = ids.of_report(reading.report, text)
            made = collection(reading, text, public_id, f"{public_id}.txt")
            data = json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace") + b"\n"
            _write(files, folder / f"{public_id}.jsonld", data)
            _write(files, folder / f"{public_id}.txt", text.encode("utf-8", "replace"))
            written += 1
    return written, tuple(dict.fromkeys(without_text))


def _write(files: WholeFiles, target: Path, data: bytes) -> None:
    beside = files.path(target)
    with writing_to(target):
        beside.write_bytes(data)
