"""Public pages kept as they were sent, until anything in the database changes or the day ends."""

from __future__ import annotations

import gzip
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import NamedTuple

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.urls import ResolverMatch
from django.utils import timezone
from django.utils.cache import get_conditional_response

from ximu.site.language import COOKIE, language_of, remember
from ximu.site.respond import NO_TWIN
from ximu.store.changes import committed_state

MOST_BYTES = 48_000_000  # in each process
LARGEST = 2_000_000
NEVER = (*NO_TWIN, "/api/", "/health/", "/metrics", "/static/", "/sources/")
# Said anew with every answer, as they are of one visitor or of how the words are packed.
NOT_KEPT = frozenset({"etag", "content-encoding", "content-length"})
Key = tuple[str, ...]


class Kept(NamedTuple):
    """An answer packed with gzip, with its headers and its tag; `match` is the page, for who counts requests."""

    packed: bytes
    headers: tuple[tuple[str, str], ...]
    etag: str
    match: ResolverMatch | None


class Shelf:
    """The answers of one process for the latest state of the database; the one asked for longest ago goes first."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most = most_bytes
        self._lock = threading.Lock()
        self._state: Key = ()
        self._held: OrderedDict[Key, Kept] = OrderedDict()
        self._bytes = 0

    def get(self, state: Key, key: Key) -> Kept | None:
        """What is kept under `key`; with a state that is new, everything that was kept goes."""
        with self._lock:
            if state != self._state:
                self._held.clear()
                self._state, self._bytes = state, 0
            found = self._held.get(key)
            if found is not None:
                self._held.move_to_end(key)
            return found

    def put(self, state: Key, key: Key, kept: Kept) -> None:
        """Keep an answer, unless its state is over."""
        with self._lock:
            if state != self._state:
                return
            before = self._held.pop(key, None)
            self._bytes += len(kept.packed) - (len(before.packed) if before else 0)
            self._held[key] = kept
            while self._bytes > self._most:
                _, gone = self._held.popitem(last=False)
                self._bytes -= len(gone.packed)


class KeptPagesMiddleware:
    """Answers a public page from what is kept, and one that the reader still has with 304.

    Nothing is kept of or for who is signed in, and nothing that is said to one visitor: whatever sets another cookie
    than that of the language or is marked private goes through.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.shelf = Shelf()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The kept answer, or the one of the page, which is then kept."""
        asked = _asked(request)
        if asked is None:
            return self.get_response(request)
        state, key = asked
        kept = self.shelf.get(state, key)
        if kept is None:
            response = self.get_response(request)
            kept = as_kept(response, request.resolver_match)
            if kept is None:
                return response
            self.shelf.put(state, key, kept)
        request.resolver_match = kept.match
        return _answer(request, kept)


def _asked(request: HttpRequest) -> tuple[Key, Key] | None:
    """The state of the database and what the answer depends on besides; None for what is not kept."""
    if request.method != "GET" or request.path_info.startswith(NEVER):
        return None
    if settings.SESSION_COOKIE_NAME in request.COOKIES:
        return None
    try:
        host, state = request.get_host(), committed_state()
    except (DisallowedHost, DatabaseError):  # the page itself says what is wrong
        return None
    if state is None:
        return None
    today = timezone.localdate().isoformat()  # at midnight something may be late
    query = request.META.get("QUERY_STRING", "")
    return (state, today), (str(request.scheme), host, request.path_info, query, language_of(request))


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


def _answer(request: HttpRequest, kept: Kept) -> HttpResponse:
    """The kept words as this reader takes them; 304 without them when its own copy has the same tag."""
    packs = "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(kept.packed if packs else gzip.decompress(kept.packed))
    for name, text in (*kept.headers, ("ETag", kept.etag)):
        response.headers[name] = text
    if packs:
        response.headers["Content-Encoding"] = "gzip"
    # A browser may keep a page and has to ask each time whether it still holds.
    response.headers.setdefault("Cache-Control", "no-cache")
    remember(request, response)
    return get_conditional_response(request, etag=kept.etag, response=response) or response
