"""The one table of settings that a person may set, each an environment variable with the prefix XIMU_."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from ximu.ledger.errors import StoreError

YES = frozenset({"1", "yes", "true", "on"})


class Setting(NamedTuple):
    """A variable's name, its value when it is not set, and what it does, in one sentence."""

    name: str
    default: str
    help: str


SETTINGS = (
    Setting(
        "XIMU_DATABASE", "sqlite:///var/ximu.sqlite3", "Where the ledger is kept: an sqlite or postgresql address."
    ),
    Setting("XIMU_VAR", "var", "Folder for what the site makes for itself, such as its secret key."),
    Setting("XIMU_SECRET_KEY", "", "Key for signing; when empty, one is made and kept in XIMU_VAR/secret_key."),
    Setting("XIMU_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]", "Host names the site answers to, with commas between."),
    Setting("XIMU_HTTPS", "off", "on: the site is reached over HTTPS only; cookies and headers are set for that."),
    Setting("XIMU_PROXIES", "0", "How many proxies stand in front; so many addresses of X-Forwarded-For are believed."),
    Setting("XIMU_INTAKE_PER_HOUR", "20", "How many cases one address may send in an hour by the public form."),
    Setting(
        "XIMU_INTAKE_KEY", "", "Key that programs send with a case by Open311; none are taken that way when empty."
    ),
    Setting(
        "XIMU_LOG", "errors", "What is logged: errors, or every request too, as text or as json (one object a line)."
    ),
    Setting(
        "XIMU_METRICS", "off", "on: /metrics answers with counts and times for Prometheus; keep it from the public."
    ),
    Setting("XIMU_PLAYBOOKS", "", "Folder of playbooks of your own, beside those that come with the program."),
    Setting(
        "XIMU_MAIL",
        "",
        "Mail server for notices: smtp://user:password@host:port, smtps:// for TLS from the start,"
        " smtp+starttls:// to begin it; no mail when empty.",
    ),
    Setting("XIMU_MAIL_FROM", "ximu@localhost", "Sender of notices by mail."),
    Setting("XIMU_MAP", "", "GeoJSON file with the boundaries of divisions, for a map; none comes with the program."),
    Setting("XIMU_MAP_APPROVAL", "", "Approval number (审图号) of that map; without it the map is not shown."),
    Setting(
        "XIMU_CLUSTER",
        "",
        "Dask scheduler that corpus runs use, as tcp://host:8786; processes of this machine when empty.",
    ),
    Setting("XIMU_DEBUG", "off", "on: show errors with their inner workings; for development only."),
)
DEFAULTS = {setting.name: setting.default for setting in SETTINGS}


def value(name: str, environment: Mapping[str, str] | None = None) -> str:
    """The value of a setting: from the environment, else its default. Raises KeyError for a name not in the table."""
    default = DEFAULTS[name]
    return (os.environ if environment is None else environment).get(name, "").strip() or default


def is_on(name: str) -> bool:
    """Whether a setting says yes."""
    return value(name).lower() in YES


def whole(name: str) -> int:
    """A setting that is a count. Raises StoreError S021 for anything else."""
    given = value(name)
    if not given.isascii() or not given.isdigit():
        raise StoreError(f"{given!r} is no whole number", where=name, next_step="write digits only", code="S021")
    return int(given)


def names(name: str) -> list[str]:
    """The values of a setting that holds several, with commas between."""
    return [part.strip() for part in value(name).split(",") if part.strip()]


class MailServer(NamedTuple):
    """Where mail is handed in; host "" when none is set."""

    host: str = ""
    port: int = 25
    user: str = ""
    password: str = ""
    ssl: bool = False
    starttls: bool = False


def mail_settings(address: str | None = None) -> MailServer:
    """The mail server of XIMU_MAIL (or `address`). Raises StoreError S020 for what is no such address."""
    given = value("XIMU_MAIL") if address is None else address
    if not given:
        return MailServer()
    try:
        parts = urlsplit(given)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    ports = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}
    if parts.scheme not in ports or not parts.hostname:
        # The address itself is not shown: it may hold a password.
        raise StoreError(
            "not an address of a mail server", where="XIMU_MAIL", next_step="write smtp://host:25", code="S020"
        )
    return MailServer(
        parts.hostname,
        port or ports[parts.scheme],
        unquote(parts.username or ""),
        unquote(parts.password or ""),
        parts.scheme == "smtps",
        parts.scheme == "smtp+starttls",
    )


def secret_key() -> str:
    """XIMU_SECRET_KEY, or the key kept in XIMU_VAR/secret_key, which is made on first use, readable by its owner only."""
    given = value("XIMU_SECRET_KEY")
    if given:
        return given
    kept = Path(value("XIMU_VAR")) / "secret_key"
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:  # another process was first
            return kept.read_text(encoding="ascii").strip()
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
    return kept.read_text(encoding="ascii").strip()
