"""The two languages of the site: the words of all pages (`words/*.toml`, one file a page), and the language a request asks for."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

WORDS = Path(__file__).with_name("words")
LANGUAGES = {"zh": "zh-Hans", "en": "en"}
COOKIE = "ximu_lang"
ONE_YEAR = 365 * 24 * 3600


@cache
def words() -> Mapping[str, Mapping[str, str]]:
    """All words of the pages: 'report.ledger' → {'zh': …, 'en': …, and 'en_one' where one thing needs another form}.

    A group stands in one file. Raises ValueError when two files have it.
    """
    found: dict[str, Mapping[str, str]] = {}
    groups: dict[str, str] = {}
    for file in sorted(WORDS.glob("*.toml")):
        for group, entries in tomllib.loads(file.read_text(encoding="utf-8")).items():
            if groups.setdefault(group, file.name) != file.name:
                raise ValueError(f"[{group}] stands in {groups[group]} and in {file.name}")
            found |= {f"{group}.{name}": entry for name, entry in entries.items()}
    return found


def say(key: str, language: str, **values: object) -> str:
    """The words for `key` in a language, with {names} filled in; a missing key is an error of ours and raises KeyError."""
    entry = words()[key]
    chosen = entry[language]
    if language == "en" and values.get("n") == 1:
        chosen = entry.get("en_one", chosen)
    return chosen.format(**values) if values else chosen


def say_code(group: str, code: str, language: str) -> str:
    """The word for a code of a record (stance 'target' → 目标); a code without a word is shown as it is."""
    entry = words().get(f"{group}.{code}")
    return entry[language] if entry else code


def language_of(request: HttpRequest) -> str:
    """'zh' or 'en': what `?lang=` asks for, else what the cookie remembers, else Chinese."""
    for asked in (request.GET.get("lang"), request.COOKIES.get(COOKIE)):
        if asked in LANGUAGES:
            return asked
    return "zh"


class LanguageMiddleware:
    """Activates the language of the request and remembers one that was asked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the language of the request; `Vary: Cookie` because one address has two languages.

        An answer that is marked public is the same for everyone: its address alone decides the language.
        """
        language = language_of(request)
        with translation.override(LANGUAGES[language]):
            response = self.get_response(request)
        if "public" in response.headers.get("Cache-Control", ""):
            return response
        response.headers.setdefault("Content-Language", LANGUAGES[language])
        patch_vary_headers(response, ["Cookie"])
        remember(request, response)
        return response


def remember(request: HttpRequest, response: HttpResponse) -> None:
    """Set the cookie of the language when the address asks for one and anyone's copy of the answer is not meant."""
    language = request.GET.get("lang")
    if language in LANGUAGES and "public" not in response.headers.get("Cache-Control", ""):
        response.set_cookie(COOKIE, language, max_age=ONE_YEAR, samesite="Lax", httponly=True)
