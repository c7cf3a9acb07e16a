"""DOCX: paragraphs and tables in reading order, straight from the XML, with guards against bombs."""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib
from xml.parsers import expat

from ximu.read import refusals
from ximu.read.formats.docx_numbering import Numbering, whole_number
from ximu.read.limits import LIMITS

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main "
_W_STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main "
_DOCUMENT = "word/document.xml"
_NUMBERING = "word/numbering.xml"
# What zipfile and the unpackers below it raise on broken directories, lengths, names and data.
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    NotImplementedError,
    OverflowError,
    ValueError,
    OSError,
)


def extract(data: bytes, where: str) -> str:
    """The text of the document body. Raises IntakeError for a damaged, locked or exploding file."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _guard(archive, where)
            try:
                xml = archive.read(_DOCUMENT)
                numbering = archive.read(_NUMBERING) if _NUMBERING in archive.namelist() else None
            except NotImplementedError:  # a way of packing that zipfile does not know; a RuntimeError too
                raise
            except KeyError:
                raise refusals.refuse(refusals.NO_TEXT_FORMAT, "a ZIP file that is no DOCX", where) from None
            except RuntimeError:
                raise refusals.refuse(refusals.LOCKED, "the DOCX is locked with a password", where) from None
    except _DAMAGE as error:
        raise refusals.refuse(refusals.DAMAGED, "the DOCX is damaged", where) from error
    try:
        reader = _BodyReader(Numbering(numbering))
        reader.read(xml)
    except (expat.ExpatError, ValueError, LookupError) as error:  # the latter two: an encoding that expat does not know
        raise refusals.refuse(refusals.DAMAGED, "the XML inside the DOCX is damaged", where) from error
    except _Forbidden:
        raise refusals.refuse(refusals.DAMAGED, "the XML inside the DOCX declares entities", where) from None
    return reader.text()


def _guard(archive: zipfile.ZipFile, where: str) -> None:
    """Refuse a bomb by what its directory says, before anything is unpacked (zipfile never gives more than that)."""
    members = archive.infolist()
    if len(members) > LIMITS.members or sum(m.file_size for m in members) > LIMITS.unpacked_bytes:
        raise refusals.refuse(refusals.TOO_LARGE, "the DOCX unpacks to more than is allowed", where)
    for member in members:
        if member.file_size > 1_048_576 and member.file_size > LIMITS.unpacked_ratio * max(1, member.compress_size):
            raise refusals.refuse(
                refusals.TOO_LARGE, f"the DOCX packs {member.file_size} bytes into {member.compress_size}", where
            )
        if member.filename == _DOCUMENT and member.file_size > 8 * LIMITS.text_bytes:
            raise refusals.refuse(
                refusals.TOO_LARGE, f"the text of the DOCX has {member.file_size} bytes of XML", where
            )


class _Forbidden(Exception):
    """The XML declares entities or a document type, which no DOCX needs."""


class _BodyReader:
    """Events of the XML parser to lines: w:p ends a line, cells of one row are parted by tabs, deleted text is left out."""

    def __init__(self, numbering: Numbering) -> None:
        self.numbering = numbering
        self.list_id, self.list_level = "", 0
        self.lines: list[str] = []
        self.pieces: list[str] = []
        self.in_text = 0
        self.skipped = 0
        self.cells: list[list[str]] = []  # per open table row the finished cells
        self.cell_lines: list[list[str]] = []  # per open table cell its finished paragraphs

    def read(self, xml: bytes) -> None:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.data
        parser.StartDoctypeDeclHandler = self.forbid
        parser.EntityDeclHandler = self.forbid
        parser.buffer_text = True
        parser.Parse(xml, True)

    def forbid(self, *_: object) -> None:
        raise _Forbidden

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.removeprefix(_W).removeprefix(_W_STRICT)
        if name in ("del", "moveFrom", "instrText", "txbxContent", "Fallback"):
            self.skipped += 1
        elif name == "t":
            self.in_text += 1
        elif name in ("numId", "ilvl"):
            value = next((v for k, v in attributes.items() if k.endswith(" val")), "")
            if name == "numId":
                self.list_id = value
            else:
                self.list_level = whole_number(value, 0)
        elif name == "tab":
            self.pieces.append("\t")
        elif name in ("br", "cr"):
            self.pieces.append("\n")
        elif name == "noBreakHyphen":
            self.pieces.append("-")
        elif name == "tr":
            self.cells.append([])
        elif name == "tc":
            self.cell_lines.append([])

    def end(self, name: str) -> None:
        name = name.removeprefix(_W).removeprefix(_W_STRICT)
        if name in ("del", "moveFrom", "instrText", "txbxContent", "Fallback"):
            self.skipped -= 1
        elif name == "t":
            self.in_text -= 1
        elif name == "p":
            self.end_paragraph()
        elif name == "tc" and self.cell_lines:
            cell = "".join(self.cell_lines.pop())
            if self.cells:
                self.cells[-1].append(cell)
        elif name == "tr" and self.cells:
            self.add_line("\t".join(self.cells.pop()))

    def data(self, text: str) -> None:
        if self.in_text and not self.skipped:
            self.pieces.append(text)

    def end_paragraph(self) -> None:
        line = "".join(self.pieces)
        self.pieces.clear()
        if self.list_id and line.strip() and not self.skipped:
            mark = self.numbering.next_mark(self.list_id, self.list_level)
            # Some texts carry the number written out and counted; one is enough.
            line = line if line.lstrip().startswith(mark) else mark + line
        self.list_id, self.list_level = "", 0
        if not self.skipped:
            self.add_line(line)

    def add_line(self, line: str) -> None:
        (self.cell_lines[-1] if self.cell_lines else self.lines).append(line)

    def text(self) -> str:
        return "\n".join(self.lines) + "\n"
