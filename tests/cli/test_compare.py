"""`ximu compare` as a person meets it: a table, JSON in a pipe, every difference in a file, the exit status."""

from __future__ import annotations

import json
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from msgspec.structs import replace
from rich.console import Console

from ximu.cli.compare import print_comparison
from ximu.cli.labels import Language
from ximu.ledger.exchange import jsonl
from ximu.ledger.measure import Measure
from ximu.read.pipeline import read_path
from ximu.scale.compare import compare

SAMPLE = Path(__file__).resolve().parents[2] / "sample" / "reports" / "linjiang-2023.txt"


@pytest.fixture
def sides(tmp_path: Path) -> tuple[Path, Path, Measure]:
    """A reading, another one without the first measure and with another year in the second, and that second one."""
    old, new = tmp_path / "old.jsonl", tmp_path / "new.jsonl"
    records = list(read_path(SAMPLE, "a.txt").records())
    first, second = [one for one in records if isinstance(one, Measure)][:2]
    with old.open("wb") as file:
        jsonl.write(records, file)
    with new.open("wb") as file:
        jsonl.write([replace(one, year=1999) if one is second else one for one in records if one is not first], file)
    return old, new, second


def ximu(*args: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ximu.cli", *map(str, args)], capture_output=True, text=True, check=False
    )


def test_in_a_pipe_it_is_json_and_a_difference_is_no_failure(sides: tuple[Path, Path, Measure]) -> None:
    old, new, second = sides
    run = ximu("compare", old, new)
    assert (run.returncode, run.stderr) == (0, "")
    found = json.loads(run.stdout)
    assert found["kinds"]["measure"]["removed"] == found["kinds"]["measure"]["changed"] == 1
    assert found["fields"] == {"measure": {"year": 1}}
    changed = next(one for one in found["examples"] if one["change"] == "changed")
    assert changed["fields"] == {"year": [second.year, 1999]}
    assert second.as_written in changed["words"]


@pytest.mark.parametrize(("same", "status"), [(True, 0), (False, 1)])
def test_the_exit_status_tells_of_a_change_when_asked(
    sides: tuple[Path, Path, Measure], same: bool, status: int
) -> None:
    old, new, _ = sides
    assert ximu("compare", old, old if same else new, "--fail-on-change").returncode == status


def test_every_difference_goes_to_a_file(sides: tuple[Path, Path, Measure], tmp_path: Path) -> None:
    old, new, _ = sides
    out = tmp_path / "every.jsonl"
    assert ximu("compare", old, new, "--every", out, "--examples", "0").returncode == 0
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [row["change"] for row in rows] == ["removed", "changed"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_table_shows_counts_fields_and_examples(sides: tuple[Path, Path, Measure], language: Language) -> None:
    old, new, second = sides
    out = StringIO()
    print_comparison(Console(file=out, width=100), compare(old, new), language)
    shown = out.getvalue()
    assert f"year: {second.year} → 1999" in shown
    assert {"zh": "减少", "en": "removed"}[language] in shown
    assert f"{second.start}–{second.end}" in shown


@pytest.mark.parametrize(
    ("options", "says"), [(("--kind", "poem"), "no such kind"), (("--ignore", "mood"), "no such field: mood")]
)
def test_a_name_that_is_not_known_is_wrong_usage(
    sides: tuple[Path, Path, Measure], options: tuple[str, ...], says: str
) -> None:
    run = ximu("compare", sides[0], sides[1], *options)
    assert run.returncode == 2
    assert says in run.stderr
    assert run.stderr.count("\n") == 1


def test_sources_that_have_nothing_in_common_are_pointed_out(tmp_path: Path) -> None:
    sides = []
    for name in ("x.txt", "y.txt"):
        sides.append(tmp_path / f"{name}.jsonl")
        with sides[-1].open("wb") as file:
            jsonl.write(read_path(SAMPLE, name).records(), file)
    run = ximu("compare", *sides)
    assert "no source stands on both sides" in run.stderr
