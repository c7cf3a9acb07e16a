"""The screens of the browser tests, and the type of what opens a page."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

DESK = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
NARROW = {"width": 360, "height": 740}
ARGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
Open = Callable[..., Page]


def keep_picture(page: Page, name: str) -> None:
    """A picture of the whole page in the folder XIMU_SCREENSHOTS, on a machine of continuous integration in var/screenshots."""
    folder = os.environ.get("XIMU_SCREENSHOTS") or ("var/screenshots" if os.environ.get("CI") == "true" else "")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


SignIn = Callable[..., Page]


def make(page: Page, name: str, **fields: str | Path) -> None:
    """Open a move of the item's page, fill its form (a path is a file) and make it."""
    offer = page.locator(f"#move-{name}")
    offer.locator("summary").click()
    for field, value in fields.items():
        asked = offer.locator(f"[name={name}-{field}]")
        if isinstance(value, Path):
            asked.set_input_files(value)
        elif asked.evaluate("field => field.tagName") == "SELECT":
            asked.select_option(value)
        else:
            asked.fill(value)
    with page.expect_navigation():
        offer.locator("form button").click()
    expect(page.locator(".said")).to_be_visible()
