"""The command as a person meets it: help, wrong usage, errors as one line, pipes that close."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest

from ximu.cli.main import SUBCOMMANDS, cli

XIMU = [sys.executable, "-m", "ximu.cli"]


def ximu(*args: str | Path, **how: object) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own."""
    return subprocess.run([*XIMU, *map(str, args)], capture_output=True, text=True, check=False, **how)  # type: ignore[call-overload,no-any-return]


@pytest.mark.parametrize("name", SUBCOMMANDS)
def test_the_line_in_the_help_is_the_first_of_the_docstring(name: str) -> None:
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    assert (command.help or "").strip().splitlines()[0] == SUBCOMMANDS[name].summary


def test_help_names_every_subcommand_and_imports_none() -> None:
    script = (
        "import sys; from ximu.cli.main import run; run(['--help'])\n"
        "print([name for name in sys.modules if name.startswith('ximu.') and 'errors' not in name"
        " and name not in ('ximu.cli', 'ximu.cli.main', 'ximu.ledger', 'ximu.terms')"
        " or name.split('.')[0] in ('msgspec', 'rich', 'django', 'pyarrow')])"
    )
    shown = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert all(f"  {name} " in shown for name in SUBCOMMANDS)
    assert shown.splitlines()[-1] == "[]"


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["nothing"], "No such command"),
        (["read"], "Missing argument"),
        (["read", "x", "--format", "doc"], "'doc' is not one of"),
        (["read", "x", "--kind", "poem"], "no such kind: poem"),
        (["read", "x", "--kind", ","], "names no kind"),
        (["read", "x", "--format", "xlsx"], "--out"),
        (["read", "x", "--format", "parquet"], "--out"),
        (["read", "x", "--format", "table", "--out", "y.txt"], "a table is for the terminal"),
        (["read", "x", "--text", "--format", "csv"], "exclude each other"),
        (["--no-such-option"], "No such option"),
    ],
)
def test_wrong_usage_is_one_line_and_status_2(args: list[str], says: str) -> None:
    run = ximu(*args)
    assert run.returncode == 2
    assert says in run.stderr
    assert run.stderr.count("\n") == 1
    assert run.stdout == ""


def test_a_reader_that_leaves_early_is_no_error() -> None:
    script = "from ximu.cli.main import main; import sys; sys.argv = ['ximu', '--help']; main()"
    reading_end, writing_end = os.pipe()
    os.close(reading_end)
    run = subprocess.run(
        [sys.executable, "-c", script], stdout=writing_end, stderr=subprocess.PIPE, text=True, check=False
    )
    os.close(writing_end)
    assert run.returncode == 141
    assert run.stderr == ""


def test_a_full_disk_behind_standard_output_is_one_line() -> None:
    with Path("/dev/full").open("w") as full:
        run = subprocess.run([*XIMU, "--help"], stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert run.returncode == 1
    assert run.stderr == "No space left on device [X000]\n"


@pytest.mark.skipif(not Path("/proc/self/syscall").exists(), reason="the system does not tell what a process waits for")
def test_an_interrupt_is_one_line_and_status_130() -> None:
    waiting = subprocess.Popen(
        [*XIMU, "read", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        # Whatever runs in the background of a shell script begins with interrupts ignored.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip
    # System call 0 with descriptor 0: it waits for its standard input.
    while waiting.poll() is None and not Path(f"/proc/{waiting.pid}/syscall").read_text().startswith("0 0x0 "):
        time.sleep(0.05)
    waiting.send_signal(signal.SIGINT)
    # Its input stays open until it has ended: an end of input would be told instead.
    assert waiting.wait(timeout=60) == 130
    _, said = waiting.communicate()
    assert said.strip() == "ximu: interrupted"
