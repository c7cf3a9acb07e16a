"""How a rate is counted, in words that follow from the playbook: what the whole is, what the part."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ximu.site.language import say
from ximu.track.rules.playbook import Condition, Field, Playbook, Rate


def formula(book: Playbook, rate: Rate, language: str) -> str:
    """The denominator and the numerator of a rate in one line."""
    return say(
        "rates.formula", language, whole=_all(book, rate.denominator, language), part=_all(book, rate.numerator, language)
    )  # fmt: skip


def excluded_words(book: Playbook, rate: Rate, language: str) -> str:
    """Why the playbook leaves items out of the rate: in its own words, else the conditions that it names."""
    return (rate.excluded_en if language == "en" else rate.excluded_zh) or _all(book, rate.excluded, language)


def _all(book: Playbook, conditions: tuple[Condition, ...], language: str) -> str:
    words = [part for one in conditions for part in _parts(book, one, language)]
    return say("counted.and", language).join(words) or say("counted.all", language)


def _parts(book: Playbook, one: Condition, language: str) -> Iterator[str]:
    if one.state:
        yield say("counted.state", language, names=_named(map(book.state, one.state), language))
    if one.reached:
        yield say("counted.reached", language, names=_named(map(book.state, one.reached), language))
    if one.made:
        yield say("counted.made", language, names=_named(map(book.move, one.made), language))
    if one.not_made:
        yield say("counted.not_made", language, names=_named(map(book.move, one.not_made), language))
    for value, yes, no in (
        (one.closed, "counted.closed", "counted.open"),
        (one.on_time, "counted.on_time", "counted.not_on_time"),
        (one.late, "counted.late", "counted.not_late"),
        (one.due, "counted.due", "counted.not_due"),
        (one.parts_closed, "counted.parts_closed", "counted.parts_open"),
    ):
        if value is not None:
            yield say(yes if value else no, language)
    if one.evidence is not None:
        yield say("counted.evidence", language, least=one.evidence)
    if one.clock:
        names = _named(map(book.clock, one.clock), language)
        if one.over is not None:
            yield say("counted.over", language, names=names, least=one.over)
        if one.over_at_most is not None:
            yield say("counted.over_at_most", language, names=names, most=one.over_at_most)
    if one.vote:
        names = _named([book.vote(one.vote)], language)
        yield say("counted.vote" if one.passed else "counted.no_vote", language, names=names)
    if one.field:
        yield from _field(book.field(one.field), one, language)


def _field(field: Field, one: Condition, language: str) -> Iterator[str]:
    name = _name(field, language)
    if one.known is not None:
        yield say("counted.field_known" if one.known else "counted.field_unknown", language, field=name)
    if one.is_:
        values = say("counted.or", language).join(_value(field, value, language) for value in one.is_)
        yield say("counted.field_is", language, field=name, names=values)
    if one.at_least is not None:
        yield say("counted.field_at_least", language, field=name, least=one.at_least)


def _value(field: Field, value: str | bool | int, language: str) -> str:
    if isinstance(value, bool):
        return say("work.yes" if value else "work.no", language)
    return field.shown(str(value), language)


def _named(entries: Iterable[Any], language: str) -> str:
    return say("counted.or", language).join(_name(one, language) for one in entries)


def _name(entry: Any, language: str) -> str:
    return str(entry.en if language == "en" else entry.zh)
