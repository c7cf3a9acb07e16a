"""Takes the picture of the README: the sample city's report with one number open. Needs Chromium and the sample."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import sync_playwright

PROJECT = Path(__file__).resolve().parents[1]
TARGET = PROJECT / "docs" / "images" / "report.png"
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]


def main() -> None:
    """Serve the sample from a database of its own and photograph one report."""
    browser_path = shutil.which("chromium") or shutil.which("google-chrome")
    if browser_path is None:
        sys.exit("picture: no Chromium here; install the package chromium")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"XIMU_DATABASE": f"sqlite:///{folder}/picture.sqlite3"}
        command = [
            str(Path(sys.executable).with_name("ximu")),
            "up",
            "--reports",
            "sample/reports",
            "--port",
            str(port),
        ]
        server = subprocess.Popen(command, cwd=PROJECT, env=environment, stdout=subprocess.DEVNULL)
        try:
            address = f"http://127.0.0.1:{port}"
            wait_for(address)
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=browser_path, args=FLAGS)
                page = browser.new_page(viewport={"width": 1180, "height": 720})
                page.goto(address)
                page.locator("tr", has_text="临江市").get_by_role("link", name="2024", exact=True).click()
                page.locator(".text a.measure.target").nth(1).click()
                page.wait_for_timeout(600)
                page.screenshot(path=TARGET)
                browser.close()
        finally:
            server.terminate()
            server.wait()
    print(f"{TARGET.relative_to(PROJECT)}: {TARGET.stat().st_size} bytes")


def wait_for(address: str) -> None:
    """Until the site answers."""
    for _ in range(240):
        try:
            urllib.request.urlopen(address)  # noqa: S310 our own address
        except OSError:
            time.sleep(0.5)
        else:
            return
    sys.exit("picture: the site did not start")


if __name__ == "__main__":
    main()
