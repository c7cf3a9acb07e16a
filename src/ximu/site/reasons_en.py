"""The recorded reasons of verdicts and findings, which are Chinese, in English: by the table `reasons_en.toml`."""

from __future__ import annotations

import re
import tomllib
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from ximu.site.figures import figure, units_en
from ximu.site.names import catalogue_names
from ximu.terms.romanize import place_name_en

TABLE = Path(__file__).with_name("reasons_en.toml")
_SCALES = {"": Decimal(1), "万": Decimal(10) ** 4, "亿": Decimal(10) ** 8, "万亿": Decimal(10) ** 12}
_BOUNDS = {"左右": "approx", "以上": "ge", "以内": "le", "以下": "le"}
_VERBS = {
    "增长": "growth", "下降": "fall", "年均增长": "average_growth", "年均下降": "average_fall", "第": "rank",
    "高": "above", "低": "below",
}  # fmt: skip
_AMOUNT = re.compile(
    r"(?P<verb>年均增长|年均下降|增长|下降|第|高|低)?(?P<low>-?\d+(?:\.\d+)?)(?P<scale>万亿|亿|万)?(?P<own>[%％])?"
    r"(?:[—～~-](?P<high>\d+(?:\.\d+)?)(?P<other>万亿|亿|万)?)?(?P<unit>[^\d—，；]{0,8}?)(?P<bound>左右|以上|以内|以下)?"
)
_ONE = re.compile(r"(?<![\d.,\u2009])1 percentage points")
_CHINESE_RUN = re.compile(r"[\u4e00-\u9fff](?:(?:(?![A-Za-z]{3}).)*[\u4e00-\u9fff])?", re.DOTALL)
_SLOT = re.compile(r"\{([a-z]+)\d*\}")
# What a slot may hold, shortest first where the table leaves it open.
_HOLDS = {
    "year": r"\d{4}", "years": r"\d{4}(?:、\d{4})*", "n": r"-?[\d.]+(?:万亿|亿|万)?",
    "amount": r"(?:年均)?(?:增长|下降|第|高|低)?-?\d[^，；“”：（）]{0,40}?",
    "distance": r"(?:持平|[高低][\d.][^，；]*?)", "name": r"[^，；：]{1,60}?", "place": r"[^\d，；“”]{1,24}?",
    "quote": r".+?", "part": r".+", "unit": r"[^，]{1,8}", "words": r".+", "sum": r".+?", "date": r"[^，“”]+", "band": r"[^，]+",
}  # fmt: skip


class _Rule(NamedTuple):
    pattern: re.Pattern[str]
    english: str


@lru_cache(4096)
def reason_in_english(reason: str) -> str:
    """A recorded reason in English with the words of reports in quotation marks; "" when the table has none that fits."""
    for rule in _rules():
        found = rule.pattern.fullmatch(reason.strip())
        if found is None:
            continue
        said = {name: _slot(name, text) for name, text in found.groupdict().items()}
        if all(said.values()):
            text = _ONE.sub("1 percentage point", rule.english.format(**said))
            return text[:1].upper() + text[1:]
    return ""


def _slot(name: str, text: str) -> str:
    """One slot in English; "" when it cannot be said, so that the rule does not fit."""
    kind = name.rstrip("0123456789")
    if kind == "year":
        return text
    if kind == "years":
        return text.replace("、", ", ")
    if kind in ("n", "amount", "distance"):
        return _amount(text)
    if kind == "part":
        inner = reason_in_english(text)
        return inner[:1].lower() + inner[1:]
    if kind == "band":
        return str(_table()["word"].get(text, ""))
    if kind == "words":
        return _counts(text)
    if kind == "date":
        return _date(text)
    if kind == "sum":
        return _sum(text)
    if kind == "place":
        return place_name_en(text)
    if kind == "unit":
        return units_en().get(text, f"“{text}”")
    return _name(text) if kind == "name" else text


def _amount(text: str) -> str:
    """`增长8.1%左右` → growth of ≈8.1 %; words that are no amount stay, in quotation marks."""
    words: dict[str, str] = _table()["amount"]
    if text == "持平":
        return words["equal"]
    found = _AMOUNT.fullmatch(text)
    if found is None:
        return f"“{text}”"
    low = Decimal(found["low"]) * _SCALES[found["scale"] or found["other"] or ""]
    high = Decimal(found["high"]) * _SCALES[found["other"] or found["scale"] or ""] if found["high"] else low
    unit = (
        (found["unit"] or found["own"] or "").replace("％", "%").removesuffix("位" if found["verb"] == "第" else "\0")
    )
    if found["own"] and found["unit"] not in ("", "%", "％"):
        return f"“{text}”"
    said = " ".join(part for part in figure(low, high, unit, _BOUNDS.get(found["bound"] or "", "eq"), "en") if part)
    said = said.replace("≥", "≥ ").replace("≤", "≤ ")
    return words[_VERBS[found["verb"]]].format(amount=said) if found["verb"] else said


def _name(text: str) -> str:
    """The English name of an indicator of the catalogue, else the words themselves in quotation marks."""
    return _by_chinese_name().get(text, f"“{text}”")


def _counts(text: str) -> str:
    """`兑现2项、未达到1项` → kept 2, missed 1."""
    said = []
    for part in text.split("、"):
        found = re.fullmatch(r"(\D+)(\d+)项", part)
        word = _table()["word"].get(found[1]) if found else None
        if found is None or word is None:
            return ""
        said.append(f"{word} {found[2]}")
    return ", ".join(said)


def _date(text: str) -> str:
    found = re.fullmatch(r"(\d{4})年(?:(\d{1,2})月)?", text)
    return f"{found[1]}-{int(found[2]):02}" if found and found[2] else found[1] if found else "term"


def _sum(text: str) -> str:
    return " + ".join(_amount(part) for part in re.split("[＋+]", text))


@cache
def _by_chinese_name() -> dict[str, str]:
    return {one.zh: one.en for one in catalogue_names().values()}


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(TABLE.read_text(encoding="utf-8"))


@cache
def _rules() -> tuple[_Rule, ...]:
    return tuple(_Rule(_pattern(one["zh"]), one["en"]) for one in _table()["reason"])


def _pattern(written: str) -> re.Pattern[str]:
    out, at = "", 0
    for slot in _SLOT.finditer(written):
        name = slot.group()[1:-1]
        out += re.escape(written[at : slot.start()]) + f"(?P<{name}>{_HOLDS[slot[1]]})"
        at = slot.end()
    return re.compile(out + re.escape(written[at:]), re.DOTALL)


def cut_by_language(text: str) -> list[tuple[str, bool]]:
    """An English sentence in pieces, each with whether it is Chinese: what a page has to mark as such."""
    pieces, at = [], 0
    for run in _CHINESE_RUN.finditer(text):
        pieces += [(text[at : run.start()], False), (run.group(), True)]
        at = run.end()
    return [(piece, chinese) for piece, chinese in (*pieces, (text[at:], False)) if piece]
