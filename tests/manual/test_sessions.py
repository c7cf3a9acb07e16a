"""Sessions shown in the README and the manual are true: each command is run and must print what the page shows."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

PROJECT = Path(__file__).resolve().parents[2]
PAGES = [PROJECT / "README.md", PROJECT / "README.en.md", *sorted((PROJECT / "docs").rglob("*.md"))]
BLOCK = re.compile(r"^```console\n(.*?)^```", re.M | re.S)


def sessions() -> list[tuple[str, str, str]]:
    """Page, command and shown output of every command in a console block."""
    found = []
    for page in PAGES:
        for block in BLOCK.findall(page.read_text(encoding="utf-8")):
            for part in re.split(r"^\$ ", block, flags=re.M)[1:]:
                command, _, shown = part.partition("\n")
                found.append((str(page.relative_to(PROJECT)), command, shown))
    return found


@pytest.mark.parametrize(("page", "command", "shown"), sessions(), ids=lambda value: value[:60])
def test_a_shown_session_is_true(page: str, command: str, shown: str) -> None:
    words = shlex.split(command)
    assert words[0] == "ximu", f"{page}: only ximu is run"
    done = subprocess.run(
        [sys.executable, "-m", "ximu.cli", *words[1:]], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    assert done.stdout + done.stderr == shown, page


def test_the_readme_shows_a_session() -> None:
    assert {"README.md", "README.en.md"} <= {page for page, _, _ in sessions()}
