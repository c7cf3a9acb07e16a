"""The addresses of the public pages of cases."""

from __future__ import annotations

from django.urls import path

from ximu.site.cases import follow, intake, public

urlpatterns = [
    path("", public.cases_page, name="cases"),
    path("new/", intake.intake_page, name="new_case"),
    path("follow/", follow.follow_page, name="follow_case"),
    path("follow/<str:code>/", follow.followed_page, name="followed_case"),
    path("<int:key>/", public.case_page, name="case"),
    path("<int:key>/me-too/", public.me_too_page, name="case_me_too"),
]
