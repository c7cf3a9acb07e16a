"""`ximu watch`: the daily look at watched figures: what is stale, what warns, and an item for every new warning."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ximu.cli.add import DATABASE_HELP, open_ledger
from ximu.cli.failures import Failures
from ximu.cli.main import say
from ximu.ledger.errors import UsageError

if TYPE_CHECKING:
    from ximu.track.models import Government, Person


@click.command()
@click.argument("files", nargs=-1, metavar="[FILE]…", type=click.Path(path_type=Path))
@click.option("--as", "username", metavar="NAME", help="Who raises warnings and keeps figures; without, only look.")
@click.option("--government", "key", metavar="KEY", help="Only this government. [all; with FILE the person's own]")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="The day to look on. [today]")
@click.option("--database", metavar="ADDRESS", help=DATABASE_HELP)
def watch(files: tuple[Path, ...], username: str | None, key: str | None, on: object, database: str | None) -> int:
    """Look at watched figures: how old they are, what warns; raise new warnings as items.

    With --as every warning becomes an item in that person's name, each once however often this runs: run it daily.
    FILE is CSV with the columns series, period, value, part, whole, unit, spot, source_url, published_on, note (or in
    Chinese 指标, 时期, 数值 …); its right rows are kept first, and targets are judged by published yearly figures.

    Exit status: 0 all went well, 1 some row or file could not be kept, 2 wrong usage.
    """
    open_ledger(database)
    from django.utils import timezone

    from ximu.track.watch.actions import raise_warnings
    from ximu.track.watch.figures import watched

    person = _person(username)
    if files and person is None:
        raise UsageError("figures are kept in somebody's name", next_step="add --as NAME")
    fail, day = Failures(), on.date() if isinstance(on, datetime) else timezone.localdate()
    governments = _governments(key, person)
    if files and person is not None:
        say(_keep(files, person, governments[0], fail))
    for government in governments:
        _print(government, watched(government, day))
        if person is not None:
            made = raise_warnings(person, government, day)
            say(f"{government.key}: {len(made)} new warnings" + "".join(f"\n  {item.number}" for item in made))
    return fail.status


def _person(username: str | None) -> Person | None:
    from ximu.track.models import Person

    if username is None:
        return None
    found = Person.objects.filter(username=username, is_active=True).first()
    if found is None:
        raise UsageError(f"there is no {username!r}", next_step="name somebody who can sign in")
    return found


def _governments(key: str | None, person: Person | None) -> list[Government]:
    """The governments to look at, in which the person, if one is given, holds a post."""
    from ximu.track.models import Government

    found = Government.objects.order_by("key")
    if person is not None:
        found = found.filter(pk__in={int(held.government) for held in person.roles_on()})
    if key is not None:
        found = found.filter(key=key)
    if not found.exists() and (key is not None or person is not None):
        raise UsageError("there is no such government", where=key or str(person), next_step="name one of the person's")
    return list(found)


def _keep(files: tuple[Path, ...], person: Person, government: Government, fail: Failures) -> str:
    """Keep the right rows of the tables; returns what was done, on one line."""
    from ximu.cli.relink import link_ledger
    from ximu.site.watch.official import keep_official
    from ximu.track.watch.actions import keep_observations
    from ximu.track.watch.table import NewObservation, WrongFigure, read_table

    rows: list[NewObservation] = []
    for path in files:
        try:
            for one in read_table(path.read_bytes(), path.name):
                if isinstance(one, NewObservation):
                    rows.append(one)
                else:
                    fail(one)
        except WrongFigure as wrong:
            fail(wrong)
        except OSError as error:
            fail(UsageError(f"cannot be read: {error.strerror}", where=str(path), next_step="check the file"))
    kept = keep_observations(person, government, rows)
    official = keep_official(government, rows, f"watch:{government.key}")
    told = f"{kept.new} figures new, {kept.known} known"
    return f"{told}; {official.new} new in the ledger; {link_ledger()}" if official.new else told


def _print(government: Government, found: list[Any]) -> None:
    table = Table(
        box=None, header_style="bold", pad_edge=False, show_edge=False, title=str(government), title_justify="left"
    )
    for name in ("指标", "新旧", "时期", "数值", "比上年同期", "预警"):
        table.add_column(name, overflow="fold")
    for one in found:
        now = one.standing
        stale = f"旧了：超期 {now.stale_days} 天" if now.stale_days else "—"
        change = "—" if now.change is None else f"{now.change.normalize():+f}"
        warned = "；".join(warned.rule.zh for warned in now.warned) or "—"
        name = f"{one.series.zh} {one.spot_zh}".strip()
        table.add_row(
            *map(
                Text,
                (name, stale, now.latest.period, one.series.written_zh(now.latest.value), change, warned),
            )
        )
    if found:
        Console(file=sys.stdout, highlight=False).print(table)
