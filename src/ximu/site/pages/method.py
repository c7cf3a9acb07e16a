"""How the reports are read, linked and checked: made from the rules and limits in force, with the counts of this ledger."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from msgspec import Struct

from ximu import __version__
from ximu.ledger.link import VERDICTS
from ximu.link.words import table
from ximu.read.doubt import doubts
from ximu.read.explain import rule_sentences
from ximu.site.findings import ALL_RULES
from ximu.site.listing import added_up, sum_of
from ximu.site.outcomes import OF_VERDICT
from ximu.site.respond import respond
from ximu.store import models


class Limit(Struct, frozen=True, kw_only=True):
    """A limit in force: its name in the data file and its value."""

    name: str
    value: str


class VerdictLine(Struct, frozen=True, kw_only=True):
    """A verdict, the outcome it is shown as, and how many targets of the ledger have it."""

    verdict: str
    outcome: str
    count: int


class RuleLine(Struct, frozen=True, kw_only=True):
    """A rule of findings, its kind, and how many findings of the ledger it made."""

    rule: str
    kind: str
    count: int


class SaidLine(Struct, frozen=True, kw_only=True):
    """A doubt or a rule of the reader, in both languages."""

    id: str
    zh: str
    en: str


class MethodPage(Struct, frozen=True, kw_only=True):
    """The version and the rules in force, and what they make of everything that is stored."""

    reader_version: str
    numbers: dict[str, int]
    statements: dict[str, int]
    unsure: int
    verdicts: tuple[VerdictLine, ...]
    tolerances: tuple[Limit, ...]
    finding_rules: tuple[RuleLine, ...]
    finding_limits: tuple[Limit, ...]
    doubts: tuple[SaidLine, ...]
    reading_rules: tuple[SaidLine, ...]


@require_safe
def method(request: HttpRequest) -> HttpResponse:
    """Show how reports are read, linked and checked (five queries)."""
    of_verdict = {one.value: one.count for one in added_up(models.LinkTally.objects.all(), "verdict")}
    of_rule = {one.value: one.count for one in added_up(models.FindingTally.objects.all(), "rule")}
    page = MethodPage(
        reader_version=__version__,
        numbers={one.value: one.count for one in added_up(models.NumberTally.objects.all(), "number_class")},
        statements={one.value: one.count for one in added_up(models.StatementTally.objects.all(), "kind")},
        unsure=sum_of(models.StatementTally.objects.filter(sure=False)),
        verdicts=tuple(
            VerdictLine(verdict=one, outcome=OF_VERDICT[one], count=of_verdict.get(one, 0)) for one in VERDICTS
        ),
        tolerances=tolerances(),
        finding_rules=tuple(
            RuleLine(
                rule=rule,
                kind={"check.same_thing_two_values": "contradiction"}.get(rule, kind_of(rule)),
                count=of_rule.get(rule, 0),
            )
            for rule in ALL_RULES
        ),
        finding_limits=limits("findings/findings", tuple(table("findings/findings"))),
        doubts=tuple(SaidLine(id=one.id, zh=one.zh, en=one.en) for one in doubts()),
        reading_rules=tuple(SaidLine(id=name, zh=said["zh"], en=said["en"]) for name, said in rule_sentences().items()),
    )
    return respond(request, "method.html", page)


def kind_of(rule: str) -> str:
    """The kind of findings that a rule makes; the other checks of the reader are sums."""
    kind = rule.partition(".")[0]
    return "arithmetic" if kind == "check" else kind


def tolerances() -> tuple[Limit, ...]:
    """The limits by which a target is judged; each has its words in `[limit]`."""
    return limits("verdict", ("tolerance", "limits"))


def limits(file: str, groups: tuple[str, ...]) -> tuple[Limit, ...]:
    """The numbers of a data file of limits: `growth.margin_points` → 3; lists of words stand in the file only."""
    found: dict[str, Any] = table(file)
    return tuple(
        Limit(name=f"{group}.{name}", value=str(value))
        for group in groups
        for name, value in found[group].items()
        if _is_number(value)
    )


def _is_number(value: object) -> bool:
    if isinstance(value, bool):
        return False
    return isinstance(value, int | float) or (isinstance(value, str) and value.replace(".", "", 1).isdigit())
