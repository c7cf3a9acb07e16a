"""One job run: claimed by one worker, its progress kept with the work itself, tried again after a failure."""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.module_loading import import_string

from ximu.ledger.errors import StoreError, TrackError, XimuError
from ximu.track.jobs.models import Job, JobFile, WorkerSign
from ximu.track.jobs.queue import MOST_ATTEMPTS, send

log = logging.getLogger(__name__)
MOST_ROWS = 1000  # rows kept of what was left out; all are counted
BEAT_SECONDS = 5.0
_SHOWN_EVERY_SECONDS = 0.5
# How long to wait before the second, third, … attempt.
_WAITS = (timedelta(seconds=5), timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10))
stopping = threading.Event()  # set when the worker is asked to end: jobs then stop behind what they are saving
worker_name = secrets.token_hex(16)


class Cancelled(Exception):
    """Someone asked for the job to be cancelled."""


class Stopped(Exception):
    """The worker ends; the job waits for the next one."""


class Lost(Exception):
    """The job is another worker's by now; nothing of this batch was kept."""


class Run:
    """A job while it runs, for the function that does it."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self._shown_at = 0.0

    @property
    def given(self) -> dict[str, Any]:
        """What the job was asked with."""
        return dict(self.job.given)

    def data(self) -> bytes:
        """The file of the job. Raises TrackError W082 when there is none any more."""
        kept = JobFile.objects.filter(job=self.job).first()
        if kept is None:
            raise TrackError("the file of the job is gone", where=str(self.job), next_step="ask again", code="W082")
        return bytes(kept.data)

    def tell(self, done: int, total: int | None = None, **counts: int) -> None:
        """Show how far it is, now and then; here a job stops when it is cancelled or its worker ends."""
        self.job.done, self.job.counts = done, {**self.job.counts, **counts}
        self.job.total = self.job.total if total is None else total
        if time.monotonic() - self._shown_at >= _SHOWN_EVERY_SECONDS:
            self._shown_at = time.monotonic()
            self._write(done=done, total=self.job.total, counts=self.job.counts)
            self.check()

    @contextmanager
    def batch(self) -> Iterator[Job]:
        """A part of the work in one transaction, with the progress that the caller sets on the job: both or neither.

        Raises Lost when another worker has the job by now; then nothing of the batch is kept.
        """
        job = self.job
        with transaction.atomic():
            yield job
            job.rows_in_all = max(job.rows_in_all, len(job.rows))
            job.rows = job.rows[:MOST_ROWS]
            self._write(
                place=job.place, done=job.done, total=job.total, counts=job.counts, rows=job.rows,
                rows_in_all=job.rows_in_all,
            )  # fmt: skip
        self.check()

    def leave_out(self, error: XimuError, line: int | None = None) -> None:
        """Put a row that was not saved into the report, inside a batch."""
        self.job.rows_in_all += 1
        if len(self.job.rows) < MOST_ROWS:
            self.job.rows = [*self.job.rows, {"line": line, **in_words(error)}]

    def check(self) -> None:
        """Raises Cancelled or Stopped when it is time to."""
        if Job.objects.filter(pk=self.job.pk, cancel_asked=True).exists():
            raise Cancelled
        if stopping.is_set():
            raise Stopped

    def _write(self, **values: Any) -> None:
        if not _own(self.job).update(seen_at=timezone.now(), **values):
            raise Lost


def in_words(error: XimuError) -> dict[str, str]:
    """An error as a job keeps it."""
    return {"what": error.what, "where": error.where, "next_step": error.next_step, "code": error.code}


def perform(key: int) -> None:
    """Run the waiting job of that number to its end, or to the next attempt; nothing when someone else has it."""
    job = _claim(key)
    if job is None:
        return
    try:
        work: Callable[[Run], None] = import_string(settings.JOB_KINDS[job.kind])
        with _beating(job):
            work(Run(job))
        _finish(job, Job.State.DONE)
    except Lost:
        log.warning("job %s is another worker's by now", job.pk)
    except Cancelled:
        _finish(job, Job.State.CANCELLED)
    except Stopped:
        _again(job, timedelta(0), attempts=job.attempts - 1)
    except StoreError as error:
        _failed(job, in_words(error))
    except XimuError as error:
        _finish(job, Job.State.FAILED, in_words(error))
    except Exception as error:
        # Whatever it is, the queue goes on, and the job is tried again: the log has the whole of it.
        log.exception("job %s failed", job.pk)
        said = {"what": f"an error of the program: {type(error).__name__}", "where": "", "code": "X000"}
        _failed(job, {**said, "next_step": "the log of the worker has the whole of it"})


def _claim(key: int) -> Job | None:
    now = timezone.now()
    token = f"{worker_name[:30]}-{secrets.token_hex(8)}"
    waiting = Job.objects.filter(pk=key, state=Job.State.WAITING)
    if not waiting.update(state=Job.State.RUNNING, worker=token, seen_at=now, attempts=F("attempts") + 1):
        return None
    Job.objects.filter(pk=key, started_at=None).update(started_at=now)
    return Job.objects.select_related("person", "government").get(pk=key)


def _own(job: Job) -> Any:
    return Job.objects.filter(pk=job.pk, worker=job.worker, state=Job.State.RUNNING)


def _finish(job: Job, state: Job.State, error: dict[str, str] | None = None) -> None:
    with transaction.atomic():
        told = {"done": job.done, "total": job.total, "counts": job.counts} if state == Job.State.DONE else {}
        if _own(job).update(state=state, error=error or {}, finished_at=timezone.now(), **told):
            JobFile.objects.filter(job=job).delete()


def _failed(job: Job, error: dict[str, str]) -> None:
    if job.attempts >= MOST_ATTEMPTS:
        _finish(job, Job.State.FAILED, error)
    else:
        _again(job, _WAITS[min(job.attempts, len(_WAITS)) - 1], error=error)


def _again(job: Job, wait: timedelta, **values: Any) -> None:
    after = timezone.now() + wait
    with transaction.atomic():
        if _own(job).update(state=Job.State.WAITING, worker="", run_after=after, **values):
            send(job, after if wait else None)


@contextmanager
def _beating(job: Job) -> Iterator[None]:
    """Tell every few seconds that this worker is there, also while one batch takes long."""
    over = threading.Event()

    def beat() -> None:
        while not over.wait(BEAT_SECONDS):
            try:
                _own(job).update(seen_at=timezone.now())
                show_worker()
            except Exception as error:
                # The database is busy or away for a moment; the next beat tells.
                log.warning("job %s: %s", job.pk, " ".join(str(error).split()))
        connection.close()

    thread = threading.Thread(target=beat, daemon=True, name=f"beat of job {job.pk}")
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def show_worker() -> None:
    """Let people see that this worker is there."""
    now = timezone.now()
    WorkerSign.objects.update_or_create(
        name=worker_name, defaults={"seen_at": now}, create_defaults={"seen_at": now, "started_at": now}
    )
