"""Which address of the site becomes which file of the snapshot, and what stands in a page for an address."""

from __future__ import annotations

import hashlib
import posixpath
import re
from fnmatch import fnmatchcase
from typing import NamedTuple
from urllib.parse import parse_qsl, quote, unquote, urlencode, urljoin, urlsplit

ENGLISH = "en"
_ENDINGS = {
    "text/html": ".html", "application/json": ".json", "text/csv": ".csv", "image/svg+xml": ".svg", "image/png": ".png",
}  # fmt: skip
# What has no meaning without a server: pages of these answer to words a person types.
NOT_KEPT = (
    "/search/",
    "/api/",
    "/health/",
    "/metrics",
    "/workbench/",
    "/accounts/",
    "/admin/",
    "/cases/",
    "/corrections/",
    "/trace/",
    "/open311/",
)
# A choice that shows what stands on no other page; every other choice narrows or sorts a list that is kept whole.
VIEWS = (
    ("/projects/register/", ("playbook",)),
    ("/statistics/", ("government", "year")),
    ("/places/*/integrity/", ("year",)),
    ("/registers/lists/*/*/", ("version",)),
    ("/registers/lists/*/*/changes/", ("to",)),
)
_PLAIN = re.compile(r"[\w-]{1,40}")


class Address(NamedTuple):
    """An address of the site: `path` with what is asked, in one of the two languages."""

    path: str
    query: tuple[tuple[str, str], ...] = ()
    language: str = "zh"

    @property
    def asked(self) -> str:
        """As it is asked of the site."""
        query = list(self.query)
        if self.language == ENGLISH:
            query.append(("lang", ENGLISH))
        return self.path + (f"?{urlencode(query)}" if query else "")


def views_of(path: str) -> tuple[str, ...]:
    """The choices that make pages of their own below this path."""
    return next((names for pattern, names in VIEWS if fnmatchcase(path, pattern)), ())


def address_of(link: str, here: Address) -> Address | None:
    """The address that a link of the page `here` leads to; None when it leaves the site or has no file.

    A page in English links to pages in English. A list that is sorted or narrowed is left to the live site: its link
    leads to the whole list, in the view it is of.
    """
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        return None
    path = unquote(urljoin(here.path, parts.path)) if parts.path else here.path
    if path.startswith(NOT_KEPT):
        return None
    query = dict(parse_qsl(parts.query))
    language = query.pop("lang", here.language)
    if path.startswith("/static/"):
        return Address(path)
    names = ("page", *views_of(path)) if path.endswith("/") else query
    kept = {name: value for name, value in query.items() if name in names}
    return Address(path, tuple(sorted(kept.items())), ENGLISH if language == ENGLISH else "zh")


def other_forms(address: Address) -> list[Address]:
    """The page in the other language, and the JSON that both lead to."""
    other = address._replace(language="zh" if address.language == ENGLISH else ENGLISH)
    twin = "/index.json" if address.path == "/" else f"{address.path.rstrip('/')}.json"
    return [other, *(page._replace(path=twin) for page in (address, other))]


def file_of(address: Address, content_type: str, file_name: str = "") -> str:
    """The file of an address, relative to the snapshot: a folder's page is its index.html, English stands below en/."""
    path = address.path.lstrip("/")
    kind = content_type.partition(";")[0].strip()
    query = dict(address.query)
    if path.endswith("/") or not path:
        page = query.pop("page", "")
        path += "".join(f"{name}-{_folder(value)}/" for name, value in sorted(query.items()))
        path += f"page-{page}/" if page and page != "1" else ""
        path += file_name or ("index" + _ENDINGS.get(kind, ".html") if kind in _ENDINGS else "file")
    elif query:
        stem, ending = posixpath.splitext(path)
        mark = hashlib.blake2b(urlencode(sorted(query.items())).encode(), digest_size=5).hexdigest()
        path = f"{stem}-{mark}{ending}"
    return f"{ENGLISH}/{path}" if address.language == ENGLISH and not path.startswith("static/") else path


def _folder(value: str) -> str:
    """A choice as the name of a folder."""
    return value if _PLAIN.fullmatch(value) else hashlib.blake2b(value.encode(), digest_size=5).hexdigest()


def link_to(target: str, here: str, fragment: str = "") -> str:
    """The relative link from the file `here` to the file `target`; an index.html is named by its folder."""
    relative = posixpath.relpath(target, posixpath.dirname(here) or ".")
    if posixpath.basename(relative) == "index.html":
        relative = posixpath.dirname(relative)
        relative = f"{relative}/" if relative else "./"
    return quote(relative, safe="/.-_~") + (f"#{fragment}" if fragment else "")
