"""The Django app of projects."""

from __future__ import annotations

from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    """Yearly plans of projects and their joins with reports; label `projects`."""

    name = "ximu.track.projects"
    label = "projects"
    verbose_name = "projects"
    default_auto_field = "django.db.models.BigAutoField"
