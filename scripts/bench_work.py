"""A month of work of a large office, and how long the main pages of the workbench take while several people read them.

`bench_work.py` makes 50 units with their people and 20,000 items in the states a month of work leaves behind: for each
playbook some items live their lives by the real actions, the others are rows of the same shape. Then the site is served
as `ximu up` serves it and the pages are asked for by several readers at once, on SQLite and, with --postgresql, on a
server of its own. It prints a table for the manual and never fails on a time.
"""

from __future__ import annotations

import argparse
import http.client
import os
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from itertools import cycle, islice, repeat
from pathlib import Path
from typing import Any, NamedTuple

from bench_site import ROOT, free_port, served

sys.path.append(str(ROOT / "tests"))
UNITS, ITEMS, LIVES = 50, 20_000, 3
READERS, ASKED = 6, 120
PLAYBOOKS = {"key_tasks": 0.6, "livelihood_projects": 0.05, "inspection": 0.35}
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
# Where the lives of the sample end, in the order in which things happen; each item stops at one of these.
STEPS: dict[str, list[tuple[str, str, dict[str, Any]]]] = {
    "key_tasks": [
        ("inspector", "assign", {}), ("bureau", "accept", {"reply": "已安排"}),
        ("reporter", "report_done", {"reply": "全部完成", "evidence": "照片"}),
        ("inspector", "verify_done", {"reply": "到现场看过"}),
    ],
    "inspection": [
        ("inspector", "assign", {}), ("bureau", "accept", {}), ("reporter", "report", {"reply": "已整改"}),
        ("inspector", "pass", {}), ("head", "verify", {"reply": "属实"}), ("head", "close", {}),
    ],
    "livelihood_projects": [("inspector", "shortlist", {})],
}  # fmt: skip
PAGES = {
    "desk, inspection office": ("inspector", ["/workbench/"]),
    "desk, unit": ("reporter", ["/workbench/"]),
    "items": (
        "inspector",
        ["/workbench/items/", "/workbench/items/?page=200", "/workbench/items/?sort=due&phase=open"],
    ),
    "items, narrowed": (
        "inspector",
        ["/workbench/items/?unit={unit}", "/workbench/items/?late=yes&playbook=inspection"],
    ),
    "items, searched": ("inspector", ["/workbench/items/?q=支渠第19", "/workbench/items/?q=查无此事"]),
    "items, unit": ("reporter", ["/workbench/items/", "/workbench/items/?sort=due"]),
    "one item": ("inspector", ["/workbench/items/{item}/"]),
    "standing": ("head", ["/workbench/standing/"]),
    "standing, past month": ("head", ["/workbench/standing/?month={month}"]),
    "standing, unit": ("bureau", ["/workbench/standing/"]),
    "assessments": ("head", ["/workbench/assessments/", "/workbench/assessments/1/"]),
    "journal": ("head", ["/workbench/journal/", "/workbench/journal/?page=300"]),
    "jobs": ("inspector", ["/workbench/jobs/"]),
    "people": ("admin", ["/workbench/people/"]),
}


class Made(NamedTuple):
    """What the pages are asked for: cookies by role, and values for the blanks of addresses."""

    cookies: dict[str, str]
    blanks: dict[str, Any]


def make_work(items: int) -> Made:
    """The office with its month of work, in the database that is open."""
    from ximu.track.actions.assessment import make_assessment
    from ximu.track.editions import playbooks
    from ximu.track.models import Item
    from ximu.track.scoring.rules import rule_sets

    government, people, units = make_office()
    random.seed(4)
    for name, share in PLAYBOOKS.items():
        lives = [
            live_one(people, government, playbooks()[name], unit, stop)
            for unit in units[:LIVES]
            for stop in stops(name)
        ]
        copy_lives(lives, units, round(items * share) - len(lives))
        print(f"  {name}: {Item.objects.filter(edition__playbook=name).count():,} items", file=sys.stderr)
    year = date.today().year  # noqa: DTZ011
    make_assessment(
        people["inspector"], government, "年度考核", rule_sets()["work_of_units"], units, date(year, 1, 1), date.today()  # noqa: DTZ011
    )  # fmt: skip
    month = (date.today().replace(day=1) - timedelta(days=1)).month  # noqa: DTZ011
    some = list(Item.objects.order_by("?").values_list("pk", flat=True)[:20])
    return Made(
        {name: session_of(person) for name, person in people.items()},
        {"unit": units[3].pk, "items": some, "month": month},
    )


