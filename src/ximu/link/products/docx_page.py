"""A Word document with the typography of Chinese official papers: fonts, page numbers, repeated heads, real footnotes."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime
from html import escape
from typing import Any, Literal

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor

from ximu.link.products.words import printable

Font = Literal["title", "heading", "body", "table"]
# The fonts of GB/T 9704 (party and government documents); where one is missing, the office program takes its own 宋体.
FONTS: dict[Font, str] = {"title": "方正小标宋简体", "heading": "黑体", "body": "仿宋", "table": "宋体"}
LATIN = "Times New Roman"
# The same content gives the same bytes, whenever it is written.
_CREATED = datetime(2000, 1, 1)  # noqa: DTZ001 the format has no zone
_ZIP_TIME = (2000, 1, 1, 0, 0, 0)
_FOOTNOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"


class Page:
    """One Word document that is written from top to bottom."""

    def __init__(self, title: str, *, landscape: bool, language: str) -> None:
        self._document = docx.Document()
        self._notes: list[str] = []
        core = self._document.core_properties
        core.title, core.author, core.comments = printable(title)[:255], "ximu", ""
        core.created = core.modified = _CREATED
        core.language = "zh-CN" if language == "zh" else "en"
        section = self._document.sections[0]
        section.page_width, section.page_height = (Cm(29.7), Cm(21)) if landscape else (Cm(21), Cm(29.7))
        section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
        side, top = (Cm(1.8), Cm(2)) if landscape else (Cm(2.7), Cm(3))
        section.left_margin = section.right_margin = side
        section.top_margin = section.bottom_margin = top
        normal = self._document.styles["Normal"]
        normal.font.size = Pt(10.5)
        _set_font(normal.element.get_or_add_rPr(), "body")
        # Without it an office program draws Chinese punctuation as another country's.
        spoken = parse_xml(f'<w:lang {nsdecls("w")} w:val="en-US" w:eastAsia="zh-CN"/>')
        normal.element.get_or_add_rPr().append(spoken)

    def title(self, text: str) -> None:
        """The title, centered; each begins a page of its own."""
        paragraph = self._document.add_paragraph(style="Title")
        # First, because Word wants the properties of a paragraph in one order, and what follows finds its own place.
        _no_border(paragraph)
        paragraph.paragraph_format.page_break_before = len(self._document.paragraphs) > 1
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.space_after = Pt(10)
        self.run(paragraph, text, "title", 20)

    def heading(self, text: str, level: int = 1) -> None:
        """A heading that the outline of the office program shows."""
        paragraph = self._document.add_heading(level=level)
        paragraph.paragraph_format.space_before = Pt(10)
        paragraph.paragraph_format.space_after = Pt(4)
        self.run(paragraph, text, "heading", 15 if level == 1 else 13)

    def paragraph(self, text: str = "", *, size: float = 10.5, indent: bool = False, font: Font = "body") -> Any:
        """A paragraph; `indent` moves its first line in by two characters."""
        paragraph = self._document.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(2)
        paragraph.paragraph_format.line_spacing = 1.25
        if indent:
            paragraph.paragraph_format.first_line_indent = Pt(2 * size)
        if text:
            self.run(paragraph, text, font, size)
        return paragraph

    def run(
        self,
        paragraph: Any,
        text: str,
        font: Font = "body",
        size: float = 10.5,
        *,
        bold: bool = False,
        color: str = "",
    ) -> Any:
        """Words in one font at the end of a paragraph."""
        run = paragraph.add_run(printable(text))
        run.font.size = Pt(size)
        run.font.bold = bold
        run.font.color.rgb = RGBColor.from_string(color or "000000")
        properties = run._r.get_or_add_rPr()
        _set_font(properties, font)
        return run

    def footnote(self, paragraph: Any, text: str, size: float = 12) -> None:
        """A footnote at the end of a paragraph; the office program numbers and moves it with the words."""
        self._notes.append(printable(text))
        run = self.run(paragraph, "", "body", size)
        run.font.superscript = True
        reference = OxmlElement("w:footnoteReference")
        reference.set(qn("w:id"), str(len(self._notes)))
        run._r.append(reference)

    def table(self, widths: list[float], heads: list[str]) -> Any:
        """A table with a head that is repeated on every page; widths in centimeters."""
        table = self._document.add_table(rows=1, cols=len(widths), style="Table Grid")
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Cm(width)
        for cell, width, head in zip(table.rows[0].cells, widths, heads, strict=True):
            cell.width = Cm(width)
            self.fill(cell, head, font="heading", center=True)
            _shade(cell, "E7E6E6")
        mark = OxmlElement("w:tblHeader")
        table.rows[0]._tr.get_or_add_trPr().append(mark)
        return table

    def row(self, table: Any, widths: list[float]) -> list[Any]:
        """The cells of a new row that is never split over two pages."""
        row = table.add_row()
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        cells = list(row.cells)
        for cell, width in zip(cells, widths, strict=True):
            cell.width = Cm(width)
        return cells

    def band(self, table: Any, text: str) -> None:
        """A row over the whole width that names the rows below it and stays with them."""
        cells = table.add_row().cells
        cell = cells[0].merge(cells[-1])
        self.fill(cell, text, font="heading")
        cell.paragraphs[0].paragraph_format.keep_with_next = True
        _shade(cell, "F5F5F5")

    def fill(self, cell: Any, text: str, *, font: Font = "table", center: bool = False) -> Any:
        """Words in the first paragraph of a cell; returns the paragraph for more."""
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_after = Pt(0)
        if center:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        if text:
            self.run(paragraph, text, font, 9)
        return paragraph

    def number_pages(self, words: str) -> None:
        """`words` in the foot of every page, {page} and {pages} in it as fields that count."""
        paragraph = self._document.sections[0].footer.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        for part in re.split(r"(\{pages?\})", words):
            if part in ("{page}", "{pages}"):
                _field(self.run(paragraph, "", "table", 9), "PAGE" if part == "{page}" else "NUMPAGES")
            elif part:
                self.run(paragraph, part, "table", 9)

    def data(self) -> bytes:
        """The document as a file."""
        if self._notes:
            self._add_notes()
        raw = io.BytesIO()
        self._document.save(raw)
        return _settled(raw.getvalue())

    def _add_notes(self) -> None:
        package = self._document.part.package
        blob = _notes_xml(self._notes).encode("utf-8")
        part = Part(PackURI("/word/footnotes.xml"), _FOOTNOTES, blob, package)
        self._document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)


def _notes_xml(notes: list[str]) -> str:
    """The part that holds the footnotes; ids -1 and 0 are the lines above them."""
    lines = [
        f'<w:footnote w:type="{kind}" w:id="{nth}"><w:p><w:r><w:{element}/></w:r></w:p></w:footnote>'
        for nth, kind, element in (
            (-1, "separator", "separator"),
            (0, "continuationSeparator", "continuationSeparator"),
        )
    ]
    font = f'<w:rFonts w:ascii="{LATIN}" w:hAnsi="{LATIN}" w:eastAsia="{FONTS["table"]}"/><w:sz w:val="18"/>'
    for nth, text in enumerate(notes, 1):
        lines.append(
            f'<w:footnote w:id="{nth}"><w:p><w:pPr><w:spacing w:after="0"/></w:pPr>'
            f'<w:r><w:rPr>{font}<w:vertAlign w:val="superscript"/></w:rPr><w:footnoteRef/></w:r>'
            f'<w:r><w:rPr>{font}</w:rPr><w:t xml:space="preserve"> {escape(text)}</w:t></w:r></w:p></w:footnote>'
        )
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    return f"{head}<w:footnotes {nsdecls('w')}>{''.join(lines)}</w:footnotes>"


def _set_font(properties: Any, font: Font) -> None:
    fonts = properties.get_or_add_rFonts()
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    for slot, name in (("ascii", LATIN), ("hAnsi", LATIN), ("cs", LATIN), ("eastAsia", FONTS[font])):
        fonts.set(qn(f"w:{slot}"), name)


def _no_border(paragraph: Any) -> None:
    """The built-in title style draws a blue line under itself."""
    properties = paragraph._p.get_or_add_pPr()
    properties.append(parse_xml(f'<w:pBdr {nsdecls("w")}><w:bottom w:val="nil"/></w:pBdr>'))


def _shade(cell: Any, color: str) -> None:
    shade = parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{color}"/>')
    cell._tc.get_or_add_tcPr().append(shade)


def _field(run: Any, code: str) -> None:
    for kind, text in (("begin", ""), ("", code), ("separate", ""), ("", "1"), ("end", "")):
        if kind:
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
        else:
            element = OxmlElement("w:t" if text == "1" else "w:instrText")
            element.text = text
        run._r.append(element)


def _settled(data: bytes) -> bytes:
    """The same archive with one fixed time on every file."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as again:
        for name in archive.namelist():
            entry = zipfile.ZipInfo(name, _ZIP_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            again.writestr(entry, archive.read(name))
    return out.getvalue()
