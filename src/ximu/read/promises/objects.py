"""The objects of a clause: whether they are named things, and one string for each that can be checked separately."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from ximu.read.numerals.value import small_number
from ximu.read.promises.names import FEW, ends_a_thing, names, strength
from ximu.read.promises.words import load
from ximu.terms.places import every_short_name, short_name
from ximu.terms.words import alternation

_TITLE = re.compile(r"《[^》]+》")
# 高等, 平等, 均等 are words; behind 等 stands what kind of thing the names are.
_LIST_ETC = re.compile(
    r"(?P<items>(?:.*[、”》])?[^、]+?)(?<![高平均初中同对])等(?![级效量值候])(?P<kind>[^、]*|(?:一批)?[^、]{1,5}性、[^、]*)$"
)
_LEVELS = re.compile("(?<=等)(国家|省|市|区|县)[、和](?=[省市区县])")  # 甲工程等省、市重点项目
_TOLD_TOGETHER = re.compile("(?<=.{3})“([两三四五六七八九])[大个项][^”]{1,8}”(?:项目|工程)?$")
_LIST_COUNTED = re.compile(r"([^等“”]{2,}、[^、等“”]{2,8})[两三四五六七八][个座条][^、的“”]{2,6}$")  # 甲、乙两个新城
_ETC_KIND = re.compile(r"(?<=.{2})(?<![高平均初中同对])等(?![级效量值候])[^、等]{2,10}$")
_ENUM = re.compile(
    r"\s*(?:[一二三四五六七八九十百\d.]+(?:余|多|几)?(?:个|条|座|所|家|项|处|批|户|套|名|台|辆|对|片|段|场|件|万亩|亩|种|类|大)(?:以上|左右|余)?的?|以上|左右|等)"
)
_ENUM_BEGINS = frozenset("一二三四五六七八九十百0123456789.以左等 ")
_BRACKET, _MARK = re.compile(r"[“《（(「『”》）)」』]"), re.compile(r"[“《（(「『”》）)」』、]")
_AND = re.compile(
    r"以及|及其|和|及|与|并(?P<verb>(?:安装|新建|改造|铺设|配备|设置|启动|开工|完成|建成|发挥|推进|投入)(?:建设)?)"
)
_AS_WELL = ("及", "及其")
_EDITION = re.compile("(?:第[一二三四五六七八九十]+|首)届")
_BELONGS = re.compile("(?:外部|周边|相关)?配套")  # X及配套Y: one thing
MANIFOLD = "[功层元式彩用媒业晶孔样边]"  # 多 before these is no number left over: 多功能
_NUMBER_LEFT = re.compile(
    rf"(?:^|(?<=[、和及与]))(?:至少|以上|以下|左右|以内|余|多(?!{MANIFOLD})|不少于|不低于|约(?!束)|超(?![长大低高声级市算导净前])|近(?![海岸零年视]))(?:的)?|(?:以上|以下|左右|以内)$"
)
# 标准从每人每月300元提高到…: it is the number of the 标准
_PER = re.compile("(?:分别)?(?:从|由|至)?(?:每(?:人|生|年|月|亩|户|天|次))*$")
_PER_ENDS = tuple("从由至人生年月亩户天次")
# 14个村的饮水工程, 投资在3000万元以上的项目: what the number counted is no part of the name
_OF_COUNTED = re.compile(r"^(?:[村镇乡县区户家所口]|社区|乡镇|街道|投资(?:总?额)?在?)的(?=.{2})")
_DISPOSED = frozenset("将把对与")  # 争取将…纳入, 加强与…合作: the object stands behind it
_PARTNER = re.compile("与([^、，]{2,12}?)在")  # 与…在…等领域的合作
_NO_DISPOSAL = ("对口", "对接", "对标", "对外", "与会", "将军", "将乐")
_PUT_TO_USE = re.compile("并投(?:入(?:运营|使用|运行)|用|运|产)$")
_SOME = "一批"
_LIKE_A_PLACE = re.compile("^(?:[\u4e00-\u9fff]{2}(?<!城)[市县]|[\u4e00-\u9fff]{0,4}[各全][市县]|各地)$")
_GROWS = "发展"
_TITLE_OF_FIELDS = re.compile("^.+?等(?:重点)?领域的?(?=国家|全国|省级)")  # 甲、乙等领域国家创新中心
_LEAST_NAME = 2  # characters; shorter items in front of a scheme belong to its name
_LEAST_BEFORE_ETC, _LONGEST_KIND = 3, 4  # characters around the 等 of a single name
_SEVERAL = re.compile(r"[、和与及并等《“]")


class _Words(NamedTuple):
    """The words of [objects] in terms/actions.toml."""

    tails: tuple[str, ...]
    manner: tuple[str, ...]
    issued: tuple[str, ...]
    kinds: tuple[str, ...]
    no_object: frozenset[str]
    own_ends: tuple[str, ...]
    together: tuple[str, ...]
    item_verb: re.Pattern[str]
    joined_verb: re.Pattern[str]
    number_left: tuple[str, ...]
    deed: re.Pattern[str]
    one_thing: re.Pattern[str]
    titled: tuple[str, ...]
    schemes: tuple[str, ...]


@cache
def _words() -> _Words:
    data = load("actions.toml")["objects"]
    return _Words(
        tails=tuple(sorted(data["tails"].split(), key=len, reverse=True)),
        manner=tuple(data["manner"].split()),
        issued=tuple(data["issued"].split()),
        kinds=tuple(data["kinds"].split()),
        no_object=frozenset(data["no_object"].split()),
        own_ends=tuple(data["own_ends"].split()),
        together=tuple(data["together"].split()),
        item_verb=re.compile(f"(?:[和及与并]|以及|并且)?(?:{alternation(data['item_verbs'].split())})(?=.{{3}})"),
        joined_verb=re.compile(f"(?:{alternation(data['joined_verbs'].split())})(?=.{{3}})"),
        number_left=tuple(sorted(data["number_left"].split(), key=len, reverse=True)),
        deed=re.compile(f"(?:{alternation(data['deeds'].split())})(?![、和与及]|$)"),
        one_thing=re.compile(data["one_thing"]),
        titled=tuple(data["titled"].split()),
        schemes=tuple(data["schemes"].split()),
    )


@cache
def _places() -> frozenset[str]:
    return frozenset(every_short_name())


def _is_place(subject: str) -> bool:
    """Whether somebody named is one place or several, of which nothing can be checked (支持|云山、东湖|建设冷库)."""
    listed = [name for name in re.split("[、和与及]", subject.removesuffix("等市").removesuffix("等县")) if name]
    return bool(listed) and all(
        name in _places() or short_name(name) in _places() or _LIKE_A_PLACE.search(name) for name in listed
    )


def _built(body: str, deed: re.Match[str]) -> str:
    """What places build, each with its own deed (甲市建设A、乙市争创B)."""
    things = [body[deed.end() :]]
    for piece in things.pop().split("、"):
        own = _words().deed.search(piece, 2)
        things.append(piece[own.end() :] if own and _is_place(piece[: own.start()]) else piece)
    for at, thing in enumerate(things):
        while (more := _words().deed.match(things[at])) and len(thing) - more.end() >= _LEAST_NAME:
            things[at] = thing = thing[more.end() :]  # 加快|建设|…副中心
    return "、".join(things)


def split_objects(
    body: str, *, drop_tail: bool = True, cut_subject: bool = False, numbers_cut: bool = False, issued: bool = False
) -> tuple[str, ...]:
    """The separately checkable things in `body` (the words behind the verb, numbers already taken out).

    `drop_tail`: 建设, 工作 at the end are no part of the name. `cut_subject`: the object does something itself
    (支持某大学建设…), only its name is wanted, or, where it is a place, what it builds. `numbers_cut`: numbers were taken out, 以上 may have been left. `issued`: the
    object is issued, so that 岸线、港口和城镇综合规划 is one plan.
    """
    body = body.strip(" 　：:（(")
    if numbers_cut:
        body = _NUMBER_LEFT.sub("", body)
    if body[:1] in _DISPOSED and not body.startswith(_NO_DISPOSAL):
        partner = _PARTNER.match(body)
        body = partner[1] if partner else body[1:]
    if cut_subject:
        deed = _words().deed.search(body, 2)
        if deed:
            body = _built(body, deed) if _is_place(body[: deed.start()]) else body[: deed.start()]
    if not _SEVERAL.search(body):
        item = _cleaned(body, drop_tail, numbers_cut)
        return (item,) if item else ()
    if "《" in body:
        titles = _TITLE.findall(body)
        if titles:
            rest = _AND.match(body, body.rfind("》") + 1)
            further = _cleaned(body[rest.end() :], drop_tail, numbers_cut) if rest else ""
            return tuple(dict.fromkeys([*titles, further] if further and strength(further) else titles))
    if not FEW.isdisjoint(body) and (counted := _LIST_COUNTED.match(body)):
        body = counted[1]
    if "领域" in body:
        body = _TITLE_OF_FIELDS.sub("", body, count=1)
    if "等" in body:
        body = _LEVELS.sub(r"\1", body)
    etc = _LIST_ETC.match(body) if "等" in body else None
    if etc and ("、" in etc["items"] or "”" in etc["items"] or _short_kind(etc)):
        body = etc["items"]
    items: list[str] = []
    pieces = _outer_split(body)
    if len(pieces) > 1 and body.endswith(_words().schemes) and max(map(len, pieces[:-1])) <= _LEAST_NAME:
        return (body,)  # 提质、延链、增效行动
    if issued and body.endswith(_words().titled) and not any(piece.endswith(_words().titled) for piece in pieces[:-1]):
        return (body,)
    for at, piece in enumerate(pieces, 1):
        listed = 1 < len(pieces) == at
        if at > 1 and (verb := _words().item_verb.match(piece)):
            piece = piece[verb.end() :]
        parted = 1 < at < len(pieces)
        if at < len(pieces) and "等" in piece:  # 甲、乙等项目、丙: the kind is no part of the name
            piece = _ETC_KIND.sub("", piece, count=1)
        cut = _split_and(piece, listed=listed, parted=parted)
        if items or len(cut) > 1:  # 东湖公园和一批小公园
            cut = [part for part in cut if not part.startswith(_SOME)]
        items += [item for part in cut if (item := _cleaned(part, drop_tail, numbers_cut))]
    if items and (told := _TOLD_TOGETHER.search(items[-1])) and small_number(told[1]) == len(items):
        items[-1] = items[-1][: told.start()]  # 甲中心、乙中心、丙中心“三大中心”项目
    return tuple(dict.fromkeys(items))


def _short_kind(etc: re.Match[str]) -> bool:
    """Whether a single name stands before 等 and only its kind behind (某路等道路); in a longer phrase 等 is inside a name."""
    kind = etc["kind"]
    tail = next((tail for tail in _words().tails if kind.endswith(tail)), "")
    if "的" in kind or kind.endswith(_words().issued):
        return False
    short = len(kind) - len(tail) <= _LONGEST_KIND or kind.removesuffix("建设").endswith(_words().kinds)
    return short and len(etc["items"]) >= _LEAST_BEFORE_ETC


def _cleaned(item: str, drop_tail: bool, numbers_cut: bool) -> str:
    """The name in `item`, or "" when nothing of an object is left."""
    known = _words()
    if numbers_cut:
        item = _OF_COUNTED.sub("", item, count=1)
        if item.endswith(known.number_left):
            item = item[: -len(next(word for word in known.number_left if item.endswith(word)))]
        if item.endswith(_PER_ENDS):
            item = _PER.sub("", item, count=1)
    item = item.removeprefix("所有")
    if drop_tail and item.endswith(known.tails) and not _kept(item):
        item = item.removesuffix(next(tail for tail in known.tails if item.endswith(tail))) or item
        if item.endswith("和") and item[-2:] not in names().joined:  # …行洪区调整和|建设
            item = item[:-1]
        if item.endswith(known.manner):
            item = item[: -len(next(word for word in known.manner if item.endswith(word)))].removesuffix("项目") or item
    if drop_tail and item.endswith(_GROWS) and _ends_a_name(item[: -len(_GROWS)]):  # 支持某新区发展
        item = item[: -len(_GROWS)]
    if "并投" in item:  # 建成某中心并投入运营
        item = _PUT_TO_USE.sub("", item, count=1)
    if item and item[0] in _ENUM_BEGINS:
        item = _ENUM.sub("", item, count=1)
    halved = ("“" in item or "”" in item) and item.count("“") != item.count("”")
    item = item.strip(" 　的“”" if halved else " 　的")
    return item if len(item) > 1 and item not in known.no_object else ""


def _kept(item: str) -> bool:
    """Whether the tail of `item` belongs to it: 甲与乙合作, 某水库前期工作."""
    return item.endswith("前期工作") or ("与" in item and item.endswith(_words().together))


def _outer_split(body: str) -> list[str]:
    """Cut at 、 outside quotation marks and brackets, and between two quotations that touch."""
    if "、" not in body:
        if "”“" not in body and "》《" not in body:
            return [body]
    elif _words().one_thing.search(body):
        return [body]
    elif not _BRACKET.search(body):
        return body.split("、")
    pieces, depth, last = [], 0, 0
    for match in _MARK.finditer(body):
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


def _split_and(piece: str, *, listed: bool = False, parted: bool = False) -> list[str]:
    """Cut at 和, 及, 与 when both sides are things of their own; `listed`: as the end of a list they are; `parted`: in front
    of another item, so that behind the name of a thing a second list begins (甲、乙水厂和丙、丁水厂)."""
    for match in _AND.finditer(piece):
        start, end = match.span()
        if start < 2 or len(piece) - end < (2 if parted else 3) or _inside_marks(piece, start):
            continue
        left, right = piece[:start], piece[end:]
        if match[0] in "和及" and (verb := _words().joined_verb.match(right)):
            return [left, *_split_and(right[verb.end() :], listed=listed)]
        if match[0] in _AS_WELL and _BELONGS.match(right):
            continue
        if match["verb"] or (match[0] == "以及" and len(left) > 3 and len(right) > 3):
            return [left, *_split_and(right)]
        if match[0] == "与" and right.endswith(_words().together):
            continue
        if parted and _ends_a_name(left):
            return [left, *_split_and(right)]
        if listed and len(left) > 2 and match[0] in "和及":
            return [left, *_split_and(right)]
        if right[0] == "“" and ("”" in left or (len(left) > 3 and match[0] in "和及")):
            return [left, *_split_and(right)]
        if _EDITION.match(right) and _EDITION.search(left):
            return [left, *_split_and(right)]
        if right not in _words().own_ends and _ends_a_name(left) and (_ends_a_name(right) or strength(right) > 0):
            return [left, *_split_and(right)]
    return [piece]


def _inside_marks(piece: str, at: int) -> bool:
    return piece.count("“", 0, at) > piece.count("”", 0, at) or piece.count("（", 0, at) > piece.count("）", 0, at)


def _ends_a_name(side: str) -> bool:
    """Whether `side` ends with a thing or an undertaking of its own, so that what follows is another."""
    if side.endswith(_words().own_ends):
        return True
    return ends_a_thing(side) and strength(side) > 0
