"""The answer by tracking code: whoever has the code reads where the case stands and what was answered."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from ximu.site.cases.records import case_record, with_lines
from ximu.site.cases.visitor import address_of
from ximu.track.cases.actions import admit
from ximu.track.cases.actions.receive import PUBLIC
from ximu.track.cases.codes import shown_code, typed_code
from ximu.track.cases.models import Case

# Looking up is cheap and a code has 59 bits; the limit is there for who tries them in a row.
LOOKS = 10


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def follow_page(request: HttpRequest) -> HttpResponse:
    """Ask for a tracking code; a POST leads to its case, so that no code is typed into an address."""
    if request.method != "POST":
        return _page(request, "", "")
    given = request.POST.get("code", "")[:60]
    if not admit(address_of(request), "follow", settings.INTAKE_PER_HOUR * LOOKS):
        return _page(request, given, "follow.often", 429)
    code = typed_code(given)
    if not code or not Case.objects.filter(code=code).exists():
        return _page(request, given, "follow.unknown", 404)
    return HttpResponseRedirect(f"/cases/follow/{shown_code(code)}/")


@never_cache
@require_safe
def followed_page(request: HttpRequest, code: str) -> HttpResponse:
    """Show the case of a tracking code to the person who has it; no search engine keeps it."""
    case = with_lines(Case.objects.filter(code=typed_code(code))).first() if typed_code(code) else None
    if case is None:
        raise Http404("case")
    context = {
        "page": case_record(case),
        "case": case,
        "code": shown_code(case.code),
        "sent": request.GET.get("sent") == "1",
        "leading": case_record(with_lines(Case.objects.filter(pk=case.leading_id)).get()) if case.leading_id else None,
        "photos": case.item.evidence.filter(person__username=PUBLIC).count(),
        "twin": "",
    }
    response = render(request, "cases/followed.html", context)
    response["X-Robots-Tag"] = "noindex, nofollow"
    # The address holds the code: it goes to no other page, not even of ours.
    response["Referrer-Policy"] = "no-referrer"
    return response


def _page(request: HttpRequest, given: str, wrong: str, status: int = 200) -> HttpResponse:
    context = {"given": given, "wrong": wrong, "twin": ""}
    return render(request, "cases/follow.html", context, status=status)
