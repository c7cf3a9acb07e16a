"""What a request of Open311 asks for: jurisdiction, days, codes, pages; everything else is refused with its reason."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from ximu.site.cases.records import ENDED
from ximu.site.open311.answers import Refused
from ximu.track.cases.governments import governments_with_clerk
from ximu.track.cases.models import Case
from ximu.track.models import Government

SPAN = timedelta(days=90)
MOST = 1000
STATES = ("open", "closed")


class Window(NamedTuple):
    """From when to when requests were made."""

    start: datetime
    end: datetime


def government_asked(given: Any) -> Government:
    """The government that `jurisdiction_id` names, by place code or key; the only one when there is one."""
    asked = str(given.get("jurisdiction_id", "")).strip()
    known = governments_with_clerk()
    if not asked:
        if len(known) == 1:
            return known[0]
        raise Refused(400 if known else 404, "jurisdiction_id was not provided" if known else "no jurisdiction here")
    for one in known:
        if asked in (one.key, one.place_code):
            return one
    raise Refused(404, f"jurisdiction_id {asked[:40]} was not found")


def narrowed(cases: QuerySet[Case], request: HttpRequest) -> QuerySet[Case]:
    """The requests that the address asks for. `service_request_id` overrides all other arguments (specification)."""
    asked = request.GET
    numbers = _listed(asked.get("service_request_id", ""))
    if numbers:
        return cases.filter(pk__in=[int(one) for one in numbers if one.isascii() and one.isdigit() and len(one) < 18])
    window = window_of(asked.get("start_date", ""), asked.get("end_date", ""))
    found = cases.filter(received_at__gte=window.start, received_at__lte=window.end)
    if codes := _listed(asked.get("service_code", "")):
        found = found.filter(category__in=codes)
    if states := _listed(asked.get("status", "")):
        if unknown := set(states) - set(STATES):
            raise Refused(400, f"status {', '.join(sorted(unknown))[:40]} is neither open nor closed")
        wanted = Q(pk__in=[])
        if "closed" in states:
            wanted |= Q(item__phase__in=ENDED)
        if "open" in states:
            wanted |= ~Q(item__phase__in=ENDED)
        found = found.filter(wanted)
    return found


def page_of(cases: QuerySet[Case], request: HttpRequest) -> list[Case]:
    """The newest first, a page of at most 1,000 (the limit of the specification); `page` and `page_size` from 1."""
    page = _whole(request.GET.get("page", ""), "page", 1)
    size = min(_whole(request.GET.get("page_size", ""), "page_size", MOST), MOST)
    return list(cases.order_by("-received_at", "-pk")[(page - 1) * size : page * size])


def window_of(start: str, end: str) -> Window:
    """The days asked for: the last 90 when none is, 90 from or up to the one that is, never more."""
    first, last = _moment(start, "start_date"), _moment(end, "end_date")
    now = timezone.now()
    if first is None and last is None:
        return Window(now - SPAN, now + timedelta(days=1))
    try:
        if first is None:
            assert last is not None
            return Window(last - SPAN, last)
        if last is None:
            return Window(first, first + SPAN)
    except OverflowError:
        raise Refused(400, "start_date or end_date is out of range") from None
    if last < first:
        raise Refused(400, "end_date is before start_date")
    if last - first > SPAN:
        raise Refused(400, "start_date and end_date may not span more than 90 days")
    return Window(first, last)


def _moment(text: str, name: str) -> datetime | None:
    # A plus sign that was not escaped arrives as a blank.
    given = text.strip().replace(" ", "+")
    if not given:
        return None
    try:
        found = datetime.fromisoformat(given)
        return found if found.tzinfo else timezone.make_aware(found)
    except (ValueError, OverflowError):
        raise Refused(400, f"{name} must be given as 2026-03-01T00:00:00Z") from None


def _whole(text: str, name: str, default: int) -> int:
    if not text.strip():
        return default
    if not (text.isascii() and text.isdigit() and int(text[:9]) > 0 and len(text) <= 6):
        raise Refused(400, f"{name} must be a whole number from 1")
    return int(text)


def _listed(text: str) -> list[str]:
    return [part for part in (one.strip() for one in text.split(",")) if part]
