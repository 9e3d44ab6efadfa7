# SPDX-License-Identifier: EUPL-1.2
"""Settings from the environment: each one typed, bounded and explained; a wrong value stops the start.

A secret may also come from a file named by `<NAME>_FILE`. Country, zone, languages and mailboxes are no settings:
they belong to the institution and are set on screen.
"""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

# More web processes than so many are started only where somebody has said it: each takes memory of its own.
MOST_PROCESSES = 4


class SettingError(SystemExit):
    """A setting could not be read. Says its name, what was read and what is allowed; ends the program with 2."""

    def __init__(self, name: str, value: str, allowed: str) -> None:
        super().__init__(2)
        self.sentence = f"{name} is {value!r}. Allowed: {allowed}."

    def __str__(self) -> str:
        return self.sentence


@dataclass(frozen=True)
class Setting:
    """One setting: `read` turns the text into a value or raises ValueError; `allowed` says what may stand there."""

    name: str
    read: Callable[[str], Any]
    default: str
    allowed: str
    doc: str
    secret: bool = False


def _text(value: str) -> str:
    return value


def _flag(value: str) -> bool:
    return {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}[value.lower()]


def _port(value: str) -> int:
    port = int(value)
    if not 0 <= port <= 65535:
        raise ValueError(value)
    return port


def _count(value: str) -> int:
    count = int(value)
    if not 1 <= count <= 256:
        raise ValueError(value)
    return count


def _processes(value: str) -> int:
    return min(MOST_PROCESSES, os.cpu_count() or 1) if value == "auto" else _count(value)


def _address(value: str) -> str:
    return str(ipaddress.ip_address(value))


def _names(value: str) -> list[str]:
    return [part.strip() for part in value.split(",") if part.strip()]


def _networks(value: str) -> list[str]:
    return [str(ipaddress.ip_network(part, strict=False)) for part in _names(value)]


def _url(value: str) -> str:
    if value and (urlsplit(value).scheme not in {"http", "https"} or not urlsplit(value).hostname):
        raise ValueError(value)
    return value.rstrip("/")


def _mail_bind(value: str) -> tuple[str, int] | None:
    if not value:
        return None
    host, _colon, port = value.rpartition(":")
    address = ipaddress.ip_address(host[1:-1] if host.startswith("[") and host.endswith("]") else host)
    in_brackets, number = host.startswith("["), port.isascii() and port.isdecimal()
    if (address.version == 6) != in_brackets or not number or not 1 <= int(port) <= 65535:
        raise ValueError(value)
    return str(address), int(port)


def _database(value: str) -> str:
    if value and urlsplit(value).scheme not in {"sqlite", "postgresql", "postgres"}:
        raise ValueError(value)
    return value


def _relay(value: str) -> str:
    if value and (urlsplit(value).scheme not in {"smtp", "smtps", "smtp+tls"} or not urlsplit(value).hostname):
        raise ValueError(value)
    return value


