"""The Django app of cases."""

from __future__ import annotations

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """What people ask of a government; label `cases`."""

    name = "ximu.track.cases"
    label = "cases"
    verbose_name = "cases"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let duplicates follow the case they are joined to."""
        from ximu.track.actions.act import moved
        from ximu.track.cases.actions.duplicates import follow_leading

        moved.connect(follow_leading, dispatch_uid="cases.follow_leading")
