"""Files that appear whole or not at all: written beside their place, moved into it at the end."""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from ximu.ledger.errors import ExchangeError

_NEXT_STEPS = {
    errno.ENOSPC: "free some room or choose another --out",
    errno.EDQUOT: "free some room or choose another --out",
    errno.EFBIG: "the file would be larger than this system allows; split the input",
}


@contextmanager
def writing_to(path: Path | str) -> Iterator[None]:
    """Turn what the operating system says about writing to `path` into an ExchangeError of one line."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise not_written(path, error) from error


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file's bytes, in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def not_written(path: Path | str, error: OSError) -> ExchangeError:
    """The error of a file that could not be written."""
    next_step = _NEXT_STEPS.get(error.errno or 0, "check the folder and the permissions, or choose another --out")
    # Libraries put words of their own around what the system says; the number tells it plainly.
    what = f"could not be written: {os.strerror(error.errno) if error.errno else error}"
    return ExchangeError(what, where=str(path), next_step=next_step)


@dataclass
class _Begun:
    """A file on its way: `beside` is written, `target` is where it will be; equal when the target is a device."""

    beside: Path
    target: Path
    file: BinaryIO | None = None


class WholeFiles:
    """A set of files that are moved to their places together, when all of them are complete.

    Used as a context manager: leaving it without an error moves the files, leaving it with one removes what was begun,
    also folders that had to be made. A device or a pipe as target is written directly.
    """

    def __init__(self) -> None:
        self._begun: list[_Begun] = []
        self._made: list[Path] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if kind is None:
            self.finish()
        else:
            self.discard()

    def path(self, target: Path) -> Path:
        """Where to write what shall become `target`. Raises ExchangeError when that cannot be."""
        return self._begin(target).beside

    def open(self, target: Path) -> BinaryIO:
        """A binary file that becomes `target` in the end."""
        begun = self._begin(target)
        with writing_to(target):
            begun.file = begun.beside.open("wb")
        return begun.file

    def finish(self) -> None:
        """Close all files and move them to their places; when one cannot be completed, none is moved."""
        try:
            for begun in self._begun:
                with writing_to(begun.target):
                    _complete(begun)
        except BaseException:
            self.discard()
            raise
        for begun in self._begun:
            if begun.beside != begun.target:
                with writing_to(begun.target):
                    begun.beside.replace(begun.target)
        self._begun, self._made = [], []

    def discard(self) -> None:
        """Remove everything that was begun."""
        for begun in self._begun:
            if begun.file is not None:
                with suppress(OSError):
                    begun.file.close()
            if begun.beside != begun.target:
                begun.beside.unlink(missing_ok=True)
        for folder in reversed(self._made):
            with suppress(OSError):
                folder.rmdir()
        self._begun, self._made = [], []

    def _begin(self, target: Path) -> _Begun:
        with writing_to(target):
            if target.is_dir():
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
            self._make_folder(target.parent)
            # A link keeps pointing where it did: the file behind it is replaced.
            final = target.resolve()
            if final.exists() and not final.is_file():
                beside = final
            else:
                if final.exists() and not os.access(final, os.W_OK):
                    raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
                beside = final.with_name(f".{final.name[:60]}.{os.getpid()}.tmp")
                # Made now, so that a folder that refuses is known before hours of reading.
                beside.touch()
        begun = _Begun(beside, final)
        self._begun.append(begun)
        return begun

    def _make_folder(self, folder: Path) -> None:
        missing = [parent for parent in (folder, *folder.parents) if not parent.exists()]
        for parent in reversed(missing):
            try:
                parent.mkdir()
            except FileExistsError:
                # Another process made it in the same moment: it is there, and not ours to remove.
                if not parent.is_dir():
                    raise
            else:
                self._made.append(parent)


def _complete(begun: _Begun) -> None:
    """Close the file and have the system write it, so that a full disk is known before the move."""
    if begun.file is not None:
        begun.file.close()
    if begun.beside != begun.target:
        with begun.beside.open("rb") as written:
            os.fsync(written.fileno())


@contextmanager
def whole_output(target: Path | None, stdout: BinaryIO) -> Iterator[BinaryIO]:
    """What to write to: a file that appears whole at the end, or `stdout` when there is no target."""
    if target is None:
        with writing_to("standard output"):
            yield stdout
            stdout.flush()
        return
    with WholeFiles() as files:
        file = files.open(target)
        with writing_to(target):
            yield file


def write_whole(target: Path | None, data: bytes, stdout: BinaryIO) -> None:
    """Write data as the whole of a file that appears at once, or to `stdout` when there is no target."""
    with whole_output(target, stdout) as file:
        file.write(data)
