"""The one database setting: an address such as `sqlite:///var/ximu.sqlite3` or `postgresql://…` for Django."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from ximu.ledger.errors import StoreError

VARIABLE = "XIMU_DATABASE"
DEFAULT = "sqlite:///var/ximu.sqlite3"

# WAL lets readers go on while one writes; a killed process leaves whole transactions only.
_SQLITE_ON_CONNECT = "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
_WAIT_SECONDS = 30
# To open a connection takes longer than most questions; one that the server has dropped is noticed before it is used.
_LASTING = {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}


def database_address() -> str:
    """The address from the environment variable XIMU_DATABASE, or the default file."""
    return os.environ.get(VARIABLE) or DEFAULT


def database_settings(address: str) -> dict[str, Any]:
    """What Django wants in DATABASES["default"] for `address`.

    `sqlite:///name` is relative to the working directory, `sqlite:////name` absolute; `postgresql://user:password@
    host:port/name?option=value` passes the options to the driver. Raises StoreError for anything else.
    """
    try:
        parts = urlsplit(address)
        port = str(parts.port or "")
    except ValueError:  # a port that is no number, an unclosed bracket
        raise _no_address() from None
    name = unquote(parts.path[1:])
    if parts.scheme == "sqlite" and not parts.netloc and name:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(Path(name).absolute()),
            **_LASTING,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": _WAIT_SECONDS,
                "init_command": _SQLITE_ON_CONNECT,
            },
        }
    if parts.scheme in ("postgresql", "postgres") and name:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": name,
            **_LASTING,
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or ""),
            "PORT": port,
            "OPTIONS": dict(parse_qsl(parts.query)),
        }
    raise _no_address()


def _no_address() -> StoreError:
    # The address itself is not shown: it may hold a password.
    return StoreError(
        "not a database address",
        where=VARIABLE,
        next_step=f"write {DEFAULT} or postgresql://user:password@host/name",
        code="S003",
    )
