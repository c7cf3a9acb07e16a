"""The address to which programs send figures: JSON with a key; each row is kept or told what is wrong with it."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from ximu.ledger.errors import TrackError
from ximu.site.watch.official import keep_official
from ximu.track.watch.actions import keep_observations
from ximu.track.watch.actions.keys import holder_of
from ximu.track.watch.table import NewObservation, read_rows

BIGGEST_BYTES = 2_000_000
_BEARER = "Bearer "


@csrf_exempt  # no cookie is asked for: who sends is known by the key alone
@require_POST
@never_cache
def figures(request: HttpRequest) -> HttpResponse:
    """Keep the right rows of `{"rows": [{…}, …]}` and tell how many, with one line for each wrong one.

    200 all were right, 207 some were not, 400 no JSON of that kind, 401 no such key, 403 not allowed, 413 too big,
    422 none was right.
    """
    header = request.headers.get("Authorization", "")
    held = holder_of(header.removeprefix(_BEARER)) if header.startswith(_BEARER) else None
    if held is None:
        return _told(401, errors=["no valid key; send Authorization: Bearer <key>"])
    length = request.headers.get("Content-Length") or "0"
    if not length.isdecimal() or int(length) > BIGGEST_BYTES:
        return _told(413, errors=[f"over {BIGGEST_BYTES // 1_000_000} MB; send it in pieces"])
    try:
        body = json.loads(request.body)
        found = list(read_rows(body.get("rows") if isinstance(body, dict) else None, "json"))
        rows = [one for one in found if isinstance(one, NewObservation)]
        wrong = [one.line() for one in found if isinstance(one, TrackError)]
    except (ValueError, RecursionError):
        return _told(400, errors=['no JSON; send {"rows": [{…}, …]}'])
    except TrackError as error:
        return _told(400, errors=[error.line()])
    try:
        kept = keep_observations(held.person, held.government, rows)
    except TrackError as error:
        return _told(403 if error.code == "W010" else 422, errors=[error.line(), *wrong])
    keep_official(held.government, rows, f"watch:{held.government.key}")
    status = 200 if not wrong else 207 if rows else 422
    return _told(status, new=kept.new, known=kept.known, errors=wrong)


def _told(status: int, *, new: int = 0, known: int = 0, errors: Any = ()) -> HttpResponse:
    return JsonResponse({"new": new, "known": known, "errors": list(errors)}, status=status)
