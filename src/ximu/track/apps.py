"""The Django app of people and work."""

from __future__ import annotations

from django.apps import AppConfig


class TrackConfig(AppConfig):
    """People, items and their journal; label `track`."""

    name = "ximu.track"
    label = "track"
    verbose_name = "workbench"
    default_auto_field = "django.db.models.BigAutoField"
