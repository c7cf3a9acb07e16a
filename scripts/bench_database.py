"""How long each public page asks the database when it is large: python scripts/bench_database.py FOLDER [--reports 6000]

Reads the reports of FOLDER into a private PostgreSQL server in the ordinary way, copies their rows there with other ids,
places and years until there are as many reports as asked for (scripts/database_copies.py), then opens each public page
and runs its queries once more under EXPLAIN (ANALYZE). The pages of one place and one report are those of a place that
has every row of its own.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.append(str(ROOT / "tests"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ximu.site.settings")
os.environ.setdefault("XIMU_SECRET_KEY", "bench")
FAST = (
    "fsync=off", "full_page_writes=off", "synchronous_commit=off", "shared_buffers=3GB", "work_mem=64MB",
    "maintenance_work_mem=1GB", "max_wal_size=8GB", "checkpoint_timeout=1h", "jit=off", "max_connections=30",
    "wal_level=minimal", "max_wal_senders=0", "autovacuum=off",
)  # fmt: skip
SLOW = 100.0  # milliseconds


def fill(folder: Path) -> None:
    """The base: every report of the folder, read, kept and linked."""
    from ximu.ledger.errors import XimuError
    from ximu.read.intake import open_document
    from ximu.read.pipeline import read_document
    from ximu.store.relink import relink
    from ximu.store.save import save_reading

    for path in sorted(folder.rglob("*.txt")):
        try:
            save_reading(read_document(open_document(path, path.name)), path.read_bytes())
        except XimuError as error:
            print(f"  left out: {error.line()}", file=sys.stderr)
    relink()


def pages() -> Iterator[tuple[str, str]]:
    """A name and an address for each public page, with ids from the middle of the tables."""
    from ximu.site.sitemaps import ReportMap
    from ximu.store import models

    # Only a place with all rows has sections.
    whole = models.Section.objects.filter(report__place__isnull=False, report__report_year__isnull=False)
    report = whole.select_related("report__place").order_by("-pk")[0].report
    place = report.place
    assert place is not None
    promise = models.Promise.objects.filter(report=report, label="testable")[0].public_id
    link = models.Link.objects.filter(report=report).values_list("indicator_id", flat=True)
    indicator = "gross_regional_product" if "gross_regional_product" in link else next(one for one in link if one)
    finding = models.ComputedFinding.objects.filter(place__isnull=False).order_by("-pk")[0].public_id
    project = models.NamedProject.objects.order_by("-pk")[0].public_id
    source = models.SourceFile.objects.select_related("source").order_by("-pk")[0].source.sha256
    files = -(-models.Report.objects.count() // ReportMap.limit)
    yield from (
        ("home", "/"), ("places", "/places/"), ("places, narrowed", "/places/?q=" + place.name[:2]),
        ("place", f"/places/{place.public_id}/"), ("integrity", f"/places/{place.public_id}/integrity/"),
        ("promises", "/promises/"), ("promises of a place", f"/promises/?place={place.name}"),
        ("promises, missed", "/promises/?state=missed"), ("promises, a late page", "/promises/?page=400"),
        ("promises of every label", "/promises/?label=all"), ("promises by due day", "/promises/?sort=due"),
        ("promises of every label by due day", "/promises/?label=all&sort=due"),
        ("promises of every label by place", "/promises/?label=all&sort=place"),
        ("promises by how they stand", "/promises/?sort=state"), ("promises of a year", "/promises/?year=2005"),
        ("promises of a year by place", "/promises/?year=2005&sort=place"),
        ("promises, doubtful", "/promises/?flag=unsure"), ("promises, headline", "/promises/?flag=headline"),
        ("promises, made again", "/promises/?flag=repeated"),
        ("promises of an indicator", f"/promises/?indicator={indicator}"),
        ("promises of a theme, missed", "/promises/?domain=people&state=missed"),
        ("promises of a place by due day", f"/promises/?place={place.public_id}&sort=due"),
        ("promises of a place, missed", f"/promises/?place={place.public_id}&state=missed"),
        ("promises of a year by due day", "/promises/?year=2005&sort=due"),
        ("promises of a year by how they stand", "/promises/?year=2005&sort=state"),
        ("promises of a place, all, a late page", f"/promises/?place={place.public_id}&label=all&page=40"),
        ("promise", f"/promises/{promise}/"), ("findings", "/findings/"), ("findings by place", "/findings/?sort=place"), ("findings of a place", f"/findings/?place={place.public_id}"),
        ("finding", f"/findings/{finding}/"),
        ("projects", "/projects/"), ("projects, narrowed", "/projects/?q=产业园"),
        ("projects, narrowed a little", "/projects/?q=工程"), ("projects, narrowed, by year", "/projects/?q=产业园&sort=year"), ("projects by year", "/projects/?sort=year"),
        ("projects by place", "/projects/?sort=place"), ("projects by name", "/projects/?sort=name"),
        ("project", f"/projects/{project}/"), ("reports", "/reports/"),
        ("reports by place", "/reports/?sort=place"), ("reports by length", "/reports/?sort=length"),
        ("reports as added", "/reports/?sort=added"), ("report", f"/reports/{report.public_id}/"), ("report compared", f"/reports/{report.public_id}/compare/"),
        ("indicators", "/indicators/"), ("indicator", f"/indicators/{indicator}/"),
        ("indicator of a place", f"/indicators/{indicator}/?place={place.public_id}"),
        ("compare", f"/compare/?place={place.name}&indicator={indicator}"), ("search, a common word", "/search/?q=增长"),
        ("search, a common word, a late page", "/search/?q=增长&page=50"), ("search, a middling word", "/search/?q=生态环境"),
        ("search, one character", "/search/?q=桥"), ("search, a common character", "/search/?q=年"), ("search in a year", "/search/?q=增长&year=2005"),
        ("search, two words", "/search/?q=增长 就业"), ("search, nothing", "/search/?q=增长业绩桥"),
        ("search, a rare word", "/search/?q=湿地公园"), ("search in a place", f"/search/?q=增长&place={place.public_id}"),
        ("data", "/data/"), ("source", f"/sources/{source}/"), ("method", "/method/"), ("glossary", "/glossary/"),
        ("feed", "/feed.atom"), ("feed of a place", f"/places/{place.public_id}/feed.atom"),
        ("feed of an indicator", f"/indicators/{indicator}/feed.atom"), ("sitemap", "/sitemap.xml"),
        ("sitemap of reports", "/sitemap-reports.xml"), ("sitemap of reports, its last file", f"/sitemap-reports.xml?p={files}"),
        ("api measures", f"/api/v1/measures?indicator_id={indicator}"), ("api reports", "/api/v1/reports"),
        ("api places", "/api/v1/places"), ("api findings", "/api/v1/findings"),
    )  # fmt: skip


def explained(sql: str) -> tuple[float, list[Any]]:
    """Milliseconds of planning and running a query, the shorter of two runs, and its plan."""
    from django.db import connection

    best: tuple[float, list[Any]] = (float("inf"), [])
    for _ in range(2):
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}".replace("%", "%%"), ())
            (plan,) = cursor.fetchone()
            plan = json.loads(plan) if isinstance(plan, str) else plan
        best = min(best, (plan[0]["Execution Time"] + plan[0]["Planning Time"], plan), key=lambda one: one[0])
    return best


def measure(show_slow: bool) -> int:
    """Print a line for each page; the number of pages over the limit."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client, over = Client(), 0
    print(f"{'page':38} {'status':>6} {'queries':>7} {'database ms':>11} {'slowest ms':>10}")
    for name, address in pages():
        with CaptureQueriesContext(connection) as asked:
            response = client.get(address, HTTP_HOST="localhost")
            if response.streaming:
                b"".join(response.streaming_content)
        found = [
            (*explained(one["sql"]), one["sql"])
            for one in asked.captured_queries
            if one["sql"].lstrip().startswith(("SELECT", "WITH"))
        ]
        total, slowest = sum(one[0] for one in found), max((one[0] for one in found), default=0.0)
        over += total > SLOW
        print(
            f"{name:38} {response.status_code:>6} {len(found):>7} {total:>11.1f} {slowest:>10.1f}{'  *' if total > SLOW else ''}",
            flush=True,
        )
        if show_slow:
            for spent, plan, sql in sorted(found, key=lambda one: -one[0])[:3]:
                if spent > SLOW / 4:
                    print(f"    {spent:.0f} ms: {sql[:900]}\n      {shape(plan[0]['Plan'])}", flush=True)
    return over


