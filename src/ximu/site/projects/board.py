"""The board of a playbook of projects on a day: columns by state, the funnel of stages, rates, places, all projects."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from msgspec import Struct

from ximu.site.projects.claims import Claim, claims_of
from ximu.track.editions import playbooks
from ximu.track.figures import facts_of
from ximu.track.models import Item
from ximu.track.projects.stages import Way, way_of
from ximu.track.projects.totals import ProjectMoney, Totals, lights_for, money_of, totals_of
from ximu.track.rules.facts import ItemFacts, as_decimal, as_of
from ximu.track.rules.lights import LightRules
from ximu.track.rules.playbook import Playbook
from ximu.track.rules.rates import RateResult

PER_COLUMN, PER_PAGE = 6, 50
Address = Callable[[Item], str]


class Kind(Struct, frozen=True, kw_only=True):
    """A playbook that the board can show, with how many projects it has."""

    id: str
    zh: str
    en: str
    items: int


class Card(Struct, frozen=True, kw_only=True):
    """A project on the board; amounts in the unit of the page, money in 万元. `light` is "" when it cannot be told."""

    number: str
    title: str
    address: str
    place: str
    unit: str
    state: str
    zh: str
    en: str
    amount: Decimal | None
    invested: Decimal | None
    paid_in: Decimal | None
    planned: Decimal | None
    scheduled: Decimal | None
    made: Decimal | None
    light: str
    light_zh: str
    light_en: str


class Column(Struct, frozen=True, kw_only=True):
    """A state with its projects: how many, their amount, and the first of them."""

    id: str
    zh: str
    en: str
    items: int
    amount: Decimal
    cards: tuple[Card, ...]

    @property
    def rest(self) -> int:
        """How many are not among the first."""
        return self.items - len(self.cards)


class StageCount(Struct, frozen=True, kw_only=True):
    """How many projects had come to a stage, and their amount."""

    id: str
    zh: str
    en: str
    items: int
    amount: Decimal


class RateShown(Struct, frozen=True, kw_only=True):
    """A rate with what it counts; `unit` is "" for a count. `claims` are what the government's reports say of the same."""

    id: str
    zh: str
    en: str
    numerator: Decimal
    denominator: Decimal
    percent: Decimal | None
    left_out: int
    unit: str
    claims: tuple[Claim, ...]


class PlaceLine(Struct, frozen=True, kw_only=True):
    """The projects of one place."""

    place: str
    items: int
    amount: Decimal
    invested: Decimal
    paid_in: Decimal


class BoardPage(Struct, frozen=True, kw_only=True):
    """Projects of one playbook as things stood at the end of the day `on`.

    `amount_zh` and `amount_en` name the amount that is added, `unit` is its unit ("" when the playbook has none).
    """

    playbook: str
    zh: str
    en: str
    kinds: tuple[Kind, ...]
    on: date
    where: str
    amount_zh: str
    amount_en: str
    unit: str
    columns: tuple[Column, ...]
    stages: tuple[StageCount, ...]
    rates: tuple[RateShown, ...]
    places: tuple[PlaceLine, ...]
    projects: tuple[Card, ...]
    total: int
    page: int
    pages: int
    lights_zh: str
    lights_en: str


class _Known(NamedTuple):
    """A project with its facts as they were on the day, and its amount."""

    item: Item
    facts: ItemFacts
    amount: Decimal | None
    place: str


def board(request: HttpRequest, items: QuerySet[Item], address: Address, per_page: int = PER_PAGE) -> BoardPage:
    """The board that an address asks for (`playbook`, `on`, `where`, `page`) over `items` (start from `visible_to`)."""
    books = project_playbooks()
    counts = _counts(items, books)
    asked = request.GET.get("playbook", "")
    book = books.get(asked) or next((one for one in books.values() if counts[one.id]), next(iter(books.values())))
    on = day_asked(request)
    known = _known(book, items, on)
    found = totals_of(book, [one.facts for one in known], on)
    places = _places(known)
    where = request.GET.get("where", "")
    shown = [one for one in known if not where or one.place == where]
    turned = Paginator(shown, per_page).get_page(request.GET.get("page"))
    rules = lights_for(book)
    columns = {state.id: [one for one in shown if one.facts.state == state.id] for state in book.states}
    first = [one for held in columns.values() for one in held[:PER_COLUMN]]
    on_page = {one.item.pk: one for one in (*first, *turned.object_list)}
    money = money_of([one.item for one in on_page.values()], on, rules)
    cards = {key: _card(one, book, money[key], rules, address) for key, one in on_page.items()}
    field = amount_field(book)
    return BoardPage(
        playbook=book.id, zh=book.zh, en=book.en, on=on, where=where,
        kinds=tuple(Kind(id=one.id, zh=one.zh, en=one.en, items=counts[one.id]) for one in books.values()),
        amount_zh=field.zh if field else "", amount_en=field.en if field else "", unit=field.unit if field else "",
        columns=tuple(
            Column(
                id=state.id, zh=state.zh, en=state.en, items=len(columns[state.id]), amount=_sum(columns[state.id]),
                cards=tuple(cards[one.item.pk] for one in columns[state.id][:PER_COLUMN]),
            )
            for state in book.states if state.phase != "draft" and (columns[state.id] or state.phase == "open")
        ),
        stages=_stages(way_of(book), found, known),
        rates=_rates(book, found.rates, known),
        places=places,
        projects=tuple(cards[one.item.pk] for one in turned.object_list),
        total=len(shown), page=turned.number, pages=turned.paginator.num_pages,
        lights_zh=rules.zh, lights_en=rules.en,
    )  # fmt: skip


