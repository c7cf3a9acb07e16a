"""A process that does one kind of work until someone ends it: python working.py KIND; the database is that of XIMU_DATABASE.

KIND: prepare (a government with its people), move, import, write, count (print as JSON what is there and whether it fits).
Prints `ready` when the work begins and, for `write`, a line for each thing that the database has said is kept.
"""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).resolve().parent.parent / "site"))
ROWS = 30  # of the table that is brought
MOVES = 12  # items that a mover takes through


def main(kind: str, *args: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ximu.site.settings")
    import django

    django.setup()
    JOBS[kind](*args)


def prepare() -> None:
    """Tables, a government, its people."""
    from bench_people import office

    from ximu.store.prepare import prepare as make_tables

    make_tables()
    office("here", "临江市")


def people() -> tuple[Any, dict[str, Any]]:
    from ximu.track.models import Government, Person

    names = ("inspector", "head", "reporter", "bureau")
    return Government.objects.get(key="here"), {name: Person.objects.get(username=f"here-{name}") for name in names}


def move() -> None:
    """Make items and take each from draft to reported progress; a second run goes on with what is missing."""
    from django.utils import timezone

    from ximu.track import actions
    from ximu.track.editions import playbooks
    from ximu.track.models import Item

    government, who = people()
    today = timezone.localdate()
    print("ready", flush=True)
    for number in range(MOVES):
        title = f"整治河道第{number}条"
        item = Item.objects.filter(title_zh=title).first()
        if item is None:
            content = actions.ItemContent(
                title_zh=title, lead_unit=government.units.get(key="water"), due_on=today + timedelta(9)
            )
            item = actions.create_item(who["inspector"], government, playbooks()["key_tasks"], content)
        if item.phase == "draft":
            actions.act(who["inspector"], item, "assign")
            item.refresh_from_db()
        if not item.evidence.exists():
            piece = actions.NewEvidence("照片", name="a.txt", data=f"第{number}条".encode() * 2000)
            actions.bring_evidence(who["reporter"], item, [piece])
            item.refresh_from_db()
        if not item.reports.exists():
            told = actions.NewProgress(period=f"{today:%Y-%m}", progress_zh="完成一半")
            actions.report_progress(who["reporter"], item, told)


def bring() -> None:
    """Bring a table of tasks."""
    import openpyxl

    from ximu.track.editions import playbooks
    from ximu.track.exchange.import_table import import_tasks
    from ximu.track.exchange.read_table import read_task_table

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["工作内容", "牵头单位", "年份"])
    for number in range(ROWS):
        sheet.append([f"新建公园第{number}处", "市水务局", 2031])
    out = io.BytesIO()
    book.save(out)
    government, who = people()
    playbook = playbooks()["key_tasks"]
    table = read_task_table(out.getvalue(), government, playbook, year=2031)
    print("ready", flush=True)
    if not count_of("新建公园"):
        import_tasks(who["inspector"], government, playbook, table)


def write(name: str, times: str) -> None:
    """Add so many items, telling of each once it is kept; what fails is told too."""
    from ximu.track import actions
    from ximu.track.editions import playbooks

    government, who = people()
    print("ready", flush=True)
    for number in range(int(times)):
        try:
            content = actions.ItemContent(title_zh=f"写入{name}-{number}")
            actions.create_item(who["inspector"], government, playbooks()["key_tasks"], content)
            print(f"kept {name}-{number}", flush=True)
        except Exception as error:
            print(f"failed {type(error).__name__} {error}", flush=True)


def count_of(begin: str) -> int:
    from ximu.track.models import Item

    return Item.objects.filter(title_zh__startswith=begin).count()


def count() -> None:
    """What is there, and everything that does not fit together."""
    from django.conf import settings
    from django.db import connection

    from ximu.track import journal
    from ximu.track.models import Evidence, Item, ItemMove, JournalEntry

    wrong: list[str] = []
    checked = journal.verify()
    if checked.broken is not None:
        wrong.append(f"journal: {checked}")
    for item in Item.objects.all():
        moves = list(ItemMove.objects.filter(item=item))
        if moves and moves[-1].state_after != item.state:
            wrong.append(f"{item}: {item.state} after {moves[-1].state_after}")
        told = JournalEntry.objects.filter(government="here", item=item.number).count()
        made = 1 + len(moves) + item.evidence.count() + item.reports.count()
        if told != made:
            wrong.append(f"{item}: {made} things done, {told} in the journal")
    files = Path(settings.TRACK_FILES)
    kept = Evidence.objects.exclude(sha256="").values_list("sha256", flat=True)
    wrong += [f"{name}: no file" for name in kept if not (files / name[:2] / name).is_file()]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for check in ("integrity_check", "foreign_key_check"):
                cursor.execute(f"PRAGMA {check}")
                wrong += [f"{check}: {row}" for row in cursor.fetchall() if row != ("ok",)]
    found = {"moved": count_of("整治"), "brought": count_of("新建"), "written": count_of("写入")}
    done = Item.objects.filter(title_zh__startswith="整治", phase="open", reports__isnull=False).count()
    print(json.dumps(found | {"done": done, "wrong": wrong}))


def ask_jobs(out: str) -> None:
    """Links of everything and the public site, asked for unless they wait; a worker that was killed counts as gone."""
    from datetime import UTC, datetime

    from ximu.track.jobs.models import Job
    from ximu.track.jobs.queue import ask, rescue

    Job.objects.filter(state="running").update(seen_at=datetime(2000, 1, 1, tzinfo=UTC))
    rescue()
    for kind, given in (("relink", {"everything": True}), ("publish", {"out": out})):
        if not Job.objects.filter(kind=kind, state__in=("waiting", "done")).exists():
            ask(kind, given, key=kind)


def told_jobs() -> None:
    """The states of the latest jobs, how many promises there are, and how many reports are not linked."""
    from ximu.store.models import Promise, Report
    from ximu.track.jobs.models import Job

    latest = {job.kind: job.state for job in Job.objects.filter(kind__in=("relink", "publish")).order_by("pk")}
    promises, unlinked = Promise.objects.count(), Report.objects.filter(linked_version="").count()
    print(json.dumps({"states": latest, "promises": promises, "unlinked": unlinked}))


JOBS: dict[str, Callable[..., None]] = {
    "prepare": prepare,
    "move": move,
    "import": bring,
    "write": write,
    "count": count,
    "ask_jobs": ask_jobs,
    "told_jobs": told_jobs,
}

if __name__ == "__main__":
    main(*sys.argv[1:])
