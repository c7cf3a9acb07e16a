"""What a person or a program is told when there is no page, or when it failed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from ximu.site.language import language_of, say
from ximu.site.respond import ErrorPage, respond


def refuse(request: HttpRequest, status: int) -> HttpResponse:
    """The page of an error, in the form that was asked for."""
    language = language_of(request)
    page = ErrorPage(
        code=status, what=say(f"error.{status}", language), next_step=say(f"error.{status}_next", language)
    )
    return respond(request, "error.html", page, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the request makes no sense."""
    del exception
    return refuse(request, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: the request is not allowed, or its form is from another place or too old."""
    del exception
    return refuse(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: nothing has this address."""
    del exception
    return refuse(request, 404)


def failed(request: HttpRequest) -> HttpResponse:
    """500: we failed; the page needs no database."""
    return refuse(request, 500)