def project_playbooks() -> dict[str, Playbook]:
    """The playbooks of kind project, by id, those with money first."""
    found = [one for one in playbooks().values() if one.kind == "project"]
    return {one.id: one for one in sorted(found, key=lambda book: (book.id != "key_projects", book.id))}


def amount_field(book: Playbook) -> Any:
    """The field whose amounts the rates of a playbook add first; None when it adds none."""
    name = next((rate.sum_of for rate in book.rates if rate.sum_of), "")
    return book.field(name) if name else None


def day_asked(request: HttpRequest) -> date:
    """The cut-off day of the address, today for none or for one still to come."""
    try:
        return min(date.fromisoformat(request.GET.get("on", "")), timezone.localdate())
    except ValueError:
        return timezone.localdate()


def place_of(item: Item) -> str:
    """Where a project is built, as its register says; else the place of its government."""
    return str(item.fields.get("project_place") or item.government.name_zh.removesuffix("人民政府"))


def _counts(items: QuerySet[Item], books: Mapping[str, Playbook]) -> dict[str, int]:
    found = dict.fromkeys(books, 0)
    for name in items.exclude(phase="draft").order_by().values_list("edition__playbook", flat=True):
        if name in found:
            found[name] += 1
    return found


def _known(book: Playbook, items: QuerySet[Item], on: date) -> list[_Known]:
    """The projects of the playbook that were no drafts on the day, by number."""
    own = items.filter(edition__playbook=book.id).exclude(phase="draft")
    rows = {row.pk: row for row in own.select_related("edition", "government", "lead_unit")}
    field = amount_field(book)
    found = []
    for facts in facts_of(own):
        then = as_of(facts, book, on)
        if facts.created_on > on or book.state(then.state).phase == "draft":
            continue
        item = rows[int(facts.key)]
        amount = as_decimal(then.fields.get(field.id)) if field else None
        found.append(_Known(item, then, amount, place_of(item)))
    return sorted(found, key=lambda one: one.item.number)


def _card(one: _Known, book: Playbook, money: ProjectMoney, rules: LightRules, address: Address) -> Card:
    state = book.state(one.facts.state)
    light = next((light for light in rules.lights if light.id == money.light.light), None)
    year = money.year.investment if money.year else None
    return Card(
        number=one.item.number, title=one.item.title_zh, address=address(one.item), place=one.place,
        unit=str(one.item.lead_unit or ""), state=state.id, zh=state.zh, en=state.en, amount=one.amount,
        invested=money.invested, paid_in=money.paid_in, planned=money.year.planned if money.year else None,
        scheduled=year.scheduled if year else None, made=year.actual if year else None, light=light.id if light else "",
        light_zh=light.zh if light else "", light_en=light.en if light else "",
    )  # fmt: skip


def _stages(ways: Sequence[Way], found: Totals, known: Sequence[_Known]) -> tuple[StageCount, ...]:
    by_key = {one.facts.key: one for one in known}
    return tuple(
        StageCount(
            id=way.id, zh=way.zh, en=way.en, items=len(found.reached[way.id]),
            amount=_sum([by_key[key] for key in found.reached[way.id]]),
        )
        for way in ways
    )  # fmt: skip


def _rates(book: Playbook, results: Sequence[RateResult], known: Sequence[_Known]) -> tuple[RateShown, ...]:
    governments = {one.item.government_id: one.item.government for one in known}
    claims = claims_of({rate.indicator for rate in book.rates if rate.indicator}, list(governments.values()))
    shown = []
    for result in results:
        rate = book.rate(result.rate)
        shown.append(
            RateShown(
                id=rate.id, zh=rate.zh, en=rate.en, numerator=result.numerator, denominator=result.denominator,
                percent=result.percent, left_out=len(result.left_out_keys),
                unit=book.field(rate.sum_of).unit if rate.sum_of else "", claims=claims.get(rate.indicator, ()),
            )
        )  # fmt: skip
    return tuple(shown)


def _places(known: Sequence[_Known]) -> tuple[PlaceLine, ...]:
    by_place: dict[str, list[_Known]] = defaultdict(list)
    for one in known:
        by_place[one.place].append(one)
    lines = [
        PlaceLine(
            place=place, items=len(held), amount=_sum(held), invested=_told(held, "invested"),
            paid_in=_told(held, "paid_in"),
        )
        for place, held in by_place.items()
    ]  # fmt: skip
    return tuple(sorted(lines, key=lambda line: (-line.items, line.place)))


def _sum(held: Sequence[_Known]) -> Decimal:
    return sum((one.amount for one in held if one.amount is not None), Decimal(0))


def _told(held: Sequence[_Known], field: str) -> Decimal:
    return sum((as_decimal(one.facts.fields.get(field)) or Decimal(0) for one in held), Decimal(0))
