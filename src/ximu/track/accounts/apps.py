"""The Django app of accounts."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Ways in; the label is `ways_in`, since `account` is that of the sign-in library."""

    name = "ximu.track.accounts"
    label = "ways_in"
    verbose_name = "ways in"
    default_auto_field = "django.db.models.BigAutoField"
