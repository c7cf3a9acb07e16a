"""A task table read row by row: what each row would make or change, and every error with line and column, before anything is saved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Literal, NamedTuple

from django.utils import timezone
from msgspec import UNSET
from openpyxl.worksheet.worksheet import Worksheet

from ximu.ledger.errors import TrackError
from ximu.track.actions import ItemContent, NewMilestone, NewProgress
from ximu.track.actions.item import check_length
from ximu.track.exchange.cells import CellError, UnitNames, date_of, number_of, text_of, year_of
from ximu.track.exchange.columns import Column, known_headers, milestone_headers, plain, table_words
from ximu.track.exchange.differences import differences
from ximu.track.exchange.workbook import first_sheet
from ximu.track.models import Government, Item, Person, Post
from ximu.track.permissions import visible_to
from ximu.track.rules.engine import value_of
from ximu.track.rules.periods import period_days
from ximu.track.rules.playbook import Playbook

MOST_ROWS = 20_000
_MOST_COLUMNS, _MOST_EMPTY = 200, 200  # what lies beyond is formatting, not a table
_HEADER_WITHIN = 12  # a title, a note and an empty line or two may stand above the header
_PROGRESS = ("progress_zh", "amount", "problems_zh", "next_steps_zh", "funds")
_DIRECT = (
    "title_zh", "requirement_zh", "actions_zh", "leader_zh", "kind_zh", "person_zh", "indicator_id", "amount_unit",
    "amount_kind", "planned_start_on", "amount_target", "funds_required",
)  # fmt: skip


class RowError(NamedTuple):
    """One thing wrong in a table: line and header as the table has them, what it is, what to do."""

    line: int
    column: str
    what: str
    todo: str


class TaskRow(NamedTuple):
    """What a row would do. `existing` is the item of the same number; `changed` the fields that differ from it."""

    line: int
    change: Literal["new", "changed", "unchanged"]
    content: ItemContent
    progress: NewProgress | None
    existing: Item | None
    changed: tuple[str, ...]


class TaskTable(NamedTuple):
    """A table that was read: its rows, all errors, headers that are not known (their cells are not read)."""

    rows: tuple[TaskRow, ...]
    errors: tuple[RowError, ...]
    unknown_headers: tuple[str, ...]


class _Heading(NamedTuple):
    line: int
    columns: dict[int, Column]
    milestones: dict[int, tuple[str, bool]]
    fields: dict[int, str]
    names: dict[int, str]
    unknown: tuple[str, ...]


def read_task_table(
    data: bytes, government: Government, book: Playbook, *, year: int, person: Person | None = None
) -> TaskTable:
    """Read an XLSX task table; `year` is meant where a row names none. Nothing is saved.

    Rows are compared with the items that `person` can see, with all of the government when None.

    Raises TrackError W050 when it is no such file at all or has no header; everything else is an error of a row.
    """
    sheet = first_sheet(data)
    heading = _heading(sheet, book)
    cells = _merged_values(sheet)
    units = UnitNames(government)
    existing = {item.number: item for item in _existing(government, book, person)}
    taken = set(Item.objects.filter(government=government).values_list("number", flat=True)) - set(existing)
    rows: list[TaskRow] = []
    errors: list[RowError] = []
    seen: dict[str, int] = {}
    last = heading.line
    for line in range(heading.line + 1, sheet.max_row + 1):
        if line > last + _MOST_EMPTY:
            break
        values = {at: cells.get((line, at), sheet.cell(line, at).value) for at in heading.names}
        if not any(
            text_of(value)
            for at, value in values.items()
            if at in heading.columns and heading.columns[at].kind != "skip"
        ):
            continue
        last = line
        if len(rows) + len(errors) >= MOST_ROWS:
            errors.append(RowError(line, "", f"more than {MOST_ROWS} rows", "split the table"))
            break
        found = _RowReader(sheet, heading, line, values, book, units, year).read(existing)
        errors += found[1]
        if found[0] is not None:
            number = found[0].content.number
            if number is not UNSET and number in taken:
                errors.append(RowError(line, "编号", f"{number} is another item", "leave it empty or correct it"))
            elif number is not UNSET and number in seen:
                errors.append(
                    RowError(line, "编号", f"{number} also stands in line {seen[number]}", "give each its own")
                )
            elif number is not UNSET:
                seen[number] = line
            rows.append(found[0])
    if not rows and not errors:
        raise TrackError("the table has no rows", next_step="put the tasks below the header", code="W050")
    return TaskTable(tuple(rows), tuple(errors), heading.unknown)


def _heading(sheet: Worksheet, book: Playbook) -> _Heading:
    best: _Heading | None = None
    fields = {plain(field.zh): field.id for field in book.fields}
    for line in range(1, min(sheet.max_row, _HEADER_WITHIN) + 1):
        columns: dict[int, Column] = {}
        milestones: dict[int, tuple[str, bool]] = {}
        own: dict[int, str] = {}
        names: dict[int, str] = {}
        unknown = []
        for at in range(1, min(sheet.max_column, _MOST_COLUMNS) + 1):
            name = plain(sheet.cell(line, at).value)
            if not name:
                continue
            names[at] = name
            if name in known_headers() and known_headers()[name] not in columns.values():
                columns[at] = known_headers()[name]
            elif name in milestone_headers():
                milestones[at] = milestone_headers()[name]
            elif name in fields:
                own[at] = fields[name]
            else:
                unknown.append(name)
        found = _Heading(line, columns, milestones, own, names, tuple(unknown))
        if best is None or len(columns) > len(best.columns):
            best = found
    if best is None or "title_zh" not in {column.field for column in best.columns.values()}:
        raise TrackError(
            "no header with 工作内容", next_step="name the columns in one row above the tasks", code="W050"
        )
    return best


def _merged_values(sheet: Worksheet) -> dict[tuple[int, int], Any]:
    """The value of a merged cell for every line it covers: lists often name a unit once for several tasks."""
    return {
        (line, cells.min_col): sheet.cell(cells.min_row, cells.min_col).value
        for cells in sheet.merged_cells.ranges
        if cells.max_row > cells.min_row and cells.min_col == cells.max_col
        for line in range(cells.min_row, cells.max_row + 1)
    }


def _existing(government: Government, book: Playbook, person: Person | None) -> Iterable[Item]:
    seen = Item.objects.all() if person is None else visible_to(person)
    items = seen.filter(government=government, edition__playbook=book.id)
    return items.select_related("edition", "government", "lead_unit", "post").prefetch_related(
        "supporting_units", "milestones", "reports", "sources"
    )


class _RowReader:
    """One row: cells into content, errors collected instead of raised."""

    def __init__(
        self, sheet: Worksheet, heading: _Heading, line: int, values: dict[int, Any], book: Playbook, units: UnitNames, year: int
    ) -> None:  # fmt: skip
        self.sheet, self.heading, self.line, self.values = sheet, heading, line, values
        self.book, self.units, self.year = book, units, year
        self.errors: list[RowError] = []

    def read(self, existing: Mapping[str, Item]) -> tuple[TaskRow | None, list[RowError]]:
        """What the row would do; None when it has errors."""
        given: dict[str, Any] = {}
        for at, column in self.heading.columns.items():
            if column.field == "year":
                self.year = self._take(at, year_of) or self.year
        for at, column in self.heading.columns.items():
            self._column(given, at, column)
        content = self._content(given)
        progress = self._progress(given)
        if self.errors:
            return None, self.errors
        number = given.get("number") or ""
        item = existing.get(number)
        changed = () if item is None else differences(item, content, progress)
        if item is not None:
            self._refuse(item, changed)
        if progress is not None and (item is None or "progress" in changed):
            self._refuse_period(progress)
        if self.errors:
            return None, self.errors
        change: Literal["new", "changed", "unchanged"] = (
            "new" if item is None else ("changed" if changed else "unchanged")
        )
        return TaskRow(self.line, change, content, progress, item, changed), []

    def _refuse(self, item: Item, changed: tuple[str, ...]) -> None:
        """What the actions would refuse anyway is told with the other errors, before anything is saved."""
        if changed and item.phase in ("closed", "archived"):
            self.errors.append(RowError(self.line, "编号", "closed work is not changed", "reopen it first"))
        elif "lead_unit" in changed and item.phase == "open":
            self.errors.append(
                RowError(self.line, "牵头单位", "open work changes its lead unit by a transfer", "transfer it")
            )

    def _refuse_period(self, progress: NewProgress) -> None:
        if period_days(progress.period)[0] > timezone.localdate():
            self.errors.append(RowError(self.line, "填报期", "the period is still to come", "correct it"))

    def _take(self, at: int, reader: Any, *args: Any) -> Any:
        if self.sheet.cell(self.line, at).data_type == "f" and self.heading.names[at]:
            self._error(at, "a formula", "paste it as a value")
            return None
        try:
            return reader(self.values[at], *args)
        except CellError as error:
            self._error(at, error.what, error.todo)
            return None

    def _error(self, at: int, what: str, todo: str) -> None:
        self.errors.append(RowError(self.line, self.heading.names[at], what, todo))

    def _column(self, given: dict[str, Any], at: int, column: Column) -> None:
        words = table_words().words
        if column.kind == "skip" or column.field == "year":
            return
        if column.kind == "date":
            found = self._take(at, date_of, self.year)
            given[column.field], assumed = found or (None, False)
            if column.field == "due_on":
                given["due_assumed"] = assumed
        elif column.kind == "number":
            given[column.field] = self._take(at, number_of)
        elif column.kind == "unit":
            text = self._take(at, text_of) or ""
            given["lead_unit_assumed"] = text.endswith(words.assumed)
            named = text.removesuffix(words.assumed)
            found = self._take(at, lambda _: self.units.many(named))
            given[column.field] = found[0] if found else None
            if found and len(found) > 1:
                given["more_units"] = found[1:]
        elif column.kind == "units":
            text = self._take(at, text_of) or ""
            given[column.field] = self._take(at, lambda _: self.units.many(text)) or []
        elif column.kind == "ids":
            given[column.field] = tuple((self._take(at, text_of) or "").split())
        elif column.kind == "period":
            given[column.field] = self._take(at, _period)
        else:
            text = self._take(at, text_of) or ""
            if column.words and text and text not in column.words:
                self._error(at, f"{text[:20]!r} is none of its words", f"write one of {'、'.join(column.words)}")
            elif column.field in (*_DIRECT, "number"):
                text = self._take(at, _fitting, column.field) or ""
            given[column.field] = column.words.get(text, text)

    def _content(self, given: dict[str, Any]) -> ItemContent:
        content: dict[str, Any] = {"year": self.year}
        for name in _DIRECT:
            if name in given and (name != "amount_kind" or given[name]):
                content[name] = given[name]
        if given.get("number"):
            content["number"] = given["number"]
        if not str(given.get("title_zh", "")).strip():
            self.errors.append(RowError(self.line, "工作内容", "it is empty", "say what is to be done"))
        for name in ("due_on", "due_assumed", "lead_unit_assumed", "statements"):
            if name in given:
                content[name] = given[name]
        self._units(given, content)
        content["milestones"] = self._milestones()
        content["fields"] = self._fields()
        post = given.get("post")
        if "post" in given:
            content["post"] = self._post(post, content.get("lead_unit")) if post else None
        for name in ("milestones", "fields"):
            if not content[name] and not (self.heading.milestones if name == "milestones" else self.heading.fields):
                del content[name]
        return ItemContent(**content)

    def _units(self, given: dict[str, Any], content: dict[str, Any]) -> None:
        """The first unit listed leads (as the lists of cities say) where no column names the lead unit."""
        responsible = list(given.get("responsible_units", ()))
        has_lead = "lead_unit" in given
        lead = given.get("lead_unit")
        if lead is None and responsible:
            lead = responsible.pop(0)
        if has_lead or "responsible_units" in given:
            content["lead_unit"] = lead
        supporting = [*given.get("more_units", ()), *responsible, *given.get("supporting_units", ())]
        if supporting or "supporting_units" in given:
            content["supporting_units"] = [unit for unit in dict.fromkeys(supporting) if unit != lead]

    def _post(self, title: str, lead: Any) -> Post | None:
        post = Post.objects.filter(unit=lead, title_zh=title).first() if lead else None
        if post is None:
            self.errors.append(
                RowError(
                    self.line, "岗位", f"the lead unit has no post {title[:20]!r}", "add the post, or leave it empty"
                )
            )
        return post

    def _milestones(self) -> list[NewMilestone]:
        texts: dict[str, str] = {}
        amounts: dict[str, Decimal] = {}
        for at, (part, holds_amounts) in self.heading.milestones.items():
            if holds_amounts:
                number = self._take(at, number_of)
                if number is not None:
                    amounts[part] = number
            elif text := self._take(at, text_of):
                texts[part] = text
        periods = sorted({*texts, *amounts})
        return [NewMilestone(f"{self.year}{part}", texts.get(part, ""), amounts.get(part)) for part in periods]

    def _fields(self) -> dict[str, Any]:
        found = {}
        for at, name in self.heading.fields.items():
            text = self._take(at, text_of)
            field = self.book.field(name)
            given: Any = {"是": True, "否": False}.get(text or "", text) if field.type == "yes_no" else text
            try:
                found[name] = value_of(field, given)
            except ValueError:
                self._error(
                    at, f"{str(text)[:20]!r} does not fit", f"a {field.type}: {'、'.join(field.options) or field.zh}"
                )
        return found

    def _progress(self, given: dict[str, Any]) -> NewProgress | None:
        said = {name: given[name] for name in _PROGRESS if given.get(name) not in (None, "")}
        if not said:
            return None
        period = given.get("progress_period")
        if not period:
            self.errors.append(
                RowError(self.line, "填报期", "progress without its period", "write the month, as 2026-05")
            )
            return None
        return NewProgress(period=period, **said)


def _fitting(value: object, field: str) -> str:
    text = text_of(value)
    try:
        check_length(field, text)
    except TrackError as error:
        raise CellError(error.what, error.next_step) from error
    return text


def _period(value: object) -> str:
    text = text_of(value)
    if text:
        try:
            period_days(text[:7] if len(text) == 10 and text[4] == "-" else text)
        except TrackError as error:
            raise CellError(error.what, "write 2026-05 or 2026Q2") from error
    return text[:7] if len(text) == 10 and text[4] == "-" else text
