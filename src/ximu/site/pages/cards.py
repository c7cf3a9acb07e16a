"""The pictures for sharing a place, an indicator or a promise: drawn on the server, public, the same for everyone."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from ximu.site.charts.card import BOX, Card, spec
from ximu.site.charts.render import digest, rendered
from ximu.site.charts.serve import answer, language_asked, public
from ximu.site.language import say, say_code
from ximu.site.listing import sum_of
from ximu.site.names import catalogue_names, indicator_name, place_name
from ximu.site.outcomes import OUTCOMES, SIGNS, Outcome, outcome_of
from ximu.site.standing import standings
from ximu.store import models


@require_safe
def place_card(request: HttpRequest, public_id: str) -> HttpResponse:
    """The card of a place: how the promises of its latest judged report stand."""
    place = models.Place.objects.filter(public_id=public_id).first()
    if place is None:
        raise Http404("place")
    language = language_asked(request)
    stood = standings(place)
    judged = [one for one in stood if any(one.outcomes[name] for name in ("kept", "partly", "missed"))]
    lines: tuple[str, ...] = ()
    if judged:
        counts = [
            f"{SIGNS[state]} {say_code('outcome', state, language)} {judged[0].outcomes[state]}"
            for state in OUTCOMES
            if judged[0].outcomes[state]
        ]
        lines = (say("card.of_year", language, year=judged[0].year), "　".join(counts))
    over = say_code("level", place.level or "none", language)
    years = [one.year for one in stood]
    if years:
        over = say("card.years", language, what=over, first=min(years), last=max(years), n=len(years))
    return card(
        request,
        Card(over, place_name(place.name, language), lines, say("card.foot", language)),
        f"place-{place.public_id}",
    )


@require_safe
def indicator_card(request: HttpRequest, indicator_id: str) -> HttpResponse:
    """The card of an indicator: how many places speak of it, and what came of the targets set for it."""
    known = catalogue_names().get(indicator_id)
    if known is None:
        raise Http404("indicator")
    language = language_asked(request)
    said = sum_of(models.MeasureTally.objects.filter(indicator_id=indicator_id))
    places = sum_of(models.IndicatorTally.objects.filter(indicator_id=indicator_id))
    counts = dict.fromkeys(OUTCOMES, 0)
    for verdict, n in models.LinkTally.objects.filter(indicator_id=indicator_id).values_list("verdict", "n"):
        outcome = outcome_of(verdict)
        if outcome:
            counts[outcome.code] += n
    told = [
        f"{SIGNS[state]} {say_code('outcome', state, language)} {counts[state]}" for state in OUTCOMES if counts[state]
    ]
    lines = (say("card.said_of", language, n=said, places=places), "　".join(told))
    over = say("nav.indicators", language)
    title = indicator_name(indicator_id, language)
    return card(request, Card(over, title, tuple(filter(None, lines)), say("card.foot", language)), indicator_id)


@require_safe
def promise_card(request: HttpRequest, public_id: str) -> HttpResponse:
    """The card of a promise: its words, whose it is, how it stands."""
    row = models.Promise.objects.select_related("place").defer("report").filter(public_id=public_id).first()
    if row is None:
        raise Http404("promise")
    language = language_asked(request)
    state: Outcome = next((known for known in OUTCOMES if known == row.state), "not_testable")
    place = place_name(row.place.name, language) if row.place else ""
    over = say("card.promised", language, place=place, year=row.report_year or "") if place else ""
    title = f"“{' '.join(row.as_written.split())}”"
    standing = f"{SIGNS[state]} {say_code('outcome', state, language)}"
    return card(request, Card(over, title, (standing,), say("card.foot", language)), f"promise-{public_id}")


def card(request: HttpRequest, drawn: Card, name: str) -> HttpResponse:
    """The picture, drawn once for the same words."""
    picture = spec(drawn)
    known = digest(picture, BOX)
    unchanged = get_conditional_response(request, etag=f'"{known}"')
    if unchanged is not None:
        return public(unchanged)
    return answer(request, rendered(picture, BOX, "png"), known, "png", name)
