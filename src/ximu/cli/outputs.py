"""Where readings go: one output for the whole run, or one file per document in a folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Literal, Protocol, cast

from msgspec import Struct

from ximu.cli.labels import Language
from ximu.cli.sources import InputFile
from ximu.ledger.errors import UsageError
from ximu.ledger.exchange.cells import kind_of
from ximu.ledger.exchange.formats import RecordFormat, record_writer
from ximu.ledger.exchange.whole_file import WholeFiles, writing_to
from ximu.ledger.reading import Reading, Record

Format = Literal["table", "jsonl", "csv", "xlsx", "parquet", "html", "text"]
ENDINGS: dict[Format, str] = {"jsonl": "jsonl", "xlsx": "xlsx", "html": "html", "text": "txt"}


class Wish(Struct, frozen=True, kw_only=True):
    """What the person asked for: the format, the place (None is standard output), the kinds, the language of labels."""

    form: Format
    out: Path | None
    kinds: tuple[str, ...]
    language: Language
    stdout: BinaryIO

    def records(self, reading: Reading) -> Iterator[Record]:
        """The records of the reading that were asked for."""
        wanted = frozenset(self.kinds)
        return (found for found in reading.records(all_numbers="number" in wanted) if kind_of(found) in wanted)


class Output(Protocol):
    """Takes readings one by one; `close` completes everything, `abandon` leaves nothing half done behind."""

    def add(self, reading: Reading, file: InputFile) -> None:
        """Write one reading."""

    def close(self) -> None:
        """Complete the output and move it into its place."""

    def abandon(self) -> None:
        """Remove what was begun."""


def open_output(wish: Wish) -> Output:
    """The output for a wish. Raises UsageError when format and place do not go together, ExchangeError when it refuses."""
    if wish.form in ENDINGS and wish.out is not None and _is_folder(wish.out):
        return FilePerDocument(wish, wish.out)
    if wish.form == "table":
        if wish.out is not None:
            raise UsageError("a table is for the terminal", next_step="choose another --format for --out")
        return TerminalTable(wish)
    if wish.form == "html":
        return HtmlPage(wish)
    if wish.form == "text":
        return TextFile(wish)
    return Records(wish)


def _is_folder(out: Path) -> bool:
    return out.is_dir() or not (out.suffix or out.exists())


class Records:
    """JSON Lines, CSV, XLSX or Parquet for the whole run."""

    def __init__(self, wish: Wish) -> None:
        self._wish, self._files = wish, WholeFiles()
        form = cast("RecordFormat", wish.form)
        try:
            self._writer = record_writer(form, wish.out, wish.stdout, wish.kinds, self._files)
        except BaseException:
            self._files.discard()
            raise

    def add(self, reading: Reading, file: InputFile) -> None:
        """Write the records of one reading."""
        self._writer.write(self._wish.records(reading))

    def close(self) -> None:
        """Complete the output and move it into its place."""
        self._writer.close()
        self._files.finish()

    def abandon(self) -> None:
        """Remove what was begun."""
        self._writer.abandon()
        self._files.discard()


class HtmlPage:
    """One self-contained page for the whole run."""

    def __init__(self, wish: Wish) -> None:
        from ximu.cli.view import HtmlView

        self._wish, self._files = wish, WholeFiles()
        file = wish.stdout if wish.out is None else self._files.open(wish.out)
        try:
            with writing_to(wish.out or "standard output"):
                self._view = HtmlView(file, wish.language)
        except BaseException:
            self._files.discard()
            raise

    def add(self, reading: Reading, file: InputFile) -> None:
        """Write one document."""
        with writing_to(self._wish.out or "standard output"):
            self._view.add(reading, frozenset(self._wish.kinds))

    def close(self) -> None:
        """Complete the page and move it into its place."""
        with writing_to(self._wish.out or "standard output"):
            self._view.close()
        self._files.finish()

    def abandon(self) -> None:
        """Remove what was begun."""
        self._files.discard()


class TextFile:
    """The source text of one document, byte for byte as UTF-8, line ends as they are."""

    def __init__(self, wish: Wish) -> None:
        self._wish, self._files, self._taken = wish, WholeFiles(), False
        self._file = wish.stdout if wish.out is None else self._files.open(wish.out)

    def add(self, reading: Reading, file: InputFile) -> None:
        """Write the text. Raises UsageError for a second document: positions would not fit any more."""
        if self._taken:
            raise UsageError("--text writes one document", next_step="give one file, or a folder as --out")
        self._taken = True
        with writing_to(self._wish.out or "standard output"):
            self._file.write(reading.text.encode("utf-8", "surrogatepass"))
            self._file.flush()

    def close(self) -> None:
        """Move the file into its place."""
        self._files.finish()

    def abandon(self) -> None:
        """Remove what was begun."""
        self._files.discard()


class TerminalTable:
    """A table for people."""

    def __init__(self, wish: Wish) -> None:
        import sys

        from rich.console import Console

        self._wish, self._console = wish, Console(file=sys.stdout, highlight=False)

    def add(self, reading: Reading, file: InputFile) -> None:
        """Print the statements of one reading."""
        from ximu.cli.terminal_table import print_table

        # The report itself is always asked for: it is the heading.
        wanted = {*self._wish.kinds, "report"}
        records = reading.records(all_numbers="number" in wanted)
        print_table(self._console, (found for found in records if kind_of(found) in wanted), self._wish.language)

    def close(self) -> None:
        """Everything is printed already."""

    def abandon(self) -> None:
        """Everything is printed already."""


class FilePerDocument:
    """A folder with one file per document, in folders like those of the documents: `a.docx` → `a.docx.jsonl`."""

    def __init__(self, wish: Wish, folder: Path) -> None:
        self._wish, self._folder = wish, folder
        self._taken: set[Path] = set()
        with writing_to(folder):
            folder.mkdir(parents=True, exist_ok=True)

    def add(self, reading: Reading, file: InputFile) -> None:
        """Write the file of one document; it is complete before the next one is read."""
        wish = Wish(
            form=self._wish.form,
            out=self._place(file.inside),
            kinds=self._wish.kinds,
            language=self._wish.language,
            stdout=self._wish.stdout,
        )
        output = open_output(wish)
        try:
            output.add(reading, file)
            output.close()
        except BaseException:
            output.abandon()
            raise

    def _place(self, inside: Path) -> Path:
        """A name that no document of this run has yet: two `a.txt` of different folders become `a.txt` and `a.txt-2`."""
        ending, count = ENDINGS[self._wish.form], 1
        place = self._folder / inside.with_name(f"{inside.name}.{ending}")
        while place in self._taken:
            count += 1
            place = self._folder / inside.with_name(f"{inside.name}-{count}.{ending}")
        self._taken.add(place)
        return place

    def close(self) -> None:
        """Every file is complete already."""

    def abandon(self) -> None:
        """Every file is complete already."""
