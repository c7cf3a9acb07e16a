"""Requests counted and timed by page kind, and the size of the ledger, for Prometheus; over all worker processes."""

from __future__ import annotations

import os
from collections.abc import Iterator

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
    multiprocess,
)
from prometheus_client.core import GaugeMetricFamily, Metric

SEVERAL_PROCESSES = "PROMETHEUS_MULTIPROC_DIR"  # a folder where worker processes put their counts together
REQUESTS = Counter("ximu_requests", "Requests by page, method and status.", ["page", "method", "status"])
SECONDS = Histogram(
    "ximu_request_seconds",
    "Seconds from the first line of our code to the answer, by page.",
    ["page"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)


class LedgerSize:
    """Rows of the tables that grow, counted when asked."""

    def collect(self) -> Iterator[Metric]:
        """One gauge with the kind of row as its label."""
        from ximu.store import models

        gauge = GaugeMetricFamily("ximu_ledger_rows", "Rows of the ledger by table.", labels=["table"])
        for model in (models.Place, models.Source, models.Report, models.Statement):
            gauge.add_metric([str(model._meta.model_name)], model._default_manager.count())
        yield gauge


def exposition() -> tuple[bytes, str]:
    """The body and the content type of an answer to Prometheus."""
    registry = CollectorRegistry()
    registry.register(LedgerSize())
    if SEVERAL_PROCESSES in os.environ:
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return generate_latest(registry), CONTENT_TYPE_LATEST
    return generate_latest(REGISTRY) + generate_latest(registry), CONTENT_TYPE_LATEST
