"""Two hundred readers and twenty writers at once: how long they wait, whether anything fails, whether a write is lost.

`bench_load.py` keeps the sample reports in a database, founds an office with 50 units, and serves both with `ximu up`.
First the readers come alone: for --beside minutes to the public pages, then for as long to the twins of these pages in
Datasette, which serves the same rows. Then readers read every kind of page (nine of ten of the public, one of ten signed
in) while writers work: some lead items through their lives in the workbench, some send cases by the public form, one adds
reports. Afterwards what the site said it has kept is counted against what the database holds. It never fails on a time; it
ends with status 1 when an answer of ours was wrong or a write is missing.
"""

from __future__ import annotations

import argparse
import http.client
import math
import os
import random
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from http.cookies import SimpleCookie
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

import bench_work
from bench_site import ROOT, Pair, datasette, datasette_server, free_port, made_ledger, pairs, served
from load_tables import Answer, Kept, Outcome, tell

SIGNED_IN = 0.1  # of the readers
CASE_WRITERS = 6
TITLE = "疏通暗渠"
WORDS = "街边路灯不亮"
ADDED = "load"
LATE = 120  # seconds after which an answer counts as missing
# What each step of a life carries in its form.
LIFE: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("inspector", "assign", {}),
    ("bureau", "accept", {"reply": "已安排"}),
    ("reporter", "report_done", {"reply": "全部完成", "evidence_kind": "照片", "evidence_note": "现场"}),
    ("inspector", "verify_done", {"reply": "到现场看过"}),
)


class Place(NamedTuple):
    """What everyone needs to know: where the site is, when to stop, how long to pause, addresses by kind, and the people."""

    port: int
    end: float
    pause: float
    public: dict[str, tuple[str, ...]]
    people: dict[str, Any]
    units: list[Any]
    folder: Path
    environment: dict[str, str]


