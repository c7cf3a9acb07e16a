"""Bytes in, records out: whatever the bytes are, nothing breaks and nothing untrue is said about them."""

from __future__ import annotations

from pathlib import Path

import pytest
from fuzz_texts import HEAD, TAIL, damaged, damaged_files, encoded, heaps
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from laws import read_or_refuse

CASES = Path(__file__).with_name("found")
patient = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
BEGINNINGS = (b"", b"PK\x03\x04", b"%PDF-1.4\n", b"<html><body>", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"{\\rtf")
NAMES = ("a.txt", "a.html", "a.docx", "a.pdf", "a.md", "a", "")


@given(st.sampled_from(BEGINNINGS), st.binary(max_size=3000), st.sampled_from(NAMES))
@example(b"", b"", "a.txt")
def test_any_bytes_are_read_or_refused(beginning: bytes, data: bytes, name: str) -> None:
    read_or_refuse(beginning + data, name)


@patient
@given(st.text(max_size=600).map(lambda text: HEAD + text + TAIL))
def test_any_characters_inside_a_report(text: str) -> None:
    read_or_refuse(text.encode("utf-8", "surrogatepass"))


@patient
@given(damaged())
def test_a_damaged_report(text: str) -> None:
    read_or_refuse(text.encode("utf-8", "surrogatepass"))


@patient
@given(heaps())
def test_what_reports_are_made_of_in_any_order(text: str) -> None:
    assert read_or_refuse(text.encode()) is not None


@patient
@given(encoded(st.one_of(damaged(), heaps())))
def test_any_encoding(data: bytes) -> None:
    read_or_refuse(data)


@patient
@given(damaged_files())
def test_a_damaged_file(file: tuple[bytes, str]) -> None:
    read_or_refuse(*file)


@pytest.mark.parametrize("path", sorted(CASES.glob("*.bin")), ids=lambda path: path.stem)
def test_what_was_found_once_stays_mended(path: Path) -> None:
    read_or_refuse(path.read_bytes(), "a.txt")


@pytest.mark.parametrize("written", ["12.5到1%", "6.5—6%", "从9到7个百分点"])
def test_a_range_goes_from_low_to_high(written: str) -> None:
    reading = read_or_refuse((HEAD + f"税收占比{written}。" + TAIL).encode())
    assert reading is not None
    assert all(one.low <= one.high for one in reading.reports[0].measures)
