"""A process that saves a list of readings into the database of XIMU_DATABASE; the tests kill it or fill its disk.

Arguments: how many reports, how many bytes a file may grow to (0: no limit), before which database statement it
kills itself (0: none). Prints `start` when the tables are ready, then one line for each reading.
"""

from __future__ import annotations

import os
import resource
import signal
import sys
from itertools import count as count_from
from typing import Any

from ximu.store.prepare import prepare

FIRST_YEAR = 2031


def main() -> None:
    count, most_bytes, killed_before = map(int, sys.argv[1:])
    prepare()
    from store_samples import reading_of, text_of

    from ximu.ledger.errors import StoreError
    from ximu.store.save import save_reading

    if most_bytes:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))
    if killed_before:
        kill_before(killed_before)
    print("start", flush=True)
    for year in range(FIRST_YEAR, FIRST_YEAR + count):
        extra = "".join(f"　　{year}年第{number}条补充安排。\n" for number in range(400))
        try:
            result = save_reading(*reading_of(year, text=text_of(year, extra), name=f"{year}.txt"))
            print(result.what, flush=True)
        except StoreError as error:
            print(error.line(), flush=True)


def kill_before(number: int) -> None:
    """End the process, with no chance to tidy up, when it is about to run this many statements."""
    from django.db import connection

    numbers = count_from(1)

    def wrapper(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        if next(numbers) == number:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, params, many, context)

    connection.execute_wrappers.append(wrapper)


if __name__ == "__main__":
    main()
