"""How long the pages of the site take under load, beside Datasette serving the same ledger on this machine in this run.

`bench_site.py [REPORT…]` makes a ledger of the reports (default: the sample; a ledger that is there with --ledger), serves
it with `ximu up` and with Datasette, and asks both for every kind of page: first once each with nothing kept; then, when
every process has had every page once, again and again by several clients at once, the servers in short turns. Ours is asked
in two ways: for the addresses again, which it answers from the pages it keeps, and for each with a value that it has not seen, so that every
answer is made anew. Each kind stands beside the page of Datasette with the same rows of the same tables. Datasette comes from PyPI into an
environment of its own. It never fails on a time.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import os
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import count, cycle, islice
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

ROOT = Path(__file__).resolve().parent.parent
DATASETTE = "datasette==0.65.5"
SAMPLES = 20
WARMERS = 8  # so many connections at once reach every process of a server
MOST_WARMING = 6  # rounds; the processes share the connections as it happens
TURN = 20  # requests to one server before it is the turn of the other
ALL = "_size=max"
PLACES = "select * from store_place where id in (select place_id from store_report)"
INDICATORS = (
    "select indicator_id, count(*) as statements, min(year), max(year) from store_measure"
    " where indicator_id is not null group by indicator_id order by statements desc"
)
LATEST = "_sort_desc=report_year"
TABLES = " union all ".join(
    f"select '{name}', count(*) from store_{name}"  # noqa: S608 names of our own
    for name in ("place", "report", "measure", "link", "promise", "computedfinding")
)


class Kind(NamedTuple):
    """A kind of page: its name, our address, that of Datasette; {} is filled with the columns of a row of `rows`."""

    name: str
    ours: str
    theirs: str
    rows: str = ""


KINDS = (
    Kind("home", "/", f"store_report?{LATEST}&_size=10"),
    Kind("places", "/places/", f"?sql={quote(PLACES)}"),
    Kind("place", "/places/{0}/", f"store_link?place_id={{1}}&{ALL}", "select public_id, id from store_place where id in (select place_id from store_report)"),
    Kind("integrity", "/places/{0}/integrity/", "store_link?place_id={1}&_size=100", "select public_id, id from store_place where id in (select place_id from store_link)"),
    Kind("reports", "/reports/", f"store_report?{LATEST}&_size=50"),
    Kind("report", "/reports/{0}/", f"store_statement?report_id={{1}}&{ALL}", "select public_id, id from store_report"),
    Kind("two years", "/reports/{0}/compare/", f"store_passage?report_id={{1}}&{ALL}", "select public_id, id from store_report r where source_kind = 'report' and exists (select 1 from store_report o where o.place_id = r.place_id and o.source_kind = 'report' and o.report_year < r.report_year)"),
    Kind("indicators", "/indicators/", f"?sql={quote(INDICATORS)}"),
    Kind("indicator", "/indicators/{0}/", "store_measure?indicator_id={0}&_size=100", "select indicator_id, count(*) from store_measure where indicator_id is not null group by 1 order by 2 desc limit 60"),
    Kind("promises", "/promises/", f"store_promise?label=testable&{LATEST}&_size=50"),
    Kind("promise", "/promises/{0}/", "store_promise/{0}", "select public_id from store_promise where label = 'testable'"),
    Kind("findings", "/findings/", f"store_computedfinding?{LATEST}&_size=50"),
    Kind("finding", "/findings/{0}/", "store_computedfinding/{0}", "select public_id from store_computedfinding"),
    Kind("projects", "/projects/", "store_namedproject?_sort_desc=reports&_size=50"),
    Kind("project", "/projects/{0}/", "store_namedproject/{0}", "select public_id from store_namedproject"),
    Kind("compare", "/compare/?place={0}&indicator=gross_regional_product&indicator=urban_new_jobs", "store_measure?place_id={1}&indicator_id__in=gross_regional_product,urban_new_jobs&_size=100", "select public_id, id from store_place where id in (select place_id from store_link)"),
    Kind("search", "/search/?q={0}", "store_passage?plain__contains={0}&_size=20", "select distinct substr(plain, 6, 2) from store_passage where length(plain) > 30 and plain not glob '*[0-9a-z%. ]*'"),
    Kind("data", "/data/", f"?sql={quote(TABLES)}"),
    Kind("glossary", "/glossary/", "-/settings"),
    Kind("method", "/method/", "-/settings"),
)  # fmt: skip
# Datasette's own pages have no database before them.
OF_SERVER = "-/"


class Pair(NamedTuple):
    """The addresses of one kind on both servers."""

    kind: str
    ours: tuple[str, ...]
    theirs: tuple[str, ...]


class Answer(NamedTuple):
    """Seconds until the whole answer was here, its bytes as sent, whether the server had it at hand."""

    seconds: float
    size: int
    kept: bool


class Times(NamedTuple):
    """Answers in the order of their time."""

    answers: tuple[Answer, ...]

    def at(self, share: float) -> float:
        """The time within which this share of the answers came, in milliseconds."""
        return 1000 * self.answers[min(len(self.answers) - 1, int(share * len(self.answers)))].seconds

    @property
    def most_bytes(self) -> int:
        """The bytes of the largest."""
        return max(one.size for one in self.answers)

    @property
    def kept(self) -> float:
        """The share of answers that the server had at hand, in percent."""
        return 100 * sum(one.kept for one in self.answers) / len(self.answers)


class Measured(NamedTuple):
    """The times of one kind of page: first visits and answers under load."""

    first: Times
    their_first: Times
    kept: Times
    anew: Times
    theirs: Times


def pairs(ledger: Path, names: Sequence[str]) -> Iterator[Pair]:
    """Every kind with addresses that the ledger has; a kind of which it has none is left out."""
    with contextlib.closing(sqlite3.connect(ledger)) as found:
        for kind in KINDS:
            if names and kind.name not in names:
                continue
            rows = found.execute(kind.rows).fetchall() if kind.rows else [()]
            chosen = rows[:: max(1, len(rows) // SAMPLES)][:SAMPLES]
            theirs = kind.theirs if kind.theirs.startswith(OF_SERVER) else f"ledger/{kind.theirs}"
            theirs = theirs.replace("ledger/?", "ledger?")
            words = [[quote(str(value)) for value in row] for row in chosen]
            if words:
                filled = tuple(kind.ours.format(*row) for row in words)
                yield Pair(kind.name, filled, tuple("/" + theirs.format(*row) for row in words))
            else:
                print(f"no {kind.name} in this ledger", file=sys.stderr)


class Client:
    """One browser: a lasting connection that takes compressed answers."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)

    def ask(self, address: str) -> Answer:
        """Ask and read the whole answer."""
        begun = time.perf_counter()
        try:
            self.connection.request("GET", address, headers={"Accept-Encoding": "gzip", "Connection": "keep-alive"})
            answer = self.connection.getresponse()
            size = len(answer.read())
        except OSError as error:
            raise SystemExit(f"{self.connection.port}{address}: {error!r}") from error
        if answer.status != 200:
            raise SystemExit(f"{address}: status {answer.status}")
        return Answer(time.perf_counter() - begun, size, "hit" in (answer.headers["Cache-Status"] or ""))


