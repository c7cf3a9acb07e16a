"""A workbook that someone sent: looked through as plain XML before it is opened, because a small file can be built to fill a machine."""

from __future__ import annotations

import io
import re
import zipfile
from xml.parsers import expat

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from ximu.ledger.errors import TrackError

_MOST_BYTES, _MOST_UNPACKED = 20 * 1024 * 1024, 300 * 1024 * 1024
_MOST_MERGED = (
    200_000  # cells under merged ranges: openpyxl makes an object of each, and one range can cover 17 billion
)
_RANGE = re.compile(r"([A-Za-z]{1,3})(\d{1,7}):([A-Za-z]{1,3})(\d{1,7})")
_CHUNK = 1 << 16


def first_sheet(data: bytes) -> Worksheet:
    """The active sheet of an XLSX file.

    Raises TrackError W050 for what is no workbook, is too large packed or unpacked, declares entities, or merges more
    cells than a table has.
    """
    if len(data) > _MOST_BYTES:
        raise _refused("the file is over 20 MB", "split the table")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(part.file_size for part in packed.infolist()) > _MOST_UNPACKED:
                raise _refused("the file unpacks to too much", "split the table")
            for part in packed.infolist():
                if part.filename.endswith((".xml", ".rels", ".vml")):
                    _PartReader().read(packed, part)
        sheet = load_workbook(io.BytesIO(data), keep_links=False).active
    except TrackError:
        raise
    except Exception as error:  # a broken workbook fails in as many ways as it has parts
        raise _refused("no XLSX table", "save it as .xlsx and try again") from error
    if not isinstance(sheet, Worksheet):
        raise _refused("the first sheet is no table", "put the table on the first sheet")
    return sheet


class _PartReader:
    """One part of the file as XML events; nothing of it is kept."""

    def __init__(self) -> None:
        self.merged = 0

    def read(self, packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartDoctypeDeclHandler = self.declares
        parser.EntityDeclHandler = self.declares
        parser.StartElementHandler = self.start
        with packed.open(part) as file:
            while chunk := file.read(_CHUNK):
                parser.Parse(chunk, False)
        parser.Parse(b"", True)

    def declares(self, *_: object) -> None:
        raise _refused("the file declares entities, which no table needs", "save it again in the program that made it")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if not name.endswith("mergeCell") or (found := _RANGE.fullmatch(attributes.get("ref", ""))) is None:
            return
        left, top, right, bottom = found.groups()
        self.merged += (abs(_number(right) - _number(left)) + 1) * (abs(int(bottom) - int(top)) + 1)
        if self.merged > _MOST_MERGED:
            raise _refused("too many cells are merged into one", "merge the cells of the table only")


def _number(letters: str) -> int:
    """The number of a column: A 1, Z 26, AA 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _refused(what: str, todo: str) -> TrackError:
    return TrackError(what, next_step=todo, code="W050")
