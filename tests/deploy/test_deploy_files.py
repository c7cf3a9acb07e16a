"""The files for running the site in production name what is there: settings, commands, files; the units are valid."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from ximu.site.environment import DEFAULTS

FILES = ("Containerfile", "compose.yaml", "ximu.service", "ximu-backup.service", "ximu-backup.timer")
# Passwords of the compose file itself, which no setting holds by that name.
OWN = {"XIMU_DATABASE_PASSWORD"}


@pytest.mark.parametrize("name", FILES)
def test_only_settings_that_there_are(project: Path, name: str) -> None:
    named = set(re.findall(r"\bXIMU_[A-Z_]+\b", (project / "deploy" / name).read_text(encoding="utf-8")))
    assert named <= {*DEFAULTS, *OWN}


def test_the_container_copies_what_is_there(project: Path) -> None:
    text = (project / "deploy" / "Containerfile").read_text(encoding="utf-8")
    copied = [word for line in re.findall(r"^COPY (?!--from)(.+)$", text, re.M) for word in line.split()[:-1]]
    assert copied
    for name in copied:
        assert (project / name).exists(), name
    assert re.search(r"^USER (?!root)", text, re.M)
    assert "--require-hashes" in text
    # The driver of PostgreSQL and what builds the package stand where the file takes them from.
    assert re.search(r"^psycopg", (project / "requirements-dev.txt").read_text(encoding="utf-8"), re.M)
    assert re.search(r"^hatchling", (project / "requirements.txt").read_text(encoding="utf-8"), re.M)


@pytest.mark.parametrize("name", [name for name in FILES if name.startswith("ximu")])
def test_the_units_are_valid(project: Path, tmp_path: Path, name: str) -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("no systemd here")
    for one in FILES:
        if one.startswith("ximu"):
            text = (project / "deploy" / one).read_text(encoding="utf-8")
            (tmp_path / one).write_text(re.sub(r"/srv/ximu/bin/ximu", "/bin/true", text), encoding="utf-8")
    done = subprocess.run(
        [analyze, "verify", "--man=no", str(tmp_path / name)], capture_output=True, text=True, check=False
    )
    assert [line for line in done.stderr.splitlines() if str(tmp_path) in line] == []


def test_commands_of_the_units_are_there(project: Path) -> None:
    from ximu.cli.main import SUBCOMMANDS

    for name in FILES:
        text = (project / "deploy" / name).read_text(encoding="utf-8")
        for command in re.findall(r"/srv/ximu/bin/ximu (\w+)", text):
            assert command in SUBCOMMANDS, command
