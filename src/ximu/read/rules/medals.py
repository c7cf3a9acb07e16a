"""Medals told by their color alone (获3金2银1铜): each number counts one kind."""

from __future__ import annotations

import re

_RUN = re.compile(r"(?:\d{1,3}[金银铜][、，]?){2,}")
_BEFORE = re.compile(r"(?:\d{1,3}[金银铜][、，]?){0,5}$")
_WITHIN = 24  # characters that several such numbers take


def counts_medals(text: str, start: int) -> bool:
    """Whether the number at `start` is one of a run of medals; a color alone (5金) would tell nothing."""
    first = _BEFORE.search(text, max(0, start - _WITHIN), start)
    run = _RUN.match(text, first.start()) if first else None
    return run is not None and start < run.end()
