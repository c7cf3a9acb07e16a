"""The part of `make bench` about growth: time and memory for ever more files, and for one ever longer document.

Every size is read by a program of its own, so that its memory is that of this size alone. The texts are made of paragraphs
of real ones in random order: no file is a copy of another, and nothing that is remembered helps much.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

FILES = (1.0, 10.0, 100.0)  # megabytes of all files together
FILE = 0.06  # megabytes of one, as reports have
LENGTHS = (0.06, 1.0, 4.0, 15.0)  # megabytes of one document; beyond 16 the reader refuses a text
HEAD = "临江市政府工作报告\n——2021年1月9日在临江市第八届人民代表大会第五次会议上\n市长 王某\n各位代表：\n"


def paragraphs(folder: Path) -> list[str]:
    """Every paragraph of the plain texts of a folder."""
    texts = (path.read_bytes().decode("utf-8", "replace") for path in sorted(folder.rglob("*.txt")))
    return [line for text in texts for line in text.splitlines() if len(line) > 20]


def made(lines: list[str], size: float, draw: random.Random) -> bytes:
    """One report of about `size` megabytes."""
    chosen = [HEAD.rstrip("\n")]
    length = 0
    while length < size * 1e6:
        line = draw.choice(lines)
        chosen.append(line)
        length += len(line.encode()) + 1
    return "\n".join(chosen).encode()


def documents(lines: list[str], total: float, each: float) -> Iterator[bytes]:
    """Reports of `each` megabytes up to `total`."""
    draw = random.Random(total)  # noqa: S311 the same documents every time
    for _ in range(max(1, round(total / each))):
        yield made(lines, each, draw)


def peak_memory() -> int:
    """The most memory this program has had, in KiB; VmHWM begins anew with the program, ru_maxrss holds the parent's too."""
    status = Path("/proc/self/status")
    if status.exists():
        return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def measured(folder: Path, total: float, each: float) -> dict[str, float]:
    """Processor time by megabyte and peak memory of reading, one after the other, documents that make up `total`."""
    from ximu.read.intake import read_bytes
    from ximu.read.pipeline import read_document

    lines = paragraphs(folder)
    read_document(read_bytes(made(lines, FILE, random.Random(0)), "first.txt"))  # noqa: S311 compiles the patterns
    before, spent, size, files, records = peak_memory(), 0.0, 0, 0, 0
    for data in documents(lines, total, each):
        began = time.process_time()
        records += sum(1 for _ in read_document(read_bytes(data, "made.txt")).records())
        spent += time.process_time() - began
        size, files = size + len(data), files + 1
    return {
        "files": files,
        "megabytes": size / 1e6,
        "records": records,
        "seconds_per_megabyte": spent / (size / 1e6),
        "before": before / 1024,
        "peak": peak_memory() / 1024,
    }


def in_a_program_of_its_own(folder: Path, total: float, each: float) -> dict[str, float]:
    """`measured` in a new interpreter."""
    command = [sys.executable, __file__, str(folder), str(total), str(each)]
    found: dict[str, float] = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    return found


def show(folder: Path) -> None:
    """Print the growth of time and memory with the number of files, and with the length of one document."""
    for name, sizes in (("many files", [(total, FILE) for total in FILES]), ("one file", [(s, s) for s in LENGTHS])):
        print(f"\n{name:12} {'files':>6} {'MB':>8} {'records':>9} {'s/MB':>7} {'peak MiB':>9}   (before reading)")
        for total, each in sizes:
            found = in_a_program_of_its_own(folder, total, each)
            print(
                f"{'':12} {found['files']:6.0f} {found['megabytes']:8.2f} {found['records']:9.0f}"
                f" {found['seconds_per_megabyte']:7.3f} {found['peak']:9.0f}   {found['before']:.0f}"
            )


if __name__ == "__main__":
    print(json.dumps(measured(Path(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3]))))
