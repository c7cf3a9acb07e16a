"""Rows of the work, the registers and the watched figures as the interface tells them: only what everyone may see."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from msgspec import Struct

from ximu.ledger.errors import TrackError
from ximu.site.published_pages import page_of
from ximu.track.models import Item
from ximu.track.permissions import visible_fields
from ximu.track.registers.models import Draw, ListEntry
from ximu.track.watch.models import PeriodObservation
from ximu.track.watch.series import series_of


class WorkItemRow(Struct, frozen=True, kw_only=True):
    """A published piece of work. `status` is a state of the playbook, `facts` its fields that are not private."""

    id: int
    government: str
    government_name: str
    playbook: str
    kind: str
    number: str
    year: int
    title: str
    unit: str
    status: str
    status_zh: str
    status_en: str
    phase: str
    begun_on: date
    due_on: date | None
    due_assumed: bool
    closed_on: date | None
    late: bool
    facts: dict[str, Any]
    address: str | None


class RateRow(Struct, frozen=True, kw_only=True):
    """A rate of published work over the days [since, until]; `percent` is null without anything to count."""

    government: str
    playbook: str
    rate: str
    zh: str
    en: str
    indicator_id: str
    since: date
    until: date
    numerator: Decimal
    denominator: Decimal
    percent: Decimal | None
    left_out_by_rule: int
    left_out_by_reason: int
    address: str


class WatchedFigureRow(Struct, frozen=True, kw_only=True):
    """A published figure of a period; of several for one the one published last counts. `grade` names an ordinal one."""

    id: int
    government: str
    series: str
    spot: str
    period: str
    value: Decimal
    unit: str
    grade_zh: str
    grade_en: str
    part: Decimal | None
    whole: Decimal | None
    source_url: str
    published_on: date | None
    note: str
    address: str


class ListEntryRow(Struct, frozen=True, kw_only=True):
    """An entry of a published version of a list; `version` is in force from `in_force_on` until the next one."""

    id: int
    government: str
    list: str
    version: int
    in_force_on: date
    code: str
    name: str
    group: str
    unit: str
    basis: str
    detail: str
    address: str


class DrawRow(Struct, frozen=True, kw_only=True):
    """A random draw: what was promised before it, and the file with which anyone draws again."""

    id: int
    government: str
    unit: str
    title: str
    objects: int
    take: int
    commitment: str
    committed_at: datetime
    drawn_at: datetime | None
    shown_on: date | None
    public_source: str
    address: str
    file: str


def work_item(item: Item) -> WorkItemRow:
    """An item; edition, government, unit and case must be loaded with it."""
    book = item.book
    state = book.state(item.state)
    return WorkItemRow(
        id=item.pk, government=item.government.key, government_name=item.government.name_zh, playbook=book.id,
        kind=book.kind, number=item.number, year=item.year, title=item.title_zh, unit=str(item.lead_unit or ""),
        status=state.id, status_zh=state.zh, status_en=state.en, phase=item.phase, begun_on=item.created_on,
        due_on=item.due_on, due_assumed=item.due_assumed, closed_on=item.closed_on, late=item.late,
        facts=visible_fields(None, item), address=page_of(item),
    )  # fmt: skip


def watched_figure(row: PeriodObservation) -> WatchedFigureRow:
    """A figure; its government must be loaded with it."""
    try:
        series = series_of(row.series)
    except TrackError:  # a series that the file no longer has
        series = None
    grade = series.grade(row.value) if series else None
    return WatchedFigureRow(
        id=row.pk, government=row.government.key, series=row.series, spot=row.spot_zh, period=row.period, value=row.value,
        unit=series.unit if series else "", grade_zh=grade.zh if grade else "", grade_en=grade.en if grade else "",
        part=row.part, whole=row.whole, source_url=row.source_url, published_on=row.published_on, note=row.note_zh,
        address=f"/watch/{row.government.key}/{row.series}/",
    )  # fmt: skip


def list_entry(row: ListEntry) -> ListEntryRow:
    """An entry; its version and government must be loaded with it."""
    version = row.version
    return ListEntryRow(
        id=row.pk, government=version.government.key, list=version.kind, version=version.number,
        in_force_on=version.in_force_on, code=row.code, name=row.name_zh, group=row.group_zh, unit=row.unit_zh,
        basis=row.basis_zh, detail=row.detail_zh,
        address=f"/registers/lists/{version.government.key}/{version.kind}/?version={version.number}",
    )  # fmt: skip


def draw(row: Draw) -> DrawRow:
    """A draw; its unit and government must be loaded with it."""
    return DrawRow(
        id=row.pk, government=row.government.key, unit=row.unit.name_zh, title=row.title_zh,
        objects=len(row.plan["objects"]), take=row.plan["take"], commitment=row.commitment,
        committed_at=row.committed_at, drawn_at=row.drawn_at, shown_on=row.shown_on, public_source=row.public_source_zh,
        address=f"/registers/draws/{row.pk}/", file=f"/registers/draws/{row.pk}/draw.json",
    )  # fmt: skip


# What the description shows of each row: invented, and tested against the rows themselves.
EXAMPLES: dict[type[Struct], Struct] = {
    WorkItemRow: WorkItemRow(
        id=7, government="linjiang", government_name="临江市人民政府", playbook="government_credit", kind="register",
        number="信2031-0003", year=2031, title="未按判决付款", unit="市住房和城乡建设局", status="listed",
        status_zh="已列入", status_en="listed", phase="open", begun_on=date(2031, 3, 2), due_on=date(2031, 9, 2),
        due_assumed=False, closed_on=None, late=False, facts={"kind": "未履行生效判决"},
        address="/registers/government_credit/linjiang/信2031-0003/",
    ),
    RateRow: RateRow(
        government="linjiang", playbook="hotline", rate="on_time_rate", zh="按期办结率", en="closed on time",
        indicator_id="hotline_on_time_closing_rate", since=date(2031, 1, 1), until=date(2031, 12, 31),
        numerator=Decimal(99), denominator=Decimal(100), percent=Decimal(99), left_out_by_rule=2, left_out_by_reason=0,
        address="/statistics/?government=linjiang&year=2031#hotline",
    ),
    WatchedFigureRow: WatchedFigureRow(
        id=3, government="linjiang", series="good_air_days_share", spot="", period="2031-03", value=Decimal("86.7"),
        unit="%", grade_zh="", grade_en="", part=Decimal(26), whole=Decimal(30),
        source_url="https://example.org/air", published_on=date(2031, 4, 8), note="",
        address="/watch/linjiang/good_air_days_share/",
    ),
    ListEntryRow: ListEntryRow(
        id=11, government="linjiang", list="fees", version=2, in_force_on=date(2031, 7, 1), code="F01",
        name="城市道路占用费", group="", unit="市住房和城乡建设局", basis="", detail="",
        address="/registers/lists/linjiang/fees/?version=2",
    ),
    DrawRow: DrawRow(
        id=2, government="linjiang", unit="市市场监督管理局", title="计量器具抽查", objects=120, take=6,
        commitment="9f2c" * 16, committed_at=datetime.fromisoformat("2031-05-06T09:00:00+08:00"), drawn_at=None,
        shown_on=None, public_source="次日公布的彩票号码", address="/registers/draws/2/",
        file="/registers/draws/2/draw.json",
    ),
}  # fmt: skip
