"""The project speaks of itself alone, in its own words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

# Written in pieces, so that this file does not hold what it looks for.
HOSTS = ("pypi" + ".org", "python" + "hosted", "registry.npm" + "js", "npm" + "mirror", "tuna." + "tsinghua")
MACHINE_PATH = re.compile(r"(?<![\w.:/-])/(?:work|root|home|tmp|opt)/[\w.]")
RUN = 24
NOT_HAN = re.compile(r"[^\u4e00-\u9fff]+")


def test_no_path_of_one_machine(texts: dict[str, str]) -> None:
    found = {name: hit.group() for name, text in texts.items() if (hit := MACHINE_PATH.search(text))}
    assert not found


def test_no_package_server_is_named(texts: dict[str, str]) -> None:
    found = {name: host for name, text in texts.items() for host in HOSTS if host in text}
    assert not found


def test_requirement_files_hold_hashes_and_no_address(texts: dict[str, str]) -> None:
    for name in ("requirements.txt", "requirements-dev.txt", "requirements-bench.txt"):
        text = texts[name]
        assert "--hash=sha256:" in text
        assert "://" not in text
        assert not re.search(r"^-", text, re.MULTILINE)


def runs_of(text: str) -> set[str]:
    """Every run of 24 characters, spaces and line ends left out, in which at least half is Chinese."""
    flat = "".join(text.split())
    found = {flat[at : at + RUN] for at in range(len(flat) - RUN + 1)}
    return {run for run in found if len(NOT_HAN.sub("", run)) * 2 >= RUN}


def read_any(path: Path) -> str:
    """The text of a source file in whatever encoding it came."""
    data = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("utf-8", "replace")


def copied(ours: dict[str, str], theirs: list[str]) -> dict[str, str]:
    """File of ours → one run of 24 characters that also stands in one of their texts."""
    runs = {name: runs_of(text) for name, text in ours.items()}
    all_runs = set().union(*runs.values())
    taken: set[str] = set()
    for text in theirs:
        flat = "".join(text.split())
        taken.update(run for at in range(len(flat) - RUN + 1) if (run := flat[at : at + RUN]) in all_runs)
    return {name: next(iter(found & taken)) for name, found in runs.items() if found & taken}


def test_a_copied_sentence_would_be_noticed() -> None:
    sentence = "临江市今年要把老城区的四十条背街小巷全部铺上透水砖并装上路灯"
    theirs = [f"前言。{sentence[:15]}\n{sentence[15:]}。"]
    assert set(copied({"ours": f"x = '{sentence}'"}, theirs)) == {"ours"}
    assert not copied({"ours": sentence[:23]}, theirs)


@pytest.mark.shared
def test_no_sentence_is_taken_from_a_real_report(texts: dict[str, str], shared: Path) -> None:
    theirs = [read_any(path) for folder in ("corpus", "seeds") for path in sorted((shared / folder).rglob("*.txt"))]
    assert theirs
    assert copied(texts, theirs) == {}
