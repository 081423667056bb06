"""The settings of one installation: typed, checked at start, read once.

A value comes from the environment (``SAMLING_<NAME>``), else from ``instance/config.toml``
(the same names in lower case), else from the default written here. ``docs/operations.md``
describes each of them; a test keeps that list complete.
"""

from __future__ import annotations

import ipaddress
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from email.errors import MessageError
from email.headerregistry import Address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

PREFIX = "SAMLING_"

LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})

_BASE_URL = re.compile(r"https?://(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?")


class ConfigError(Exception):
    """A setting that cannot be used, as one sentence for the person who starts the program."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything that may differ between two installations."""

    instance: Path
    """Folder of database, keys, mail and made files."""
    database_url: str = field(default="", repr=False)
    """SQLAlchemy address; empty means SQLite in the instance folder."""
    key_store_url: str = field(default="", repr=False)
    """Where the wrapped data keys lie; empty means SQLite in the instance folder."""
    mail_url: str = field(default="", repr=False)
    """``maildir:PATH``, ``smtp://[user:password@]host[:port]`` or ``smtps://…``."""
    mail_from: str = "samling@localhost"
    """Address that mails are sent from."""
    base_url: str = ""
    """Public address, without a path; links in mails are made from it, never from Host."""
    host: str = "localhost"
    """Name or address the server listens on."""
    port: int = 8000
    """Port the server listens on."""
    workers: int = 2
    """Web processes; the background worker is one more."""
    trusted_proxies: tuple[str, ...] = ()
    """Addresses or networks (CIDR) whose X-Forwarded-For and -Proto are believed."""
    redis_url: str = field(default="", repr=False)
    """Redis-compatible server that shares rate limits between processes; optional."""
    rate_limits: bool = True
    """``off`` only for load tests, and only when the base URL is loopback."""
    master_key: str = field(default="", repr=False)
    """``id:base64`` keys, newest first, comma separated; empty means ``instance/keys/master.key``."""
    demo: bool = False
    """Demonstration: a band on every page, invented people, mails readable on the page."""
    max_body: int = 1_048_576
    """Largest request body in bytes."""
    body_deadline: float = 15.0
    """Seconds that a client may take to send a request body."""

    @property
    def is_loopback(self) -> bool:
        """Say whether people reach this installation only from the machine itself."""
        return is_loopback_url(self.base_url)

    @property
    def is_https(self) -> bool:
        """Say whether people reach this installation over TLS."""
        return self.base_url.startswith("https://")

    @property
    def sends_mail(self) -> bool:
        """Say whether people get their mails: in the demonstration they read them on the page."""
        return self.demo or not self.mail_url.startswith("maildir:")

    @property
    def shows_mail(self) -> bool:
        """Say whether mails are read on the page: in the demonstration, unless a mail server is set."""
        return self.demo and self.mail_url.startswith("maildir:")

    @property
    def base_host(self) -> str:
        """Give the Host header that a request for the base URL carries."""
        return urlsplit(self.base_url).netloc.lower()

    @property
    def is_sqlite(self) -> bool:
        """Say whether the embedded database is in use."""
        return self.database_url.startswith("sqlite")


def is_loopback_url(url: str) -> bool:
    """Say whether a URL points at the machine itself."""
    host = (urlsplit(url).hostname or "").lower()
    return host in LOOPBACK_NAMES or host.endswith(".localhost")


def load_settings(environ: Mapping[str, str] | None = None, **overrides: Any) -> Settings:
    """Read and check the settings.

    ``PORT`` without prefix is honoured as well, since hosting services set it.
    Raises ConfigError with a sentence for the first value that cannot be used.
    """
    environ = os.environ if environ is None else environ
    instance = Path(
        overrides.pop("instance", None) or environ.get(f"{PREFIX}INSTANCE") or "instance"
    ).absolute()
    raw: dict[str, Any] = {**_from_file(instance / "config.toml"), **_from_environ(environ), **overrides}
    values = {name: _typed(name, value) for name, value in raw.items()}
    values["instance"] = instance
    return _checked(_with_derived(values))


def _from_file(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} is not valid TOML: {error}.") from error
    unknown = sorted(set(values) - _names() | ({"instance"} & set(values)))  # the file lies in it
    if unknown:
        raise ConfigError(f"{path} has settings that do not exist: {', '.join(unknown)}.")
    return values


def _from_environ(environ: Mapping[str, str]) -> dict[str, Any]:
    values: dict[str, Any] = {"port": environ["PORT"]} if environ.get("PORT") else {}
    for name in _names():
        given = environ.get(PREFIX + name.upper())
        if given is not None and given != "":
            values[name] = given
    return values


def _names() -> set[str]:
    return {item.name for item in fields(Settings)}


