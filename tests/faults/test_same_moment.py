"""Two who do the same in the same moment, on PostgreSQL, where writers do not wait for each other by themselves.

The first has done it and not yet ended its transaction; the second begins, sees nothing of it, and has to wait.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connections, transaction
from django.test import Client

from faults import Place
from private_postgresql import close_database, restore_database, use_database

sys.path.append(str(Path(__file__).resolve().parents[1] / "site"))
pytestmark = pytest.mark.slow


@pytest.fixture
def office(on_postgresql: Place, django_db_blocker: Any) -> Iterator[Any]:
    """A government with a clerk, in a database that Django is connected to."""
    on_postgresql.renew()
    with django_db_blocker.unblock():
        before = use_database(on_postgresql.address)
        from case_office import hotline

        try:
            yield hotline("hotline", "望川市")[0]
        finally:
            close_database()
            restore_database(before)


def second_while_first(first: Callable[[], Any], second: Callable[[], Any]) -> tuple[Any, Any]:
    """What both came to, the second being made to wait in the middle of its work until the first has ended."""
    found: list[Any] = []

    def run() -> None:
        try:
            found.append(second())
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    with transaction.atomic():
        done = first()
        thread.start()
        until = time.monotonic() + 60
        while not waiting():
            assert thread.is_alive(), f"it did not wait: {found}"
            assert time.monotonic() < until
            time.sleep(0.02)
    thread.join(60)
    return done, found[0]


def waiting() -> bool:
    """Whether someone on this server waits for a lock."""
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return bool(cursor.fetchone()[0])


WORDS = "滨河路的路灯坏了三天，夜里很黑。"


def test_the_first_two_cases_of_all(office: Any) -> None:
    """Both name the public as their maker, a row that is made with the first."""
    from ximu.track.cases.actions.receive import public_person
    from ximu.track.cases.models import Case

    def send() -> int:
        given = {"government": office.key, "words_zh": WORDS, "category": "street_light"}
        return int(Client().post("/cases/new/", given).status_code)

    person, status = second_while_first(public_person, send)
    assert status == 302
    assert Case.objects.get().item.created_by == person


def test_a_case_that_is_sent_twice(office: Any) -> None:
    """A case of another system comes in once, however often that one sends it."""
    from ximu.track.cases.actions import receive
    from ximu.track.cases.content import NewCase
    from ximu.track.cases.models import Case

    def send() -> Any:
        return receive(office, NewCase(words_zh=WORDS, channel="phone", category="street_light", outside_id="A-1"))

    first, second = second_while_first(send, send)
    assert first == second == Case.objects.get()


def test_a_job_that_is_asked_for_twice(office: Any) -> None:
    from ximu.track.jobs.models import Job
    from ximu.track.jobs.queue import ask

    first, second = second_while_first(lambda: ask("relink", key="all"), lambda: ask("relink", key="all"))
    assert first == second == Job.objects.get()
