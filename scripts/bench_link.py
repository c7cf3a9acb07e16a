"""How long linking and all findings take beside the reading of the same reports: processor time of one process, medians.

Without a folder the sample city is taken. It prints seconds for reading, linking, the integrity view and all findings, and
what linking and findings together are of the reading. It never fails on a time.
"""

from __future__ import annotations

import argparse
import sys
import time
from itertools import pairwise
from pathlib import Path
from statistics import median

from ximu.ledger.errors import XimuError
from ximu.ledger.reading import Reading
from ximu.link.collection import collect
from ximu.link.findings.kinds import find
from ximu.link.integrity import integrity
from ximu.link.links import links
from ximu.read.pipeline import read_path

ROOT = Path(__file__).resolve().parent.parent
STEPS = ("reading", "links", "integrity", "findings")


def read_all(paths: list[Path]) -> list[Reading]:
    """The readings of all files that are reports."""
    found = []
    for path in paths:
        try:
            found.append(read_path(path))
        except XimuError:
            continue
    return found


def once(paths: list[Path]) -> tuple[dict[str, float], dict[str, int]]:
    """Seconds for each step, and how much was found."""
    marks = [time.process_time()]
    readings = read_all(paths)
    marks.append(time.process_time())
    collection = collect((report, reading.text) for reading in readings for report in reading.reports)
    found = list(links(collection))
    marks.append(time.process_time())
    years = integrity(found, [paper.reading for paper in collection.papers])
    marks.append(time.process_time())
    told = find(readings)
    marks.append(time.process_time())
    seconds = dict(zip(STEPS, (after - before for before, after in pairwise(marks)), strict=True))
    return seconds, {"reports": len(readings), "links": len(found), "years": len(years), "findings": len(told)}


def main() -> int:
    """Measure and print; 1 when there is nothing to measure."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("paths", nargs="*", type=Path, help="reports, or folders of them [the sample city]")
    parser.add_argument("--rounds", type=int, default=3, help="passes of which the median is taken [3]")
    chosen = parser.parse_args()
    given = chosen.paths or [ROOT / "sample" / "reports"]
    paths = [each for path in given for each in (sorted(path.rglob("*.txt")) if path.is_dir() else [path])]
    if not paths:
        print("ximu: there is no report", file=sys.stderr)
        return 1
    read_path(paths[0])  # the words of the field are loaded once
    passes = [once(paths) for _ in range(chosen.rounds)]
    seconds = {step: median(one[step] for one, _ in passes) for step in STEPS}
    print("   ".join(f"{count} {name}" for name, count in passes[0][1].items()))
    print("   ".join(f"{step} {seconds[step]:.2f} s" for step in STEPS))
    print(
        f"(links + integrity + findings) / reading {sum(seconds[step] for step in STEPS[1:]) / seconds['reading']:.2f}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