def make_office() -> tuple[Any, dict[str, Any], list[Any]]:
    """A government with 50 units, each with a head and a reporter; the first unit's stand for all."""
    from ximu.track.actions import appoint, found_government, make_person, make_post, make_unit

    since = date(2020, 1, 1)
    government, admin = found_government(
        "bench", "临江市人民政府", administrator="admin", administrator_name_zh="管理员"
    )
    office = government.units.get(key="office")

    def person(name: str, unit: Any, role: str) -> Any:
        made = make_person(admin, government, name, name)
        appoint(admin, make_post(admin, unit, name, role), made, since=since)
        return made

    people = {
        "admin": admin,
        "inspector": person("inspector", office, "inspector"),
        "head": person("head", office, "inspection_head"),
    }
    units = []
    for number in range(1, UNITS + 1):
        unit = make_unit(admin, government, f"unit{number}", f"市第{number}局")
        units.append(unit)
        for role, post in (("reporter", "reporter"), ("bureau", "unit_head")):
            people.setdefault(f"{role}-{unit.pk}", person(f"{role}{number}", unit, post))
    people |= {name: people[f"{name}-{units[0].pk}"] for name in ("reporter", "bureau")}
    return government, people, units


def stops(playbook: str) -> range:
    """After how many steps the lives of a playbook stop: every place on the way."""
    return range(len(STEPS[playbook]) + 1)


def live_one(people: dict[str, Any], government: Any, book: Any, unit: Any, stop: int) -> Any:
    """One item that lives by the real actions until `stop`."""
    from ximu.track import actions

    today = date.today()  # noqa: DTZ011
    begun = today - timedelta(days=30)
    due = today + timedelta(days=random.choice([-5, 3, 10, 60]))  # noqa: S311
    content = actions.ItemContent(
        title_zh=f"疏通支渠第{unit.pk}段", lead_unit=unit, due_on=due, year=today.year, requirement_zh="全线通水，堤岸加固",
        milestones=[actions.NewMilestone(f"{today.year}Q4", "完成清淤")],
    )  # fmt: skip
    item = actions.create_item(people["inspector"], government, book, content, on=begun)
    for number, (role, move, given) in enumerate(STEPS[book.id][:stop]):
        who = people.get(f"{role}-{unit.pk}", people.get(role))
        given = (
            {**given, "evidence": [actions.NewEvidence(given["evidence"], note_zh="现场")]}
            if "evidence" in given
            else given
        )
        actions.act(who, item, move, on=begun + timedelta(days=1 + number), **given)
    if item.phase == "open" and stop >= 2:
        given = actions.NewProgress(f"{today:%Y-%m}", progress_zh="清淤过半")
        actions.report_progress(people[f"reporter-{unit.pk}"], item, given)
    return item


def copy_lives(lives: list[Any], units: list[Any], count: int) -> None:
    """Rows of the same shape as the lives, each for some unit: the item and everything that hangs on it."""
    from django.db import transaction

    from ximu.track.models import (
        Item,
        ItemClock,
        ItemMove,
        Milestone,
        Notice,
        ProgressReport,
        ReportRequest,
        UnitOfItem,
    )

    tables = (ItemMove, ItemClock, Milestone, ProgressReport, ReportRequest, UnitOfItem, Notice)
    hanging = {item.pk: [(table, row) for table in tables for row in table.objects.filter(item=item)] for item in lives}
    head = lives[0].number.rpartition("-")[0]
    last = Item.objects.filter(number__startswith=head).count()
    with transaction.atomic():
        for at in range(0, count, 1000):
            made, old = [], []
            for number in range(at, min(at + 1000, count)):
                like = lives[number % len(lives)]
                unit = units[(number * 7) % len(units)]
                new = clone(
                    like, number=f"{head}-{last + number + 1:04d}", lead_unit=unit, title_zh=f"疏通支渠第{number}段"
                )
                made.append(new)
                old.append(like.pk)
            Item.objects.bulk_create(made)
            rows: dict[Any, list[Any]] = {table: [] for table in tables}
            for new, key in zip(made, old, strict=True):
                for table, row in hanging[key]:
                    more = {"key": f"{row.key}-{new.pk}"} if table is Notice else {}
                    more |= {"unit": new.lead_unit} if table in (UnitOfItem, ReportRequest) else {}
                    rows[table].append(clone(row, item=new, **more))
            for table, some in rows.items():
                table.objects.bulk_create(some, 500)
        write_journal(count)


