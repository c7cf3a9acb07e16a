"""Words of registers that are data: kinds of lists, results of a draw, steps of a lot, methods of an evaluation."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from msgspec import Struct, convert

from ximu.ledger.errors import TrackError


class Kind(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One entry: its id and names.

    `core`: one of the three lists and one catalogue. `detail_zh`, `detail_en`: what the column of details is called.
    `random`: people were chosen by chance, so an error of sampling can be given.
    """

    id: str
    zh: str
    en: str
    core: bool = False
    detail_zh: str = ""
    detail_en: str = ""
    random: bool = False

    def name(self, language: str) -> str:
        """The name in `language` zh or en."""
        return self.en if language == "en" else self.zh


def list_kinds() -> dict[str, Kind]:
    """The lists a government keeps, by id, in the order of the file."""
    return _read("list_kinds")


def draw_results() -> dict[str, Kind]:
    """What an inspection can find, by id."""
    return _read("draw_results")


def lot_steps() -> dict[str, Kind]:
    """The steps a lot can go through, by id."""
    return _read("lot_steps")


def methods() -> dict[str, Kind]:
    """How an evaluation chose whom to ask, by id."""
    return _read("methods")


def known(kinds: dict[str, Kind], name: str, what: str) -> Kind:
    """The entry of that id. Raises TrackError W140 when there is none."""
    if name not in kinds:
        raise TrackError(f"{name!r} is no {what}", next_step=f"use one of {', '.join(kinds)}", code="W140")
    return kinds[name]


@cache
def _read(name: str) -> dict[str, Kind]:
    text = (files("ximu.track.registers") / f"{name}.toml").read_text(encoding="utf-8")
    return {key: convert({"id": key, **entry}, Kind) for key, entry in tomllib.loads(text).items()}
