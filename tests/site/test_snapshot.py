"""The snapshot: every link in it leads to a file in it, both languages, checksums true, the old one kept until the end."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from selectolax.lexbor import LexborHTMLParser

from ximu.ledger.errors import StoreError, UsageError
from ximu.site.snapshot.addresses import Address, address_of, file_of, link_to
from ximu.site.snapshot.publish import publish

HERE = Address("/places/a/", (), "en")


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("/reports/b/", Address("/reports/b/", (), "en")),
        ("/reports/b/?lang=zh", Address("/reports/b/")),
        ("/reports/b/?at=1-5#at", Address("/reports/b/", (), "en")),
        ("?page=2&sort=year", Address("/places/a/", (("page", "2"),), "en")),
        ("chart.svg?ground=dark", Address("/places/a/chart.svg", (("ground", "dark"),), "en")),
        ("/static/ximu/site.css", Address("/static/ximu/site.css")),
        ("/search/?q=水", None),
        ("https://a.example/", None),
        ("mailto:a@b.example", None),
    ],
)
def test_where_a_link_leads(link: str, expected: Address | None) -> None:
    assert address_of(link, HERE) == expected


@pytest.mark.parametrize(
    ("address", "kind", "expected"),
    [
        (Address("/"), "text/html; charset=utf-8", "index.html"),
        (Address("/", (), "en"), "text/html", "en/index.html"),
        (Address("/places/a/", (("page", "2"),)), "text/html", "places/a/page-2/index.html"),
        (Address("/places/a.json"), "application/json", "places/a.json"),
        (Address("/static/x.css"), "text/css", "static/x.css"),
        (Address("/sources/0/"), "text/plain", "sources/0/file"),
    ],
)
def test_which_file_an_address_becomes(address: Address, kind: str, expected: str) -> None:
    assert file_of(address, kind) == expected


def test_what_is_asked_of_a_chart_is_part_of_its_name() -> None:
    plain = file_of(Address("/indicators/a/chart.svg"), "image/svg+xml")
    asked = file_of(Address("/indicators/a/chart.svg", (("ground", "dark"),)), "image/svg+xml")
    assert plain == "indicators/a/chart.svg"
    assert asked != plain
    assert asked.endswith(".svg")


def test_links_are_relative() -> None:
    assert link_to("reports/b/index.html", "places/a/index.html") == "../../reports/b/"
    assert link_to("index.html", "index.html") == "./"
    assert link_to("places/临江.json", "index.html", "at") == "places/%E4%B8%B4%E6%B1%9F.json#at"


@pytest.mark.slow
@pytest.mark.django_db
def test_everything_a_snapshot_links_to_is_in_it(report: str, tmp_path: Path) -> None:
    out = tmp_path / "snapshot"
    made = publish(out)
    files = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
    assert made.files == len(files) - 2
    assert {"index.html", "en/index.html", f"reports/{report}/index.html", "data/measures.csv", "feed.atom"} <= files
    for page in sorted(out.rglob("*.html")):
        tree = LexborHTMLParser(page.read_text(encoding="utf-8"))
        assert not tree.css("form")
        for node in tree.css("[href], [src]"):
            link = urlsplit(node.attributes.get("href") or node.attributes.get("src") or "")
            if link.scheme or not link.path:
                continue
            target = page.parent / unquote(link.path)
            assert (target / "index.html").exists() if link.path.endswith("/") else target.is_file(), (page, link.path)
    checked = subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=out, check=False)
    assert checked.returncode == 0
    assert json.loads((out / "snapshot.json").read_text())["files"] == made.files


@pytest.mark.django_db
def test_a_folder_with_other_things_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    with pytest.raises(UsageError, match="no snapshot"):
        publish(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


@pytest.mark.django_db
def test_a_page_that_fails_leaves_the_old_snapshot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "snapshot"
    out.mkdir()
    (out / "snapshot.json").write_text("{}")
    from ximu.site.snapshot import publish as module

    def failing(self: object, address: Address) -> module.Answer:
        return module.Answer(500, "text/html", "", b"")

    monkeypatch.setattr(module._Crawl, "_ask", failing)
    with pytest.raises(StoreError, match="fails with 500"):
        publish(out)
    assert [path.name for path in tmp_path.iterdir()] == ["snapshot"]
    assert (out / "snapshot.json").read_text() == "{}"
