"""All addresses of the site on one page; each has a JSON twin (`.json` in place of the last slash)."""

from __future__ import annotations

from django.contrib.sitemaps import views as sitemaps
from django.urls import include, path, re_path

from ximu.site import feeds
from ximu.site.api.interface import api
from ximu.site.charts.serve import FORMS
from ximu.site.operations import health
from ximu.site.pages import errors
from ximu.site.pages.cards import indicator_card, place_card, promise_card
from ximu.site.pages.compare import compare_chart, compare_page
from ximu.site.pages.data import FORMS as TABLE_FORMS
from ximu.site.pages.data import data_page, data_table
from ximu.site.pages.download import ledger_download
from ximu.site.pages.findings import finding_page, findings_page
from ximu.site.pages.glossary import glossary
from ximu.site.pages.home import home
from ximu.site.pages.indicator import indicator_chart, indicator_page
from ximu.site.pages.indicators import indicators_page
from ximu.site.pages.integrity import integrity_page
from ximu.site.pages.method import method
from ximu.site.pages.place import place_chart, place_page
from ximu.site.pages.places import places_page
from ximu.site.pages.projects import project_page, projects_page
from ximu.site.pages.promise import promise_page
from ximu.site.pages.promises import promises_page
from ximu.site.pages.report import report_page
from ximu.site.pages.report_compare import report_compare_page
from ximu.site.pages.reports import reports_page
from ximu.site.pages.search import search_page
from ximu.site.pages.source import source_download
from ximu.site.pages.statistics import statistics_page
from ximu.site.projects import public
from ximu.site.registers.corrections import correction_page
from ximu.site.registers.lots import ask_page, lot_page
from ximu.site.sitemaps import MAPS
from ximu.site.watch import public as watch_pages
from ximu.site.workbench.calendars import subscribed
from ximu.site.workbench.sign_in import SignIn

urlpatterns = [
    path("", home, name="home"),
    path("places/", places_page, name="places"),
    path("places/<str:public_id>/", place_page, name="place"),
    re_path(rf"^places/(?P<public_id>[^/]+)/charts/(?P<name>[a-z]+)\.{FORMS}$", place_chart, name="place-chart"),
    path("promises/", promises_page, name="promises"),
    path("promises/<slug:public_id>/", promise_page, name="promise"),
    path("findings/", findings_page, name="findings"),
    path("findings/<slug:public_id>/", finding_page, name="finding"),
    path("projects/", projects_page, name="projects"),
    path("projects/register/", public.register_page, name="register"),
    path("projects/register/oc4ids/", public.register_oc4ids, name="register-oc4ids"),
    re_path(rf"^projects/register/charts/(?P<name>[a-z]+)\.{FORMS}$", public.register_chart, name="register-chart"),
    path("projects/register/<slug:government>/<str:number>/", public.register_project, name="register-project"),
    path("projects/<slug:public_id>/", project_page, name="project"),
    path("watch/", watch_pages.watch_list, name="watch"),
    path("watch/<slug:government>/<slug:series>/", watch_pages.watched_series, name="watched-series"),
    re_path(
        rf"^watch/(?P<government>[-\w]+)/(?P<series>[-\w]+)/charts/(?P<name>[a-z]+)\.{FORMS}$",
        watch_pages.watched_chart,
        name="watched-chart",
    ),
    path("reports/", reports_page, name="reports"),
    path("reports/<str:public_id>/compare/", report_compare_page, name="report-compare"),
    path("reports/<str:public_id>/", report_page, name="report"),
    re_path(r"^reports/(?P<public_id>[^/]+)/ledger\.(?P<form>csv|jsonl)$", ledger_download, name="ledger"),
    path("indicators/", indicators_page, name="indicators"),
    path("indicators/<slug:indicator_id>/", indicator_page, name="indicator"),
    re_path(
        rf"^indicators/(?P<indicator_id>[-\w]+)/charts/(?P<name>[a-z]+)\.{FORMS}$",
        indicator_chart,
        name="indicator-chart",
    ),
    path("places/<str:public_id>/integrity/", integrity_page, name="integrity"),
    path("places/<str:public_id>/card.png", place_card, name="place-card"),
    path("indicators/<slug:indicator_id>/card.png", indicator_card, name="indicator-card"),
    path("promises/<slug:public_id>/card.png", promise_card, name="promise-card"),
    path("data/", data_page, name="data"),
    re_path(rf"^data/(?P<name>[a-z]+)\.{TABLE_FORMS}$", data_table, name="data-table"),
    path("compare/", compare_page, name="compare"),
    re_path(rf"^compare/charts/(?P<name>[a-z0-9]+)\.{FORMS}$", compare_chart, name="compare-chart"),
    path("statistics/", statistics_page, name="statistics"),
    path("search/", search_page, name="search"),
    path("glossary/", glossary, name="glossary"),
    path("method/", method, name="method"),
    path("accounts/login/", SignIn.as_view(), name="account_login"),
    path("accounts/", include("allauth.urls")),
    path("calendars/<str:secret>.ics", subscribed, name="subscribed_calendar"),
    path("workbench/", include("ximu.site.workbench.urls")),
    path("cases/", include("ximu.site.cases.urls")),
    path("open311/", include("ximu.site.open311.urls")),
    path("registers/", include("ximu.site.registers.urls")),
    path("trace/", ask_page, name="trace"),
    path("trace/<str:code>/", lot_page, name="lot"),
    path("corrections/new/", correction_page, name="correction"),
    path("api/v1/", api.urls),
    path("feed.atom", feeds.NewReports(), name="feed"),
    path("places/<str:public_id>/feed.atom", feeds.PlaceFeed(), name="place_feed"),
    path("indicators/<slug:indicator_id>/feed.atom", feeds.IndicatorFeed(), name="indicator_feed"),
    path("promises/<str:public_id>/feed.atom", feeds.PromiseFeed(), name="promise_feed"),
    path("search/feed.atom", feeds.SearchFeed(), name="search_feed"),
    path("sitemap.xml", sitemaps.index, {"sitemaps": MAPS}, name="sitemap"),
    path("sitemap-<section>.xml", sitemaps.sitemap, {"sitemaps": MAPS}, name="django.contrib.sitemaps.views.sitemap"),
    path("health/live", health.live, name="live"),
    path("health/ready", health.readiness, name="ready"),
    path("metrics", health.metrics, name="metrics"),
    re_path(r"^sources/(?P<sha256>[0-9a-f]{64})/$", source_download, name="source"),
]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.failed
