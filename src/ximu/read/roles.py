"""Which role a heading or a paragraph plays: the words of outline.toml, compiled once."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from ximu.ledger.errors import TermsError
from ximu.ledger.report import Role

Words = re.Pattern[str]


class RoleWords(NamedTuple):
    """The compiled words of outline.toml; see there what each is for."""

    titles: tuple[tuple[Role, Words], ...]
    leads: tuple[tuple[Role, Words], ...]
    nested: dict[str, tuple[Role, ...]]
    plan_too: Words
    problems_see: Words
    problems_what: Words
    problems_until: Words
    goals: Words
    self_government: Words
    furniture: Words
    front: Words
    closing: Words
    glossary_entry: Words

    def of_title(self, title: str, allowed: tuple[Role, ...] | None = None) -> Role | None:
        """The role that a heading's words say, among `allowed`; None when they say nothing."""
        for role, words in self.titles:
            if (allowed is None or role in allowed) and words.search(title):
                return role
        return None

    def of_lead(self, lead: str) -> Role | None:
        """The role that the first words of a part's text say: whichever pattern comes first."""
        best: tuple[int, Role] | None = None
        for role, words in self.leads:
            match = words.search(lead)
            if match and (best is None or match.start() < best[0]):
                best = (match.start(), role)
        return best[1] if best else None


@cache
def role_words() -> RoleWords:
    """The words of outline.toml. Raises TermsError when an entry is missing or is no pattern."""
    data: dict[str, Any] = tomllib.loads(files("ximu.read").joinpath("outline.toml").read_text(encoding="utf-8"))
    try:
        return RoleWords(
            titles=tuple((entry["role"], re.compile(entry["words"])) for entry in data["title"]),
            leads=tuple((entry["role"], re.compile(entry["words"])) for entry in data["lead"]),
            nested={role: tuple(inner) for role, inner in data["nested"].items()},
            plan_too=re.compile(data["plan_too"]["words"]),
            problems_see=re.compile(data["problems"]["see"]),
            problems_what=re.compile(data["problems"]["what"]),
            problems_until=re.compile(data["problems"]["until"]),
            goals=re.compile(data["goals"]["words"]),
            self_government=re.compile(data["self_government"]["words"]),
            furniture=re.compile(data["furniture"]["words"]),
            front=re.compile(data["front"]["words"]),
            closing=re.compile(data["closing"]["words"]),
            glossary_entry=re.compile(data["glossary"]["entry"]),
        )
    except (KeyError, re.error) as wrong:
        raise TermsError(f"the words of the outline are incomplete: {wrong}", where="read/outline.toml") from wrong
