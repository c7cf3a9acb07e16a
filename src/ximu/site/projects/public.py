"""The public pages of the register of projects: the board, one project, the funnel as a picture, the export in OC4IDS."""

from __future__ import annotations

import msgspec
from django.db.models import Max, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from ximu.site.charts import funnel
from ximu.site.charts.chart import Chart, Drawing, shown
from ximu.site.charts.funnel import Stage
from ximu.site.charts.look import Caption
from ximu.site.charts.serve import language_asked, serve
from ximu.site.download_table import table_response, wants_table
from ximu.site.language import language_of, say
from ximu.site.listing import MOST_ROWS
from ximu.site.projects.beside import public_address
from ximu.site.projects.board import BoardPage, Card, board, project_playbooks
from ximu.site.projects.one import ProjectOne, project_one
from ximu.site.respond import JSON, respond
from ximu.track.models import Item
from ximu.track.permissions import visible_to
from ximu.track.projects.oc4ids import project_package

ADDRESS = "/projects/register/"


@require_safe
def register_page(request: HttpRequest) -> HttpResponse:
    """Show the published projects of a playbook on a day (a fixed number of queries); `?format=csv` sends the list."""
    if wants_table(request):
        whole = board(request, published(), public_address, MOST_ROWS)
        return table_response("register", Card.__struct_fields__, whole.projects)
    page = board(request, published(), public_address)
    language = language_of(request)
    chart = shown(funnel_of(page, language), language) if page.total else None
    return respond(request, "register.html", page, extra={"chart": chart})


@require_safe
def register_chart(request: HttpRequest, name: str, form: str) -> HttpResponse:
    """Serve the funnel of the board (`stages`), with the same filters."""
    return serve(request, [funnel_of(board(request, published(), public_address), language_asked(request))], name, form)


@require_safe
def register_project(request: HttpRequest, government: str, number: str) -> HttpResponse:
    """Show one published project (a fixed number of queries)."""
    return respond(request, "register_project.html", published_one(government, number))


@require_safe
def register_oc4ids(request: HttpRequest) -> HttpResponse:
    """Send the published projects as a package of the Open Contracting for Infrastructure Data Standard."""
    items = published().select_related("government", "edition", "lead_unit").order_by("government", "number")
    latest = items.aggregate(latest=Max("changed_at"))["latest"]
    if latest is None:  # the standard knows no package without a project
        raise Http404("project")
    package = project_package(list(items), uri=request.build_absolute_uri(), published_at=latest)
    response = HttpResponse(msgspec.json.Encoder(decimal_format="number").encode(package), content_type=JSON)
    response["Access-Control-Allow-Origin"] = "*"
    response["Content-Disposition"] = 'attachment; filename="projects-oc4ids.json"'
    return response


def published() -> QuerySet[Item]:
    """The projects that everyone may see."""
    return visible_to(None).filter(edition__playbook__in=project_playbooks())


def published_one(government: str, number: str) -> ProjectOne:
    """One of them. Raises Http404 for any other."""
    found = published().select_related("government", "edition", "lead_unit")
    item = found.filter(government__key=government, number=number).first()
    if item is None:
        raise Http404("project")
    return project_one(item)


def funnel_of(page: BoardPage, language: str) -> Chart:
    """How many projects came to each stage by the day of the page, as a funnel."""
    name = page.en if language == "en" else page.zh
    stages = [Stage(one.en if language == "en" else one.zh, one.items) for one in page.stages]
    words = Caption(
        say("register.funnel", language, name=name),
        (
            say("register.on_day", language, day=page.on),
            say("chart.unit", language, unit=say("register.unit", language)),
        ),
    )
    draw = Drawing(lambda look: funnel.spec(stages, look, words), lambda look: funnel.box(stages, look, words))
    rows = [(one.id, one.items, one.amount) for one in page.stages]
    query = {"playbook": page.playbook, "on": page.on.isoformat()} | ({"where": page.where} if page.where else {})
    return Chart("stages", words, page.total, ADDRESS, query, draw, ("stage", "projects", "amount"), rows)
