"""The files for running the site in production name what is there: settings, commands, files; the units are valid."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft7Validator

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


def test_the_compose_file_keeps_to_its_format(project: Path) -> None:
    """Its names and types, and that it names services, volumes and files that are there."""
    schema = json.loads(Path(__file__).with_name("compose_subset.schema.json").read_text(encoding="utf-8"))
    found = yaml.safe_load((project / "deploy" / "compose.yaml").read_text(encoding="utf-8"))
    Draft7Validator.check_schema(schema)
    assert [error.message for error in Draft7Validator(schema).iter_errors(found)] == []
    services, volumes = found["services"], set(found["volumes"])
    for service in services.values():
        assert set(service.get("depends_on", {})) <= set(services)
        assert {one.partition(":")[0] for one in service.get("volumes", [])} <= volumes
        if "build" in service:
            context = project / "deploy" / service["build"]["context"]
            assert (context / service["build"]["dockerfile"]).is_file()
    misspelled = {"services": {"site": {**services["site"], "read-only": True}}}
    assert list(Draft7Validator(schema).iter_errors(misspelled))


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
