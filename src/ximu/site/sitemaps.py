"""The sitemap: every public page, for search machines, in files of at most fifty thousand addresses."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.sitemaps import Sitemap
from django.core.paginator import Page, Paginator
from django.db.models import Max, Q, QuerySet, Subquery
from django.utils.encoding import iri_to_uri

from ximu.site.listing import sum_of
from ximu.site.names import catalogue_names
from ximu.site.projects.board import project_playbooks
from ximu.site.published_pages import page_of
from ximu.site.registers.entries import registers
from ximu.site.registers.index import list_lines
from ximu.store import link_models, models
from ximu.track.models import Item
from ximu.track.permissions import visible_to
from ximu.track.registers.models import Draw, River
from ximu.track.watch.models import PeriodObservation

if TYPE_CHECKING:
    _Sitemap = Sitemap[Any]
else:  # only the type checker knows what a map is made of
    _Sitemap = Sitemap


class PlaceMap(_Sitemap):
    """The places."""

    def items(self) -> QuerySet[models.Place]:
        """In the order of their ids."""
        return models.Place.objects.filter(tally__reports__gt=0).order_by("public_id")

    def location(self, item: models.Place) -> str:
        """The page of a place."""
        return f"/places/{item.public_id}/"


class _ByKey(Paginator[Any]):
    """Primary sources in the order of their reports: where a page begins is found in the index of their ids alone."""

    def __init__(self, rows: QuerySet[Any], per_page: int, total: int) -> None:
        super().__init__(rows, per_page)
        self.rows, self.count = rows, total

    def page(self, number: int | str) -> Page[Any]:
        """The sources of the reports of a page."""
        at = self.validate_number(number)
        first = (at - 1) * self.per_page
        ids = models.Report.objects.order_by("public_id").values("public_id")
        found = self.rows.filter(report__public_id__gte=Subquery(ids[first : first + 1]))
        return Page(found[: self.per_page], at, self)


class ReportMap(_Sitemap):
    """The reports, with the day they were last read."""

    limit = 1_000

    def items(self) -> QuerySet[models.ReportSource]:
        """In the order of their ids."""
        held = models.ReportSource.objects.filter(primary=True).select_related("report", "source")
        return held.only("report__public_id", "source__read_at").order_by("report__public_id")

    @property
    def paginator(self) -> Paginator[Any]:
        """The pages of the map; a report has one primary source."""
        return _ByKey(self.items(), self.limit, sum_of(models.ReportTally.objects.all()))

    def location(self, item: models.ReportSource) -> str:
        """The page of a report."""
        return f"/reports/{item.report.public_id}/"

    def lastmod(self, item: models.ReportSource) -> datetime:
        """When it was last read."""
        return item.source.read_at

    def get_latest_lastmod(self) -> datetime | None:
        """When any was last read, without loading them all."""
        latest: datetime | None = models.Source.objects.aggregate(latest=Max("read_at"))["latest"]
        return latest


class IndicatorMap(_Sitemap):
    """The indicators of the catalogue."""

    def items(self) -> list[str]:
        """In the order of the catalogue."""
        return list(catalogue_names())

    def location(self, item: str) -> str:
        """The page of an indicator."""
        return f"/indicators/{item}/"


class _ByRange(Paginator[Any]):
    """Rows cut by their ids: these are digests, so equal ranges hold about as many, and none has to be passed over."""

    digits = "234567abcdefghijklmnopqrstuvwxyz"  # of `ximu.ledger.identity.digest`, in their order
    length = 6
    mean = 20_000  # rows a file, far below the limit, as ranges differ a little

    def __init__(self, rows: QuerySet[Any], total: int) -> None:
        super().__init__(rows, self.mean)
        self.rows, self.count = rows, total

    def page(self, number: int | str) -> Page[Any]:
        """The rows of a range; the first and the last are open."""
        at = self.validate_number(number)
        found = self.rows
        if at > 1:
            found = found.filter(public_id__gte=self.cut(at - 1))
        if at < self.num_pages:
            found = found.filter(public_id__lt=self.cut(at))
        return Page(found, at, self)

    def cut(self, number: int) -> str:
        """Where range `number` ends, counted from 1."""
        left, word = number * len(self.digits) ** self.length // self.num_pages, ""
        for _ in range(self.length):
            left, digit = divmod(left, len(self.digits))
            word = self.digits[digit] + word
        return word


class PromiseMap(_Sitemap):
    """The promises."""

    def items(self) -> QuerySet[link_models.Promise]:
        """In the order of their ids."""
        return link_models.Promise.objects.only("public_id").order_by("public_id")

    @property
    def paginator(self) -> Paginator[Any]:
        """The pages of the map, without counting the promises."""
        return _ByRange(self.items(), sum_of(models.PromiseTally.objects.all()))

    def location(self, item: link_models.Promise) -> str:
        """The page of a promise."""
        return f"/promises/{item.public_id}/"


class WorkMap(_Sitemap):
    """The lists of published work, and the pages of registers and watched figures."""

    def items(self) -> list[str]:
        """The addresses: the fixed ones, then lists, rivers, draws, registers and watched series."""
        rivers = River.objects.filter(published_at__isnull=False).order_by("pk").values_list("government__key", "key")
        series = PeriodObservation.objects.exclude(source_url="").order_by("government__key", "series")
        return [
            *_LISTS_OF_WORK,
            *(line.address for line in list_lines()),
            *(f"/registers/{name}/" for name in registers()),
            *(f"/registers/rivers/{government}/{key}/" for government, key in rivers),
            *(f"/registers/draws/{key}/" for key in Draw.objects.order_by("pk").values_list("pk", flat=True)),
            *(f"/watch/{key}/{name}/" for key, name in series.values_list("government__key", "series").distinct()),
        ]

    def location(self, item: str) -> str:
        """The address itself."""
        return item


class ItemMap(_Sitemap):
    """Every published case, project and register entry."""

    def items(self) -> QuerySet[Item]:
        """In the order they were made."""
        wanted = Q(edition__playbook__in=[*registers(), *project_playbooks()]) | Q(case__isnull=False)
        found = visible_to(None).filter(wanted, published_at__isnull=False).order_by("pk")
        return found.select_related("edition", "government", "case").only(
            "number", "edition__content", "government__key", "case__id", "published_at"
        )

    def location(self, item: Item) -> str:
        """Its public page; numbers of items are Chinese and stand escaped."""
        return iri_to_uri(page_of(item) or "/")


_LISTS_OF_WORK = (
    "/projects/register/", "/watch/", "/cases/", "/statistics/", "/registers/", "/registers/rivers/",
    "/registers/draws/", "/registers/evaluations/",
)  # fmt: skip
MAPS = {
    "places": PlaceMap, "reports": ReportMap, "indicators": IndicatorMap, "promises": PromiseMap, "work": WorkMap,
    "items": ItemMap,
}  # fmt: skip
