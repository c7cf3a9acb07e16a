"""An invented city with an inspection office, two bureaus, deputies, and a neighbor government that must see nothing."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from track_world import make_world


@pytest.fixture(autouse=True)
def own_files(tmp_path: Path, settings: Any) -> None:
    """Evidence goes to a folder of the test."""
    settings.TRACK_FILES = tmp_path / "evidence"
    settings.TRACK_PLAYBOOKS = ""
    # argon2 is what is used; here only speed matters, and one test looks at the real list.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def world(db: None) -> SimpleNamespace:
    """The city and its neighbor, each test with fresh rows."""
    return make_world()


@pytest.fixture
def inspection(world: SimpleNamespace) -> Any:
    """An inspection of the housing bureau, not yet assigned."""
    from ximu.track.actions import ItemContent, create_item
    from ximu.track.rules.playbook_file import shipped_playbooks

    content = ItemContent(
        title_zh="整治老旧小区飞线", lead_unit=world.housing, supporting_units=[world.water], due_on=date(2026, 11, 2)
    )
    return create_item(world.inspector, world.city, shipped_playbooks()["inspection"], content, on=date(2026, 10, 9))
