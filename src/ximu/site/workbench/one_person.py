"""One person as their administrator sees them: posts, way in, second factor; and what may be done about these."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods

from ximu.ledger.errors import TrackError
from ximu.site.language import language_of, say
from ximu.site.workbench.frame import governments_of, show
from ximu.site.workbench.people import known_people
from ximu.site.workbench.sign_in import signed_in
from ximu.track.accounts.actions import activate, deactivate, must_change_password, reset_password, reset_second_factor
from ximu.track.models import Government, Person, PostHolder
from ximu.track.permissions import may

# What a button does; a password that is given back is shown once.
DOES: dict[str, Callable[[Person, Government, Person], Any]] = {
    "reset_password": reset_password,
    "reset_second_factor": reset_second_factor,
    "deactivate": deactivate,
    "activate": activate,
}


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def person_page(request: HttpRequest, person: Person, key: int) -> HttpResponse:
    """Show someone of the own government; a POST does what its button names."""
    own = [one for one in governments_of(person) if may(person, "manage_people", government=one)]
    if not own:
        raise TrackError("not allowed: manage_people", next_step="ask your administrator", code="W010")
    found = next(((one, whom) for one in own if (whom := known_people(one).filter(pk=key).first())), None)
    if found is None:
        raise Http404("person")
    government, whom = found
    password = ""
    if request.method == "POST":
        do = request.POST.get("do", "")
        if do not in DOES:
            raise TrackError(f"{do!r} is none of its forms", next_step="look at the page anew", code="W025")
        given = DOES[do](person, government, whom)
        if not isinstance(given, str):
            messages.success(request, say("staff.done", language_of(request)))
            return HttpResponseRedirect(request.path)
        password = given
    context = {
        "whom": whom,
        "posts_held": _posts(government, whom),
        "factors": Authenticator.objects.filter(user=whom).count(),
        "given": must_change_password(whom),
        "password": password,
        "self": whom.pk == person.pk,
    }
    return show(request, person, "person.html", context)


def _posts(government: Government, whom: Person) -> Any:
    held = PostHolder.objects.filter(person=whom, post__unit__government=government)
    return held.select_related("post__unit").order_by("-since", "pk")
