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

ClauseLabel = Literal["testable", "ongoing", "directional", "none"]


class Verb(NamedTuple):
    """What a governing verb makes of its clause: the label with a named and with a general object, and the stages."""

    named: ClauseLabel
    plain: ClauseLabel
    stage: Stage
    counted: Stage
    strong: bool


def alternation(words: Iterable[str]) -> str:
    """A pattern that matches the longest of `words` at a place, factored by common beginnings so that it stays fast."""
    tree: dict[str, Any] = {}
    for word in words:
        node = tree
        for char in word:
            node = node.setdefault(char, {})
        node[""] = {}
    return _factored(tree)


def _factored(node: dict[str, Any]) -> str:
    branches = []
    leaves = []
    for char, rest in node.items():
        if char:
            if set(rest) == {""}:
                leaves.append(re.escape(char))
            else:
                branches.append(re.escape(char) + _factored(rest))
    if leaves:
        branches.append(leaves[0] if len(leaves) == 1 else "[" + "".join(leaves) + "]")
    if not branches:
        return ""
    body = branches[0] if len(branches) == 1 else "(?:" + "|".join(branches) + ")"
    if "" not in node:
        return body
    return f"(?:{body})?" if len(branches) == 1 and len(branches[0]) > 1 else body + "?"


class Things(NamedTuple):
    """The nouns of named things: one pattern, a group for each kind; `general` has, by group, what names nothing."""

    nouns: re.Pattern[str]
    general: dict[str, tuple[str, ...]]
    kinds: dict[str, str]
    titled: re.Pattern[str]
    parts: re.Pattern[str]
    programs: re.Pattern[str]
    programs_general: tuple[str, ...]
    undertakings: re.Pattern[str]
    platforms: re.Pattern[str]
    platforms_general: tuple[str, ...]
    undertakings_general: tuple[str, ...]
    general_heads: tuple[str, ...]
    named_list: re.Pattern[str]
    list_general: re.Pattern[str]
    slogans: frozenset[str]


class Words(NamedTuple):
    """Everything the reading of promises knows about words, compiled once."""

    verbs: dict[str, Verb]
    clause: re.Pattern[str]
    endings: re.Pattern[str]
    ending_stage: dict[str, Stage]
    inner: re.Pattern[str]
    claims: re.Pattern[str]
    announcing: re.Pattern[str]
    counted_inner: re.Pattern[str]
    phrase_verb: re.Pattern[str]
    vague: re.Pattern[str]
    intention: re.Pattern[str]


