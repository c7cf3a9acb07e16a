"""`ximu mcp`: the ledger for an assistant, over standard input and output."""

from __future__ import annotations

import importlib.util
import os

import click

from ximu.cli.add import DATABASE_HELP, open_ledger
from ximu.cli.main import OK
from ximu.ledger.errors import UsageError


@click.command()
@click.option("--site", metavar="ADDRESS", default="http://127.0.0.1:8000", help="Put in front of every address.")
@click.option("--database", metavar="ADDRESS", help=DATABASE_HELP)
def mcp(site: str, database: str | None) -> int:
    """Answer an assistant's questions about the ledger (Model Context Protocol, on standard input and output).

    Tools: search, find_places, series, verdicts, source. They only read, and every answer carries its quotation and
    its address.
    """
    if importlib.util.find_spec("mcp") is None:
        raise UsageError("the MCP library is missing", next_step="pip install 'ximu[assistant]'", code="U002")
    open_ledger(database)
    # The tools run inside the loop of the server; each asks the database once and is done.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    from ximu.site.assistant import make_server

    make_server(site.rstrip("/")).run("stdio")
    return OK
