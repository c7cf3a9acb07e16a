"""The sitemap: every public page, for search machines, in files of at most fifty thousand addresses."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet

from ximu.site.names import catalogue_names
from ximu.store import link_models, models

if TYPE_CHECKING:
    _Sitemap = Sitemap[Any]
else:  # only the type checker knows what a map is made of
    _Sitemap = Sitemap


class PlaceMap(_Sitemap):
    """The places."""

    def items(self) -> QuerySet[models.Place]:
        """In the order of their ids."""
        return models.Place.objects.filter(reports__isnull=False).distinct().order_by("public_id")

    def location(self, item: models.Place) -> str:
        """The page of a place."""
        return f"/places/{item.public_id}/"


class ReportMap(_Sitemap):
    """The reports, with the day they were last read."""

    def items(self) -> QuerySet[models.ReportSource]:
        """In the order of their ids."""
        held = models.ReportSource.objects.filter(primary=True).select_related("report", "source")
        return held.defer("record", "report__record").order_by("report__public_id")

    def location(self, item: models.ReportSource) -> str:
        """The page of a report."""
        return f"/reports/{item.report.public_id}/"

    def lastmod(self, item: models.ReportSource) -> datetime:
        """When it was last read."""
        return item.source.read_at


class IndicatorMap(_Sitemap):
    """The indicators of the catalogue."""

    def items(self) -> list[str]:
        """In the order of the catalogue."""
        return list(catalogue_names())

    def location(self, item: str) -> str:
        """The page of an indicator."""
        return f"/indicators/{item}/"


class PromiseMap(_Sitemap):
    """The promises."""

    def items(self) -> QuerySet[link_models.Promise]:
        """In the order of their ids."""
        return link_models.Promise.objects.only("public_id").order_by("public_id")

    def location(self, item: link_models.Promise) -> str:
        """The page of a promise."""
        return f"/promises/{item.public_id}/"


MAPS = {"places": PlaceMap, "reports": ReportMap, "indicators": IndicatorMap, "promises": PromiseMap}