def shape(plan: dict[str, Any]) -> str:
    """A plan in a line: nodes with the index they use and their rows."""
    inner = ", ".join(shape(one) for one in plan.get("Plans", ()))
    on = plan.get("Index Name") or plan.get("Relation Name") or ""
    return f"{plan['Node Type']} {on} {plan.get('Actual Rows', 0)}r {plan.get('Actual Total Time', 0):.0f}ms" + (
        f" ({inner})" if inner else ""
    )


def main() -> int:
    """Fill, multiply, measure."""
    told = argparse.ArgumentParser(description=__doc__)
    told.add_argument("folder", type=Path, nargs="?", default=ROOT / "sample" / "reports")
    told.add_argument("--reports", type=int, default=6000)
    told.add_argument("--slow", action="store_true", help="print the queries that take long, with their plans")
    told.add_argument(
        "--some", type=int, default=1, metavar="N",
        help="promises, projects and statements without a number for every Nth place only",
    )  # fmt: skip
    told.add_argument(
        "--few", type=int, default=1, metavar="N",
        help="clauses, sections and whole records, which are read a report at a time, for every Nth place only",
    )  # fmt: skip
    told.add_argument("--sought", type=int, default=1, metavar="N", help="sentences and texts for every Nth place only")
    told.add_argument("--keep", action="store_true", help="wait for Enter before the server goes away")
    given = told.parse_args()
    from database_copies import Shares, multiply

    from private_postgresql import running_server

    with running_server(FAST) as server:
        server.do("CREATE DATABASE ximu")
        os.environ["XIMU_DATABASE"] = server.address("ximu")
        import django

        django.setup()
        from ximu.store import models
        from ximu.store.prepare import prepare

        prepare()
        fill(given.folder)
        base = models.Report.objects.count()
        copies = max(0, given.reports // max(1, base) - 1)
        multiply(os.environ["XIMU_DATABASE"], copies, Shares(given.some, given.few, given.sought))
        print(f"{models.Report.objects.count():,} reports, {models.Measure.objects.count():,} measures, "
              f"{models.Statement.objects.count():,} statements, {models.Passage.objects.count():,} sentences")  # fmt: skip
        over = measure(given.slow)
        if given.keep:
            print(os.environ["XIMU_DATABASE"])
            input()
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
