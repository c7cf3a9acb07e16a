"""Settings of the Django project; everything a person may set is an environment variable XIMU_… (`environment.py`)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.utils.functional import SimpleLazyObject

from ximu.site.environment import is_on, mail_settings, names, secret_key, value
from ximu.site.operations.logs import logging_settings
from ximu.store.database import database_address, database_settings

HERE = Path(__file__).parent

DEBUG = is_on("XIMU_DEBUG")
# Lazy, so that a command that signs nothing does not write a key.
SECRET_KEY: Any = SimpleLazyObject(secret_key)
ALLOWED_HOSTS = names("XIMU_ALLOWED_HOSTS")

DATABASES: dict[str, dict[str, Any]] = {"default": database_settings(database_address())}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.staticfiles",
    "ximu.store",
    "ximu.track",
]

# People sign in as track.Person; passwords are hashed with argon2, older hashes are taken and renewed.
AUTH_USER_MODEL = "track.Person"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
TRACK_FILES = Path(value("XIMU_VAR")) / "evidence"
TRACK_PLAYBOOKS = value("XIMU_PLAYBOOKS")
MAIL = mail_settings()
TRACK_MAIL, EMAIL_HOST, EMAIL_PORT = bool(MAIL.host), MAIL.host, MAIL.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAIL.user, MAIL.password
EMAIL_USE_SSL, EMAIL_USE_TLS, EMAIL_TIMEOUT = MAIL.ssl, MAIL.starttls, 20
DEFAULT_FROM_EMAIL = value("XIMU_MAIL_FROM")

MIDDLEWARE = [
    "ximu.site.operations.watch.WatchMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "ximu.site.api.interface.ApiMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "ximu.site.respond.TwinMiddleware",
    "django.middleware.common.CommonMiddleware",
    "ximu.site.language.LanguageMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "OPTIONS": {
            "context_processors": ["django.template.context_processors.request", "ximu.site.respond.page_context"],
            "builtins": ["ximu.site.tags"],
            "libraries": {},
        },
    }
]

# Charts, each drawn once and kept for all processes by what it was drawn from, so nothing in here grows old.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "charts": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": str((Path(value("XIMU_VAR")) / "charts").absolute()),
        "OPTIONS": {"MAX_ENTRIES": 5000},
    },
}

STATIC_URL = "static/"
STATICFILES_DIRS = [HERE / "static"]
# Files are served straight from the package: nothing has to be collected before the site runs.
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 600

USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
LANGUAGE_CODE = "zh-hans"

ROOT_URLCONF = "ximu.site.urls"
WSGI_APPLICATION = "ximu.site.wsgi.application"

# Errors go to the standard error stream, where whatever runs the site keeps them.
LOGGING = logging_settings(value("XIMU_LOG"), debug=DEBUG)

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
if is_on("XIMU_HTTPS"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
