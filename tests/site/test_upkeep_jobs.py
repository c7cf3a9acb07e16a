"""Links and the public site as jobs: stopped in the middle, the next attempt goes on; nothing is asked for twice."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings
from site_samples import linjiang, long_report

from ximu.site.background.upkeep import ask_due
from ximu.store import models
from ximu.track.jobs import running
from ximu.track.jobs.models import Job
from ximu.track.jobs.queue import ask
from ximu.track.jobs.running import Run, perform
from ximu.track.jobs.worker import work

# The loop of a worker closes its connection, which ends the transaction a test would run in.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def reports(save: Any) -> int:
    """Reports of two places, linked."""
    save(linjiang(2031).reading())
    save(linjiang(2032).reading())
    save(long_report(3))
    return models.Report.objects.count()


def unlinked() -> int:
    return models.Report.objects.filter(linked_version="").count()


def test_links_are_made_again_behind_a_stop(reports: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stopped behind the first place, the second attempt links the others only."""
    job = ask("relink", {"everything": True}, key="all")
    tell = Run.tell

    def stopped(run: Run, *args: Any, **counts: int) -> None:
        tell(run, *args, **counts)
        running.stopping.set()
        run.check()

    with monkeypatch.context() as patch:
        patch.setattr(Run, "tell", stopped)
        perform(job.pk)
    running.stopping.clear()
    job.refresh_from_db()
    assert (job.state, job.place) == ("waiting", 1)
    assert 0 < (left := unlinked()) < reports
    work(once=True)
    job.refresh_from_db()
    assert (job.state, unlinked(), job.counts["places"]) == ("done", 0, left)


@pytest.mark.slow
def test_a_publication_that_stops_leaves_nothing_half_there(tmp_path: Path) -> None:
    job = ask("publish", {"out": str(tmp_path / "site")}, key="site")
    assert ask("publish", {"out": str(tmp_path / "site")}, key="site").pk == job.pk
    running.stopping.set()
    perform(job.pk)
    running.stopping.clear()
    job.refresh_from_db()
    assert job.state == "waiting"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("minutes", "jobs"), [(1, 0), (6, 1)])
def test_places_that_nobody_linked_are_linked_after_a_while(reports: int, minutes: int, jobs: int) -> None:
    ask_due()
    assert not Job.objects.filter(kind="relink").exists()
    models.Report.objects.filter(report_year=2032).update(linked_version="")
    models.Source.objects.update(read_at=timezone.now() - timedelta(minutes=minutes))
    ask_due()
    ask_due()
    assert Job.objects.filter(kind="relink").count() == jobs


def test_the_command_leaves_links_to_a_worker(
    reports: int, capsys: pytest.CaptureFixture[str], settings: Settings, here: Any
) -> None:
    from bench_people import as_person

    from ximu.cli.relink import relink

    settings.JOBS_DUE = []
    callback: Any = relink.callback
    assert callback(changed=False, later=True, database=None) == 0
    job = Job.objects.get(kind="relink")
    assert f"/workbench/jobs/{job.pk}/" in capsys.readouterr().out
    admin: Client = as_person(here[1]["admin"])
    assert "更新链接" in admin.get("/workbench/jobs/").content.decode()
    work(once=True)
    job.refresh_from_db()
    assert (job.state, unlinked()) == ("done", 0)
    assert "完成" in admin.get(f"/workbench/jobs/{job.pk}/").content.decode()
