"""Projects and watched figures of the fictional office: some stages far, with plans, money, a join with a report, a warning."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from django.utils import timezone

from ximu.store import models as store
from ximu.track import actions
from ximu.track.editions import playbooks
from ximu.track.models import Government, Item, Person, Unit
from ximu.track.projects.actions import NewStep, decide_join, set_year_plan
from ximu.track.watch.actions import keep_observations, raise_warnings
from ximu.track.watch.table import NewObservation, checked


class Example(NamedTuple):
    """An invented project: its playbook, title, amount (万元; households for renewal), place, and the stages it came to."""

    book: str
    title_zh: str
    amount: int
    place_zh: str
    stages: Sequence[str] = ()


EXAMPLES = (
    Example("key_projects", "滨江中学迁建", 38000, "滨江区", ("start",)),
    Example("key_projects", "城南水厂二期", 26500, "城南新区", ("start", "completion")),
    Example("key_projects", "东渡口过江隧道", 412000, "滨江区"),
    Example("investment_promotion", "新型电池材料生产线", 120000, "临江高新区", ("signing", "fulfillment", "start")),
    Example("investment_promotion", "冷链物流园", 45000, "城南新区", ("signing", "fulfillment")),
    Example("investment_promotion", "智能农机装配", 8600, "临江高新区", ("signing",)),
    Example("housing_renewal", "柳巷片区", 420, "滨江区", ("agreements", "start")),
    Example("housing_renewal", "老机械厂宿舍", 186, "城南新区"),
)
# The move that begins each playbook, and the field its amount goes to with that move or with a stage.
BEGINS = {"key_projects": "list_project", "investment_promotion": "take_up", "housing_renewal": "survey"}
SOURCE = "https://linjiang.example/air"


def add_projects(government: Government, people: Mapping[str, Person], units: Mapping[str, Unit]) -> None:
    """Make the projects, their plan of this year and what was reported, publish them, and join one with the reports."""
    begun = timezone.localdate() - timedelta(days=50)
    made = [_project(one, government, people, units["housing"], begun) for one in EXAMPLES]
    for item in made:
        actions.publish(people["head"], item)
    for item in made[:3]:
        _money(item, people)
    named = store.NamedProject.objects.filter(place__name="临江市").order_by("-reports", "public_id").first()
    if named is not None:
        title = Example("key_projects", named.name, 95000, "临江市", ("start",))
        joined = _project(title, government, people, units["housing"], begun)
        actions.publish(people["head"], joined)
        decide_join(people["inspector"], joined, named.public_id, "same", statement=named.statements[-1])


def _project(one: Example, government: Government, people: Mapping[str, Person], unit: Unit, begun: date) -> Item:
    content = actions.ItemContent(
        title_zh=one.title_zh, lead_unit=unit, due_on=begun + timedelta(days=400), due_assumed=True
    )
    item = actions.create_item(people["inspector"], government, playbooks()[one.book], content, on=begun)
    fields: dict[str, object] = {"project_place": one.place_zh}
    given: dict[str, object] = {}
    if one.book == "key_projects":
        fields["total_investment"] = one.amount
    if one.book == "housing_renewal":
        fields |= {"renewal": "棚户区", "households": one.amount}
        given = {"date": begun, "evidence": [actions.NewEvidence("摸底表", note_zh="已存档")]}
    actions.act(people["inspector"], item, BEGINS[one.book], fields=fields, on=begun, **given)  # type: ignore[arg-type]
    for number, name in enumerate(one.stages):
        day = begun + timedelta(days=10 * number + 5)
        kind = item.book.move(f"report_{name}").evidence_kinds[0]
        evidence = [actions.NewEvidence(kind, note_zh="已存档")]
        actions.act(people["housing"], item, f"report_{name}", date=day, evidence=evidence, on=day)
        amount = {"contract_amount": one.amount} if name == "signing" else {}
        actions.act(people["inspector"], item, f"confirm_{name}", date=day, fields=amount, on=day)
    return item


def _money(item: Item, people: Mapping[str, Person]) -> None:
    """A plan of this year by quarters, and one report of what was made by the end of last month."""
    today = timezone.localdate()
    whole = Decimal(str(item.fields["total_investment"]))
    year = whole / 2
    steps = [NewStep(f"{today.year}Q{number}", year * number / 4) for number in range(1, 5)]
    set_year_plan(people["inspector"], item, today.year, year, funds=year, steps=steps)
    last_month = today.replace(day=1) - timedelta(days=1)
    made = whole * {"started": 42, "completed": 50}.get(item.state, 12) / 100
    period = f"{last_month.year}-{last_month.month:02d}"
    report = actions.NewProgress(period, amount=made, funds=made, progress_zh="按计划推进")
    actions.report_progress(people["housing"], item, report)


def add_figures(government: Government, people: Mapping[str, Person]) -> None:
    """Monthly air of two years, poverty and safety of one, an old figure of water; and the warnings they give."""
    today = timezone.localdate()
    rows: list[NewObservation] = []
    for back in range(1, 15):
        month = (today.year * 12 + today.month - 1) - back
        period, days = f"{month // 12}-{month % 12 + 1:02d}", 30 if month % 12 != 1 else 28
        good = days - 3 - back % 4 - (6 if back == 1 else 0)
        rows += _rows("good_air_days_share", period, part=str(good), whole=str(days))
    rows += _rows("good_water_sections_share", str(today.year - 3), part="11", whole="12")
    rows += _rows("poverty_register_households", f"{today.year - 1}Q3", value="412")
    rows += _rows("tax_share_of_revenue", str(today.year - 1), value="68.4")
    keep_observations(people["inspector"], government, rows)
    raise_warnings(people["inspector"], government)


def _rows(series: str, period: str, **cells: str) -> list[NewObservation]:
    found = checked({"series": series, "period": period, "source_url": SOURCE, **cells}, "demonstration")
    return [found] if isinstance(found, NewObservation) else []
