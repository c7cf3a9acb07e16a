"""The snapshot: every link in it leads to a file in it, both languages, checksums true, the old one kept until the end."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from selectolax.lexbor import LexborHTMLParser

from ximu.ledger.errors import StoreError, UsageError
from ximu.site.made_once import holding, made_once
from ximu.site.snapshot.addresses import Address, address_of, file_of, link_to
from ximu.site.snapshot.choices import choices
from ximu.site.snapshot.publish import publish
from ximu.store import models
from ximu.track import actions
from ximu.track.editions import playbooks

sys.path.append(str(Path(__file__).resolve().parents[1] / "track"))
sys.path.append(str(Path(__file__).resolve().parents[1] / "track" / "projects"))
from project_world import listed, signed
from track_world import make_world

HERE = Address("/places/a/", (), "en")


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("/reports/b/", Address("/reports/b/", (), "en")),
        ("/reports/b/?lang=zh", Address("/reports/b/")),
        ("/reports/b/?at=1-5#at", Address("/reports/b/", (), "en")),
        ("?page=2&sort=year", Address("/places/a/", (("page", "2"),), "en")),
        (
            "/projects/register/?playbook=b&page=2&where=x",
            Address("/projects/register/", (("page", "2"), ("playbook", "b")), "en"),
        ),
        ("/places/c/integrity/?year=2031", Address("/places/c/integrity/", (("year", "2031"),), "en")),
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
        (
            Address("/projects/register/", (("page", "2"), ("playbook", "b_c"))),
            "text/html",
            "projects/register/playbook-b_c/page-2/index.html",
        ),
        (
            Address("/statistics/", (("government", "../x"),)),
            "text/html",
            "statistics/government-1ad8494b0d/index.html",
        ),
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


def test_the_twin_of_a_later_page_is_a_file_of_its_own() -> None:
    pages = {file_of(Address("/promises.json", (("page", str(n)),)), "application/json") for n in (2, 3)}
    assert len(pages | {file_of(Address("/promises.json"), "application/json")}) == 3


FORM = """<form><label>类别<select name="playbook"><option value="a">甲 (1)</option><option value="b" selected>乙</option></select></label>
<select name="where"><option>丙</option></select></form>"""


@pytest.mark.parametrize(
    ("path", "lines"),
    [
        ("/projects/register/", ['<p class="small">类别：<a href="?playbook=a">甲 (1)</a> · <strong>乙</strong></p>']),
        ("/reports/", []),
    ],
)
def test_a_choice_of_a_form_becomes_links(path: str, lines: list[str]) -> None:
    form = LexborHTMLParser(FORM).css_first("form")
    assert form is not None
    assert [line.html for line in choices(form, Address(path))] == lines


def test_what_is_made_once_is_made_anew_for_the_live_site() -> None:
    made: list[int] = []

    @made_once
    def make(number: int) -> int:
        made.append(number)
        return len(made)

    with holding():
        assert [make(1), make(1), make(2)] == [1, 1, 2]
    with holding():
        assert make(1) == 3
    assert [make(1), make(1)] == [4, 5]


def test_links_are_relative() -> None:
    assert link_to("reports/b/index.html", "places/a/index.html") == "../../reports/b/"
    assert link_to("index.html", "index.html") == "./"
    assert link_to("places/临江.json", "index.html", "at") == "places/%E4%B8%B4%E6%B1%9F.json#at"


TITLES = ("已公开的事", "撤回的事", "未公开的事", "临江泵业", "临江秘厂")


def promised_work(report: str, world: SimpleNamespace, title: str, then: list[str]) -> None:
    """A task that came from the first promise of the report."""
    promise = models.Promise.objects.filter(report__public_id=report).order_by("pk").first()
    assert promise is not None
    content = actions.ItemContent(title_zh=title, lead_unit=world.housing, statements=(promise.public_id,))
    item = actions.create_item(world.inspector, world.city, playbooks()["key_tasks"], content)
    actions.act(world.inspector, item, "assign")
    if "publish" in then:
        actions.publish(world.head, item)
    if "withdraw" in then:
        actions.withdraw(world.head, item, "有误")


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)  # every page that is asked for ends with its connection looked after
def test_everything_a_snapshot_links_to_is_in_it(report: str, tmp_path: Path) -> None:
    world = make_world()
    projects = [listed(world, "临江北站", 1200, ["start"]), signed(world, "临江泵业", 800)]
    for item in projects:
        actions.publish(world.head, item)
    secret = signed(world, "临江秘厂", 900)
    actions.publish(world.head, secret)
    promised_work(report, world, "已公开的事", ["publish"])
    promised_work(report, world, "撤回的事", ["publish", "withdraw"])
    promised_work(report, world, "未公开的事", [])
    actions.withdraw(world.head, secret, "有误")
    out = tmp_path / "snapshot"
    made = publish(out)
    files = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
    assert made.files == len(files) - 2
    assert {"index.html", "en/index.html", f"reports/{report}/index.html", "data/measures.csv", "feed.atom"} <= files
    assert {f"projects/register/{one.government.key}/{one.number}/index.html" for one in projects} <= files
    for page in sorted(out.rglob("*.html")):
        tree = LexborHTMLParser(page.read_text(encoding="utf-8"))
        assert not tree.css("form")
        for node in tree.css("[href], [src]"):
            link = urlsplit(node.attributes.get("href") or node.attributes.get("src") or "")
            if link.scheme or not link.path:
                continue
            target = page.parent / unquote(link.path)
            assert (target / "index.html").exists() if link.path.endswith("/") else target.is_file(), (page, link.path)
    told = {name for path in out.rglob("*") if path.is_file() for name in TITLES if name.encode() in path.read_bytes()}
    assert told == {"已公开的事", "临江泵业"}
    checked = subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=out, check=False)
    assert checked.returncode == 0
    assert json.loads((out / "snapshot.json").read_text())["files"] == made.files


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)  # every page that is asked for ends with its connection looked after
def test_a_site_that_answers_to_its_own_name_and_https_alone(tmp_path: Path, settings: Any) -> None:
    """As in production: the snapshot is the site, not its refusals."""
    settings.ALLOWED_HOSTS = ["ximu.example", "127.0.0.1"]
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    out = tmp_path / "snapshot"
    publish(out)
    assert (out / "index.html").exists()
    assert (out / "places" / "index.html").exists()
    assert "<html" not in (out / "data" / "reports.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize("status", [301, 400])
@pytest.mark.django_db
def test_a_site_that_does_not_show_its_pages_is_no_snapshot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    from ximu.site.snapshot import publish as module

    def refusing(self: object, address: Address) -> module.Answer:
        return module.Answer(status, "text/html", "", b"")

    monkeypatch.setattr(module._Crawl, "_ask", refusing)
    with pytest.raises(StoreError, match="does not show"):
        publish(tmp_path / "snapshot")
    assert not list(tmp_path.iterdir())


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
