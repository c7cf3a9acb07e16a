"""The outline of a report: its parts, their level, and the role each plays (review, goals, plan, problems, …)."""

from __future__ import annotations

import re
from typing import NamedTuple

from ximu.ledger.report import Role
from ximu.read.headings import Heading, Line, inline_headings, is_title_line, lines_of, long_lines, numbered_heading
from ximu.read.roles import RoleWords, role_words

_GREETING = re.compile(r"请予审[议查]|请审[议查]|提出(?:宝贵)?意见")
_SENTENCE = re.compile(r"[^。！!？；;\n]+[。！!？；;]?")
_TOP = 1  # headings up to this rank are level 1 of the report
_PARAGRAPH = 9  # rank of a part made from one paragraph: deeper than every heading
_ADMISSION = 1.5  # an admission of problems stands directly under its level-1 part


class Part(NamedTuple):
    """A part of a report: [start, end) of clean text, heading and everything under it; level 1 is outermost.

    `title` is "" for a part that has no heading of its own (front, closing, an admission of problems inside the review).
    """

    level: int
    title: str
    start: int
    end: int
    role: Role


class _Mark(NamedTuple):
    """Where a part begins: its rank, title, the role its own words say (or None), and a given end (or None)."""

    start: int
    rank: float
    title: str
    role: Role | None
    stop: int | None
    heading_end: int


def outline(text: str) -> tuple[Part, ...]:
    """The parts of one report, in text order, nested by level; the level-1 parts together cover the whole text.

    Works on clean text. An empty text has no parts.
    """
    lines = lines_of(text)
    if not lines:
        return (Part(1, "", 0, len(text), "furniture"),) if text else ()
    words = role_words()
    body_end, tail = _tail(text, lines, words)
    marks = _front(lines, words, body_end)
    first_body = len(marks)
    marks += _body(text, lines, marks[-1].heading_end if marks else 0, body_end, words)
    marks += tail
    if len(marks) > first_body:
        marks[0] = marks[0]._replace(start=0)
    return _parts(marks, len(text))


def _tail(text: str, lines: list[Line], words: RoleWords) -> tuple[int, list[_Mark]]:
    """Where the body ends, and the marks of what follows it: appendices, glossaries, page furniture."""
    last = len(lines)
    while last > 1 and words.furniture.search(lines[last - 1].text) and len(lines[last - 1].text) < 60:
        last -= 1
    marks: list[_Mark] = []
    if last < len(lines):
        marks.append(_Mark(lines[last].start, 1, "", "furniture", None, 0))
    after: list[_Mark] = []
    begin = _first_after_closing(lines, last, words)
    for line in lines[begin:last]:
        if len(line.text) > 45 or line.text[-1] in "。；！;":
            continue
        role = words.of_title(line.text, ("glossary", "appendix"))
        if role is None:
            continue
        if after and line.start - after[-1].heading_end <= 2 and after[-1].role != role:
            after[-1] = after[-1]._replace(
                role="glossary", title=f"{after[-1].title} {line.text}", heading_end=line.end
            )
        elif not after or after[-1].role != role or role == "appendix":
            after.append(_Mark(line.start, 1, line.text, role, None, line.end))
    if not after:
        after = _untitled_glossary(lines, begin, last, words)
    marks = after + marks
    return (marks[0].start if marks else len(text)), marks


def _first_after_closing(lines: list[Line], last: int, words: RoleWords) -> int:
    """Index of the first line that may belong to an appendix: beyond the middle of the text, never before a greeting."""
    half = lines[last - 1].end // 2
    for index in range(last):
        if lines[index].start > half:
            return index
    return last


def _untitled_glossary(lines: list[Line], begin: int, last: int, words: RoleWords) -> list[_Mark]:
    """A run of at least three explaining lines at the end of the text, when no heading announces them."""
    first = last
    while first > begin and words.glossary_entry.search(lines[first - 1].text):
        first -= 1
    if last - first < 3:
        return []
    return [_Mark(lines[first].start, 1, "", "glossary", None, lines[first].start)]


