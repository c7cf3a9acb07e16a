"""What lists of known holes answer is judged rightly: a hole fails, and what was not looked at is never called clean."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

HOLE = {"id": "PYSEC-2019-1", "fix_versions": ["1.0"], "aliases": [], "description": "words"}
CLEAN = {"name": "sound", "version": "2.0", "vulns": []}
HOLED = {"name": "leaky", "version": "0.5", "vulns": [HOLE]}
UNTOLD = {"name": "unknown", "skip_reason": "not found"}
NPM_HOLE = {"title": "Endless loop", "url": "https://example.org/1"}
NPM_CLEAN = {"vulnerabilities": {}, "metadata": {"dependencies": {"total": 3}}}
NPM_HOLED = NPM_CLEAN | {"vulnerabilities": {
    "leaky": {"range": "<2", "via": [NPM_HOLE]}, "above": {"range": "*", "via": ["leaky"]},
}}  # fmt: skip
OUT_OF_REACH = {"error": {"summary": "405"}}


@pytest.mark.parametrize(
    ("python", "npm", "status", "if_reachable", "words"),
    [
        ([CLEAN], NPM_CLEAN, 0, 0, "Python: 1 packages looked at, 0 known holes"),
        ([CLEAN, HOLED], NPM_CLEAN, 1, 1, "leaky 0.5: PYSEC-2019-1, mended in 1.0"),
        ([CLEAN], NPM_HOLED, 1, 1, "npm: 3 packages looked at, 1 known holes"),
        ([CLEAN, UNTOLD], NPM_CLEAN, 2, 0, "not looked at: unknown"),
        ([HOLED, UNTOLD], NPM_CLEAN, 1, 1, "not looked at: unknown"),
        ([UNTOLD], NPM_CLEAN, 2, 0, "Python: the list of known holes is out of reach; nothing was looked at"),
        ([], NPM_CLEAN, 2, 0, "Python: the list of known holes is out of reach"),
        ([CLEAN], OUT_OF_REACH, 2, 0, "npm: the list of known holes is out of reach"),
        ([HOLED], OUT_OF_REACH, 1, 1, "npm: the list of known holes is out of reach"),
    ],
)  # fmt: skip
def test_answers_of_lists(
    python: list[Any], npm: dict[str, Any], status: int, if_reachable: int, words: str, tmp_path: Path, project: Path
) -> None:
    for name, answer in (("python", {"dependencies": python, "fixes": []}), ("npm", npm)):
        (tmp_path / name).write_text(json.dumps(answer), encoding="utf-8")
    files = ["--python", str(tmp_path / "python"), "--npm", str(tmp_path / "npm")]
    for wanted, options in ((status, files), (if_reachable, [*files, "--if-reachable"])):
        command = [sys.executable, str(project / "scripts" / "audit.py"), *options]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == wanted, done.stderr
        assert words in done.stderr
