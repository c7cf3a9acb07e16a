"""The addresses of the public pages of registers."""

from __future__ import annotations

from django.urls import path

from ximu.site.registers import draws, entries, evaluations, index, lists, rivers

urlpatterns = [
    path("", index.registers_page, name="registers"),
    path("lists/<slug:government>/<slug:kind>/", lists.list_page, name="list"),
    path("lists/<slug:government>/<slug:kind>/changes/", lists.changes_page, name="list_changes"),
    path("rivers/", rivers.rivers_page, name="rivers"),
    path("rivers/<slug:government>/<slug:key>/", rivers.river_page, name="river"),
    path("draws/", draws.draws_page, name="draws"),
    path("draws/<int:key>/", draws.draw_page, name="draw"),
    path("draws/<int:key>/draw/", draws.draw_file, name="draw_file"),
    path("evaluations/", evaluations.evaluations_page, name="evaluations"),
    path("<slug:register>/", entries.entries_page, name="entries"),
    path("<slug:register>/<slug:government>/<str:number>/", entries.entry_page, name="entry"),
]
