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
ANNOUNCED_WITHIN = 120  # characters behind an address or a heading in which a list of tasks is announced
TASKS_LEAST = 3  # items of a list of tasks


class RoleWords(NamedTuple):
    """The compiled words of outline.toml; see there what each is for."""

    titles: tuple[tuple[Role, Words], ...]
    leads: tuple[tuple[Role, Words], ...]
    nested: dict[Role, tuple[Role, ...]]
    nested_short: dict[Role, tuple[Role, ...]]
    longest_short: int
    part_title: Words
    colon_title: Words
    heading_ends: Words
    problems_any: Words
    problems_see: Words
    problems_strong: Words
    problems_what: Words
    problems_until: Words
    problems_answer: Words
    problems_listed: Words
    goals_any: Words
    goals: Words
    coda: Words
    turn: Words
    retold: Words
    past: Words
    leans_forward: Words
    leans_back: Words
    tells_results: Words
    tasks_announced: Words
    tasks_item: Words
    tasks_unit: Words
    furniture: Words
    front: Words
    title: Words
    byline: Words
    closing: Words
    glossary_entry: Words
    attachment_glued: Words

    def nested_role(self, title: str, parent: Role) -> Role:
        """The role of a heading inside a part that plays `parent`: its own only where outline.toml lets it differ."""
        own = self.of_title(title, self.nested.get(parent, ()))
        if own is None and len(title) <= self.longest_short:
            own = self.of_title(title, self.nested_short.get(parent, ()))
        return own or parent

    def tells_goals(self, words: str) -> bool:
        """Whether the words announce headline targets; the plain words are looked for first, which costs far less."""
        return self.goals_any.search(words) is not None and self.goals.search(words) is not None

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


def _heading_ends(ends: str) -> Words:
    """A heading from its numbering to the last of the words it ends with: 二、2017年总体要求和主要目标."""
    piece = "[^，。；！？：\\n]"
    return re.compile(
        f"[^\\s、．.:：]{{1,6}}[、．.:： ]?{piece}{{0,24}}?(?:{ends})(?:(?:和|及|与|、|暨){piece}{{0,14}}?(?:{ends}))*"
    )


@cache
def role_words() -> RoleWords:
    """The words of outline.toml. Raises TermsError when an entry is missing or is no pattern."""
    data: dict[str, Any] = tomllib.loads(files("ximu.read").joinpath("outline.toml").read_text(encoding="utf-8"))

    def pattern(table: str, key: str = "words") -> Words:
        return re.compile(data[table][key])

    try:
        short = dict(data["nested_short"])
        return RoleWords(
            titles=tuple((entry["role"], re.compile(entry["words"])) for entry in data["title"]),
            leads=tuple((entry["role"], re.compile(entry["words"])) for entry in data["lead"]),
            longest_short=short.pop("longest"),
            nested={role: tuple(inner) for role, inner in data["nested"].items()},
            nested_short={role: tuple(inner) for role, inner in short.items()},
            part_title=pattern("part_title"),
            colon_title=pattern("part_title", "colon"),
            heading_ends=_heading_ends(data["heading_ends"]["words"]),
            problems_any=pattern("problems", "any"),
            problems_see=pattern("problems", "see"),
            problems_strong=pattern("problems", "strong"),
            problems_what=pattern("problems", "what"),
            problems_until=pattern("problems", "until"),
            problems_answer=pattern("problems", "answer"),
            problems_listed=pattern("problems", "listed"),
            goals_any=pattern("goals", "any"),
            goals=pattern("goals"),
            coda=pattern("coda"),
            turn=pattern("turn"),
            retold=pattern("retold"),
            past=pattern("past"),
            leans_forward=pattern("leaning", "forward"),
            leans_back=pattern("leaning", "back"),
            tells_results=pattern("leaning", "results"),
            tasks_announced=pattern("task_list", "announced"),
            tasks_item=pattern("task_list", "item"),
            tasks_unit=pattern("task_list", "unit"),
            furniture=pattern("furniture"),
            front=pattern("front"),
            title=pattern("front", "title"),
            byline=pattern("front", "byline"),
            closing=pattern("closing"),
            glossary_entry=pattern("glossary", "entry"),
            attachment_glued=pattern("attachment_glued"),
        )
    except (KeyError, re.error) as wrong:
        raise TermsError(f"the words of the outline are incomplete: {wrong}", where="read/outline.toml") from wrong