def _load(name: str) -> dict[str, Any]:
    try:
        return tomllib.loads(resources.files("ximu.terms").joinpath(name).read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise TermsError("the word file cannot be read", where=f"terms/{name}", next_step=str(error)) from error


_NUMBERING = (
    r"[（(][一二三四五六七八九十\d]{1,3}[)）]、?|[一二三四五六七八九十]{1,3}[、.．是要]|第[一二三四五六七八九十]+[，、]"
    r"|\d{1,2}[.．、)）](?!\d)|[①-⑳]|[*＊—–·•●◆■▲★☆\-]+|[ \t\r\xa0\u3000]+"
)
_TIMES = (
    r"(?:到|至|在|于)?(?:20\d\d年|今年|本年度?|明年|当年)?(?:底|末|年底|年末|年内|上半年|下半年|[一二三四]季度|第[一二三四]季度|\d{1,2}月)"
    r"(?:底|末|份)?(?:之?前|以前|内)?|(?:到|至|在)?20\d\d年(?:之?前|内)?|今年内?|今后[三五]年|未来[三五]年|本届政府(?:任期内)?"
)

_NAME_ENDS = "(?=[、和与及等]|以及|建设|工作|实施|$)"

_NO_VERB_AFTER = "(?![型性率额量者员]|业(?![务态主绩余]))"  # 服务业, 创新型, 完成率 begin with no verb


@cache
def words() -> Words:
    """The words of `terms/actions.toml` and their patterns."""
    data = _load("actions.toml")
    verbs: dict[str, Verb] = {}
    for block in data["verbs"]:
        verb = Verb(block["named"], block["plain"], block["stage"], block["counted"], block.get("strong", False))
        for word in block["words"].split():
            verbs.setdefault(word, verb)
    frames = data["frames"]["words"].split()
    for word in frames:
        verbs.setdefault(word, Verb("ongoing", "directional", "advance", "quantity", True))
    adverbs = [w for w in data["leads"]["adverbs"].split() if w not in verbs]
    lead = f"(?:{_NUMBERING})*+(?P<head>)(?:{_NUMBERING}|{_TIMES}|{alternation(adverbs)}|(?P<frame>{alternation(frames)}){_NO_VERB_AFTER})*+"
    clause = re.compile(
        rf"{lead}(?:(?P<verb>{alternation(verbs)}){_NO_VERB_AFTER})?(?P<body>[^，；。！,;!\n]*+)(?P<close>[，；。！,;!\n]?)"
    )
    ending_stage: dict[str, Stage] = {w: stage for stage, ws in data["endings"].items() for w in ws.split()}
    definite = [w for w, v in verbs.items() if v.plain == "testable" and len(w) > 1]
    return Words(
        verbs=verbs,
        clause=clause,
        endings=re.compile(f"(?:{alternation(ending_stage)})$"),
        ending_stage=ending_stage,
        inner=re.compile(
            rf"(?:全部|全面|基本|年内|年底前|力争|确保|均|率先|将|早日|尽快|已)(?P<verb>{alternation(definite)})"
        ),
        claims=re.compile(
            "|".join(
                [f"(?P<{stage}>{alternation(ws.split())})" for stage, ws in data["claims"]["anywhere"].items()]
                + [f"(?P<last_{stage}>{alternation(ws.split())})$" for stage, ws in data["claims"]["last"].items()]
            )
        ),
        announcing=re.compile(f"(?:{alternation(data['announcing']['words'].split())})|[:：]$"),
        counted_inner=re.compile(alternation(w for w, v in verbs.items() if v.named == "testable" and len(w) > 1)),
        phrase_verb=re.compile(alternation(w for w, v in verbs.items() if v.plain != "none" and len(w) > 1)),
        intention=re.compile(
            f"(?:{alternation(data['intentions']['adverbs'].split())})+(?:{alternation(data['intentions']['verbs'].split())})$"
        ),
        vague=re.compile("(?<!等)" + alternation(data["vague"]["words"].split())),
    )


@cache
def things() -> Things:
    """The nouns of `terms/named_things.toml` and their patterns."""
    data = _load("named_things.toml")
    groups, general, kinds = [], {}, {}
    for number, block in enumerate(data["things"]):
        group = f"g{number}"
        behind = f"(?![{block['not_before']}])" if "not_before" in block else ""
        groups.append(f"(?P<{group}>{alternation(block['nouns'].split())}){behind}")
        general[group] = tuple(block["general"].split())
        kinds[group] = block["kind"]
    cues = data["cues"]
    return Things(
        nouns=re.compile("|".join(groups)),
        general=general,
        kinds=kinds,
        titled=re.compile(
            f"(?:{alternation(cues['titles'].split())})[^、，和与及]{{0,16}}?(?:{alternation(cues['titled_nouns'].split())})"
        ),
        parts=re.compile(alternation(cues["parts"].split())),
        programs=re.compile(f"(?:{alternation(cues['programs'].split())}){_NAME_ENDS}"),
        programs_general=tuple(cues["programs_general"].split()),
        undertakings=re.compile(f"(?:{alternation(cues['undertakings'].split())}){_NAME_ENDS}"),
        platforms=re.compile(f"(?:{alternation(cues['platforms'].split())}){_NAME_ENDS}"),
        platforms_general=tuple(cues["platforms_general"].split()),
        undertakings_general=tuple(cues["undertakings_general"].split()),
        named_list=re.compile(f"、[^、等]{{2,12}}等[^、等一]{{0,8}}?(?:{alternation(data['lists']['heads'].split())})"),
        list_general=re.compile(f"(?:{alternation(data['lists']['general'].split())})(?=[、等])"),
        general_heads=tuple(cues["general_heads"].split()),
        slogans=frozenset(data["slogans"]["words"].split()),
    )
