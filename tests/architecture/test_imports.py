"""Imports point down only; the contracts are in pyproject.toml."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import grimp
import pytest

PURE = ("terms", "ledger", "read", "link")


def test_every_import_contract_is_kept(project: Path) -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    run = subprocess.run([lint, "--no-logo", "--no-cache"], cwd=project, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("ximu", include_external_packages=True, cache_dir=None)


@pytest.mark.parametrize("package", PURE)
@pytest.mark.parametrize("heavy", ["django", "dask", "ray"])
def test_the_reader_runs_without_a_database_or_an_engine(graph: grimp.ImportGraph, package: str, heavy: str) -> None:
    if heavy in graph.modules:
        importers = {chain[0] for chain in graph.find_shortest_chains(f"ximu.{package}", heavy)}
        assert not importers
