"""The desk: what waits for the person, what is about to run out, what was told."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from ximu.site.language import language_of
from ximu.site.workbench.frame import show, units_of
from ximu.site.workbench.rows import rows_of
from ximu.site.workbench.sign_in import signed_in
from ximu.track.models import Notice, Person
from ximu.track.notices import mark_read, notice_words
from ximu.track.permissions import may, visible_to

MOST = 20
SOON_DAYS = 14


@require_safe
@signed_in
def desk(request: HttpRequest, person: Person) -> HttpResponse:
    """Show what the person should look at first."""
    today = timezone.localdate()
    seen = visible_to(person).filter(phase="open").select_related("lead_unit", "edition", "government")
    if own := own_items(person):
        seen = seen.filter(lead_unit__in=own)
    over = seen.filter(due_on__lt=today).order_by("due_on")
    soon = seen.filter(due_on__gte=today, due_on__lte=today + timedelta(days=SOON_DAYS)).order_by("due_on")
    told = Notice.objects.filter(person=person).select_related("item").order_by("read_at", "-at")[:MOST]
    language = language_of(request)
    context = {
        "over": rows_of(over[:MOST], language),
        "over_count": over.count(),
        "soon": rows_of(soon[:MOST], language),
        "soon_count": soon.count(),
        "told": [(one, notice_words(one, language)) for one in told],
        "days": SOON_DAYS,
        "calendars": [unit for unit in units_of(person) if may(person, "export", unit=unit)],
    }
    return show(request, person, "desk.html", context)


def own_items(person: Person) -> list[int]:
    """The units whose items are the person's own concern; none for the inspection office, which looks at all."""
    roles = {held.role for held in person.roles_on()}
    if roles & {"inspector", "inspection_head", "administrator", "clerk"}:
        return []
    return [unit.pk for unit in units_of(person)]


@require_POST
@signed_in
def read_notices(request: HttpRequest, person: Person) -> HttpResponse:
    """Mark the person's notices as read."""
    del request
    mark_read(person)
    return HttpResponseRedirect("/workbench/")
