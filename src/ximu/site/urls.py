"""All addresses of the site on one page; each has a JSON twin (`.json` in place of the last slash)."""

from __future__ import annotations

from django.urls import path, re_path

from ximu.site.pages import errors
from ximu.site.pages.download import ledger_download
from ximu.site.pages.home import home
from ximu.site.pages.indicator import indicator_page, indicators_page
from ximu.site.pages.method import method
from ximu.site.pages.place import place_page
from ximu.site.pages.report import report_page
from ximu.site.pages.search import search_page
from ximu.site.pages.source import source_download

urlpatterns = [
    path("", home, name="home"),
    path("places/<str:public_id>/", place_page, name="place"),
    path("reports/<str:public_id>/", report_page, name="report"),
    re_path(r"^reports/(?P<public_id>[^/]+)/ledger\.(?P<form>csv|jsonl)$", ledger_download, name="ledger"),
    path("indicators/", indicators_page, name="indicators"),
    path("indicators/<slug:indicator_id>/", indicator_page, name="indicator"),
    path("search/", search_page, name="search"),
    path("method/", method, name="method"),
    re_path(r"^sources/(?P<sha256>[0-9a-f]{64})/$", source_download, name="source"),
]

handler400 = errors.bad_request
handler404 = errors.not_found
handler500 = errors.failed
