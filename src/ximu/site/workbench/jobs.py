"""Background work as people see it: what waits, runs and ended, how far it is, what was left out and why; cancelled here."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from ximu.ledger.errors import TrackError
from ximu.site.language import language_of
from ximu.site.workbench.frame import governments_of, show
from ximu.site.workbench.refusing import told
from ximu.site.workbench.sign_in import signed_in
from ximu.track.editions import playbooks
from ximu.track.jobs.models import Job
from ximu.track.jobs.queue import cancel, workers
from ximu.track.models import Person
from ximu.track.permissions import may

PER_PAGE = 30
# A job that waits so long with no worker there is told to be stuck.
PATIENCE = timedelta(seconds=20)


@require_safe
@signed_in
def jobs_page(request: HttpRequest, person: Person) -> HttpResponse:
    """Show the jobs that the person may see, newest first."""
    language = language_of(request)
    found = seen_jobs(person).select_related("person", "government").order_by("-pk").defer("rows")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    lines = [(job, about(job, language)) for job in page.object_list]
    stuck = any(is_stuck(job) for job in page.object_list)
    return show(request, person, "jobs.html", {"jobs": lines, "pages": page, "stuck": stuck})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def job_page(request: HttpRequest, person: Person, key: int) -> HttpResponse:
    """Show one job; a POST cancels it."""
    job = get_object_or_404(seen_jobs(person).select_related("person", "government").filter(pk=key))
    mine = job.person_id == person.pk or (
        job.government is not None and may(person, "create", government=job.government)
    )
    if request.method == "POST":
        if not mine:
            raise TrackError("not allowed: cancel_job", next_step="ask whoever asked for it", code="W010")
        cancel(person, job)
        return HttpResponseRedirect(request.path)
    language = language_of(request)
    context = {
        "job": job,
        "about": about(job, language),
        "share": min(100, 100 * job.done // job.total) if job.total else None,
        "stuck": is_stuck(job),
        "may_cancel": mine and not job.over,
        "left_out": [(row["line"], told(row, language)) for row in job.rows],
        "error": told(job.error, language) if job.error else None,
    }
    return show(request, person, "job.html", context)


def seen_jobs(person: Person) -> QuerySet[Job]:
    """The jobs of the governments where the person may see them, and their own; those of the site itself with them."""
    own = [one for one in governments_of(person) if may(person, "see_jobs", government=one)]
    if not own:
        raise TrackError("not allowed: see_jobs", next_step="ask the inspection office", code="W010")
    seen = Q(government__in=own) | Q(person=person)
    if any(may(person, "manage_people", government=one) for one in own):
        seen |= Q(government=None, person=None)
    return Job.objects.filter(seen)


def about(job: Job, language: str) -> str:
    """What the job is about, beside its kind."""
    book = playbooks().get(job.given.get("playbook", ""))
    return (book.en if language == "en" else book.zh) if book else ""


def is_stuck(job: Job) -> bool:
    """Whether a job waits and no worker is there to take it."""
    waits: Any = job.state == Job.State.WAITING and timezone.now() - job.asked_at > PATIENCE
    return bool(waits) and not workers()
