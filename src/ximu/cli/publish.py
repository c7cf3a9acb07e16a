"""`ximu publish`: the public site as files."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import click

from ximu.cli.add import DATABASE_HELP, open_ledger
from ximu.cli.bar import bar
from ximu.cli.main import OK
from ximu.cli.relink import waits


@click.command()
@click.argument("out", type=click.Path(path_type=Path), metavar="OUT")
@click.option("--later", is_flag=True, help="Leave it to a worker (ximu worker); the workbench shows how far it is.")
@click.option("--database", metavar="ADDRESS", help=DATABASE_HELP)
def publish(out: Path, later: bool, database: str | None) -> int:
    """Write the whole public site as files that any web server can host.

    Every page in both languages, its JSON, charts, feeds, sources, and the lists of the ledger as CSV; dated, with
    checksums (sha256sum --check SHA256SUMS). What needs a server stays with the live site: search, forms, cases of
    citizens, lists narrowed or sorted otherwise. An earlier snapshot in OUT is replaced when the new one is complete.

    Example: ximu publish snapshot/

    Exit status: 0 the snapshot is complete, 1 nothing was written.
    """
    open_ledger(database)
    if later:
        from ximu.track.jobs.queue import ask

        folder = str(out.absolute())
        click.echo(waits(ask("publish", {"out": folder}, key=sha256(folder.encode()).hexdigest()[:32])))
        return OK
    from ximu.site.snapshot.publish import publish as write

    with bar(remaining=False) as tell:
        # The number of addresses grows while links are found.
        made = write(out, lambda done, known: tell(done, known, "") if tell else None)
    click.echo(f"{out}: {made.files:,} files, {made.bytes / 1e6:.1f} MB, {made.made_at:%Y-%m-%d %H:%M} UTC")
    return OK
