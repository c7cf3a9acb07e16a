"""The files these tests look at."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

TEXT_SUFFIXES = {
    ".py", ".toml", ".md", ".txt", ".html", ".css", ".js", ".svg", ".json", ".jsonl", ".csv", ".yaml", ".yml", ".cfg",
    ".sh", ".po", ".xml", "",
}  # fmt: skip
NEVER = {".git", ".venv", ".tools", "var", "build", "dist", "__pycache__"}


@cache
def committed(project: Path) -> tuple[Path, ...]:
    """Files of the project as git lists them; without git, everything outside the folders that git ignores."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached"], cwd=project, capture_output=True, text=True, check=False
    )
    if listed.returncode == 0 and listed.stdout:
        names = [project / name for name in listed.stdout.split("\0") if name]
    else:
        names = [path for path in project.rglob("*") if not NEVER & set(path.relative_to(project).parts)]
    return tuple(sorted(path for path in names if path.is_file()))


def is_third_party(path: Path) -> bool:
    """Minified browser libraries come with their own licence and words."""
    return path.name.endswith((".min.js", ".min.css")) or "vendor" in path.parts


@pytest.fixture(scope="session")
def texts(project: Path) -> dict[str, str]:
    """Path within the project → text, for every committed text file of our own."""
    return dict(_texts(project))


def _texts(project: Path) -> Iterator[tuple[str, str]]:
    for path in committed(project):
        if path.suffix.lower() in TEXT_SUFFIXES and not is_third_party(path):
            yield str(path.relative_to(project)), path.read_bytes().decode("utf-8", "replace")


@pytest.fixture(scope="session")
def modules(texts: dict[str, str]) -> dict[str, str]:
    """The package's modules, without the written-out steps of the database."""
    return {name: text for name, text in texts.items() if name.startswith("src/") and is_module(name)}


def is_module(name: str) -> bool:
    """A Python file that people write."""
    return name.endswith(".py") and "/migrations/" not in name
