"""The table of settings is whole, and the site is closed by default."""

from __future__ import annotations

import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from ximu.site.environment import DEFAULTS, SETTINGS, secret_key, value
from ximu.store.database import DEFAULT, VARIABLE

SOURCE = Path(__file__).resolve().parents[2] / "src" / "ximu"


def test_every_variable_that_the_code_reads_is_in_the_table() -> None:
    text = "\n".join(file.read_text(encoding="utf-8") for file in SOURCE.rglob("*.py"))
    assert set(re.findall(r"""["'](XIMU_[A-Z_]+)["']""", text)) == set(DEFAULTS)
    assert DEFAULTS[VARIABLE] == DEFAULT


def test_every_setting_says_what_it_does() -> None:
    assert all(setting.help.endswith(".") and len(setting.help) > 20 for setting in SETTINGS)


def test_a_setting_outside_the_table_is_refused() -> None:
    with pytest.raises(KeyError):
        value("XIMU_NO_SUCH_THING")


def test_blank_means_not_set() -> None:
    assert value("XIMU_DEBUG", {"XIMU_DEBUG": " "}) == "off"


def test_the_secret_key_is_made_once_and_is_private(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XIMU_SECRET_KEY", raising=False)
    monkeypatch.setenv("XIMU_VAR", str(tmp_path / "var"))
    first = secret_key()
    assert len(first) >= 50
    assert secret_key() == first
    assert stat.S_IMODE((tmp_path / "var" / "secret_key").stat().st_mode) == 0o600
    monkeypatch.setenv("XIMU_SECRET_KEY", "given")
    assert secret_key() == "given"


LOOK = (
    "from ximu.site import settings as s; print(s.DEBUG, s.ALLOWED_HOSTS, bool(getattr(s, 'SECURE_HSTS_SECONDS', 0)))"
)


@pytest.mark.parametrize(
    ("given", "seen"),
    [
        ({}, "False ['localhost', '127.0.0.1', '[::1]'] False"),
        (
            {"XIMU_DEBUG": "on", "XIMU_ALLOWED_HOSTS": " a.example , b.example,"},
            "True ['a.example', 'b.example'] False",
        ),
        ({"XIMU_HTTPS": "yes"}, "False ['localhost', '127.0.0.1', '[::1]'] True"),
    ],
)
def test_settings_follow_the_environment(given: dict[str, str], seen: str, tmp_path: Path) -> None:
    clean = {name: text for name, text in os.environ.items() if not name.startswith("XIMU_")}
    run = subprocess.run(
        [sys.executable, "-c", LOOK], env=clean | given, cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == seen
    assert not list(tmp_path.iterdir())  # looking at the settings writes nothing
