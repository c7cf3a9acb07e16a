"""Large task tables go to a worker: the page shows how far it is and what was left out, in words; others see nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from bench_people import Office, as_person, make_item
from django.test import Client
from pytest_django import Settings
from test_workbench_tables import HEAD, bring, save, workbook

from ximu.track import actions
from ximu.track.jobs.models import Job, JobFile
from ximu.track.jobs.running import Run
from ximu.track.jobs.worker import work
from ximu.track.models import Item

# The loop of a worker closes its connection, which ends the transaction a test would run in.
pytestmark = pytest.mark.django_db(transaction=True)
MANY = 240


@pytest.fixture(autouse=True)
def _settings(settings: Settings, tmp_path: Path) -> None:
    settings.TRACK_FILES = tmp_path / "evidence"
    settings.JOBS_DUE = []


def rows(count: int = MANY) -> list[tuple[Any, ...]]:
    return [(number, f"疏通支渠第{number}段", "市水务局", "2026年底") for number in range(1, count + 1)]


def asked_for(client: Client, *table: tuple[Any, ...], **more: Any) -> Job:
    """The job that saving a large table asks for."""
    answer = save(client, bring(client, workbook(*table)), **more)
    assert answer.status_code == 302
    job = Job.objects.filter(kind="import_tasks").latest("pk")
    assert answer["Location"] == f"/workbench/jobs/{job.pk}/"
    return job


def test_a_large_table_is_saved_by_a_worker(here: Office) -> None:
    client = as_person(here[1]["inspector"])
    job = asked_for(client, HEAD, *rows())
    assert not Item.objects.exists()
    waiting = client.get(f"/workbench/jobs/{job.pk}/").content.decode()
    assert "等待" in waiting
    assert "取消作业" in waiting
    work(once=True)
    page = client.get(f"/workbench/jobs/{job.pk}/").content.decode()
    assert f"新建 {MANY}" in page
    assert f"{MANY} / {MANY}" in page
    assert Item.objects.count() == MANY
    assert not JobFile.objects.exists()
    assert "导入任务表" in client.get("/workbench/jobs/").content.decode()


def test_five_thousand_rows_with_progress_and_a_report_of_rows(here: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Brought by the page, saved by a worker; in the middle the page says how far it is, at the end what was left out."""
    client, shown = as_person(here[1]["inspector"]), list[str]()
    wrong = (0, "修整泵站", "市没有这个局", "明后年")
    job = asked_for(client, HEAD, *rows(2500), wrong, *[(0, f"加固堤段{n}", *row[2:]) for n, row in enumerate(rows(2500))],
                    only_right="yes")  # fmt: skip
    check = Run.check

    def looked(run: Run) -> None:
        if run.job.done >= 2500 and not shown:
            shown.append(client.get(f"/workbench/jobs/{job.pk}/").content.decode())
        check(run)

    monkeypatch.setattr(Run, "check", looked)
    work(once=True)
    assert "2501 / 5001" in shown[0]
    assert "进行中" in shown[0]
    assert (Item.objects.count(), Item.objects.order_by("number").last().number[-5:]) == (5000, "-5000")  # type: ignore[union-attr]
    job.refresh_from_db()
    assert (job.state, job.done, job.counts["new"]) == ("done", 5001, 5000)
    assert {row["line"] for row in job.rows} == {2502}
    page = client.get(f"/workbench/jobs/{job.pk}/").content.decode()
    assert "没有“市没有这个局”这个单位" in page
    assert "5001 / 5001" in page


def test_what_cannot_be_saved_is_told_row_by_row_in_the_language_of_the_page(here: Office) -> None:
    """A row is wrong in the table; another's item is transferred and closed after the table was seen."""
    client = as_person(here[1]["inspector"])
    item = make_item(here, year=2026)
    head = (*HEAD, "编号")
    wrong = (0, "修整泵站", "市没有这个局", "明后年", "")
    changed = (0, "整治黑臭水体20条", "市水务局", "", item.number)
    table = [head, wrong, changed, *((*row, "") for row in rows())]
    job = asked_for(client, *table, only_right="yes")
    actions.act(here[1]["inspector"], item, "assign")  # from now on a change needs a reason
    work(once=True)
    job.refresh_from_db()
    assert (job.state, job.counts["new"], [row["line"] for row in job.rows]) == ("done", MANY, [2, 2, 3])
    page = client.get(f"/workbench/jobs/{job.pk}/").content.decode()
    assert "没有“市没有这个局”这个单位" in page
    assert "没有写理由" in page
    english = client.get(f"/workbench/jobs/{job.pk}/?lang=en").content.decode()
    assert "a reason is missing" in english


