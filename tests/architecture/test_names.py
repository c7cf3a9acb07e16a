"""Names in the code are words of the glossary: a word that the glossary refuses names nothing."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

# Each with the reason why the refused word may stand in a name.
ALLOWED: dict[str, str] = {
    "promise": "the step of the reader that looks for commitments, as people call it; records and data say commitment",
    "promises": "as above",
    "finished": "everyday English; refused only as the name of a project's stage, which is completed",
    "fix": "everyday English; refused only as the name of a person's judgment, which is a verdict",
}
PIECE = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
SPELLINGS = re.compile(
    r"\b(?:fulfilment|utilis\w+|urbanis\w+|normalis\w+|organis\w+|recognis\w+|summaris\w+|serialis\w+|initialis\w+"
    r"|behaviour|colour|licence|neighbour|honour|favour|analys(?:e|ed|ing))\b",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def refused(project: Path) -> set[str]:
    """Single words that the glossary says not to use and that are no term themselves."""
    glossary = tomllib.loads((project / "src/ximu/terms/glossary.toml").read_text(encoding="utf-8"))["term"]
    own = {piece for term in glossary for piece in term.get("identifier", "").split("_")}
    own |= {path.name for path in (project / "src/ximu").iterdir()}  # ledger: refused for a task register, not for ours
    never = {word.lower() for term in glossary for word in term.get("not", ()) if word.isascii() and word.isalpha()}
    assert {"supervision", "pledge"} <= never
    return never - own - set(ALLOWED)


def names_in(source: str) -> Iterator[tuple[int, str]]:
    """Line and name of everything a module defines: modules, classes, functions, arguments, variables, fields."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.lineno, node.name
        elif isinstance(node, ast.arg):
            yield node.lineno, node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.lineno, node.id


def pieces(name: str) -> set[str]:
    """The words a name is made of: missedTarget and missed_target are missed, target."""
    return {piece.lower() for piece in PIECE.findall(name)}


def test_a_refused_word_in_a_name_is_seen() -> None:
    found = [name for _, name in names_in("class SupervisionOffice:\n    def pledge_made(self, KPIs): x = 1\n")]
    assert {"supervision", "pledge", "made"} <= set().union(*map(pieces, found))


def test_no_name_is_a_word_that_the_glossary_refuses(modules: dict[str, str], refused: set[str]) -> None:
    wrong = [
        f"{module}:{line} {name}"
        for module, source in modules.items()
        for line, name in [(1, Path(module).stem), *names_in(source)]
        if pieces(name) & refused
    ]
    assert not wrong, f"terms/glossary.toml says what to write instead: {wrong}"


def test_names_are_spelled_in_the_american_way(modules: dict[str, str]) -> None:
    wrong = [
        f"{module}:{line} {name}"
        for module, source in modules.items()
        for line, name in names_in(source)
        if SPELLINGS.search(" ".join(pieces(name)))
    ]
    assert not wrong
