"""The jobs of the site itself: links made again, the public site written as files, mail, the daily reminders, standings kept."""

from __future__ import annotations

from pathlib import Path

from django.utils import timezone

from ximu.site.snapshot.publish import publish
from ximu.store.relink import links_wait, mark_all, relink
from ximu.store.tallies import recount
from ximu.track.actions import keep_standings, recompute, remind
from ximu.track.jobs.models import Job
from ximu.track.jobs.queue import ask
from ximu.track.jobs.running import Run
from ximu.track.notices import mail_waits, send_mail


def ask_due() -> None:
    """Ask for what is due now: the reminders and the standings of the day, mail, and places left unlinked."""
    today = timezone.localdate().isoformat()
    for kind in ("remind", "standings"):
        if not Job.objects.filter(kind=kind, key=today).exists():
            ask(kind, key=today)
    if links_wait() and not Job.objects.filter(kind="relink", state=Job.State.RUNNING).exists():
        ask("relink", key="relink")
    if mail_waits() and not Job.objects.filter(kind="mail", state=Job.State.RUNNING).exists():
        ask("mail", key="mail")


def link_again(run: Run) -> None:
    """Link the places that have changed, or all; each is its own transaction, and what is linked is not linked again.

    `place` is 1 when all are marked: an attempt after a stop goes on with what is still marked.
    """
    if run.given.get("everything") and not run.job.place:
        with run.batch() as job:
            mark_all()
            job.place = 1
    done = run.job.done

    def step(_: str, places: int) -> None:
        nonlocal done
        done += 1
        run.tell(done, run.job.done + places if run.job.total is None else run.job.total)

    made = relink(step=step)
    if run.given.get("everything"):
        recount()
    run.tell(done, done, places=made.places, links=made.links, findings=made.findings)


def write_public_site(run: Run) -> None:
    """Write the public site as files; the earlier snapshot stays until the new one is complete."""
    made = publish(Path(run.given["out"]), lambda done, known: run.tell(done, known))
    run.tell(made.files, made.files, files=made.files, bytes=made.bytes)


def send_waiting_mail(run: Run) -> None:
    """Send notices by mail; each is marked when it is sent, so that none goes out twice after a stop."""
    sent = send_mail()
    run.tell(sent.sent, sent.sent + sent.failed, sent=sent.sent, failed=sent.failed)


def remind_today(run: Run) -> None:
    """The daily run: deadlines of a new calendar, reminders, escalations; nothing is told twice."""
    moved, told = recompute(), remind(step=run.tell)
    run.tell(run.job.done, run.job.done, notices=told.notices, moved=moved)


def keep_all_standings(run: Run) -> None:
    """Bring the kept standings up to date; what was made before a stop is not made again."""
    made = keep_standings(step=run.tell)
    run.tell(run.job.done, run.job.done, lines=made)
