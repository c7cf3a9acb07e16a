"""What a playbook is: the states of a kind of work, who may move it, what a move must carry, clocks, votes and rates.

A playbook is written as TOML (`rules/playbook_file.py` reads it); these records are what the engine follows. Every
`zh` is shown to people, every `en` to readers of English; `source` names one of the playbook's sources by id.
"""

from __future__ import annotations

import hashlib
from datetime import date
from decimal import Decimal
from typing import Literal, Protocol, TypeVar

import msgspec
from msgspec import Struct

from ximu.track.rules.english import in_words
from ximu.track.rules.workdays import Begin, Unit

Kind = Literal["task", "project", "case", "register"]
Phase = Literal["draft", "open", "closed", "archived"]
Role = Literal["reader", "reporter", "unit_head", "clerk", "inspector", "inspection_head", "deputy", "administrator"]
# Which relation to the item the person's unit needs: lead or supporting unit, or any unit of the government.
Whose = Literal["lead", "supporting", "own", "any"]
Carry = Literal["reply", "reason", "evidence", "date", "unit", "progress"]
Effect = Literal[
    "", "ask_extension", "grant_extension", "refuse_extension", "dispatch", "transfer", "redo", "exclude", "publish", "withdraw",
]  # fmt: skip
FieldType = Literal[
    "text", "whole", "number", "date", "choice", "yes_no",
    "reported_amount",  # a number that nobody types: the amount of the latest report of progress, in all so far
    "reported_funds",  # the same of the funds, 万元 in all so far
]  # fmt: skip
REPORTED: dict[FieldType, str] = {"reported_amount": "amount", "reported_funds": "funds"}  # → column of the report
NUMBERS: tuple[FieldType, ...] = ("whole", "number", *REPORTED)
BACK, SAME = "back", "same"  # as `to` of a move: the state before a pause; no change of state
CARRIES: tuple[Carry, ...] = ("reply", "reason", "evidence", "date", "unit", "progress")
ROLE_NAMES: dict[Role, tuple[str, str]] = {  # Chinese, English
    "reader": ("公众", "reader"),
    "reporter": ("填报人", "reporter"),
    "unit_head": ("单位负责人", "unit head"),
    "clerk": ("受理员", "clerk"),
    "inspector": ("督查员", "inspector"),
    "inspection_head": ("督查室负责人", "inspection head"),
    "deputy": ("人大代表", "deputy"),
    "administrator": ("管理员", "administrator"),
}
INSPECTION_ROLES = (
    "inspector",
    "inspection_head",
    "administrator",
    "deputy",
    "clerk",
)  # of the government, not of one unit


