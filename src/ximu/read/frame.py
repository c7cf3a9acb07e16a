"""What stands around the body of a report: page furniture, front, closing, appendices, glossaries."""

from __future__ import annotations

import re
from typing import NamedTuple

from ximu.ledger.report import Role
from ximu.read.headings import Heading, Line
from ximu.read.roles import ANNOUNCED_WITHIN, TASKS_LEAST, RoleWords

OUTERMOST = -1.0  # rank of the parts around the body: nothing encloses them
_FRONT_LINES = 40  # a page has at most so many lines of menus before the report begins
_TITLE_LONGEST = 45
_SHORTEST_CLOSING = 5  # characters after the address; fewer are the beginning of something cut off
_BARE_ATTACHMENT = re.compile(r"附[件表录]?\s*[\d一二三四五六七八九十]{0,2}\s*[:：.、]?$")
_SPEECH = re.compile(r"^各位代表|代表.{0,24}(?:政府|国务院|管委会).{0,12}(?:报告|作)|请予审[议查]")


class Mark(NamedTuple):
    """Where a part begins: rank (a smaller one encloses a larger), title, the role its own words say (None: the parent's),
    a given end (None: where the next part begins), and where its heading ends."""

    start: int
    rank: float
    title: str
    role: Role | None
    stop: int | None
    heading_end: int


def front_marks(lines: list[Line], words: RoleWords, end: int) -> list[Mark]:
    """Marks of the furniture before the title, if there is any, and of the front (title, date, speaker, address)."""
    index = 0
    while index < min(len(lines), _FRONT_LINES) and lines[index].end <= end:
        around = words.furniture.search(lines[index].text)
        if words.front.search(lines[index].text) and not around:
            break
        if not around:
            index = 0
            break
        index += 1
    if not 0 < index < len(lines):
        return [Mark(0, OUTERMOST, "", "front", None, lines[0].start)]
    furniture = Mark(0, OUTERMOST, "", "furniture", None, lines[index - 1].end)
    if lines[index].start >= end:
        return [furniture]
    return [
        furniture,
        Mark(lines[index].start, OUTERMOST, "", "front", None, lines[index].start),
    ]


_LONGEST_FRONT = 1500  # characters; an address behind so many stands in mid-text


def front_end(lines: list[Line]) -> int:
    """Where the front ends when no heading follows it: after the address to the deputies, else after the title lines."""
    for index, line in enumerate(lines[:_FRONT_LINES]):
        if line.start - lines[0].start > _LONGEST_FRONT:
            break
        if _SPEECH.search(line.text):
            alone = len(line.text) < 12 and index + 1 < len(lines) and _SPEECH.search(lines[index + 1].text)
            after = index + 2 if alone else index + 1
            return lines[after].start if after < len(lines) else line.end
    for line in lines[:_FRONT_LINES]:
        if len(line.text) > _TITLE_LONGEST:
            return line.start
    return lines[0].start


def tail_marks(text: str, lines: list[Line], words: RoleWords) -> list[Mark]:
    """Marks of what follows the body: appendices, glossaries and, at the very end, page furniture."""
    last = len(lines)
    while last > 1 and words.furniture.search(lines[last - 1].text) and len(lines[last - 1].text) < 60:
        last -= 1
    furniture = [Mark(lines[last].start, OUTERMOST, "", "furniture", None, 0)] if last < len(lines) else []
    begin = next((index for index in range(last) if lines[index].start * 2 > lines[last - 1].end), last)
    attached = _attached(lines, begin, last, words)
    known = {mark.role for mark in attached}
    glued = _glued_attachments(text, lines[last - 1].end // 2, lines[last - 1].end, words)
    attached += [mark for mark in glued if mark.role not in known]
    attached = sorted(attached, key=lambda mark: mark.start) or _untitled_glossary(lines, begin, last, words)
    return attached + furniture


def _attached(lines: list[Line], begin: int, last: int, words: RoleWords) -> list[Mark]:
    """Appendices and glossaries that a line of their own announces; a bare 附件1 takes the next line into its title."""
    found: list[Mark] = []
    index = begin
    while index < last:
        line = lines[index]
        title, role, end = line.text, None, line.end
        if len(title) <= _TITLE_LONGEST and title[-1] not in "。；！;":
            role = words.of_title(title, ("glossary", "appendix"))
        if role == "appendix" and _BARE_ATTACHMENT.fullmatch(title) and index + 1 < last:
            following = lines[index + 1]
            if len(following.text) <= _TITLE_LONGEST and following.text[-1] not in "。；！;":
                title, end, index = f"{title} {following.text}", following.end, index + 1
                role = words.of_title(following.text, ("glossary",)) or role
        if role is not None and not (found and found[-1].role == role == "glossary"):
            found.append(Mark(line.start, OUTERMOST, title, role, None, end))
        index += 1
    return found


def _glued_attachments(text: str, start: int, end: int, words: RoleWords) -> list[Mark]:
    """Appendices and glossaries that follow the closing without a line end."""
    address = text.rfind("各位代表", start, end)
    if address < 0:
        return []
    found: list[Mark] = []
    for match in words.attachment_glued.finditer(text, address, end):
        title = match.group("title")
        role = words.of_title(title, ("glossary", "appendix"))
        if role is not None and not (found and found[-1].role == role):
            found.append(Mark(match.start("title"), OUTERMOST, title.strip(), role, None, match.end("title")))
    return found


def _untitled_glossary(lines: list[Line], begin: int, last: int, words: RoleWords) -> list[Mark]:
    """A run of at least three explaining lines at the end of the text, when no heading announces them."""
    first = last
    while first > begin and words.glossary_entry.search(lines[first - 1].text):
        first -= 1
    if last - first < 3:
        return []
    return [Mark(lines[first].start, OUTERMOST, "", "glossary", None, lines[first].start)]


def closing_marks(text: str, body: list[Line], headings: list[Heading], words: RoleWords) -> list[Mark]:
    """The mark of the closing: the last address to the deputies in the last quarter, when no heading follows it."""
    if not body:
        return []
    first, end = body[0].start, body[-1].end
    found = words.closing.finditer(text, first + (end - first) * 3 // 4, end)
    addresses = [match.start() for match in found if end - match.end() > _SHORTEST_CLOSING]
    if not addresses:
        return []
    if any(heading.start > addresses[-1] and heading.rank <= 3 and heading.style != "title" for heading in headings):
        return []
    announced = words.tasks_announced.search(text, addresses[-1], min(end, addresses[-1] + ANNOUNCED_WITHIN))
    if announced and sum(1 for _ in words.tasks_item.finditer(text, announced.end(), end)) >= TASKS_LEAST:
        return []  # 各位代表！今年办好十件实事：一是…
    return [Mark(addresses[-1], OUTERMOST, "", "closing", None, addresses[-1])]
