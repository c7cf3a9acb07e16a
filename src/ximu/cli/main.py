"""The `ximu` command: a group whose subcommands load when they are called, and how errors reach a person."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Sequence
from typing import NamedTuple

import click

from ximu.ledger.errors import UsageError, XimuError

OK, SOME_FAILED, WRONG_USAGE = 0, 1, 2
# What a shell reports for a program ended by SIGINT and by SIGPIPE.
INTERRUPTED, PIPE_CLOSED = 130, 141


class Subcommand(NamedTuple):
    """Where a subcommand lives (`module:attribute`) and its line in `ximu --help`."""

    target: str
    summary: str


# The summary stands here too, so that `ximu --help` imports no subcommand; a test keeps it equal to the docstring.
SUBCOMMANDS: dict[str, Subcommand] = {
    "read": Subcommand("ximu.cli.read:read", "Read reports and write every statement in them."),
    "explain": Subcommand("ximu.cli.explain:explain", "Tell which rules made the statement at a place in a file."),
    "compare": Subcommand("ximu.cli.compare:compare", "Tell what changed between two readings of the same reports."),
    "link": Subcommand(
        "ximu.cli.link:link", "Join every target with what came of it: met, missed, silent, and by how much."
    ),
    "series": Subcommand(
        "ximu.cli.series:series",
        "Show an indicator of a place through the years: targets, results as first reported and later revised.",
    ),
    "observe": Subcommand(
        "ximu.cli.observe:observe",
        "Check tables of official statistics, for `ximu link --observed` and `ximu series --observed`.",
    ),
    "findings": Subcommand(
        "ximu.cli.findings:findings", "Find what does not fit: in one report, between years, between places."
    ),
    "duplicates": Subcommand(
        "ximu.cli.duplicates:duplicates",
        "Find sentences that documents took over from one another, in folders of any size.",
    ),
    "integrity": Subcommand(
        "ximu.cli.integrity:integrity",
        "Count what was kept of development targets, investment contracts and livelihood projects, year by year.",
    ),
    "corpus": Subcommand(
        "ximu.cli.corpus:corpus", "Read tens of thousands of reports, query what they say, load it into the ledger."
    ),
    "table": Subcommand(
        "ximu.cli.table:table",
        "Write the comparison table: each target of a report, what came of it, and where both stand.",
    ),
    "draft": Subcommand(
        "ximu.cli.draft:draft",
        "Draft the review of a year: what came of each target and task, and whom to ask about the rest.",
    ),
    "export": Subcommand(
        "ximu.cli.export:export",
        "Write everything at hand for other programs: pandas, Stata, R, Frictionless, SDMX, annotation tools.",
    ),
    "add": Subcommand("ximu.cli.add:add", "Read reports and keep them in the ledger."),
    "relink": Subcommand("ximu.cli.relink:relink", "Link all reports of the ledger again and say how much was found."),
    "up": Subcommand("ximu.cli.up:up", "Add reports and show them on a site on this machine."),
    "worker": Subcommand(
        "ximu.cli.worker:worker",
        "Run background work: imports of task tables, links, the public site as files, reminders and mail.",
    ),
    "publish": Subcommand(
        "ximu.cli.publish:publish", "Write the whole public site as files that any web server can host."
    ),
    "mcp": Subcommand(
        "ximu.cli.mcp:mcp",
        "Answer an assistant's questions about the ledger (Model Context Protocol, on standard input and output).",
    ),
    "doctor": Subcommand("ximu.cli.doctor:doctor", "Look over an installation: what is wrong, and how to mend it."),
    "backup": Subcommand(
        "ximu.cli.backup:backup", "Write the database and its files to one file, while the site goes on."
    ),
    "restore": Subcommand("ximu.cli.backup:restore", "Put a backup in the place of the database and of its files."),
    "playbook": Subcommand(
        "ximu.cli.playbook:playbook", "Check, list and show playbooks: the rules by which work goes."
    ),
    "journal": Subcommand(
        "ximu.cli.journal:journal", "Check or export the journal, in which every action of the workbench stands."
    ),
    "draw": Subcommand(
        "ximu.cli.draw:draw_again", "Make a published random draw again and compare it with the list in FILE."
    ),
    "cases": Subcommand("ximu.cli.cases:cases", "Take in cases from a table, from e-mails or from a mailbox."),
    "remind": Subcommand(
        "ximu.cli.remind:remind",
        "Queue reminders that are due, compute open deadlines anew when the calendar changed, and send mail.",
    ),
    "watch": Subcommand(
        "ximu.cli.watch:watch", "Look at watched figures: how old they are, what warns; raise new warnings as items."
    ),
    "ref": Subcommand("ximu.cli.ref:ref", "Look up an indicator, a unit or a term."),
}


class LazyGroup(click.Group):
    """A group that imports a subcommand only when it is called or its own help is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names in the order of the table: the order of a working day, not of the alphabet."""
        return list(SUBCOMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The subcommand, imported now; None when there is no such name."""
        entry = SUBCOMMANDS.get(cmd_name)
        if entry is None:
            return None
        module, _, attribute = entry.target.partition(":")
        command = getattr(importlib.import_module(module), attribute)
        if not isinstance(command, click.Command):
            raise TypeError(f"{entry.target} is no click command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of subcommands from the table alone."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.summary) for name, entry in SUBCOMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="ximu", message="%(prog)s %(version)s")