class Visitor:
    """One person at a browser: keeps the cookies, remembers every answer. Nothing is asked twice."""

    def __init__(self, place: Place, cookies: str = "") -> None:
        self.place = place
        self.cookies: dict[str, str] = {name: one.value for name, one in SimpleCookie(cookies).items()}
        self.answers: list[Answer] = []

    def get(self, kind: str, address: str) -> str:
        """The page; "" when something was wrong with the answer."""
        return self._ask(kind, "GET", address, None, 200)

    def send(self, kind: str, address: str, page: str, **fields: Any) -> str:
        """Send a form of `page`; where the answer leads, "" when something was wrong with it."""
        token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', page)
        body = urlencode({"csrfmiddlewaretoken": token[1] if token else "", **fields}).encode()
        return self._ask(kind, "POST", address, body, 302)

    def pause(self) -> bool:
        """Read or think for a while; False when it is time to go."""
        wait = random.expovariate(1 / self.place.pause) if self.place.pause else 0
        time.sleep(max(0.0, min(wait, self.place.end - time.monotonic())))
        return time.monotonic() < self.place.end

    def _ask(self, kind: str, method: str, address: str, body: bytes | None, wanted: int) -> str:
        headers = {"Accept-Encoding": "identity", "Cookie": "; ".join(f"{n}={v}" for n, v in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        begun, wrong, text = time.perf_counter(), "", ""
        connection = http.client.HTTPConnection("127.0.0.1", self.place.port, timeout=LATE)
        try:
            connection.request(method, quote(address, safe="/?=&%"), body, headers)
            answer = connection.getresponse()
            words = answer.read().decode("utf-8", "replace")
            for line in answer.headers.get_all("Set-Cookie") or ():
                self.cookies |= {name: one.value for name, one in SimpleCookie(line).items()}
            text = answer.headers.get("Location", "") if wanted == 302 else words
            wrong = "" if answer.status == wanted else f"{method} {address}: status {answer.status}"
        except (OSError, http.client.HTTPException) as error:
            wrong = f"{method} {address}: {type(error).__name__} {error}"
        finally:
            connection.close()
        self.answers.append(Answer(kind, time.perf_counter() - begun, wrong))
        return "" if wrong else text


def read(visitor: Visitor, addresses: dict[str, tuple[str, ...]], kept: Kept) -> None:
    """Read pages of all kinds, any of them next."""
    del kept
    kinds = list(addresses)
    while visitor.pause():
        kind = random.choice(kinds)  # noqa: S311
        visitor.get(kind, random.choice(addresses[kind]))  # noqa: S311


def at_once(deeds: Iterable[Callable[[], None]]) -> None:
    """Do all of these at the same time; returns when the last is done."""
    threads = [threading.Thread(target=does) for does in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def read_alone(place: Place, readers: int, minutes: float) -> list[Answer]:
    """What so many readers wait for who come when nobody writes, to a server that was asked for every page once."""
    first = Visitor(place)
    for kind, addresses in place.public.items():
        for address in addresses:
            first.get(kind, address)
    place = place._replace(end=time.monotonic() + 60 * minutes)
    visitors = [Visitor(place) for _ in range(readers)]
    none = Kept([], [], [], [])
    at_once(lambda one=one: read(one, place.public, none) for one in visitors)  # type: ignore[misc]
    return [answer for visitor in visitors for answer in visitor.answers]


def beside(place: Place, twins: Sequence[Pair], ledger: Path, asked: argparse.Namespace) -> list[list[Answer]]:
    """Answers of ours and then of Datasette to the same readers of the same rows; none when it was not asked for."""
    if not asked.beside:
        return []
    ours = read_alone(place, asked.readers, asked.beside)
    port = free_port()
    with served(datasette_server(datasette(ROOT / "var" / "bench-site"), ledger, port), port, {}):
        other = place._replace(port=port, public={pair.kind: pair.theirs for pair in twins})
        return [ours, read_alone(other, asked.readers, asked.beside)]


def lead(people: dict[str, Visitor], unit: Any, kept: Kept) -> None:
    """Take one item of a unit after another from its making to its end, each step by whom it belongs to."""
    inspector = people["inspector"]
    for number in count():
        if not inspector.pause():
            return
        new = "/workbench/items/new/?playbook=key_tasks"
        page = inspector.get("form of an item", new)
        due = date.today() + timedelta(days=30)  # noqa: DTZ011
        address = page and inspector.send(
            "item made", new, page, title_zh=f"{TITLE}{unit.pk}-{number}", lead_unit=unit.pk, due_on=due
        )
        if not address:
            continue
        kept.items.append(f"{TITLE}{unit.pk}-{number}")
        for role, move, carried in LIFE:
            who = people[role]
            who.pause()  # a life that was begun is led to its end
            page = who.get("item", address)
            version = re.search(rf'name="{move}-version" value="(\d+)"', page)
            if version is None:
                who.answers.append(Answer("move", 0, f"{address}: {move} is not offered" if page else ""))
                break
            fields = {f"{move}-{name}": value for name, value in carried.items()}
            if not who.send("move", address, page, move=move, **{f"{move}-version": version[1]}, **fields):
                break
            kept.moves.append(address)


def complain(visitor: Visitor, kept: Kept) -> None:
    """Send one case after another by the public form, each as someone new."""
    for number in count():
        if not visitor.pause():
            return
        visitor.cookies.clear()
        page = visitor.get("case form", "/cases/new/")
        words = f"{WORDS}，第{number}盏，{random.random()}"  # noqa: S311
        led = page and visitor.send("case sent", "/cases/new/", page, government="bench", words_zh=words)
        if led:
            kept.cases.append(led.split("/")[-2])


def add(visitor: Visitor, kept: Kept) -> None:
    """Add one report after another, each of another year, as the command does."""
    text = (ROOT / "sample" / "reports" / "binjiang-district-2024.txt").read_text("utf-8")
    for number in count():
        if not visitor.pause():
            return
        file = visitor.place.folder / f"{ADDED}-{number}.txt"
        year = 1990 + number % 30
        file.write_text(f"{text.replace('2024年', f'{year}年').replace('2023年', f'{year - 1}年')}\n第{number}份。\n")
        begun = time.perf_counter()
        command = [sys.executable, "-m", "ximu.cli", "add", str(file)]
        ended = subprocess.run(command, env=visitor.place.environment, capture_output=True, text=True, check=False)
        wrong = "" if ended.returncode == 0 else f"add: {ended.returncode} {ended.stderr[-300:]}"
        visitor.answers.append(Answer("report added", time.perf_counter() - begun, wrong))
        if not wrong:
            kept.files.append(file.name)


def everyone(place: Place, readers: int, writers: int, kept: Kept) -> list[tuple[list[Visitor], Callable[[], None]]]:
    """Whoever comes: the visitors of each and what it does."""
    found: list[tuple[list[Visitor], Callable[[], None]]] = []

    def comes(visitor: Visitor, does: Callable[..., None], *more: Any) -> None:
        found.append(([visitor], lambda: does(visitor, *more, kept)))

    office = {f"workbench: {page}": (role, addresses) for page, (role, addresses) in bench_work.PAGES.items()}
    office = {page: one for page, one in office.items() if not any("{" in address for address in one[1])}
    for number in range(readers):
        if number < readers * SIGNED_IN:
            role = ("inspector", "head", "reporter", "bureau")[number % 4]
            own = {page: tuple(addresses) for page, (of, addresses) in office.items() if of == role}
            comes(Visitor(place, bench_work.session_of(place.people[role])), read, own)
        else:
            comes(Visitor(place), read, place.public)
    cases = min(CASE_WRITERS, writers // 3)
    for _ in range(cases):
        comes(Visitor(place), complain)
    comes(Visitor(place), add)
    for unit in place.units[: writers - cases - 1]:
        named = {"inspector": "inspector", "bureau": f"bureau-{unit.pk}", "reporter": f"reporter-{unit.pk}"}
        team = {role: Visitor(place, bench_work.session_of(place.people[name])) for role, name in named.items()}
        found.append((list(team.values()), lambda team=team, unit=unit: lead(team, unit, kept)))  # type: ignore[misc]
    return found


def held() -> dict[str, int]:
    """How much of what the writers wrote the database holds."""
    from ximu.store.models import Source
    from ximu.track.cases.models import Case
    from ximu.track.models import Item, ItemMove

    return {
        "items made": Item.objects.filter(title_zh__startswith=TITLE).count(),
        "moves made": ItemMove.objects.filter(item__title_zh__startswith=TITLE, move__in=[one for _, one, _ in LIFE]).count(),
        "cases sent": Case.objects.filter(words_zh__startswith=WORDS).count(),
        "reports added": Source.objects.filter(name__startswith=f"{ADDED}-").count(),
    }  # fmt: skip


def run(address: str, folder: Path, asked: argparse.Namespace) -> Outcome:
    """Make the database, serve it, let the readers come alone, then everyone until the time is over, and count."""
    from django.db import connection

    from ximu.store.prepare import prepare

    environment = {"XIMU_DATABASE": address, "XIMU_VAR": str(folder), "XIMU_INTAKE_PER_HOUR": "1000000"}
    os.environ |= environment
    ledger = made_ledger(folder, [ROOT / "sample" / "reports"])
    twins = list(pairs(ledger, ()))
    prepare(address)
    if not address.startswith("sqlite"):
        command = [sys.executable, "-m", "ximu.cli", "add", str(ROOT / "sample" / "reports")]
        subprocess.run(command, env=dict(os.environ), stdout=subprocess.DEVNULL, check=False)
    _, people, units = office_with_clerk()
    connection.close()
    kept = Kept([], [], [], [])
    port = free_port()
    with served([sys.executable, "-m", "ximu.cli", "up", "--port", str(port)], port, environment):
        public = {pair.kind: pair.ours for pair in twins}
        place = Place(port, math.inf, asked.pause, public, people, units, folder, dict(os.environ))
        alone = beside(place, twins, ledger, asked)
        place = place._replace(end=time.monotonic() + 60 * asked.minutes)
        coming = everyone(place, asked.readers, asked.writers, kept)
        connection.close()
        at_once(does for _, does in coming)
        answers = [answer for visitors, _ in coming for visitor in visitors for answer in visitor.answers]
        return Outcome(alone, answers, kept, held())


def office_with_clerk() -> tuple[Any, dict[str, Any], list[Any]]:
    """The office of the measurement of the workbench, with an assessment, and with a clerk, so that it takes cases."""
    from ximu.track.actions import appoint, make_person, make_post
    from ximu.track.actions.assessment import make_assessment
    from ximu.track.scoring.rules import rule_sets

    government, people, units = bench_work.make_office()
    admin, office = people["admin"], government.units.get(key="office")
    clerk = make_person(admin, government, "clerk", "受理员")
    appoint(admin, make_post(admin, office, "受理员", "clerk"), clerk, since=date(2020, 1, 1))
    today = date.today()  # noqa: DTZ011
    make_assessment(
        people["inspector"], government, "年度考核", rule_sets()["work_of_units"], units, date(today.year, 1, 1), today
    )
    return government, people, units


def main() -> int:
    """Print the tables; exit status 1 when an answer was wrong or a write is missing, whatever the times."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--postgresql", action="store_true", help="on a PostgreSQL server of its own instead of SQLite")
    parser.add_argument("--minutes", type=float, default=10, help="how long [10]")
    parser.add_argument("--beside", type=float, default=2, help="how long readers alone, to each server; 0 for not [2]")
    parser.add_argument("--readers", type=int, default=200, help="at once [200]")
    parser.add_argument("--writers", type=int, default=20, help="at once, at least 3 [20]")
    parser.add_argument("--pause", type=float, default=5, help="mean seconds between two pages of one person [5]")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="ximu_load_") as name:
        folder = Path(name)
        if asked.postgresql:
            from private_postgresql import running_server

            with running_server() as server:
                server.do("CREATE DATABASE load")
                outcome = run(server.address("load"), folder, asked)
        else:
            outcome = run(f"sqlite:///{folder}/ledger.sqlite3", folder, asked)
    print(f"{'PostgreSQL' if asked.postgresql else 'SQLite'}, {asked.pause:g} s between two pages of one person, "
          f"{os.cpu_count()} cores\n")  # fmt: skip
    return 0 if tell(outcome, asked) else 1


if __name__ == "__main__":
    sys.exit(main())
