"""`ximu playbook`: check a playbook that someone wrote, list those in use, show one as people read it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from ximu.cli.main import OK, SOME_FAILED, say
from ximu.ledger.errors import UsageError
from ximu.track.rules.playbook import ROLE_NAMES, Clock, Move, Playbook
from ximu.track.rules.playbook_file import check_playbook, folder_playbooks, read_text, shipped_playbooks

_UNITS = {"working_day": "个工作日", "calendar_day": "日", "month": "个月"}
_WHOSE = {"lead": "牵头单位", "supporting": "配合单位", "own": "牵头或配合单位", "any": ""}


@click.group()
def playbook() -> None:
    """Check, list and show playbooks: the rules by which work goes.

    A playbook is a TOML file; docs/how-to/write-a-playbook tells how to write one. Files in the folder XIMU_PLAYBOOKS
    are used beside those that ship.

    Example: ximu playbook check river.toml
    """


@playbook.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE…", type=click.Path(path_type=Path))
def check(files: tuple[Path, ...]) -> int:
    """Check playbook files; every mistake is one line with file, key and what to do.

    Exit status: 0 all are right, 1 some is not.
    """
    failed = False
    for path in files:
        found, mistakes = check_playbook(read_text(path), path.name)
        for mistake in mistakes:
            say(mistake.line())
        if mistakes or found is None:
            failed = True
            continue
        counts = f"{len(found.states)} states, {len(found.moves)} moves, {len(found.clocks)} clocks, {len(found.rates)} rates"
        click.echo(f"{path.name}: {found.zh} {found.id}, edition {found.edition}: right ({counts})")
    return SOME_FAILED if failed else OK


@playbook.command("list")
def list_all() -> int:
    """List the playbooks that new items can be made with."""
    table = Table(box=None, header_style="bold", pad_edge=False, show_edge=False)
    for name in ("id", "kind", "edition", "名称", "name", "states", "moves", "rates"):
        table.add_column(name)
    for book in in_use().values():
        counts = (str(len(book.states)), str(len(book.moves)), str(len(book.rates)))
        table.add_row(book.id, book.kind, str(book.edition), book.zh, book.en, *counts)
    Console(file=sys.stdout, highlight=False, width=120).print(table)
    return OK


@playbook.command()
@click.argument("name", metavar="ID")
def show(name: str) -> int:
    """Show a playbook as people read it: states, who may move what and what it needs, deadlines, rates, sources."""
    books = in_use()
    if name not in books:
        raise UsageError(f"there is no playbook {name!r}", next_step=f"choose one of {', '.join(books)}", code="U040")
    for line in in_words(books[name]):
        click.echo(line)
    return OK


def in_use() -> dict[str, Playbook]:
    """Shipped playbooks and those of the folder XIMU_PLAYBOOKS. Raises TrackError for a wrong file."""
    folder = os.environ.get("XIMU_PLAYBOOKS", "").strip()
    return {**shipped_playbooks(), **(folder_playbooks(Path(folder)) if folder else {})}


def in_words(book: Playbook) -> list[str]:
    """The playbook as lines of Chinese text."""
    states = {one.id: one.zh for one in book.states}
    sources = {one.id: one for one in book.sources}
    lines = [
        f"{book.zh}（{book.id}，第 {book.edition} 版）",
        book.about_zh,
        "",
        "状态：" + " → ".join(states.values()),
        "",
        "动作：",
    ]
    lines += [f"  {_move_in_words(book, move, states)}" for move in book.moves]
    if book.parts_on:
        lines += ["", f"拆分：各部分按规程 {book.parts_on} 办理"]
    lines += ["", "时限："] + [f"  {_clock_in_words(book, clock)}" for clock in book.clocks]
    for field in book.fields:
        for scheme in field.schemes:
            classes = "；".join(f"{one.id} {one.zh}" for one in scheme.classes)
            lines += ["", f"{field.zh}（{scheme.zh}）：{classes}"]
    lines += ["", "比率："] + [f"  {rate.zh}（{rate.en}）" for rate in book.rates]
    lines += ["", "依据："]
    for source in sources.values():
        dates = f"，{source.valid_from} 起" if source.valid_from else ""
        lines.append(f"  {source.title_zh}{' ' + source.document_no if source.document_no else ''}{dates}")
    return lines


def _move_in_words(book: Playbook, move: Move, states: dict[str, str]) -> str:
    to = {"same": "状态不变", "back": "回到原状态"}.get(move.to) or states[move.to]
    who = "、".join(ROLE_NAMES[role][0] for role in move.who)
    words = f"{move.zh}：{'、'.join(states[one] for one in move.from_)} → {to}；{who}"
    if any(role in ("reporter", "unit_head") for role in move.who) and _WHOSE[move.whose]:
        words += f"（{_WHOSE[move.whose]}）"
    if move.carries:
        words += f"；须有 {'、'.join(_carried_in_words(book, one) for one in move.carries)}"
    if move.follow_up:
        words += f"；另生成一项“{move.follow_up.title_zh.format(title='…')}”，期限为{book.field(move.follow_up.due).zh}"
    if move.not_same_as:
        words += f"；不得是{'、'.join(book.move(one).zh for one in move.not_same_as)}的人"
    return words


def _carried_in_words(book: Playbook, name: str) -> str:
    common = {"reply": "答复", "reason": "理由", "evidence": "佐证", "date": "日期", "unit": "单位", "progress": "进度"}
    return common.get(name) or book.field(name).zh


def _clock_in_words(book: Playbook, clock: Clock) -> str:
    length = f"{clock.length}{_UNITS[clock.unit]}"
    if clock.of_item or clock.of_parent:
        length = "事项自己的期限" if clock.of_item else "上级事项的期限"
    for field, lengths in clock.length_by.items():
        length += f"（按{book.field(field).zh}：{'，'.join(f'{value} {days}' for value, days in lengths.items())}）"
    starts = "、".join("新建" if one == "created" else book.move(one).zh for one in clock.starts_on)
    return f"{clock.zh}：自{starts}起，{length}，至{'、'.join(book.move(one).zh for one in clock.stops_on)}止"
