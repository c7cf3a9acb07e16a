"""From listed documents to shards: what is read together, named by what it is made of.

A shard ends where the hash of a document says so, not after a fixed number of documents: a document more or less
changes the shard it lies in and its neighbor at most, so that a run over a grown corpus redoes only what is new.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import ximu
from ximu.scale.corpus.documents import Listed

MEAN_DOCUMENTS, MOST_DOCUMENTS, MOST_BYTES = 100, 400, 64 * 1024 * 1024
_READER = ("ledger", "read", "terms")


class Shard(NamedTuple):
    """Documents that are read by one task; `id` is the hash of their names, their bytes and the reader."""

    id: str
    documents: tuple[Listed, ...]


class Plan(NamedTuple):
    """All shards of a run, and the documents whose very bytes stand in another document already."""

    shards: tuple[Shard, ...]
    same: tuple[tuple[Listed, str], ...]  # a document and the name of the one that is read in its place


def plan(documents: Iterable[Listed], reader: str) -> Plan:
    """The shards of the documents, in their order; of equal documents the first is read. Pure."""
    first: dict[str, str] = {}
    same: list[tuple[Listed, str]] = []
    distinct: list[Listed] = []
    for one in documents:
        if one.sha256 in first:
            same.append((one, first[one.sha256]))
        else:
            first[one.sha256] = one.name
            distinct.append(one)
    return Plan(tuple(Shard(_id(group, reader), tuple(group)) for group in _groups(distinct)), tuple(same))


def _groups(documents: Iterable[Listed]) -> Iterator[list[Listed]]:
    group: list[Listed] = []
    size = 0
    for one in documents:
        if group and (len(group) >= MOST_DOCUMENTS or size + one.size > MOST_BYTES):
            yield group
            group, size = [], 0
        group.append(one)
        size += one.size
        if _ends_here(one):
            yield group
            group, size = [], 0
    if group:
        yield group


def _ends_here(one: Listed) -> bool:
    """One document in MEAN_DOCUMENTS, chosen by its name and bytes alone."""
    mark = hashlib.blake2b(f"{one.name}\0{one.sha256}".encode(), digest_size=4).digest()
    return int.from_bytes(mark, "big") % MEAN_DOCUMENTS == 0


def _id(documents: Iterable[Listed], reader: str) -> str:
    digest = hashlib.blake2b(reader.encode(), digest_size=12)
    for one in documents:
        digest.update(f"\n{one.name}\0{one.sha256}".encode())
    return digest.hexdigest()


@cache
def reader_identity() -> str:
    """The version of ximu and a hash of the code and the words that decide what a reading says."""
    root = Path(ximu.__file__).parent
    digest = hashlib.blake2b(digest_size=8)
    for package in _READER:
        for path in sorted((root / package).rglob("*")):
            if path.suffix in (".py", ".toml", ".csv", ".json"):
                digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return f"{ximu.__version__}+{digest.hexdigest()}"
