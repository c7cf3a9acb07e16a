"""How large a document may be, in one place: a file beyond these limits is refused before it is read into memory."""

from __future__ import annotations

from typing import NamedTuple


class Limits(NamedTuple):
    """Bounds of one document. A report has about 0.1 MB of text; a file may hold it several times, or pictures too."""

    file_bytes: int = 64 * 1024 * 1024  # of the file as it lies on disk
    text_bytes: int = 16 * 1024 * 1024  # of a plain text or HTML file, and of the text taken from any file
    unpacked_bytes: int = 256 * 1024 * 1024  # of all members of a DOCX together
    unpacked_ratio: int = 200  # unpacked to packed size of one member of more than a megabyte
    members: int = 5_000  # files inside a DOCX
    pages: int = 2_000  # of a PDF
    nesting: int = 5_000  # block elements of a page inside one another; browsers stop at 512


LIMITS = Limits()
