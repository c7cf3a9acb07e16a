"""The bar of a long run: on a terminal, gone when all is done; nothing elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

from ximu.cli.sources import InputFile, input_files

T = TypeVar("T", bound=InputFile)


@contextmanager
def bar(*, remaining: bool = True) -> Iterator[Callable[[int, int | None, str], None] | None]:
    """Gives `tell(done, total, words)`; None when standard error is no terminal. `remaining`: with the time still needed."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = [BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}")]
    if remaining:
        columns.insert(2, TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True, redirect_stdout=False) as progress:
        task = progress.add_task("", total=None)
        yield lambda done, total, words: progress.update(task, completed=done, total=total, description=words)


@contextmanager
def bar_of_files(paths: Sequence[str], *, shown: bool = True) -> Iterator[Callable[[str], None]]:
    """Gives `done(name)` for each file of `paths`; a bar when it is to be shown and there are several files."""
    total = sum(1 for _ in input_files(paths, lambda _: None)) if shown and sys.stderr.isatty() else 0
    if total < 2:
        yield lambda _: None
        return
    with bar() as tell:
        count = 0

        def done(name: str) -> None:
            nonlocal count
            count += 1
            if tell is not None:
                tell(count, total, name)

        yield done


def with_bar(files: Sequence[T]) -> Iterator[T]:
    """The files one by one, with a bar on a terminal when there are several."""
    if len(files) < 2:
        yield from files
        return
    with bar() as tell:
        for number, file in enumerate(files):
            if tell is not None:
                tell(number, len(files), file.name)
            yield file
