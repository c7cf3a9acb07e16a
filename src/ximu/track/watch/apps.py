"""The Django app of watched figures."""

from __future__ import annotations

from django.apps import AppConfig


class WatchConfig(AppConfig):
    """Observations of periods and warnings; label `watch`."""

    name = "ximu.track.watch"
    label = "watch"
    verbose_name = "watch"
    default_auto_field = "django.db.models.BigAutoField"
