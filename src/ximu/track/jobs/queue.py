"""Jobs asked for, cancelled, and found again when the worker that had one is gone."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from ximu.ledger.errors import TrackError
from ximu.track import journal
from ximu.track.jobs.models import Job, JobFile, WorkerSign
from ximu.track.models import Government, Person

# A worker tells every few seconds that it is there; one that was not seen for so long is gone.
LEASE = timedelta(seconds=45)
MOST_ATTEMPTS = 5
_KEPT_DAYS, _KEPT_SYSTEM_DAYS = 365, 7


@task()
def run_job(job: int) -> None:
    """What the queue carries: the number of a job."""
    from ximu.track.jobs.running import perform

    perform(job)


def ask(
    kind: str,
    given: dict[str, Any] | None = None,
    *,
    key: str = "",
    person: Person | None = None,
    government: Government | None = None,
    data: bytes | None = None,
) -> Job:
    """Put a job into the queue, in the transaction of the caller if there is one; `data` is a file that it reads.

    While a job of the same kind and `key` waits, that one is given back. Whoever asks for a person has checked
    permission.
    """
    if key and (waiting := Job.objects.filter(kind=kind, key=key, state=Job.State.WAITING).first()):
        return waiting
    try:
        with transaction.atomic():
            if person is not None:
                journal.hold_writers()
            job = Job.objects.create(
                kind=kind, key=key, given=given or {}, person=person, government=government, asked_at=timezone.now()
            )
            if data is not None:
                JobFile.objects.create(job=job, data=data)
            if person is not None:
                content = {"kind": kind, **(given or {})}
                journal.record(
                    person,
                    "ask_job",
                    government=government.key if government else "",
                    content={"job": job.pk, **content},
                )
            send(job)
    except IntegrityError:  # someone asked for the same at this moment
        return Job.objects.get(kind=kind, key=key, state=Job.State.WAITING)
    return job


def send(job: Job, after: datetime | None = None) -> None:
    """Hand the number of a waiting job to the queue, to be taken `after` a moment."""
    run_job.using(run_after=after).enqueue(job.pk)


def cancel(person: Person, job: Job) -> None:
    """Take a job out of the queue; one that runs stops behind what it is saving now. Whoever asks may do so.

    Raises TrackError W080 when it is over already.
    """
    with transaction.atomic():
        journal.hold_writers()
        waiting = Job.objects.filter(pk=job.pk, state=Job.State.WAITING)
        if waiting.update(state=Job.State.CANCELLED, finished_at=timezone.now(), cancel_asked=True):
            JobFile.objects.filter(job=job).delete()
        elif not Job.objects.filter(pk=job.pk, state=Job.State.RUNNING).update(cancel_asked=True):
            raise TrackError("the job is over", where=str(job.pk), next_step="look at what it did", code="W080")
        government = job.government.key if job.government else ""
        journal.record(person, "cancel_job", government=government, content={"job": job.pk, "kind": job.kind})
    job.refresh_from_db()


def rescue(now: datetime | None = None) -> int:
    """Send again what a lost worker had, and what waits without being in the queue; returns how many."""
    now = now or timezone.now()
    found = 0
    for job in Job.objects.filter(state=Job.State.RUNNING, seen_at__lt=now - LEASE):
        with transaction.atomic():
            own = Job.objects.filter(pk=job.pk, worker=job.worker, state=Job.State.RUNNING, seen_at=job.seen_at)
            if job.attempts >= MOST_ATTEMPTS:
                error = {
                    "what": f"the worker ended {job.attempts} times while it ran", "where": "", "code": "W081",
                    "next_step": "look at the log of the worker; is there enough memory?",
                }  # fmt: skip
                own.update(state=Job.State.FAILED, error=error, finished_at=now)
            elif own.update(state=Job.State.WAITING, worker=""):
                send(job)
                found += 1
    ready = DBTaskResult.objects.filter(status="READY", task_path=run_job.module_path)
    queued = {one["args"][0] for one in ready.values_list("args_kwargs", flat=True)}
    lost = Job.objects.filter(state=Job.State.WAITING, asked_at__lt=now - LEASE).exclude(pk__in=queued)
    for job in lost.filter(Q(run_after=None) | Q(run_after__lt=now)):
        send(job)
        found += 1
    return found


def prune(now: datetime | None = None) -> None:
    """Take away what nobody will look at any more: old jobs, what the queue has carried, workers that are gone."""
    now = now or timezone.now()
    DBTaskResult.objects.exclude(status="READY").filter(enqueued_at__lt=now - timedelta(days=1)).delete()
    over = Job.objects.filter(finished_at__isnull=False)
    over.filter(finished_at__lt=now - timedelta(days=_KEPT_DAYS)).delete()
    over.filter(person=None, finished_at__lt=now - timedelta(days=_KEPT_SYSTEM_DAYS)).delete()
    WorkerSign.objects.filter(seen_at__lt=now - timedelta(days=1)).delete()


def workers(now: datetime | None = None) -> int:
    """How many workers are there now."""
    return WorkerSign.objects.filter(seen_at__gte=(now or timezone.now()) - LEASE).count()
