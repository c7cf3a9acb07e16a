"""Signing in: people are made by an administrator, and every page of the workbench asks who is there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.views import LoginView
from axes.decorators import axes_dispatch, axes_form_invalid
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache

from ximu.ledger.errors import TrackError
from ximu.site.language import language_of, say
from ximu.site.pages.errors import bad_request
from ximu.site.workbench.refusing import told
from ximu.track.accounts.actions import must_change_password, password_changed
from ximu.track.models import Person

Page = Callable[..., HttpResponseBase]


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs up: a person comes with a post that an administrator gives them."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        del request
        return False

    def clean_password(self, password: str, user: Person | None = None) -> str:
        """The password that someone chose, if it may be one: never again the one that they were given."""
        if user is not None and user.pk and must_change_password(user) and user.check_password(password):
            raise ValidationError(say("way_in.same", language_of(self.request)))
        found: str = super().clean_password(password, user)
        return found

    def set_password(self, user: Person, password: str) -> None:
        """Keep the password that someone chose; one that an administrator gave them is over then."""
        super().set_password(user, password)
        password_changed(user)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """To the work, which may have waited for this."""
        del request
        return "/workbench/"


@method_decorator(axes_dispatch, name="dispatch")
@method_decorator(axes_form_invalid, name="form_invalid")
class SignIn(LoginView):  # type: ignore[misc]
    """The page to sign in; after too many wrong passwords it says so instead of asking again."""


def name_given(request: HttpRequest, credentials: Mapping[str, str] | None) -> str | None:
    """The name that someone signs in with, from the form or from what was checked; the lock-out counts by it."""
    return (credentials or {}).get("username") or request.POST.get("login")


def signed_in(page: Page) -> Page:
    """Make a page of the workbench: it needs someone signed in, is kept by no cache, and tells a refusal in words."""

    @never_cache
    @wraps(page)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        person = request.user
        if not isinstance(person, Person) or not person.is_active:
            return redirect_to_login(request.get_full_path())
        if any("\0" in given for values in request.POST.lists() for given in (values[0], *values[1])):
            return bad_request(request, ValueError("NUL"))
        if must_change_password(person):
            messages.warning(request, say("way_in.change_first", language_of(request)))
            return HttpResponseRedirect("/accounts/password/change/")
        try:
            return page(request, person, *args, **kwargs)
        except TrackError as error:
            return refused(request, error)

    return asked


def refused(request: HttpRequest, error: TrackError) -> HttpResponse:
    """What was asked is not allowed or cannot be: 403 for a permission, 409 when someone else was first, else 422."""
    status = {"W010": 403, "W020": 409}.get(error.code, 422)
    language = language_of(request)
    context = {"error": error, "told": told(error, language), "language": language, "twin": "", "back": _back(request)}
    return render(request, "workbench/refused.html", context, status=status)


def _back(request: HttpRequest) -> str:
    """Where the person came from on this site: an address that only takes a form cannot be opened again."""
    came = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(came, {request.get_host()}, require_https=request.is_secure()):
        return request.path
    parts = urlsplit(came)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