def _front(lines: list[Line], words: RoleWords, body_end: int) -> list[_Mark]:
    """Marks of the furniture before the title and of the front (title, date, speaker, greeting)."""
    index = 0
    while index < len(lines) and index < 40 and lines[index].end <= body_end:
        if words.front.search(lines[index].text) and not words.furniture.search(lines[index].text):
            break
        if not words.furniture.search(lines[index].text):
            index = 0
            break
        index += 1
    marks: list[_Mark] = []
    if 0 < index < len(lines):
        marks.append(_Mark(0, 1, "", "furniture", None, lines[index - 1].end))
    start = lines[index].start if index < len(lines) else 0
    return [*marks, _Mark(start if marks else 0, 1, "", "front", None, start)]


def _body(text: str, lines: list[Line], start: int, end: int, words: RoleWords) -> list[_Mark]:
    """Marks of the body: headings, admissions of problems, headline targets, closing."""
    body = [line for line in lines if start <= line.start < end]
    headings = _headings(text, body, end, words)
    marks = _with_roles(text, headings, body, end, words)
    marks += _closing(text, body, headings, end, words)
    marks.sort(key=lambda mark: mark.start)
    marks += _paragraphs(body, marks, words)
    marks.sort(key=lambda mark: (mark.start, mark.rank))
    return marks


def _headings(text: str, body: list[Line], end: int, words: RoleWords) -> list[Heading]:
    """All headings of the body with their ranks, level-1 numbering kept in running order."""
    found: list[Heading] = []
    long = {line.start for line in long_lines(body)}
    markdown = any(line.text[0] == "#" for line in body[:20])
    for index, line in enumerate(body):
        if line.start in long:
            found += inline_headings(text, line.start, line.end)
            continue
        heading = numbered_heading(line)
        if heading is not None:
            found.append(heading)
        elif not markdown and is_title_line(
            line, body[index - 1] if index else None, body[index + 1] if index + 1 < len(body) else None
        ):
            found.append(Heading(line.start, line.end, "title", 0, line.text, 2))
    numbered = sum(heading.style in ("cn", "part") for heading in found) >= 2
    if not numbered:
        found = [
            heading._replace(style="role", rank=1)
            if heading.style == "title"
            and words.of_title(heading.title) in ("review", "plan", "goals", "self_government")
            else heading
            for heading in found
        ]
    return _in_order(found)


def _in_order(headings: list[Heading]) -> list[Heading]:
    """Level-1 numbers that jump back or far ahead are enumerations inside a part, not parts of the report."""
    kept: list[Heading] = []
    expected = 1
    for heading in headings:
        if heading.style == "cn":
            if heading.number == expected or (heading.number > expected and heading.number - expected <= 1 and kept):
                expected = heading.number + 1
            else:
                heading = heading._replace(style="number", rank=5)
        kept.append(heading)
    return kept


def _with_roles(text: str, headings: list[Heading], body: list[Line], end: int, words: RoleWords) -> list[_Mark]:
    """Marks of the headings; level-1 headings without telling words get their role from their text or their order."""
    top = [heading for heading in headings if heading.rank <= _TOP]
    roles: dict[int, Role] = {}
    for heading in top:
        lead = text[heading.end : heading.end + 160]
        role = words.of_title(heading.title) or words.of_title(lead[:40], ("self_government",)) or words.of_lead(lead)
        before = roles.get(top[top.index(heading) - 1].start) if heading is not top[0] else None
        if words.of_title(heading.title) is None and before in ("goals", "plan", "self_government"):
            role = role if role == "self_government" else "plan"
        roles[heading.start] = role or ("review" if before is None else "plan")
    _mixed(top, roles, words)
    return [
        _Mark(h.start, h.rank, h.title, roles.get(h.start) or words.of_title(h.title), None, h.end) for h in headings
    ]


def _mixed(top: list[Heading], roles: dict[int, Role], words: RoleWords) -> None:
    """A part about goals and tasks is the plan when no later part is one."""
    for index, heading in enumerate(top):
        later = [roles[other.start] for other in top[index + 1 :]]
        if roles[heading.start] == "goals" and "plan" not in later and "goals" not in later:
            roles[heading.start] = "plan"


