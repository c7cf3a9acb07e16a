"""What the making of a page asked of the database besides the ledger, so that it can be asked again whether it still holds."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from typing import Any, Literal, NamedTuple

from django.apps import apps
from django.db import connection

from ximu.store.changes import WITHOUT_EDITION

MOST_QUESTIONS = 24  # asking more again would take as long as making the page
MOST_ROWS = 500
_READING = ("SELECT", "WITH")
_NEITHER = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK", "PRAGMA", "SET")


class Question(NamedTuple):
    """A statement with its values, and the hash of the rows it was answered with."""

    sql: str
    values: Any
    answer: str


class PageReads:
    """Takes down what is asked while a page is made; for `connection.execute_wrapper`.

    What is asked of the ledger alone is left out: `ximu.store.changes.ledger_edition` tells when that has changed.
    """

    def __init__(self) -> None:
        self._asked: dict[str, tuple[str, Any]] | None = {}  # None: more than can be asked again

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        """Take the statement down and let it go its way."""
        kind = "writes" if many else _kind(sql)
        if kind == "writes":
            self._asked = None
        elif kind == "besides" and self._asked is not None:
            self._asked[f"{sql} {params!r}"] = (sql, params)
            if len(self._asked) > MOST_QUESTIONS:
                self._asked = None
        return execute(sql, params, many, context)

    def questions(self) -> tuple[Question, ...] | None:
        """All of it with its answers as they are now; None when that is too much, or when something was written."""
        if self._asked is None:
            return None
        found = tuple(Question(sql, values, _answer(sql, values)) for sql, values in self._asked.values())
        return found if all(one.answer for one in found) else None


def still_answered(questions: Sequence[Question]) -> bool:
    """Whether each question has the very rows as its answer that it had. Raises DatabaseError."""
    return all(_answer(one.sql, one.values) == one.answer for one in questions)


def _answer(sql: str, values: Any) -> str:
    """The hash of the rows, "" for too many."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows = cursor.fetchmany(MOST_ROWS + 1)
    return hashlib.sha256(repr(rows).encode()).hexdigest() if len(rows) <= MOST_ROWS else ""


@lru_cache(2000)
def _kind(sql: str) -> Literal["ledger", "besides", "neither", "writes"]:
    verb = sql.lstrip(" (\n").partition(" ")[0].upper()
    if verb in _NEITHER:
        return "neither"
    if verb not in _READING:
        return "writes"
    return "ledger" if _tables_besides().isdisjoint(re.findall(r"\w+", sql)) else "besides"


@cache
def _tables_besides() -> frozenset[str]:
    """Every table that can change while the edition of the ledger stays."""
    others = (model for model in apps.get_models(include_auto_created=True) if model._meta.app_label != "store")
    return frozenset(model._meta.db_table for model in others) | WITHOUT_EDITION
