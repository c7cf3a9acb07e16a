"""绩效考核: an assessment made from facts, frozen, published; appeals with reasons, and what came of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import msgspec
from django.db import transaction
from django.utils import timezone

from ximu.ledger.errors import TrackError
from ximu.track import journal
from ximu.track.assessment_facts import all_facts, derived_facts
from ximu.track.models import Appeal, Assessment, AssessmentScore, Government, Person, Unit
from ximu.track.permissions import require
from ximu.track.scoring.rules import RuleSet, rule_digest
from ximu.track.scoring.score import Fact, score


def make_assessment(
    person: Person, government: Government, title_zh: str, rules: RuleSet, units: Sequence[Unit], since: date, until: date,
    confirmed: Mapping[int, Mapping[str, Fact]] | None = None,
) -> Assessment:  # fmt: skip
    """Score `units` for [since, until]. `confirmed` holds, by unit, the figures that a third office confirms.

    The rule set is kept with it as it is now. Raises TrackError W010, W012 (a unit of another government), W061, W062.
    """
    require(person, "assess", government=government)
    _own(government, units)
    with transaction.atomic():
        made = Assessment.objects.create(
            government=government, title_zh=title_zh, rule_set=rules.id, rule_digest=rule_digest(rules),
            rule_content=msgspec.json.encode(rules).decode(), since=since, until=until, made_by=person,
            made_at=timezone.now(),
        )  # fmt: skip
        _score(made, rules, units, confirmed or {})
        _note(person, "make_assessment", made, {"title_zh": title_zh, "rule_set": rules.id, "digest": made.rule_digest})
    return made


def score_again(
    person: Person, assessment: Assessment, confirmed: Mapping[int, Mapping[str, Fact]] | None = None
) -> Assessment:
    """Score the same units by the same rules again, from the facts of now; confirmed figures not given are kept.

    Raises TrackError W010, W063 (it is frozen), W062.
    """
    require(person, "assess", government=assessment.government)
    _not_frozen(assessment)
    with transaction.atomic():
        rules = rules_of(assessment)
        rows = list(assessment.scores.select_related("unit"))
        kept = {row.unit_id: _confirmed_of(rules, row) for row in rows}
        for key, facts in (confirmed or {}).items():
            kept[key] = {**kept.get(key, {}), **facts}
        units = [row.unit for row in rows]
        _score(assessment, rules, units, kept)
        told = {
            str(unit): {
                name: [str(fact.value), fact.confirmed_by, fact.source] for name, fact in confirmed[unit.pk].items()
            }
            for unit in units
            if confirmed and unit.pk in confirmed
        }
        _note(person, "score_again", assessment, {"confirmed": told} if told else {})
    return assessment


def freeze(person: Person, assessment: Assessment) -> Assessment:
    """Freeze the scores: from now on they do not change. Raises TrackError W010, W063, W064 (an open appeal)."""
    require(person, "freeze_assessment", government=assessment.government)
    _not_frozen(assessment)
    if Appeal.objects.filter(score__assessment=assessment, answer="").exists():
        raise TrackError("an appeal is open", where=assessment.title_zh, next_step="answer it first", code="W064")
    with transaction.atomic():
        assessment.frozen_at, assessment.frozen_by = timezone.now(), person
        assessment.save()
        totals = {row.unit.name_zh: str(row.total) for row in assessment.scores.select_related("unit")}
        _note(person, "freeze_assessment", assessment, {"totals": totals})
    return assessment


def publish_assessment(person: Person, assessment: Assessment) -> Assessment:
    """Show a frozen assessment to everyone. Raises TrackError W010, W063 when it is not frozen."""
    require(person, "freeze_assessment", government=assessment.government)
    if assessment.frozen_at is None:
        raise TrackError("not frozen", where=assessment.title_zh, next_step="freeze it first", code="W063")
    with transaction.atomic():
        assessment.published_at = timezone.now()
        assessment.save()
        _note(person, "publish_assessment", assessment, {})
    return assessment


def appeal(person: Person, row: AssessmentScore, reason: str) -> Appeal:
    """Say that a score is wrong, with a reason; by the head of the unit, before it is frozen.

    Raises TrackError W010, W063, W064 (no reason).
    """
    require(person, "appeal", unit=row.unit)
    _not_frozen(row.assessment)
    if not reason.strip():
        raise TrackError("a reason is missing", where=row.unit.name_zh, next_step="say what is wrong", code="W064")
    with transaction.atomic():
        made = Appeal.objects.create(score=row, reason=reason.strip(), by=person, at=timezone.now())
        _note(person, "appeal", row.assessment, {"unit": row.unit.name_zh, "reason": made.reason})
    return made


def answer_appeal(person: Person, given: Appeal, *, upheld: bool, reason: str) -> Appeal:
    """Answer an appeal with a reason; an upheld one is put right in the facts, and `score_again` scores from them.

    Raises TrackError W010, W064 (answered already, or no reason).
    """
    assessment = given.score.assessment
    require(person, "answer_appeal", government=assessment.government)
    if given.answer or not reason.strip():
        raise TrackError(
            "answered already, or no reason", where=assessment.title_zh, next_step="give a reason", code="W064"
        )
    with transaction.atomic():
        given.answer, given.answer_reason = "upheld" if upheld else "refused", reason.strip()
        given.answered_by, given.answered_at = person, timezone.now()
        given.save()
        content = {"unit": given.score.unit.name_zh, "answer": given.answer, "reason": given.answer_reason}
        _note(person, "answer_appeal", assessment, content)
    return given


def rules_of(assessment: Assessment) -> RuleSet:
    """The rule set as it was when the assessment was made."""
    return msgspec.json.decode(assessment.rule_content, type=RuleSet)


def facts_of_score(row: AssessmentScore) -> dict[str, Fact]:
    """The facts behind a unit's score, for the page that opens a point and for a what-if with `score`."""
    return msgspec.convert(row.facts, dict[str, Fact])


def _score(
    assessment: Assessment, rules: RuleSet, units: Sequence[Unit], confirmed: Mapping[int, Mapping[str, Fact]]
) -> None:
    derived = derived_facts(assessment.government, units, rules, assessment.since, assessment.until)
    facts = all_facts(rules, derived, confirmed)
    for unit in units:
        result = score(rules, facts[unit.pk])
        told: dict[str, Any] = {
            "total": result.total, "band": result.band, "facts": msgspec.to_builtins(facts[unit.pk]),
            "points": msgspec.to_builtins(result),
        }  # fmt: skip
        AssessmentScore.objects.update_or_create(assessment=assessment, unit=unit, defaults=told)


def _confirmed_of(rules: RuleSet, row: AssessmentScore) -> dict[str, Fact]:
    typed = {fact.id for fact in rules.needed if fact.from_ == "confirmed"}
    return {name: fact for name, fact in facts_of_score(row).items() if name in typed}


def _own(government: Government, units: Sequence[Unit]) -> None:
    for unit in units:
        if unit.government_id != government.pk:
            raise TrackError("a unit of another government", where=str(unit), next_step="choose own units", code="W012")


def _not_frozen(assessment: Assessment) -> None:
    if assessment.frozen_at is not None:
        raise TrackError("it is frozen", where=assessment.title_zh, next_step="make a new assessment", code="W063")


def _note(person: Person, action: str, assessment: Assessment, content: dict[str, Any]) -> None:
    journal.record(
        person, action, government=assessment.government.key, content={"assessment": assessment.pk, **content}
    )