SETTINGS: tuple[Setting, ...] = (
    Setting("NIZAM_HOME", _text, "./var", "a folder", "Where the database, files, keys and outgoing mail live."),
    Setting(
        "DATABASE_URL",
        _database,
        "",
        "empty, sqlite:///path or postgresql://user:password@host:port/name",
        "The database. Empty: an SQLite file in NIZAM_HOME.",
        secret=True,
    ),
    Setting(
        "NIZAM_PUBLIC_ADDRESS",
        _url,
        "",
        "an address such as https://nizam.example.gov",
        "The address people use, for links in letters and labels.",
    ),
    Setting("NIZAM_ALLOWED_HOSTS", _names, "", "host names, comma between", "Names this server answers to."),
    Setting("NIZAM_BIND", _address, "127.0.0.1", "an IP address", "The address the web server listens on."),
    Setting("NIZAM_PORT", _port, "8000", "0 to 65535", "The port the web server listens on; 0 takes a free one."),
    Setting(
        "NIZAM_WEB_PROCESSES",
        _processes,
        "auto",
        "auto, or 1 to 256",
        f"Web processes of `nizam up`; auto is one for each processor, at most {MOST_PROCESSES}.",
    ),
    Setting("NIZAM_WORKERS", _count, "1", "1 to 256", "Background workers of `nizam up`."),
    Setting(
        "NIZAM_TRUSTED_PROXY",
        _networks,
        "",
        "networks such as 10.0.0.0/8, comma between",
        "Proxies whose X-Forwarded-For and X-Forwarded-Proto are believed.",
    ),
    Setting(
        "NIZAM_TLS_CERTIFICATE",
        _text,
        "",
        "a PEM file, or `local`",
        "Certificate for TLS; `local` makes an own authority.",
    ),
    Setting("NIZAM_TLS_KEY", _text, "", "a PEM file", "Private key of the certificate."),
    Setting(
        "NIZAM_RELAY",
        _relay,
        "",
        "smtp://, smtp+tls:// or smtps://user:password@host:port",
        "The server outgoing mail is handed to. Empty: it lies in NIZAM_HOME/outbox.",
        secret=True,
    ),
    Setting("NIZAM_MAIL_FROM", _text, "nizam@localhost", "a mail address", "Sender of the system's own mail."),
    Setting(
        "NIZAM_MAIL_BIND",
        _mail_bind,
        "",
        "empty, or an IP address and a port, such as 10.0.0.5:25 or [::1]:2525",
        "Where the mail listener takes letters to the house's mailboxes (SMTP, LMTP). Empty: there is none.",
    ),
    Setting(
        "NIZAM_S3_BUCKET", _text, "", "a bucket's name", "Keep files in this S3 bucket. Empty: in NIZAM_HOME/blobs."
    ),
    Setting("NIZAM_S3_ENDPOINT", _url, "", "an address", "The S3 service, when it is not the default one."),
    Setting("NIZAM_S3_REGION", _text, "", "a region's name", "The S3 region."),
    Setting("NIZAM_S3_ACCESS_KEY", _text, "", "a text", "The S3 access key.", secret=True),
    Setting("NIZAM_S3_SECRET_KEY", _text, "", "a text", "The S3 secret key.", secret=True),
    Setting(
        "NIZAM_SECRET_KEY",
        _text,
        "",
        "50 characters or more",
        "Overrides the key generated in NIZAM_HOME.",
        secret=True,
    ),
    Setting("NIZAM_DEBUG", _flag, "0", "1, 0, true, false, yes, no", "Detailed error pages, for developers only."),
)


def read_settings(environ: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return every setting's value by name; raises SettingError for the first wrong one."""
    environ = os.environ if environ is None else environ
    values: dict[str, Any] = {}
    for setting in SETTINGS:
        text = environ.get(setting.name)
        if text is None and setting.secret and f"{setting.name}_FILE" in environ:
            path = environ[f"{setting.name}_FILE"]
            try:
                text = Path(path).read_text("utf-8").strip()
            except OSError as error:
                raise SettingError(f"{setting.name}_FILE", path, f"a readable file ({error.strerror})") from None
        if text is None:
            text = setting.default
        try:
            values[setting.name] = setting.read(text)
        except (ValueError, KeyError):
            shown = "…" if setting.secret else text
            raise SettingError(setting.name, shown, setting.allowed) from None
    if values["NIZAM_SECRET_KEY"] and len(values["NIZAM_SECRET_KEY"]) < 50:
        raise SettingError("NIZAM_SECRET_KEY", "…", "50 characters or more")
    return values


def database_settings(url: str, home: Path) -> dict[str, Any]:
    """Return Django's DATABASES entry for `url`, with the options this house relies on."""
    parts = urlsplit(url)
    if parts.scheme in {"", "sqlite"}:
        path = Path(unquote(parts.path)) if url else home / "nizam.sqlite3"
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(path),
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 30,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
            },
        }
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": _query(parts.query).get("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"options": "-c jit=off"},
    }


def _query(query: str) -> dict[str, str]:
    return {name: unquote(value) for name, _, value in (part.partition("=") for part in query.split("&") if part)}
