"""What an assistant may ask of the ledger (Model Context Protocol): every answer carries its quotation and its address.

The tools read and never write. An answer without a quotation is never given: what the ledger does not know is an empty
list, so that an assistant has nothing to embroider.
"""

from __future__ import annotations

from typing import Any

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError

from ximu import __version__
from ximu.ledger.errors import UsageError
from ximu.site.statements import address_of
from ximu.store import models
from ximu.store import search as store_search

MOST = 50
_ABOUT = (
    "A ledger of Chinese government work reports: every number and promise with its exact words. Quote `quotation` as it "
    "is, give `address` with it, and say so when a list is empty. `sure` false means that a person should look first."
)


class Tools:
    """The questions that the ledger answers; `site` is put in front of every address."""

    def __init__(self, site: str) -> None:
        self._site = site

    def search(self, words: str, place: str = "", report_year: int | None = None) -> list[dict[str, Any]]:
        """Sentences of the reports that hold every word exactly. `place` is an id of find_places."""
        try:
            found = store_search.search(words, place=place or None, report_year=report_year, per_page=MOST).hits
        except UsageError as error:
            raise ToolError(error.line()) from error
        return [self._quoted(hit.report, hit.start, hit.end, hit.sentence) for hit in found]

    def find_places(self, name: str) -> list[dict[str, Any]]:
        """Places whose name holds these characters, with the ids that the other tools take."""
        found = models.Place.objects.filter(name__contains=name).order_by("public_id")[:MOST]
        return [
            {
                "id": one.public_id,
                "name": one.name,
                "level": one.level,
                "address": f"{self._site}/places/{one.public_id}/",
            }
            for one in found
        ]

    def series(self, place: str, indicator_id: str) -> list[dict[str, Any]]:
        """Every target and result that a place's reports state for an indicator of the catalogue, by year."""
        found = models.Measure.objects.filter(
            report__place__public_id=place, indicator_id=indicator_id, stance__in=("target", "result")
        )
        ordered = found.select_related("report__place", "statement").order_by("year", "report__report_year", "start")
        return [
            {
                **{name: getattr(one, name) for name in ("year", "stance", "unit", "bound", "aspect", "sure")},
                "low": str(one.low),
                "high": str(one.high),
                **self._quoted(one.report, one.start, one.statement.end, one.statement.as_written),
            }
            for one in ordered[: MOST * 4]
        ]

    def verdicts(self, place: str, year: int) -> list[dict[str, Any]]:
        """What came of a place's targets for a year: verdict, gap, the arithmetic in words, target and outcome quoted."""
        found = models.Link.objects.filter(place__public_id=place, year=year)
        ordered = found.select_related("report__place", "outcome_report__place").order_by("target_start")
        return [self._verdict(one) for one in ordered[: MOST * 4]]

    def source(self, statement_id: str) -> dict[str, Any]:
        """One statement by its id: its words, the sentence they stand in, and the whole record."""
        one = models.Statement.objects.select_related("report__place").filter(public_id=statement_id).first()
        if one is None:
            raise ToolError(f"there is no statement {statement_id}")
        text = models.SourceText.objects.get(source__holds__report=one.report, source__holds__primary=True).text
        return {
            **self._quoted(one.report, one.start, one.end, one.as_written),
            "sentence": text[one.sentence_start : one.sentence_end],
            "kind": one.kind,
            "sure": one.sure,
            "record": getattr(one, one.kind).record,
        }

    def _verdict(self, one: models.Link) -> dict[str, Any]:
        told, record = one.outcome_report, one.record
        outcome = None
        if told is not None and record.get("outcome"):
            words = record["outcome"]["as_written"]
            outcome = self._quoted(told, one.outcome_start or 0, one.outcome_end or 0, words)
        return {
            **{name: getattr(one, name) for name in ("indicator", "verdict", "gap_unit", "reason", "sure")},
            "gap": None if one.gap is None else str(one.gap),
            "target": self._quoted(one.report, one.target_start, one.target_end, record["target"]["as_written"]),
            "outcome": outcome,
        }

    def _quoted(self, report: models.Report, start: int, end: int, words: str) -> dict[str, Any]:
        return {
            "quotation": words,
            "address": self._site + address_of(report.public_id, start, end),
            "report": report.title or report.public_id,
            "report_year": report.report_year,
            "place": report.place.name if report.place else "",
        }


def make_server(site: str) -> MCPServer:
    """The server; `site` is the address of the site, such as https://ximu.example.org."""
    server = MCPServer("ximu", version=__version__, instructions=_ABOUT, log_level="ERROR")
    tools = Tools(site)
    for tool in (tools.search, tools.find_places, tools.series, tools.verdicts, tools.source):
        server.tool()(tool)
    return server
