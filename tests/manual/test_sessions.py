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


def sessions() -> dict[str, dict[str, str]]:
    """Every command in a console block with its shown output by page: the manual has each in two languages, it is run once."""
    found: dict[str, dict[str, str]] = {}
    for page in PAGES:
        for block in BLOCK.findall(page.read_text(encoding="utf-8")):
            for part in re.split(r"^\$ ", block, flags=re.M)[1:]:
                command, _, shown = part.partition("\n")
                pages = found.setdefault(command, {})
                name = str(page.relative_to(PROJECT))
                assert pages.setdefault(name, shown) == shown, f"{name}: {command} is shown with two outputs"
    return found


@pytest.mark.parametrize(("command", "pages"), [*sessions().items()], ids=[command[:60] for command in sessions()])
def test_a_shown_session_is_true(command: str, pages: dict[str, str]) -> None:
    words = shlex.split(command)
    assert words[0] == "ximu", f"{pages}: only ximu is run"
    done = subprocess.run(
        [sys.executable, "-m", "ximu.cli", *words[1:]], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    assert dict.fromkeys(pages, done.stdout + done.stderr) == pages


def test_the_readme_shows_a_session() -> None:
    assert {"README.md", "README.en.md"} <= {page for pages in sessions().values() for page in pages}
