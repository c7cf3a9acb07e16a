"""SDMX of the sample city, read back by sdmx1 with equal values, and every code is in its codelist."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import sdmx as sdmx1
from made_reports import made

from ximu.link.collection import Collection, collect
from ximu.link.links import links
from ximu.link.products.annual import annual_values
from ximu.link.products.sdmx import DIMENSIONS, SdmxValue, observations, sdmx_files
from ximu.read.pipeline import read_path

SAMPLE = Path(__file__).resolve().parents[2] / "sample" / "reports"


@cache
def sample() -> Collection:
    readings = [read_path(path, path.name) for path in sorted(SAMPLE.iterdir())]
    return collect((report, reading.text) for reading in readings for report in reading.reports)


def read_back(collection: Collection, folder: Path) -> tuple[Any, Any]:
    """The structure and the data message, as sdmx1 has them."""
    for name, data in sdmx_files(collection, links(collection)).items():
        (folder / name).write_bytes(data)
    structure = sdmx1.read_sdmx(folder / "structure.xml")
    return structure, sdmx1.read_sdmx(folder / "data.xml", structure=structure.structure["DSD_XIMU"])


def by_key(found: Any) -> dict[tuple[tuple[str, ...], int], Any]:
    return {
        (tuple(str(one.key[name].value) for name in DIMENSIONS), int(one.key["TIME_PERIOD"].value)): one
        for one in found.data[0].obs
    }


def check(collection: Collection, folder: Path) -> int:
    """Every observation comes back with key, value and attributes; the number of them."""
    structure, data = read_back(collection, folder)
    wanted: list[SdmxValue] = list(observations(annual_values(collection, links(collection))))
    assert len({(one.key, one.year) for one in wanted}) == len(wanted)
    again = by_key(data)
    assert len(again) == len(data.data[0].obs) == len(wanted)
    definition = structure.structure["DSD_XIMU"]
    lists = {one.id: one.local_representation.enumerated for one in (*definition.dimensions, *definition.attributes)}
    for one in wanted:
        found = again[one.key, one.year]
        assert Decimal(str(found.value)) == one.value
        assert {name: str(value.value) for name, value in found.attrib.items()} == one.attributes
        for name, code in (*zip(DIMENSIONS, one.key, strict=True), *one.attributes.items()):
            if lists[name] is not None:
                assert code in lists[name], (name, code)
    return len(wanted)


def test_sdmx1_reads_every_observation_back_with_equal_values(tmp_path: Path) -> None:
    assert check(sample(), tmp_path) > 300


def test_the_structure_names_every_code_in_both_languages(tmp_path: Path) -> None:
    structure, _ = read_back(sample(), tmp_path)
    assert set(structure.codelist) == {
        "CL_FREQ", "CL_REF_AREA", "CL_INDICATOR", "CL_ASPECT", "CL_UNIT", "CL_SCOPE", "CL_STANCE", "CL_BOUND",
        "CL_OBS_STATUS", "CL_VERDICT",
    }  # fmt: skip
    for codes in structure.codelist.values():
        assert all(set(code.name.localizations) == {"zh", "en"} for code in codes)
    growth = structure.codelist["CL_INDICATOR"]["gross_regional_product"]
    assert growth.name.localizations["zh"] == "地区生产总值"


def test_pandas_gets_a_series_of_targets_and_one_of_results(tmp_path: Path) -> None:
    _, data = read_back(sample(), tmp_path)
    frame = sdmx1.to_pandas(data).reset_index()
    growth = frame[(frame.INDICATOR == "gross_regional_product") & (frame.ASPECT == "growth") & (frame.SCOPE == "_T")]
    targets = growth[growth.STANCE == "TARGET"].set_index(["REF_AREA", "TIME_PERIOD"])["value"]
    results = growth[growth.STANCE == "FIRST"].set_index(["REF_AREA", "TIME_PERIOD"])["value"]
    city = next(area for area, year in targets.index if year == "2022")
    assert (targets[city, "2022"], results[city, "2022"]) == (6.5, 4.1)


def test_words_of_a_report_cannot_break_the_message(tmp_path: Path) -> None:
    evil = collect(
        [made(2023, goals='<b>"固定资产投资"&增长\x0b6%\n以上。'), made(2024, review="固定资产投资增长7%。")]
    )
    assert check(evil, tmp_path) >= 1


def test_the_same_reports_give_the_same_bytes() -> None:
    assert sdmx_files(sample(), links(sample())) == sdmx_files(sample(), links(sample()))


@pytest.mark.shared
def test_a_real_city(shared: Path, tmp_path: Path) -> None:
    paths = sorted((shared / "corpus").glob("shenzhen-202*.txt"))
    readings = [read_path(path, path.name) for path in paths]
    assert check(collect((report, reading.text) for reading in readings for report in reading.reports), tmp_path) > 300
