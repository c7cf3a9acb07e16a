"""Read long runs, each in a child process whose processor time is limited: python long_runs.py GROUP BYTES SECONDS

Prints one line for each; exit status 1 when one was ended by the system or broke a law.
"""

from __future__ import annotations

import os
import resource
import sys
import time
import tomllib
import traceback
from pathlib import Path

from fuzz_texts import HEAD, TAIL
from laws import read_or_refuse


def read_in_child(run: str | list[str], size: int, seconds: int) -> bool:
    """Whether the run was read in time; `run` is what is repeated, or what stands once before it and what is."""
    first, unit = ("", run) if isinstance(run, str) else run
    data = (HEAD + first + unit * (size // len(unit.encode())) + TAIL).encode()
    child = os.fork()
    if not child:
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        status = 1
        try:
            read_or_refuse(data)
            print(f"{time.process_time():7.2f} s  {run!r}", flush=True)
            status = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(status)
    _, ended = os.waitpid(child, 0)
    if ended:
        print(f"  ended after at most {seconds} s: {run!r}", flush=True)
    return ended == 0


def main(group: str, size: str, seconds: str) -> int:
    """Read every run of the group."""
    runs = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))[group]
    read_or_refuse((HEAD + TAIL).encode())  # what loads once is loaded before the children begin
    in_time = [read_in_child(run, int(size), int(seconds)) for run in runs]  # all, also after one that failed
    return 0 if all(in_time) else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
