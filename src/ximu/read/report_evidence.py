"""Whether a text is a government report, explainer or task list at all, with the evidence for it."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from ximu.read.clean.traditional import simplified


class Evidence(NamedTuple):
    """How much speaks for a report: `enough` decides, `score` is at least 1.0 then; `reason` says it in words."""

    enough: bool
    score: float
    reason: str


class _Words(NamedTuple):
    marks: re.Pattern[str]
    weights: dict[str, float]
    plan: re.Pattern[str]
    tale: re.Pattern[str]


@cache
def _words() -> _Words:
    with files("ximu.read").joinpath("report_evidence.toml").open("rb") as file:
        data = tomllib.load(file)
    weights = {word: float(weight) for weight, words in data["marks"].items() for word in words}
    longest_first = sorted(weights, key=len, reverse=True)
    return _Words(
        re.compile("|".join(map(re.escape, longest_first))),
        weights,
        re.compile("|".join(map(re.escape, sorted(data["plan_words"], key=len, reverse=True)))),
        re.compile("|".join(map(re.escape, sorted(data["tale_words"], key=len, reverse=True)))),
    )


_HAN = re.compile("[\u4e00-\u9fff]+")
_BLANKS = re.compile("[ \u3000\u00a0\t]+")
_FIGURE = re.compile(r"[0-9０-９](?:[%％℅万亿]|个百分点|公里|亩|平方|元|户|家|项|个)")
_SAMPLES = (
    1_500,
    6_000,
)  # characters at the beginning and at the end that are looked at, first and if that leaves doubt
_CLEAR = 1.6  # a score that more text would not undo


def looks_like_report(text: str) -> Evidence:
    """Weigh the marks of a report, the density of plan words and of figures, against the words of a tale."""
    evidence = Evidence(False, 0.0, "")
    for size in _SAMPLES:
        evidence = _weigh(text if len(text) <= 2 * size else text[:size] + text[-size:])
        if evidence.score >= _CLEAR:
            break
    return evidence


def _weigh(sample: str) -> Evidence:
    sample = simplified(_BLANKS.sub("", sample))
    han = sum(map(len, _HAN.findall(sample)))
    if han < 60:
        return Evidence(False, 0.0, f"only {han} Chinese characters")
    words = _words()
    marks = set(words.marks.findall(sample))
    thousand = han / 1000
    plan = len(words.plan.findall(sample)) / thousand
    figures = len(_FIGURE.findall(sample)) / thousand
    tale = len(words.tale.findall(sample)) / thousand
    score = (
        min(sum(words.weights[m] for m in marks), 1.5)
        + min(plan / 25, 1.6)
        + min(figures / 20, 0.5)
        - max(0.0, tale - 2) / 5
    )
    named = "、".join(sorted(marks)[:4]) or "none"
    reason = (
        f"marks of a report: {named}; plan words {plan:.1f}, figures {figures:.1f}, words of a tale {tale:.1f}"
        " for 1,000 Chinese characters"
    )
    return Evidence(score >= 1.0, round(score, 2), reason)
