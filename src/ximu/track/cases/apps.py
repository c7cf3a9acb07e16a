"""The Django app of cases."""

from __future__ import annotations

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """What people ask of a government; label `cases`."""

    name = "ximu.track.cases"
    label = "cases"
    verbose_name = "cases"
    default_auto_field = "django.db.models.BigAutoField"
