"""Settings of the Django project; everything a person may set is an environment variable XIMU_…"""

from __future__ import annotations

from typing import Any

from ximu.store.database import database_address, database_settings

DATABASES: dict[str, dict[str, Any]] = {"default": database_settings(database_address())}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "ximu.store",
]

USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
LANGUAGE_CODE = "zh-hans"

ROOT_URLCONF = "ximu.site.urls"
