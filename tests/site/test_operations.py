"""What whoever runs the site needs: the examination finds what is wrong, health tells machines, logs keep secrets."""

from __future__ import annotations

import json
import logging
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client, override_settings

from ximu.site.operations.logs import logging_settings

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def doctor(folder: Path, **environment: str) -> tuple[int, dict[str, list[dict[str, str]]]]:
    """Exit status and the checks by name, in an installation of its own."""
    own = os.environ | {"XIMU_VAR": str(folder / "var"), "XIMU_DATABASE": f"sqlite:///{folder}/l.sqlite3"} | environment
    own.pop("XIMU_TEST_DATABASE", None)  # of the tests: no setting of an installation
    command = [sys.executable, "-m", "ximu.cli", "doctor", "--thorough", "--format", "jsonl"]
    done = subprocess.run(command, env=own, text=True, capture_output=True, timeout=60, check=False)
    assert not done.stderr, done.stderr
    found: dict[str, list[dict[str, str]]] = {}
    for line in done.stdout.splitlines():
        check = json.loads(line)
        found.setdefault(check["name"], []).append(check)
    return done.returncode, found


@pytest.fixture
def installation(empty_ledger: Path, tmp_path: Path) -> Path:
    """A database with all tables and nothing in it, and a folder with a key."""
    shutil.copy(empty_ledger, tmp_path / "l.sqlite3")
    (tmp_path / "var").mkdir(exist_ok=True)
    (tmp_path / "var" / "secret_key").write_text("k" * 50)
    (tmp_path / "var" / "secret_key").chmod(0o600)
    return tmp_path


def test_a_sound_installation(installation: Path) -> None:
    status, found = doctor(installation)
    assert status == 0
    assert {one["state"] for checks in found.values() for one in checks} <= {"ok", "note"}
    assert found["ledger"][0]["said"] == "holds no report"


def test_no_database_is_made(tmp_path: Path) -> None:
    status, found = doctor(tmp_path)
    assert status == 1
    assert found["database"][0]["state"] == "wrong"
    assert not (tmp_path / "l.sqlite3").exists()


def test_others_may_read_the_key(installation: Path) -> None:
    (installation / "var" / "secret_key").chmod(0o644)
    status, found = doctor(installation)
    assert status == 1
    assert found["folder"][0]["mend"].startswith("chmod 600")


def test_a_misspelt_setting(installation: Path) -> None:
    status, found = doctor(installation, XIMU_ALOWED_HOSTS="a.example")
    assert status == 0
    assert found["settings"][0]["mend"] == "write XIMU_ALLOWED_HOSTS"


def test_debugging_in_public(installation: Path) -> None:
    status, found = doctor(installation, XIMU_DEBUG="on", XIMU_ALLOWED_HOSTS="a.example")
    assert status == 1
    assert [one["state"] for one in found["settings"][:2]] == ["wrong", "note"]


def test_tables_of_an_older_version(installation: Path) -> None:
    import sqlite3

    with sqlite3.connect(installation / "l.sqlite3") as database:
        database.execute("DELETE FROM django_migrations WHERE id = (SELECT max(id) FROM django_migrations)")
    status, found = doctor(installation)
    assert status == 1
    assert found["tables"][0]["state"] == "wrong"


def test_a_damaged_database(installation: Path) -> None:
    path = installation / "l.sqlite3"
    data = bytearray(path.read_bytes())
    for page in range(8, len(data) // 4096 - 1):
        data[page * 4096 : page * 4096 + 64] = b"\xff" * 64
    path.write_bytes(data)
    status, found = doctor(installation)
    assert status == 1
    assert any(one["state"] == "wrong" for checks in found.values() for one in checks)


def test_health(client: Client) -> None:
    assert client.get("/health/live").content == b"ok\n"
    ready = client.get("/health/ready")
    assert (ready.status_code, ready.json()) == (200, {"ready": True, "check": "tables"})
    assert "no-store" in ready["Cache-Control"]


def test_metrics_only_when_asked_for(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert client.get("/metrics").status_code == 404
    monkeypatch.setenv("XIMU_METRICS", "on")
    with override_settings():
        watched = Client()
        watched.get("/health/live")
        body = watched.get("/metrics").content.decode()
    assert 'ximu_requests_total{method="GET",page="live",status="200"}' in body
    assert 'ximu_ledger_rows{table="report"}' in body


def test_a_line_for_each_request_without_what_was_searched(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    logger = logging.getLogger("ximu.requests")
    logger.addHandler(caplog.handler)
    level = logger.level
    logger.setLevel(logging.INFO)
    try:
        client.get("/search/", {"q": "某人的事"})
    finally:
        logger.removeHandler(caplog.handler)
        logger.setLevel(level)
    (record,) = caplog.records
    assert record.page == "search"  # type: ignore[attr-defined]
    assert record.status == 200  # type: ignore[attr-defined]
    assert "某人" not in json.dumps(record.__dict__, default=str, ensure_ascii=False)


@pytest.mark.parametrize("form", ["errors", "text", "json"])
def test_logs_can_be_written_in_every_form(form: str) -> None:
    code = (
        "import logging, logging.config, json\n"
        "from ximu.site.operations.logs import logging_settings\n"
        f"logging.config.dictConfig(logging_settings({form!r}, debug=False))\n"
        "extra = {'page': 'home', 'method': 'GET', 'path': '/', 'status': 200, 'milliseconds': 1.5}\n"
        "logging.getLogger('ximu.requests').info('request', extra=extra)\n"
        "logging.getLogger('django').error('临江 broke')\n"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stderr.splitlines()
    if form == "json":
        request, error = map(json.loads, said)
        assert (request["path"], request["status"], error["message"]) == ("/", 200, "临江 broke")
    elif form == "text":
        assert said[0].endswith("GET / 200 1.5 ms")
        assert said[1] == "ERROR django: 临江 broke"
    else:
        assert said == ["ERROR django: 临江 broke"]


def test_an_unknown_form_counts_as_errors() -> None:
    assert logging_settings("loud", debug=False) == logging_settings("errors", debug=False)
