"""Who runs the shards: this process, a pool of processes on this machine, or a Dask cluster. An engine only schedules.

Nothing is taken from what a task returns but progress: what counts stands in the output folder.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

from ximu.ledger.errors import UsageError, XimuError
from ximu.scale.corpus.plan import Shard
from ximu.scale.corpus.shard import read_shard

TRIES = 3


class Ended(NamedTuple):
    """A task that came to an end; `error` is None when the shard is finished."""

    shard: Shard
    error: str | None


Engine = Callable[[Sequence[Shard], Path], Iterator[Ended]]


def engine(workers: int | None, cluster: str | None) -> Engine:
    """The engine for `workers` processes (default: one a core), or for a Dask scheduler at the address `cluster`."""
    if cluster:
        return _on_dask(cluster)
    count = workers or os.cpu_count() or 1
    return _here if count == 1 else _pool(count)


def run_shard(shard: Shard, out: Path) -> str | None:
    """Read one shard; what kept it from being written is returned in words, as errors do not travel well."""
    try:
        read_shard(shard, out)
    except XimuError as error:
        return error.line()
    return None


def _here(shards: Sequence[Shard], out: Path) -> Iterator[Ended]:
    for shard in shards:
        yield Ended(shard, run_shard(shard, out))


def _pool(workers: int) -> Engine:
    def run(shards: Sequence[Shard], out: Path) -> Iterator[Ended]:
        waiting = list(shards)
        for attempt in range(1, TRIES + 1):
            # The last try gives every shard a process of its own: one that kills its worker harms no other.
            alone = attempt == TRIES
            waiting = yield from _one_pass(waiting, out, workers, alone)
            if not waiting:
                return
        for shard in waiting:
            yield Ended(shard, f"{shard.documents[0].name} and the rest of its shard: the worker was killed [X002]")

    return run


def _one_pass(shards: list[Shard], out: Path, workers: int, alone: bool) -> Generator[Ended, None, list[Shard]]:
    """Run the shards; returns those whose worker was killed."""
    lost: list[Shard] = []
    for batch in [[shard] for shard in shards] if alone else [shards]:
        pool = ProcessPoolExecutor(1 if alone else workers, mp_context=get_context("spawn"))
        try:
            # The largest first: a large one begun last would keep one worker busy while all others have ended.
            tasks = {pool.submit(run_shard, shard, out): shard for shard in sorted(batch, key=_size, reverse=True)}
            for task in as_completed(tasks):
                try:
                    error = task.result()
                except BrokenProcessPool:
                    lost.append(tasks[task])
                else:
                    yield Ended(tasks[task], error)
        finally:
            # An interrupted run does not wait for shards that have not begun.
            pool.shutdown(cancel_futures=True)
    return lost


def _size(shard: Shard) -> int:
    return sum(one.size for one in shard.documents)


def _on_dask(address: str) -> Engine:
    try:
        distributed: Any = import_module("distributed")
    except ModuleNotFoundError as missing:
        raise UsageError(
            "a cluster needs Dask", where=address, next_step="pip install 'ximu[cluster]'", code="U002"
        ) from missing

    def run(shards: Sequence[Shard], out: Path) -> Iterator[Ended]:
        try:
            client = distributed.Client(address, timeout="20s", set_as_default=False)
        except OSError as error:
            raise UsageError("no Dask scheduler answers", where=address, next_step="check the address") from error
        with client:
            largest_first = sorted(shards, key=_size, reverse=True)
            futures = client.map(run_shard, largest_first, out=out, pure=False, retries=TRIES)
            of = dict(zip((future.key for future in futures), largest_first, strict=True))
            for future in distributed.as_completed(futures, loop=client.loop):
                broken = future.exception()
                said = f"the worker failed ({type(broken).__name__}) [X002]" if broken else future.result()
                yield Ended(of[future.key], said)

    return run
