"""The reader of bare input beside the public Chinese cases of Recognizers-Text, model by model."""

import json
import os
import tomllib
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from ximu.read.numerals import Quantity, read

HERE = Path(__file__).parent
SHARED = Path(os.environ.get("XIMU_SHARED", HERE.parents[2] / "shared"))
PEERS = SHARED / "peers" / "recognizers-zh"
TABLE = tomllib.loads((HERE / "peers.toml").read_text(encoding="utf-8"))
Value = tuple[Any, ...]

# At least this share of a model's cases gives the very values of the peer, without counting what differs on purpose.
WANTED = {
    "NumberModel": 0.97,
    "PercentModel": 0.97,
    "NumberRangeModel": 0.92,
    "OrdinalModel": 1.0,
    "CurrencyModel": 0.92,
    "DimensionModel": 0.92,
}


def number(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


def near(one: Any, other: Any) -> bool:
    """The peers give fifteen digits."""
    if isinstance(one, Decimal) and isinstance(other, Decimal):
        return abs(one - other) <= abs(other) * Decimal("1e-12")
    return bool(one == other)


def theirs_plain(result: dict[str, Any]) -> Value:
    return (number(result["Resolution"]["value"]),)


def theirs_percent(result: dict[str, Any]) -> Value:
    return (number(result["Resolution"]["value"].rstrip("%")),)


def theirs_range(result: dict[str, Any]) -> Value:
    low, high = result["Resolution"]["value"].strip("[]()").split(",")
    return (number(low) if low else None, number(high) if high else None)


def theirs_unit(result: dict[str, Any]) -> Value:
    resolution = result["Resolution"]
    if resolution["value"] in (None, "null"):
        return (None, resolution["unit"])
    unit, factor = TABLE["units"].get(resolution["unit"], [resolution["unit"], 1])
    return (number(resolution["value"]) * factor, unit)


def ours_plain(found: list[Quantity], text: str) -> list[Value]:
    """Their numbers take in ordinals and shares said in words, and leave out foreign money, % and discounts."""
    skipped = {"美元"}
    signs = ("%", "％", "折")
    return [
        (value,)
        for quantity in found
        if quantity.unit not in skipped and not text[quantity.start : quantity.end].endswith(signs)
        for value in ([quantity.low] if quantity.low == quantity.high else [quantity.low, quantity.high])
    ]


def ours_percent(found: list[Quantity], text: str) -> list[Value]:
    factor = {"%": Decimal(1), "个百分点": Decimal(1), "‰": Decimal("0.1"), "‱": Decimal("0.01")}
    return [
        (value * factor[quantity.unit],)
        for quantity in found
        if quantity.unit in factor
        for value in ([quantity.low] if quantity.low == quantity.high else [quantity.low, quantity.high])
    ]


def ours_range(found: list[Quantity], text: str) -> list[Value]:
    return [
        (None if quantity.bound == "le" else quantity.low, None if quantity.bound == "ge" else quantity.high)
        for quantity in found
        if quantity.bound in ("ge", "le", "eq", "range")
    ]


def ours_money(found: list[Quantity], text: str) -> list[Value]:
    return [(quantity.low, quantity.unit) for quantity in found if quantity.unit in TABLE["money"]]


def ours_dimension(found: list[Quantity], text: str) -> list[Value]:
    return [(quantity.low, quantity.unit) for quantity in found if quantity.unit in TABLE["dimensions"]]


MODELS: dict[str, tuple[Callable[[dict[str, Any]], Value], Callable[[list[Quantity], str], list[Value]]]] = {
    "NumberModel": (theirs_plain, ours_plain),
    "PercentModel": (theirs_percent, ours_percent),
    "NumberRangeModel": (theirs_range, ours_range),
    "OrdinalModel": (theirs_plain, lambda found, _: [(quantity.low,) for quantity in found if quantity.ordinal]),
    "CurrencyModel": (theirs_unit, ours_money),
    "DimensionModel": (theirs_unit, ours_dimension),
}


def disagreeing(model: str) -> tuple[int, list[tuple[int, str, list[Value], list[Value]]]]:
    """How many cases the model has, and those in which we find other values: number, input, theirs, ours."""
    theirs_of, ours_of = MODELS[model]
    cases = json.loads((PEERS / f"{model}.json").read_text(encoding="utf-8-sig"))
    different = []
    for count, case in enumerate(cases):
        theirs = [theirs_of(result) for result in case["Results"]]
        ours = ours_of(read(case["Input"]), case["Input"])
        same = len(theirs) == len(ours) and all(
            len(one) == len(other) and all(map(near, one, other)) for one, other in zip(ours, theirs, strict=True)
        )
        if not same:
            different.append((count, case["Input"], theirs, ours))
    return len(cases), different


@pytest.mark.shared
@pytest.mark.parametrize("model", MODELS)
def test_same_values_as_the_peers(model: str) -> None:
    if not PEERS.is_dir():
        pytest.skip("the cases of the peers are not here")
    total, different = disagreeing(model)
    on_purpose = {entry["case"] for entry in TABLE["on_purpose"].get(model, [])}
    found = {case for case, *_ in different}
    share = 1 - len(different) / total
    print(
        f"{model}: {total - len(different)} of {total} the same ({share:.1%}), {len(on_purpose)} otherwise on purpose"
    )
    unknown = [entry for entry in different if entry[0] not in on_purpose]
    assert not unknown, "differs, and peers.toml gives no reason"
    assert on_purpose <= found, f"agrees now, so peers.toml is out of date: {sorted(on_purpose - found)}"
    assert share >= WANTED[model]


def test_every_difference_has_a_reason() -> None:
    for model, entries in TABLE["on_purpose"].items():
        assert model in MODELS
        for entry in entries:
            assert len(entry["why"]) > 20
