"""Where the documents of a corpus lie: files, folders, archives, Parquet tables, object storage; listed and fetched."""

from __future__ import annotations

import hashlib
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import groupby
from pathlib import PurePosixPath
from typing import Any, BinaryIO

import msgspec

from ximu.ledger.errors import IntakeError, UsageError, XimuError
from ximu.read.limits import LIMITS
from ximu.read.refusals import CHANGED, DAMAGED, MISSING, TOO_LARGE, refuse

Fail = Callable[[XimuError], None]
_ZIP, _TAR = (".zip",), (".tar", ".tar.gz", ".tgz", ".tar.xz", ".txz", ".tar.bz2")
_NAMES, _CONTENTS = ("name", "source", "file", "path", "url"), ("data", "content", "bytes", "text", "html")
_ROWS_A_BATCH = 64
_DAMAGE = (OSError, EOFError, ValueError, KeyError, RuntimeError, zlib.error, zipfile.BadZipFile, tarfile.TarError)
UNREADABLE = "unreadable:"  # stands for the hash of a document that could not be read, its name behind it
_UTF8_NAME = 0x800  # bit 11 of a ZIP member's flags: its name is UTF-8


class Listed(msgspec.Struct, frozen=True):
    """A document that was found: `name` is what records call it, `sha256` and `size` are of its bytes.

    `holder` is the address of the file it lies in, `member` its place inside an archive (a name) or a table (a row
    number), "" when the file is the document itself.
    """

    name: str
    sha256: str
    size: int
    holder: str
    member: str = ""


def listed(address: str, fail: Fail) -> Iterator[Listed]:
    """Every document below an address, sorted by the names of the files; each is read once for its hash.

    An address is a path or what Arrow's file systems understand (`s3://bucket/folder`, `gs://…`, `hdfs://…`). What
    cannot be listed goes to `fail` and the rest goes on.
    """
    system, root = _system(address)
    scheme = address.partition("://")[0] + "://" if "://" in address else ""
    for path in _files(system, root, address):
        name = path[len(root) :].lstrip("/") or PurePosixPath(path).name
        holder = scheme + path
        try:
            yield from _documents(system, path, name, holder)
        except _DAMAGE as error:
            fail(refuse(DAMAGED, f"cannot be read ({_first_line(error)})", name))


def fetched(wanted: Sequence[Listed]) -> Iterator[tuple[Listed, bytes | XimuError]]:
    """The bytes of listed documents, each holder opened once; a document that cannot be fetched comes with the error.

    A document whose bytes are no longer those of the list comes with an error too: what was planned is what is read.
    """
    for holder, group in groupby(wanted, key=lambda one: one.holder):
        documents = list(group)
        try:
            with _opened(holder, [one.member for one in documents]) as fetch:
                for one in documents:
                    yield one, _checked(one, fetch)
        except (*_DAMAGE, UsageError) as error:
            gone = refuse(MISSING, f"cannot be read any more ({_first_line(error)})", holder)
            yield from ((one, gone) for one in documents)


def _checked(one: Listed, fetch: Callable[[str], bytes]) -> bytes | XimuError:
    try:
        data = fetch(one.member)
    except IntakeError as error:
        return error
    except _DAMAGE as error:
        return refuse(DAMAGED, f"cannot be read ({_first_line(error)})", one.name)
    if not one.sha256.startswith(UNREADABLE) and hashlib.sha256(data).hexdigest() != one.sha256:
        return refuse(CHANGED, "changed while the corpus was read", one.name)
    return data


def _system(address: str) -> tuple[Any, str]:
    from pyarrow import ArrowException, fs

    try:
        if "://" in address:
            system, root = fs.FileSystem.from_uri(address)
        else:
            system, root = fs.LocalFileSystem(), str(PurePosixPath(address))
        found = system.get_file_info(root)
    except (ArrowException, OSError, ValueError) as error:
        raise UsageError(f"cannot be opened ({_first_line(error)})", where=address, next_step="check it") from error
    if found.type == fs.FileType.NotFound:
        raise UsageError("no such file or folder", where=address, next_step="check the address")
    return system, root


def _files(system: Any, root: str, address: str) -> list[str]:
    """All files of a folder and below that are not hidden, sorted; or the one file."""
    from pyarrow import fs

    if system.get_file_info(root).type == fs.FileType.File:
        return [root]
    found = system.get_file_info(fs.FileSelector(root, recursive=True))
    names = (one.path for one in found if one.type == fs.FileType.File)
    visible = sorted(
        path for path in names if not any(part.startswith(".") for part in path[len(root) :].split("/") if part)
    )
    if not visible:
        raise UsageError("holds no files", where=address, next_step="check the address")
    return visible


def _documents(system: Any, path: str, name: str, holder: str) -> Iterator[Listed]:
    lower = path.lower()
    if lower.endswith(_ZIP):
        with _file(system, path) as file, zipfile.ZipFile(file) as archive:
            for member in sorted(_zip_members(archive), key=lambda one: one.filename):
                inside = f"{name}/{_zip_name(member)}"
                yield _hashed(inside, partial(_unzip, archive, member, inside), holder, member.filename)
    elif lower.endswith(_TAR):
        with _file(system, path) as file, tarfile.open(fileobj=file) as archive:
            for found in archive:
                if found.isfile() and not PurePosixPath(found.name).name.startswith("."):
                    inside = f"{name}/{found.name}"
                    yield _hashed(inside, partial(_untar, archive, found, inside), holder, found.name)
    elif lower.endswith(".parquet"):
        for row, title, data in _table_rows(system, path, None):
            yield _hashed(f"{name}/{title or row}", partial(_same, data), holder, str(row))
    else:
        yield _hashed(name, partial(_bounded, system, path, name), holder, "")


