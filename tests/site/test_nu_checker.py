"""Every kind of public page under the Nu HTML checker, as it is served, in both languages: it reports nothing."""

from __future__ import annotations

import json
import shutil
import subprocess
import urllib.request
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

pytestmark = [pytest.mark.slow, pytest.mark.browser]

ADDRESSES = (
    "/", "/places/", "/places/990100/", "/places/990100/?year=2030&years=all", "/places/990100/integrity/", "/reports/",
    "/reports/990100-2031/", "/reports/990100-2031/?kind=measure&sort=value", "/reports/990100-2031/compare/?show=all",
    "/indicators/", "/indicators/gross_regional_product/?aspect=growth",
    "/indicators/gross_regional_product/?aspect=growth&place=990100", "/promises/", "/promises/?state=kept",
    "/promises/?place=无名市", "/findings/", "/projects/", "/search/", "/search/?q=增长", "/search/?q=没有这话",
    "/compare/?place=990100&indicator=gross_regional_product", "/data/", "/glossary/", "/method/", "/accounts/login/",
    "/cases/", "/cases/?q=井盖", "/cases/1/", "/cases/4/", "/cases/new/", "/cases/follow/", "/statistics/",
    "/projects/register/", "/projects/register/?playbook=investment_promotion", "/projects/register/?playbook=housing_renewal",
    "/watch/", "/registers/", "/registers/lists/linjiang/powers/", "/registers/lists/linjiang/powers/changes/", "/registers/rivers/",
    "/registers/draws/", "/registers/evaluations/", "/registers/major_decisions/", "/registers/congress_ballots/",
    "/registers/correction_requests/", "/trace/", "/trace/?code=22222-22222", "/corrections/new/?about=/registers/",
)  # fmt: skip
# A kind of page whose addresses are ids: the twin of its list, and where the entries stand.
ENTRIES = (("/promises.json?place=990100", "promises"), ("/findings.json", "findings"), ("/projects.json", "projects"))
# The pages of lists that link to their entries: the first of each is tried.
LISTS = ("/projects/register/", "/watch/", "/registers/rivers/", "/registers/draws/", "/registers/major_decisions/")


def body(address: str) -> bytes:
    try:
        with urllib.request.urlopen(address, timeout=60) as answer:
            return bytes(answer.read())
    except urllib.error.HTTPError as error:  # the page of an error is a page too
        return error.read()


def in_language(site: str, path: str, language: str) -> str:
    quoted = urllib.request.quote(path, safe="/?&=")
    return f"{site}{quoted}{'&' if '?' in path else '?'}lang={language}"


@pytest.fixture(scope="module")
def checker(outside: Path) -> list[str]:
    """The command of the checker; skips without Java."""
    java = shutil.which("java")
    if java is None:
        pytest.skip("no Java here: apt-get install -y default-jre-headless")
    return [java, "-Xss4m", "-jar", str(outside / "node_modules/vnu-jar/build/dist/vnu.jar"), "--format", "json"]


def test_every_kind_of_page_is_valid(checker: list[str], site: str, tmp_path: Path) -> None:
    paths = [*ADDRESSES, "/nope/"]
    for twin, field in ENTRIES:
        paths += [one["address"] for one in json.loads(body(site + twin))[field][:3]]
    for path in LISTS:
        links = LexborHTMLParser(body(site + path)).css("main table a, main li a")
        entry = next(
            link for one in links if (link := one.attributes["href"] or "").startswith(path) and "?" not in link
        )
        paths.append(entry)
    names = {}
    for language in ("zh", "en"):
        for path in paths:
            file = tmp_path / f"{len(names):03}.html"
            file.write_bytes(body(in_language(site, path, language)))
            names[file.name] = f"{path} {language}"
    done = subprocess.run([*checker, *sorted(map(str, tmp_path.iterdir()))], capture_output=True, check=False)
    told = json.loads(done.stderr)["messages"]
    faults = {(one["message"], names[Path(one["url"]).name], one.get("extract", "")[:160]) for one in told}
    assert not faults, "\n".join(map(str, sorted(faults)[:40]))


def test_the_checker_would_complain(checker: list[str], tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.html"
    wrong.write_text("<!doctype html><html lang='en'><title>x</title><p><div></p></div><img src=a>", encoding="utf-8")
    done = subprocess.run([*checker, str(wrong)], capture_output=True, check=False)
    assert json.loads(done.stderr)["messages"]
