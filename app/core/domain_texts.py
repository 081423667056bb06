"""Ask the name servers for a domain's texts (TXT records): never for a page, only by a press."""

from __future__ import annotations

import dns.exception
import dns.resolver
from flask import current_app

TIMEOUT = 3.0
"""Seconds for all the answers to one question."""


class NoAnswer(Exception):
    """The name servers did not answer."""


def domain_texts(name: str) -> list[str]:
    """Give the texts of a name, none where it has none; raises NoAnswer when no server answers in time."""
    try:
        answer = _resolver().resolve(name, "TXT", lifetime=TIMEOUT, raise_on_no_answer=False)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return []
    except (dns.exception.DNSException, UnicodeError, OSError) as error:
        raise NoAnswer from error
    return [b"".join(row.strings).decode("ascii", "replace") for row in answer.rrset or ()]


def _resolver() -> dns.resolver.Resolver:
    chosen: dns.resolver.Resolver | None = current_app.extensions.get("samling.resolver")
    return chosen or dns.resolver.get_default_resolver()
