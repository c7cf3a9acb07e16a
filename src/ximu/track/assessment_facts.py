"""Facts of an assessment that follow from the work itself: rates and counts of each unit, with the items behind them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from ximu.ledger.errors import TrackError
from ximu.track.editions import playbooks
from ximu.track.figures import facts_of
from ximu.track.models import Government, Item, Unit
from ximu.track.rules.facts import ItemFacts
from ximu.track.rules.playbook import Playbook
from ximu.track.rules.rates import compute_rate
from ximu.track.scoring.rules import RuleSet
from ximu.track.scoring.score import Fact


def derived_facts(
    government: Government, units: Iterable[Unit], rules: RuleSet, since: date, until: date
) -> dict[int, dict[str, Fact]]:
    """For each unit (by primary key) the facts of `rules` that are derived; work counts for the unit that leads it.

    Raises TrackError W061 for a rule set that names a playbook or rate that is not there.
    """
    books = playbooks()
    cache: dict[str, dict[str, list[ItemFacts]]] = {}
    found: dict[int, dict[str, Fact]] = {unit.pk: {} for unit in units}
    for needed in rules.needed:
        if needed.from_ == "confirmed":
            continue
        what, _, rest = needed.from_.partition(":")
        name, _, measure = rest.partition(".")
        if what not in ("rate", "count", "numerator") or name not in books:
            raise TrackError(f"{needed.from_!r} cannot be derived", where=f"{rules.id}: fact {needed.id}", code="W061")
        if name not in cache:
            cache[name] = _by_unit(government, books[name])
        for key in found:
            found[key][needed.id] = _fact(what, books[name], measure, cache[name].get(str(key), []), since, until)
    return found


def all_facts(
    rules: RuleSet, derived: Mapping[int, dict[str, Fact]], confirmed: Mapping[int, Mapping[str, Fact]]
) -> dict[int, dict[str, Fact]]:
    """Derived and confirmed facts of each unit together.

    Raises TrackError W062 for a confirmed figure where the work itself tells it, for one without source or confirmer,
    and for one that the rule set does not ask for.
    """
    typed = {fact.id for fact in rules.needed if fact.from_ == "confirmed"}
    for facts in confirmed.values():
        for name, fact in facts.items():
            if name not in typed:
                todo = "leave it out; it is counted from the work, or not asked for"
                raise TrackError(f"{name} is not typed", where=rules.id, next_step=todo, code="W062")
            if fact.value is not None and not (fact.source.strip() and fact.confirmed_by.strip()):
                todo = "say which office confirms it, and where it stands"
                raise TrackError(f"{name} has no source", where=rules.id, next_step=todo, code="W062")
    return {key: {**facts, **confirmed.get(key, {})} for key, facts in derived.items()}


def _by_unit(government: Government, book: Playbook) -> dict[str, list[ItemFacts]]:
    found: dict[str, list[ItemFacts]] = defaultdict(list)
    items = Item.objects.filter(government=government, edition__playbook=book.id)
    for facts in facts_of(items):
        found[facts.lead_unit].append(facts)
    return found


def _fact(what: str, book: Playbook, measure: str, items: list[ItemFacts], since: date, until: date) -> Fact:
    if what == "count":
        counted = [item.key for item in items if item.created_on <= until and _counts(item, measure, since, until)]
        return Fact(value=Decimal(len(counted)), n=len(items), items=tuple(counted))
    try:
        rate = compute_rate(book, measure, items, since=since, until=until)
    except KeyError:
        raise TrackError(f"{measure!r} is no rate of {book.id}", next_step="see the playbook", code="W061") from None
    keys = rate.denominator_keys if what == "rate" else rate.numerator_keys
    return Fact(value=rate.percent if what == "rate" else rate.numerator, n=len(rate.denominator_keys), items=keys)


def _counts(item: ItemFacts, measure: str, since: date, until: date) -> bool:
    if item.excluded:
        return False
    if measure == "closed":
        return item.closed_on is not None and since <= item.closed_on <= until
    if measure == "late":
        passed = item.running_due is not None and item.running_due < until
        return (item.late or passed) and item.due_on is not None and since <= item.due_on <= until
    if measure == "open":
        return item.closed_on is None or item.closed_on > until
    if measure == "all":
        return True
    raise TrackError(f"{measure!r} cannot be counted", next_step="use all, closed, late or open", code="W061")