def times(answers: Iterable[Answer]) -> Times:
    """The answers of a round."""
    return Times(tuple(sorted(answers)))


def load(port: int, addresses: Sequence[str], clients: int) -> list[Answer]:
    """Ask for all of them, each client for its next address as soon as it has its last answer."""

    def one(number: int) -> list[Answer]:
        client = Client(port)
        return [client.ask(address) for address in addresses[number::clients]]

    with ThreadPoolExecutor(clients) as pool:
        return [answer for share in pool.map(one, range(clients)) for answer in share]


def free_port() -> int:
    """A port that nothing uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def served(command: Sequence[str | Path], port: int, environment: dict[str, str]) -> Iterator[None]:
    """A server while it is needed; waits until it answers."""
    server = subprocess.Popen(command, env=os.environ | environment, stdout=subprocess.DEVNULL)
    try:
        for _ in range(3000):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=5):
                break
            if server.poll() is not None:
                raise SystemExit(f"{command[0]} ended with {server.returncode}")
            time.sleep(0.1)
        yield
    finally:
        server.terminate()
        server.wait(120)  # on a busy machine its worker takes a while to end


def datasette(folder: Path) -> Path:
    """The program, installed into an environment of its own when it is not there."""
    program = folder / "datasette" / "bin" / "datasette"
    if not program.exists():
        subprocess.run([sys.executable, "-m", "venv", folder / "datasette"], check=True)
        subprocess.run([program.with_name("python"), "-m", "pip", "--quiet", "install", DATASETTE], check=True)
    return program


def datasette_server(program: Path, ledger: Path, port: int) -> list[str | Path]:
    """The command that serves a ledger with Datasette, with room for the largest of our pages."""
    settings = ["--setting", "max_returned_rows", "3000", "--setting", "sql_time_limit_ms", "20000"]
    return [program, "serve", ledger, "--port", str(port), *settings]


def made_ledger(folder: Path, reports: Sequence[Path]) -> Path:
    """A ledger of these reports; what is already in it is not read again."""
    ledger = folder / "ledger.sqlite3"
    command = [sys.executable, "-m", "ximu.cli", "add", *reports, "--database", f"sqlite:///{ledger}"]
    subprocess.run(command, env=os.environ | {"XIMU_VAR": str(folder)}, stdout=subprocess.DEVNULL, check=False)
    return ledger


def unseen(addresses: Iterable[str]) -> Iterator[str]:
    """Each with a value of its own, which no page reads."""
    for number, address in zip(count(), addresses):
        yield f"{address}{'&' if '?' in address else '?'}_={os.getpid()}.{time.time_ns()}.{number}"


def measured(pair: Pair, ports: tuple[int, int], requests: int, clients: int) -> Measured:
    """First visits of ours and theirs, one round that is not measured, then all under load, in turns so that a busy moment of the machine hits all."""
    first = [
        times(Client(port).ask(address) for address in addresses)
        for port, addresses in zip(ports, (pair.ours, pair.theirs), strict=True)
    ]
    for _ in range(
        MOST_WARMING
    ):  # until whatever process of ours answers has every page; theirs is one and has seen them
        warm = load(ports[0], [address for address in pair.ours for _ in range(WARMERS)], WARMERS)
        if all(answer.kept for answer in warm):
            break
    wanted = [iter(cycle(pair.ours)), unseen(cycle(pair.ours)), iter(cycle(pair.theirs))]
    found: list[list[Answer]] = [[], [], []]
    for _ in range(-(-requests // TURN)):
        for number, port in enumerate((ports[0], ports[0], ports[1])):
            found[number] += load(port, list(islice(wanted[number], TURN)), clients)
    return Measured(first[0], first[1], times(found[0]), times(found[1]), times(found[2]))


def line(kind: str, found: Measured) -> str:
    """A row of the table."""
    theirs = found.theirs.at(0.95)
    cells = (
        f"{found.first.at(0.95):.0f}", f"{found.their_first.at(0.95):.0f}",
        f"{found.kept.at(0.95):.1f}", f"{found.anew.at(0.5):.1f}", f"{found.anew.at(0.95):.1f}",
        f"{found.theirs.at(0.5):.1f}", f"{theirs:.1f}",
        f"{found.kept.at(0.95) / theirs:.2f}", f"{found.anew.at(0.95) / theirs:.2f}",
        f"{found.kept.kept:.0f}", f"{found.kept.most_bytes / 1024:.0f}",
    )  # fmt: skip
    return f"| {kind} | " + " | ".join(cells) + " |"


def main() -> int:
    """Print the table; exit status 0 whatever the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("reports", nargs="*", type=Path, default=[ROOT / "sample" / "reports"])
    parser.add_argument("--ledger", type=Path, help="an SQLite ledger that is there, instead of making one")
    parser.add_argument("--folder", type=Path, default=ROOT / "var" / "bench-site", help="for ledger and Datasette")
    parser.add_argument("--kind", action="append", default=[], help="only this kind of page; repeatable")
    parser.add_argument("--requests", type=int, default=400, help="for each kind and server [400]")
    parser.add_argument("--clients", type=int, default=4, help="at once [4]")
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    program = datasette(asked.folder.resolve())
    ledger = (asked.ledger or made_ledger(asked.folder.resolve(), asked.reports)).resolve()
    ours, theirs = free_port(), free_port()
    own = {"XIMU_DATABASE": f"sqlite:///{ledger}", "XIMU_VAR": str(asked.folder.resolve())}
    site = [sys.executable, "-m", "ximu.cli", "up", "--port", str(ours)]
    other = datasette_server(program, ledger, theirs)
    # Datasette names a database by its file.
    with served(site, ours, own), served(other, theirs, {}):
        print(f"{asked.requests} requests a kind and server, {asked.clients} clients, {os.cpu_count()} cores\n")
        print(
            "Milliseconds: p95 of first visits; p95 of kept pages, median and p95 of pages made anew, and Datasette's."
        )
        print("Ratios of p95 to Datasette's; percent of answers that came from the kept pages; KiB of the largest.\n")
        print(
            "| page | first | D. | kept p95 | anew median | anew p95 | D. median | D. p95 | kept/D. | anew/D. | kept % | KiB |"
        )
        print("|---|" + "--:|" * 11)
        for pair in pairs(ledger, asked.kind):
            named = pair._replace(theirs=tuple(one.replace("/ledger", f"/{ledger.stem}", 1) for one in pair.theirs))
            print(line(pair.kind, measured(named, (ours, theirs), asked.requests, asked.clients)), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
