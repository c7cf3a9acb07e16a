"""The part of `make bench` about numbers alone: ours beside Recognizers-Text and jionlp, in time and in values found.

Two judges: the measures of the judged texts (folder gold of XIMU_SHARED), each with its place and value, and the public
cases of Recognizers-Text. Nobody's time decides anything; a program that cannot be imported is named and left out.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, NamedTuple

from ximu.read.numerals import read
from ximu.read.numerals.scan import arabic_numbers, chinese_numbers

ROOT = Path(__file__).resolve().parent.parent
RECOGNIZE = {
    "NumberModel": "recognize_number",
    "PercentModel": "recognize_percentage",
    "NumberRangeModel": "recognize_number_range",
    "OrdinalModel": "recognize_ordinal",
    "CurrencyModel": "recognize_currency",
    "DimensionModel": "recognize_dimension",
}
MONEY = frozenset(("元", "美元"))


class Found(NamedTuple):
    """A number that a program found: half-open range of its line, lower and upper value."""

    start: int
    end: int
    low: Decimal
    high: Decimal


class Judged(NamedTuple):
    """A judged text by lines, and its measures: line, range in it, values, unit."""

    lines: list[str]
    measures: list[tuple[int, Found, str]]


Finder = Callable[[str], Iterable[Found]]


def judged_texts(folder: Path) -> list[Judged]:
    """The texts of the folder that have a judgment beside them."""
    texts = []
    for path in sorted(folder.glob("*.gold.jsonl")):
        text = path.with_name(path.name.removesuffix(".gold.jsonl") + ".txt").read_text("utf-8")
        lines = text.split("\n")
        measures = []
        for entry in map(json.loads, path.read_text("utf-8").splitlines()):
            if entry["type"] == "measure" and entry["low"] is not None:
                number = text.count("\n", 0, entry["start"])
                begin = text.rfind("\n", 0, entry["start"]) + 1
                low, high = (Decimal(str(entry[key])) for key in ("low", "high"))
                measures.append((number, Found(entry["start"] - begin, entry["end"] - begin, low, high), entry["unit"]))
        texts.append(Judged(lines, measures))
    return texts


def near(one: Decimal, other: Decimal) -> bool:
    """The peers give fifteen digits."""
    return abs(one - other) <= abs(other) * Decimal("1e-9")


def values_found(finder: Finder, texts: list[Judged], units: frozenset[str] | None) -> tuple[int, int]:
    """Of how many judged measures (all, or those with one of `units`) a number with the same values stands at the place."""
    right = total = 0
    for text in texts:
        found = [list(finder(line)) for line in text.lines]
        for line, wanted, unit in text.measures:
            if units is not None and unit not in units:
                continue
            total += 1
            right += any(
                one.start < wanted.end
                and wanted.start < one.end
                and near(one.low, wanted.low)
                and near(one.high, wanted.high)
                for one in found[line]
            )
    return right, total


def ours_in_reports(line: str) -> Iterator[Found]:
    """Our numbers as the reader of reports sees them."""
    for one in (*arabic_numbers(line), *chinese_numbers(line)):
        yield Found(one.start, one.end, one.low, one.high)


def ours_in_bare_input(line: str) -> Iterator[Found]:
    """Our numbers as the reader of bare input sees them."""
    for one in read(line):
        yield Found(one.start, one.end, one.low, one.high)


def theirs(suite: Any, models: Iterable[str]) -> Finder:
    """The numbers of some models of Recognizers-Text."""

    def find(line: str) -> Iterator[Found]:
        for model in models:
            for one in recognized(suite, model, line) or ():
                values = decimals((one.resolution or {}).get("value"))
                if values:
                    yield Found(one.start, one.end + 1, min(values), max(values))

    return find


def recognized(suite: Any, model: str, text: str) -> list[Any] | None:
    """What one model of Recognizers-Text finds; None where its Python port fails."""
    try:
        found: list[Any] = getattr(suite, RECOGNIZE[model])(text, "zh-cn")
    except Exception:  # what another program raises is not ours to know
        return None
    return found


def decimals(value: Any) -> list[Decimal]:
    """The values in a resolution: one number, a percentage, or the ends of a range."""
    try:
        return [Decimal(part) for part in str(value or "").strip("[]()").replace("%", "").split(",") if part]
    except InvalidOperation:
        return []


def money_of(jionlp: Any) -> Finder:
    """The sums of money that jionlp finds."""

    def find(line: str) -> Iterator[Found]:
        try:
            found = jionlp.ner.extract_money(line, with_parsing=True)
        except Exception:  # what another program raises is not ours to know
            return
        for one in found:
            number = one["detail"]["num"]
            values = [Decimal(str(value)) for value in (number if isinstance(number, list) else [number])]
            yield Found(*one["offset"], min(values), max(values))

    return find


def seconds_per_megabyte(finder: Finder, texts: list[Judged]) -> float:
    """Processor time for all lines, by megabyte of UTF-8; the first line is read before, to load what is lazy."""
    lines = [line for text in texts for line in text.lines if line]
    list(finder(lines[0]))
    began = time.process_time()
    for line in lines:
        list(finder(line))
    return (time.process_time() - began) / (sum(len(line.encode()) for line in lines) / 1e6)


def imported(name: str, package: str) -> Any | None:
    """The module without its greetings, or None and a word about it."""
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            return importlib.import_module(name)
    except ImportError as error:
        print(f"{package} cannot be imported on Python {sys.version_info[0]}.{sys.version_info[1]} ({error}); left out")
        return None


def public_cases(suite: Any | None, folder: Path) -> None:
    """Cases of each model in which the values are those that Recognizers-Text's own project expects."""
    sys.path.insert(0, str(ROOT / "tests" / "read"))
    cases = importlib.import_module("test_peers")
    print(f"\n{'public cases':28} {'cases':>7} {'ours':>7} {'Recognizers-Text':>18}")
    for model, (plain, _) in cases.MODELS.items():
        path = folder / f"{model}.json"
        total, different = cases.disagreeing(model)
        agreed = "-"
        if suite is not None:
            has = hasattr(suite, RECOGNIZE[model])
            table = json.loads(path.read_text("utf-8-sig"))
            agreed = str(sum(same_as_wanted(suite, cases, plain, model, case) for case in table)) if has else "no model"
        print(f"{model:28} {total:7} {total - len(different):7} {agreed:>18}")


