"""What the reader gives on the real reports is what the table says: a change of readings is seen in review."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def corpus_counts() -> ModuleType:
    """The script behind `make counts`."""
    spec = importlib.util.spec_from_file_location("corpus_counts", PROJECT / "scripts" / "corpus_counts.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.shared
def test_the_reader_gives_the_counts_of_the_table(corpus_counts: ModuleType, shared: Path) -> None:
    table, now = corpus_counts.load_counts(), corpus_counts.read_counts(shared)
    assert len(now) >= 95
    differing = list(corpus_counts.changes(table, now))
    assert not differing, "readings changed; look at the change, then run make counts:\n" + "\n".join(differing)


def test_every_number_of_the_table_is_accounted_for(corpus_counts: ModuleType) -> None:
    table = corpus_counts.load_counts()
    assert len(table) >= 95
    for file, row in table.items():
        assert tuple(row) == corpus_counts.COLUMNS, f"{file}: run make counts"
        assert row["measures.unsure"] <= row["measures"] >= row["measures.with_id"]
        assert row["reports"] >= 1
    assert corpus_counts.as_table(table) == corpus_counts.TABLE.read_text(encoding="utf-8")


def test_changes_name_the_file_the_count_and_both_values(corpus_counts: ModuleType) -> None:
    old = {"a.txt": {"measures": 1, "projects": 2}, "b.txt": {"measures": 3}, "c.txt": {"measures": 1}}
    new = {"a.txt": {"measures": 4, "projects": 2}, "c.txt": {"measures": 1}, "d.txt": {"measures": 5}}
    assert list(corpus_counts.changes(old, new)) == [
        "a.txt: measures 1 → 4",
        "b.txt: is not read any more",
        "d.txt: is not in the table",
    ]
    assert list(corpus_counts.changes(old, old)) == []
