"""The Django app of background work."""

from __future__ import annotations

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Jobs and workers; label `jobs`."""

    name = "ximu.track.jobs"
    label = "jobs"
    verbose_name = "background work"
    default_auto_field = "django.db.models.BigAutoField"
