"""The one tree of errors: each has a stable code and says what, where, and what to do next.

XimuError
├── UsageError           U…   the command was given something it cannot use
├── IntakeError          R…   a file could not be turned into text, or is no report
├── TermsError           T…   a data file of the words is wrong
├── ExchangeError        E…   a file of records could not be written or read back
├── StoreError           S…   the database refused or is not there
└── TrackError           W…   work: a playbook, a table or an action that cannot be taken as it is
    └── ConflictError    W020 someone else was first
"""

from ximu.terms.errors import TermsError, XimuError

__all__ = [
    "ConflictError", "ExchangeError", "IntakeError", "StoreError", "TermsError", "TrackError", "UsageError", "XimuError",
]  # fmt: skip


class UsageError(XimuError):
    """The command was given something it cannot use."""

    code = "U001"


class IntakeError(XimuError):
    """A file could not be turned into text, or what it holds is no report."""

    code = "R001"


class ExchangeError(XimuError):
    """A file of records could not be written (no room, no permission) or read back (wrong field, broken line)."""

    code = "E001"


class StoreError(XimuError):
    """The database refused a write, or cannot be reached."""

    code = "S001"


class TrackError(XimuError):
    """A playbook, a table of work, or an action that cannot be taken as it is."""

    code = "W001"


class ConflictError(TrackError):
    """The item changed after the person saw it; nothing of the action was done."""

    code = "W020"
