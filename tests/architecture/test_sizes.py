"""A module fits on a few screens, a function on one, and the first line says what lives here."""

from __future__ import annotations

import ast
from pathlib import PurePosixPath

LONGEST_MODULE = 400
LONGEST_FUNCTION = 60
DRAWERS = {"utils", "util", "helpers", "helper", "common", "misc", "tools", "base2", "stuff"}


def test_no_module_is_longer_than_400_lines(modules: dict[str, str]) -> None:
    long = {name: lines for name, text in modules.items() if (lines := len(text.splitlines())) > LONGEST_MODULE}
    assert not long, f"split by subject: {long}"


def test_no_function_is_longer_than_60_lines(modules: dict[str, str]) -> None:
    long = []
    for name, text in modules.items():
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
                lines = node.end_lineno - node.lineno + 1
                if lines > LONGEST_FUNCTION:
                    long.append(f"{name}:{node.lineno} {node.name} {lines}")
    assert not long, f"name the steps: {long}"


def test_every_module_begins_with_what_lives_there(modules: dict[str, str]) -> None:
    silent = []
    for name, text in modules.items():
        if name.endswith("__init__.py") and not text.strip():
            continue
        tree = ast.parse(text)
        first_line = (ast.get_docstring(tree) or "").splitlines()[:1]
        if not first_line or not first_line[0].strip() or tree.body[0].lineno != 1:
            silent.append(name)
    assert not silent, f"begin with one line that says what lives here: {silent}"


def test_no_file_is_a_drawer(texts: dict[str, str]) -> None:
    drawers = [name for name in texts if DRAWERS & {part.split(".")[0] for part in PurePosixPath(name).parts[1:]}]
    assert not drawers, f"name the subject: {drawers}"


def test_the_measurements_see_the_package(modules: dict[str, str]) -> None:
    assert {"src/ximu/ledger/measure.py", "src/ximu/ledger/report.py"} <= set(modules)
