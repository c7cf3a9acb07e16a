"""Many reports of a few in PostgreSQL: rows copied with other keys, places and years, and the indexes made afterwards.

A copy of a report keeps everything that was read, so indicators, units, lengths and empty columns are as often as in the
base. Copies of one place are spread over years until it has about `PER_PLACE` reports; further ones become other places,
with the codes and names of the official list, so that what lies above and below a place is as in the country.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

STEP = 1_000_000  # between the numbers of one copy and the next
PER_PLACE = 25
# Text that refers to a statement, a promise, a link: the same new id wherever it stands.
REFERENCES = {"promise", "target", "outcome", "a_statement", "b_statement"}
YEARS = {"report_year", "year", "first_year", "last_year", "stage_year"}
# Rows that are read a report or a place at a time: few places need them to measure the pages of those.
OF_SOME_PLACES = {"promise", "project", "admission"}
OF_FEW_PLACES = {
    "commitment", "section", "reportsketch", "sourcefile", "number", "placeintegrity",
}  # fmt: skip
OF_SOUGHT_PLACES = {"passage", "sourcetext"}  # what the search asks
# What a copy adds to a key of `ximu.store.ordered_keys`: a thousand owners for each copy, and a rank for each year.
OWNERS, OF_YEAR = 1000 // 8 << 24, 8 << 49
NOT_COPIED = {"observation", "review"}
HANDS = 2  # sessions at work at the same time


class Shares(NamedTuple):
    """Every how manieth place has the rows of `OF_SOME_PLACES`, `OF_FEW_PLACES` and `OF_SOUGHT_PLACES`; 1 for all.

    Where the second are left out, whole records (JSON) are too, and statements of other kinds than measures where the
    first are.
    """

    some: int
    few: int
    sought: int


def multiply(address: str, copies: int, shares: Shares) -> None:
    """Make so many copies of every report of the database and count all again."""
    from ximu.store import tallies

    models = _models()
    with _session(address) as session:
        indexes, constraints = _without_indexes(session)
        _lay_out(session, copies, shares, [model._meta.db_table for model in models])
    _all(address, [[_copying(model, shares, k) for k in range(1, copies + 1)] for model in models])
    _all(address, [[made_by] for made_by in indexes])
    with _session(address) as session:
        for again in constraints:
            session.execute(again)
        session.execute("DROP SCHEMA base CASCADE")
    _all(address, [[f'VACUUM ANALYZE "{model._meta.db_table}"'] for model in models])
    begun = time.perf_counter()
    tallies.recount()
    print(f"  counted in {time.perf_counter() - begun:.0f} s", file=sys.stderr)
    with _session(address) as session:
        session.execute("VACUUM ANALYZE")


def _models() -> list[Any]:
    """What is copied, the longest first, so that no hand waits long for the other."""
    from django.apps import apps

    from ximu.store import models, tally_models

    every = apps.get_app_config("store").get_models(include_auto_created=True)
    kept = [
        one
        for one in every
        if one._meta.managed and one.__module__ != tally_models.__name__ and one._meta.model_name not in NOT_COPIED
    ]
    first = (models.Measure, models.Statement, models.Promise, models.Link)
    return sorted(kept, key=lambda one: first.index(one) if one in first else len(first))


def _session(address: str) -> Any:
    import psycopg

    session = psycopg.connect(address, autocommit=True)
    session.execute("SET session_replication_role = replica")  # the copies refer to each other as the base does
    return session


def _all(address: str, works: Sequence[Iterable[str]]) -> None:
    """Do all these rows of commands, each in order, several rows at a time."""

    def do(commands: Iterable[str]) -> None:
        begun, rows, last = time.perf_counter(), 0, ""
        with _session(address) as session:
            for last in commands:
                rows += max(0, session.execute(last).rowcount)
        spent = time.perf_counter() - begun
        if spent > 5:
            print(
                f"  {time.strftime('%H:%M:%S')} {spent:>5.0f} s {rows:>11,} rows  {last[:60]}",
                file=sys.stderr,
                flush=True,
            )

    with ThreadPoolExecutor(HANDS) as hands:
        list(hands.map(do, works))


def _without_indexes(session: Any) -> tuple[list[str], list[str]]:
    """Take every index and constraint away and keep no journal; what makes the indexes again, and the constraints.

    Foreign keys come back unchecked: for the planner, which knows from them how many rows a join has.
    """
    tables = "SELECT oid FROM pg_class WHERE relname LIKE 'store\\_%' AND relkind = 'r'"
    held = session.execute(
        "SELECT conrelid::regclass::text, conname, contype, pg_get_constraintdef(oid) FROM pg_constraint "  # noqa: S608
        f"WHERE contype IN ('p', 'u', 'f') AND conrelid IN ({tables}) OR confrelid IN ({tables}) "
        "ORDER BY contype = 'f' DESC"
    ).fetchall()
    made_by = session.execute(
        "SELECT indexname, indexdef, indexname IN (SELECT conname FROM pg_constraint) FROM pg_indexes "
        "WHERE tablename LIKE 'store\\_%' ORDER BY tablename NOT IN ('store_measure', 'store_promise'), tablename"
    ).fetchall()
    for table, name, _, _ in held:
        session.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    for name, _, of_constraint in made_by:
        if not of_constraint:
            session.execute(f'DROP INDEX "{name}"')
    for (table,) in session.execute(f"SELECT oid::regclass::text FROM ({tables}) t").fetchall():  # noqa: S608
        session.execute(f"ALTER TABLE {table} SET UNLOGGED")
    kinds = {"p": "PRIMARY KEY", "u": "UNIQUE"}
    again = [
        f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {kinds[kind]} USING INDEX "{name}"'
        for table, name, kind, _ in held
        if kind != "f"
    ]
    again += [
        f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {told} NOT VALID'
        for table, name, kind, told in held
        if kind == "f" and table.startswith("store_")
    ]
    return [definition for _, definition, _ in made_by], again


def _lay_out(session: Any, copies: int, shares: Shares, tables: Iterable[str]) -> None:
    """The base in tables of its own, and for each copy of each place: the place it becomes and the years it is moved by."""
    from ximu.terms import places

    session.execute("CREATE SCHEMA base")
    for table in tables:
        session.execute(f'CREATE TABLE base."{table}" AS SELECT * FROM "{table}"')  # noqa: S608 names of our own
        session.execute(f'ANALYZE base."{table}"')
    session.execute("CREATE TABLE base.official (n serial, code text, name text, level text)")
    known = {code for (code,) in session.execute("SELECT code FROM store_place").fetchall()}
    with session.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO base.official (code, name, level) VALUES (%s, %s, %s)",
            [
                (one.code, one.name, one.level)
                for names in places.every_place()
                for one in names
                if one.valid_to is None and one.code not in known and one is names[-1]
            ],
        )
    session.execute(f"""
        CREATE TABLE base.held AS
            SELECT coalesce(place_id, 0) AS place_id, count(*)::int AS reports,
                greatest(1, {PER_PLACE} / count(*))::int AS per
            FROM store_report GROUP BY 1;
        CREATE TABLE base.become AS
            SELECT place_id, j, row_number() OVER (ORDER BY j, place_id) AS n
            FROM base.held CROSS JOIN LATERAL generate_series(1, {copies} / per) j WHERE place_id > 0;
        CREATE TABLE base.moved AS
            SELECT h.place_id, k, nullif(h.place_id, 0) + (k / h.per) * {STEP}::bigint AS new_id,
                CASE WHEN h.place_id = 0 THEN '' WHEN k < h.per THEN p.public_id
                    ELSE coalesce(o.code, 'p-' || left(md5(p.public_id || k / h.per), 8)) END AS public_id,
                CASE WHEN k < h.per THEN p.code ELSE coalesce(o.code, '') END AS code,
                CASE WHEN k < h.per THEN p.name ELSE coalesce(o.name, p.name || k / h.per) END AS name,
                CASE WHEN k < h.per THEN p.level ELSE coalesce(o.level, p.level) END AS level,
                (k % h.per) * h.reports AS shift, k % h.per = 0 AS first,
                (k / h.per) % {shares.some} = 0 AS some, (k / h.per) % {shares.few} = 0 AS few,
                (k / h.per) % {shares.sought} = 0 AS sought
            FROM base.held h CROSS JOIN generate_series(1, {copies}) k
            LEFT JOIN store_place p ON p.id = h.place_id
            LEFT JOIN base.become b ON b.place_id = h.place_id AND b.j = k / h.per
            LEFT JOIN base.official o ON o.n = b.n;
        CREATE INDEX ON base.moved (k, place_id);
        ANALYZE base.moved""")  # noqa: S608 numbers of our own


def _copying(model: Any, shares: Shares, k: int) -> str:
    """The command that makes copy `k` of a table."""
    name, table = model._meta.model_name, model._meta.db_table
    fields = list(model._meta.concrete_fields)
    columns, values = [f'"{one.column}"' for one in fields], [_copied(one, shares) for one in fields]
    if name == "passage":
        columns, values = [*columns, "bigrams"], [*values, _tagged_anew(values[columns.index('"id"')])]
    elif name == "namedproject":
        columns, values = [*columns, "bigrams"], [*values, "b.bigrams"]
    held = {one.name for one in fields}
    place = "b.place_id" if name in {"namedproject", "placeintegrity"} else "b.id" if name == "place" else "r.place_id"
    joined = f'base."{table}" b'
    if name in {"source", "sourcetext", "sourcefile"}:
        key = "b.id" if name == "source" else "b.source_id"
        joined += f' JOIN base.store_reportsource s ON s.source_id = {key} AND s."primary" JOIN base.store_report r ON r.id = s.report_id'
    elif "report" in held:
        joined += " JOIN base.store_report r ON r.id = b.report_id"
    elif name == "report":
        joined += " JOIN base.store_report r ON r.id = b.id"
    only = {
        "place": "m.first", "placeintegrity": "m.first", "statement": "(m.some OR b.kind = 'measure')",
    }.get(name, "true") + (" AND m.some" if name in OF_SOME_PLACES else " AND m.few" if name in OF_FEW_PLACES else " AND m.sought" if name in OF_SOUGHT_PLACES else "")  # fmt: skip
    return (
        f'INSERT INTO "{table}" ({", ".join(columns)}) SELECT {", ".join(values)} '  # noqa: S608 names of our own
        f"FROM {joined} JOIN base.moved m ON m.k = {k} AND m.place_id = coalesce({place}, 0) WHERE {only}"
    ).replace("{k}", str(k))


def _tagged_anew(key: str) -> str:
    """The index entries of a sentence under its new key."""
    one = f"lpad(to_hex(({key}) >> 49), 4, '0') || substr(one, 5)"
    return f"(SELECT array_to_tsvector(array_agg({one})) FROM unnest(tsvector_to_array(b.bigrams)) one)"  # noqa: S608


def _copied(field: Any, shares: Shares) -> str:
    """What stands in a column of a copy, as SQL over the base row `b`, its place `m` and the number `{k}` of the copy."""
    from django.db import models

    column, of = f'b."{field.column}"', field.model._meta.model_name
    if field.column == "place_id" or (of == "place" and field.name == "id"):
        return "m.new_id"
    if of == "place" and field.name in {"public_id", "code", "name", "level"}:
        return f"m.{field.name}"
    if field.name == "of_place":
        return f"CASE WHEN {column} = '' THEN '' ELSE m.public_id END"
    if of == "passage" and field.primary_key:
        return (
            f"{column} + CASE WHEN r.report_year IS NULL THEN 0 ELSE m.shift END * {OF_YEAR} + {{k}} * {OWNERS}::bigint"
        )
    if field.name == "order_key":
        return f"{column} + {{k}} * {OWNERS}::bigint"
    if field.name in YEARS and of != "placeintegrity":
        return f"{column} - m.shift"
    if isinstance(field, models.DateField) and not isinstance(field, models.DateTimeField):
        return f"({column} - make_interval(years => m.shift))::date"
    if field.name == "sha256":
        return f"md5({column} || {{k}}) || md5({{k}} || {column})"
    if field.name == "statements" and of == "namedproject":
        made = "left(md5(one || '{k}'), length(one))"
        return f"(SELECT jsonb_agg({made}) FROM jsonb_array_elements_text({column}) one)"  # noqa: S608 a column of our own
    if field.name == "record" and of in {"measure", "link"} and shares.few > 1:
        return f"CASE WHEN m.few THEN {column} ELSE '{{}}'::jsonb END"
    target = field.target_field if field.is_relation else field
    if isinstance(target, models.AutoField | models.BigAutoField):
        return f"{column} + {{k}} * {STEP}::bigint"
    text_key = field.is_relation or field.primary_key or field.name in REFERENCES or field.name == "public_id"
    if isinstance(target, models.CharField) and text_key:
        long = (target.max_length or 0) >= 64
        made = f"{column} || '-{{k}}'" if long else f"left(md5({column} || '{{k}}'), length({column}))"
        return f"CASE WHEN {column} = '' THEN '' ELSE {made} END"
    return column
