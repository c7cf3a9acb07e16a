"""The names of indicators and places in both languages, from the catalogues of the words."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import NamedTuple

from ximu.terms.romanize import place_name_en


class IndicatorName(NamedTuple):
    """What an indicator is called, and what it is; a definition may be ""."""

    zh: str
    en: str
    definition_zh: str
    definition_en: str


@cache
def catalogue_names() -> dict[str, IndicatorName]:
    """Indicator id → its names, in the order of the catalogue."""
    names = {}
    folder = resources.files("ximu.terms") / "indicators"
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".toml"):
            for entry in tomllib.loads(file.read_text(encoding="utf-8")).get("indicator", ()):
                told = entry.get("definition_zh", ""), entry.get("definition_en", "")
                names[entry["id"]] = IndicatorName(entry["zh"], entry["en"], *told)
    return names


def indicator_name(indicator_id: str | None, language: str) -> str:
    """The name to show for an indicator id; the id itself when the catalogue has no such entry, "" for None."""
    if not indicator_id:
        return ""
    names = catalogue_names().get(indicator_id)
    if names is None:
        return indicator_id
    return names.zh if language == "zh" else names.en


def place_name(name: str, language: str) -> str:
    """The name of a place to show: as the ledger has it, or in English (`ximu.terms.romanize`)."""
    return place_name_en(name) if language == "en" else name


def is_called(name: str, english: str) -> bool:
    """Whether English words name a place, with or without the word of its kind: 株洲市 is Zhuzhou City and zhuzhou."""
    own, asked = place_name_en(name).casefold(), english.casefold()
    return bool(asked) and (own == asked or own.startswith(f"{asked} "))
