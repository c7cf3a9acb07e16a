"""Column types of the ledger: a decimal that stays exact on every database, and an index for lists."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import OrderBy

_Set = TypeVar("_Set")
_Get = TypeVar("_Get")

if TYPE_CHECKING:

    class _Base(models.Field[_Set, _Get]):
        # From these two the type checker makes the types of a column, optional where it may be null.
        _pyi_private_set_type: Decimal | int
        _pyi_private_get_type: Decimal
else:

    class _Base(models.Field, Generic[_Set, _Get]):  # in this order a field can be copied, as changes of tables do
        pass


class ExactDecimalField(_Base[_Set, _Get]):
    """A Decimal of any size kept digit by digit: `numeric` on PostgreSQL, text on SQLite.

    SQLite would turn a `decimal` column into a binary float after 15 digits. As text does not sort by size, a model
    that sorts or compares by the value keeps a float beside it.
    """

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        return "numeric" if connection.vendor == "postgresql" else "text"

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return None if value is None else Decimal(value)

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:
        value = value if prepared else self.get_prep_value(value)
        if value is None or connection.vendor == "postgresql":
            return value
        return format(value, "f")  # without an exponent, so that equal values written alike are equal text

    def from_db_value(self, value: Any, expression: Any, connection: BaseDatabaseWrapper) -> Decimal | None:
        return None if value is None else Decimal(value)

    def to_python(self, value: Any) -> Decimal | None:
        return None if value is None else Decimal(value)


class ListIndex(models.Index):
    """The index of a list in its order; columns of years and days the latest first, null last.

    SQLite knows no NULLS LAST in an index and needs none: null is its smallest value.
    """

    def create_sql(self, model: type[models.Model], schema_editor: Any, using: str = "", **more: Any) -> Any:
        if schema_editor.connection.vendor != "sqlite":
            return super().create_sql(model, schema_editor, using, **more)
        plain = [
            OrderBy(one.expression, descending=one.descending) if isinstance(one, OrderBy) else one
            for one in self.expressions
        ]
        return models.Index(*plain, name=self.name, condition=self.condition).create_sql(
            model, schema_editor, using, **more
        )


def latest_first(column: str) -> OrderBy:
    """A column of years or days as lists and their indexes (`ListIndex`) are sorted by it: those that are not known last."""
    return models.F(column).desc(nulls_last=True)
