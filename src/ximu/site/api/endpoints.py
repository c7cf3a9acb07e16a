"""The addresses of the interface: for each list its filters, its order and its rows."""

from __future__ import annotations

from typing import Any

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from ximu.ledger.errors import UsageError
from ximu.site.api import filters as narrowed
from ximu.site.api import rows, schemas
from ximu.site.api.listing import USUAL, Order, answer, as_json
from ximu.site.api.problems import ApiProblem
from ximu.site.statements import address_of, public_record
from ximu.store import link_models, models
from ximu.store import search as store_search
from ximu.terms.load import Indicator, terms

router = Router()
_ERRORS = {400: schemas.Problem, 404: schemas.Problem, 422: schemas.Problem}
_BY_PLACE = Order(("public_id",))
_IN_TEXT = Order(("report_id", "start", "pk"))


def _lists(row: Any) -> Any:
    return {200: schemas.Page[row], 400: schemas.Problem, 422: schemas.Problem}


def _one(row: Any) -> Any:
    return {200: row, **_ERRORS}


@router.get("/places", response=_lists(schemas.PlaceRow), summary="Places", tags=["places"])
def places(request: HttpRequest, wanted: Query[narrowed.PlaceFilter], paging: Query[narrowed.Paging]) -> Any:
    """Every place that a report is about, by id."""
    del paging
    found = models.Place.objects.annotate(report_count=Coalesce(F("tally__reports"), 0))
    return answer(request, found.filter(narrowed.condition(wanted)), _BY_PLACE, rows.place)


@router.get("/places/{place_id}", response=_one(schemas.PlaceRow), summary="One place", tags=["places"])
def place(request: HttpRequest, place_id: str) -> Any:
    """A place by its id."""
    del request
    found = (
        models.Place.objects.annotate(report_count=Coalesce(F("tally__reports"), 0)).filter(public_id=place_id).first()
    )
    return as_json(rows.place(_found(found, "place", place_id)))


@router.get("/reports", response=_lists(schemas.ReportRow), summary="Reports", tags=["reports"])
def reports(request: HttpRequest, wanted: Query[narrowed.ReportFilter], paging: Query[narrowed.Paging]) -> Any:
    """Every distinct report, by id."""
    del paging
    found = models.Report.objects.select_related("place").defer("record")
    return answer(request, found.filter(narrowed.condition(wanted)), _BY_PLACE, rows.report)


@router.get("/reports/{report_id}", response=_one(schemas.ReportDetail), summary="One report", tags=["reports"])
def report(request: HttpRequest, report_id: str) -> Any:
    """A report with its parts and its sources. Its text is at /reports/{id}/text."""
    del request
    found = _report(report_id)
    sections = found.sections.order_by("start", "level").values("level", "title", "start", "end", "role")
    sources = found.in_sources.select_related("source").order_by("-primary", "pk")
    return as_json(
        {
            **rows.report(found),
            "sections": list(sections),
            "sources": [
                {
                    "sha256": one.source.sha256,
                    "name": public_record({"source": one.source.name})["source"],
                    "format": one.source.format,
                    "start": one.start,
                    "end": one.end,
                    "similarity": one.similarity,
                    "primary": one.primary,
                    "added_at": one.source.added_at,
                }
                for one in sources
            ],
            "record": rows.exact(found.record),
        }
    )


@router.get(
    "/reports/{report_id}/text",
    response=_one(str),
    summary="The text of a report",
    tags=["reports"],
    openapi_extra={"responses": {200: {"content": {"text/plain": {"schema": {"type": "string"}}}}}},
)
def report_text(request: HttpRequest, report_id: str) -> Any:
    """The text that all positions refer to: code points of the primary source."""
    del request
    source = _report(report_id).in_sources.select_related("source__text_row").get(primary=True).source
    return HttpResponse(source.text, content_type="text/plain; charset=utf-8")


