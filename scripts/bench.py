"""How fast the reader is: one process on one core, beside a plain word segmenter and the least that any reader must do.

Prints seconds per megabyte from bytes to records and for jieba.lcut on the same texts, their ratio, the floor (decoding and
one search for numbers), the import time and the peak memory; then numbers alone beside two other programs; with --growth
also time and memory for ever more and ever longer texts. It reports and never fails on a time. Times are processor time, so
that other work on the machine disturbs them little; every figure is a median.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

import bench_growth
import bench_peers

from ximu.ledger.errors import XimuError
from ximu.read.intake import read_bytes
from ximu.read.pipeline import read_document

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("XIMU_SHARED", ROOT.parent / "shared"))
NUMBER = re.compile(r"\d+(?:\.\d+)?|[〇零一二两三四五六七八九十百千万亿]+")
# What is asked of the reader.
MOST_OF_SEGMENTER, MOST_IMPORT, MOST_MEMORY = 0.25, 400, 200  # ratio, milliseconds, MiB
PEAK = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from bench_growth import peak_memory
from ximu.read.pipeline import read_path
for name in sys.argv[2:]:
    sum(1 for _ in read_path(Path(name)).records())
print(peak_memory())
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
            each = [spent / amount for spent in passes]
            print(f"{name:12} {median(each):7.3f} s/MB   (from {min(each):.3f} to {max(each):.3f})")
    if segment is not None:
        ratio = median(ours / theirs for ours, theirs in zip(times["reader"], times["jieba.lcut"], strict=True))
        print(f"reader / jieba.lcut {ratio:.2f} (asked: at most {MOST_OF_SEGMENTER})", end="   ")
    print(f"reader / floor {median(times['reader']) / median(times['floor']):.1f}")


def segmenter() -> Callable[[Text], object] | None:
    """jieba.lcut with its dictionary loaded; None when it is not installed."""
    jieba = bench_peers.imported("jieba", "jieba")
    if jieba is None:
        return None
    jieba.setLogLevel("ERROR")
    jieba.initialize()
    return lambda one: jieba.lcut(one.text)


def start_and_memory(found: Sequence[Text]) -> None:
    """Print what importing takes, and the memory that reading all texts one after the other takes."""
    reader, command = (import_milliseconds(module, 5) for module in ("ximu.read.pipeline", "ximu.cli.main"))
    print(f"import: the reader {reader:.0f} ms, the command {command:.0f} ms (asked: at most {MOST_IMPORT})", end="   ")
    peak = int(fresh("-c", PEAK, str(ROOT / "scripts"), *(one.name for one in found))) / 1024
    print(f"peak memory over all texts {peak:.0f} MiB (asked: at most {MOST_MEMORY})")


def main() -> int:
    """Measure and print; 1 when there is nothing to measure."""
    corpus = SHARED / "corpus"
    usual = corpus if corpus.is_dir() else ROOT / "sample"
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=usual, help=f"its *.txt are read [{usual.name}]")
    parser.add_argument("--rounds", type=int, default=3, help="passes of which the median is taken [3]")
    parser.add_argument("--megabytes", type=float, default=1.0, help="repeat the texts up to this much [1]")
    parser.add_argument("--growth", action="store_true", help="ever more and longer texts too, up to 100 MB (minutes)")
    chosen = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    found = texts(chosen.folder)
    if not found:
        print(f"ximu: {chosen.folder} holds no report as plain text", file=sys.stderr)
        return 1
    documents = found * max(1, round(chosen.megabytes / megabytes(found)))
    amount = f"{len(found)} texts, {megabytes(found):.2f} MB"
    print(f"{amount}; measured over {megabytes(documents):.2f} MB, {chosen.rounds} rounds", flush=True)
    segment = segmenter()
    if segment is not None:
        segment(documents[0])
    compare(documents, segment, chosen.rounds)
    start_and_memory(found)
    bench_peers.beside_others(SHARED)
    if chosen.growth:
        bench_growth.show(chosen.folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
