"""The Django app of the ledger kept in a database."""

from __future__ import annotations

from django.apps import AppConfig


class StoreConfig(AppConfig):
    """The ledger in a database; label `store`."""

    name = "ximu.store"
    label = "store"
    verbose_name = "ledger"
    default_auto_field = "django.db.models.BigAutoField"
