"""The bigram index of passages: an FTS5 table on SQLite, a tsvector column with a GIN index on PostgreSQL."""

from __future__ import annotations

from typing import Any

from django.db import migrations

# detail=none and no columnsize: only "which passages hold this bigram" is asked. The ascii tokenizer cuts at ASCII
# signs only, and the index holds none of them (ximu.store.bigrams escapes them).
SQLITE = (
    "CREATE VIRTUAL TABLE store_passage_bigrams USING fts5"
    "(bigrams, content='', detail='none', columnsize=0, tokenize='ascii')",
)
POSTGRESQL = (
    "ALTER TABLE store_passage ADD COLUMN bigrams tsvector",
    "CREATE INDEX store_passage_bigrams ON store_passage USING gin (bigrams)",
)
UNDO = {
    "sqlite": ("DROP TABLE store_passage_bigrams",),
    "postgresql": ("ALTER TABLE store_passage DROP COLUMN bigrams",),
}


def create(apps: Any, schema_editor: Any) -> None:
    statements = SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL
    for statement in statements:
        schema_editor.execute(statement)


def drop(apps: Any, schema_editor: Any) -> None:
    for statement in UNDO[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("store", "0001_ledger")]
    operations = [migrations.RunPython(create, drop)]
