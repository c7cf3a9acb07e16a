"""PDF with a text layer: lines by position, page headers, footers and numbers left out, paragraphs joined over pages."""

from __future__ import annotations

from ximu.read import refusals
from ximu.read.limits import LIMITS


def extract(data: bytes, where: str) -> str:
    """The running text of a PDF. Raises IntakeError for a damaged, locked or picture-only file."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).lower()
        raise refusals.refuse(
            refusals.LOCKED if locked else refusals.DAMAGED,
            "the PDF is locked with a password" if locked else "the PDF is damaged",
            where,
        ) from error
    try:
        if len(document) > LIMITS.pages:
            raise refusals.refuse(refusals.TOO_LARGE, f"the PDF has {len(document)} pages", where)
        pages = [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()
    text = "\n".join(pages)
    if len(text.strip()) < 20:
        raise refusals.refuse(refusals.PICTURES_ONLY, "the PDF holds pictures of pages and no text", where)
    return text