def _report(report_id: str) -> models.Report:
    found = models.Report.objects.select_related("place").filter(public_id=report_id).first()
    held: models.Report = _found(found, "report", report_id)
    return held


def _found(row: Any, what: str, public_id: str) -> Any:
    if row is None:
        raise ApiProblem(404, f"there is no {what} {public_id}", f"see /api/v1/{what}s")
    return row


def _said(table: type[models.Said]) -> QuerySet[Any]:
    return table._default_manager.select_related("report__place").defer("report__record")


@router.get("/measures", response=_lists(schemas.MeasureRow), summary="Measures", tags=["statements"])
def measures(request: HttpRequest, wanted: Query[narrowed.MeasureFilter], paging: Query[narrowed.Paging]) -> Any:
    """Every number that a report states about something, report by report in the order of the text."""
    del paging
    return answer(request, _said(models.Measure).filter(narrowed.condition(wanted)), _IN_TEXT, rows.statement)


@router.get("/commitments", response=_lists(schemas.CommitmentRow), summary="Commitments", tags=["statements"])
def commitments(request: HttpRequest, wanted: Query[narrowed.CommitmentFilter], paging: Query[narrowed.Paging]) -> Any:
    """Every clause in which a government says that it will do something."""
    del paging
    return answer(request, _said(models.Commitment).filter(narrowed.condition(wanted)), _IN_TEXT, rows.statement)


@router.get("/admissions", response=_lists(schemas.AdmissionRow), summary="Admissions", tags=["statements"])
def admissions(request: HttpRequest, wanted: Query[narrowed.StatementFilter], paging: Query[narrowed.Paging]) -> Any:
    """Every missed target and shortcoming that a government states itself."""
    del paging
    return answer(request, _said(models.Admission).filter(narrowed.condition(wanted)), _IN_TEXT, rows.statement)


@router.get("/projects", response=_lists(schemas.ProjectRow), summary="Projects", tags=["statements"])
def projects(request: HttpRequest, wanted: Query[narrowed.StatementFilter], paging: Query[narrowed.Paging]) -> Any:
    """Every named project of a report."""
    del paging
    return answer(request, _said(models.Project).filter(narrowed.condition(wanted)), _IN_TEXT, rows.statement)


@router.get(
    "/statements/{statement_id}", response=_one(schemas.AnyStatementRow), summary="One statement", tags=["statements"]
)
def statement(request: HttpRequest, statement_id: str) -> Any:
    """A statement of any kind by its id, with its sentence."""
    del request
    found = models.Statement.objects.select_related("report__place").filter(public_id=statement_id).first()
    held: models.Statement = _found(found, "measure", statement_id)
    said: models.Said = getattr(held, held.kind)
    text = models.SourceText.objects.get(source__holds__report=held.report, source__holds__primary=True).text
    return as_json(
        {
            **rows.statement(said),
            "as_written": held.as_written,
            "sentence": text[held.sentence_start : held.sentence_end],
        }
    )


@router.get("/links", response=_lists(schemas.LinkRow), summary="Targets and outcomes", tags=["outcomes"])
def links(request: HttpRequest, wanted: Query[narrowed.LinkFilter], paging: Query[narrowed.Paging]) -> Any:
    """Every target and what came of it: verdict, gap, the arithmetic in words."""
    del paging
    found = link_models.Link.objects.select_related("report", "place").defer("report__record")
    order = Order(("report_id", "target_start", "public_id"))
    return answer(request, found.filter(narrowed.condition(wanted)), order, rows.link)


@router.get("/promises", response=_lists(schemas.PromiseRow), summary="Promises", tags=["outcomes"])
def promises(request: HttpRequest, wanted: Query[narrowed.PromiseFilter], paging: Query[narrowed.Paging]) -> Any:
    """Every promise and how it stands."""
    del paging
    found = link_models.Promise.objects.select_related("report", "place").defer("report__record")
    order = Order(("report_id", "start", "public_id"))
    return answer(request, found.filter(narrowed.condition(wanted)), order, rows.promise)


