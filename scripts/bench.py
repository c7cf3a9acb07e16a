"""How fast the reader is: one process on one core, beside a plain word segmenter and the least that any reader must do.

Prints seconds per megabyte from bytes to records and for jieba.lcut on the same texts, their ratio, the floor (decoding and
one search for numbers), the import time, the peak memory, and the same for ever longer documents. It reports and never fails
on a time. Times are processor time, so that other work on the machine disturbs them little; every figure is a median.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

from ximu.ledger.errors import XimuError
from ximu.read.intake import read_bytes
from ximu.read.pipeline import read_document

ROOT = Path(__file__).resolve().parent.parent
NUMBER = re.compile(r"\d+(?:\.\d+)?|[〇零一二两三四五六七八九十百千万亿]+")
HEAD = "临江市政府工作报告\n——2021年1月9日在临江市第八届人民代表大会第五次会议上\n市长 王某\n各位代表：\n"
PEAK = """
import resource, sys
from pathlib import Path
from ximu.read.pipeline import read_path
records = sum(sum(1 for _ in read_path(Path(name)).records()) for name in sys.argv[1:])
status = Path("/proc/self/status")
# The system counts the parent's memory into ru_maxrss; VmHWM begins anew with the program.
lines = status.read_text().splitlines() if status.exists() else []
print(next((line.split()[1] for line in lines if line.startswith("VmHWM")), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss))
"""


class Text(NamedTuple):
    """One document: its name, its bytes, and the text in them."""

    name: str
    data: bytes
    text: str


def read(one: Text) -> object:
    """What is measured: bytes to records."""
    return read_document(read_bytes(one.data, one.name))


def floor(one: Text) -> object:
    """What no reader can do without: decoding, and one look for numbers."""
    return sum(1 for _ in NUMBER.finditer(one.data.decode("utf-8", "replace")))


def texts(folder: Path) -> list[Text]:
    """The plain texts of the folder and below that the reader accepts."""
    found = []
    for path in sorted(folder.rglob("*.txt")):
        data = path.read_bytes()
        try:
            reading = read_document(read_bytes(data, str(path)))
        except XimuError:
            continue
        found.append(Text(str(path), data, reading.text))
    return found


def megabytes(documents: Sequence[Text]) -> float:
    """How much text there is, in millions of bytes of UTF-8."""
    return sum(len(one.text.encode("utf-8", "replace")) for one in documents) / 1e6


def seconds(run: Callable[[Text], object], documents: Sequence[Text]) -> float:
    """Processor time of one pass over all documents."""
    began = time.process_time()
    for one in documents:
        run(one)
    return time.process_time() - began


def fresh(*args: str) -> str:
    """What a new interpreter prints."""
    return subprocess.run([sys.executable, *args], capture_output=True, text=True, check=True).stdout.strip()


def import_milliseconds(module: str, times: int) -> float:
    """How long a new interpreter takes to import a module, beside its own start."""
    code = f"import time; began = time.perf_counter(); import {module}; print((time.perf_counter() - began) * 1000)"
    return median(float(fresh("-c", code)) for _ in range(times))


def lengthened(documents: Sequence[Text], size: float) -> Text:
    """One report of about `size` megabytes: paragraphs of the documents in random order, so that nothing is a copy."""
    lines = [line for one in documents for line in one.text.splitlines() if len(line) > 20]
    draw = random.Random(size)  # noqa: S311 the same document every time
    chosen: list[str] = []
    length = 0.0
    while length < size * 1e6:
        line = draw.choice(lines)
        chosen.append(line)
        length += len(line.encode()) + 1
    data = (HEAD + "\n".join(chosen)).encode()
    return Text("lengthened.txt", data, data.decode())


def compare(documents: Sequence[Text], segment: Callable[[Text], object] | None, rounds: int) -> None:
    """Print the reader, the segmenter and the floor; their passes take turns, so that a busy moment meets all."""
    amount = megabytes(documents)
    times: dict[str, list[float]] = {"reader": [], "jieba.lcut": [], "floor": []}
    for _ in range(rounds):
        times["reader"].append(seconds(read, documents))
        times["floor"].append(seconds(floor, documents))
        if segment is not None:
            times["jieba.lcut"].append(seconds(segment, documents))
    for name, passes in times.items():
        if passes:
            print(
                f"{name:12} {median(passes) / amount:7.3f} s/MB   (from {min(passes) / amount:.3f} to {max(passes) / amount:.3f})"
            )
    if segment is not None:
        ratios = [ours / theirs for ours, theirs in zip(times["reader"], times["jieba.lcut"], strict=True)]
        print(
            f"reader / jieba.lcut {median(ratios):.2f}   reader / floor {median(times['reader']) / median(times['floor']):.1f}"
        )


def segmenter() -> Callable[[Text], object] | None:
    """jieba.lcut with its dictionary loaded; None when it is not installed."""
    try:
        import jieba
    except ModuleNotFoundError:
        print("jieba is not installed (pip install -r requirements-bench.txt); only the reader is measured")
        return None
    jieba.setLogLevel("ERROR")
    jieba.initialize()
    return lambda one: jieba.lcut(one.text)


def main() -> int:
    """Measure and print; 1 when there is nothing to measure."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "sample", help="its *.txt are read [sample]")
    parser.add_argument("--rounds", type=int, default=5, help="passes of which the median is taken [5]")
    parser.add_argument("--megabytes", type=float, default=1.0, help="repeat the texts up to this much [1]")
    parser.add_argument("--lengths", default="0.03,0.3,3", help="lengths of the ever longer documents, MB [0.03,0.3,3]")
    chosen = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    found = texts(chosen.folder)
    if not found:
        print(f"ximu: {chosen.folder} holds no report as plain text", file=sys.stderr)
        return 1
    documents = found * max(1, round(chosen.megabytes / megabytes(found)))
    print(
        f"{len(found)} texts, {megabytes(found):.3f} MB; measured over {megabytes(documents):.3f} MB, {chosen.rounds} rounds"
    )
    segment = segmenter()
    if segment is not None:
        segment(documents[0])
    compare(documents, segment, chosen.rounds)
    print(f"import ximu.read.pipeline {import_milliseconds('ximu.read.pipeline', 5):.0f} ms", end="   ")
    print(f"import ximu.cli.main {import_milliseconds('ximu.cli.main', 5):.0f} ms")
    print(f"peak memory over all texts {int(fresh('-c', PEAK, *(one.name for one in found))) / 1024:.0f} MiB")
    for size in map(float, chosen.lengths.split(",")):
        one = lengthened(found, size)
        spent = median(seconds(read, [one]) for _ in range(3 if size < 1 else 1))
        print(f"one document of {size:g} MB: {spent / megabytes([one]):.3f} s/MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
