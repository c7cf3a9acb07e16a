"""The words and numbers of linking, from the TOML files beside this module, loaded once."""

from __future__ import annotations

import re
import tomllib
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from ximu.terms.errors import TermsError


@cache
def table(name: str) -> dict[str, Any]:
    """The tables of `link/NAME.toml`; TermsError when the file is missing or is not TOML."""
    try:
        return tomllib.loads(files(__package__).joinpath(f"{name}.toml").read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise TermsError(str(error), where=f"link/{name}.toml", next_step="mend the file") from error


@cache
def listed(group: str, key: str, file: str = "words") -> tuple[str, ...]:
    """The words under [group] key of words.toml (or another file), longest first."""
    found: str | list[str] = table(file)[group][key]
    parts = found.split() if isinstance(found, str) else found
    return tuple(sorted(dict.fromkeys(parts), key=lambda word: (-len(word), word)))


@cache
def pattern(group: str, *keys: str) -> re.Pattern[str]:
    """One expression that finds any of the words under these keys, the longest first."""
    found = sorted({word for key in keys for word in listed(group, key)}, key=lambda word: (-len(word), word))
    return re.compile("|".join(map(re.escape, found)))


@cache
def tolerance(name: str) -> Decimal:
    """A tolerance of verdict.toml: percentage points, or a share of the target."""
    return Decimal(table("verdict")["tolerance"][name])


@cache
def family_of(action: str) -> str:
    """The family of a verb: "" for one that says nothing of its own, the verb itself when no family has it."""
    if action in listed("actions", "empty"):
        return "" if action not in listed("actions", "build") else "build"
    for family in table("words")["actions"]:
        if action in listed("actions", family):
            return str(family)
    return action
