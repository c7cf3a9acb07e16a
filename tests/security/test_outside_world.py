"""Nothing that a report or a person says makes the server fetch an address, start a program or read a file of the machine."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from bench_people import as_person, make_item, office

from ximu.track import actions

# What could fetch, start or run: each place that has one is known here, with the reason.
KNOWN = {
    "src/ximu/store/backup.py": {"subprocess"},  # pg_dump and pg_restore with arguments of our own
    "src/ximu/site/operations/examination.py": {"subprocess"},  # fc-list without arguments of others
    "src/ximu/site/open311/answers.py": {"xml.sax"},  # names of attributes to write XML, which reads none
    "src/ximu/cli/up.py": {"subprocess", "socket"},  # starts the server of the site, looks for a free port
    "src/ximu/track/notices.py": {"smtplib"},  # the mail server of the setting
}
MODULES = {
    "subprocess", "socket", "urllib.request", "http.client", "requests", "httpx", "aiohttp", "ftplib", "smtplib", "telnetlib",
    "pickle", "marshal", "shelve", "xml.sax", "xml.dom", "yaml", "ctypes",
}  # fmt: skip
CALLS = {"eval", "exec", "compile", "__import__", "system", "popen"}


def used(path: Path) -> set[str]:
    """The modules and calls of a file that reach outside."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [one.name for one in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{one.name}" for one in node.names)]
        found |= {module for name in names for module in MODULES if name == module or name.startswith(module + ".")}
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else ""
            if isinstance(node.func, ast.Attribute) and node.func.attr in ("system", "popen"):
                name = node.func.attr
            found |= {name} & CALLS
    return found


def test_what_reaches_outside_is_known(project: Path) -> None:
    found = {
        str(path.relative_to(project)): reaching
        for path in sorted((project / "src").rglob("*.py"))
        if (reaching := used(path))
    }
    unknown = {name: reaching - KNOWN.get(name, set()) for name, reaching in found.items()}
    assert {name: reaching for name, reaching in unknown.items() if reaching} == {}


@pytest.mark.django_db
@pytest.mark.parametrize("url", ["http://169.254.169.254/latest/", "http://localhost:1/", "https://a.example/x"])
def test_an_address_that_someone_gives_is_kept_and_never_asked(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    of = office("here", "临江市")
    item = make_item(of)
    actions.act(of[1]["inspector"], item, "assign")
    client = as_person(of[1]["reporter"])

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the server opened a connection")

    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    item.refresh_from_db()
    fields = {"version": item.version, "evidence_kind": "照片", "evidence_url": url}
    data = {f"evidence-{name}": value for name, value in fields.items()}
    response = client.post(f"/workbench/items/{item.pk}/evidence/", data)
    assert response.status_code in (302, 422)
    if response.status_code == 302:
        assert url in client.get(f"/workbench/items/{item.pk}/").content.decode()


def test_pages_ask_nobody_else(project: Path) -> None:
    """No page, style or script names an address elsewhere that a browser would fetch by itself."""
    fetched = re.compile(
        r"""(?:src|srcset|poster|data-src)\s*=\s*["'](?:https?:)?//|<link[^>]+href=["'](?:https?:)?//|url\(\s*["']?(?:https?:)?//|@import"""
    )
    for folder in ("templates", "static"):
        for path in (project / "src/ximu/site" / folder).rglob("*"):
            if path.suffix in (".html", ".css", ".js", ".svg"):
                assert not fetched.search(path.read_text(encoding="utf-8")), path
