"""What every test may rely on: where the project and the real reports are, and why a test is skipped."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from once_a_run import once_a_run
from private_postgresql import Server, programs, running_server, use_database

# The same examples on every run, and no clock: a slow machine is no failure. HYPOTHESIS_PROFILE=search looks for new ones.
hypothesis.settings.register_profile("steady", derandomize=True, deadline=None)
hypothesis.settings.register_profile("search", deadline=None, max_examples=2000)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))

# A browser driven in the same process keeps an event loop; the tests that use the database are none of its business.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

PROJECT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("XIMU_SHARED", PROJECT.parent / "shared"))
ON_POSTGRESQL = os.environ.get("XIMU_TEST_DATABASE", "sqlite") == "postgresql"
USES_DATABASE = {"db", "transactional_db", "django_db_setup"}
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


PAGES, ATTACKS = PROJECT / "tests" / "site", PROJECT / "tests" / "security"


def find_browser() -> str | None:
    """The path of an installed Chromium or Chrome."""
    return next((found for name in BROWSERS if (found := shutil.which(name))), None)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip, with the reason, what this machine cannot run; what needs a server of its own is slow, pages are told apart."""
    no_browser = pytest.mark.skip(reason="no Chromium here; `make test` installs it where it may")
    no_shared = pytest.mark.skip(reason="the real reports are not here (XIMU_SHARED names their folder)")
    for item in items:
        if item.get_closest_marker("browser") and not find_browser():
            item.add_marker(no_browser)
        if item.get_closest_marker("django_db") or USES_DATABASE & {*getattr(item, "fixturenames", ())}:
            item.add_marker(pytest.mark.database)
            if item.path.is_relative_to(PAGES) or item.path.is_relative_to(ATTACKS):
                item.add_marker(pytest.mark.page)
        if item.get_closest_marker("shared") and not SHARED.is_dir():
            item.add_marker(no_shared)
        if "postgresql" in item.name or "postgresql" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """A PostgreSQL server of our own; skips when none is installed."""
    pytest.importorskip("psycopg", reason="psycopg is not installed (extra pg)")
    if programs() is None:
        pytest.skip("no PostgreSQL server is installed (Debian package: postgresql)")
    with running_server() as server:
        yield server


@pytest.fixture(scope="session")
def empty_ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with all tables and no rows, to be copied: making the tables takes seconds."""

    def make(folder: Path) -> None:
        settings = {"XIMU_DATABASE": f"sqlite:///{folder}/ledger.sqlite3", "XIMU_VAR": str(folder)}
        code = "from ximu.store.prepare import prepare; prepare()"
        subprocess.run([sys.executable, "-c", code], env=os.environ | settings, check=True)

    return once_a_run(tmp_path_factory, "empty-ledger", make) / "ledger.sqlite3"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(request: pytest.FixtureRequest) -> None:
    """XIMU_TEST_DATABASE=postgresql: every test that uses Django's database runs on a private PostgreSQL server."""
    if ON_POSTGRESQL:
        use_database(request.getfixturevalue("postgresql").address("ximu"))


@pytest.fixture(scope="session")
def project() -> Path:
    """The top folder of the checkout."""
    return PROJECT


@pytest.fixture(scope="session")
def outside() -> Path:
    """The folder of the outside programs (tests/outside/package.json); skips when `make test` has not brought them."""
    folder = PROJECT / ".tools" / "npm"
    if not (folder / "read.js").exists():
        pytest.skip("the outside programs are not in .tools/npm: make test brings them where npm is installed")
    return folder


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of the real reports; only for tests marked `shared`."""
    return SHARED


@pytest.fixture(scope="session")
def browser_path() -> str:
    """The executable for Playwright's `executable_path`; only for tests marked `browser`."""
    return find_browser() or ""
