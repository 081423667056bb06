"""Limits on how often something may be tried, by Flask-Limiter's engine.

Without REDIS_URL the counts are kept in each process, so with N web processes a limit is up to N times
as generous; with it they are shared. Public acts are limited per network, since people at one square
share an address: the numbers are meant for floods, not for a queue at a table. While the counting
server is away each process counts for itself: nobody is kept from signing because of it.
"""

from __future__ import annotations

import ipaddress
import math
from functools import cache

from flask import Flask, current_app, request
from flask_limiter import Limiter
from limits import RateLimitItem, parse
from limits.errors import StorageError
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from app.core import clock

limiter = Limiter(key_func=lambda: network(request.remote_addr), headers_enabled=False)

REDIS_OPTIONS = {"wrap_exceptions": True, "socket_connect_timeout": 0.5, "socket_timeout": 0.5}

MAILBOX_LIMIT = "20 per hour"
"""Of each act, for one mailbox, so that nobody fills another's by typing her address."""

_parsed: dict[str, RateLimitItem] = {}


def init_app(app: Flask) -> None:
    """Choose where counts are kept."""
    settings = app.config["SETTINGS"]
    app.config["RATELIMIT_STORAGE_URI"] = settings.redis_url or "memory://"
    app.config["RATELIMIT_STORAGE_OPTIONS"] = REDIS_OPTIONS if settings.redis_url else {}
    app.config["RATELIMIT_ENABLED"] = settings.rate_limits
    limiter.init_app(app)


def allow(act: str, limit: str, *keys: str, cost: int = 1) -> bool:
    """Count tries of an act, and say whether they are within the limit, like ``20 per minute``."""
    if not current_app.config["SETTINGS"].rate_limits:
        return True
    item = _parsed.get(limit) or _parsed.setdefault(limit, parse(limit))
    try:
        return limiter.limiter.hit(item, act, *keys, cost=cost)
    except StorageError:
        return _own_counts().hit(item, act, *keys, cost=cost)


def minutes_left(act: str, limit: str, *keys: str) -> int:
    """Say in how many minutes, rounded up and at least one, an act that was refused may be tried again."""
    item = _parsed.get(limit) or _parsed.setdefault(limit, parse(limit))
    try:
        ends = limiter.limiter.get_window_stats(item, act, *keys).reset_time
    except StorageError:
        ends = _own_counts().get_window_stats(item, act, *keys).reset_time
    return max(1, math.ceil((ends - clock.now().timestamp()) / 60))


def allow_mail(act: str, mailbox: bytes) -> bool:
    """Count what mails a mailbox, named by a keyed hash, and say whether it is within the limit."""
    return allow(f"{act}-mails", MAILBOX_LIMIT, mailbox.hex())


@cache
def _own_counts() -> FixedWindowRateLimiter:
    return FixedWindowRateLimiter(MemoryStorage())


def network(address: str | None) -> str:
    """Name the network of an address: itself for IPv4, the first 64 bits for IPv6."""
    try:
        ip = ipaddress.ip_address(address or "")
    except ValueError:
        return "unknown"
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped:
            return str(ip.ipv4_mapped)
        return str(ipaddress.ip_network((ip, 64), strict=False))
    return str(ip)


def client_network() -> str:
    """Name the network that the request in hand came from."""
    return network(request.remote_addr)
