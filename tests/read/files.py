"""Files of every format with the text of an invented report, made by hand so that each byte is known."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

PageLines = Sequence[tuple[float, float, str]]  # left, baseline, text; points from the bottom left corner


def pdf(pages: Sequence[PageLines], size: int = 12) -> bytes:
    """A PDF with a font that every reader knows by name, so that none is embedded."""
    objects: list[bytes] = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {len(pages)}/Kids[{' '.join(f'{6 + 2 * n} 0 R' for n in range(len(pages)))}]>>".encode(),
        b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[4 0 R]>>",
        b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>"
        b"/FontDescriptor 5 0 R/DW 1000>>",
        b"<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]/ItalicAngle 0/Ascent 880/Descent -120"
        b"/CapHeight 880/StemV 93>>",
    ]
    for number, lines in enumerate(pages):
        content = "".join(
            f"BT /F1 {size} Tf {left} {bottom} Td <{text.encode('utf-16-be').hex()}> Tj ET\n"
            for left, bottom, text in lines
        ).encode()
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>/Contents {7 + 2 * number} 0 R>>".encode()
        )
        objects.append(b"<</Length %d>>stream\n" % len(content) + content + b"endstream")
    out = io.BytesIO(b"%PDF-1.4\n")
    out.seek(0, io.SEEK_END)
    places = []
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj" % number + body + b"endobj\n")
    table = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table))
    return out.getvalue()


def report_pdf(text: str, width: int = 36, lines_of_page: int = 14) -> bytes:
    """A report set in lines of `width` characters, with a running header and a page number on each page."""
    lines: list[tuple[float, str]] = []
    for paragraph in text.split("\n"):
        if not paragraph:
            continue
        rest, indent = paragraph, 2
        while rest:
            taken = rest[: width - indent]
            lines.append((70 + 12 * indent, taken))
            rest, indent = rest[width - indent :], 0
    pages = []
    for number in range(0, len(lines), lines_of_page):
        body = [(left, 720 - 24 * row, line) for row, (left, line) in enumerate(lines[number : number + lines_of_page])]
        count = number // lines_of_page + 1
        pages.append([(70, 800, "临江市第八届人大第二次会议文件"), *body, (290, 40, f"— {count} —")])
    return pdf(pages)


def zipped(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()
