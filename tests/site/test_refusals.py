"""What the workbench refuses is said in Chinese on a Chinese page: every line of an error of its actions is in the table."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from ximu.site.reasons import say_reason
from ximu.site.workbench.refusing import say_error

SOURCE = Path(__file__).resolve().parents[2] / "src" / "ximu"
# Where errors that a page shows are raised; those of files and programs are for whoever runs the site.
FOLDERS = ("track/actions", "track/accounts", "track/jobs")
INNER = {"W005", "W006", "W007", "W015", "W030", "W031", "W034"}


def text_of(node: ast.expr | None) -> str | None:
    """The words of a string, with 2 for what is filled in; None for what is no string."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "2" for part in node.values)
    return None


def lines() -> Iterator[tuple[str, str]]:
    """Where, and each line that an error says: what it is and what to do next."""
    for path in (file for folder in FOLDERS for file in sorted((SOURCE / folder).rglob("*.py"))):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "TrackError":
                said = {one.arg: text_of(one.value) for one in node.keywords}
                if said.get("code") not in INNER:
                    for line in (text_of(node.args[0]) if node.args else None, said.get("next_step")):
                        if line:
                            yield f"{path.name}:{node.lineno}", line
            elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "_refused":  # a piece of evidence
                for line in map(text_of, node.args[1:]):
                    if line:
                        yield f"{path.name}:{node.lineno}", line


def test_every_line_has_chinese_words() -> None:
    found = list(lines())
    assert len(found) > 60
    assert [(where, line) for where, line in found if say_error(line, "zh") == line] == []


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("use 2026-05-01 or later", "写 2026-05-01 或以后"),
        ("3 errors, the first: a formula", "有 3 处错误，第一处：是公式"),
        ("a line of tomorrow", "a line of tomorrow"),
    ],
)
def test_what_is_filled_in_stays(english: str, chinese: str) -> None:
    assert say_error(english, "zh") == chinese
    assert say_error(english, "en") == english
    assert say_reason("", "zh") == ""
