"""Subscriptions to the deadlines of a unit: addresses made, shown once, revoked; and the calendar behind such an address."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from ximu.ledger.errors import TrackError
from ximu.site.language import language_of, say
from ximu.site.workbench.frame import governments_of, show
from ximu.site.workbench.sign_in import signed_in
from ximu.track.accounts.actions import make_calendar_key, revoke_calendar_key, unit_of_key
from ximu.track.accounts.models import CalendarKey
from ximu.track.calendar_feed import MEDIA_TYPE, unit_calendar
from ximu.track.models import Item, Person, Unit
from ximu.track.permissions import may


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def calendars_page(request: HttpRequest, person: Person) -> HttpResponse:
    """Show the units whose calendars the person may take away, with their addresses; a POST makes or revokes one."""
    units = units_for(person)
    if not units:
        raise TrackError("not allowed: export", next_step="ask the inspection office", code="W010")
    made: dict[str, Any] = {}
    if request.method == "POST":
        if key := request.POST.get("revoke", ""):
            found = (
                CalendarKey.objects.select_related("unit__government").filter(pk=_number(key), unit__in=units).first()
            )
            if found is None:
                raise Http404("key")
            revoke_calendar_key(person, found)
            messages.success(request, say("calendar.revoked", language_of(request)))
            return HttpResponseRedirect(request.path)
        unit = next((one for one in units if one.pk == _number(request.POST.get("unit", ""))), None)
        if unit is None:
            raise Http404("unit")
        address = request.build_absolute_uri(f"/calendars/{make_calendar_key(person, unit)}.ics")
        made = {"made": address, "made_for": unit}
    keys: dict[int, list[CalendarKey]] = {}
    kept = CalendarKey.objects.filter(unit__in=units, revoked_at=None).select_related("made_by").order_by("pk")
    for one in kept:
        keys.setdefault(one.unit_id, []).append(one)
    lines = [(unit, keys.get(unit.pk, [])) for unit in units]
    return show(request, person, "calendars.html", {"lines": lines, **made})


@require_safe
@never_cache
def subscribed(request: HttpRequest, secret: str) -> HttpResponse:
    """The open deadlines of the unit whose key stands in the address; nothing else, and nothing to find out by trying."""
    unit = unit_of_key(secret)
    if unit is None:
        raise Http404("calendar")
    items = Item.objects.filter(government=unit.government).exclude(phase="draft")
    address = request.build_absolute_uri("/workbench/items/?q=")
    response = HttpResponse(unit_calendar(unit, items, address=address), content_type=MEDIA_TYPE)
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    return response


def units_for(person: Person) -> list[Unit]:
    """The units whose deadlines the person may take away."""
    own = Unit.objects.filter(government__in=governments_of(person), valid_to=None).select_related("government")
    whole = {one.pk for one in governments_of(person) if may(person, "export", government=one)}
    return [one for one in own.order_by("pk") if one.government_id in whole or may(person, "export", unit=one)]


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 10 else 0
