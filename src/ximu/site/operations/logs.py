"""What is logged and how: errors only, or every request too, as lines of text or of JSON, on standard error."""

from __future__ import annotations

from typing import Any

_JSON = "pythonjsonlogger.json.JsonFormatter"
_FIELDS = "%(asctime)s %(levelname)s %(name)s %(message)s"


def logging_settings(form: str, *, debug: bool) -> dict[str, Any]:
    """Django's LOGGING for `form` (errors, text or json; anything else counts as errors)."""
    every = form in ("text", "json")
    formatters: dict[str, Any] = {
        "plain": {"format": "%(levelname)s %(name)s: %(message)s"},
        "text": {
            "format": "{asctime} {method} {path} {status} {milliseconds} ms",
            "style": "{",
            "defaults": {"method": "", "path": "", "status": "", "milliseconds": ""},
        },
        "json": {"()": _JSON, "format": _FIELDS, "json_ensure_ascii": False},
    }
    shown = "json" if form == "json" else "plain"
    requests = "json" if form == "json" else "text"
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": formatters,
        "handlers": {
            "stream": {"class": "logging.StreamHandler", "formatter": shown},
            "requests": {"class": "logging.StreamHandler", "formatter": requests},
        },
        "loggers": {
            "django": {"handlers": ["stream"], "level": "INFO" if debug else "ERROR", "propagate": False},
            "ximu": {"handlers": ["stream"], "level": "WARNING", "propagate": False},
            "ximu.requests": {
                "handlers": ["requests"],
                "level": "INFO" if every else "CRITICAL",
                "propagate": False,
            },
        },
    }
