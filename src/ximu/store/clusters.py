"""Which reports are linked together: those of one place through its history, beside those of the places above it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import NamedTuple, Self

from django.db.models import F

from ximu.link.identity import place_key
from ximu.store import models
from ximu.terms import places

# What is held against figures of the whole country is held against the reports of this place.
STATE = "全国"
_NO_PLACE = "?"
WORDS = ("title", "body", "session")


class Held(NamedTuple):
    """A report of the ledger and what is needed to sort it in; `stale` when it has to be linked again."""

    pk: int
    stale: bool
    words: str  # title, speaker and session (`WORDS`): a place without a code says there where it lies


class Cluster(NamedTuple):
    """The reports of one place under its codes of all years; `key` as `ximu.link.identity.place_key` makes it."""

    key: str
    name: str
    code: str
    reports: tuple[Held, ...]

    @property
    def stale(self) -> bool:
        """Whether a report has changed since the place was linked."""
        return any(report.stale for report in self.reports)


class Clusters:
    """Clusters by key, and which lies above which."""

    def __init__(self, by_key: Mapping[str, Cluster]) -> None:
        self.by_key = by_key

    @classmethod
    def of_reports(cls) -> Self:
        """All clusters of the ledger (one query); a report whose place is not known is a cluster of its own."""
        found: dict[str, list[tuple[str, str, Held]]] = defaultdict(list)
        rows = models.Report.objects.order_by("pk").values_list(
            "pk", "public_id", "place__name", "place__code", "linked_version", *WORDS
        )
        for pk, public_id, name, code, version, *words in rows:
            key = place_key(name, code or None) or f"{_NO_PLACE}{public_id}"
            found[key].append((name or "", code or "", Held(pk, version == "", " ".join(words))))
        return cls(
            {
                key: Cluster(key, held[-1][0], held[-1][1], tuple(one for _, _, one in held))
                for key, held in found.items()
            }
        )

    @classmethod
    def of_places(cls) -> Self:
        """The clusters of known places with no more than `above` needs (two queries, one row a place).

        Name and code are those of the latest report year. Reports are there for places without a code only, as the
        others are found by their code.
        """
        rows = models.PlaceTally.objects.filter(reports__gt=0).order_by(F("last_year").asc(nulls_first=True), "place")
        named = {
            pk: (place_key(name, code or None), name, code)
            for pk, name, code in rows.values_list("place", "place__name", "place__code")
        }
        told: dict[str, list[Held]] = defaultdict(list)
        uncoded = models.Report.objects.filter(place__code="").exclude(place__name=STATE).order_by("pk")
        for pk, place, *words in uncoded.values_list("pk", "place", *WORDS):
            if place in named:
                told[named[place][0]].append(Held(pk, False, " ".join(words)))
        return cls({key: Cluster(key, name, code, tuple(told[key])) for key, name, code in named.values()})

    def to_link(self) -> list[Cluster]:
        """The clusters with a stale report and those compared with them (next below), by key."""
        stale = {key for key, cluster in self.by_key.items() if cluster.stale}
        touched = {
            key
            for key, cluster in self.by_key.items()
            if stale and (key in stale or next((above.key for above in self.above(cluster)), "") in stale)
        }
        return [self.by_key[key] for key in sorted(touched)]

    def above(self, cluster: Cluster) -> list[Cluster]:
        """The clusters of the places above one, nearest first, then the whole country."""
        if cluster.key.startswith(_NO_PLACE) or cluster.key == STATE:
            return []
        here = places.by_code(cluster.key)
        if here is not None:
            keys: Iterable[str] = (place_key(one.name, one.code) for one in places.ancestors(here))
        else:
            keys = () if cluster.code else self._named_before(cluster)
        return [self.by_key[key] for key in dict.fromkeys((*keys, STATE)) if key in self.by_key and key != cluster.key]

    def _named_before(self, cluster: Cluster) -> list[str]:
        """The places without a code that a report names right before its own (临江市滨江区), the longest name first."""
        words = "".join(report.words for report in cluster.reports)
        return [
            name
            for name in self._names
            if name != cluster.name and (cluster.name.startswith(name) or name + cluster.name in words)
        ]

    @cached_property
    def _names(self) -> list[str]:
        """The names of the places without a code, longest first."""
        named = {one.key for one in self.by_key.values() if not one.code and not one.key.startswith(_NO_PLACE)}
        return sorted(named, key=lambda name: (-len(name), name))
