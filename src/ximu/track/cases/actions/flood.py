"""How much one address may send in an hour, counted in the database so that all processes count together."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from ximu.track.cases.codes import keyed
from ximu.track.cases.models import IntakeTry

KEPT_HOURS = 24


def admit(address: str, purpose: str, most_an_hour: int) -> bool:
    """Count one more from `address` for `purpose`; False when it sent `most_an_hour` in the last hour already.

    The address is kept as a keyed hash, for a day.
    """
    now = timezone.now()
    mark = keyed("intake", purpose, address)
    with transaction.atomic():
        IntakeTry.objects.filter(at__lt=now - timedelta(hours=KEPT_HOURS)).delete()
        if IntakeTry.objects.filter(mark=mark, at__gte=now - timedelta(hours=1)).count() >= most_an_hour:
            return False
        IntakeTry.objects.create(mark=mark, at=now)
    return True
