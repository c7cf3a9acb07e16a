"""The tables of a data package: columns of each kind with types, allowed values, keys and meanings (Frictionless Table Schema)."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, Literal, get_args, get_origin

from msgspec.structs import fields

from ximu.ledger.exchange import links
from ximu.ledger.exchange.kinds import Shape, columns, shape, without_none
from ximu.ledger.link import Link, Linked

TYPES: dict[Shape, str] = {
    "text": "string",
    "optional_text": "string",
    "integer": "integer",
    "decimal": "number",
    "real": "number",
    "flag": "boolean",
    "date": "date",
}
# Of a kind that is nested, JSON in the cell: these hold an object, the others a list.
_OBJECTS = ("numbers", "unknown", "a", "b")


@cache
def _meanings() -> dict[str, dict[str, str]]:
    return tomllib.loads(files(__package__).joinpath("fields.toml").read_text(encoding="utf-8"))


def meaning(kind: str, name: str) -> str:
    """What a field of a kind means. Raises KeyError for a field that nobody described."""
    own = _meanings().get(kind, {})
    return own[name] if name in own else _meanings()["all"][name]


def schema(kind: str) -> dict[str, Any]:
    """The Table Schema of a kind of record: id first, then the id of its report, then the fields of the reading format."""
    own = [_field(kind, "id", str, "text", required=True)]
    if kind != "report":
        own.append(_field(kind, "report_id", str, "text", required=True))
    own.append({**_field(kind, "kind", str, "text", required=True), "constraints": {"required": True, "enum": [kind]}})
    own += [_field(kind, column.name, column.annotation, column.shape) for column in columns(kind)]
    if kind == "report":
        own.append(_field(kind, "text_path", str, "text"))
    made: dict[str, Any] = {"fields": own, "missingValues": [""], "primaryKey": ["id"]}
    if kind != "report":
        made["foreignKeys"] = [{"fields": ["report_id"], "reference": {"resource": "report", "fields": ["id"]}}]
    return made


def link_schema() -> dict[str, Any]:
    """The Table Schema of links: the flat table of `ximu link`, with the ids of both ends in front."""
    annotations: dict[str, Any] = {field.name: field.type for field in fields(Link)}
    for end in links.ENDS:
        annotations |= {f"{end}_{field.name}": field.type | None for field in fields(Linked)}
    found = [_field("link", name, str, "text") for name in ("target_id", "outcome_id")]
    found += [_field("link", name, annotations[name], shape(annotations[name])) for name in links.header()]
    return {"fields": found, "missingValues": [""]}


def _field(kind: str, name: str, annotation: Any, form: Shape, *, required: bool = False) -> dict[str, Any]:
    kind_of_cell = TYPES.get(form) or ("object" if name in _OBJECTS else "array")
    made: dict[str, Any] = {"name": name, "type": kind_of_cell, "description": _meaning(kind, name)}
    if kind_of_cell == "boolean":
        made |= {"trueValues": ["true"], "falseValues": ["false"]}
    bare, optional = without_none(annotation)
    constraints: dict[str, Any] = {}
    if required or (form in ("integer", "decimal", "real", "flag") and not optional):
        constraints["required"] = True
    if get_origin(bare) is Literal:
        constraints["enum"] = [value for value in get_args(bare) if value]
    if constraints:
        made["constraints"] = constraints
    return made


def _meaning(kind: str, name: str) -> str:
    if kind == "link" and name.partition("_")[0] in links.ENDS and name not in _meanings()["link"]:
        end, _, rest = name.partition("_")
        return f"{end.capitalize()}: {rest}, see docs/reference/link-format"
    return meaning(kind, name)
