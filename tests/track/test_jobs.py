"""Background work: asked once, run once, tried again, cancelled, and found again when its worker is gone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from ximu.ledger.errors import StoreError, TrackError
from ximu.track import journal
from ximu.track.jobs import running
from ximu.track.jobs.models import Job, JobFile
from ximu.track.jobs.queue import LEASE, MOST_ATTEMPTS, ask, cancel, prune, rescue
from ximu.track.jobs.running import Lost, Run, perform
from ximu.track.jobs.worker import work

# The loop of a worker closes its connection, which ends the transaction a test would run in.
pytestmark = pytest.mark.django_db(transaction=True)
Work = Callable[[Run], None]
does: dict[str, Work] = {}


def job_of_the_test(run: Run) -> None:
    """Whatever the test says."""
    does["now"](run)


@pytest.fixture(autouse=True)
def _kind(settings: Any) -> None:
    settings.JOB_KINDS = {"count": f"{__name__}.job_of_the_test"}
    settings.JOBS_DUE = []
    running.stopping.clear()


def counted(run: Run) -> None:
    """Ten batches, each kept."""
    for number in range(run.job.place + 1, 11):
        with run.batch() as job:
            job.place = job.done = number


def test_a_job_is_run_by_the_loop_of_a_worker() -> None:
    does["now"] = counted
    job = ask("count", {"to": 10}, data=b"table")
    work(once=True)
    job.refresh_from_db()
    assert (job.state, job.done, job.attempts) == ("done", 10, 1)
    assert not JobFile.objects.exists()
    work(once=True)
    assert Job.objects.get().attempts == 1


def test_of_jobs_with_one_key_only_one_waits() -> None:
    first = ask("count", key="mail")
    assert ask("count", key="mail").pk == first.pk
    does["now"] = counted
    perform(first.pk)
    assert ask("count", key="mail").pk != first.pk


def test_only_one_of_two_workers_gets_a_job() -> None:
    job = ask("count")

    def while_it_runs(run: Run) -> None:
        perform(job.pk)  # another worker was handed the same number
        counted(run)

    does["now"] = while_it_runs
    perform(job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempts, job.done) == ("done", 1, 10)


def test_what_fails_is_tried_again_and_then_told() -> None:
    does["now"] = lambda run: (_ for _ in ()).throw(StoreError("the disk is full"))
    job = ask("count")
    for attempt in range(1, MOST_ATTEMPTS + 1):
        job.refresh_from_db()
        assert job.state == "waiting", attempt
        perform(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error["what"], job.attempts) == ("failed", "the disk is full", MOST_ATTEMPTS)
    later = DBTaskResult.objects.filter(run_after__gt=timezone.now(), run_after__lt=timezone.now() + timedelta(days=1))
    assert later.count() == MOST_ATTEMPTS - 1


@pytest.mark.parametrize(
    ("raised", "code", "state"),
    [(TrackError("no such unit", code="W018"), "W018", "failed"), (ZeroDivisionError(), "X000", "waiting")],
)
def test_what_a_person_must_mend_is_not_tried_again(raised: Exception, code: str, state: str) -> None:
    does["now"] = lambda run: (_ for _ in ()).throw(raised)
    job = ask("count")
    perform(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error["code"]) == (state, code)


def test_a_lost_worker_loses_nothing_and_cannot_write_any_more() -> None:
    """The first worker stands still in the middle, another takes over; the first wakes up and must change nothing."""
    job = ask("count")
    kept: list[int] = []

    def stands_still(run: Run) -> None:
        with run.batch() as own:
            own.place = own.done = 4
        Job.objects.filter(pk=job.pk).update(seen_at=timezone.now() - LEASE * 2)
        assert rescue() == 1
        does["now"] = counted
        perform(job.pk)
        kept.append(Job.objects.get(pk=job.pk).done)
        with pytest.raises(Lost), run.batch() as own:
            own.place = own.done = 5
        raise Lost

    does["now"] = stands_still
    perform(job.pk)
    job.refresh_from_db()
    assert kept == [10]
    assert (job.state, job.done, job.place, job.attempts) == ("done", 10, 10, 2)


def test_a_job_that_kills_its_workers_ends() -> None:
    job = ask("count")
    gone = timezone.now() - LEASE * 2
    Job.objects.filter(pk=job.pk).update(state="running", worker="x", seen_at=gone, attempts=MOST_ATTEMPTS)
    assert rescue() == 0
    job.refresh_from_db()
    assert (job.state, job.error["code"]) == ("failed", "W081")


def test_a_job_that_the_queue_has_forgotten_is_sent_again() -> None:
    job = ask("count")
    assert rescue(timezone.now() + LEASE * 2) == 0  # it is in the queue
    DBTaskResult.objects.update(status="RUNNING")  # taken by a worker that ended before it claimed the job
    assert rescue(timezone.now() + LEASE * 2) == 1
    does["now"] = counted
    work(once=True)
    job.refresh_from_db()
    assert job.state == "done"


def test_a_job_is_cancelled_before_and_while_it_runs(world: SimpleNamespace) -> None:
    waiting = ask("count", person=world.inspector, government=world.city, data=b"table")
    cancel(world.inspector, waiting)
    does["now"] = counted
    perform(waiting.pk)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.done, JobFile.objects.count()) == ("cancelled", 0, 0)
    job = ask("count", person=world.inspector, government=world.city)

    def cancelled_at_three(run: Run) -> None:
        for number in range(1, 11):
            if number == 3:
                cancel(world.inspector, job)
            with run.batch() as own:
                own.place = own.done = number

    does["now"] = cancelled_at_three
    perform(job.pk)
    job.refresh_from_db()
    assert (job.state, job.done) == ("cancelled", 3)
    with pytest.raises(TrackError, match="W080"):
        cancel(world.inspector, job)
    assert journal.verify().broken is None
    actions = [one.action for one in journal.JournalEntry.objects.order_by("number")]
    assert actions == ["ask_job", "cancel_job", "ask_job", "cancel_job"]


def test_a_worker_that_is_asked_to_end_leaves_the_job_to_the_next() -> None:
    job = ask("count")

    def stopped_at_two(run: Run) -> None:
        with run.batch() as own:
            own.place = own.done = 2
            running.stopping.set()
        raise AssertionError("it should have stopped")

    does["now"] = stopped_at_two
    perform(job.pk)
    job.refresh_from_db()
    assert (job.state, job.place, job.attempts) == ("waiting", 2, 0)
    running.stopping.clear()
    does["now"] = counted
    work(once=True)
    job.refresh_from_db()
    assert (job.state, job.done) == ("done", 10)


def test_what_is_long_over_is_taken_away() -> None:
    does["now"] = counted
    for _ in range(2):
        ask("count")
    work(once=True)
    prune()
    assert (Job.objects.count(), DBTaskResult.objects.count()) == (2, 2)
    prune(timezone.now() + timedelta(days=8))
    assert (Job.objects.count(), DBTaskResult.objects.count()) == (0, 0)


def test_the_daily_run_is_a_job_that_can_be_stopped(world: SimpleNamespace, settings: Any) -> None:
    """Stopped behind the first clocks it leaves the rest to the next attempt; nothing is told twice."""
    from ximu.track.actions import ItemContent, act, create_item
    from ximu.track.models import Notice
    from ximu.track.rules.playbook_file import shipped_playbooks

    settings.JOB_KINDS = {"remind": "ximu.site.background.upkeep.remind_today"}
    today = timezone.localdate()
    content = ItemContent(title_zh="整治飞线", lead_unit=world.housing, due_on=today - timedelta(days=40))
    item = create_item(
        world.inspector, world.city, shipped_playbooks()["inspection"], content, on=today - timedelta(days=60)
    )
    act(world.inspector, item, "assign", on=today - timedelta(days=59))
    before = Notice.objects.count()
    job = ask("remind")
    running.stopping.set()
    perform(job.pk)
    running.stopping.clear()
    job.refresh_from_db()
    told = Notice.objects.count()
    assert (job.state, told > before) == ("waiting", True)
    work(once=True)
    job.refresh_from_db()
    assert (job.state, Notice.objects.count()) == ("done", told)
