"""What every test may rely on: where the project and the real reports are, and why a test is skipped."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import hypothesis
import pytest

# The same examples on every run, and no clock: a slow machine is no failure. HYPOTHESIS_PROFILE=search looks for new ones.
hypothesis.settings.register_profile("steady", derandomize=True, deadline=None)
hypothesis.settings.register_profile("search", deadline=None, max_examples=2000)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))

# A browser driven in the same process keeps an event loop; the tests that use the database are none of its business.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

PROJECT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("XIMU_SHARED", PROJECT.parent / "shared"))
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find_browser() -> str | None:
    """The path of an installed Chromium or Chrome."""
    return next((found for name in BROWSERS if (found := shutil.which(name))), None)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip, with the reason, what this machine cannot run; what needs a server of its own is slow."""
    no_browser = pytest.mark.skip(reason="no Chromium here; `make test` installs it where it may")
    no_shared = pytest.mark.skip(reason="the real reports are not here (XIMU_SHARED names their folder)")
    for item in items:
        if item.get_closest_marker("browser") and not find_browser():
            item.add_marker(no_browser)
        if item.get_closest_marker("shared") and not SHARED.is_dir():
            item.add_marker(no_shared)
        if "postgresql" in item.name or "postgresql" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def project() -> Path:
    """The top folder of the checkout."""
    return PROJECT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of the real reports; only for tests marked `shared`."""
    return SHARED


@pytest.fixture(scope="session")
def browser_path() -> str:
    """The executable for Playwright's `executable_path`; only for tests marked `browser`."""
    return find_browser() or ""
