"""Settings: read once from the environment, frozen afterwards.

Every setting is a ``PORTAL_*`` variable documented in ``docs/operators/settings.md``;
a bad value stops start-up with a :class:`SettingsError` that names the variable.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

ENVIRONMENT_NAMES = (
    "PORTAL_ENV",
    "PORTAL_SECRET_KEY",
    "PORTAL_BASE_URL",
    "PORTAL_DATA_DIR",
    "PORTAL_DATABASE_URL",
    "PORTAL_SEARCH",
    "PORTAL_SEARCH_MEMORY",
    "PORTAL_REDIS_URL",
    "PORTAL_MAIL_URL",
    "PORTAL_INBOUND",
    "PORTAL_INBOUND_DOMAIN",
    "PORTAL_ROBOT_HOSTS",
    "PORTAL_SMS_URL",
    "PORTAL_SMS_BODY",
    "PORTAL_SMS_SUCCESS",
    "PORTAL_TRUSTED_PROXIES",
)
MINIMUM_SECRET_LENGTH = 32
DOMAIN = r"[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?"


class SettingsError(Exception):
    """A setting cannot be used; the message names it and says what to do."""


class Environment(StrEnum):
    DEVELOPMENT = "development"
    PRODUCTION = "production"


@dataclass(frozen=True, slots=True)
class Settings:
    environment: Environment
    secret_key: str
    base_url: str  # no trailing slash
    data_dir: Path
    database_url: str
    search: str
    search_memory: int  # megabytes that a process keeps of the index, besides what it needs
    redis_url: str | None
    mail_url: str | None
    inbound: tuple[str, int] | None  # where answers by mail are taken: host and port
    inbound_domain: str  # of the addresses they come to; empty when none are taken
    robot_hosts: tuple[str, ...]  # `host` or `host:port`, besides those of the providers
    sms_url: str  # with placeholders; empty when no text messages are sent
    sms_body: str  # with placeholders; empty for a GET
    sms_success: str  # stands in the answer to a text that was taken; empty: any 2xx is enough
    trusted_proxies: int  # how many proxies stand in front of the portal

    @property
    def production(self) -> bool:
        return self.environment is Environment.PRODUCTION

    @property
    def secure(self) -> bool:
        """Whether visitors reach the portal over TLS (cookies are then `Secure`)."""
        return self.base_url.startswith("https://")


def read_settings(environ: Mapping[str, str]) -> Settings:
    """Read and check all settings; raises :class:`SettingsError` on the first bad one."""
    environment = Environment(
        _one_of(environ, "PORTAL_ENV", Environment.DEVELOPMENT, tuple(Environment))
    )
    data_dir = Path(environ.get("PORTAL_DATA_DIR") or "instance").resolve()
    return Settings(
        environment=environment,
        secret_key=_secret(environ, data_dir, environment),
        base_url=_base_url(environ),
        data_dir=data_dir,
        database_url=_database_url(environ, data_dir),
        search_memory=_megabytes(environ, "PORTAL_SEARCH_MEMORY", 128),
        search=_search(environ, _database_url(environ, data_dir)),
        redis_url=_url(environ, "PORTAL_REDIS_URL", ("redis", "rediss", "unix")),
        mail_url=_url(environ, "PORTAL_MAIL_URL", ("smtp", "smtps")),
        inbound=_inbound(environ),
        inbound_domain=_domain(environ, "PORTAL_INBOUND_DOMAIN"),
        robot_hosts=_hosts(environ, "PORTAL_ROBOT_HOSTS"),
        sms_url=_sms_url(environ),
        sms_body=environ.get("PORTAL_SMS_BODY") or "",
        sms_success=(environ.get("PORTAL_SMS_SUCCESS") or "").strip(),
        trusted_proxies=_count(environ, "PORTAL_TRUSTED_PROXIES"),
    )


def _one_of(environ: Mapping[str, str], name: str, default: str, allowed: tuple[str, ...]) -> str:
    value = environ.get(name) or default
    if value not in allowed:
        raise SettingsError(f"{name}={value!r}: use one of {', '.join(allowed)}")
    return value


def _secret(environ: Mapping[str, str], data_dir: Path, environment: Environment) -> str:
    """The given secret; on a development machine one that is made once and kept."""
    given = environ.get("PORTAL_SECRET_KEY")
    if given:
        if environment is Environment.PRODUCTION and len(given) < MINIMUM_SECRET_LENGTH:
            raise SettingsError(
                f"PORTAL_SECRET_KEY: use at least {MINIMUM_SECRET_LENGTH} random characters"
            )
        return given
    if environment is Environment.PRODUCTION:
        raise SettingsError(
            "PORTAL_SECRET_KEY is not set: production needs "
            f"{MINIMUM_SECRET_LENGTH} or more random characters, the same on every machine"
        )
    return _kept_secret(data_dir / "secret")


def _kept_secret(path: Path) -> str:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="ascii") as file:
            path.chmod(0o600)
            file.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    return path.read_text(encoding="ascii").strip()


def _base_url(environ: Mapping[str, str]) -> str:
    url = _url(environ, "PORTAL_BASE_URL", ("http", "https")) or "http://127.0.0.1:8000"
    if urlsplit(url).path not in ("", "/"):
        raise SettingsError(
            "PORTAL_BASE_URL: give scheme and host only, such as https://example.org"
        )
    return url.rstrip("/")


def _database_url(environ: Mapping[str, str], data_dir: Path) -> str:
    given = _url(environ, "PORTAL_DATABASE_URL", ("sqlite", "postgresql", "postgresql+psycopg"))
    return given or f"sqlite:///{data_dir / 'portal.sqlite3'}"


def _search(environ: Mapping[str, str], database_url: str) -> str:
    """The search engine; PostgreSQL's keeps its index in the portal's own database."""
    engine = _one_of(environ, "PORTAL_SEARCH", "whoosh", ("whoosh", "postgresql"))
    if engine == "postgresql" and not database_url.startswith("postgresql"):
        raise SettingsError(
            "PORTAL_SEARCH=postgresql needs a PostgreSQL database: set PORTAL_DATABASE_URL to one, "
            "or use whoosh"
        )
    return engine


def _url(environ: Mapping[str, str], name: str, schemes: tuple[str, ...]) -> str | None:
    value = environ.get(name)
    if not value:
        return None
    if urlsplit(value).scheme not in schemes:
        raise SettingsError(f"{name}: the address must start with {' or '.join(schemes)}")
    return value


def _inbound(environ: Mapping[str, str]) -> tuple[str, int] | None:
    value = environ.get("PORTAL_INBOUND")
    if not value:
        return None
    host, _, port = value.rpartition(":")
    if not host or not port.isdecimal() or not 1 <= int(port) <= 65535:
        raise SettingsError(f"PORTAL_INBOUND={value!r}: give host:port, such as 127.0.0.1:2525")
    if not environ.get("PORTAL_INBOUND_DOMAIN"):
        raise SettingsError("PORTAL_INBOUND needs PORTAL_INBOUND_DOMAIN: the domain of the answers")
    return host.strip("[]"), int(port)


def _domain(environ: Mapping[str, str], name: str) -> str:
    value = (environ.get(name) or "").strip().lower()
    if value and not re.fullmatch(DOMAIN, value):
        raise SettingsError(f"{name}={value!r}: give a domain, such as reply.example.org")
    return value


def _hosts(environ: Mapping[str, str], name: str) -> tuple[str, ...]:
    """Hosts with or without a port, separated by commas or blanks."""
    found = tuple((environ.get(name) or "").lower().replace(",", " ").split())
    for value in found:
        if not re.fullmatch(rf"{DOMAIN}(:\d{{1,5}})?", value):
            raise SettingsError(f"{name}={value!r}: give host or host:port, separated by commas")
    return found


def _sms_url(environ: Mapping[str, str]) -> str:
    url = _url(environ, "PORTAL_SMS_URL", ("https",)) or ""
    body = environ.get("PORTAL_SMS_BODY") or ""
    if url and not all(part in url + body for part in ("{phone}", "{text}")):
        raise SettingsError("PORTAL_SMS_URL, PORTAL_SMS_BODY: {phone} and {text} must stand in one")
    return url


def _megabytes(environ: Mapping[str, str], name: str, default: int) -> int:
    value = environ.get(name) or str(default)
    if not value.isdecimal() or not 1 <= int(value) <= 4096:
        raise SettingsError(f"{name}={value!r}: give megabytes, 1 to 4096")
    return int(value)


def _count(environ: Mapping[str, str], name: str) -> int:
    value = environ.get(name) or "0"
    if not value.isdecimal() or int(value) > 10:
        raise SettingsError(f"{name}={value!r}: give the number of proxies, 0 to 10")
    return int(value)
