"""The Django app of registers."""

from __future__ import annotations

from django.apps import AppConfig


class RegistersConfig(AppConfig):
    """Registers kept beside the work; label `registers`."""

    name = "ximu.track.registers"
    label = "registers"
    verbose_name = "registers"
    default_auto_field = "django.db.models.BigAutoField"
