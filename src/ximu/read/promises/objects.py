"""The objects of a clause: whether they are named things, and one string for each that can be checked separately."""

from __future__ import annotations

import re

from ximu.read.promises.words import things

_NO_NAME_BEFORE = "、和与及的等了个条所座批”》）)项家处"
_QUOTED = re.compile(r"[“\"「『]([^”\"」』]{1,40})[”\"」』]")
_TITLE = re.compile(r"《[^》]+》")
_LIST_ETC = re.compile(r"^(?P<items>.*[、”》].*?)等(?P<kind>[^”》]*)$")
_ENUM = re.compile(
    r"^\s*(?:[一二三四五六七八九十百\d.]+(?:余|多|几)?(?:个|条|座|所|家|项|处|批|户|套|名|台|辆|对|片|段|场|件|万亩|亩|种|类|大)(?:以上|左右|余)?的?|以上|左右|等)"
)
_TAIL = re.compile(
    r"(?:(?:产业|重点|重大)?项目(?:建设|进度)|(?:的?建设)?(?:步伐|进程|进度|力度|工作)|的?建设管理|建设|实施|规划建设|项目建设|落地见效|落地生根|落地)$"
)
_SPLIT = re.compile(r"、|(?<=[”》])(?=[“《])")
_AND = re.compile(r"(?:以及|及其|和|及|与)")
_NUMBER_LEFT = re.compile(r"(?:^|(?<=[、和及与]))(?:以上|以下|左右|以内|余|多)(?:的)?|(?:以上|以下|左右|以内)$")
_MARKS = '“”‘’"「」『』《》'


def strength(text: str, start: int, end: int) -> int:
    """How surely [start, end) names a thing: 2 a proper name, 1 a slogan or a programme noun, 0 a general field."""
    th = things()
    if _TITLE.search(text, start, end) or th.parts.search(text, start, end) or th.titled.search(text, start, end):
        return 2
    for match in th.nouns.finditer(text, start, end):
        at = match.start()
        if at - start < 1 or text[at - 1] in _NO_NAME_BEFORE:
            continue
        if not text.endswith(th.general[match.lastgroup or ""], max(start, at - 5), at):
            return 2
    if text.endswith(th.general_heads, start, end):
        return 0
    for match in _QUOTED.finditer(text, start, end):
        if match[1] not in th.slogans:
            return 1
    return int(
        _qualified(text, start, end, th.programs, th.programs_general, 2)
        or _qualified(text, start, end, th.undertakings, th.undertakings_general, 4)
    )


def _qualified(text: str, start: int, end: int, nouns: re.Pattern[str], general: tuple[str, ...], least: int) -> bool:
    """Whether one of `nouns` stands behind a particular word of at least `least` characters."""
    for match in nouns.finditer(text, start, end):
        at = match.start()
        begin = max(start, *(text.rfind(mark, start, at) + 1 for mark in "、和及与的等")) if at > start else start
        if at - begin >= least and not text.endswith(general, begin, at):
            return True
    return False


def kind_of(text: str, start: int, end: int) -> str:
    """The kind (road, park, …) of the last thing noun in [start, end), or ""."""
    th, kind = things(), ""
    for match in th.nouns.finditer(text, start, end):
        kind = th.kinds[match.lastgroup or ""]
    return kind


def split_objects(body: str, *, drop_tail: bool = True) -> tuple[str, ...]:
    """The separately checkable things in `body` (the words behind the verb, numbers already taken out)."""
    body = _NUMBER_LEFT.sub("", body.strip(" 　：:（("))
    etc = _LIST_ETC.match(body)
    if etc and ("、" in etc["items"] or "”" in etc["items"] or "》" in etc["items"]):
        body = etc["items"]
    elif drop_tail:
        body = _TAIL.sub("", body) or body
    items: list[str] = []
    for piece in _outer_split(body):
        items.extend(_split_and(piece))
    cleaned = (_ENUM.sub("", item).strip(" 　的") for item in items)
    return tuple(dict.fromkeys(item for item in cleaned if len(item) > 1))


def _outer_split(body: str) -> list[str]:
    """Cut at 、 outside quotation marks and brackets, and between two quotations that touch."""
    if "、" not in body and "”“" not in body and "》《" not in body:
        return [body]
    pieces, depth, last = [], 0, 0
    for match in re.finditer(r"[“《（(「『]|[”》）)」』]|、", body):
        char = match[0]
        if char in "“《（(「『":
            if depth == 0 and match.start() > last and body[match.start() - 1] in "”》":
                pieces.append(body[last : match.start()])
                last = match.start()
            depth += 1
        elif char == "、":
            if depth == 0:
                pieces.append(body[last : match.start()])
                last = match.end()
        else:
            depth = max(0, depth - 1)
    pieces.append(body[last:])
    return pieces


def _split_and(piece: str) -> list[str]:
    """Cut at 和, 及, 与 when both sides are things of their own."""
    for match in _AND.finditer(piece):
        left, right = piece[: match.start()], piece[match.end() :]
        if len(left) < 2 or len(right) < 3 or _inside_marks(piece, match.start()):
            continue
        if _stands_alone(left) and _stands_alone(right):
            return [left, *_split_and(right)]
    return [piece]


def _inside_marks(piece: str, at: int) -> bool:
    return piece.count("“", 0, at) > piece.count("”", 0, at) or piece.count("（", 0, at) > piece.count("）", 0, at)


_OWN_END = re.compile(
    r"(?:[”》]|建设|开发|改造|搬迁|活动|行动|工程|计划|项目|试点|补贴|斗争|战争|办法|条例|规定|基金|企业|车间|中心|[路桥园区县镇村厂院馆站港线段湖山]|大道|高速|二期|三期)$"
)


def _stands_alone(side: str) -> bool:
    return bool(_OWN_END.search(side)) or strength(side, 0, len(side)) > 0