@router.get("/promises/{promise_id}", response=_one(schemas.PromiseRow), summary="One promise", tags=["outcomes"])
def promise(request: HttpRequest, promise_id: str) -> Any:
    """A promise by its id."""
    del request
    found = link_models.Promise.objects.select_related("report", "place").filter(public_id=promise_id).first()
    return as_json(rows.promise(_found(found, "promise", promise_id)))


@router.get("/findings", response=_lists(schemas.FindingRow), summary="Findings", tags=["outcomes"])
def findings(request: HttpRequest, wanted: Query[narrowed.FindingFilter], paging: Query[narrowed.Paging]) -> Any:
    """Everything that does not fit: in one report, between years, between places."""
    del paging
    found = link_models.ComputedFinding.objects.select_related("report", "place").defer("report__record")
    order = Order(("report_id", "a_start", "public_id"))
    return answer(request, found.filter(narrowed.condition(wanted)), order, rows.finding)


@router.get("/observations", response=_lists(schemas.ObservationRow), summary="Official statistics", tags=["outcomes"])
def observations(
    request: HttpRequest, wanted: Query[narrowed.ObservationFilter], paging: Query[narrowed.Paging]
) -> Any:
    """Every value of official statistics that was added."""
    del paging
    found = link_models.Observation.objects.filter(narrowed.condition(wanted))
    return answer(request, found, Order(("public_id",)), rows.observation)


@router.get("/indicators", response={200: schemas.Page[schemas.IndicatorRow]}, summary="Indicators", tags=["words"])
def indicators(request: HttpRequest) -> Any:
    """The whole catalogue, on one page."""
    del request
    return as_json({"items": [_indicator(one) for one in terms().indicators], "next": None})


@router.get("/indicators/{indicator_id}", response=_one(schemas.IndicatorRow), summary="One indicator", tags=["words"])
def indicator(request: HttpRequest, indicator_id: str) -> Any:
    """An indicator of the catalogue by its id."""
    del request
    found = next((one for one in terms().indicators if one.id == indicator_id), None)
    return as_json(_indicator(_found(found, "indicator", indicator_id)))


def _indicator(one: Indicator) -> dict[str, Any]:
    return {
        "id": one.id,
        "zh": one.zh,
        "en": one.en,
        "definition_zh": one.definition_zh,
        "definition_en": one.definition_en,
        "units": one.units,
        "direction": one.direction,
        "aliases": one.aliases,
        "address": f"/indicators/{one.id}/",
    }


@router.get("/search", response={200: schemas.HitPage, 400: schemas.Problem, 422: schemas.Problem}, tags=["search"])
def search(
    request: HttpRequest,
    q: str,
    place: narrowed.Place = None,
    report_year: narrowed.Year = None,
    page: narrowed.PageNumber = 1,
) -> Any:
    """The sentences that hold every word of q exactly, as they stand in the text."""
    try:
        found = store_search.search(q, place=place, report_year=report_year, page=page, per_page=USUAL)
    except UsageError as error:
        raise ApiProblem(400, error.what, error.next_step) from error
    following = None
    if page < found.pages:
        asked = request.GET.copy()
        asked["page"] = str(page + 1)
        following = f"{request.path}?{asked.urlencode()}"
    items = [
        {
            "report": hit.report.public_id,
            "place": hit.report.place.public_id if hit.report.place else None,
            "report_year": hit.report.report_year,
            "start": hit.start,
            "end": hit.end,
            "sentence": hit.sentence,
            "marks": hit.marks,
            "address": address_of(hit.report.public_id, *(hit.marks[0] if hit.marks else (hit.start, hit.end))),
        }
        for hit in found.hits
    ]
    shown = items if page <= found.pages else []
    return as_json({"total": found.total, "more": found.more, "items": shown, "next": following})
