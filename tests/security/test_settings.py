"""The settings as a public site has them: Django's own examination, cookies and headers, and no secret in any log."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client

pytestmark = pytest.mark.slow
KEY, MAIL, DATABASE = "geheim-key-" + "k" * 50, "geheim-mail", "geheim-database"
READ = """
import json, django
from django.conf import settings
django.setup()
names = ["DEBUG", "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE",
         "SESSION_COOKIE_HTTPONLY", "SESSION_COOKIE_SAMESITE", "X_FRAME_OPTIONS", "SECURE_CONTENT_TYPE_NOSNIFF"]
print(json.dumps({name: getattr(settings, name) for name in names}))
"""


def production(folder: Path, **more: str) -> dict[str, str]:
    """The environment of a public site."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("XIMU_", "DJANGO_"))} | {
        "DJANGO_SETTINGS_MODULE": "ximu.site.settings", "XIMU_HTTPS": "on", "XIMU_ALLOWED_HOSTS": "ximu.example",
        "XIMU_SECRET_KEY": KEY, "XIMU_VAR": str(folder), "XIMU_DATABASE": f"sqlite:///{folder}/ledger.sqlite3",
    } | more  # fmt: skip


def run(environment: dict[str, str], *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *command],
        env=environment,
        cwd=environment["XIMU_VAR"],
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_examination_of_a_public_site_finds_nothing(tmp_path: Path) -> None:
    done = run(production(tmp_path), "-m", "django", "check", "--deploy", "--fail-level", "WARNING")
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_what_a_public_site_is_set_to(tmp_path: Path) -> None:
    found = json.loads(run(production(tmp_path), "-c", READ).stdout)
    assert found["DEBUG"] is False
    assert found["SECURE_HSTS_SECONDS"] >= 31_536_000
    for name in ("SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY"):
        assert found[name] is True, name
    assert (found["X_FRAME_OPTIONS"], found["SESSION_COOKIE_SAMESITE"]) == ("DENY", "Lax")


@pytest.mark.parametrize(
    "command",
    [
        ("-m", "ximu.cli", "doctor"),
        ("-m", "ximu.cli", "up", "--port", "1", "--reports", "nowhere"),
        ("-c", "import django; django.setup(); from django.test import Client; Client().get('/places/', **HERE)"),
    ],
    ids=["doctor", "up", "a page without a database"],
)
def test_no_secret_is_ever_written_out(tmp_path: Path, command: tuple[str, ...]) -> None:
    environment = production(
        tmp_path, XIMU_MAIL=f"smtp://u:{MAIL}@127.0.0.1:1", XIMU_LOG="json", XIMU_METRICS="on",
        XIMU_DATABASE=f"postgresql://u:{DATABASE}@127.0.0.1:1/none",
    )  # fmt: skip
    done = run(environment, *(part.replace("**HERE", "secure=True, HTTP_HOST='ximu.example'") for part in command))
    assert done.returncode
    for secret in (KEY, MAIL, DATABASE):
        assert secret not in done.stdout + done.stderr


@pytest.mark.django_db
def test_a_password_typed_wrong_stands_in_no_log(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    client.post("/accounts/login/", {"login": "someone", "password": "geheimes-wort"})
    client.get("/search/", {"q": "geheimes-wort"})
    assert "geheimes-wort" not in caplog.text


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["/", "/workbench/", "/accounts/login/", "/api/v1/reports", "/feed.atom", "/nowhere/"]
)
def test_every_answer_carries_the_headers(client: Client, address: str) -> None:
    headers = client.get(address).headers
    policy = headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
