"""A file to its source text: the format is told by content first and by the name second; bad input gets one clear error."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from msgspec import Struct

from ximu.read import refusals
from ximu.read.formats import txt
from ximu.read.limits import LIMITS
from ximu.read.report_evidence import Evidence, looks_like_report

__all__ = ["Document", "Evidence", "looks_like_report", "open_document", "read_bytes"]


class Document(Struct, frozen=True):
    """One document: `text` is what all positions refer to, line ends as they are; `sha256` is of the file's bytes."""

    source: str
    text: str
    sha256: str
    encoding: str
    format: str


_OLD = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office file (DOC, XLS, WPS)"),
    (b"{\\rtf", "an RTF file"),
)
_BINARY = (
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"BM", "a BMP picture"),
    (b"II*\0", "a TIFF picture"),
    (b"MM\0*", "a TIFF picture"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90\0", "a program"),
    (b"SQLite format 3\0", "a database"),
    (b"PAR1", "a Parquet file"),
    (b"\xfd7zXZ\0", "an xz archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive"),
)
_MARKUP = re.compile(rb"<(?:!doctype\s+html|html|head|body|meta|div|p|table|article)\b", re.IGNORECASE)
_MARKUP_END = re.compile(rb"</(?:html|body|div|p|table|article)>", re.IGNORECASE)
# Data that may lie beside reports and hold their words (an index, a reading) is no report.
_TABLES = frozenset((".csv", ".tsv", ".json", ".jsonl", ".yaml", ".yml", ".toml", ".xml", ".parquet", ".log"))
_CONTROL = bytes(sorted({*range(9), *range(14, 27), *range(28, 32)}))


def open_document(path: Path, name: str | None = None) -> Document:
    """Read one file. `name` is what records and errors call it (else the path as given).

    Raises IntakeError when the file is not there, may not be read, is too large, or holds no text.
    """
    where = name if name is not None else str(path)
    try:
        if path.is_dir():
            raise refusals.refuse(refusals.A_FOLDER, "a folder, not a file", where)
        size = path.stat().st_size
        if size > LIMITS.file_bytes:
            raise _too_large(size, LIMITS.file_bytes, where)
        with path.open("rb") as file:
            data = file.read(LIMITS.file_bytes + 1)
    except FileNotFoundError:
        raise refusals.refuse(refusals.MISSING, "no such file", where) from None
    except OSError as error:
        raise refusals.refuse(refusals.UNREADABLE, f"cannot be read ({error.strerror or error})", where) from error
    return read_bytes(data, where)


def read_bytes(data: bytes, name: str) -> Document:
    """The document in `data`, which records and errors call `name`. Raises IntakeError when it holds no text."""
    if not data.strip(b" \t\r\n\0\xef\xbb\xbf\xff\xfe"):
        raise refusals.refuse(refusals.EMPTY, "the file is empty", name)
    if len(data) > LIMITS.file_bytes:
        raise _too_large(len(data), LIMITS.file_bytes, name)
    kind = _format_of(data, name)
    encoding = "utf-8"
    if kind == "docx":
        from ximu.read.formats import docx

        text = docx.extract(data, name)
    elif kind == "pdf":
        from ximu.read.formats import pdf

        text = pdf.extract(data, name)
    else:
        if len(data) > LIMITS.text_bytes:
            raise _too_large(len(data), LIMITS.text_bytes, name)
        if kind == "html":
            from ximu.read.formats import html

            text, encoding = html.extract(data, name)
        else:
            text, encoding = txt.decode(data, name)
    if not text.strip():
        raise refusals.refuse(refusals.EMPTY, "the file holds no text", name)
    if len(text) > LIMITS.text_bytes:
        raise _too_large(len(text), LIMITS.text_bytes, name)
    return Document(name, text, hashlib.sha256(data).hexdigest(), encoding, kind)


def _too_large(size: int, limit: int, where: str) -> Exception:
    return refusals.refuse(
        refusals.TOO_LARGE, f"{size / 1_048_576:.0f} MB, more than the limit of {limit / 1_048_576:.0f} MB", where
    )


def _format_of(data: bytes, name: str) -> str:
    """txt, md, html, docx or pdf. Raises IntakeError for what is none of them."""
    head = data[:4096]
    if head.startswith(b"PK\x03\x04"):
        return "docx"
    if b"%PDF-" in head[:1024]:
        return "pdf"
    for magic, what in _OLD:
        if head.startswith(magic):
            raise refusals.refuse(refusals.OLD_FORMAT, f"{what}, which is not read", name)
    for magic, what in _BINARY:
        if head.startswith(magic):
            raise refusals.refuse(refusals.NO_TEXT_FORMAT, f"{what}, not a text", name)
    suffix = Path(name).suffix.lower()
    if suffix in _TABLES:
        raise refusals.refuse(refusals.A_TABLE, f"a file of data ({suffix}), not a document", name)
    if _MARKUP.search(head) and (suffix in (".html", ".htm", ".shtml", ".mht", "") or _MARKUP_END.search(data)):
        return "html"
    if _binary(data):
        raise refusals.refuse(refusals.NO_TEXT_FORMAT, "binary data, not a text", name)
    return "md" if suffix in (".md", ".markdown") else "txt"


def _binary(data: bytes) -> bool:
    """Control bytes in a file without the zero bytes of UTF-16 or UTF-32: no text encoding makes so many."""
    sample = data[:65_536]
    if sample[:2] in (b"\xff\xfe", b"\xfe\xff") or sample[:4] == b"\0\0\xfe\xff" or txt.is_wide(sample):
        return False
    return len(sample) - len(sample.translate(None, _CONTROL)) > len(sample) // 200
