"""What several addresses show is made once while the whole site is written: both languages, the twin, charts of a page."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")
MOST = 32  # what is asked for soon again: the forms of a page and its charts follow each other
_at_hand: ContextVar[OrderedDict[Hashable, object] | None] = ContextVar("_at_hand", default=None)


@contextmanager
def holding() -> Iterator[None]:
    """Within this block a function marked `made_once` is not run again for the same arguments soon after."""
    token = _at_hand.set(OrderedDict())
    try:
        yield
    finally:
        _at_hand.reset(token)


def made_once(make: Callable[P, R]) -> Callable[P, R]:
    """Mark a function whose outcome is the same in every language and form; its arguments can be hashed.

    Outside of `holding` it runs each time: whoever asks the live site gets what the database holds now.
    """

    @wraps(make)
    def kept(*args: P.args, **kwargs: P.kwargs) -> R:
        held = _at_hand.get()
        if held is None:
            return make(*args, **kwargs)
        key = (make, args, tuple(sorted(kwargs.items())))
        if key not in held:
            held[key] = make(*args, **kwargs)
            if len(held) > MOST:
                held.popitem(last=False)
        held.move_to_end(key)
        return held[key]  # type: ignore[return-value]  # put there by this very function

    return kept
