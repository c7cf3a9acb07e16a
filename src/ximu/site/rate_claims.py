"""What a government's own reports say of the rates of its work, by catalogue indicator or by the words of the report."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from functools import cache
from importlib.resources import files

from django.db.models import Q
from msgspec import Struct

from ximu.site.own_figures import Claim, claim_of
from ximu.site.quoting import Spot, load_quotes
from ximu.store import models
from ximu.track.rules.playbook import Playbook, Rate

_IN_BRACKETS = re.compile(r"（.*?）")
_MOST = 400  # rates that the reports of four years state; more than that is no report of work

RateKey = tuple[str, str, int]  # playbook, rate, year


class Words(Struct, frozen=True):
    """How reports name rates (`same`: names of one rate) and the work of each playbook (`about`)."""

    same: tuple[tuple[str, ...], ...]
    about: dict[str, tuple[str, ...]]

    def meaning(self, name: str, own: Iterable[str] = ()) -> str:
        """What a name means: the longest known name it ends with, as the first of its group; "" for no known name.

        `own` are names beyond those of the groups; each that ends with none of theirs means itself.
        """
        known = {one: group[0] for group in self.same for one in group}
        known |= {one: self.meaning(one) or one for one in own}
        ends = [one for one in known if name.endswith(one)]
        return known[max(ends, key=len)] if ends else ""


@cache
def rate_words() -> Words:
    """The words of the data file. Raises OSError when it is missing."""
    found = tomllib.loads((files("ximu.site") / "rate_claims.toml").read_text(encoding="utf-8"))
    return Words(
        same=tuple(tuple(group) for group in found["same"]),
        about={name: tuple(words) for name, words in found["about"].items()},
    )


def claims_of_rates(
    place: models.Place | None, books: Mapping[str, Playbook], years: Collection[int]
) -> dict[RateKey, tuple[Claim, ...]]:
    """What reports of the place claim for these years, by playbook and rate (at most four queries)."""
    rates = [(book, rate) for book in books.values() for rate in book.rates]
    if place is None or not rates or not years:
        return {}
    ids = {rate.indicator for _, rate in rates} - {""}
    rows = models.Measure.objects.filter(
        Q(indicator_id__in=ids) | Q(indicator__endswith="率") | Q(indicator__endswith="满意度"),
        report__place=place, unit="%", stance="result", role="value", change=0, year__in=list(years),
    )  # fmt: skip
    measures = list(
        rows.select_related("report", "statement").defer("record", "report__record").order_by("-year", "pk")[:_MOST]
    )
    found: dict[RateKey, list[Claim]] = defaultdict(list)
    for row, said in _said_of(measures, rates):
        for book, rate in said:
            found[book.id, rate.id, row.year or 0].append(claim_of(row))
    return {key: tuple(claims) for key, claims in found.items()}


_Rates = list[tuple[Playbook, Rate]]


def _said_of(measures: list[models.Measure], rates: _Rates) -> list[tuple[models.Measure, _Rates]]:
    """The rates that each measure states; what its name does not tell is looked for in its sentence."""
    words = rate_words()
    names = {bare(rate): words.meaning(bare(rate), [bare(rate)]) for _, rate in rates}
    about = {book.id: (*words.about.get(book.id, ()), book.zh) for book, _ in rates}
    found, unclear = [], []
    for row in measures:
        meaning = words.meaning(row.indicator, names)
        by_id = [one for one in rates if one[1].indicator and one[1].indicator == row.indicator_id]
        alike = by_id or [one for one in rates if meaning and names[bare(one[1])] == meaning]
        if any(word in row.indicator for known in words.about.values() for word in known):
            found.append((row, [one for one in alike if _names(about[one[0].id], row.indicator)]))
        elif by_id:
            found.append((row, by_id))
        elif alike:
            unclear.append((row, alike))
    quotes = load_quotes(_spot(row) for row, _ in unclear)
    for row, alike in unclear:
        quote = quotes.get(_spot(row))
        found.append((row, [one for one in alike if quote and _names(about[one[0].id], quote.before)]))
    return found


def bare(rate: Rate) -> str:
    """The Chinese name of a rate without what stands in brackets: how it counts, not what it is."""
    return _IN_BRACKETS.sub("", rate.zh)


def _names(about: Collection[str], words: str) -> bool:
    return any(one in words for one in about)


def _spot(row: models.Measure) -> Spot:
    return Spot(row.report_id, row.start, row.statement.end)