def clone(row: Any, **changes: Any) -> Any:
    """A row of the same values without its key, changed."""
    values = {
        field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if not field.primary_key
    }
    new = type(row)(**values)
    for name, value in changes.items():
        setattr(new, name, value)
    return new


def write_journal(count: int) -> None:
    """As many entries as the actions would have written."""
    from ximu.track import journal
    from ximu.track.models import Person

    person = Person.objects.get(username="inspector")
    for at in range(0, count * 3, 2000):
        entries = [
            journal.Entry("move:assign", f"N{number}", {"after": "assigned"})
            for number in range(at, min(at + 2000, count * 3))
        ]
        journal.record_many(person, entries, government="bench")


def session_of(person: Any) -> str:
    """The cookie of someone who is signed in."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(person.pk), BACKEND
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    return f"ximu_session={session.session_key}"


def measure(port: int, made: Made, readers: int, asked: int) -> Iterator[tuple[str, list[float]]]:
    """Milliseconds of every answer, by page, while `readers` ask at once."""
    for page, (role, addresses) in PAGES.items():
        print(f"  {page}", file=sys.stderr)
        filled = [
            address.format(unit=made.blanks["unit"], item=item, month=made.blanks["month"])
            for address in addresses
            for item in (made.blanks["items"] if "{item}" in address else [0])
        ]
        wanted = list(islice(cycle(filled), asked))
        ask(port, made.cookies[role], filled[:1])  # the first answer of all fills what is kept in memory
        with ThreadPoolExecutor(readers) as pool:
            shares = [wanted[at::readers] for at in range(readers)]
            parts = pool.map(ask, repeat(port), repeat(made.cookies[role]), shares)
            yield page, sorted(one for part in parts for one in part)


def ask(port: int, cookie: str, addresses: list[str]) -> list[float]:
    """Milliseconds until each whole answer was there."""
    from urllib.parse import quote

    took = []
    for address in addresses:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
        begun = time.perf_counter()
        connection.request("GET", quote(address, safe="/?=&"), headers={"Cookie": cookie})
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise SystemExit(f"{address}: status {answer.status}")
        took.append(1000 * (time.perf_counter() - begun))
        connection.close()
    return took


def bench(address: str, items: int, readers: int, asked: int) -> dict[str, list[float]]:
    """Make the work and measure its pages."""
    from ximu.store.prepare import prepare

    folder = Path(tempfile.mkdtemp(prefix="ximu_work_"))
    os.environ["XIMU_VAR"] = str(folder)  # one signing key for the sessions made here and for the site
    prepare(address)
    made = make_work(items)
    from django.db import connection
    from django.utils import timezone

    from ximu.track.jobs.models import Job
    from ximu.track.jobs.worker import work

    # The reminders of the day are told by night and count as told; the standings of the day are kept by night, too.
    now = timezone.now()
    Job.objects.create(
        kind="remind", key=f"{timezone.localdate()}", state=Job.State.DONE, asked_at=now, finished_at=now
    )
    begun = time.perf_counter()
    work(once=True)
    print(f"  standings kept in {time.perf_counter() - begun:.0f} s", file=sys.stderr)

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    connection.close()
    try:
        port = free_port()
        command = [sys.executable, "-m", "ximu.cli", "up", "--port", str(port)]
        with served(command, port, {"XIMU_DATABASE": address, "XIMU_VAR": str(folder)}):
            return dict(measure(port, made, readers, asked))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main() -> int:
    """Print a table: page, half of the answers within, 95 of 100 within, the longest, in milliseconds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--postgresql", action="store_true", help="on a PostgreSQL server of its own instead of SQLite")
    parser.add_argument("--items", type=int, default=ITEMS)
    parser.add_argument("--readers", type=int, default=READERS)
    parser.add_argument("--asked", type=int, default=ASKED, help="how often each page is asked for")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="ximu_bench_") as folder:
        if given.postgresql:
            from private_postgresql import running_server

            with running_server(()) as server:
                server.do("CREATE DATABASE work")
                found = bench(server.address("work"), given.items, given.readers, given.asked)
        else:
            found = bench(f"sqlite:///{folder}/work.sqlite3", given.items, given.readers, given.asked)
    print(
        f"{given.items:,} items, {UNITS} units, {given.readers} readers at once, {'PostgreSQL' if given.postgresql else 'SQLite'}"
    )
    print("| page | p50 ms | p95 ms | longest ms |\n|---|---:|---:|---:|")
    for page, took in found.items():
        print(f"| {page} | {took[len(took) // 2]:.0f} | {took[int(len(took) * 0.95)]:.0f} | {took[-1]:.0f} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
