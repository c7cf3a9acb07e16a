"""Two governments for the tests that try to break in: one keeps a secret in every text it has, the other wants it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

# The invented office and the invented reports of the site's own tests.
sys.path.append(str(Path(__file__).resolve().parent.parent / "site"))

from secret_office import SecretOffice, secret_office


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, settings: Settings) -> None:
    """Files and pictures go to a folder of the test; passwords are hashed fast."""
    settings.TRACK_FILES = tmp_path / "evidence"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.CACHES = settings.CACHES | {
        name: {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": name}
        for name in ("charts", "comparisons")
    }


@pytest.fixture
def theirs(db: None, own_folders: None) -> SecretOffice:
    """The office with the secret."""
    return secret_office()


@pytest.fixture
def strangers(theirs: SecretOffice) -> dict[str, Any]:
    """A signed-in client for each role of another government."""
    from bench_people import as_person, office

    return {role: as_person(person) for role, person in office("far", "望川市")[1].items()}
