"""The ledger diff on readings of the sample city with planted changes: everything that differs is seen, nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from ximu.ledger.errors import ExchangeError
from ximu.ledger.exchange import jsonl
from ximu.ledger.exchange.cells import kind_of
from ximu.ledger.exchange.formats import record_writer
from ximu.ledger.exchange.kinds import KINDS
from ximu.ledger.exchange.whole_file import WholeFiles
from ximu.ledger.measure import Measure
from ximu.ledger.reading import Record
from ximu.read.pipeline import read_path
from ximu.scale.compare import Choice, Comparison, Difference, compare, span_of

REPORTS = Path(__file__).resolve().parents[2] / "sample" / "reports"


@cache
def records() -> tuple[Record, ...]:
    """Every record of three documents of the sample city."""
    names = ("linjiang-2023.txt", "linjiang-2024.txt", "binjiang-district-2024.txt")
    return tuple(
        one for name in names for one in read_path(REPORTS / name, f"reports/{name}").records(all_numbers=True)
    )


@cache
def measures() -> tuple[Measure, ...]:
    return tuple(one for one in records() if isinstance(one, Measure))


def write(path: Path, found: Iterable[Record]) -> Path:
    with path.open("wb") as file:
        jsonl.write(found, file)
    return path


def moved(found: Iterable[Record], folder: str) -> list[Record]:
    """The records as if their files stood in another folder."""

    def under(value: Any) -> Any:
        return None if value is None else replace(value, source=value.source.replace("reports/", folder))

    return [
        replace(under(one), a=under(one.a), b=under(one.b)) if kind_of(one) == "finding" else under(one)  # type: ignore[union-attr]
        for one in found
    ]


def compared(tmp_path: Path, old: Iterable[Record], new: Iterable[Record], **how: Any) -> Comparison:
    return compare(write(tmp_path / "old.jsonl", old), write(tmp_path / "new.jsonl", new), **how)


def test_a_reading_is_the_same_as_itself(tmp_path: Path) -> None:
    found = compared(tmp_path, records(), records())
    assert found.same
    counts = Counter(map(kind_of, records()))
    assert {kind: found.counts_of(kind)["same"] for kind in counts} == counts
    assert found.sources == {"both": 3, "other_text": 0}
    assert found.examples() == []


def test_added_removed_and_changed_statements_are_counted_with_their_fields(tmp_path: Path) -> None:
    gone, later, other, *_ = measures()
    grown = measures()[5]
    old = [one for one in records() if one is not later]
    new = []
    for one in records():
        if one is other:
            new.append(replace(other, low=other.low + 1, high=other.high + 1, year=1999))
        elif one is grown:  # a cut that takes in one more character is the same statement
            new.append(replace(grown, end=grown.end + 1, as_written=grown.as_written + "。"))
        elif one is not gone:
            new.append(one)
    found = compared(tmp_path, old, new)
    count = len(measures())
    assert found.counts_of("measure") == {
        "old": count - 1, "new": count - 1, "same": count - 4, "added": 1, "removed": 1, "changed": 2,
    }  # fmt: skip
    assert found.fields_of("measure") == {"low": 1, "high": 1, "year": 1, "end": 1, "as_written": 1}
    assert sum(found.changes.values()) == 4
    shown = {
        one.change: one for one in found.examples() if one.record is not grown and span_of(one.record)[0] != grown.start
    }
    assert shown["removed"].record == gone
    assert shown["added"].record == later
    changes = {one.field: (one.old, one.new) for one in shown["changed"].fields}
    assert changes == {
        "low": (other.low, other.low + 1),
        "high": (other.high, other.high + 1),
        "year": (other.year, 1999),
    }


def test_statements_of_one_place_are_matched_with_the_fewest_changes(tmp_path: Path) -> None:
    first = measures()[0]
    second = replace(first, indicator="另一个", indicator_id=None)
    found = compared(
        tmp_path, [first, second], [replace(second, year=1990), replace(first, year=1991), replace(first, unit="斤")]
    )
    assert found.counts_of("measure")["changed"] == 2
    assert found.counts_of("measure")["added"] == 1
    assert "indicator" not in found.fields_of("measure")


def test_numbers_that_are_equal_are_no_change(tmp_path: Path) -> None:
    first = measures()[0]
    a, b = (
        replace(first, low=Decimal("8.5"), high=Decimal("8.5")),
        replace(first, low=Decimal("8.50"), high=Decimal("8.50")),
    )
    assert compared(tmp_path, [a], [b]).same


def test_kinds_and_fields_can_be_left_out(tmp_path: Path) -> None:
    new = [replace(one, rules=("x",)) if isinstance(one, Measure) else one for one in records()]
    assert compared(tmp_path, records(), new).fields_of("measure") == {"rules": len(measures())}
    assert compared(tmp_path, records(), new, choice=Choice(ignored=frozenset({"rules"}))).same
    assert compared(tmp_path, records(), new, choice=Choice(frozenset(KINDS) - {"measure"})).same


def test_the_order_of_the_files_and_of_the_sources_does_not_matter(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    (folder / "deep").mkdir(parents=True)
    half = len(records()) // 2
    write(folder / "a.jsonl", records()[half:])
    write(folder / "deep" / "b.jsonl", records()[:half])
    assert compare(write(tmp_path / "old.jsonl", records()), folder).same


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_every_format_that_can_be_read_back_is_compared(tmp_path: Path, form: Any) -> None:
    folder = tmp_path / form
    folder.mkdir()
    with WholeFiles() as files:
        writer = record_writer(form, folder, open(1, "wb", closefd=False), tuple(KINDS), files)  # noqa: SIM115
        writer.write(records())
        writer.close()
    found = compare(write(tmp_path / "old.jsonl", records()), folder)
    assert found.same, found.summary()
    assert found.sources["both"] == 3


def test_readings_of_another_folder_are_matched_below_it(tmp_path: Path) -> None:
    found = compared(tmp_path, records(), moved(records(), "elsewhere/2/"))
    assert found.same
    assert found.below_folders
    assert not compared(tmp_path, records(), moved(records()[:9], "reports/")).below_folders


def test_a_source_of_one_side_counts_as_such(tmp_path: Path) -> None:
    first = records()[0].source if not hasattr(records()[0], "a") else ""
    found = compared(tmp_path, [one for one in records() if one.source == first], records())
    assert found.sources == {"both": 1, "new": 2, "other_text": 0}
    assert not any(change != "added" for _, change in found.changes)


def test_a_file_with_another_text_is_named(tmp_path: Path) -> None:
    new = [replace(one, sha256="0" * 64) if kind_of(one) == "report" else one for one in records()]
    assert compared(tmp_path, records(), new).sources["other_text"] == 3


def test_examples_are_a_sample_of_all_sources_and_the_same_on_every_run(tmp_path: Path) -> None:
    every: list[Difference] = []
    old = [one for one in records() if not isinstance(one, Measure)]
    found = compared(tmp_path, old, records(), examples=40, every=every.append)
    assert len(every) == len(measures()) == found.changes["measure", "added"]
    assert len(found.examples()) == 40
    assert len({one.source for one in found.examples()}) == 3
    assert found.examples() == compared(tmp_path, old, records(), examples=40).examples()


@pytest.mark.parametrize(
    ("content", "says"),
    [("{}\n", "line 1"), ("\n[1\n", "line 2"), ('{"kind":"poem","source":"a"}\n', "poem"), ("\xff", "line 1")],
)
def test_what_is_no_reading_is_refused_with_its_line(tmp_path: Path, content: str, says: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(content, encoding="latin-1")
    with pytest.raises(ExchangeError, match=says):
        compare(path, path)


def test_a_folder_without_readings_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "missing.jsonl"):
        with pytest.raises(ExchangeError):
            compare(path, path)


@given(st.data())
def test_counts_add_up_whatever_is_dropped_or_changed(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("sides")
    pool = measures()[:40]
    sides: list[list[Record]] = []
    for _ in range(2):
        chosen = data.draw(st.lists(st.sampled_from(pool), max_size=20, unique_by=id))
        sides.append([replace(one, year=data.draw(st.sampled_from([1, 2]))) for one in chosen])
    old, new = ({(one.source, span_of(one), one.indicator): one for one in side} for side in sides)
    found = compared(folder, old.values(), new.values(), examples=99)
    counts = found.counts_of("measure")
    assert counts["old"] == len(old) == counts["same"] + counts["removed"] + counts["changed"]
    assert counts["new"] == len(new) == counts["same"] + counts["added"] + counts["changed"]
    assert counts["same"] >= sum(old[key] == new[key] for key in old.keys() & new.keys())
    assert found.same == (old == new)
