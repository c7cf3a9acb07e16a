"""The addresses of Open311; the form of an answer is the ending of its address."""

from __future__ import annotations

from django.urls import re_path

from ximu.site.open311 import pages

FORM = r"\.(?P<form>xml|json)$"

urlpatterns = [
    re_path(rf"^(?:v2/)?discovery{FORM}", pages.discovery, name="open311_discovery"),
    re_path(rf"^v2/services{FORM}", pages.services, name="open311_services"),
    re_path(rf"^v2/services/(?P<code>[\w-]+){FORM}", pages.definition, name="open311_service"),
    re_path(rf"^v2/requests{FORM}", pages.requests, name="open311_requests"),
    re_path(rf"^v2/requests/(?P<number>[0-9]+){FORM}", pages.one_request, name="open311_request"),
    re_path(rf"^v2/tokens/(?P<token>[^/]+){FORM}", pages.token, name="open311_token"),
]
