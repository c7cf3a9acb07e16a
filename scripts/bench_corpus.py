"""How a corpus run scales: `bench_corpus.py FOLDER [DOCUMENTS]` reads copies of the reports of a folder.

Each copy differs in one line, so that none is left out as the same as another. Prints documents a second with one
worker and with one a core, the largest memory of a worker, and the cost of a thousand reports.
"""

from __future__ import annotations

import os
import resource
import shutil
import sys
import tempfile
import time
from pathlib import Path

from ximu.scale.corpus.engines import engine
from ximu.scale.corpus.run import read_corpus


def fill(originals: list[Path], folder: Path, count: int) -> int:
    """Write the copies; returns their bytes."""
    size = 0
    for number in range(count):
        data = originals[number % len(originals)].read_bytes() + f"\n（第{number}份）\n".encode()
        size += len(data)
        below = folder / f"{number // 1000:03}"
        below.mkdir(parents=True, exist_ok=True)
        (below / f"{number:06}.txt").write_bytes(data)
    return size


def main() -> int:
    """Exit status 2 without a folder of reports."""
    if len(sys.argv) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    originals = sorted(Path(sys.argv[1]).glob("*.txt"))
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 1_000
    with tempfile.TemporaryDirectory() as place:
        size = fill(originals, Path(place, "in"), count)
        print(f"{count:,} documents, {size / 1e6:.0f} MB, {os.cpu_count()} cores")
        base = 0.0
        for workers in dict.fromkeys((1, os.cpu_count() or 1)):
            out = Path(place, "out")
            shutil.rmtree(out, ignore_errors=True)
            begun = time.monotonic()
            manifest = read_corpus([str(Path(place, "in"))], out, engine(workers, None), lambda error: print(error))
            took = time.monotonic() - begun
            base = base or took
            written = sum(path.stat().st_size for path in out.rglob("*.parquet"))
            print(
                f"{workers} worker(s): {took:.1f} s, {count / took:.1f} documents a second, "
                f"{base / took:.2f} times one worker, {written / size:.2f} bytes written for a byte read, "
                f"{manifest.rows['refused']} refused"
            )
            print(f"  core seconds for 1,000 reports: {1000 * took * workers / count:.0f}")
        for who, name in ((resource.RUSAGE_SELF, "this process"), (resource.RUSAGE_CHILDREN, "largest worker")):
            print(f"peak memory of {name}: {resource.getrusage(who).ru_maxrss / 1024:.0f} MiB")
        again = time.monotonic()
        read_corpus([str(Path(place, "in"))], out, engine(1, None), lambda error: print(error))
        print(f"run again when all is done: {time.monotonic() - again:.1f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
