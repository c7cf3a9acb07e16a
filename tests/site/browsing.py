"""The screens of the browser tests, and how a page is opened, left, filled and waited for.

A click does not wait for the page it opens: what leads elsewhere is pressed with `follow`, and nothing of the next page
is read before. A busy machine is no failure: every wait ends when its condition holds, and the limits are wide.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Literal, NamedTuple

from playwright.sync_api import Locator, Page, expect

DESK = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
NARROW = {"width": 360, "height": 740}
ARGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


class Screen(NamedTuple):
    """How a page is shown: its size, by day or night, with how much contrast."""

    size: dict[str, int]
    ground: Literal["light", "dark"] = "light"
    contrast: Literal["no-preference", "more"] = "no-preference"


SCREENS = {
    "desk": Screen(DESK), "narrow": Screen(NARROW), "phone": Screen(PHONE), "dark": Screen(DESK, ground="dark"),
    "dark phone": Screen(PHONE, ground="dark"), "contrast": Screen(NARROW, contrast="more"),
}  # fmt: skip
PATIENCE = 60_000  # milliseconds that anything may take on a busy machine
expect.set_options(timeout=PATIENCE)

Open = Callable[..., Page]
SignIn = Callable[..., Page]


def keep_picture(page: Page, name: str) -> None:
    """A picture of the whole page in the folder XIMU_SCREENSHOTS, on a machine of continuous integration in var/screenshots."""
    folder = os.environ.get("XIMU_SCREENSHOTS") or ("var/screenshots" if os.environ.get("CI") == "true" else "")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def follow(found: Locator) -> None:
    """Click a link or a button that leads to another page, and wait until that page is there."""
    with found.page.expect_navigation():
        found.click()


def at_rest(page: Page) -> None:
    """Wait until nothing on the page moves or fades any more."""
    page.evaluate("Promise.all(document.getAnimations().map(one => one.finished.catch(() => null))).then(() => null)")


def show(page: Page, screen: Screen) -> None:
    """Show a page that is already open on another screen."""
    page.set_viewport_size(screen.size)  # type: ignore[arg-type]
    page.emulate_media(color_scheme=screen.ground, contrast=screen.contrast)


def faults(page: Page, *, grave: bool = False) -> list[tuple[str, str, str]]:
    """What is wrong with the page as it is shown: where, which rule of axe, which element; and whether it scrolls sideways.

    `grave` leaves out what axe calls moderate or minor.
    """
    from axe_playwright_python.base import AXE_SCRIPT

    at_rest(page)
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate("axe.run({ resultTypes: ['violations'] }).then(told => told.violations)")
    where = f"{page.url} {page.viewport_size}"
    told = [
        (where, str(one["id"]), str(one["nodes"][0]["html"])[:160])
        for one in found
        if not grave or one["impact"] in ("serious", "critical")
    ]
    size = page.viewport_size
    if size and page.evaluate("document.documentElement.scrollWidth") > size["width"]:
        told.append((where, "wider than the screen", ""))
    return told


def open_offer(offer: Locator) -> None:
    """Open what is folded in, if it is."""
    if offer.get_attribute("open") is None:
        offer.locator("summary").first.click()


def fill(asked: Locator, value: str | Path) -> None:
    """Answer a field of a form: a path is a file, a word of a selection its value or its label."""
    if isinstance(value, Path):
        asked.set_input_files(value)
    elif asked.evaluate("field => field.tagName") == "SELECT":
        asked.select_option(value)
    else:
        asked.fill(value)


def send_offer(offer: Locator, name: str, button: str, **fields: str | Path) -> None:
    """Open an offer whose fields begin with `name`, fill its form and send it with `button`."""
    open_offer(offer)
    for field, value in fields.items():
        fill(offer.locator(f"[name={name}-{field}]"), value)
    follow(offer.locator(button))


def try_move(page: Page, name: str, **fields: str | Path) -> None:
    """Open a move of the item's page, fill its form and send it; whether it was made or refused is for the caller to see."""
    send_offer(page.locator(f"#move-{name}"), name, "form button", **fields)


def make(page: Page, name: str, **fields: str | Path) -> None:
    """Make a move of the item's page: afterwards the page says that it was made."""
    try_move(page, name, **fields)
    expect(page.locator(".said")).to_be_visible()
