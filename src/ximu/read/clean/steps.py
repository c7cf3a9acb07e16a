"""The order in which damage is repaired, as one list."""

from __future__ import annotations

import re

from ximu.read.clean import (
    broken_lines,
    emphasis,
    escapes,
    footnote_marks,
    forms,
    glued_headings,
    half_width,
    injections,
    invisible,
    letter_digits,
    line_ends,
    list_commas,
    lone_numbers,
    lost_characters,
    masked_words,
    middle_dots,
    number_signs,
    numbering_dots,
    page_marks,
    pronunciations,
    ratio_colons,
    roman_numerals,
    spaces,
    traditional,
)
from ximu.read.clean.edits import CleanText, Edit, apply, compose
from ximu.read.clean.step import Step

# First what hides characters (escapes, invisible ones), then the shape of lines, then single characters, at last words.
STEPS: tuple[Step, ...] = (
    escapes.STEP,
    invisible.STEP,
    emphasis.STEP,
    pronunciations.STEP,
    traditional.STEP,
    line_ends.STEP,
    forms.STEP,
    letter_digits.STEP,
    injections.STEP,
    page_marks.STEP,
    numbering_dots.STEP,
    lone_numbers.STEP,
    broken_lines.STEP,
    glued_headings.STEP,
    spaces.STEP,
    footnote_marks.STEP,
    number_signs.STEP,
    ratio_colons.STEP,
    middle_dots.STEP,
    roman_numerals.STEP,
    masked_words.STEP,
    half_width.STEP,
    list_commas.STEP,
    lost_characters.STEP,
)


# Signs that nearly every text holds are not looked for; the others are, all in one pass.
_COMMON_SIGNS = frozenset(" \n、,:;()　.%元注：。，")
_RARE_SIGNS = re.compile(
    "[" + re.escape("".join(frozenset().union(*(s.signs | s.rare_signs for s in STEPS)) - _COMMON_SIGNS)) + "]"
)


def repair(text: str, start: int = 0, end: int | None = None) -> CleanText:
    """Repair characters [start, end) of a source text; positions in the outcome's `repairs` count in `text`."""
    end = len(text) if end is None else end
    source = text[start:end]
    current = source
    done: list[Edit] = []
    characters = {*_COMMON_SIGNS, *_RARE_SIGNS.findall(source)}
    for step in STEPS:
        edits = step.all_edits(current, characters)
        if not edits:
            continue
        done = compose(done, edits, current)
        current = apply(current, edits)
        characters.update(*(edit.read_as for edit in edits))
    return CleanText(text, start, end, done)
