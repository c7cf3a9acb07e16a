"""The addresses of registers in the workbench."""

from __future__ import annotations

from django.urls import path

from ximu.site.registers.bench import draws, hub, lists, lots, rivers

urlpatterns = [
    path("", hub.hub_page, name="bench_registers"),
    path("entries/<slug:register>/", hub.entries_page, name="bench_entries"),
    path("lists/", lists.lists_page, name="bench_lists"),
    path("rivers/", rivers.rivers_page, name="bench_rivers"),
    path("rivers/<int:key>/", rivers.river_page, name="bench_river"),
    path("draws/", draws.draws_page, name="bench_draws"),
    path("draws/<int:key>/", draws.draw_page, name="bench_draw"),
    path("lots/", lots.lots_page, name="bench_lots"),
    path("lots/<int:key>/", lots.lot_page, name="bench_lot"),
    path("evaluations/", lots.evaluations_page, name="bench_evaluations"),
]
