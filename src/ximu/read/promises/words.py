"""The words of promises, from terms/actions.toml and terms/named_things.toml, and the patterns made of them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib import resources
from typing import Any, Literal, NamedTuple

from ximu.ledger.commitment import Stage
from ximu.ledger.errors import TermsError
from ximu.terms.words import alternation, branches, gate

SignalKind = Literal["colon", "vague", "announcing", "claim"]
ClauseLabel = Literal["testable", "ongoing", "directional", "none"]


class Verb(NamedTuple):
    """What a governing verb makes of its clause: the label with a named and with a general object, and the stages."""

    named: ClauseLabel
    plain: ClauseLabel
    stage: Stage
    counted: Stage
    strong: bool


def backwards(*lists: tuple[str, Iterable[str]]) -> str:
    """A pattern for text spelled backwards: the last character of a word of one of the `lists`, each a pattern that holds
    in front of its words and the words. The group of a list is the longest of its words that ends there, spelled backwards.

    By their last characters far fewer places of a text need a closer look than by their first ones.
    """
    spelled = [(before, [word[::-1] for word in words]) for before, words in lists]
    last = "".join(re.escape(char) for char in sorted({word[0] for _, words in spelled for word in words}))
    found = "|".join(f"(?:{before})({alternation(words)})" for before, words in spelled)
    # One class in front, so that `re` runs from one such character to the next; only it is taken, as words overlap.
    return f"[{last}](?<=(?={found}).)"


class Sorts(NamedTuple):
    """Verbs of one sort each, see [sorts] in terms/actions.toml."""

    holds: frozenset[str]
    carry_out: frozenset[str]
    lets_do: frozenset[str]
    loose: frozenset[str]
    shapes: frozenset[str]
    adds: frozenset[str]
    chained: frozenset[str]
    of_name: frozenset[str]
    sure: frozenset[str]
    spends: frozenset[str]


class Words(NamedTuple):
    """Everything the reading of promises knows about words, compiled once."""

    verbs: dict[str, Verb]
    # its groups follow one another without a gap: numbering, lead (frame inside it), verb, body, close
    clause: re.Pattern[str]
    before_body: re.Pattern[str]  # the first three of them; it matches everywhere
    endings: tuple[str, ...]
    ending_stage: dict[str, Stage]
    soft_endings: frozenset[str]
    open_frames: frozenset[str]
    name_adverbs: tuple[str, ...]  # adverbs that can begin a name
    inner: re.Pattern[str]
    telling: re.Pattern[str]  # a signal, or a verb or claim at the end of a clause; reads text spelled backwards
    signals: re.Pattern[str]
    signal: dict[str, tuple[SignalKind, Stage]]
    claims_last: tuple[str, ...]
    counted_inner: re.Pattern[str]
    phrase_verb: re.Pattern[str]
    subject_acts: re.Pattern[str]
    intention: re.Pattern[str]
    opening: re.Pattern[str]
    hints: dict[str, re.Pattern[str]]
    sorts: Sorts


def load(name: str) -> dict[str, Any]:
    try:
        return tomllib.loads(resources.files("ximu.terms").joinpath(name).read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise TermsError("the word file cannot be read", where=f"terms/{name}", next_step=str(error)) from error


_NUMBERING = (
    r"(?=[（(一二三四五六七八九十第\d①-⑳*＊—–·•●◆■▲★☆\- \t\r\xa0\u3000])(?:"
    r"[（(][一二三四五六七八九十\d]{1,3}[)）]、?|[一二三四五六七八九十]{1,3}[、.．是要]|第[一二三四五六七八九十]+[，、]"
    r"|[（(](?:牵头|责任|主办|承办)(?:单位|部门)[:：][^（()）\n]{1,60}[)）]"
    r"|\d{1,2} ?[.．、)）](?!\d)|[①-⑳]|[*＊—–·•●◆■▲★☆\-]+|[ \t\r\xa0\u3000]+)"
)
_TIMES = (
    r"(?=[每到至在于2今本明当底末年上下一二三四第1-9未“十用两])(?:"
    r"(?:到|至|在|于)?(?:20\d\d年|今年|本年度?|明年|当年)?"
    r"(?:底|末|年底|年末|年内|上半年|下半年|[一二三四]季度|第[一二三四]季度|\d{1,2}月(?:\d{1,2}日)?)(?:底|末|份)?(?:之?前|以前|内)?"
    r"|每年(?:至少)?|每(?:个?季度|个?月)(?:至少)?"
    r"|(?:到|至|在)?20\d\d年(?:之?前|内)?|今年内?|明年|今后[三五]年|未来[三五]年|本届政府(?:任期内)?"
    r"|“?十[一二三四五六]?五”?(?:期间|期末|末|时期)|用?[两三四五2-5]年(?:左右|内)?(?:的?时间)?)"
)

_WHO = r"(?=[各每市省区县政我全该])(?:(?<![\u4e00-\u9fff])(?:各|每个?)(?:县|市|区|乡镇|镇|街道|村|社区)(?:（[^）]{1,6}）)?(?![域级乡村镇区])(?:至少|都要|都|均)?|(?:各级(?:党委)?政府|[市省区县]?政府|各级(?:各部门)?|各地|各部门|[我全][市省区县](?:上下)?|我们|该[省市区县州旗镇])(?:今年)?(?:也|还|都)?(?:要|将|必须|应当?))"

_NO_VERB_AFTER = "(?![型性率额者员的障是值]|量(?!子)|(?<=安置)房|(?<=动建)设|(?<=开发)区|(?<=保)[定山康靖亭]|(?<=建设)用地|(?<=服务|出口|进口|加工)贸易|(?<=服务|保障|运营|救助|帮扶)网络|里程|业(?![务态主绩余]))"  # 服务业, 创新型, 完成率 begin with no verb


def _inside(verbs: Iterable[str]) -> str:
    """A pattern for verbs inside a clause; 机组建设 holds no 组建, 建成区 no 建成."""
    guarded = {"组建": "组(?<!机组)建", "建成": "建成(?!区(?!域))"}
    return "|".join((branches(verb for verb in verbs if verb not in guarded), *guarded.values()))


@cache
def words() -> Words:
    """The words of `terms/actions.toml` and their patterns."""
    data = load("actions.toml")
    verbs: dict[str, Verb] = {}
    for block in data["verbs"]:
        verb = Verb(block["named"], block["plain"], block["stage"], block["counted"], block.get("strong", False))
        for word in block["words"].split():
            verbs.setdefault(word, verb)
    frames = data["frames"]["words"].split()
    for word in frames:
        verbs.setdefault(word, Verb("ongoing", "directional", "advance", "quantity", True))
    adverbs = [w for w in data["leads"]["adverbs"].split() if w not in verbs]
    adverb, frame, acts = (alternation(group) for group in (adverbs, frames, verbs))
    lead = (
        f"(?P<numbering>(?:{_NUMBERING})*+)(?P<lead>(?:{_NUMBERING}|{_TIMES}|{_WHO}|{gate(adverbs)}{adverb}(?!性|(?<=更)多|(?<=再)生)(?:、(?={adverb}))?"
        f"|{gate(frames)}(?P<frame>{frame}){_NO_VERB_AFTER})*+)"
    )
    before_body = rf"{lead}(?P<verb>{gate(verbs)}(?:{acts}){_NO_VERB_AFTER})?"
    clause = re.compile(rf"{before_body}(?P<body>[^，；。！,;!\n]*+)(?P<close>[，；。！,;!\n]?)")
    ending_stage: dict[str, Stage] = {w: stage for stage, ws in data["endings"].items() for w in ws.split()}
    definite = [w for w, v in verbs.items() if v.plain == "testable" and len(w) > 1]
    signal: dict[str, tuple[SignalKind, Stage]] = {"：": ("colon", ""), ":": ("colon", "")}
    signal |= dict.fromkeys(data["vague"]["words"].split(), ("vague", ""))
    signal |= dict.fromkeys(data["announcing"]["words"].split(), ("announcing", ""))
    signal |= {w: ("claim", stage) for stage, ws in data["claims"]["anywhere"].items() for w in ws.split()}
    claims_last = tuple(data["claims"]["last"].split())
    subject_acts, intended = data["sorts"]["acts"].split(), data["intentions"]["adverbs"].split()
    return Words(
        verbs=verbs,
        clause=clause,
        before_body=re.compile(before_body),
        endings=tuple(sorted(ending_stage, key=len, reverse=True)),
        ending_stage=ending_stage,
        soft_endings=frozenset(data["open"]["endings"].split()),
        open_frames=frozenset(data["open"]["frames"].split()),
        name_adverbs=tuple(data["leads"]["of_name"].split()),
        inner=re.compile(
            rf"(?:全部|全面|基本|年内|年底前|力争|确保|均|率先|提前|如期|按期|顺利|将|早日|尽快|已)(?P<verb>{alternation(definite)})"
        ),
        telling=re.compile(backwards(("", signal), ("(?<!.)", (*claims_last, *ending_stage)))),
        signals=re.compile(branches(signal)),
        signal=signal,
        claims_last=claims_last,
        counted_inner=re.compile(_inside(w for w, v in verbs.items() if v.named == "testable" and len(w) > 1)),
        phrase_verb=re.compile(_inside(w for w, v in verbs.items() if v.plain != "none" and len(w) > 1)),
        subject_acts=re.compile(
            rf"[\u4e00-\u9fff（）、]{{2,10}}?{gate((*adverbs, *subject_acts))}(?:{alternation(adverbs)})*"
            rf"(?P<verb>{alternation(subject_acts)})"
        ),
        intention=re.compile(
            f"(?:{branches(intended)})(?:{alternation(intended)})*(?:{alternation(data['intentions']['verbs'].split())})$"
        ),
        opening=re.compile(f"(?:{_NUMBERING}|{_TIMES}|全年|同时|其中|但|力争|确保)*+"),
        hints={name: re.compile(pattern) for name, pattern in data["hints"].items()},
        sorts=Sorts._make(frozenset(data["sorts"][sort].split()) for sort in Sorts._fields),
    )
