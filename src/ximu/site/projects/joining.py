"""Projects of reports that may be a project of the register: proposed by likeness of names, decided by a person."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import Q
from msgspec import Struct

from ximu.site.pages.projects import mentions
from ximu.site.quoting import Quote, Spot, load_quotes
from ximu.store import models
from ximu.track.models import Government, Item
from ximu.track.projects.joins import decided

# So many quotations of one project are shown beside the register's.
MOST_QUOTES = 3


class Named(Struct, frozen=True, kw_only=True):
    """A project of reports beside one of the register; `statement` is the public id of the statement quoted first."""

    id: str
    name: str
    address: str
    likeness: float
    statement: str
    quotes: tuple[Quote, ...]


@cache
def _rules() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("names.toml").read_text(encoding="utf-8"))


def name_likeness(one: str, other: str) -> float:
    """How alike two names are, 0–1: shared pairs of characters (Dice) without words that say nothing.

    Two names with different parts (一期, 二期) are two things: 0.
    """
    for row in _rules()["parts"]:
        first, second = ({part for part in row if part in name} for name in (one, other))
        if first and second and first != second:
            return 0.0
    a, b = _pairs(one), _pairs(other)
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else 0.0


def proposals(item: Item) -> tuple[Named, ...]:
    """The projects of the government's own reports that are most alike and not decided yet (a fixed number of queries)."""
    known = decided(item)
    rows = models.NamedProject.objects.filter(own_place(item.government)).only("public_id", "name", "statements")
    scored = [(name_likeness(item.title_zh, row.name), row) for row in rows if row.public_id not in known]
    best = sorted(
        ((score, row) for score, row in scored if score >= _rules()["at_least"]),
        key=lambda pair: (-pair[0], pair[1].public_id),
    )[: _rules()["most"]]
    return named_with_quotes(best)


def joined(item: Item) -> tuple[Named, ...]:
    """The projects of reports that a person said are this one, with the newest quotations."""
    keys = [project for project, word in decided(item).items() if word == "same"]
    rows = models.NamedProject.objects.filter(pk__in=keys).order_by("public_id")
    return named_with_quotes([(name_likeness(item.title_zh, row.name), row) for row in rows])


def named_with_quotes(rows: Sequence[tuple[float, models.NamedProject]]) -> tuple[Named, ...]:
    """Named projects with the quotations of their newest reports (a fixed number of queries)."""
    keys = [statement for _, row in rows for statement in row.statements[-MOST_QUOTES:]]
    said = models.Project.objects.filter(pk__in=keys).select_related("report").defer("report__record")
    held = {one.pk: one for one in said}
    spots = {key: Spot(one.report_id, *next(iter(mentions(one)))) for key, one in held.items()}
    quotes = load_quotes(spots.values())
    return tuple(_named(score, row, spots, quotes) for score, row in rows)


def _named(score: float, row: models.NamedProject, spots: dict[str, Spot], quotes: dict[Spot, Quote]) -> Named:
    newest = [key for key in reversed(row.statements[-MOST_QUOTES:]) if key in spots]
    return Named(
        id=row.public_id, name=row.name, address=f"/projects/{row.public_id}/", likeness=score,
        statement=newest[0] if newest else "",
        quotes=tuple(quotes[spots[key]] for key in newest if spots[key] in quotes),
    )  # fmt: skip


def own_place(government: Government) -> Q:
    """The places that are the government's own, by code or by name."""
    own = Q(place__name=government.name_zh.removesuffix("人民政府"))
    return own | Q(place__code=government.place_code) if government.place_code else own


def _pairs(name: str) -> frozenset[str]:
    bare = name
    for word in _rules()["generic"]:
        bare = bare.replace(word, "")
    bare = bare if len(bare) > 1 else name
    return frozenset(_both(bare)) or frozenset(bare)


def _both(text: str) -> Iterable[str]:
    return (text[at : at + 2] for at in range(len(text) - 1))
