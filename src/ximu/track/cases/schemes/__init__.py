"""Schemes of categories: which sorts of cases there are, as data files that a clerk can read."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from importlib.resources import files

import msgspec
from msgspec import Struct

from ximu.ledger.errors import TrackError


class Category(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One sort of case. `code` never changes; `words` help to find it; `matter` is what such a case usually is."""

    code: str
    zh: str
    en: str
    group_zh: str
    group_en: str
    matter: str = ""
    words: tuple[str, ...] = ()


class Scheme(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"categories": "category"}):
    """A list of categories under one name."""

    id: str
    zh: str
    en: str
    about_zh: str = ""
    about_en: str = ""
    changed_on: date  # when a category was last added or changed
    categories: tuple[Category, ...]

    def category(self, code: str) -> Category | None:
        """The category of that code, None when there is none."""
        return next((one for one in self.categories if one.code == code), None)


DEFAULT = "hotline"


@cache
def schemes() -> dict[str, Scheme]:
    """The schemes that ship, by id. Raises TrackError W070 for a file that is wrong."""
    found: dict[str, Scheme] = {}
    for file in sorted(files(__name__).iterdir(), key=lambda one: one.name):
        if not file.name.endswith(".toml"):
            continue
        try:
            scheme = msgspec.convert(tomllib.loads(file.read_text(encoding="utf-8")), Scheme)
        except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
            raise TrackError(str(error), where=file.name, next_step="correct the file", code="W070") from error
        codes = [one.code for one in scheme.categories]
        if scheme.id in found or len(codes) != len(set(codes)):
            raise TrackError("an id stands twice", where=file.name, next_step="give each its own", code="W070")
        found[scheme.id] = scheme
    return found


def category_of(scheme: str, code: str) -> Category | None:
    """The category of a case, None when scheme or code is not known."""
    held = schemes().get(scheme)
    return held.category(code) if held else None
