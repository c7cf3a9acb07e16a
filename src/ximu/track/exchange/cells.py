"""What a cell says: dates as people write them, numbers, units by any of their names; errors in words, never exceptions."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from functools import cache

from ximu.track.exchange.columns import table_words
from ximu.track.models import Government, Unit
from ximu.track.rules.responsibility import find_responsibilities, responsibility_words


class CellError(ValueError):
    """What is wrong with a cell, and what to do."""

    def __init__(self, what: str, todo: str) -> None:
        super().__init__(what)
        self.what, self.todo = what, todo


def text_of(value: object) -> str:
    """A cell as text: numbers without a tail of zeros, dates in ISO form, line ends kept, outer spaces not."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).replace("\r\n", "\n").replace("\r", "\n").strip()


def number_of(value: object) -> Decimal | None:
    """A number, None for an empty cell. Raises CellError."""
    text = text_of(value).replace(",", "").replace("，", "")
    if not text:
        return None
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise CellError(f"{text[:20]!r} is no number", "write digits only, the unit in its own column") from None
    if not number.is_finite() or abs(number) >= 10**11:
        raise CellError(f"{text[:20]!r} is too big", "check the unit")
    if number != round(number, 4):
        raise CellError(f"{text[:20]!r} has more than four decimals", "round it")
    return number


def whole_of(value: object) -> int | None:
    """A whole number, None for an empty cell. Raises CellError."""
    number = number_of(value)
    if number is not None and number != number.to_integral_value():
        raise CellError(f"{number} is no whole number", "write a whole number")
    return None if number is None else int(number)


def year_of(value: object) -> int | None:
    """A year, None for an empty cell. Raises CellError."""
    year = whole_of(text_of(value).removesuffix("年"))
    if year is not None and not 1949 <= year <= 2099:
        raise CellError(f"{year} is no year", "write four digits")
    return year


def date_of(value: object, year: int) -> tuple[date | None, bool]:
    """A date, and whether it is marked as assumed; a month, quarter or year means its last day. Raises CellError."""
    if isinstance(value, datetime):
        return value.date(), False
    if isinstance(value, date):
        return value, False
    words = table_words().words
    text = re.sub(r"\s+", "", text_of(value))
    assumed = text.endswith(words.assumed)
    text = text.removesuffix(words.assumed)
    if not text or text in words.no_deadline:
        return None, assumed
    for pattern, end in _forms():
        hit = pattern.fullmatch(text)
        if hit:
            try:
                return _last_day(hit.groupdict(), end, year), assumed
            except ValueError:
                break
    raise CellError(f"{text[:20]!r} is no date", "write 2026-06-30 or 2026年6月底")


@cache
def _forms() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(form.pattern), form.end) for form in table_words().deadlines)


def _last_day(parts: dict[str, str | None], end: str, year: int) -> date:
    in_year = int(parts.get("y") or year)
    month = {"half": 6, "year": 12}.get(end, int(parts.get("m") or 1))
    if end == "quarter":
        month = (("一二三四1234".index(str(parts["q"])) % 4) + 1) * 3
    if end == "day":
        return date(in_year, month, int(parts["d"] or 1))
    if not 1 <= month <= 12:
        raise ValueError(month)
    return date(in_year, month, calendar.monthrange(in_year, month)[1])


class UnitNames:
    """Units of a government by every name they go under: full, short, other, with and without the place in front."""

    def __init__(self, government: Government) -> None:
        self._units: dict[str, Unit] = {}
        self._doubtful: set[str] = set()
        place = re.sub(r"人民政府$", "", government.name_zh)
        heads = ("", place, place[-1:] if place else "")
        for unit in Unit.objects.filter(government=government):
            for name in {unit.name_zh, unit.short_zh, *unit.other_names} - {""}:
                bare = next((name.removeprefix(head) for head in heads[1:] if head and name.startswith(head)), name)
                for head in heads:
                    self._add(head + bare, unit)
                self._add(name, unit)

    def _add(self, name: str, unit: Unit) -> None:
        if self._units.setdefault(name, unit).pk != unit.pk:
            self._doubtful.add(name)

    def one(self, text: str) -> Unit:
        """The unit of that name. Raises CellError with the nearest names."""
        name = re.sub(r"\s+", "", text)
        if name in self._doubtful:
            raise CellError(f"{name!r} could be several units", "write the full name")
        if name in self._units:
            return self._units[name]
        near = get_close_matches(name, self._units, n=2, cutoff=0.5)
        todo = f"did you mean {'、'.join(near)}? otherwise add the unit first" if near else "add the unit first"
        raise CellError(f"there is no unit {name[:30]!r}", todo)

    def told(self, text: str) -> tuple[Unit | None, list[Unit]]:
        """Who leads and who supports by the words of a report: brackets with roles, or a list whose first unit leads.

        A name that is no unit is left out; when it is the first, nobody is known to lead.
        """
        roles = find_responsibilities(f"（{text}）")
        if roles:
            names = [roles[0].lead, *roles[0].supporting]
        else:
            names = re.split(f"[{re.escape(responsibility_words().separators)}]+", text.strip())
        first = self._standing_in(names[0])
        others = [unit for name in names[1:] for unit in self._standing_in(name)]
        lead = first[0] if first else None
        return lead, [unit for unit in dict.fromkeys((*first, *others)) if unit != lead]

    def _standing_in(self, text: str) -> list[Unit]:
        """The units named in a text without separators, in their order; the longest name wins, a doubtful one is none."""
        found, at, longest = [], 0, max(map(len, self._units), default=0)
        while at < len(text):
            ends = range(min(len(text), at + longest), at, -1)
            name = next((text[at:end] for end in ends if text[at:end] in self._units), "")
            unit = self._units.get(name)
            if unit is not None and name not in self._doubtful and unit.valid_to is None:
                found.append(unit)
            at += len(name) or 1
        return found

    def many(self, text: str) -> list[Unit]:
        """The units of a list. Raises CellError for the first that is not known."""
        separators = re.escape(table_words().words.separators)
        names = [name for name in re.split(f"[{separators}]+", text) if name]
        return list(dict.fromkeys(self.one(name) for name in names))


def joined(units: Iterable[Unit]) -> str:
    """Units as one cell, by name."""
    return "、".join(sorted(unit.name_zh for unit in units))
