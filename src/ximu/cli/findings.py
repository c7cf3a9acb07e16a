"""`ximu findings`: what a reader should look at in these reports, with both quotations and the arithmetic."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from rich.console import Console
from rich.text import Text

from ximu.cli.failures import Failures
from ximu.cli.given import given_reports
from ximu.cli.labels import Language, label, recorded
from ximu.cli.listed import chosen_form, write_rows
from ximu.cli.options import database_option, format_option, language_option, out_jsonl_option, paths_argument
from ximu.ledger.errors import UsageError
from ximu.ledger.finding import Finding, Quotation

TYPES = ("contradiction", "arithmetic", "repeated", "ambition", "amplification", "recycled")
COLORS = {1: "cyan", 2: "yellow", 3: "red"}
_LONGEST = 60  # characters of a quotation on the terminal


@click.command()
@paths_argument
@click.option("--only", metavar="KIND,…", help=f"Only these kinds: {', '.join(TYPES)}, or one rule of a kind.")
@click.option("--without", metavar="KIND,…", help="All but these kinds or rules.")
@click.option("--min-severity", type=click.IntRange(1, 3), default=1, help="1 notes too, 2 worth a look, 3 wrong. [1]")
@format_option(["table", "jsonl"], "table on a terminal, else jsonl")
@out_jsonl_option
@database_option
@language_option
def findings(
    paths: tuple[str, ...],
    only: str | None,
    without: str | None,
    min_severity: int,
    form: str | None,
    out: Path | None,
    database: str | None,
    language: Language,
) -> int:
    """Find what does not fit: in one report, between years, between places.

    PATH is a file or folder of reports, or JSON Lines that `ximu read` wrote; without any, the ledger is looked at.
    All of them are looked at together: a promise made again is found only when both reports are given.

    Exit status: 0 all files read (also when something is found), 1 some file could not be read, 2 wrong usage.
    """
    from ximu.ledger.exchange import jsonl
    from ximu.link.findings.kinds import find_in

    form = chosen_form(form, out)
    switched_off = _switched_off(only, without)
    fail = Failures()
    found = find_in(given_reports(paths, database, fail), switched_off, least_severity=min_severity)
    if form == "table":
        print_findings(Console(file=sys.stdout, highlight=False), found, language)
    else:
        write_rows(lambda file: jsonl.write(found, file), out)
    return fail.status


def _switched_off(only: str | None, without: str | None) -> frozenset[str]:
    """The rules that are not asked for."""
    from ximu.link.findings.kinds import RULES

    off = {rule for rule in RULES if _named(rule, _names(without))}
    if only is not None:
        asked = _names(only)
        if not asked:
            raise UsageError("--only names no kind", next_step=f"choose from {', '.join(TYPES)}")
        off |= {rule for rule in RULES if not _named(rule, asked)}
    return frozenset(off)


def _names(given: str | None) -> frozenset[str]:
    from ximu.link.findings.kinds import RULES

    asked = frozenset(name.strip() for name in (given or "").split(",") if name.strip())
    if unknown := sorted(asked - set(TYPES) - set(RULES)):
        raise UsageError(f"no such kind: {', '.join(unknown)}", next_step=f"choose from {', '.join((*TYPES, *RULES))}")
    return asked


def _named(rule: str, asked: frozenset[str]) -> bool:
    return rule in asked or rule.partition(".")[0] in asked


def print_findings(console: Console, found: tuple[Finding, ...], language: Language) -> None:
    """One paragraph for each finding: kind and place, the arithmetic, both quotations."""
    for one in found:
        head = Text(label("finding_rule", one.rules[0] if one.rules else one.type, language), style="bold")
        head.append(f"  {label('severity', str(one.severity), language)}", style=COLORS.get(one.severity, ""))
        if not one.sure:
            head.append(f"  [{label('page', 'unsure_mark', language)}]", style="dim")
        console.print(head)
        console.print(Text(f"  {recorded(one.why, language)}"), soft_wrap=True)
        for quotation in filter(None, (one.a, one.b)):
            console.print(_quoted(quotation), soft_wrap=True)
        console.print()
    console.print(Text(f"{label('findings', 'total', language)} {len(found)}", style="dim"))


def _quoted(quotation: Quotation) -> Text:
    words = " ".join(quotation.as_written.split())
    line = Text(f"  “{words if len(words) <= _LONGEST else words[:_LONGEST] + '…'}”")
    return line.append(f"  {quotation.source} {quotation.start}–{quotation.end}", style="dim")
