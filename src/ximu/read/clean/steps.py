"""The order in which damage is repaired, as one list."""

from __future__ import annotations

from ximu.read.clean import escapes, forms, invisible, line_ends, spaces
from ximu.read.clean.edits import CleanText, Edit, apply, compose, in_order
from ximu.read.clean.step import Step

# First what hides characters (escapes, invisible ones), then the shape of lines, then single characters, at last words.
STEPS: tuple[Step, ...] = (
    escapes.STEP,
    invisible.STEP,
    line_ends.STEP,
    forms.STEP,
    spaces.STEP,
)


def repair(text: str, start: int = 0, end: int | None = None) -> CleanText:
    """Repair characters [start, end) of a source text; positions in the outcome's `repairs` count in `text`."""
    end = len(text) if end is None else end
    source = text[start:end]
    current = source
    done: list[Edit] = []
    characters = set(source)
    for step in STEPS:
        if step.signs and step.signs.isdisjoint(characters):
            continue
        edits = in_order(step.edits(current))
        if not edits:
            continue
        done = compose(done, edits, current)
        current = apply(current, edits)
        characters.update(*(edit.read_as for edit in edits))
    return CleanText(text, start, end, done)
