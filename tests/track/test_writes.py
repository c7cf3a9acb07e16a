"""Rows of work are written by actions only, so that nothing happens without permission, journal and notices."""

from __future__ import annotations

import re
from pathlib import Path

import grimp
import pytest

SOURCE = Path(__file__).resolve().parents[2] / "src" / "ximu"
# Each writes what no person's action is: the journal itself, notices, editions of playbooks.
WRITERS = {
    "track/journal.py",
    "track/notices.py",
    "track/editions.py",
    "track/models/people.py",
    "track/models/records.py",
}
# The queue's own rows: what was asked for stands in the journal, how far it is does not.
WRITERS |= {f"track/jobs/{name}.py" for name in ("queue", "running", "worker")}
# The invented city of the demonstration is made at once, before anyone could act.
WRITERS |= {"site/workbench/demonstration.py"}
WRITE = re.compile(
    r"\.(?:save|bulk_create|bulk_update|get_or_create|update_or_create)\(|objects\b[^\n]*\.(?:create|update|delete)\("
)
MODELS = re.compile(r"^\s*(?:from|import) ximu\.track\.models", re.M)


def writing_modules() -> dict[str, list[str]]:
    """Modules that import tables of work and write, outside `track/actions` and `track/<app>/actions`: name → the lines."""
    found = {}
    for path in SOURCE.rglob("*.py"):
        name = path.relative_to(SOURCE).as_posix()
        text = path.read_text(encoding="utf-8")
        if re.match(r"track/(\w+/)?actions/", name) or "/migrations/" in name or name in WRITERS:
            continue
        if name.startswith("track/") or MODELS.search(text):
            hits = [line.strip() for line in text.splitlines() if WRITE.search(line)]
            if hits:
                found[name] = hits
    return found


def test_nothing_else_writes() -> None:
    assert not writing_modules(), "make it an action in ximu.track.actions"


def test_a_write_would_be_seen() -> None:
    for line in ("item.save()", "Item.objects.filter(pk=1).update(state='x')", "Item.objects.bulk_create([])"):
        assert WRITE.search(line)


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("ximu", include_external_packages=True, cache_dir=None)


@pytest.mark.parametrize("package", ["ximu.track.rules", "ximu.track.scoring"])
def test_the_rules_know_no_database(graph: grimp.ImportGraph, package: str) -> None:
    assert not graph.find_shortest_chains(package, "django")
