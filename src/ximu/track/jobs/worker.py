"""The loop of a worker: what waits is run, what a lost worker had is sent again, what is due is asked for."""

from __future__ import annotations

import logging
import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import Any

from django.conf import settings
from django.db import DatabaseError, close_old_connections
from django.utils.module_loading import import_string
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from ximu.track.jobs.models import WorkerSign
from ximu.track.jobs.queue import LEASE, prune, rescue
from ximu.track.jobs.running import show_worker, stopping, worker_name

log = logging.getLogger(__name__)
_LOOK_SECONDS, _UPKEEP_SECONDS = 0.5, LEASE.total_seconds() / 3


def work(*, once: bool = False, parent: int | None = None) -> None:
    """Run jobs until SIGINT or SIGTERM: a job that runs then stops behind what it is saving and waits for the next worker.

    With `once` everything that waits now is run, and the worker ends. With `parent` it also ends when the process of that
    number is its parent no longer.
    """
    queue = Worker(
        queue_names=["*"], interval=0, batch=True, backend_name="default", startup_delay=False, max_tasks=None,
        worker_id=worker_name, excluded_queue_names=[],
    )  # fmt: skip
    before = _listen(queue)
    kept_up_at = -_UPKEEP_SECONDS
    while not stopping.is_set():
        try:
            close_old_connections()
            if time.monotonic() - kept_up_at >= _UPKEEP_SECONDS:
                kept_up_at = time.monotonic()
                _keep_up()
            # A look costs no write: the queue's own look takes SQLite's one lock.
            if DBTaskResult.objects.ready().exists():
                queue.run()
                continue
        except DatabaseError as error:
            log.warning("the database does not answer: %s", " ".join(str(error).split()))
            stopping.wait(_LOOK_SECONDS * 4)
        if once or (parent is not None and os.getppid() != parent):
            break
        stopping.wait(_LOOK_SECONDS)
    with suppress(DatabaseError):
        WorkerSign.objects.filter(name=worker_name).delete()
    for name, handler in before.items():
        signal.signal(name, handler)


def _keep_up() -> None:
    show_worker()
    rescue()
    prune()
    for path in settings.JOBS_DUE:
        ask_due: Callable[[], None] = import_string(path)
        ask_due()


def _listen(queue: Worker) -> dict[signal.Signals, Any]:
    """Let the signals that end a process end the loop; returns what they did before."""

    def stop(number: int, frame: FrameType | None) -> None:
        del number, frame
        queue.running = False
        stopping.set()

    return {name: signal.signal(name, stop) for name in (signal.SIGINT, signal.SIGTERM)}
