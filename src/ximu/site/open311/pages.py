"""The methods of GeoReport v2: discovery, services, requests, tokens."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from functools import wraps
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from ximu.ledger.errors import TrackError
from ximu.site.cases.records import with_lines
from ximu.site.language import language_of, say
from ximu.site.open311.answers import Refused, answer, errors, open_to_all
from ximu.site.open311.asked import government_asked, narrowed, page_of
from ximu.site.open311.records import LONGEST, MATTER, service, service_definition, service_request
from ximu.track.actions import NewEvidence
from ximu.track.cases.actions import receive
from ximu.track.cases.actions.duplicates import answer_of, answers_of
from ximu.track.cases.codes import shown_code, typed_code
from ximu.track.cases.content import NewCase, NewRequester
from ximu.track.cases.models import Case, Channel
from ximu.track.cases.schemes import DEFAULT, Category, category_of, schemes
from ximu.track.editions import playbooks
from ximu.track.models import Government
from ximu.track.rules.engine import value_of

SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
BOOK = "hotline"
Page = Callable[..., HttpResponse]


def method(*allowed: str) -> Callable[[Page], Page]:
    """Make a method of the interface: refusals in its own shape, no cookie needed, open to scripts of other sites."""

    def make(page: Page) -> Page:
        @csrf_exempt
        @wraps(page)
        def asked(request: HttpRequest, form: str, **parts: str) -> HttpResponse:
            if request.method == "OPTIONS":
                return open_to_all(HttpResponse(status=204))
            try:
                if request.method not in allowed and not (request.method == "HEAD" and "GET" in allowed):
                    raise Refused(400, f"{request.method} is not possible here")
                return page(request, form, **parts)
            except Refused as refused:
                return errors(form, refused)

        return asked

    return make


@method("GET")
def discovery(request: HttpRequest, form: str) -> HttpResponse:
    """Where the interface is and what it offers."""
    language = language_of(request)
    changed = schemes()[DEFAULT].changed_on.isoformat()
    content = {
        "changeset": changed,
        "contact": say("georeport.contact", language),
        "key_service": say("georeport.key", language),
        "endpoints": [
            {
                "specification": SPECIFICATION,
                "url": request.build_absolute_uri("/open311/v2"),
                "changeset": changed,
                "type": "production",
                "formats": ["text/xml", "application/json"],
            }
        ],
    }
    return answer(form, "discovery", content)


@method("GET")
def services(request: HttpRequest, form: str) -> HttpResponse:
    """The categories of cases."""
    government_asked(request.GET)
    language = language_of(request)
    return answer(form, "services", [service(one, language) for one in schemes()[DEFAULT].categories])


@method("GET")
def definition(request: HttpRequest, form: str, code: str) -> HttpResponse:
    """What can be said with a request of one category."""
    government_asked(request.GET)
    content = service_definition(_category(code), playbooks()[BOOK], language_of(request))
    return answer(form, "service_definition", content)


@method("GET", "POST")
def requests(request: HttpRequest, form: str) -> HttpResponse:
    """The cases that are public, or a new one."""
    if request.method == "POST":
        return _take(request, form)
    government, language = government_asked(request.GET), language_of(request)
    found = page_of(narrowed(_readable(request, government), request), request)
    said = answers_of([one.item for one in found])
    return answer(form, "service_requests", [service_request(one, said[one.item_id], language) for one in found])


@method("GET")
def one_request(request: HttpRequest, form: str, number: str) -> HttpResponse:
    """One case."""
    government = government_asked(request.GET)
    found = _readable(request, government).filter(pk=int(number)).first() if len(number) < 18 else None
    if found is None:
        raise Refused(404, f"service_request_id {number[:40]} was not found")
    return answer(form, "service_requests", [service_request(found, answer_of(found.item), language_of(request))])


@method("GET")
def token(request: HttpRequest, form: str, token: str) -> HttpResponse:
    """The number of the case that a tracking code belongs to."""
    government = government_asked(request.GET)
    code = typed_code(token)
    found = Case.objects.filter(item__government=government, code=code).first() if code else None
    if found is None:
        raise Refused(404, "token was not found")
    return answer(form, "service_requests", [{"service_request_id": found.pk, "token": shown_code(found.code)}])


def _readable(request: HttpRequest, government: Government) -> QuerySet[Case]:
    """Public cases; for a program with the key, also those that came by this interface."""
    seen = Q(item__published_at__isnull=False)
    if request.GET.get("api_key") and _has_key(request.GET.get("api_key", "")):
        seen |= Q(channel=Channel.OPEN311)
    return with_lines(Case.objects.filter(seen, item__government=government))


def _has_key(given: str) -> bool:
    key: str = settings.OPEN311_KEY
    return bool(key) and secrets.compare_digest(given.encode(), key.encode())


def _category(code: str) -> Category:
    found = category_of(DEFAULT, code)
    if found is None:
        raise Refused(404, f"service_code {code[:40]} was not found")
    return found


def _take(request: HttpRequest, form: str) -> HttpResponse:
    given = request.POST
    if any("\0" in value for _, values in given.lists() for value in values):
        raise Refused(400, "a value holds a NUL character")
    if not _has_key(given.get("api_key", "")):
        raise Refused(403, "api_key is missing or not valid")
    government = government_asked(given)
    new = _new_case(given)
    try:
        case = receive(government, new)
    except TrackError as error:
        raise Refused(400, *error.what.split("; ")) from error
    notice = say("georeport.notice", language_of(request), code=shown_code(case.code))
    content = [{"service_request_id": case.pk, "service_notice": notice, "account_id": given.get("account_id") or None}]
    return answer(form, "service_requests", content, 201)


def _new_case(given: Any) -> NewCase:
    if not given.get("service_code", "").strip():
        raise Refused(400, "service_code was not provided")
    category = _category(given["service_code"].strip())
    latitude, longitude = _degrees(given, "lat"), _degrees(given, "long")
    place = given.get("address_string", "").strip() or given.get("address_id", "").strip()
    if not place and (latitude is None or longitude is None):
        raise Refused(400, "lat and long, address_string or address_id must be provided")
    words = given.get("description", "").strip()
    if len(words) > LONGEST:
        raise Refused(400, f"description is longer than {LONGEST} characters")
    media = given.get("media_url", "").strip()
    photos = (NewEvidence("照片", url=media),) if media else ()
    first, last = given.get("first_name", "").strip(), given.get("last_name", "").strip()
    # Chinese names have the family name first and no blank.
    name = f"{first} {last}".strip() if f"{first}{last}".isascii() else f"{last}{first}"
    return NewCase(
        words_zh=words or category.zh, channel=Channel.OPEN311, playbook=BOOK, category=category.code, place_zh=place,
        requester=NewRequester(name, given.get("phone", "").strip(), given.get("email", "").strip()),
        latitude=latitude, longitude=longitude, fields=_attributes(given), evidence=photos,
    )  # fmt: skip


def _degrees(given: Any, name: str) -> Decimal | None:
    text = given.get(name, "").strip()
    if not text:
        return None
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise Refused(400, f"{name} must be given in degrees") from None
    if not number.is_finite() or abs(number) > 360:
        raise Refused(400, f"{name} must be given in degrees")
    return round(number, 6)


def _attributes(given: Any) -> dict[str, Any]:
    """The answers to the service definition; one that it does not ask for is left out."""
    text = given.get(f"attribute[{MATTER}]", "").strip()
    if not text:
        return {}
    try:
        return {MATTER: value_of(playbooks()[BOOK].field(MATTER), text)}
    except ValueError:
        raise Refused(400, f"attribute[{MATTER}] {text[:40]} is none of its values") from None
