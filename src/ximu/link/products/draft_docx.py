"""The draft of the review as a Word document: A4 portrait, real footnotes, open places marked, the list of questions at the end."""

from __future__ import annotations

from ximu.link.products.docx_page import Page
from ximu.link.products.draft import Draft, Item
from ximu.link.products.words import word

WIDTHS = [1.1, 5.6, 5.0, 3.9]  # centimeters
# Smaller than the 三号 of the final paper: the footnotes need room on the same page.
SIZE = 12
OPEN = "B00020"


def draft_docx(found: tuple[Draft, ...]) -> bytes:
    """A Word document with all drafts, each on a page of its own; the same drafts give the same bytes."""
    names = [word("draft", "title", "zh", place=draft.place, year=draft.year) for draft in found]
    page = Page(names[0] if names else "ximu", landscape=False, language="zh")
    for draft, name in zip(found, names, strict=True):
        page.title(name)
        page.paragraph(word("draft", "note", "zh", year=draft.year), size=11, indent=True)
        for part in draft.parts:
            page.heading(part.heading, part.level)
            for item in part.items:
                _sentence(page, item)
        if draft.left_out:
            page.paragraph(word("draft", "left_out", "zh", count=draft.left_out), size=SIZE, indent=True)
        _questions(page, draft)
    page.number_pages("— {page} —")
    return page.data()


def _sentence(page: Page, item: Item) -> None:
    paragraph = page.paragraph(size=SIZE, indent=True)
    noted = False
    for piece in item.pieces:
        if piece.words:
            page.run(paragraph, piece.words, "body", SIZE, color=OPEN if piece.open else "")
        elif noted:
            # 6 and 7 side by side would be read as 67.
            page.run(paragraph, ",", "body", SIZE).font.superscript = True
        if piece.note:
            page.footnote(paragraph, piece.note, SIZE)
        noted = bool(piece.note)


def _questions(page: Page, draft: Draft) -> None:
    if not draft.open_items:
        return
    page.heading(word("draft", "questions", "zh"))
    heads = [word("column", name, "zh") for name in ("nth", "indicator", "question", "unit_asked")]
    table = page.table(WIDTHS, heads)
    for nth, item in enumerate(draft.open_items, 1):
        cells = page.row(table, WIDTHS)
        page.fill(cells[0], str(nth), center=True)
        for cell, text in zip(cells[1:], (item.about, item.question, item.unit), strict=True):
            page.fill(cell, text)