def same_as_wanted(suite: Any, cases: Any, plain: Callable[[dict[str, Any]], Any], model: str, case: Any) -> bool:
    """Whether the Python port of Recognizers-Text gives what the case of its own project asks for."""
    found = recognized(suite, model, case["Input"])
    if found is None:
        return False
    try:
        values = [plain({"Resolution": {"unit": None, **(one.resolution or {})}}) for one in found]
    except (InvalidOperation, KeyError, TypeError, ValueError, AttributeError):
        return False
    wanted = [plain(one) for one in case["Results"]]
    return len(values) == len(wanted) and all(
        len(one) == len(other) and all(map(cases.near, one, other)) for one, other in zip(values, wanted, strict=True)
    )


def beside_others(shared: Path) -> None:
    """Print time and values found of every program, on the judged texts and on the public cases."""
    texts = judged_texts(shared / "gold")
    suite, jionlp = imported("recognizers_suite", "recognizers-text-suite"), imported("jionlp", "jionlp")
    contestants: list[tuple[str, Finder, frozenset[str] | None]] = [
        ("ours, reports", ours_in_reports, None),
        ("ours, bare input", ours_in_bare_input, None),
        ("ours, reports, money", ours_in_reports, MONEY),
    ]
    if suite is not None:
        contestants.append(("Recognizers-Text, numbers", theirs(suite, ["NumberModel"]), None))
        contestants.append(("Recognizers-Text, all six", theirs(suite, RECOGNIZE), None))
        contestants.append(("Recognizers-Text, money", theirs(suite, ["CurrencyModel"]), MONEY))
    if jionlp is not None:
        contestants.append(("jionlp, money", money_of(jionlp), MONEY))
    print(
        f"\nnumbers alone, on {len(texts)} judged texts: of how many measures the place and the exact value are found"
    )
    for name, finder, units in contestants if texts else ():
        right, total = values_found(finder, texts, units)
        print(f"{name:28} {seconds_per_megabyte(finder, texts):8.3f} s/MB   {right:4} of {total} ({right / total:.1%})")
    if not texts:
        print(f"no judged texts in {shared / 'gold'} (XIMU_SHARED names their folder)")
    if (shared / "peers" / "recognizers-zh").is_dir():
        public_cases(suite, shared / "peers" / "recognizers-zh")
