"""The objects of a clause: whether they are named things, and one string for each that can be checked separately."""

from __future__ import annotations

import re

from ximu.read.promises.names import ends_a_thing, strength

_TITLE = re.compile(r"《[^》]+》")
_LIST_ETC = re.compile(r"^(?P<items>.*[、”》].*?)等(?P<kind>[^、]*)$")
_ENUM = re.compile(
    r"^\s*(?:[一二三四五六七八九十百\d.]+(?:余|多|几)?(?:个|条|座|所|家|项|处|批|户|套|名|台|辆|对|片|段|场|件|万亩|亩|种|类|大)(?:以上|左右|余)?的?|以上|左右|等)"
)
_TAIL = re.compile(
    r"(?:(?:产业|重点|重大)?项目(?:建设|进度)|(?:的?建设)?(?:步伐|进程|进度|力度|工作)|的?建设管理|建设(?:和(?:提质)?改造|改造)?|合作|对接|实施|规划建设|项目建设|落地见效|落地生根|落地)$"
)
_AND = re.compile(r"以及|及其|和|及|与|(?P<verb>并(?:启动|开工|完成|建成|发挥|推进|投入)(?:建设)?)")
_NUMBER_LEFT = re.compile(r"(?:^|(?<=[、和及与]))(?:以上|以下|左右|以内|余|多)(?:的)?|(?:以上|以下|左右|以内)$")
_OWN_END = re.compile(
    r"(?:[”》]|建设|开发|改造|搬迁|活动|行动|工程|计划|项目|试点|补贴|斗争|战争|办法|条例|规定|基金|企业|车间|中心|设[市区]|收入"
    r"|扩区|[路桥园区县镇厂院馆港线]|大道|高速|[一二三四]期|段)$"
)
# The named one does something itself: 支持湘水大学建设…, 引导…做强做优.
_DEED = re.compile(
    r"建设|做强|做大|做优|加快|扩大|加大|错位|抱团|发展壮大|开展|列入|进入|落户|入驻|前来|在|打造|创建|争创|参与|提升|增强"
)
_TOGETHER = re.compile(r"(?:合作|对接|融合|衔接|联动|互动|一体化|协同)$")
_ONE_THING = re.compile(r"^(?:中央|省委|市委|国家|省)、|(?:主义|性|权力|责任)、")
_NO_OBJECT = re.compile(r"(?:提质)?改造|建设|建设改造|发展|其中|项目建设|以上|抱团发展|错位发展|等")


def split_objects(body: str, *, drop_tail: bool = True, cut_subject: bool = False) -> tuple[str, ...]:
    """The separately checkable things in `body` (the words behind the verb, numbers already taken out).

    `drop_tail`: 建设, 工作 at the end are no part of the name. `cut_subject`: the object does something itself
    (支持某大学建设…), only its name is wanted.
    """
    body = _NUMBER_LEFT.sub("", body.strip(" 　：:（("))
    titles = _TITLE.findall(body)
    if titles:
        return tuple(dict.fromkeys(titles))
    if cut_subject:
        deed = _DEED.search(body, 3)
        if deed:
            body = body[: deed.start()]
    etc = _LIST_ETC.match(body)
    if etc and ("、" in etc["items"] or "”" in etc["items"]):
        body = etc["items"]
    items: list[str] = []
    for piece in _outer_split(body):
        items.extend(_split_and(piece))
    if drop_tail:
        items = [_TAIL.sub("", item) or item for item in items]
    cleaned = (
        _ENUM.sub("", item).strip(" 　的“”" if item.count("“") != item.count("”") else " 　的") for item in items
    )
    return tuple(dict.fromkeys(item for item in cleaned if len(item) > 1 and not _NO_OBJECT.fullmatch(item)))


def _outer_split(body: str) -> list[str]:
    """Cut at 、 outside quotation marks and brackets, and between two quotations that touch."""
    if _ONE_THING.search(body):
        return [body]
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
        if match["verb"] or (match[0] == "以及" and len(left) > 3 and len(right) > 3):
            return [left, *_split_and(right)]
        if match[0] == "与" and _TOGETHER.search(right):
            continue
        if _ends_a_name(left) and (_ends_a_name(right) or strength(right, 0, len(right)) > 0):
            return [left, *_split_and(right)]
    return [piece]


def _inside_marks(piece: str, at: int) -> bool:
    return piece.count("“", 0, at) > piece.count("”", 0, at) or piece.count("（", 0, at) > piece.count("）", 0, at)


def _ends_a_name(side: str) -> bool:
    """Whether `side` ends with a thing or an undertaking of its own, so that what follows is another."""
    if _OWN_END.search(side):
        return True
    return ends_a_thing(side) and strength(side, 0, len(side)) > 0
