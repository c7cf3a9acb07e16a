"""What all lists share: values of the address, choices with counts, one page of rows, the rows of a download."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, TypeVar

from django.core.paginator import Paginator
from django.db.models import Count, Model, Q, QuerySet, Sum
from django.http import HttpRequest

from ximu.site.names import is_called, place_name
from ximu.site.statements import Choice
from ximu.store import models
from ximu.store.tally_models import Tally

M = TypeVar("M", bound=Model)
T = TypeVar("T", bound=Tally)
PER_PAGE = 50
# A download of a list holds so many rows at most; everything stands on the page of data.
MOST_ROWS = 20_000


class Option(NamedTuple):
    """A value that a list offers in its form, and the key of its words."""

    value: str
    words: str


class Turned(NamedTuple):
    """One page of a list: its rows, how many there are in all, which page it is and of how many."""

    rows: Sequence[Any]
    total: int
    page: int
    pages: int


def turn(request: HttpRequest, rows: QuerySet[M], per_page: int = PER_PAGE, total: int | None = None) -> Turned:
    """The page that `?page=` asks for, the nearest when there is no such page (a query, one more without `total`).

    `total` is how many rows there are, where a tally knows it. A list ends after MOST_ROWS rows: nobody turns so many
    pages, and the database would have to pass over all rows before.
    """
    total = rows.count() if total is None else total
    found = Paginator(range(min(total, MOST_ROWS)), per_page).get_page(request.GET.get("page"))
    first = (found.number - 1) * per_page
    # The keys are found in the index alone; only the rows of this page are read, with all that belongs to them.
    keys = rows.values("pk")[first : first + per_page]
    return Turned(list(rows.filter(pk__in=keys)), total, found.number, found.paginator.num_pages)


def number_asked(request: HttpRequest, name: str) -> int | None:
    """A whole number of the address, None for anything else."""
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 6 else None


def asked(request: HttpRequest, name: str, offered: Iterable[str]) -> str:
    """A value of the address when it is one of those offered, else ""."""
    text = request.GET.get(name, "")
    return text if text in set(offered) else ""


def counted(rows: QuerySet[M], column: str) -> tuple[Choice, ...]:
    """The values of a column with how many rows have each, the most frequent first; null and "" left out (one query)."""
    found = rows.order_by().values_list(column).annotate(n=Count("pk"))
    kept = [(str(value), n) for value, n in found if value not in (None, "")]
    return tuple(Choice(value=value, count=n) for value, n in sorted(kept, key=lambda pair: (-pair[1], pair[0])))


def added_up(tallies: QuerySet[T], column: str) -> tuple[Choice, ...]:
    """The values of a column of a tally with how many rows of the ledger have each, as `counted` (one query)."""
    found = tallies.order_by().values_list(column).annotate(total=Sum("n"))
    kept = [(str(value), n) for value, n in found if value not in (None, "", 0) and n]
    return tuple(Choice(value=value, count=n) for value, n in sorted(kept, key=lambda pair: (-pair[1], pair[0])))


def sum_of(tallies: QuerySet[T]) -> int:
    """How many rows of the ledger a tally counts (one query)."""
    found: int | None = tallies.aggregate(total=Sum("n"))["total"]
    return found or 0


class AskedPlace(NamedTuple):
    """What `?place=` names: the place, None when nothing is asked or nothing found; `words` as they were asked."""

    place: models.Place | None
    words: str

    @property
    def unknown(self) -> bool:
        """Whether a place was asked for that is not in the ledger: then a list has nothing to show."""
        return bool(self.words) and self.place is None

    @property
    def id(self) -> str:
        """The public id, "" for none."""
        return self.place.public_id if self.place else ""

    @property
    def name(self) -> str:
        """The name, or the words that name nothing."""
        return self.place.name if self.place else self.words


def asked_place(request: HttpRequest) -> AskedPlace:
    """The place of the address, by public id or by name; of several with one name the one with most reports."""
    words = request.GET.get("place", "").strip()[:64]
    return AskedPlace(place_called(words), words) if words else AskedPlace(None, "")


def place_called(words: str) -> models.Place | None:
    """The place with this public id or name, Chinese or English (one query, two for English words)."""
    named = models.Place.objects.filter(Q(public_id=words) | Q(name=words))
    found = _with_most_reports(named)
    if found is None and words.isascii():
        keys = [key for key, name in models.Place.objects.values_list("pk", "name") if is_called(name, words)]
        found = _with_most_reports(models.Place.objects.filter(pk__in=keys)) if keys else None
    return found


def called(words: str) -> Q:
    """The places whose Chinese name holds these words, or whose English name does (a query more for English words)."""
    if not words.isascii():
        return Q(name__contains=words)
    named = models.Place.objects.values_list("pk", "name")
    return Q(pk__in=[key for key, name in named if words.casefold() in place_name(name, "en").casefold()])


def _with_most_reports(named: QuerySet[models.Place]) -> models.Place | None:
    return named.annotate(n=Count("reports")).order_by("-n", "public_id").first()


def of_place(rows: QuerySet[M], place: AskedPlace) -> QuerySet[M]:
    """The rows of the place that was asked for: all when none was, none when it is not known."""
    if not place.words:
        return rows
    return rows.filter(place=place.place) if place.place else rows.none()
