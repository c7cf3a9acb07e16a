"""Level-1 parts whose heading is lost or never was: a review before the first heading, a plan that opens in mid-text, an excerpt."""

from __future__ import annotations

from bisect import bisect_left

from ximu.ledger.report import Role
from ximu.read.calendar_years import years_in
from ximu.read.frame import Mark, front_end
from ximu.read.headings import Line
from ximu.read.leaning import LEANING_WITHIN, leaning, looks_back
from ximu.read.roles import ANNOUNCED_WITHIN, TASKS_LEAST, RoleWords

_LOST_REVIEW = 300  # so much text before the first heading is no front: the heading of the review is lost
_TURN_YEAR, _NO_YEAR = 12, 9999  # a turn names its year in its first words; one that names none is not of the past
_TARGETS_WITHIN = 80  # headline targets that open a text say so within so many characters


def lost_parts(text: str, body: list[Line], marks: list[Mark], words: RoleWords) -> list[Mark]:
    """`marks` with the level-1 parts whose heading is lost."""
    top = [mark for mark in marks if mark.rank <= 1 and mark.role != "closing"]
    first = top[0].start if top else body[-1].end
    begin = front_end(body)
    if marks and marks[0].rank > 1 and marks[0].start < begin and not words.byline.search(marks[0].title):
        begin = marks[0].start  # the first heading is no title, and belongs to the part that is lost
    title, at = "", begin
    if (above := _line_above(text, begin)).endswith("：") and words.tells_goals(above):
        title, at = above, text.rindex(above, 0, begin)  # …“十一五”主要目标是： ends the front
    targets = bool(title) or words.tells_goals(text[begin : min(first, begin + _TARGETS_WITHIN)])
    if targets:  # what is announced next is to be done, too
        marks = [mark if words.of_title(mark.title) else _to_come(mark) for mark in marks]
        top = [mark for mark in marks if mark.rank <= 1 and mark.role != "closing"]
    if (not top or top[0].role != "review") and (targets or first - begin > _LOST_REVIEW):
        role: Role = "goals" if targets else leaning(text, begin, first, words)
        if role == "plan" and top and _opens_plan(top[0], words):
            role = "review"
        tasks = words.tasks_announced.search(text, 0, min(first, begin + ANNOUNCED_WITHIN)) is not None
        if tasks and role == "review" and not looks_back(text, begin, first, words):
            role = "plan" if _task_list(text, body, words) is None else role  # 15件民生实事, without numbers
        marks = [Mark(at, 1, title.rstrip("："), role, None, begin), *marks]
        top = [marks[0], *top]
    if any(mark.role in ("plan", "goals") for mark in top):
        return marks
    opened = _task_list(text, body, words)
    if opened is None:
        opened = _turn(body, marks, top, words)
        # A newspaper has a plan only where what follows clearly looks forward.
        if opened is not None and words.retold.search("\n".join(line.text for line in body[:6])):
            opened = opened if leaning(text, opened, body[-1].end, words) == "plan" else None
    if opened is None:
        return marks
    # What stands before the first part of all is front, whatever looks like a heading there.
    lost = [mark for mark in top if not mark.title and mark.start >= opened]
    marks = [mark for mark in marks if mark.start != opened and (top or mark.start > opened) and mark not in lost]
    return sorted([*marks, Mark(opened, 1, "", "plan", None, opened)], key=lambda mark: mark.start)


def _opens_plan(mark: Mark, words: RoleWords) -> bool:
    """Whether the plan of a named year begins with a part, so that what stands before it is none (2019年目标和任务)."""
    return bool(years_in(mark.title)) and words.of_title(mark.title) in ("goals", "plan")


def _line_above(text: str, position: int) -> str:
    """The last line that holds something before a position."""
    return text[:position].rstrip().rpartition("\n")[2].strip()


def _to_come(mark: Mark) -> Mark:
    """The mark of a part without telling words, as one of the plan."""
    return mark._replace(role="plan") if mark.role == "review" else mark


def _turn(body: list[Line], marks: list[Mark], top: list[Mark], words: RoleWords) -> int | None:
    """Where the text turns from the past year to the coming one without a heading."""
    earliest = body[0].start + (body[-1].end - body[0].start) // 5
    begun = {mark.start for mark in marks} | _first_lines(body, top)
    past = [year for mark in top if mark.role == "review" for year in years_in(mark.title)]
    for line in body:
        if line.start <= earliest or line.start in begun or not words.turn.search(line.text, 0, 80):
            continue
        if not past or max(years_in(line.text[:_TURN_YEAR]), default=_NO_YEAR) > max(past):
            return line.start
    return None


def _task_list(text: str, body: list[Line], words: RoleWords) -> int | None:
    """Where a list of practical tasks is announced last (为民办10件实事：一是…) that is still to be done, its items behind it."""
    for line in reversed(body):
        announced = words.tasks_announced.search(line.text)
        if announced is None:
            continue
        at = line.start + announced.end()
        behind = sum(1 for _ in words.tasks_item.finditer(text, at, min(body[-1].end, at + LEANING_WITHIN)))
        if behind >= TASKS_LEAST:
            return line.start + line.text.rfind("。", 0, announced.start()) + 1
    return None


def _first_lines(body: list[Line], top: list[Mark]) -> set[int]:
    """Where the lines begin that stand right under the heading of a level-1 part: they open it, whatever year they name."""
    starts = [line.start for line in body]
    under = (bisect_left(starts, mark.heading_end) for mark in top if mark.title)
    return {starts[index] for index in under if index < len(starts)}
