"""The word lists of the repairs: one TOML file beside each module, read once."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def words(rule: str) -> dict[str, Any]:
    """The tables of `<rule>.toml`."""
    with files("ximu.read.clean").joinpath(f"{rule}.toml").open("rb") as file:
        return tomllib.load(file)


def any_of(literals: Iterable[str]) -> str:
    """A regular expression for any of the words, the longest first."""
    return "(?:" + "|".join(map(re.escape, sorted(literals, key=len, reverse=True))) + ")"