def cli() -> None:
    """徙木 ximu: what a government promised, and what came of it.

    Exit status: 0 all went well, 1 something could not be read or written, 2 wrong usage.
    """


def say(line: str) -> None:
    """Write one line to standard error, also where the terminal cannot show every character."""
    click.echo(line, err=True)


def run(args: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status; whatever goes wrong becomes one line on standard error."""
    if "_XIMU_COMPLETE" in os.environ:
        cli.main(prog_name="ximu")  # a shell asks for completions; this does not return
    try:
        # Not cli.main: it would end the program by itself when the reader of a pipe leaves.
        with cli.make_context("ximu", list(sys.argv[1:] if args is None else args)) as context:
            result = cli.invoke(context)
        sys.stdout.flush()
    except click.exceptions.Exit as error:
        return error.exit_code
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        return WRONG_USAGE
    except click.UsageError as error:
        where = error.ctx.command_path if error.ctx else "ximu"
        say(f"{where}: {' '.join(error.format_message().split())} [U001]; see {where} --help")
        return WRONG_USAGE
    except click.ClickException as error:
        say(f"ximu: {' '.join(error.format_message().split())}")
        return SOME_FAILED
    except (click.Abort, KeyboardInterrupt):
        say("ximu: interrupted")
        return INTERRUPTED
    except BrokenPipeError:
        _drop_stdout()
        return PIPE_CLOSED
    except XimuError as error:
        say(error.line())
        return WRONG_USAGE if isinstance(error, UsageError) else SOME_FAILED
    except OSError as error:
        # A disk that fills while standard output is written has no other place to be caught.
        _drop_stdout()
        where = f"{error.filename}: " if error.filename else ""
        say(f"{where}{error.strerror or error} [X000]")
        return SOME_FAILED
    return result if isinstance(result, int) else OK


def _drop_stdout() -> None:
    """Point standard output at nothing, so that Python's own flush at exit has nowhere to fail."""
    try:
        descriptor = sys.stdout.fileno()
    except (OSError, ValueError, AttributeError):
        return
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, descriptor)
    os.close(nothing)


def main() -> None:
    """Entry point of the installed command."""
    status = run()
    try:
        sys.stdout.flush()
    except (OSError, ValueError):
        # The line about it is out; what is still in the buffer would fail a second time at exit.
        _drop_stdout()
        status = status or SOME_FAILED
    sys.exit(status)
