"""A process that does one kind of work until someone ends it: python working.py KIND; the database is that of XIMU_DATABASE.

KIND: prepare (a government with its people), move, import, write (prints a line for each thing that the database has said
is kept), ximu (a command), count (print as JSON what is there and whether it fits), … or `ready`: load all modules and do
the work that is asked for on standard input, each piece in a copy of the process.
"""

from __future__ import annotations

import io
import json
import os
import secrets
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).resolve().parent.parent / "site"))
sys.path.append(str(Path(__file__).resolve().parent.parent / "scale"))
ROWS = 30  # of the table that is brought
MOVES = 4  # items that a mover takes through


def report_text(place: str, year: int) -> str:
    """A short report of an invented city: what it says of a year answers what the report before it promised."""
    from corpus_texts import TEXT

    return TEXT.format(
        place=place, year=year, last=year - 1, gdp=year, growth=year % 7, jobs=3, goal=year % 5 + 2, seats=year
    )


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
    if not count_of("新建公园"):
        import_tasks(who["inspector"], government, playbook, table)


def write(name: str, times: str) -> None:
    """Add so many items, telling of each once it is kept; what fails is told too."""
    from ximu.track import actions
    from ximu.track.editions import playbooks

    government, who = people()
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


def held() -> None:
    """How much the ledger holds, and how much of it is half there."""
    from ximu.store import tallies
    from ximu.store.models import ComputedFinding, Link, Promise, Report, ReportSource, Source

    found = {
        table.__name__: table._default_manager.count() for table in (Source, Report, Link, Promise, ComputedFinding)
    }
    half = {
        "reports without statements": Report.objects.filter(statements=None).count(),
        "sources without text": ReportSource.objects.filter(source__text_row=None).count(),
        "counts that are not those of the ledger": len(list(tallies.differences())),
    }
    print(json.dumps({"held": found, "unlinked": Report.objects.filter(linked_version="").count(), "half": half}))


def ask_jobs(out: str) -> None:
    """Links of everything and the public site, asked for."""
    from ximu.track.jobs.queue import ask

    ask("relink", {"everything": True}, key="relink")
    ask("publish", {"out": out}, key="publish")


def next_worker() -> None:
    """A worker that finds what a killed one had: the time is over in which that one could have told that it is there."""
    from datetime import UTC, datetime

    from ximu.track.jobs.models import Job

    Job.objects.filter(state="running").update(seen_at=datetime(2000, 1, 1, tzinfo=UTC))
    ximu("worker", "--once")


def told_jobs() -> None:
    """The states of the jobs that were asked for; the worker asks for some by itself."""
    from ximu.track.jobs.models import Job

    print(json.dumps(sorted(Job.objects.filter(kind__in=("publish", "relink")).values_list("kind", "state"))))


def corpus(*args: str) -> None:
    """A run over few documents in several parts."""
    from ximu.scale.corpus import plan

    plan.MEAN_DOCUMENTS = 4
    ximu("corpus", "read", *args)


def ximu(*args: str) -> None:
    """A command as a person types it."""
    from ximu.cli.main import run

    if status := run(args):
        sys.exit(status)


def ready() -> None:
    """Load what all kinds of work use, then do what each line asks for in a copy of this process and tell what became of it."""
    from django.db.migrations.loader import MigrationLoader

    from ximu.cli import add, backup, publish, relink, worker  # noqa: F401
    from ximu.cli import corpus as _corpus  # noqa: F401
    from ximu.read.intake import open_document
    from ximu.read.pipeline import read_document
    from ximu.site.warm import warm_up
    from ximu.store import relink as _relink  # noqa: F401
    from ximu.track.jobs import running
    from ximu.track.jobs import worker as _worker

    MigrationLoader(None)
    warm_up()
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "a.txt").write_text(report_text("云汀", 2030), encoding="utf-8")
        read_document(open_document(Path(folder) / "a.txt"))
    for line in sys.stdin:
        asked = json.loads(line)
        running.worker_name = _worker.worker_name = secrets.token_hex(16)
        with tempfile.TemporaryFile("w+") as said:
            begun = time.monotonic()
            copy = os.fork()
            if not copy:
                os.setsid()
                os.dup2(said.fileno(), 1)
                os.dup2(said.fileno(), 2)
                in_copy(asked["work"])
            ended, status = wait_for(copy, asked["end_after"])
            if not ended:
                os.killpg(copy, signal.SIGKILL)
                _, status = os.waitpid(copy, 0)
            took = time.monotonic() - begun
            said.seek(0)
            told = {"running": not ended, "status": status, "seconds": took, "said": said.read()}
        print(json.dumps(told), flush=True)


def wait_for(process: int, seconds: float | None) -> tuple[int, int]:
    """Wait until the process ends, at most so long: its number and status, or zeros when it has not."""
    if seconds is None:
        return os.waitpid(process, 0)
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        if (ended := os.waitpid(process, os.WNOHANG))[0]:
            return ended
        time.sleep(min(left, 0.005))
    return os.waitpid(process, os.WNOHANG)


def in_copy(work: list[str]) -> None:
    """Do the work and end the process."""
    status = 1
    try:
        JOBS[work[0]](*work[1:])
        status = 0
    except SystemExit as error:
        status = int(error.code or 0)
    except BaseException:
        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


JOBS: dict[str, Callable[..., None]] = {
    "prepare": prepare,
    "move": move,
    "import": bring,
    "write": write,
    "count": count,
    "held": held,
    "ask_jobs": ask_jobs,
    "next_worker": next_worker,
    "told_jobs": told_jobs,
    "corpus": corpus,
    "ximu": ximu,
    "ready": ready,
}

if __name__ == "__main__":
    main(*sys.argv[1:])
