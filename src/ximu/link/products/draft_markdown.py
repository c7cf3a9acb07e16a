"""The draft of the review as Markdown with footnotes."""

from __future__ import annotations

import re

from ximu.link.products.draft import Draft, Item
from ximu.link.products.words import word

# What Markdown or HTML would take for its own; a report may hold any of it.
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~&])")


def draft_markdown(found: tuple[Draft, ...]) -> bytes:
    """All drafts one after the other; footnotes are numbered through."""
    lines: list[str] = []
    notes: list[str] = []
    for draft in found:
        lines += [f"# {_plain(word('draft', 'title', 'zh', place=draft.place, year=draft.year))}", ""]
        lines += [f"> {_plain(word('draft', 'note', 'zh', year=draft.year))}", ""]
        for part in draft.parts:
            lines += [f"{'#' * (part.level + 1)} {_plain(part.heading)}", ""]
            for item in part.items:
                lines += [f"- {_sentence(item, notes)}"]
            if part.items:
                lines.append("")
        if draft.left_out:
            lines += [_plain(word("draft", "left_out", "zh", count=draft.left_out)), ""]
        lines += _questions(draft)
    lines += [f"[^{nth}]: {_plain(note)}" for nth, note in enumerate(notes, 1)]
    return ("\n".join(lines).rstrip("\n") + "\n").encode("utf-8", "replace")


def _sentence(item: Item, notes: list[str]) -> str:
    words = []
    for piece in item.pieces:
        text = _plain(piece.words)
        words.append(f"**{text}**" if piece.open else text)
        if piece.note:
            notes.append(piece.note)
            words.append(f"[^{len(notes)}]")
    return "".join(words)


def _questions(draft: Draft) -> list[str]:
    if not draft.open_items:
        return []
    heads = [word("column", name, "zh") for name in ("nth", "indicator", "question", "unit_asked")]
    lines = [f"## {word('draft', 'questions', 'zh')}", "", f"| {' | '.join(heads)} |", "|---|---|---|---|"]
    for nth, item in enumerate(draft.open_items, 1):
        lines.append(f"| {nth} | {_plain(item.about)} | {_plain(item.question)} | {_plain(item.unit)} |")
    return [*lines, ""]


def _plain(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)