class _Entry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What every entry of a playbook is strict about."""


class Source(_Entry, frozen=True, kw_only=True):
    """Where rules of the playbook come from, and from when to when that document is in force.

    `ours` marks a rule that no document states: it says so instead of pretending.
    """

    id: str
    title_zh: str
    document_no: str = ""
    url: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    ours: bool = False
    note_zh: str = ""


class Condition(_Entry, frozen=True, kw_only=True):
    """Facts that must all be so; only what is given is asked.

    `state`: is now in one of these. `reached`: has been in one of these. `made`, `not_made`: moves made, or never made.
    `closed`, `on_time`, `late`, `due`: closed; closed by its deadline; late once, for good; deadline is over or closed.
    `field` with `is` (one of these), `known` (has a value) or `at_least`. `vote` with `passed`. `evidence`: at least so
    many pieces. `parts_closed`: all items it was split into are closed. `clock` (one of these) with `over`,
    `over_at_most`: the most working days that any of them ran past its day.
    """

    state: tuple[str, ...] = ()
    reached: tuple[str, ...] = ()
    made: tuple[str, ...] = ()
    not_made: tuple[str, ...] = ()
    closed: bool | None = None
    on_time: bool | None = None
    late: bool | None = None
    due: bool | None = None
    field: str = ""
    is_: tuple[str | bool | int, ...] = msgspec.field(default=(), name="is")
    known: bool | None = None
    at_least: Decimal | None = None
    vote: str = ""
    passed: bool | None = None
    evidence: int | None = None
    parts_closed: bool | None = None
    clock: tuple[str, ...] = ()
    over: int | None = None
    over_at_most: int | None = None


class State(_Entry, frozen=True, kw_only=True):
    """A state an item can be in. `phase` is what all playbooks share; `pauses_clocks`: time does not run in it."""

    id: str
    zh: str
    en: str
    phase: Phase = "open"
    pauses_clocks: bool = False


class FollowUp(_Entry, frozen=True, kw_only=True):
    """An item that a move makes on another playbook when all of `when` holds: what was answered becomes work.

    It is a part of the item, led by the same unit; `due` names the date field with its deadline, which must then be
    given. `title_zh` holds {title}, the title of the item.
    """

    playbook: str
    due: str
    when: tuple[Condition, ...] = ()
    title_zh: str = "{title}"


class Move(_Entry, frozen=True, kw_only=True):
    """A way from one state to another.

    `who`: roles, each acting for its unit as `whose` says (roles of the inspection office and deputies act for the
    whole government). `not_same_as`: who made one of these moves on this item may not make this one. `carries`: what
    must come along, `may_carry` what may: reply, reason, evidence, date, unit, progress or a field of the playbook.
    `evidence_kinds`: the evidence must be of one of these kinds. `needs`: facts without which it is refused. `asks`:
    it asks the lead unit for a report, which counts as burden. `tells`: roles that get a notice. `effect`: what it does
    beside; publish shows the item to everyone from then on, withdraw takes it back; dispatch gives it to the unit that
    comes along, which work that has a lead unit may do without where the unit is only in `may_carry`. `follow_up`: the
    item that it makes. `shows_words`: its reply and reason can be read by everyone who sees the item.
    """

    id: str
    zh: str
    en: str
    from_: tuple[str, ...] = msgspec.field(name="from")
    to: str
    who: tuple[Role, ...]
    whose: Whose = "lead"
    not_same_as: tuple[str, ...] = ()
    carries: tuple[str, ...] = ()
    may_carry: tuple[str, ...] = ()
    evidence_kinds: tuple[str, ...] = ()
    needs: tuple[Condition, ...] = ()
    effect: Effect = ""
    asks: bool = False
    tells: tuple[Role, ...] = ()
    follow_up: FollowUp | None = None
    shows_words: bool = False
    source: str


class Escalation(_Entry, frozen=True, kw_only=True):
    """So many working days after expiry these roles are told, at this level (remind, warn, account)."""

    after: int
    tells: tuple[Role, ...]
    level: Literal["remind", "warn", "account"] = "warn"


class Clock(_Entry, frozen=True, kw_only=True):
    """A deadline. It starts with one of the moves `starts_on` ("created" for the making of the item), stops with `stops_on`.

    With one of `resumes_on` it runs again towards the same day, as after a return. `length` in `unit`; or `of_item =
    true`: the item's own deadline; or `of_parent = true`: the clock of the item it is a part of, which pauses, goes on and
    ends for all parts at once. `main`: its end becomes the item's deadline. The item is late, for good, when a clock that
    is `main`, `of_item` or `of_parent` runs past its day.
    `remind_before`, `remind_after`: working days before and after expiry. `length_by`: another length for a value of a
    field. `extend_at_most`: all extensions together, in `unit`; no bound when it is 0.
    """

    id: str
    zh: str
    en: str
    starts_on: tuple[str, ...]
    stops_on: tuple[str, ...]
    resumes_on: tuple[str, ...] = ()
    length: int | None = None
    length_by: dict[str, dict[str, int]] = {}
    unit: Unit = "working_day"
    begin: Begin = "next_working_day"
    of_item: bool = False
    of_parent: bool = False
    main: bool = False
    remind_before: tuple[int, ...] = ()
    remind_after: tuple[int, ...] = ()
    escalate: tuple[Escalation, ...] = ()
    extend_at_most: int = 0
    source: str

    @property
    def is_deadline(self) -> bool:
        """Whether it is the item's own deadline; the other clocks are those of single steps."""
        return self.main or self.of_item or self.of_parent


class Choice(_Entry, frozen=True, kw_only=True):
    """One answer on a ballot, or one class of a scheme."""

    id: str
    zh: str
    en: str


class Scheme(_Entry, frozen=True, kw_only=True, rename={"classes": "class"}):
    """A way of classing that some document states; the same letter can mean another thing in another scheme."""

    id: str
    zh: str
    en: str
    source: str
    classes: tuple[Choice, ...]


