"""Where else the association is found: addresses as they are typed, one on each line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from app.core.errors import DomainError
from app.core.i18n import lazy_gettext as _l

MOST = 8
LONGEST_NAME, LONGEST_ADDRESS = 40, 300

_TRACKED_BY = """
fbclid gclid dclid gbraid wbraid msclkid twclid ttclid igsh igshid mc_cid mc_eid si _ga _gl ref_src ref_url
mibextid yclid li_fat_id vero_id oly_enc_id oly_anon_id __tn__ __cft__
"""
_TRACKERS = frozenset(_TRACKED_BY.split())
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{1,62}")


class LinkRefused(DomainError):
    """Why a line is not taken."""


class NoAddress(LinkRefused):
    """A line without an address of a kind that can be shown."""

    message = _l(
        "Line %(line)s: write a name and then an address that begins with https://, "
        "like Facebook https://facebook.com/…"
    )


class NotHttps(LinkRefused):
    """An address that is not encrypted, or no web page at all."""

    message = _l("Line %(line)s: the address has to begin with https://.")


class TooLong(LinkRefused):
    """More than fits."""

    message = _l("Line %(line)s is too long: a name of at most 40 characters, an address of at most 300.")


class TooMany(LinkRefused):
    """More than anyone reads."""

    message = _l("At most 8 links fit.")


def read(text: str) -> list[dict[str, str]]:
    """Read the lines in their order; raises LinkRefused with the number of the line."""
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    if len(lines) > MOST:
        raise TooMany
    return [_read_line(number, line) for number, line in lines]


def _read_line(number: int, line: str) -> dict[str, str]:
    words = line.split()
    address = words[-1]
    if "://" not in address:
        raise NoAddress(line=number) if ":" not in address else NotHttps(line=number)
    name = " ".join(words[:-1]).rstrip(" :–-,")
    if len(name) > LONGEST_NAME or len(address) > LONGEST_ADDRESS:
        raise TooLong(line=number)
    clean = cleaned(address, number)
    return {"name": name or (urlsplit(clean).hostname or "").removeprefix("www."), "url": clean}


def cleaned(address: str, line: int) -> str:
    """Give an https address without what follows people about; raises LinkRefused."""
    try:
        parts = urlsplit(address)
        host, port = (parts.hostname or "").encode("idna").decode(), parts.port
    except (ValueError, UnicodeError):
        raise NoAddress(line=line) from None
    if parts.scheme.lower() != "https":
        raise NotHttps(line=line)
    if not _HOST.fullmatch(host) or parts.username is not None or port not in {None, 443}:
        raise NoAddress(line=line)
    kept = [
        (key, value)
        for key, value in parse_qsl(parts.query, keep_blank_values=True)
        if key.lower() not in _TRACKERS and not key.lower().startswith("utm_")
    ]
    return urlunsplit(("https", host, parts.path, urlencode(kept), ""))


def written(links: Sequence[dict[str, str]]) -> str:
    """Write links as they are typed."""
    return "\n".join(f"{each['name']} {each['url']}" for each in links)
