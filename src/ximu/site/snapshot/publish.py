"""Write the snapshot: follow every link of the site from its front page, keep each answer as a file, sign the whole."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.message import Message
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit
from wsgiref.util import setup_testing_defaults

import msgspec
from django.conf import settings
from django.db import connection
from selectolax.lexbor import LexborHTMLParser

from ximu import __version__
from ximu.ledger.errors import StoreError, UsageError
from ximu.ledger.exchange.whole_file import sha256_of, writing_to
from ximu.site.language import say
from ximu.site.made_once import holding
from ximu.site.snapshot.addresses import ENGLISH, Address, address_of, file_of, link_to, other_forms
from ximu.site.snapshot.choices import choices

NOTE, SUMS = "snapshot.json", "SHA256SUMS"
LISTS = ("reports", "measures", "commitments", "admissions", "projects", "links", "promises", "findings")
_LINKS = (("a", "href"), ("link", "href"), ("img", "src"), ("script", "src"), ("source", "srcset"), ("object", "data"))
_IN_CSS = re.compile(r"url\(\s*['\"]?([^'\")]+)['\"]?\s*\)")


class Answer(NamedTuple):
    """What the site says to an address."""

    status: int
    content_type: str
    file_name: str
    body: bytes


class Snapshot(msgspec.Struct, frozen=True):
    """What was published: when (UTC), by which version, how many files and bytes."""

    made_at: datetime
    version: str
    files: int
    bytes: int


def publish(out: Path, step: Callable[[int, int], None] = lambda done, known: None) -> Snapshot:
    """Write the whole public site below `out`; an earlier snapshot there is replaced when the new one is complete.

    `step` is told how many files are written and how many addresses are known. Raises UsageError when `out` holds
    something else, StoreError when a page of the site fails.
    """
    if out.exists() and (not out.is_dir() or (any(out.iterdir()) and not (out / NOTE).exists())):
        raise UsageError("holds something that is no snapshot", where=str(out), next_step="name a new folder")
    begun, old = (out.with_name(f".{out.name}.{word}") for word in ("begun", "old"))
    with _alone(begun):
        if old.exists() and not out.exists():  # killed between two names
            old.rename(out)
        made_at = datetime.now(UTC)
        try:
            files = _Crawl(begun, made_at).run(step)
            snapshot = Snapshot(made_at=made_at, version=__version__, files=len(files), bytes=sum(files.values()))
            _sign(begun, files, snapshot)
        except BaseException:
            shutil.rmtree(begun, ignore_errors=True)
            raise
        with writing_to(out):
            shutil.rmtree(old, ignore_errors=True)
            if out.exists():
                out.rename(old)
            begun.rename(out)
            shutil.rmtree(old, ignore_errors=True)
    return snapshot


@contextmanager
def _alone(begun: Path) -> Iterator[None]:
    """Hold the folder that is being written, empty: what a killed run has left in it goes, a second run is refused."""
    with writing_to(begun):
        begun.mkdir(parents=True, exist_ok=True)
        folder = os.open(begun, os.O_RDONLY)
    try:
        with writing_to(begun):
            try:
                fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise StoreError(
                    "another publication is being written", where=str(begun), next_step="wait for its end"
                ) from None
            for path in begun.iterdir():
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        yield
    finally:
        os.close(folder)


class _Crawl:
    """One walk over the site: every address once, every answer a file."""

    def __init__(self, out: Path, made_at: datetime) -> None:
        from ximu.site.wsgi import application

        self._application = application
        self._out, self._made_at = out, made_at
        self._answers: dict[Address, str | None] = {}
        self._bodies: dict[Address, Answer] = {}
        self._waiting: deque[Address] = deque()
        self._written: dict[str, int] = {}

    def run(self, step: Callable[[int, int], None]) -> dict[str, int]:
        """Files and their bytes."""
        with holding(), _one_connection():
            for path in ("/", "/feed.atom"):
                for address in (Address(path), Address(path, language=ENGLISH)):
                    if self._know(address) is None:
                        raise _refused(address.asked)
            while self._waiting:
                address = self._waiting.popleft()
                answer = self._bodies.pop(address)
                file = self._answers[address]
                if file is not None:
                    self._write(file, self._kept(address, answer, file))
                step(len(self._written), len(self._answers))
            for name in LISTS:
                address = Address(f"/api/v1/{name}", (("format", "csv"),))
                table = self._ask(address)
                if table.status != 200:
                    raise _refused(address.asked)
                self._write(f"data/{name}.csv", table.body)
        return self._written

    def _know(self, address: Address) -> str | None:
        """The file of an address, asking the site for it the first time; None when there is nothing to keep."""
        if address not in self._answers:
            self._learn(address)
            if address in self._bodies and self._bodies[address].content_type.startswith("text/html"):
                # Its other forms now: what they show is still at hand.
                for form in other_forms(address):
                    if form not in self._answers:
                        self._learn(form)
        return self._answers[address]

    def _learn(self, address: Address) -> None:
        answer = self._ask(address)
        if answer.status >= 500:
            raise StoreError(f"the page fails with {answer.status}", where=address.asked, next_step="ximu doctor")
        file = file_of(address, answer.content_type, answer.file_name) if answer.status == 200 else None
        self._answers[address] = file
        if file is not None:
            self._bodies[address] = answer
            self._waiting.append(address)

    def _ask(self, address: Address) -> Answer:
        parts = urlsplit(address.asked)
        environ: dict[str, Any] = {"PATH_INFO": address.path.encode().decode("latin-1"), "QUERY_STRING": parts.query}
        setup_testing_defaults(environ)
        environ |= {"HTTP_HOST": _own_host(), "HTTP_X_FORWARDED_PROTO": "https", "wsgi.input": BytesIO()}
        told: dict[str, Any] = {}

        def start(status: str, headers: list[tuple[str, str]], _: Any = None, /) -> Callable[[bytes], object]:
            told["status"], told["headers"] = int(status.split()[0]), headers
            return lambda written: None

        answer = self._application(environ, start)
        try:
            body = b"".join(answer)
        finally:
            getattr(answer, "close", lambda: None)()
        headers = Message()
        for name, value in told["headers"]:
            headers[name] = value
        name = headers.get_filename("") if address.path.startswith("/sources/") else ""
        return Answer(told["status"], headers.get("Content-Type", ""), Path(name).name, body)

    def _kept(self, address: Address, answer: Answer, file: str) -> bytes:
        if answer.content_type.startswith("text/html"):
            return self._page(address, answer.body.decode(), file)
        if answer.content_type.startswith("text/css"):
            return self._style(address, answer.body.decode(), file)
        return answer.body

    def _page(self, address: Address, html: str, file: str) -> bytes:
        """The page with every link made relative, without forms, and with the day it was taken."""
        tree = LexborHTMLParser(html)
        for form in tree.css("form"):
            for line in choices(form, address):
                form.insert_before(line)
            form.decompose()
        for tag, attribute in _LINKS:
            for node in tree.css(f"{tag}[{attribute}]"):
                link = node.attributes[attribute] or ""
                if not link or link.startswith(("data:", "mailto:", "#")):
                    continue
                target = address_of(link, address)
                known = self._know(target) if target is not None else None
                if known is not None:
                    node.attrs[attribute] = link_to(known, file, urlsplit(link).fragment)
                elif target is not None or link.startswith("/"):
                    # A link to nothing would be a lie; the words stay.
                    node.unwrap() if tag == "a" else node.decompose()
        note = say("snapshot.note", address.language, day=self._made_at.date().isoformat())
        whole: str = tree.html or ""
        return whole.replace("</footer>", f"<p>{note}</p></footer>", 1).encode()

    def _style(self, address: Address, css: str, file: str) -> bytes:
        def relative(found: re.Match[str]) -> str:
            target = None if found[1].startswith("data:") else address_of(found[1], address)
            known = self._know(target) if target is not None else None
            return f'url("{link_to(known, file)}")' if known else found[0]

        return _IN_CSS.sub(relative, css).encode()

    def _write(self, file: str, body: bytes) -> None:
        path = self._out / file
        with writing_to(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(body)
        self._written[file] = len(body)


def _own_host() -> str:
    """A name by which the site lets itself be called."""
    names = [one.lstrip(".") for one in settings.ALLOWED_HOSTS]
    return names[0] if names and not {"localhost", "*"} & {*names} else "localhost"


def _refused(asked: str) -> StoreError:
    return StoreError("the site does not show its own page", where=asked, next_step="ximu doctor")


@contextmanager
def _one_connection() -> Iterator[None]:
    """Keep the connection to the database between the pages; each request would else open one of its own."""
    connection.ensure_connection()
    kept, connection.close_at = connection.close_at, None
    try:
        yield
    finally:
        connection.close_at = kept


def _sign(folder: Path, files: dict[str, int], snapshot: Snapshot) -> None:
    """The note with the date, and the checksums of everything, as `sha256sum --check` reads them."""
    with writing_to(folder):
        (folder / NOTE).write_bytes(msgspec.json.format(msgspec.json.encode(snapshot), indent=1) + b"\n")
        lines = [f"{sha256_of(folder / name)}  {name}\n" for name in (NOTE, *sorted(files))]
        (folder / SUMS).write_text("".join(lines), encoding="utf-8")
