"""Choices and kinds of evidence of the playbooks in English; what is kept stays as the playbook writes it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files


def in_words(value: str, language: str) -> str:
    """A choice or a kind of evidence for readers of `language` (zh, en); as it is written where no English is known."""
    return english_words().get(value, value) if language == "en" else value


@cache
def english_words() -> Mapping[str, str]:
    """Each value of the shipped playbooks and its English."""
    return tomllib.loads((files("ximu.track.rules") / "english.toml").read_text(encoding="utf-8"))
