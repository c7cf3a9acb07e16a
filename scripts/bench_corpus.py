"""How a corpus run scales: `bench_corpus.py FOLDER [DOCUMENTS] [ROUNDS]` reads copies of the reports of a folder.

Each copy differs in one line, so that none is left out as the same as another. Every round reads them with one worker and
with one a core, in turn first and last. Of the clock the quickest round counts, since other work on the machine only slows
them down; beside it stand the processor seconds, which hardly depend on other work, and how much of the machine that other
work took, so that one sees what the clock is worth. With the defaults it takes about three minutes on two idle cores.
"""

from __future__ import annotations

import os
import resource
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from ximu.scale.corpus import plan
from ximu.scale.corpus.engines import engine
from ximu.scale.corpus.run import read_corpus


class Took(NamedTuple):
    """One run: seconds by the clock, of processors in the workers, in this process, in other programs; bytes written."""

    clock: float
    workers: float
    here: float
    others: float
    written: int
    refused: int

    @property
    def ours(self) -> float:
        """Seconds of processors that the run needed."""
        return self.workers + self.here


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


def run(inputs: Path, out: Path, workers: int) -> Took:
    """Read everything anew."""
    shutil.rmtree(out, ignore_errors=True)
    begun = now()
    manifest = read_corpus([str(inputs)], out, engine(workers, None), lambda error: print(error))
    clock, there, here, machine = (after - before for before, after in zip(begun, now(), strict=True))
    written = sum(path.stat().st_size for path in out.rglob("*.parquet"))
    return Took(clock, there, here, max(0.0, machine - there - here), written, manifest.rows["refused"])


def now() -> tuple[float, float, float, float]:
    """The clock; seconds of processors used by workers that have ended, by this process, by the whole machine."""
    user, nice, system = (int(number) for number in Path("/proc/stat").read_text("ascii").split(maxsplit=4)[1:4])
    machine = (user + nice + system) / os.sysconf("SC_CLK_TCK")
    return time.monotonic(), processor(resource.RUSAGE_CHILDREN), processor(resource.RUSAGE_SELF), machine


def processor(who: int) -> float:
    """Seconds of a processor used so far."""
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime


def main() -> int:
    """Exit status 2 without a folder of reports."""
    if len(sys.argv) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    originals = sorted(Path(sys.argv[1]).glob("*.txt"))
    count, rounds = (int(given) for given in (*sys.argv[2:4], *("480", "3")[len(sys.argv) - 2 :]))
    cores = os.cpu_count() or 1
    kinds = tuple(dict.fromkeys((1, cores)))
    # As many shards for each worker as a large corpus has, so that none waits long for the last one.
    plan.MEAN_DOCUMENTS = max(1, min(plan.MEAN_DOCUMENTS, count // (12 * kinds[-1])))
    with tempfile.TemporaryDirectory() as place:
        inputs, out = Path(place, "in"), Path(place, "out")
        size = fill(originals, inputs, count)
        print(f"{count:,} documents, {size / 1e6:.1f} MB, {cores} cores, {rounds} rounds")
        took: dict[int, list[Took]] = {workers: [] for workers in kinds}
        for number in range(rounds):
            for workers in kinds if number % 2 == 0 else reversed(kinds):
                took[workers].append(run(inputs, out, workers))
        best = {workers: min(runs) for workers, runs in took.items()}
        needed = {workers: min(run.ours for run in runs) for workers, runs in took.items()}
        for workers, one in best.items():
            others = 100 * one.others / (one.clock * cores)
            print(
                f"{workers} worker(s): {one.clock:.1f} s, {count / one.clock:.1f} documents a second, "
                f"{best[1].clock / one.clock:.2f} times one worker; processors {needed[workers]:.1f} s, "
                f"a worker was running {100 * one.ours / (one.clock * workers):.0f} % of the time, "
                f"other programs took {others:.0f} % of the machine; "
                f"{one.written / size:.2f} bytes written for a byte read, {one.refused} refused"
            )
        most = kinds[-1]
        alone = min(one.here for one in took[most])
        # Without other work each worker has a core: it does its part of the work, and what is not shared comes on top.
        free = needed[1] / (alone + (needed[most] - alone) / most)
        print(f"{most} workers by their processor seconds, each with a core of its own: {free:.2f} times one worker")
        print(
            f"processor seconds for 1,000 reports: {1000 * min(needed.values()) / count:.0f}, "
            f"{1000 * alone / count:.1f} of them not shared"
        )
        for who, name in ((resource.RUSAGE_SELF, "this process"), (resource.RUSAGE_CHILDREN, "largest worker")):
            print(f"peak memory of {name}: {resource.getrusage(who).ru_maxrss / 1024:.0f} MiB")
        again = time.monotonic()
        read_corpus([str(inputs)], out, engine(1, None), lambda error: print(error))
        print(f"run again when all is done: {time.monotonic() - again:.1f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
