"""Atom feeds: what is new in the ledger, at a place, about an indicator, of a promise, for words that are searched."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest
from django.utils.feedgenerator import Atom1Feed

from ximu.ledger.errors import UsageError
from ximu.site.language import LANGUAGES, language_of, say, say_code
from ximu.site.names import indicator_name, place_name
from ximu.site.statements import address_of
from ximu.store import link_models, models
from ximu.store.search import search

MOST = 50


class Entry(NamedTuple):
    """One entry: `id` never changes, `address` is the page, `at` when the ledger learned of it."""

    id: str
    title: str
    text: str
    address: str
    at: datetime


if TYPE_CHECKING:
    _Feed = Feed[Entry, Any]
else:  # only the type checker knows what a feed is made of
    _Feed = Feed


class _AtomFeed(_Feed):
    """What all feeds share; a class below says what it is about and which entries it has."""

    feed_type = Atom1Feed

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Answer in the language of the request; 404 for what is not there."""
        self.spoken = language_of(request)
        self.address = request.get_full_path()
        self.language = LANGUAGES[self.spoken]
        response = super().__call__(request, *args, **kwargs)
        response["Access-Control-Allow-Origin"] = "*"
        return response

    def feed_url(self, obj: Any) -> str:
        """The address of the feed itself, with its words."""
        del obj
        return self.address

    def item_title(self, item: Entry) -> str:
        """The line a reader sees first."""
        return item.title

    def item_description(self, item: Entry) -> str:
        """The quotation or the summary."""
        return item.text

    def item_link(self, item: Entry) -> str:
        """The page of the entry."""
        return item.address

    def item_guid(self, item: Entry) -> str:
        """An id that survives moving the site."""
        return f"urn:ximu:{item.id}"

    def item_updateddate(self, item: Entry) -> datetime:
        """When the ledger learned of it."""
        return item.at


class NewReports(_AtomFeed):
    """The reports that were added last."""

    def title(self) -> str:
        """What the feed is called."""
        return say("feed.reports", self.spoken)

    def link(self) -> str:
        """The home page."""
        return "/"

    def items(self) -> list[Entry]:
        """One entry a report, newest first."""
        return _reports(models.ReportSource.objects.all(), self.spoken)


class PlaceFeed(_AtomFeed):
    """The reports of a place, with how many promises they make and what they tell of earlier ones."""

    def get_object(self, request: HttpRequest, public_id: str) -> models.Place:
        """The place. Raises Http404."""
        del request
        found = models.Place.objects.filter(public_id=public_id).first()
        if found is None:
            raise Http404("place")
        return found

    def title(self, obj: models.Place) -> str:
        """What the feed is called."""
        return say("feed.place", self.spoken, name=place_name(obj.name, self.spoken))

    def link(self, obj: models.Place) -> str:
        """The page of the place."""
        return f"/places/{obj.public_id}/"

    def items(self, obj: models.Place) -> list[Entry]:
        """One entry a report, newest first."""
        return _reports(models.ReportSource.objects.filter(report__place=obj), self.spoken)


class IndicatorFeed(_AtomFeed):
    """What newly added reports say about an indicator."""

    def get_object(self, request: HttpRequest, indicator_id: str) -> str:
        """The id of an indicator of which something is said. Raises Http404."""
        del request
        if not models.MeasureTally.objects.filter(indicator_id=indicator_id).exists():
            raise Http404("indicator")
        return indicator_id

    def title(self, obj: str) -> str:
        """What the feed is called."""
        return say("feed.indicator", self.spoken, name=indicator_name(obj, self.spoken))

    def link(self, obj: str) -> str:
        """The page of the indicator."""
        return f"/indicators/{obj}/"

    def items(self, obj: str) -> list[Entry]:
        """One entry a measure of the value itself, newest report first."""
        found = (
            models.Measure.objects.filter(indicator_id=obj, stance__in=("result", "target"))
            .select_related("report__place", "statement")
            .defer("report__record")
            .order_by("-report", "start")  # reports are numbered as they come in
        )[:MOST]
        added = _added_at({one.report_id for one in found})
        return [
            Entry(
                id=one.pk,
                title=f"{_place(one.report, self.spoken)} {one.year or ''} {say_code('stance', one.stance, self.spoken)}"
                f" {one.statement.as_written}",
                text=one.indicator,
                address=address_of(one.report.public_id, one.start, one.statement.end),
                at=added[one.report_id],
            )
            for one in found
        ]


