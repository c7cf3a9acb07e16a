"""A corpus run: list, plan, do what is not done, and write down what there is."""

from __future__ import annotations

import fcntl
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import msgspec

from ximu.ledger.errors import ExchangeError, UsageError, XimuError
from ximu.ledger.exchange.whole_file import WholeFiles, writing_to
from ximu.scale.corpus.documents import Listed, listed
from ximu.scale.corpus.engines import Engine
from ximu.scale.corpus.plan import Plan, plan, reader_identity
from ximu.scale.corpus.shard import DONE, TABLES, Outcome, outcome_of, path_of

MANIFEST = "manifest.json"
_LOCK = ".lock"


class Manifest(msgspec.Struct, frozen=True):
    """What an output folder holds: only files of these shards count.

    `same` names each document that was left out because its bytes stand in another, with that other's name.
    """

    reader: str
    documents: int
    bytes: int
    complete: bool
    rows: dict[str, int]
    same: dict[str, str]
    shards: tuple[Outcome, ...]


class Progress(NamedTuple):
    """How far a run is: documents and bytes of finished shards; `known` of them were finished before it began."""

    documents: int
    bytes: int
    all_documents: int
    all_bytes: int
    known: int


def read_corpus(
    addresses: Sequence[str],
    out: Path,
    engine: Engine,
    fail: Callable[[XimuError], None],
    progress: Callable[[Progress], None] = lambda _: None,
) -> Manifest:
    """Read every document of the addresses into Parquet tables below `out`; finished shards are not done again.

    Killed at any moment and run again it gives the same bytes. What cannot be listed or written goes to `fail`.
    Raises UsageError when `out` is in use by another run or holds something else.
    """
    with _alone(out):
        found = plan(_all(addresses, fail), reader_identity())
        done = {shard.id: outcome for shard in found.shards if (outcome := outcome_of(out, shard.id))}
        finished: list[Outcome] = list(done.values())
        tell = _teller(found, len(done), progress)
        tell(finished)
        for ended in engine([shard for shard in found.shards if shard.id not in done], out):
            if ended.error:
                fail(ExchangeError(ended.error, next_step="mend it and run again: what is done stays", code="E010"))
            elif (outcome := outcome_of(out, ended.shard.id)) is not None:
                finished.append(outcome)
            tell(finished)
        return _write_manifest(found, out)


def manifest_of(out: Path) -> Manifest:
    """What a folder holds. Raises UsageError when no run has ended there."""
    try:
        return msgspec.json.decode((out / MANIFEST).read_bytes(), type=Manifest)
    except FileNotFoundError:
        raise UsageError("holds no finished run", where=str(out), next_step="ximu corpus read IN OUT") from None
    except (OSError, msgspec.DecodeError) as error:
        raise ExchangeError(f"the manifest cannot be read: {error}", where=str(out / MANIFEST)) from error


def parts(out: Path, manifest: Manifest, table: str) -> list[Path]:
    """The files of a table that count, in the order of the corpus."""
    return [path_of(out, table, shard.id) for shard in manifest.shards]


def _all(addresses: Sequence[str], fail: Callable[[XimuError], None]) -> Iterator[Listed]:
    """Documents of all addresses; with several, a name begins with the number of its address."""
    for number, address in enumerate(addresses, 1):
        for one in listed(address, fail):
            yield one if len(addresses) == 1 else msgspec.structs.replace(one, name=f"{number}/{one.name}")


def _teller(found: Plan, known: int, progress: Callable[[Progress], None]) -> Callable[[Sequence[Outcome]], None]:
    """Tells how far the run is; each finished shard is added once, however many there are and however often it is told."""
    planned = [one for shard in found.shards for one in shard.documents]
    documents, size = len(planned), sum(one.size for one in planned)
    so_far = {"shards": 0, "documents": 0, "bytes": 0, "known": 0}

    def tell(finished: Sequence[Outcome]) -> None:
        for number in range(so_far["shards"], len(finished)):
            one = finished[number]
            so_far["documents"] += one.documents
            so_far["bytes"] += one.bytes
            so_far["known"] += one.documents if number < known else 0
        so_far["shards"] = len(finished)
        progress(
            Progress(
                documents=so_far["documents"],
                bytes=so_far["bytes"],
                all_documents=documents,
                all_bytes=size,
                known=so_far["known"],
            )
        )

    return tell


def _write_manifest(found: Plan, out: Path) -> Manifest:
    """The manifest from the notes of the shards, never from what tasks returned; then what no longer counts goes."""
    outcomes = tuple(outcome for shard in found.shards if (outcome := outcome_of(out, shard.id)))
    rows = sum((Counter(one.rows) for one in outcomes), Counter[str]())
    manifest = Manifest(
        reader=reader_identity(),
        documents=sum(one.documents for one in outcomes),
        bytes=sum(one.bytes for one in outcomes),
        complete=len(outcomes) == len(found.shards),
        rows={table: rows[table] for table in TABLES},
        same={one.name: other for one, other in found.same},
        shards=outcomes,
    )
    with WholeFiles() as files:
        files.open(out / MANIFEST).write(msgspec.json.format(msgspec.json.encode(manifest), indent=1) + b"\n")
    if manifest.complete:
        _sweep(out, {one.id for one in outcomes})
    return manifest


def _sweep(out: Path, wanted: set[str]) -> None:
    """Remove notes first, then tables, of shards that are no longer planned, and what killed workers left."""
    for folder in (DONE, *TABLES):
        for path in sorted((out / folder).glob("*")):
            if path.stem not in wanted and path.name != _LOCK:
                path.unlink(missing_ok=True)


@contextmanager
def _alone(out: Path) -> Iterator[None]:
    """Hold the output folder; a second run at the same time is told so."""
    with writing_to(out):
        if out.exists() and not out.is_dir():
            raise UsageError("is a file", where=str(out), next_step="name a folder for the output")
        if out.exists() and not (out / DONE).exists() and any(out.iterdir()):
            raise UsageError("holds other files", where=str(out), next_step="name a new or empty folder")
        (out / DONE).mkdir(parents=True, exist_ok=True)
        with (out / DONE / _LOCK).open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise UsageError("another run is writing here", where=str(out), next_step="wait for it") from None
            yield
