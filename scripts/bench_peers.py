"""Our reader of numbers beside two others, recognizers-text-suite and jionlp: agreement with public cases, and time.

Neither is a dependency: install them where this runs, in a scratch environment
(pip install recognizers-text-suite "emoji<1.7" jionlp pytest), or see only our own figures. Usage: bench_peers.py FOLDER_OF_TEXTS [--characters N]. It reports and never fails on a time.
"""

from __future__ import annotations

import argparse
import importlib
import json
import sys
import time
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests" / "read")]

RECOGNIZE = {
    "NumberModel": "recognize_number",
    "PercentModel": "recognize_percentage",
    "NumberRangeModel": "recognize_number_range",
    "OrdinalModel": "recognize_ordinal",
    "CurrencyModel": "recognize_currency",
    "DimensionModel": "recognize_dimension",
}


def optional(name: str, package: str) -> Any | None:
    """The module, or None and a word on how to get it."""
    try:
        return importlib.import_module(name)
    except ImportError:
        print(
            f"{package} is not installed here; pip install {package} (a scratch environment will do) to compare with it"
        )
        return None


def seconds_per_megabyte(work: Callable[[str], object], lines: list[str]) -> float:
    """Processor time for all lines, by megabyte of UTF-8; the first line is read before to load what is lazy."""
    work(lines[0])
    began = time.process_time()
    for line in lines:
        work(line)
    return (time.process_time() - began) / (sum(len(line.encode()) for line in lines) / 1e6)


def values_of(suite: Any, model: str, text: str) -> list[Any] | None:
    """What Recognizers-Text finds, plainly; None where its Python port fails."""
    try:
        found = getattr(suite, RECOGNIZE[model])(text, "zh-cn")
    except Exception:  # what another program raises is not ours to know
        return None
    return [{"Resolution": {"unit": None, **(each.resolution or {})}} for each in found]


def agreement(suite: Any) -> None:
    """Cases of each model in which the Python port gives the values that its own project expects, and ours beside it."""
    cases = importlib.import_module("test_peers")
    for model, (plain, _) in cases.MODELS.items():
        path = cases.PEERS / f"{model}.json"
        if not path.is_file():
            print(f"{path.parent.name}: the public cases are not there (XIMU_SHARED names their folder)")
            return
        total, different = cases.disagreeing(model)
        line = f"{model:18} ours {total - len(different):4} of {total:3}"
        if suite is not None and hasattr(suite, RECOGNIZE[model]):
            table = json.loads(path.read_text("utf-8-sig"))
            line += f"   Recognizers-Text {sum(_same(suite, cases, plain, model, case) for case in table):4}"
        elif suite is not None:
            line += "   Recognizers-Text: not in its Python port"
        print(line)


def _same(suite: Any, cases: Any, plain: Callable[[dict[str, Any]], Any], model: str, case: dict[str, Any]) -> bool:
    found = values_of(suite, model, case["Input"])
    try:
        ours = None if found is None else [plain(each) for each in found]
    except (InvalidOperation, KeyError, TypeError, ValueError, AttributeError):
        return False
    wanted = [plain(each) for each in case["Results"]]
    return (
        ours is not None
        and len(ours) == len(wanted)
        and all(
            len(one) == len(other) and all(map(cases.near, one, other)) for one, other in zip(ours, wanted, strict=True)
        )
    )


def money_of(jionlp: Any, text: str) -> list[Decimal]:
    """The sums that jionlp finds."""
    return [Decimal(str(each["detail"]["num"])) for each in jionlp.ner.extract_money(text, with_parsing=True)]


def money_agreement(jionlp: Any) -> None:
    """Cases of sums of money in which jionlp gives the values the public cases expect."""
    cases = importlib.import_module("test_peers")
    table = json.loads((cases.PEERS / "CurrencyModel.json").read_text("utf-8-sig"))
    same = 0
    for case in table:
        wanted = [each["Resolution"]["value"] for each in case["Results"] if each["Resolution"]["value"]]
        try:
            same += money_of(jionlp, case["Input"]) == [Decimal(value) for value in wanted]
        except Exception as error:  # what another program raises is not ours to know
            print(f"jionlp fails on a case: {type(error).__name__}")
    print(f"CurrencyModel      jionlp {same} of {len(table)} (values only)")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", type=Path, help="plain texts to take the time on")
    parser.add_argument("--characters", type=int, default=100_000, help="how much of them (the peers are slow)")
    wanted = parser.parse_args()
    lines = [
        line for path in sorted(wanted.folder.glob("*.txt")) for line in path.read_text("utf-8").splitlines() if line
    ]
    text = "\n".join(lines)[: wanted.characters].splitlines()
    suite = optional("recognizers_suite", "recognizers-text-suite")
    jionlp = optional("jionlp", "jionlp")
    agreement(suite)
    if jionlp is not None:
        money_agreement(jionlp)
    read = importlib.import_module("ximu.read.numerals").read
    scan = importlib.import_module("ximu.read.numerals.scan")
    contestants: dict[str, Callable[[str], object]] = {
        "reports (scan)": lambda line: (scan.arabic_numbers(line), scan.chinese_numbers(line)),
        "bare input (read)": read,
    }
    if suite is not None:
        contestants["Recognizers-Text, numbers"] = lambda line: suite.recognize_number(line, "zh-cn")
        contestants["Recognizers-Text, all six"] = lambda line: [values_of(suite, model, line) for model in RECOGNIZE]
    if jionlp is not None:
        contestants["jionlp, money"] = lambda line: jionlp.ner.extract_money(line)
    for name, work in contestants.items():
        print(f"{name:28} {seconds_per_megabyte(work, text):10.3f} s/MB")


if __name__ == "__main__":
    main()