class PromiseFeed(_AtomFeed):
    """The life of a promise: made, reported, made again."""

    def get_object(self, request: HttpRequest, public_id: str) -> link_models.Promise:
        """The promise. Raises Http404."""
        del request
        found = link_models.Promise.objects.select_related("report__place").filter(public_id=public_id).first()
        if found is None:
            raise Http404("promise")
        return found

    def title(self, obj: link_models.Promise) -> str:
        """What the feed is called."""
        return say("feed.promise", self.spoken, words=_short(obj.as_written))

    def link(self, obj: link_models.Promise) -> str:
        """The page of the promise."""
        return f"/promises/{obj.public_id}/"

    def items(self, obj: link_models.Promise) -> list[Entry]:
        """The promise itself and every outcome that a report tells."""
        found = [(obj.report, obj.start, obj.end, obj.as_written, f"{obj.public_id}:made", "feed.made")]
        outcomes = link_models.Link.objects.filter(promise=obj.public_id).exclude(outcome_report=None)
        for one in outcomes.select_related("outcome_report__place"):
            told = one.outcome_report
            if told is not None and one.outcome_start is not None and one.outcome_end is not None:
                words = f"{one.reason}"
                found.append(
                    (told, one.outcome_start, one.outcome_end, words, f"{one.public_id}:outcome", "feed.outcome")
                )
        added = _added_at({report.pk for report, *_ in found})
        return [
            Entry(
                id=entry_id,
                title=say(key, self.spoken, place=_place(report, self.spoken), year=report.report_year or "?"),
                text=words,
                address=address_of(report.public_id, start, end),
                at=added[report.pk],
            )
            for report, start, end, words, entry_id, key in found
        ]


class SearchFeed(_AtomFeed):
    """Sentences that hold the words, latest report first."""

    def get_object(self, request: HttpRequest) -> dict[str, str]:
        """The words and the place. Raises Http404 when there are none."""
        words = request.GET.get("q", "").strip()
        if not words:
            raise Http404("q")
        return {"q": words, "place": request.GET.get("place", ""), "query": request.GET.urlencode()}

    def title(self, obj: dict[str, str]) -> str:
        """What the feed is called."""
        return say("feed.search", self.spoken, words=obj["q"])

    def link(self, obj: dict[str, str]) -> str:
        """The page of the search."""
        return f"/search/?{obj['query']}"

    def items(self, obj: dict[str, str]) -> list[Entry]:
        """One entry a sentence. Raises Http404 for words that cannot be searched."""
        try:
            found = search(obj["q"], place=obj["place"] or None, per_page=MOST).hits
        except UsageError as error:
            raise Http404(str(error)) from error
        added = _added_at({hit.report.pk for hit in found})
        return [
            Entry(
                id=f"{hit.report.public_id}:{hit.start}-{hit.end}",
                title=f"{_place(hit.report, self.spoken)} {hit.report.report_year or ''}",
                text=hit.sentence,
                address=address_of(hit.report.public_id, *(hit.marks[0] if hit.marks else (hit.start, hit.end))),
                at=added[hit.report.pk],
            )
            for hit in found
        ]


def _reports(held: Any, language: str) -> list[Entry]:
    newest: Sequence[models.ReportSource] = (
        held.filter(primary=True)
        .select_related("report__place", "source")
        .defer("report__record", "record")
        .order_by("-report")[:MOST]
    )
    return [
        Entry(
            id=one.report.public_id,
            title=one.report.title or one.report.public_id,
            text=say(
                "feed.report_of", language, place=_place(one.report, language), year=one.report.report_year or "?"
            ),
            address=f"/reports/{one.report.public_id}/",
            at=one.source.added_at,
        )
        for one in newest
    ]


def _added_at(reports: set[int]) -> dict[int, datetime]:
    """When the ledger learned of each report."""
    held = models.ReportSource.objects.filter(report__in=reports, primary=True)
    known: dict[int, datetime] = dict(held.values_list("report_id", "source__added_at"))
    never = datetime(1970, 1, 1, tzinfo=UTC)
    return {report: known.get(report, never) for report in reports}


def _place(report: models.Report, language: str) -> str:
    return place_name(report.place.name, language) if report.place else ""


def _short(text: str) -> str:
    return text if len(text) <= 24 else text[:23] + "…"
