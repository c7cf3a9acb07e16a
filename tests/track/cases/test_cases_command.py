"""`ximu cases` as a person runs it: a folder read again and again, errors one line each."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
MAKE = """
from ximu.store.prepare import prepare
prepare()
from ximu.track import actions
city, admin = actions.found_government("linjiang", "临江市", administrator="admin", administrator_name_zh="管理员")
unit = actions.make_unit(admin, city, "hotline", "热线中心")
clerk = actions.make_person(admin, city, "clerk", "受理员")
actions.appoint(admin, actions.make_post(admin, unit, "受理员", "clerk"), clerk)
"""
MAIL = "From: q@mail.example\r\nMessage-ID: <{n}@mail.example>\r\nSubject: lamp {n}\r\n\r\n{words}\r\n"


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "XIMU_DATABASE": f"sqlite:///{folder}/work.sqlite3", "XIMU_VAR": str(folder)}
    return subprocess.run(
        [sys.executable, *command], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def test_a_folder_is_taken_in_once(empty_ledger: Path, tmp_path: Path) -> None:
    shutil.copy(empty_ledger, tmp_path / "work.sqlite3")
    assert run(tmp_path, "-c", MAKE).returncode == 0
    mail = tmp_path / "mail"
    mail.mkdir()
    for number in (1, 2):
        (mail / f"{number}.eml").write_text(MAIL.format(n=number, words="The lamp is out."))
    take = ("-m", "ximu.cli", "cases", "mail", "--government", "linjiang", "--clerk", "clerk")
    assert run(tmp_path, *take).stdout == "2 taken in, 0 known, 0 errors\n"
    (mail / "3.eml").write_text(MAIL.format(n=3, words="And here."))
    (mail / "4.eml").write_text("no mail")
    wrong = run(tmp_path, *take)
    assert (wrong.returncode, wrong.stdout) == (1, "0 taken in, 0 known, 1 errors\n")
    assert wrong.stderr == "mail: 4.eml: no e-mail message; look at the message\n"
    right = run(tmp_path, *take, "--only-right")
    assert (right.returncode, right.stdout) == (1, "1 taken in, 2 known, 1 errors\n")
    for name, value in (("--government", "nowhere"), ("--clerk", "nobody")):
        other = run(tmp_path, *take, name, value)
        assert (other.returncode, "[U041]" in other.stderr) == (2, True)
