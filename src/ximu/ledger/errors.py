"""The one tree of errors: each has a stable code and says what, where, and what to do next.

XimuError
├── UsageError           U…   the command was given something it cannot use
├── IntakeError          R…   a file could not be turned into text, or is no report
├── TermsError           T…   a data file of the words is wrong
└── StoreError           S…   the database refused or is not there
"""


class XimuError(Exception):
    """Base of every error that a person may see.

    `code` is stable over versions; `what` says what is wrong, `where` the file or place, `next_step` what to do.
    """

    code = "X000"

    def __init__(self, what: str, *, where: str = "", next_step: str = "", code: str = "") -> None:
        self.what, self.where, self.next_step = what, where, next_step
        if code:
            self.code = code
        super().__init__(self.line())

    def line(self) -> str:
        """The error as one line: `where: what [code]. next step`."""
        head = f"{self.where}: {self.what}" if self.where else self.what
        text = f"{head} [{self.code}]"
        if self.next_step:
            text += f"; {self.next_step}"
        return " ".join(text.split())


class UsageError(XimuError):
    """The command was given something it cannot use."""

    code = "U001"


class IntakeError(XimuError):
    """A file could not be turned into text, or what it holds is no report."""

    code = "R001"


class TermsError(XimuError):
    """A data file under `terms/` is wrong: the message names the file and the entry."""

    code = "T001"


class StoreError(XimuError):
    """The database refused a write, or cannot be reached."""

    code = "S001"
