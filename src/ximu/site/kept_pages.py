"""Public pages kept as they were sent, until something that they show may have changed or the day ends."""

from __future__ import annotations

import gzip
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from typing import NamedTuple

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.urls import ResolverMatch
from django.utils import timezone
from django.utils.cache import get_conditional_response

from ximu.site.language import COOKIE, language_of, remember
from ximu.site.page_reads import PageReads, Question, still_answered
from ximu.site.respond import NO_TWIN
from ximu.store.changes import committed_state, ledger_edition

MOST_BYTES = 48_000_000  # in each process
LARGEST = 2_000_000
NEVER = (*NO_TWIN, "/api/", "/open311/", "/health/", "/metrics", "/static/", "/sources/")
# Said anew with every answer, as they are of one visitor or of how the words are packed.
NOT_KEPT = frozenset({"etag", "content-encoding", "content-length"})
Key = tuple[str, ...]


class Moment(NamedTuple):
    """When a page is asked for: the state of the whole database, the edition of the ledger, the day."""

    state: str
    edition: str
    day: str  # at midnight something may be late


class Kept(NamedTuple):
    """An answer packed with gzip, with its headers and its tag; `match` is the page, for who counts requests."""

    packed: bytes
    headers: tuple[tuple[str, str], ...]
    etag: str
    match: ResolverMatch | None


class _Held(NamedTuple):
    """An answer, what it rests on besides the ledger (None: on everything), and the last state in which that was so."""

    kept: Kept
    questions: tuple[Question, ...] | None
    state: str


class Shelf:
    """The answers of one process for an edition of the ledger and a day; the one asked for longest ago goes first."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most = most_bytes
        self._lock = threading.Lock()
        self._of = ("", "")
        self._held: OrderedDict[Key, _Held] = OrderedDict()
        self._bytes = 0

    def get(self, now: Moment, key: Key) -> Kept | None:
        """What is kept under `key` if nothing it rests on has changed; else it goes."""
        with self._lock:
            if (now.edition, now.day) != self._of:
                self._held.clear()
                self._of, self._bytes = (now.edition, now.day), 0
            found = self._held.get(key)
            if found is None:
                return None
            self._held.move_to_end(key)
        if found.state == now.state:
            return found.kept
        holds = found.questions is not None and still_answered(found.questions)
        with self._lock:
            if self._held.get(key) is found:
                if holds:
                    self._held[key] = found._replace(state=now.state)
                else:
                    self._remove(key)
        return found.kept if holds else None

    def put(self, now: Moment, key: Key, kept: Kept, questions: tuple[Question, ...] | None) -> None:
        """Keep an answer, unless its edition or day is over."""
        with self._lock:
            if (now.edition, now.day) != self._of:
                return
            self._remove(key)
            self._held[key] = _Held(kept, questions, now.state)
            self._bytes += len(kept.packed)
            while self._bytes > self._most:
                self._remove(next(iter(self._held)))

    def _remove(self, key: Key) -> None:
        gone = self._held.pop(key, None)
        self._bytes -= len(gone.kept.packed) if gone else 0


class KeptPagesMiddleware:
    """Answers a public page from what is kept, and one that the reader still has with 304.

    Nothing is kept of or for who is signed in, and nothing that is said to one visitor: whatever sets another cookie
    than that of the language or is marked private goes through. `Cache-Status` (RFC 9211) says which it was.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.shelf = Shelf()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The kept answer, or the one of the page, which is then kept."""
        asked = _asked(request)
        if asked is None:
            return self.get_response(request)
        now, key = asked
        try:
            kept = self.shelf.get(now, key)
        except DatabaseError:  # the page itself says what is wrong
            return self.get_response(request)
        if kept is not None:
            request.resolver_match = kept.match
            return _answer(request, kept, "hit")
        reads = PageReads()
        with connection.execute_wrapper(reads):
            response = self.get_response(request)
        kept = as_kept(response, request.resolver_match)
        if kept is None:
            return response
        self._keep(now, key, kept, reads)
        return _answer(request, kept, "fwd=miss")

    def _keep(self, now: Moment, key: Key, kept: Kept, reads: PageReads) -> None:
        """Keep it, if it cannot hold anything from before or behind a change that happened meanwhile."""
        with suppress(DatabaseError):
            questions = reads.questions()
            after = _moment()
            if after == now or (questions == () and after is not None and after[1:] == now[1:]):
                self.shelf.put(now, key, kept, questions)


def _asked(request: HttpRequest) -> tuple[Moment, Key] | None:
    """When it is asked for and what the answer depends on besides; None for what is not kept."""
    if request.method != "GET" or request.path_info.startswith(NEVER):
        return None
    if settings.SESSION_COOKIE_NAME in request.COOKIES:
        return None
    try:
        host, now = request.get_host(), _moment()
    except (DisallowedHost, DatabaseError):  # the page itself says what is wrong
        return None
    if now is None:
        return None
    query = request.META.get("QUERY_STRING", "")
    return now, (str(request.scheme), host, request.path_info, query, language_of(request))


_last = ("", "")  # the state that was seen last, and its edition: as long as nothing is committed, that is not asked


def _moment() -> Moment | None:
    """Now; None where the state of the database cannot be told."""
    global _last
    state = committed_state()
    if state is None:
        return None
    seen, edition = _last
    if seen != state:
        edition = ledger_edition() or state  # of a ledger without an edition any commit may be a change
        _last = (state, edition)
    return Moment(state, edition, timezone.localdate().isoformat())


def as_kept(response: HttpResponse, match: ResolverMatch | None) -> Kept | None:
    """A whole public answer with its tag; None for anything that is not the same for everyone."""
    if response.status_code != 200 or response.streaming or set(response.cookies) - {COOKIE}:
        return None
    if any(word in response.headers.get("Cache-Control", "") for word in ("private", "no-store", "no-cache")):
        return None
    is_packed = response.headers.get("Content-Encoding") == "gzip"
    packed = response.content if is_packed else gzip.compress(response.content, 6, mtime=0)
    if len(packed) > LARGEST:
        return None
    # The tag is that of the words, however they are packed.
    words = gzip.decompress(packed) if is_packed else response.content
    etag = response.headers.get("ETag") or f'W/"{hashlib.sha256(words).hexdigest()[:32]}"'
    headers = tuple((name, text) for name, text in response.items() if name.lower() not in NOT_KEPT)
    return Kept(packed, headers, etag, match)


def _answer(request: HttpRequest, kept: Kept, how: str) -> HttpResponse:
    """The kept words as this reader takes them; 304 without them when its own copy has the same tag."""
    packs = "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(kept.packed if packs else gzip.decompress(kept.packed))
    for name, text in (*kept.headers, ("ETag", kept.etag)):
        response.headers[name] = text
    if packs:
        response.headers["Content-Encoding"] = "gzip"
    # A browser may keep a page and has to ask each time whether it still holds.
    response.headers.setdefault("Cache-Control", "no-cache")
    response.headers["Cache-Status"] = f"ximu; {how}"
    remember(request, response)
    return get_conditional_response(request, etag=kept.etag, response=response) or response
