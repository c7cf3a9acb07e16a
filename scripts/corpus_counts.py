"""How many of everything the reader finds in each real report: tests/corpus/counts.tsv, counts only, written by `make counts`."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

from ximu.ledger.commitment import Label
from ximu.ledger.measure import NumberClass
from ximu.ledger.reading import ReportReading
from ximu.ledger.report import Role
from ximu.read.pipeline import read_path

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("XIMU_SHARED", ROOT.parent / "shared"))
TABLE = ROOT / "tests" / "corpus" / "counts.tsv"
FOLDERS = ("corpus", "gold")
COLUMNS = (
    "reports",
    "repairs",
    *(f"sections.{role}" for role in get_args(Role)),
    "measures",
    "measures.unsure",
    "measures.with_id",
    *(f"commitments.{label}" for label in get_args(Label)),
    "admissions",
    "projects",
    "findings",
    *(f"numbers.{number_class}" for number_class in get_args(NumberClass)),
)
Counts = dict[str, dict[str, int]]


def counts_of(found: ReportReading) -> Counter[str]:
    """The counts of one report, by column; what is zero may be missing."""
    counts = Counter(
        reports=1,
        repairs=len(found.report.repairs),
        measures=len(found.measures),
        admissions=len(found.admissions),
        projects=len(found.projects),
        findings=len(found.findings),
    )
    counts["measures.unsure"] = sum(not one.sure for one in found.measures)
    counts["measures.with_id"] = sum(one.indicator_id is not None for one in found.measures)
    counts.update(f"sections.{one.role}" for one in found.sections)
    counts.update(f"commitments.{one.label}" for one in found.commitments)
    counts.update(f"numbers.{one.number_class}" for one in found.numbers)
    return counts


def read_counts(shared: Path) -> Counts:
    """File → column → count, for every text in the folders of real reports."""
    counts: Counts = {}
    for folder in FOLDERS:
        for path in sorted((shared / folder).glob("*.txt")):
            # Under a name that gives nothing away: the file's own would tell the reader place and year.
            found = sum(map(counts_of, read_path(path, "a.txt").reports), Counter[str]())
            counts[f"{folder}/{path.name}"] = {name: found[name] for name in COLUMNS}
    return counts


def load_counts(table: Path = TABLE) -> Counts:
    """The table as it was last written."""
    head, *rows = table.read_text(encoding="utf-8").splitlines()
    names = head.split("\t")[1:]
    cells = (row.split("\t") for row in rows)
    return {file: dict(zip(names, map(int, numbers), strict=True)) for file, *numbers in cells}


def as_table(counts: Counts) -> str:
    """The counts as tab-separated lines, one for each file."""
    rows = [["file", *COLUMNS], *([file, *(str(row[name]) for name in COLUMNS)] for file, row in counts.items())]
    return "".join("\t".join(row) + "\n" for row in rows)


def changes(old: Counts, new: Counts) -> Iterator[str]:
    """One line for each file whose counts differ: `corpus/a.txt: measures 812 → 815, projects 3 → 4`."""
    for file in sorted(old.keys() | new.keys()):
        if file not in new:
            yield f"{file}: is not read any more"
        elif file not in old:
            yield f"{file}: is not in the table"
        else:
            names = dict.fromkeys([*old[file], *new[file]])
            found = [(name, old[file].get(name), new[file].get(name)) for name in names]
            if differing := [f"{name} {was} → {now}" for name, was, now in found if was != now]:
                yield f"{file}: {', '.join(differing)}"


def main() -> int:
    """Write the table anew and say what changed; exit status 0, or 1 when the real reports are not here."""
    if not SHARED.is_dir():
        print(f"ximu: the real reports are not in {SHARED}; XIMU_SHARED names their folder", file=sys.stderr)
        return 1
    old, new = load_counts() if TABLE.exists() else {}, read_counts(SHARED)
    for line in changes(old, new):
        print(line)
    TABLE.write_text(as_table(new), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
