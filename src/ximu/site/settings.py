"""Settings of the Django project; everything a person may set is an environment variable XIMU_… (`environment.py`)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.utils.functional import SimpleLazyObject

from ximu.site.environment import is_on, mail_settings, names, secret_key, value, whole
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
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "django_tasks_db",
    "ximu.store",
    "ximu.track",
    "ximu.track.accounts",
    "ximu.track.jobs",
    "ximu.track.registers",
    "ximu.track.cases",
    "ximu.track.projects",
    "ximu.track.watch",
]

# People sign in as track.Person; passwords are hashed with argon2, older hashes are taken and renewed.
AUTH_USER_MODEL = "track.Person"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
# People are made by an administrator; there is no signing up and no address to confirm.
ACCOUNT_ADAPTER = "ximu.site.workbench.sign_in.Accounts"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "username"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "ximu"
LOGIN_URL, LOGIN_REDIRECT_URL, ACCOUNT_LOGOUT_REDIRECT_URL = "/accounts/login/", "/workbench/", "/"
# Five wrong passwords for one name from one address: nobody signs in with that name from there for half an hour.
# That count lies in the database, and an administrator can end it; the library's own, in each process, is by address only.
ACCOUNT_RATE_LIMITS = {"login_failed": "30/m/ip"}
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=30)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "account/locked.html"
AXES_VERBOSE = False
AXES_USERNAME_CALLABLE = "ximu.site.workbench.sign_in.name_given"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_NAME = "ximu_session"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
TRACK_FILES = Path(value("XIMU_VAR")) / "evidence"
TRACK_PLAYBOOKS = value("XIMU_PLAYBOOKS")
MAIL = mail_settings()
TRACK_MAIL, EMAIL_HOST, EMAIL_PORT = bool(MAIL.host), MAIL.host, MAIL.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAIL.user, MAIL.password
EMAIL_USE_SSL, EMAIL_USE_TLS, EMAIL_TIMEOUT = MAIL.ssl, MAIL.starttls, 20
DEFAULT_FROM_EMAIL = value("XIMU_MAIL_FROM")

# Background work: the queue lies in the database, `ximu worker` runs it.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
JOB_KINDS = {
    "import_tasks": "ximu.site.background.task_import.import_task_table",
    "relink": "ximu.site.background.upkeep.link_again",
    "publish": "ximu.site.background.upkeep.write_public_site",
    "mail": "ximu.site.background.upkeep.send_waiting_mail",
    "remind": "ximu.site.background.upkeep.remind_today",
    "standings": "ximu.site.background.upkeep.keep_all_standings",
}
JOBS_DUE = ["ximu.site.background.upkeep.ask_due"]

# What the public sends: limits by address, and the key of programs.
PROXIES, INTAKE_PER_HOUR = whole("XIMU_PROXIES"), whole("XIMU_INTAKE_PER_HOUR")
OPEN311_KEY = value("XIMU_INTAKE_KEY")

MIDDLEWARE = [
    "ximu.site.operations.watch.WatchMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "ximu.site.kept_pages.KeptPagesMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "ximu.site.api.interface.ApiMiddleware",
    "csp.middleware.CSPMiddleware",
    "ximu.site.senseless.SenselessMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "ximu.site.respond.TwinMiddleware",
    "django.middleware.common.CommonMiddleware",
    "ximu.site.language.LanguageMiddleware",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "ximu.site.respond.page_context",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": ["ximu.site.tags"],
            "libraries": {},
        },
    }
]

# Charts and comparisons of texts, each made once and kept for all processes by what it was made from, so nothing in here
# grows old.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "charts": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": str((Path(value("XIMU_VAR")) / "charts").absolute()),
        "OPTIONS": {"MAX_ENTRIES": 5000},
    },
    "comparisons": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": str((Path(value("XIMU_VAR")) / "comparisons").absolute()),
        "OPTIONS": {"MAX_ENTRIES": 2000},
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
        "img-src": [SELF, "data:"],  # the code to scan for a second factor is drawn into its page
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
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^health/", r"^metrics$"]  # asked for on the machine itself, behind the certificate
    SECURE_HSTS_SECONDS = 31_536_000
    # Whether other sites of the same domain keep to HTTPS is not ours to promise for whoever owns the domain.
    SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