def _closing(text: str, body: list[Line], headings: list[Heading], end: int, words: RoleWords) -> list[_Mark]:
    """The mark of the closing: the last address to the deputies, when no heading follows it."""
    if not body:
        return []
    first = body[0].start
    at = text.rfind("各位代表", first, end)
    if at < 0 or at - first < (end - first) * 0.75:
        return []
    if any(heading.start > at and heading.rank <= 3 for heading in headings):
        return []
    return [_Mark(at, 1, "", "closing", None, at)]


def _paragraphs(body: list[Line], marks: list[_Mark], words: RoleWords) -> list[_Mark]:
    """Marks of paragraphs that play a role of their own: admissions of problems, headline targets, self-government."""
    found: list[_Mark] = []
    position = 0
    current: Role = "front"
    boundaries = [mark.start for mark in marks]
    top = [mark for mark in marks if mark.rank <= _TOP]
    for index, line in enumerate(body):
        while position < len(top) and top[position].start <= line.start:
            current = top[position].role or current
            position += 1
        if current == "review":
            admission = _admission(line, words)
            if admission is not None:
                found.append(
                    _Mark(
                        line.start + admission,
                        _ADMISSION,
                        "",
                        "problems",
                        _admission_end(body, index, boundaries, words),
                        line.start,
                    )
                )
        elif current == "plan" and len(line.text) > 20 and words.goals.search(line.text, 0, 90):
            found.append(_Mark(line.start, _PARAGRAPH, "", "goals", line.end, line.start))
    return found


def _admission(line: Line, words: RoleWords) -> int | None:
    """Where in the line an admission of problems begins, or None."""
    text = line.text
    limit = 90 if len(text) < 2500 else len(text)
    see = words.problems_see.search(text, 0, limit)
    while see is not None:
        if words.problems_what.search(text, see.end(), see.end() + 60) or words.problems_what.search(
            text, max(0, see.start() - 12), see.end()
        ):
            return max(text.rfind(stop, 0, see.start()) for stop in "。！；\n") + 1
        see = words.problems_see.search(text, see.end(), limit)
    return None


def _admission_end(body: list[Line], index: int, boundaries: list[int], words: RoleWords) -> int:
    """The end of an admission that begins in line `index`: the next heading, or a line that speaks of something else."""
    after = index + 1
    while (
        after < len(body) and body[after].start not in boundaries and not words.problems_until.match(body[after].text)
    ):
        after += 1
    return body[after].start if after < len(body) else body[-1].end


def _parts(marks: list[_Mark], length: int) -> tuple[Part, ...]:
    """Parts from marks: each ends where the next mark of the same or a smaller rank begins, or at its own stop."""
    words = role_words()
    open_parts: list[tuple[_Mark, int, Role]] = []
    done: list[tuple[int, int, str, int, Role]] = []
    ends: dict[int, int] = {}

    def close(until: float, at: int) -> None:
        while open_parts and open_parts[-1][0].rank >= until:
            mark, order, _ = open_parts.pop()
            ends[order] = min(at, mark.stop) if mark.stop else at

    for order, mark in enumerate(marks):
        while open_parts and open_parts[-1][0].stop is not None and open_parts[-1][0].stop <= mark.start:
            finished, number, _ = open_parts.pop()
            ends[number] = finished.stop or mark.start
        close(mark.rank, mark.start)
        parent = open_parts[-1][2] if open_parts else None
        role: Role = mark.role or parent or "plan"
        if parent is not None and mark.rank < _PARAGRAPH and mark.rank != _ADMISSION:
            allowed = words.nested.get(parent, ())
            role = words.of_title(mark.title, allowed) or parent
        open_parts.append((mark, order, role))
        done.append((order, len(open_parts), mark.title, mark.start, role))
    close(0, length)
    return tuple(Part(level, title, start, ends[order], role) for order, level, title, start, role in done)
