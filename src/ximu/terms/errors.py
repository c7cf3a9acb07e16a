"""The root of the tree of errors, and the one error of the word files; the tree is drawn in ledger/errors.py."""


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


class TermsError(XimuError):
    """A data file under `terms/` is wrong: the message names the file and the entry."""

    code = "T001"
