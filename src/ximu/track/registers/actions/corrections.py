"""A request of the public for correction of something published: a case, told to the inspection office."""

from __future__ import annotations

from django.db import transaction

from ximu.track.cases.actions.receive import receive
from ximu.track.cases.content import NewCase, NewRequester
from ximu.track.cases.models import Case
from ximu.track.models import Government
from ximu.track.notices import holders, tell

REQUESTS = "correction_requests"


def ask_correction(
    government: Government, *, about: str, title_zh: str, proposed_zh: str, why_zh: str, email: str = ""
) -> Case:
    """Keep a request about the page at the path `about`; what it says and who asked is not public.

    Raises TrackError W071 (what is missing or wrong), W018.
    """
    new = NewCase(
        words_zh=why_zh, title_zh=title_zh, channel="web", playbook=REQUESTS,
        requester=NewRequester(email=email), fields={"about": about, "proposed": proposed_zh},
    )  # fmt: skip
    with transaction.atomic():
        case = receive(government, new)
        item = case.item
        others = holders(item, ("inspector", "inspection_head"))
        tell(others, "case_received", item, f"correction:{item.pk}", {"number": item.number})
    return case
