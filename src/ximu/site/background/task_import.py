"""The job that saves a task table: batch by batch, every refused row told; after a stop it goes on behind the last batch."""

from __future__ import annotations

from ximu.ledger.errors import TrackError
from ximu.track.actions.periods import STANDINGS
from ximu.track.editions import playbooks
from ximu.track.exchange.import_table import Imported, refuse_errors, right_rows, save_rows
from ximu.track.exchange.read_table import TaskRow, TaskTable, read_task_table
from ximu.track.jobs.queue import ask
from ximu.track.jobs.running import Run

ROWS = 100  # rows saved in one transaction: others wait for no longer than these take


def import_task_table(run: Run) -> None:
    """Save the rows of the job's table. `place` is the last line that is done with.

    Raises TrackError W051 when the table has errors and not only the right rows were asked for, before anything is saved.
    """
    job, given = run.job, run.given
    if job.person is None or job.government is None:
        raise TrackError("an import belongs to a person and a government", where=str(job), code="W082")
    book = playbooks()[given["playbook"]]
    table = read_task_table(run.data(), job.government, book, year=given["year"])
    if not job.place and not given.get("only_right"):
        refuse_errors(table)
    rows, counts = right_rows(table).rows, dict(job.counts) or dict.fromkeys(Imported._fields, 0)
    lines = [row.line for row in table.rows] + [error.line for error in table.errors]
    with run.batch():
        if not job.place:
            _tell_errors(run, table)
        job.total = len(set(lines))
    for part in _parts([row for row in rows if row.line > job.place]):
        with run.batch():
            saved, refused = save_rows(job.person, job.government, book, part, reason=given.get("reason", ""))
            for line, error in refused:
                run.leave_out(error, line)
            counts = {name: counts[name] + getattr(saved, name) for name in counts}
            job.place, job.counts = part[-1].line, counts
            job.done = sum(counts.values()) + len({row["line"] for row in job.rows})
    job.done = job.total or 0
    ask("standings", key=STANDINGS)


def _tell_errors(run: Run, table: TaskTable) -> None:
    for one in table.errors:
        run.leave_out(TrackError(one.what, where=one.column, next_step=one.todo, code="W051"), one.line)


def _parts(rows: list[TaskRow]) -> list[list[TaskRow]]:
    return [rows[at : at + ROWS] for at in range(0, len(rows), ROWS)]
