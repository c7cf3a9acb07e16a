"""Which governments take cases: those with a clerk."""

from __future__ import annotations

from django.db.models import Q
from django.utils import timezone

from ximu.track.models import Government, PostHolder


def governments_with_clerk() -> list[Government]:
    """Every government in which someone holds the post of a clerk today."""
    today = timezone.localdate()
    held = PostHolder.objects.filter(
        Q(until=None) | Q(until__gte=today), since__lte=today, post__role="clerk", person__is_active=True
    )
    return list(Government.objects.filter(pk__in=held.values("post__unit__government_id")).order_by("pk"))
