"""The reader's reasons in the language of the page: why something was repaired, is unknown, is doubtful, was read so."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

from ximu.read.doubt import doubts
from ximu.read.explain import rule_sentences

REASONS_FILE = Path(__file__).with_name("reasons.toml")
BLANK = re.compile(r"\\{(\w+)\\}")


@cache
def reasons() -> tuple[tuple[re.Pattern[str], str], ...]:
    """The English reasons as patterns, each with its Chinese words."""
    table = tomllib.loads(REASONS_FILE.read_text(encoding="utf-8"))["reasons"]
    return tuple(
        (re.compile(BLANK.sub(r"(?P<\1>.+)", re.escape(english))), chinese) for english, chinese in table.items()
    )


@cache
def doubt_words() -> dict[str, dict[str, str]]:
    """Doubt id → its words in `zh` and `en`."""
    return {doubt.id: {"zh": doubt.zh, "en": doubt.en} for doubt in doubts()}


def say_reason(reason: str, language: str) -> str:
    """A reason as the page says it; several with a semicolon between become several; an unknown one stays as it is."""
    if reason in doubt_words():
        return doubt_words()[reason][language]
    if language == "en" or not reason:
        return reason
    whole = translated(reason)
    if whole is not None:
        return whole
    return "；".join(translated(part) or part for part in reason.split("; "))


def translated(reason: str) -> str | None:
    """The Chinese words for one English reason, None when the table does not have it."""
    for pattern, chinese in reasons():
        found = pattern.fullmatch(reason)
        if found:
            return chinese.format(**found.groupdict())
    return None


def say_rule(rule: str, language: str) -> str:
    """What a rule says, in a sentence; its id when it has none."""
    return rule_sentences().get(rule, {}).get(language, rule)
