"""The outline of a report: its parts, their level, and the role each plays (review, goals, plan, problems, …)."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from itertools import pairwise
from typing import NamedTuple

from ximu.ledger.report import Role
from ximu.read.calendar_years import years_in
from ximu.read.contents import without_contents
from ximu.read.frame import OUTERMOST, Mark, closing_marks, front_marks, tail_marks
from ximu.read.headings import Heading, Line, is_title_line, lines_of, numbered_heading, without_numbering
from ximu.read.leaning import leaning, looks_back, tells_results
from ximu.read.lost_parts import lost_parts
from ximu.read.roles import ANNOUNCED_WITHIN, TASKS_LEAST, RoleWords, role_words

_TITLE_WITHIN, _TITLE_LONGEST = 6, 45  # a title stands in one of so many lines, none of them longer
_UNDER_PART = 2  # rank of a numbered heading under a part that has no number
# A list of tasks: at least so many numbered lines in a row, none longer, each a sentence.
_TASK_LONGEST, _TASK_ENDS = 120, "。；;"
_TASK_STYLES = ("cn", "paren", "first", "number", "paren_number")
_LEFT_OUT = 2  # numbers that an excerpt may leave out
_MANY = 2  # so many numbered headings tell a report whose parts are numbered
_TOP = 1  # headings up to this rank are the level-1 parts of the body
_ADMISSION = 1.5  # an admission of problems, an address in mid-plan: directly under their level-1 part
_ANSWER_WITHIN = 120  # what is listed is called a problem within so many characters of the end
_ADMISSION_WITHIN = 90  # an admission says so within so many characters of its paragraph
_GOALS_WITHIN = 90  # headline targets say so within so many characters of their paragraph
_CODA_FROM, _CODA_WITHIN = (
    0.75,
    90,
)  # what a plan says of the government itself: behind so much of it, in the first words
_PARAGRAPH = 9.0  # rank of a part made from one paragraph: deeper than every heading
_OWN_ROLES: tuple[Role, ...] = ("review", "plan", "goals", "self_government")


class Part(NamedTuple):
    """A part of a report: [start, end) of clean text, heading and everything under it; level 1 is outermost.

    `title` is "" for a part that has no heading of its own (front, closing, an admission of problems inside the review).
    """

    level: int
    title: str
    start: int
    end: int
    role: Role


def outline(text: str) -> tuple[Part, ...]:
    """The parts of one report, in text order, nested by level; the level-1 parts together cover the whole text.

    Works on clean text. An empty text has no parts.
    """
    lines = without_contents(lines_of(text))
    if not lines:
        return (Part(1, "", 0, len(text), "furniture"),) if text else ()
    words = role_words()
    tail = tail_marks(text, lines, words)
    body_end = tail[0].start if tail else len(text)
    front = front_marks(lines, words, body_end)
    body = [line for line in lines if front[-1].heading_end <= line.start < body_end]
    past = _looks_back(lines, words)
    marks = _body(text, body, words, past=past)
    if past and marks and (told := _told_before(body, marks[0])):
        marks.insert(0, told)
    if marks and marks[0].start == front[-1].heading_end:
        front.pop()  # nothing stands before the first heading
    marks = front + marks + tail
    marks[0] = marks[0]._replace(start=0)
    return _parts(marks, len(text), words)


def _told_before(body: list[Line], first: Mark) -> Mark | None:
    """The mark of what a text that only looks back tells in paragraphs of its own before the first heading."""
    told = next((line for line in body if len(line.text) > _TITLE_LONGEST), None)
    if told is None or told.start >= first.start or first.rank > _TOP:
        return None
    return Mark(told.start, _TOP, "", "review", None, told.start)


def _looks_back(lines: list[Line], words: RoleWords) -> bool:
    """Whether the title tells that the text only looks back (a bulletin of statistics, a summary of a year's work)."""
    titles = [line.text for line in lines[:_TITLE_WITHIN] if len(line.text) <= _TITLE_LONGEST]
    return any(words.past.search(title) for title in titles if "政府工作报告" not in title)


def _body(text: str, body: list[Line], words: RoleWords, *, past: bool) -> list[Mark]:
    """Marks of the body: headings, parts whose heading is lost, closing, and paragraphs with a role of their own."""
    if not body:
        return []
    headings = _headings(body, words)
    marks = _with_roles(text, headings, words, past=past)
    closing = closing_marks(text, body, headings, words)
    marks = [mark for mark in marks if not closing or mark.start < closing[0].start] + closing
    marks.sort(key=lambda mark: mark.start)
    marks = lost_parts(text, body, marks, words)
    marks += _paragraphs(body, marks, words) + _codas(body, marks, words)
    marks.sort(key=lambda mark: (mark.start, mark.rank))
    return marks


def _headings(body: list[Line], words: RoleWords) -> list[Heading]:
    """All headings of the body with their ranks, level-1 numbering kept in running order."""
    found: list[Heading] = []
    markdown = any(line.text[0] == "#" for line in body[:20])
    for index, line in enumerate(body):
        heading = numbered_heading(line, words.heading_ends) or _announcing(line, words)
        before = body[index - 1] if index else None
        after = body[index + 1] if index + 1 < len(body) else None
        if heading is not None:
            if heading.style != "hash" or not words.title.search(heading.title):
                found.append(heading)
        elif not markdown and is_title_line(line, before, after) and not words.title.search(line.text):
            if found and found[-1].style == "cn" and found[-1].end == (before.end if before else -1):
                joined = found[-1].title + line.text
                if words.of_title(found[-1].title) is None and words.of_title(joined) is not None:
                    found[-1] = found[-1]._replace(end=line.end, title=joined)
                    continue
            found.append(Heading(line.start, line.end, "title", 0, line.text, 2))
    return _in_order(_unnumbered(_without_tasks(_without_name(found, words), body, words), words), words)


def _without_name(headings: list[Heading], words: RoleWords) -> list[Heading]:
    """The headings without one that names the text as a whole: what was done and what is to do, both told below it."""
    for heading, below in pairwise(headings):
        if heading.style == "title" and words.of_title(below.title) == "review":
            told = [words.of_title(heading.title, (role,)) for role in ("review", "goals", "plan")]
            if told[0] and (told[1] or told[2]):
                return [one for one in headings if one is not heading]
    return headings


def _announcing(line: Line, words: RoleWords) -> Heading | None:
    """A line that is called like a part and ends with a colon (2018年工作安排：); a copy may have made another mark of it."""
    bare = line.text.rstrip("：:？?")
    if bare == line.text or words.colon_title.search(bare) is None:
        return None
    return Heading(line.start, line.end, "title", 0, bare, 2)


def _without_tasks(headings: list[Heading], body: list[Line], words: RoleWords) -> list[Heading]:
    """The headings without the items of a list of tasks, which are numbered too: one short line each, several running."""
    starts = [line.start for line in body]
    tasks: set[int] = set()
    run: list[tuple[Heading, bool]] = []
    for heading in [*headings, None]:
        line = body[bisect_left(starts, heading.start)] if heading else body[-1]
        if heading and run and _goes_on(run[-1][0], heading, body, bisect_left(starts, heading.start), words):
            run.append((heading, _is_task(heading, line)))
            continue
        if len(run) >= TASKS_LEAST and 2 * sum(task for _, task in run) >= len(run):
            tasks.update(one.start for one, _ in run)
        short = heading and len(line.text) <= _TASK_LONGEST and not words.of_title(heading.title)
        run = [(heading, _is_task(heading, line))] if heading and short and heading.style in _TASK_STYLES else []
    return [heading for heading in headings if heading.start not in tasks]


def _goes_on(last: Heading, heading: Heading, body: list[Line], index: int, words: RoleWords) -> bool:
    """Whether the heading, on line `index`, is the next number of the list, on the line behind the last one or behind
    the unit that answers for it."""
    if heading.style != last.style or heading.number != last.number + 1:
        return False
    answers = body[index - 1].start != last.start and words.tasks_unit.match(body[index - 1].text) is not None
    return body[index - 1 - answers].start == last.start


def _is_task(heading: Heading, line: Line) -> bool:
    """Whether a numbered line is one sentence with nothing behind it, or tells of a number at once."""
    words = without_numbering(heading.title)
    alone = heading.end >= line.end - 1 and line.text[-1] in _TASK_ENDS
    return alone or any(character.isdigit() for character in words)


def _unnumbered(headings: list[Heading], words: RoleWords) -> list[Heading]:
    """Title lines such as 2018年工作回顾 are level-1 parts where no numbered heading plays their role."""
    numbered = [heading for heading in headings if heading.style in ("cn", "part")]
    # Behind a part without a number, only what is called like a part says that the role is taken: 二、工业取得新成效 does not.
    later = {words.of_title(one.title) for one in numbered if words.part_title.search(without_numbering(one.title))}
    taken: set[Role | None] = set()
    kept: list[Heading] = []
    for heading in headings:
        role = words.of_title(heading.title)
        if heading.style == "title" and role in _OWN_ROLES:
            free = role not in taken | later and words.part_title.search(heading.title)
            if len(numbered) < _MANY or free:
                heading = heading._replace(style="role", rank=1)
        elif heading.style in ("cn", "part"):
            taken.add(role)
        kept.append(heading)
    return kept


def _in_order(headings: list[Heading], words: RoleWords) -> list[Heading]:
    """Level-1 numbers that jump or begin again are enumerations inside a part, not parts of the report.

    So are those that begin at one under a part without a number (2016年工作回顾, then 一、… 二、…), unless their words
    are those of a part.
    """
    kept: list[Heading] = []
    expected, listed = 0, 0  # next number of the parts, and of an enumeration that began again at one
    inside = 0  # next number of the headings under a part without a number
    for heading in headings:
        if heading.style == "role":
            inside = 1
        goes_on = 0 < inside <= heading.number <= inside + _LEFT_OUT
        begun = heading.style == "cn" and goes_on and (heading.number != expected or expected <= 1)
        if begun and not words.part_title.search(without_numbering(heading.title)):
            heading = heading._replace(rank=_UNDER_PART)
            inside = heading.number + 1
        elif heading.style == "cn":
            telling = words.of_title(heading.title) is not None
            in_list = listed > 0 and heading.number == listed and not (telling and heading.number == expected)
            first = expected == 0 and heading.number <= 3
            if not in_list and (first or heading.number in (expected, expected + 1)):
                expected, listed = heading.number + 1, 0
            else:
                listed = heading.number + 1 if in_list or heading.number == 1 else 0
                heading = heading._replace(style="number", rank=5)
        kept.append(heading)
    return kept


def _with_roles(text: str, headings: list[Heading], words: RoleWords, *, past: bool) -> list[Mark]:
    """Marks of the headings; level-1 headings without telling words get their role from their text or their order."""
    top = [heading for heading in headings if heading.rank <= _TOP]
    roles: dict[int, Role] = {}
    before: Role | None = None
    # A list of tasks that is announced in front, whose parts are the tasks themselves.
    listed = bool(top) and not past and not any(words.of_title(heading.title) for heading in top)
    listed = listed and words.tasks_announced.search(text, 0, top[0].end + ANNOUNCED_WITHIN) is not None
    for index, heading in enumerate(top):
        following = top[index + 1].start if index + 1 < len(top) else len(text)
        lead = text[heading.end : min(heading.end + 160, following)]
        role = words.of_title(heading.title)
        if role is None:
            role = None if past else words.of_lead(lead)
            if before in ("goals", "plan", "self_government"):
                role = "plan"
        elif role == "review" and words.of_title(heading.title, ("goals",)):
            role = "goals"
        if role is None:
            if past or looks_back(text, heading.end, following, words):
                role = "review"
            else:
                role = "plan" if before or listed else leaning(text, heading.end, following, words)
        elif role == "plan" and before is None and tells_results(text, heading.end, following, words):
            role = "review"  # 一、本届政府开局之年的工作
        before = roles[heading.start] = role
    _settle_mixed(top, roles)
    return [
        Mark(heading.start, heading.rank, heading.title, roles.get(heading.start), None, heading.end)
        for heading in headings
    ]


def _settle_mixed(top: list[Heading], roles: dict[int, Role]) -> None:
    """The first of two years' work is the review; a part about goals and tasks is the plan when no later part is one."""
    if len(top) > 1 and "review" not in roles.values():
        first, second = (years_in(heading.title)[-1:] for heading in top[:2])
        if first and second and first < second:
            roles[top[0].start] = "review"
    # Only the last part about goals or tasks can have none behind it.
    last = next((one for one in reversed(top) if roles[one.start] in ("plan", "goals")), None)
    if last is not None:
        roles[last.start] = "plan"


def _paragraphs(body: list[Line], marks: list[Mark], words: RoleWords) -> list[Mark]:
    """Marks of paragraphs that play a role of their own: admissions, headline targets, a look back among goals."""
    found: list[Mark] = []
    starts = [mark.start for mark in marks]
    boundaries = set(starts)
    position, busy = 0, 0
    current, inner = None, None  # the level-1 part, and the heading inside it, that the line stands under
    for index, line in enumerate(body):
        while position < len(marks) and starts[position] <= line.start:
            inner = None if marks[position].rank <= _TOP else marks[position]
            current = current if inner else marks[position]
            position += 1
        if current is None or line.start < busy:
            continue
        mark = _paragraph(body, index, current, boundaries, words)
        if mark is None and inner is not None and _leaves(line, current, inner, words):
            stop = starts[position] if position < len(starts) else body[-1].end
            mark = Mark(line.start, _ADMISSION, "", "plan", stop, line.start)
        if mark is not None:
            found.append(mark)
            busy = mark.stop or 0
    return found


def _codas(body: list[Line], marks: list[Mark], words: RoleWords) -> list[Mark]:
    """Marks of what a plan says at its end of the government itself, where no heading of the report does."""
    top = [mark for mark in marks if mark.rank <= _TOP]
    if any(mark.role == "self_government" for mark in top):
        return []
    found: list[Mark] = []
    mark_starts, line_starts = [each.start for each in marks], [line.start for line in body]
    for index, mark in enumerate(top):
        if mark.role != "plan":
            continue
        stop = top[index + 1].start if index + 1 < len(top) else body[-1].end
        inner = marks[bisect_right(mark_starts, mark.start) : bisect_left(mark_starts, stop)]
        if any(words.nested_role(each.title, "plan") == "self_government" for each in inner):
            continue
        begin = mark.start + (stop - mark.start) * _CODA_FROM
        lines = body[bisect_left(line_starts, begin) : bisect_left(line_starts, stop)]
        first = next((line for line in lines if words.coda.search(line.text, 0, _CODA_WITHIN)), None)
        if first is not None:
            away = (line.start for line in lines if line.start > first.start and words.closing.match(line.text))
            found.append(Mark(first.start, _ADMISSION, "", "self_government", next(away, stop), first.start))
    return found


def _leaves(line: Line, current: Mark, inner: Mark, words: RoleWords) -> bool:
    """Whether an address to the deputies turns from the government itself back to the tasks of the plan."""
    if current.role != "plan" or words.closing.match(line.text) is None:
        return False
    of_itself = words.nested_role(inner.title, "plan") == "self_government"
    return of_itself and not words.of_title(line.text[:60], ("self_government",))


def _paragraph(body: list[Line], index: int, current: Mark, boundaries: set[int], words: RoleWords) -> Mark | None:
    """The mark of one paragraph inside the level-1 part `current`, or None when it only continues that part."""
    line = body[index]
    if current.role in ("review", "goals"):
        admission = _admission(line, words, words.problems_strong if current.role == "goals" else words.problems_see)
        if admission is not None:
            end = line.end if current.role == "goals" else _run_end(body, index, boundaries, words)
            return Mark(line.start + admission, _ADMISSION, "", "problems", end, line.start)
    if current.role == "plan" and len(line.text) > 20 and words.tells_goals(line.text[:_GOALS_WITHIN]):
        return Mark(line.start, _PARAGRAPH, "", "goals", line.end, line.start)
    looks_back = current.role == "goals" and words.of_title(current.title, ("review",)) is not None
    if looks_back and len(line.text) > 40 and words.of_lead(line.text[:20]) == "review":
        return Mark(line.start, _PARAGRAPH, "", "review", line.end, line.start)
    return None


def _admission(line: Line, words: RoleWords, opening: re.Pattern[str]) -> int | None:
    """Where in the line an admission of problems begins, or None."""
    text = line.text
    see = words.problems_any.search(text, 0, _ADMISSION_WITHIN) and opening.search(text, 0, _ADMISSION_WITHIN)
    while see is not None:
        what = words.problems_what.search(text, max(0, see.start() - 12), see.end() + 130)
        if what is not None:
            return max(text.rfind(stop, 0, see.start()) for stop in "。！；\n") + 1
        see = opening.search(text, see.end(), _ADMISSION_WITHIN)
    if words.problems_answer.search(text, max(0, len(text) - _ANSWER_WITHIN)) and words.problems_listed.search(text):
        return 0
    return None


def _run_end(body: list[Line], index: int, boundaries: set[int], words: RoleWords) -> int:
    """The end of an admission that begins in line `index`: the next heading, or a line that speaks of something else."""
    after = index + 1
    while (
        after < len(body) and body[after].start not in boundaries and not words.problems_until.match(body[after].text)
    ):
        after += 1
    return body[after].start if after < len(body) else body[-1].end


def _parts(marks: list[Mark], length: int, words: RoleWords) -> tuple[Part, ...]:
    """Parts from marks: each ends where the next mark of the same or a smaller rank begins, or at its own stop."""
    open_parts: list[tuple[Mark, int, Role]] = []
    done: list[tuple[int, str, int, Role]] = []
    ends: dict[int, int] = {}
    for order, mark in enumerate(marks):
        while open_parts and _ends_at(open_parts[-1][0], mark, length):
            closed, number, _ = open_parts.pop()
            ends[number] = min(mark.start, closed.stop or length)
        role: Role = mark.role or "plan"
        if open_parts and mark.rank not in (_ADMISSION, _PARAGRAPH):
            role = words.nested_role(mark.title, open_parts[-1][2])
        open_parts.append((mark, order, role))
        done.append((len(open_parts), mark.title, mark.start, role))
    for closed, number, _ in open_parts:
        ends[number] = min(length, closed.stop or length)
    return tuple(Part(level, title, start, ends[order], role) for order, (level, title, start, role) in enumerate(done))


def _ends_at(open_mark: Mark, mark: Mark, length: int) -> bool:
    """Whether the part of `open_mark` ends before the part of `mark` begins; no part of the body stands inside the frame."""
    over = (open_mark.stop or length) <= mark.start
    return over or open_mark.rank >= mark.rank or (open_mark.rank == OUTERMOST and mark.rank <= _TOP)