def test_a_table_that_fits_no_more_saves_nothing(here: Office) -> None:
    client = as_person(here[1]["inspector"])
    job = asked_for(client, HEAD, *rows())
    here[0].units.filter(key="water").update(name_zh="市水利局", short_zh="水利局")
    work(once=True)
    job.refresh_from_db()
    assert (job.state, job.error["code"]) == ("failed", "W051")
    assert not Item.objects.exists()
    page = client.get(f"/workbench/jobs/{job.pk}/").content.decode()
    assert "改正后重新读取" in page


def test_a_job_is_cancelled_by_a_button(here: Office) -> None:
    client = as_person(here[1]["inspector"])
    job = asked_for(client, HEAD, *rows())
    assert client.post(f"/workbench/jobs/{job.pk}/").status_code == 302
    work(once=True)
    assert not Item.objects.exists()
    assert "已取消" in client.get(f"/workbench/jobs/{job.pk}/").content.decode()
    assert client.post(f"/workbench/jobs/{job.pk}/").status_code == 422  # it is over


def test_nobody_else_sees_or_cancels_a_job(here: Office, there: Office) -> None:
    job = asked_for(as_person(here[1]["inspector"]), HEAD, *rows())
    for role in ("reporter", "bureau", "deputy"):
        client = as_person(here[1][role])
        assert client.get("/workbench/jobs/").status_code == 403
        assert client.get(f"/workbench/jobs/{job.pk}/").status_code == 403
    far = as_person(there[1]["inspector"])
    assert far.get(f"/workbench/jobs/{job.pk}/").status_code == 404
    assert far.post(f"/workbench/jobs/{job.pk}/").status_code == 404
    assert "疏通" not in far.get("/workbench/jobs/").content.decode()
    admin = as_person(here[1]["admin"])
    assert admin.get(f"/workbench/jobs/{job.pk}/").status_code == 200
    assert admin.post(f"/workbench/jobs/{job.pk}/").status_code == 403
    job.refresh_from_db()
    assert (job.state, job.cancel_asked) == ("waiting", False)


def test_whoever_lost_the_permission_meanwhile_saves_nothing(here: Office) -> None:
    inspector = here[1]["inspector"]
    job = asked_for(as_person(inspector), HEAD, *rows())
    for held in inspector.posts_held.all():
        actions.dismiss(here[1]["admin"], held, until=held.since)
    work(once=True)
    job.refresh_from_db()
    assert not Item.objects.exists()
    assert {row["code"] for row in job.rows} == {"W010"}
    assert job.rows_in_all == MANY


def test_the_list_of_jobs_asks_the_database_no_more_often_for_more_jobs(
    here: Office,
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from ximu.track.jobs.queue import ask

    client = as_person(here[1]["inspector"])

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            client.get("/workbench/jobs/")
        return len(found)

    ask("remind", person=here[1]["inspector"], government=here[0])
    few = queries()
    for _ in range(12):
        ask("remind", person=here[1]["inspector"], government=here[0])
    assert queries() == few


def test_the_examination_tells_of_jobs_that_nobody_does(here: Office) -> None:
    from django.utils import timezone

    from ximu.site.operations.examination import examine
    from ximu.track.jobs.queue import LEASE, ask
    from ximu.track.jobs.running import show_worker

    job = ask("remind")
    assert {one.state for one in examine() if one.name == "jobs"} == {"ok"}
    Job.objects.filter(pk=job.pk).update(asked_at=timezone.now() - 2 * LEASE)
    (found,) = (one for one in examine() if one.name == "jobs")
    assert (found.state, found.mend) == ("wrong", "start ximu worker")
    show_worker()
    assert {one.state for one in examine() if one.name == "jobs"} == {"ok"}