class Field(_Entry, frozen=True, kw_only=True, rename={"schemes": "scheme"}):
    """A fact that items of this playbook have beyond the common ones; `private` ones are hidden from the public.

    A `reported_…` field follows from the reports of progress: no move carries it, and a rate at a cut-off date adds what
    was reported by that date.

    A choice is among `choices`, or among the classes of `schemes`: such a value is kept with its scheme, as `three.B`.
    `choices_en`: the choices in English, in the same order; without it those that ship have their own words.
    """

    id: str
    zh: str
    en: str
    type: FieldType = "text"
    choices: tuple[str, ...] = ()
    choices_en: tuple[str, ...] = ()
    unit: str = ""
    private: bool = False
    schemes: tuple[Scheme, ...] = ()

    @property
    def options(self) -> tuple[str, ...]:
        """The values of a choice as they are kept."""
        return self.choices or tuple(f"{scheme.id}.{one.id}" for scheme in self.schemes for one in scheme.classes)

    def shown(self, value: str, language: str) -> str:
        """A value in words: a class with its letter, what it means, and its scheme where there are several."""
        english = language == "en"
        if english and value in self.choices[: len(self.choices_en)]:
            return self.choices_en[self.choices.index(value)]
        for scheme in self.schemes:
            for one in scheme.classes:
                if value == f"{scheme.id}.{one.id}":
                    named = f" ({scheme.en})" if english else f"（{scheme.zh}）"
                    words = f"{one.id} {one.en if english else one.zh}"
                    return words + (named if len(self.schemes) > 1 else "")
        return in_words(value, language)


class Vote(_Entry, frozen=True, kw_only=True):
    """A ballot held while an item is in `state`: one vote a person, changeable until the state is left.

    It passes when the votes for `pass_choices` are more than `over_percent` of those entitled (`eligible`) or cast.
    """

    id: str
    zh: str
    en: str
    state: str
    choices: tuple[Choice, ...]
    pass_choices: tuple[str, ...]
    over_percent: Decimal = Decimal(50)
    of: Literal["eligible", "cast"] = "eligible"
    who: tuple[Role, ...] = ("deputy",)
    source: str


class Rate(_Entry, frozen=True, kw_only=True):
    """Items that fulfil `numerator` ÷ items that fulfil `denominator`, without those that fulfil `excluded`.

    `period_by`: the date that puts an item into a period. `sum_of`: a number field; amounts are added instead of items
    counted. `indicator`: the id under which reports claim the same rate. `excluded_zh`, `excluded_en`: why `excluded`
    items do not count.
    """

    id: str
    zh: str
    en: str
    period_by: Literal["created", "due", "closed"] = "created"
    denominator: tuple[Condition, ...] = ()
    numerator: tuple[Condition, ...]
    excluded: tuple[Condition, ...] = ()
    excluded_zh: str = ""
    excluded_en: str = ""
    sum_of: str = ""
    sum_of_numerator: str = ""
    goal_percent: Decimal | None = None
    indicator: str = ""
    source: str


class Playbook(
    _Entry,
    frozen=True,
    kw_only=True,
    rename={
        "sources": "source", "states": "state", "moves": "move", "clocks": "clock", "fields": "field", "votes": "vote",
        "rates": "rate",
    },
):  # fmt: skip
    """One kind of work. `edition` rises with every change; an item keeps the edition it was made under.

    `start` is the state of a new item. `lights` names a rule set of lights; `number` is the head of item numbers.
    `parts_on`: the playbook of the parts an item is split into; "" when they go by the same one.
    """

    id: str
    kind: Kind
    edition: int
    zh: str
    en: str
    about_zh: str
    about_en: str
    number: str
    start: str
    lights: str = ""
    parts_on: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    sources: tuple[Source, ...]
    states: tuple[State, ...]
    moves: tuple[Move, ...]
    clocks: tuple[Clock, ...] = ()
    fields: tuple[Field, ...] = ()
    votes: tuple[Vote, ...] = ()
    rates: tuple[Rate, ...] = ()

    def state(self, name: str) -> State:
        """The state of that id. Raises KeyError."""
        return _of(self.states, name)

    def move(self, name: str) -> Move:
        """The move of that id. Raises KeyError."""
        return _of(self.moves, name)

    def field(self, name: str) -> Field:
        """The field of that id. Raises KeyError."""
        return _of(self.fields, name)

    def vote(self, name: str) -> Vote:
        """The vote of that id. Raises KeyError."""
        return _of(self.votes, name)

    def rate(self, name: str) -> Rate:
        """The rate of that id. Raises KeyError."""
        return _of(self.rates, name)

    def clock(self, name: str) -> Clock:
        """The clock of that id. Raises KeyError."""
        return _of(self.clocks, name)

    def moves_from(self, state: str) -> tuple[Move, ...]:
        """Every move that begins in `state`, in the order of the file."""
        return tuple(move for move in self.moves if state in move.from_)


class _HasId(Protocol):
    @property
    def id(self) -> str: ...


E = TypeVar("E", bound=_HasId)


def _of(entries: tuple[E, ...], name: str) -> E:
    for entry in entries:
        if entry.id == name:
            return entry
    raise KeyError(name)


def playbook_digest(playbook: Playbook) -> str:
    """The content of a playbook as sha256: the same for two files that say the same with other comments."""
    return hashlib.sha256(msgspec.json.encode(playbook, order="deterministic")).hexdigest()
