"""Cases and categories as Open311 names them."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from ximu.site.cases.records import ENDED
from ximu.site.language import say
from ximu.track.cases.models import Case
from ximu.track.cases.schemes import Category, category_of
from ximu.track.rules.playbook import Playbook

MATTER = "matter"
LONGEST = 4000  # characters of a description (specification)


def service(category: Category, language: str) -> dict[str, Any]:
    """A category as a service; `metadata`: the kind of matter can be said with it."""
    english = language == "en"
    return {
        "service_code": category.code,
        "service_name": category.en if english else category.zh,
        "description": say("georeport.service", language, group=category.group_en if english else category.group_zh),
        "metadata": True,
        "type": "realtime",
        "keywords": ",".join(category.words),
        "group": category.group_en if english else category.group_zh,
    }


def service_definition(category: Category, book: Playbook, language: str) -> dict[str, Any]:
    """What can be said with a request of this service: the kind of matter, which may be left to the clerk."""
    field = book.field(MATTER)
    return {
        "service_code": category.code,
        "attributes": [
            {
                "variable": True,
                "code": MATTER,
                "datatype": "singlevaluelist",
                "required": False,
                "datatype_description": None,
                "order": 1,
                "description": field.en if language == "en" else field.zh,
                "values": [{"key": one, "name": field.shown(one, language)} for one in field.choices],
            }
        ],
    }


def service_request(case: Case, said: str, language: str) -> dict[str, Any]:
    """A case as a request: open or closed and nothing else, our own state in `status_notes`; never who asked.

    `said` is the answer, which stands in `service_notice` once the case is closed.
    `updated_datetime` of a closed one is the day it was closed (specification).
    """
    item, category = case.item, category_of(case.scheme, case.category)
    state, english = item.book.state(item.state), language == "en"
    closed = item.phase in ENDED
    return {
        "service_request_id": case.pk,
        "status": "closed" if closed else "open",
        "status_notes": state.en if english else state.zh,
        "service_name": (category.en if english else category.zh) if category else None,
        "service_code": case.category or None,
        "description": (item.requirement_zh or item.title_zh)[:LONGEST],
        "agency_responsible": str(item.lead_unit) if item.lead_unit else None,
        "service_notice": (said[:LONGEST] or None) if closed else None,
        "requested_datetime": moment(case.received_at),
        "updated_datetime": end_of(item.closed_on) if closed and item.closed_on else moment(item.changed_at),
        "expected_datetime": end_of(item.due_on) if item.due_on else None,
        "address": case.place_zh or None,
        "address_id": None,
        "zipcode": None,
        "lat": case.latitude,
        "long": case.longitude,
        "media_url": None,
    }


def moment(at: datetime) -> str:
    """A moment with its offset (W3C date and time format), to the second."""
    return timezone.localtime(at).isoformat(timespec="seconds")


def end_of(day: date) -> str:
    """The last second of a day."""
    return moment(timezone.make_aware(datetime.combine(day, time(23, 59, 59))))