def _typed(name: str, value: Any) -> Any:
    setting = f"{PREFIX}{name.upper()}"
    if name in {"port", "workers", "max_body"}:
        try:
            return int(str(value))
        except ValueError:
            raise ConfigError(f"{setting} must be a whole number, not {value!r}.") from None
    if name == "body_deadline":
        try:
            return float(value)
        except (TypeError, ValueError):
            raise ConfigError(f"{setting} must be a number of seconds, not {value!r}.") from None
    if name in {"rate_limits", "demo"}:
        return _switch(setting, value)
    if name == "trusted_proxies":
        parts = value.split(",") if isinstance(value, str) else value
        if not isinstance(parts, list | tuple):
            raise ConfigError(f"{setting} must be a list of addresses or networks, not {value!r}.")
        return tuple(str(part).strip() for part in parts if str(part).strip())
    return str(value)


def _switch(setting: str, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    word = str(value).strip().lower()
    if word in {"on", "true", "yes", "1"}:
        return True
    if word in {"off", "false", "no", "0"}:
        return False
    raise ConfigError(f"{setting} must be on or off, not {value!r}.")


def _with_derived(values: dict[str, Any]) -> Settings:
    instance: Path = values["instance"]
    port = values.get("port", Settings.port)
    for name, file in (
        ("database_url", instance / "samling.db"),
        ("key_store_url", instance / "keys" / "store.db"),
    ):
        url = values.get(name) or f"sqlite:///{file}"
        if url.startswith(("postgresql://", "postgres://")):
            url = "postgresql+psycopg://" + url.partition("://")[2]
        values[name] = url
    values["mail_url"] = values.get("mail_url") or f"maildir:{instance / 'mail'}"
    values["base_url"] = _as_browsers_write(values.get("base_url") or f"http://localhost:{port}")
    return Settings(**values)


def _as_browsers_write(url: str) -> str:
    """Bring a base URL to the form that Host and Origin have: lower case, without the usual port."""
    url = url.strip().rstrip("/").lower()
    return url.removesuffix(":443" if url.startswith("https:") else ":80")


_RANGES = {
    "port": (1, 65535),
    "workers": (1, 64),
    "max_body": (1024, 1 << 30),
    "body_deadline": (1, 3600),
}


def _has_port(url: str) -> bool:
    """Say whether the port of a URL, if there is one, is a port."""
    try:
        return urlsplit(url).port != 0
    except ValueError:
        return False


def _check_base_url(settings: Settings) -> None:
    if not _BASE_URL.fullmatch(settings.base_url) or not _has_port(settings.base_url):
        raise ConfigError(
            f"{PREFIX}BASE_URL must be http(s)://name[:port] without a path, not {settings.base_url!r}; "
            "a name with å, ä or ö is written as xn--…."
        )
    if not settings.is_https and not settings.is_loopback:
        raise ConfigError(
            f"{PREFIX}BASE_URL must begin with https:// when it is not this machine: "
            "sign-in cookies and signatures must not cross a network unencrypted."
        )


def _checked(settings: Settings) -> Settings:
    """Raise ConfigError for the first setting that would break something later."""
    for name, (low, high) in _RANGES.items():
        if not low <= getattr(settings, name) <= high:
            raise ConfigError(f"{PREFIX}{name.upper()} must be between {low} and {high}.")
    _check_base_url(settings)
    _check_addresses(settings)
    if not settings.rate_limits and not settings.is_loopback:
        raise ConfigError(f"{PREFIX}RATE_LIMITS=off is refused: only for load tests on a loopback base URL.")
    for network in settings.trusted_proxies:
        try:
            ipaddress.ip_network(network, strict=False)
        except ValueError:
            raise ConfigError(f"{PREFIX}TRUSTED_PROXIES: {network!r} is no address or network.") from None
    return settings


def _check_addresses(settings: Settings) -> None:
    for name in ("database_url", "key_store_url"):
        if not getattr(settings, name).startswith(("sqlite:///", "postgresql+psycopg://")):
            raise ConfigError(f"{PREFIX}{name.upper()} must be a sqlite:/// or postgresql:// address.")
    if not settings.mail_url.startswith(("maildir:", "smtp://", "smtps://")):
        raise ConfigError(f"{PREFIX}MAIL_URL must begin with maildir:, smtp:// or smtps://.")
    if settings.mail_url.startswith("smtp") and not _has_port(settings.mail_url):
        raise ConfigError(f"{PREFIX}MAIL_URL has a port that is no number between 1 and 65535.")
    try:
        Address(addr_spec=settings.mail_from)
    except (ValueError, IndexError, MessageError):
        raise ConfigError(
            f"{PREFIX}MAIL_FROM must be an e-mail address, not {settings.mail_from!r}."
        ) from None
