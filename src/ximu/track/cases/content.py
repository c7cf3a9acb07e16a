"""What comes in with a case, on whichever way, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from msgspec import UNSET, Struct, UnsetType

from ximu.track.actions.change import tidy
from ximu.track.actions.evidence import NewEvidence
from ximu.track.cases.models import Channel
from ximu.track.cases.schemes import DEFAULT, category_of, schemes

MOST_WORDS, LONGEST_TITLE = 5000, 200
_PHONE = re.compile(r"\+?[\d][\d \-()]{4,24}")
_END = re.compile(r"[。！？!?\n；;]")


class NewRequester(NamedTuple):
    """Who asks; everything may be left out, then nobody can be called back."""

    name_zh: str = ""
    phone: str = ""
    email: str = ""
    address_zh: str = ""


class NewCase(Struct, frozen=True, kw_only=True):
    """A case as it comes in. `title_zh` is made from the words when it is not given. Coordinates are WGS 84 degrees.

    `outside_id` is the number it has where it came from: the same channel and number again is the same case.
    """

    words_zh: str
    channel: str
    title_zh: str = ""
    playbook: str = "hotline"
    scheme: str = DEFAULT
    category: str = ""
    requester: NewRequester = NewRequester()
    place_zh: str = ""
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    public_wanted: bool | None = None
    outside_id: str = ""
    fields: dict[str, Any] = {}
    evidence: tuple[NewEvidence, ...] = ()


class CaseChange(Struct, frozen=True, kw_only=True):
    """What a clerk changes; what is UNSET stays. Title and requirement are what the public reads once it is published."""

    title_zh: str | UnsetType = UNSET
    requirement_zh: str | UnsetType = UNSET
    category: str | UnsetType = UNSET
    place_zh: str | UnsetType = UNSET
    latitude: Decimal | UnsetType | None = UNSET
    longitude: Decimal | UnsetType | None = UNSET
    public_wanted: bool | UnsetType | None = UNSET


class Wrong(NamedTuple):
    """One thing that is wrong: the field, and what, in English; pages have words of their own for `what`."""

    field: str
    what: str


def wrongs(new: NewCase) -> Iterator[Wrong]:
    """Everything that is wrong with a case that comes in."""
    words = tidy(new.words_zh)
    if not words:
        yield Wrong("words_zh", "missing")
    elif len(words) > MOST_WORDS:
        yield Wrong("words_zh", "too long")
    if len(tidy(new.title_zh)) > LONGEST_TITLE:
        yield Wrong("title_zh", "too long")
    if new.channel not in Channel.values:
        yield Wrong("channel", "unknown")
    if new.scheme not in schemes():
        yield Wrong("scheme", "unknown")
    elif new.category and category_of(new.scheme, new.category) is None:
        yield Wrong("category", "unknown")
    if len(tidy(new.place_zh)) > 200:
        yield Wrong("place_zh", "too long")
    yield from _wrong_point(new.latitude, new.longitude)
    yield from _wrong_contact(new.requester)


def _wrong_point(latitude: Decimal | None, longitude: Decimal | None) -> Iterator[Wrong]:
    if (latitude is None) != (longitude is None):
        yield Wrong("latitude", "needs both")
    if latitude is not None and not -90 <= latitude <= 90:
        yield Wrong("latitude", "out of range")
    if longitude is not None and not -180 <= longitude <= 180:
        yield Wrong("longitude", "out of range")


def _wrong_contact(who: NewRequester) -> Iterator[Wrong]:
    if who.phone and not _PHONE.fullmatch(who.phone.strip()):
        yield Wrong("phone", "no telephone number")
    if who.email:
        try:
            validate_email(who.email.strip())
        except ValidationError:
            yield Wrong("email", "no address")
    for name, most in (("name_zh", 80), ("address_zh", 200)):
        if len(getattr(who, name)) > most:
            yield Wrong(name, "too long")


def title_of(words: str, most: int = 40) -> str:
    """The first sentence of what someone says, at most `most` characters, as a title for the clerk to better."""
    first = next((part for part in (one.strip() for one in _END.split(words)) if part), "")
    return first if len(first) <= most else first[: most - 1] + "…"
