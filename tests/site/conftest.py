"""A ledger with a few invented reports, for the pages to show; the site served with one, and a browser that opens it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from pytest_django import Settings
from site_samples import linjiang

from once_a_run import once_a_run
from ximu.ledger.reading import Reading

if TYPE_CHECKING:
    from bench_people import Office
    from browsing import Open, SignIn
    from playwright.sync_api import Browser, BrowserContext, Page

Save = Callable[[tuple[Reading, bytes]], str]


@pytest.fixture
def save(db: None) -> Save:
    """Keep a reading and link it with those of its place; gives the public id of its report."""
    from ximu.store.relink import relink
    from ximu.store.save import save_reading

    def keep(sample: tuple[Reading, bytes]) -> str:
        reading, data = sample
        saved = save_reading(reading, data).reports[0].public_id
        relink()
        return saved

    return keep


@pytest.fixture
def report(save: Save) -> str:
    """The public id of the report of 临江市 for 2031, with that of 2030 beside it."""
    save(linjiang(2030).reading())
    return save(linjiang(2031).reading())


@pytest.fixture(autouse=True)
def _charts_in_memory(settings: Settings) -> None:
    """No test leaves pictures in the folder of the machine."""
    settings.CACHES = settings.CACHES | {
        name: {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": name}
        for name in ("charts", "comparisons")
    }


@pytest.fixture
def chinese_font() -> None:
    """Skips where no font with Chinese letters is installed."""
    listed = shutil.which("fc-list")
    found = listed and subprocess.run([listed, ":lang=zh", "family"], capture_output=True, check=False).stdout.strip()
    if not found:
        pytest.skip("no font with Chinese letters here")


@pytest.fixture(scope="session")
def site(project: Path, empty_ledger: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the site, served as it is in use, with a ledger of its own."""

    def at(folder: Path) -> dict[str, str]:
        return os.environ | {"XIMU_DATABASE": f"sqlite:///{folder}/ledger.sqlite3", "XIMU_VAR": str(folder)}

    def fill(folder: Path) -> None:
        shutil.copy(empty_ledger, folder / "ledger.sqlite3")
        program = Path(__file__).with_name("fill_ledger.py")
        subprocess.run([sys.executable, program, project / "sample"], env=at(folder), check=True)

    folder = tmp_path_factory.mktemp("site")
    shutil.copytree(once_a_run(tmp_path_factory, "site", fill), folder, dirs_exist_ok=True)
    log = (folder / "log").open("w+")
    command = (sys.executable, "-m", "gunicorn", "--threads", "4", "--no-control-socket", "ximu.site.wsgi:application")
    # The server gets a socket that listens already: no other program can take the port, and who asks early waits.
    door = socket.create_server(("127.0.0.1", 0))
    number = door.fileno()
    server = subprocess.Popen(
        [*command, "-b", f"fd://{number}"], env=at(folder), stdout=log, stderr=log, cwd=folder, pass_fds=[number]
    )
    address = f"http://127.0.0.1:{door.getsockname()[1]}"
    door.close()
    try:
        try:
            urllib.request.urlopen(address + "/method.json", timeout=300).close()
        except OSError as error:
            pytest.fail(f"the site did not start: {error}\n{(folder / 'log').read_text()}")
        yield address
    finally:
        server.terminate()
        server.wait(10)
        log.close()


@pytest.fixture(scope="session")
def browser(browser_path: str) -> Iterator[Browser]:
    """The browser of the machine."""
    playwright = pytest.importorskip("playwright.sync_api")
    from browsing import ARGS

    with playwright.sync_playwright() as engine:
        found = engine.chromium.launch(executable_path=browser_path, args=list(ARGS))
        yield found
        found.close()


@pytest.fixture
def open_page(browser: Browser, site: str) -> Iterator[Open]:
    """Opens an address in a fresh browser; whatever is opened may not complain or ask for anything from elsewhere."""
    from browsing import DESK, PATIENCE

    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def look(address: str, **how: Any) -> Page:
        how.setdefault("viewport", DESK)
        context = browser.new_context(**how)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda asked: None if asked.url.startswith(site) else complaints.append(asked.url))
        page.goto(site + address)
        return page

    yield look
    for context in contexts:
        context.close()
    assert [line for line in complaints if "404 (Not Found)" not in line] == []


@pytest.fixture
def here() -> Office:
    """临江市 with its people."""
    from bench_people import office

    return office("here", "临江市")


@pytest.fixture
def there() -> Office:
    """望川市 with its people, who must see nothing of the other."""
    from bench_people import office

    return office("there", "望川市")


@pytest.fixture
def sign_in(browser: Browser, site: str) -> Iterator[SignIn]:
    """Opens the workbench as one of the demonstration's people; nothing on the way may complain."""
    from browsing import DESK, PATIENCE, follow
    from playwright.sync_api import expect

    from ximu.site.workbench.demonstration import PASSWORD

    contexts = []
    complaints: list[str] = []

    def enter(name: str, width: dict[str, int] | None = None, language: str = "zh") -> Page:
        context = browser.new_context(base_url=site, viewport=width or DESK)  # type: ignore[arg-type]
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.goto(f"/accounts/login/?next=/workbench/&lang={language}")
        page.fill("[name=login]", name)
        page.fill("[name=password]", PASSWORD)
        follow(page.locator("main form button"))
        expect(page).to_have_url(f"{site}/workbench/")
        return page

    yield enter
    for context in contexts:
        context.close()
    # An answer that refuses is no complaint of the page.
    assert [one for one in complaints if "with a status of 4" not in one] == []
