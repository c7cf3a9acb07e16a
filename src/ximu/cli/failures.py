"""One file that fails must not stop the others: whatever goes wrong with it becomes an error with its name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ximu.cli.main import OK, SOME_FAILED, say
from ximu.ledger.errors import IntakeError, XimuError


class Failures:
    """What went wrong in a run that goes on: each error is said as one line and counted."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, error: XimuError) -> None:
        """Say the error and count it."""
        self.count += 1
        say(error.line())

    @property
    def status(self) -> int:
        """The exit status of the run so far."""
        return SOME_FAILED if self.count else OK


@contextmanager
def one_file(name: str, fail: Callable[[XimuError], None]) -> Iterator[None]:
    """Run the block for the file `name`; an error goes to `fail` and the run goes on after the block."""
    try:
        yield
    except XimuError as error:
        error.where = name
        fail(error)
    except OSError as error:
        fail(IntakeError(f"could not be read: {error.strerror or error}", where=name))
    except Exception as error:
        # A mistake of ours must not cost the other files of a long run: it is named with its place.
        at = error.__traceback__
        while at is not None and at.tb_next is not None:
            at = at.tb_next
        place = f"{Path(at.tb_frame.f_code.co_filename).name}:{at.tb_lineno}" if at is not None else "?"
        what = f"the reader failed ({type(error).__name__} at {place})"
        fail(XimuError(what, where=name, next_step="please report this with the file", code="X001"))
