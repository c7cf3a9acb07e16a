"""How long each public page asks the database when it is large: python scripts/bench_database.py FOLDER [--reports 6000]

Reads the reports of FOLDER into a private PostgreSQL server in the ordinary way, copies their rows there with other ids
and places until there are as many reports as asked for, so that indicators, units, lengths and empty columns are as
often as in the real ones, then opens each public page and runs its queries once more under EXPLAIN (ANALYZE).
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.append(str(ROOT / "tests"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ximu.site.settings")
os.environ.setdefault("XIMU_SECRET_KEY", "bench")
STEP = 10_000_000  # between the numbers of one copy and the next
FAST = (
    "fsync=off", "full_page_writes=off", "synchronous_commit=off", "shared_buffers=1GB", "work_mem=64MB",
    "maintenance_work_mem=1GB", "max_wal_size=8GB", "checkpoint_timeout=1h", "jit=off", "max_connections=30",
)  # fmt: skip
# Text that refers to a statement, a promise, a link: the same new id wherever it stands.
REFERENCES = {"promise", "target", "outcome", "a_statement", "b_statement", "of_place"}
# What pages read of one report at a time, and the sentences, which the search alone reads (scripts/bench_search.py).
BY_REPORT = {"commitment", "section", "reportsketch", "sourcefile", "number", "passage"}
# Indexes that no constraint needs: filling is faster without them.
INDEXES = """SELECT indexname, indexdef FROM pg_indexes WHERE tablename LIKE 'store_%'
    AND indexname NOT IN (SELECT conname FROM pg_constraint) AND indexdef NOT LIKE 'CREATE UNIQUE%'"""
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


def copied(field: Any) -> str:
    """What stands in a column of a copy, as SQL over the base row `b` and the number `k` of the copy."""
    from django.db import models

    column = f'b."{field.column}"'
    if field.name == "code" and field.model._meta.model_name == "place":
        return f"CASE WHEN {column} = '' THEN '' ELSE lpad((110000 + (k * 97 + b.id) % 880000)::text, 6, '0') END"
    if field.name == "name" and field.model._meta.model_name == "place":
        return f"{column} || k"
    if field.name == "sha256":
        return f"md5({column} || k) || md5(k || {column})"
    target = field.target_field if field.is_relation else field
    if isinstance(target, models.AutoField | models.BigAutoField):
        return f"{column} + k * {STEP}::bigint"
    text_key = field.is_relation or field.primary_key or field.name in REFERENCES or field.name == "public_id"
    if isinstance(target, models.CharField) and text_key:
        long = (target.max_length or 0) >= 64
        made = f"{column} || '-' || k" if long else f"left(md5({column} || k), length({column}))"
        return f"CASE WHEN {column} = '' THEN '' ELSE {made} END"
    return column


def multiply(copies: int, leave_out: Collection[str]) -> None:
    """Copy every row of the store so many times, but for some tables, and count all again."""
    from django.apps import apps
    from django.db import connection

    from ximu.store import tallies, tally_models

    every = apps.get_app_config("store").get_models(include_auto_created=True)
    models = [
        one
        for one in every
        if one._meta.managed and one._meta.model_name not in leave_out and one.__module__ != tally_models.__name__
    ]
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # the copies refer to each other as the base does
        cursor.execute(INDEXES)
        indexes = cursor.fetchall()
        for name, _ in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
        for model in models:
            begun = time.perf_counter()
            fields = list(model._meta.concrete_fields)
            names = [f'"{field.column}"' for field in fields]
            values = [copied(field) for field in fields]
            if model._meta.model_name == "passage":
                names, values = [*names, "bigrams"], [*values, "b.bigrams"]
            table = f'"{model._meta.db_table}"'
            cursor.execute(
                f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(values)} "  # noqa: S608 names of our own
                f"FROM {table} b CROSS JOIN generate_series(1, {copies}) k ON CONFLICT DO NOTHING"
            )
            if cursor.rowcount:
                print(
                    f"  {cursor.rowcount:>11,} rows {model._meta.model_name} in {time.perf_counter() - begun:.0f} s",
                    file=sys.stderr,
                )
        for _, made_by in indexes:
            cursor.execute(made_by)
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("VACUUM ANALYZE")
        tallies.recount()
        cursor.execute("VACUUM ANALYZE")


def pages() -> Iterator[tuple[str, str]]:
    """A name and an address for each public page, with ids from the middle of the tables."""
    from ximu.store import models

    report = models.Report.objects.filter(
        source_kind="report", place__isnull=False, report_year__isnull=False
    ).order_by("-pk")[0]
    place = report.place
    assert place is not None
    promise = models.Promise.objects.filter(report=report, label="testable")[0].public_id
    link = models.Link.objects.filter(report=report).values_list("indicator_id", flat=True)
    indicator = "gross_regional_product" if "gross_regional_product" in link else next(one for one in link if one)
    finding = models.ComputedFinding.objects.filter(place__isnull=False).order_by("-pk")[0].public_id
    project = models.NamedProject.objects.order_by("-pk")[0].public_id
    source = models.Source.objects.order_by("-pk")[0].sha256
    yield from (
        ("home", "/"), ("places", "/places/"), ("places, narrowed", "/places/?q=" + place.name[:2]),
        ("place", f"/places/{place.public_id}/"), ("integrity", f"/places/{place.public_id}/integrity/"),
        ("promises", "/promises/"), ("promises of a place", f"/promises/?place={place.name}"),
        ("promises, missed", "/promises/?state=missed"), ("promises, a late page", "/promises/?page=400"),
        ("promise", f"/promises/{promise}/"), ("findings", "/findings/"), ("finding", f"/findings/{finding}/"),
        ("projects", "/projects/"), ("project", f"/projects/{project}/"), ("reports", "/reports/"),
        ("report", f"/reports/{report.public_id}/"), ("report compared", f"/reports/{report.public_id}/compare/"),
        ("indicators", "/indicators/"), ("indicator", f"/indicators/{indicator}/"),
        ("indicator of a place", f"/indicators/{indicator}/?place={place.public_id}"),
        ("compare", f"/compare/?place={place.name}&indicator={indicator}"), ("search, a common word", "/search/?q=增长"),
        ("search, a rare word", "/search/?q=湿地公园"), ("search in a place", f"/search/?q=增长&place={place.public_id}"),
        ("data", "/data/"), ("source", f"/sources/{source}/"), ("method", "/method/"), ("glossary", "/glossary/"),
        ("feed", "/feed.atom"), ("feed of a place", f"/places/{place.public_id}/feed.atom"),
        ("feed of an indicator", f"/indicators/{indicator}/feed.atom"), ("sitemap", "/sitemap.xml"),
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


def measure(show_slow: bool, lists_only: bool) -> int:
    """Print a line for each page; the number of pages over the limit."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client, over = Client(), 0
    print(f"{'page':28} {'status':>6} {'queries':>7} {'database ms':>11} {'slowest ms':>10}")
    for name, address in pages():
        if lists_only and name.startswith(("search", "source")):
            continue
        with CaptureQueriesContext(connection) as asked:
            response = client.get(address, HTTP_HOST="localhost")
            if response.streaming:
                b"".join(response.streaming_content)
        found = [
            (*explained(one["sql"]), one["sql"])
            for one in asked.captured_queries
            if one["sql"].startswith(("SELECT", "WITH"))
        ]
        total, slowest = sum(one[0] for one in found), max((one[0] for one in found), default=0.0)
        over += total > SLOW
        print(
            f"{name:28} {response.status_code:>6} {len(found):>7} {total:>11.1f} {slowest:>10.1f}{'  *' if total > SLOW else ''}",
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
        "--lists", action="store_true", help="leave out what pages read of one report at a time, and the search"
    )
    told.add_argument("--keep", action="store_true", help="wait for Enter before the server goes away")
    given = told.parse_args()
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
        multiply(max(0, given.reports // max(1, base) - 1), BY_REPORT if given.lists else ())
        print(f"{models.Report.objects.count():,} reports, {models.Measure.objects.count():,} measures, "
              f"{models.Statement.objects.count():,} statements, {models.Passage.objects.count():,} sentences")  # fmt: skip
        over = measure(given.slow, given.lists)
        if given.keep:
            print(os.environ["XIMU_DATABASE"])
            input()
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
