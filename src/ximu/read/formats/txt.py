"""Plain text and Markdown: bytes to text by byte order mark, strict decoding in a fixed order, a guess at last."""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

from ximu.read import refusals


class Decoded(NamedTuple):
    """Text and the name of the encoding it was read in."""

    text: str
    encoding: str


# UTF-32 first: its little-endian mark begins with the one of UTF-16.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE = 65_536
# Python's gb2312 and gbk read some punctuation as other characters; gb18030 holds all of both and reads it right.
_ALIASES = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "cp936": "gb18030",
    "gb_2312-80": "gb18030",
    "x-gbk": "gb18030",
    "big5": "big5hkscs",
    "utf8": "utf-8",
}
_COMMON = re.compile(
    "[的一是在了和有大这主中人上为们地个用工时要动国产以我到他会作来分生对于学下级义就年阶发成部民可出能方进]"
)
_COMMON_TRADITIONAL = re.compile(
    "[的一是在了和有大這主中人上為們地個用工時要動國產以我到他會作來分生對於學下級義就年階發成部民可出能方進]"
)
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_HAN = re.compile("[\u4e00-\u9fff]")


def decode(data: bytes, where: str, declared: str | None = None) -> Decoded:
    """Decode a whole file. `declared` is what the file itself says (an HTML charset); strict decoding decides.

    Raises IntakeError when no encoding gives text.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            body = data[len(mark) :]
            return Decoded(_decode_or_refuse(body, "utf-8" if name == "utf-8-sig" else name, where), name)
    wide = _wide_without_mark(data)
    if wide and (text := _strict(data, wide)) is not None:
        return Decoded(text, wide)
    for candidate in dict.fromkeys((_named(declared), "utf-8", "gb18030")):
        if candidate and (text := _strict(data, candidate)) is not None and _plausible(text, candidate):
            return Decoded(text, candidate)
    return _last_resort(data, where)


def _named(declared: str | None) -> str | None:
    if not declared:
        return None
    name = declared.strip().strip("\"'").lower()
    name = _ALIASES.get(name, name)
    try:
        return codecs.lookup(name).name
    except LookupError:
        return None


def _strict(data: bytes, name: str) -> str | None:
    try:
        return data.decode(name)
    except (UnicodeDecodeError, LookupError):
        return None


def _plausible(text: str, name: str) -> bool:
    """Whether text from a double-byte encoding looks Chinese: any bytes decode in gb18030, but not to common words."""
    if name == "utf-8" or text.isascii():
        return True
    sample = text[:_SAMPLE]
    han = len(_HAN.findall(sample))
    if not han or len(_PRIVATE.findall(sample)) * 50 > han:
        return False
    common = _COMMON_TRADITIONAL if name.startswith("big5") else _COMMON
    return len(common.findall(sample)) / han > (0.06 if han > 100 else 0.0)


def is_wide(sample: bytes) -> bool:
    """Whether bytes without a mark are most likely UTF-16 or UTF-32 text."""
    return _wide_without_mark(sample) is not None


def _wide_without_mark(data: bytes) -> str | None:
    """UTF-16 or UTF-32 without a mark: line ends and digits leave zero bytes at regular places."""
    sample = data[: _SAMPLE & ~3]
    if len(sample) < 8 or b"\0" not in sample:
        return None
    quarter = len(sample) // 4
    zeros = [sample[k::4].count(0) for k in range(4)]
    if len(data) % 4 == 0:
        if zeros[3] == quarter and zeros[2] >= quarter * 0.99:
            return "utf-32-le"
        if zeros[0] == quarter and zeros[1] >= quarter * 0.99:
            return "utf-32-be"
    if len(data) % 2 == 0:
        even, odd = zeros[0] + zeros[2], zeros[1] + zeros[3]
        if odd > even * 4:
            return "utf-16-le"
        if even > odd * 4:
            return "utf-16-be"
    return None


def _decode_or_refuse(data: bytes, name: str, where: str) -> str:
    text = _strict(data, name)
    if text is None:
        # A file cut off in the middle of a character is common; one or two bytes lost at the end are no reason to refuse.
        for cut in (1, 2, 3):
            text = _strict(data[:-cut], name)
            if text is not None:
                return text
        raise refusals.refuse(refusals.NO_ENCODING, f"marked as {name}, but is not", where)
    return text


def _last_resort(data: bytes, where: str) -> Decoded:
    for name in ("utf-8", "gb18030"):
        # A few broken bytes in a long text: replace them, as long as they stay few.
        text = data.decode(name, errors="replace")
        if text.count("\ufffd") <= max(2, len(text) // 500) and _plausible(text, name):
            return Decoded(text, name)
    big5 = _strict(data, "big5hkscs")
    if big5 and _plausible(big5, "big5hkscs"):
        return Decoded(big5, "big5hkscs")
    from charset_normalizer import from_bytes

    best = from_bytes(data[:_SAMPLE]).best()
    if best is not None and (guessed := _strict(data, best.encoding)) is not None and len(_HAN.findall(guessed)) > 20:
        return Decoded(guessed, best.encoding)
    raise refusals.refuse(refusals.NO_ENCODING, "in no encoding that gives Chinese text", where)