def _same(data: bytes) -> bytes:
    return data


def _hashed(name: str, fetch: Callable[[], bytes], holder: str, member: str) -> Listed:
    """The document with its hash; one that cannot be read is listed too, so that the run can tell why it was not."""
    try:
        data = fetch()
    except (*_DAMAGE, IntakeError):
        return Listed(name, UNREADABLE + name, 0, holder, member)
    return Listed(name, hashlib.sha256(data).hexdigest(), len(data), holder, member)


@contextmanager
def _file(system: Any, path: str) -> Iterator[BinaryIO]:
    with system.open_input_file(path) as file:
        yield file


def _whole(system: Any, path: str) -> bytes:
    with system.open_input_stream(path) as file:
        data: bytes = file.read()
    return data


@contextmanager
def _opened(holder: str, members: Sequence[str]) -> Iterator[Callable[[str], bytes]]:
    """A function from a member's place to its bytes, valid inside the block, for these members."""
    system, path = _system(holder)
    lower = path.lower()
    if members == [""]:
        yield lambda _: _bounded(system, path, holder)
    elif lower.endswith(_ZIP):
        with _file(system, path) as file, zipfile.ZipFile(file) as archive:
            yield lambda member: _unzip(archive, archive.getinfo(member), holder)
    elif lower.endswith(_TAR):
        with _file(system, path) as file, tarfile.open(fileobj=file) as archive:
            yield lambda member: _untar(archive, archive.getmember(member), holder)
    else:
        rows = {row: data for row, _, data in _table_rows(system, path, frozenset(map(int, members)))}
        yield lambda member: rows[int(member)]


def _bounded(system: Any, path: str, holder: str) -> bytes:
    size = system.get_file_info(path).size or 0
    if size > LIMITS.file_bytes:
        raise _too_large(size, holder)
    return _whole(system, path)


def _zip_members(archive: zipfile.ZipFile) -> Iterator[zipfile.ZipInfo]:
    for member in archive.infolist():
        kind = stat.S_IFMT(member.external_attr >> 16)
        hidden = PurePosixPath(member.filename).name.startswith((".", "__MACOSX"))
        if not member.is_dir() and kind in (0, stat.S_IFREG) and not hidden:
            yield member


def _zip_name(member: zipfile.ZipInfo) -> str:
    """The name of a member; archives made on a Chinese system hold GB 18030 and do not say so."""
    if member.flag_bits & _UTF8_NAME:
        return member.filename
    try:
        return member.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return member.filename


def _unzip(archive: zipfile.ZipFile, member: zipfile.ZipInfo, where: str) -> bytes:
    """The bytes of a member. Raises IntakeError when they would be too many, whatever the archive says of their size."""
    with archive.open(member) as file:
        data = file.read(LIMITS.file_bytes + 1)
    if len(data) > LIMITS.file_bytes:
        raise _too_large(member.file_size, f"{where}/{member.filename}")
    return data


def _untar(archive: tarfile.TarFile, member: tarfile.TarInfo, where: str) -> bytes:
    if member.size > LIMITS.file_bytes:
        raise _too_large(member.size, f"{where}/{member.name}")
    file = archive.extractfile(member)
    return b"" if file is None else file.read()


def _table_rows(system: Any, path: str, wanted: frozenset[int] | None) -> Iterator[tuple[int, str, bytes]]:
    """Number, name and content of the wanted rows; row groups without one are not read.

    The columns are found by name. Raises ValueError when no column holds contents.
    """
    from pyarrow import parquet

    with system.open_input_file(path) as file:
        table = parquet.ParquetFile(file)
        columns = set(table.schema_arrow.names)
        content = next((one for one in _CONTENTS if one in columns), None)
        if content is None:
            raise ValueError(f"no column {', '.join(_CONTENTS)}")
        title = next((one for one in _NAMES if one in columns), None)
        first = 0
        for group in range(table.num_row_groups):
            rows = table.metadata.row_group(group).num_rows
            if wanted is None or any(first <= row < first + rows for row in wanted):
                chosen = [content] + ([title] if title else [])
                batches = table.iter_batches(_ROWS_A_BATCH, row_groups=[group], columns=chosen)
                for row, found in enumerate((one for batch in batches for one in batch.to_pylist()), first):
                    if wanted is None or row in wanted:
                        value = found[content] or b""
                        data = value.encode() if isinstance(value, str) else value
                        yield row, str(found[title] or "") if title else "", data
            first += rows


def _too_large(size: int, where: str) -> IntakeError:
    limit = LIMITS.file_bytes // 1_048_576
    return refuse(TOO_LARGE, f"{size / 1_048_576:.0f} MB, more than the limit of {limit} MB", where)


def _first_line(error: BaseException) -> str:
    return (str(error) or type(error).__name__).splitlines()[0]
