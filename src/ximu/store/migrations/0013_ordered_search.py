"""Sentences under keys in the order of the search, and names of projects found by pairs of characters."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models

from ximu.store.bigrams import bigrams, plain

# As in ximu.store.ordered_keys: the bucket of a row above 49 bits, its owner above 24, its number below.
KEY = "(({rank}) * 8 + {owner} % 8) * 562949953421312 + ({owner} / 8) * 16777216 + {number} - 1"
OF_YEAR = (
    "CASE WHEN r.report_year IS NULL THEN 2047 WHEN r.report_year > 3000 THEN 0 WHEN r.report_year < 954 THEN 2046 "
    "ELSE 3000 - r.report_year END"
)
OF_REPORTS = "CASE WHEN p.reports > 2047 THEN 0 ELSE 2047 - p.reports END"
PASSAGE_KEY = KEY.format(rank=OF_YEAR, owner="r.id", number="row_number() OVER (PARTITION BY r.id ORDER BY p.start, p.id)")
PROJECT_KEY = KEY.format(
    rank=OF_REPORTS, owner="p.place_id", number="row_number() OVER (PARTITION BY p.place_id ORDER BY p.public_id)"
)
PROJECT_KEYS = (
    f"UPDATE store_namedproject SET order_key = k.new FROM (SELECT p.public_id AS old, {PROJECT_KEY} AS new "
    "FROM store_namedproject p) AS k WHERE store_namedproject.public_id = k.old"
)
PASSAGE_KEYS = (
    "UPDATE store_passage SET id = k.new{more} FROM (SELECT p.id AS old, "
    f"{PASSAGE_KEY} AS new FROM store_passage p JOIN store_report r ON r.id = p.report_id) AS k WHERE store_passage.id = k.old"
)
# New keys are not given twice on the way: those of an earlier change step aside.
ASIDE = "UPDATE store_passage SET id = -id WHERE id >= 562949953421312"
ENTRIES = "(SELECT array_to_tsvector(array_agg({one})) FROM unnest(tsvector_to_array(store_passage.bigrams)) one)"
TAGGED = ENTRIES.format(one="lpad(to_hex(k.new >> 49), 4, '0') || one")
PLAIN = ENTRIES.format(one="substr(one, 5)")
GIN = "CREATE INDEX {table}_bigrams ON {table} USING gin (bigrams) WITH (fastupdate = off)"  # asked for part by part
FTS = (
    "CREATE VIRTUAL TABLE {table}_bigrams USING fts5"
    "(bigrams, content='', detail='none', columnsize=0, tokenize='ascii')"
)
INSERT = "INSERT INTO {table}_bigrams (rowid, bigrams) VALUES (%s, %s)"
AT_ONCE = 5000


def name_projects(apps: Any, schema_editor: Any) -> None:
    """Their order, and their names as they are compared."""
    schema_editor.execute(PROJECT_KEYS, params=None)
    rows = apps.get_model("store", "NamedProject").objects.order_by("pk").values_list("name", "pk").iterator()
    with schema_editor.connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE store_namedproject SET plain = %s WHERE public_id = %s", [(plain(name), key) for name, key in rows]
        )
    _settle(schema_editor)


def index_projects(apps: Any, schema_editor: Any) -> None:
    """The index of the names."""
    rows = apps.get_model("store", "NamedProject").objects.order_by("order_key").values_list("order_key", "plain")
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(FTS.format(table="store_namedproject"))
        _fill(schema_editor, "store_namedproject", rows)
        return
    schema_editor.execute("ALTER TABLE store_namedproject ADD COLUMN bigrams tsvector")
    with schema_editor.connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE store_namedproject SET bigrams = array_to_tsvector(%s::text[]) WHERE order_key = %s",
            [([f"{key >> 49:04x}{entry}" for entry in set(bigrams(text))], key) for key, text in rows.iterator()],
        )
    _settle(schema_editor)
    schema_editor.execute(GIN.format(table="store_namedproject"))


def drop_projects(apps: Any, schema_editor: Any) -> None:
    """Take the index away."""
    sqlite = schema_editor.connection.vendor == "sqlite"
    schema_editor.execute(
        "DROP TABLE store_namedproject_bigrams" if sqlite else "ALTER TABLE store_namedproject DROP COLUMN bigrams"
    )


def order_passages(apps: Any, schema_editor: Any) -> None:
    """New keys for the sentences, and their index under these."""
    sqlite = schema_editor.connection.vendor == "sqlite"
    schema_editor.execute("DROP TABLE store_passage_bigrams" if sqlite else "DROP INDEX store_passage_bigrams")
    schema_editor.execute(ASIDE)
    schema_editor.execute(PASSAGE_KEYS.format(more="" if sqlite else f", bigrams = {TAGGED}"), params=None)
    if not sqlite:
        _settle(schema_editor)
        schema_editor.execute(GIN.format(table="store_passage"))
        return
    schema_editor.execute(FTS.format(table="store_passage"))
    _fill(schema_editor, "store_passage", apps.get_model("store", "Passage").objects.order_by("pk").values_list("pk", "plain"))


def untag_passages(apps: Any, schema_editor: Any) -> None:
    """The entries as they were; the keys may stay as they are."""
    if schema_editor.connection.vendor != "sqlite":
        schema_editor.execute(f"UPDATE store_passage SET bigrams = {PLAIN}")
        _settle(schema_editor)


def _settle(schema_editor: Any) -> None:
    """Check now what PostgreSQL would check at the end: a row changed twice keeps its table from being altered before."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        schema_editor.execute("SET CONSTRAINTS ALL DEFERRED")


def _fill(schema_editor: Any, table: str, rows: Any) -> None:
    """The index of SQLite, some rows at a time."""
    last = None
    while True:
        found = list((rows if last is None else rows.filter(**last))[:AT_ONCE])
        if not found:
            return
        with schema_editor.connection.cursor() as cursor:
            cursor.executemany(INSERT.format(table=table), [(key, " ".join(bigrams(text))) for key, text in found])
        last = {f"{rows.query.values_select[0]}__gt": found[-1][0]}


class Migration(migrations.Migration):
    dependencies = [("store", "0012_places_and_lengths")]
    operations = [
        migrations.AddField(
            model_name='namedproject',
            name='plain',
            field=models.TextField(default=''),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='namedproject',
            name='order_key',
            field=models.BigIntegerField(null=True),
        ),
        migrations.RunPython(name_projects, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='namedproject',
            name='order_key',
            field=models.BigIntegerField(unique=True),
        ),
        migrations.RunPython(index_projects, drop_projects),
        migrations.RunPython(order_passages, untag_passages),
    ]
