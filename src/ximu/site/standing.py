"""How the promises of a place stand, year by year: counts of outcomes, and the way from promised to kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from django.db.models import Count
from msgspec import Struct

from ximu.site.charts import funnel
from ximu.site.charts.chart import Chart, Drawing
from ximu.site.charts.funnel import Stage
from ximu.site.charts.look import Caption
from ximu.site.charts.of_lines import At
from ximu.site.language import say
from ximu.site.outcomes import OUTCOMES
from ximu.store import models


class YearStanding(Struct, frozen=True, kw_only=True):
    """The promises of one report year: how many, how many an outsider can check, and what came of those."""

    year: int
    promises: int
    testable: int
    outcomes: dict[str, int]

    @property
    def stages(self) -> tuple[tuple[str, int], ...]:
        """From promised to kept, each by the key of its word: every stage is a part of the one before."""
        told = sum(self.outcomes[state] for state in ("kept", "partly", "missed"))
        due = told + self.outcomes["unreported"]
        return (
            ("standing.promised", self.promises),
            ("standing.testable", self.testable),
            ("standing.due", due),
            ("standing.told", told),
            ("standing.kept", self.outcomes["kept"]),
        )


def standings(place: models.Place) -> tuple[YearStanding, ...]:
    """The promises of every report of a place, latest first (one query)."""
    counted = (
        models.Promise.objects.filter(place=place, report_year__isnull=False)
        .values_list("report_year", "label", "state")
        .annotate(n=Count("pk"))
    )
    promises: Counter[int] = Counter()
    testable: dict[int, Counter[str]] = {}
    for year, label, state, n in counted:
        if year is None:
            continue
        promises[year] += n
        if label == "testable":
            testable.setdefault(year, Counter())[state] += n
    return tuple(
        YearStanding(
            year=year,
            promises=promises[year],
            testable=sum(testable.get(year, Counter()).values()),
            outcomes={state: testable.get(year, Counter())[state] for state in OUTCOMES},
        )
        for year in sorted(promises, reverse=True)
    )


def funnel_of(standing: YearStanding, at: At, place_name: str) -> Chart:
    """The funnel of one report: promised, checkable, due, spoken of again, kept."""
    stages: Sequence[Stage] = [Stage(say(key, at.language), count) for key, count in standing.stages]
    words = Caption(
        say("standing.title", at.language, place=place_name, year=standing.year),
        (
            say("chart.unit", at.language, unit=say("standing.unit", at.language)),
            say("standing.count", at.language, n=standing.promises),
        ),
    )

    draw = Drawing(lambda look: funnel.spec(stages, look, words), lambda look: funnel.box(stages, look, words))

    rows = [(key.removeprefix("standing."), count) for key, count in standing.stages]
    query = {**at.query, "year": str(standing.year)}
    return Chart("stages", words, standing.promises, at.address, query, draw, ("stage", "promises"), rows)
