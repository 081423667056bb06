"""E-mail addresses: checked in shape, and brought to the form in which one mailbox is one.

The canonical form serves look-up and uniqueness only; mail goes to the address as it was typed.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from email_validator import EmailNotValidError, validate_email

from app.core.providers import BY_DOMAIN, COMMON, FAMILIES, SLIPS, Provider

MAX_LENGTH = 254  # RFC 5321, 4.5.3.1.3, less the angle brackets

SHORTEST_NAME = 5
"""Shorter names of domains (me, live, tuta) have too many true neighbours for a guess."""


def is_address(text: str) -> bool:
    """Say whether a text has the shape of an e-mail address; nothing is looked up."""
    if len(text) > MAX_LENGTH:
        return False
    try:
        validate_email(text, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return False
    return True


def for_sending(address: str) -> tuple[str, str]:
    """Split an address into its local part and its domain in ASCII; raises ValueError when it is none."""
    found = validate_email(address, check_deliverability=False, test_environment=True)
    return found.local_part, found.ascii_domain


def canonical(address: str) -> str:
    """Give the form in which two spellings of one mailbox are equal."""
    address = unicodedata.normalize("NFKC", address.strip())
    local, _, domain = address.rpartition("@")
    local, domain = local.casefold(), _ascii_domain(domain.casefold())
    user, _, above = domain.partition(".")
    provider = BY_DOMAIN.get(domain)
    if provider is None and above in BY_DOMAIN and BY_DOMAIN[above].has_subdomains and user != "www":
        provider, local, domain = BY_DOMAIN[above], user, above
    return f"{local}@{domain}" if provider is None else _folded(local, domain, provider)


def _folded(local: str, domain: str, provider: Provider) -> str:
    """Bring an address to its provider's one form; a name of nothing but signs stays as it is."""
    local = local.partition(provider.subaddress)[0] or local
    if provider.equals:
        local = local.replace(*provider.equals)
    without = "".join(character for character in local if character not in provider.ignores)
    return f"{without or local}@{provider.domains[0] if provider.are_one else domain}"


def _ascii_domain(domain: str) -> str:
    try:
        return domain.encode("idna").decode("ascii")
    except UnicodeError:
        return domain


def suggest(address: str) -> str | None:
    """Give the address that was probably meant, when its domain looks like a slip; nothing is looked up."""
    local, _, domain = address.strip().rpartition("@")
    meant = _meant(domain.casefold())
    return f"{local}@{meant}" if local and meant else None


@lru_cache(maxsize=2048)  # most who sign share a few domains, and measuring words took a sixth of signing
def _meant(domain: str) -> str | None:
    if domain in SLIPS:
        return SLIPS[domain]
    name, _, ending = domain.partition(".")
    if domain in COMMON or domain in BY_DOMAIN or not ending or len(domain) > 30:
        return None
    if name in FAMILIES and (_is_country(ending) or len(name) < SHORTEST_NAME):
        return None
    near = [(_distance(domain, common), common) for common in COMMON if _is_near(name, ending, common)]
    return min(near, key=lambda each: each[0])[1] if near else None


def _is_near(name: str, ending: str, common: str) -> bool:
    """Say whether a domain differs from a common one as much as a slip of the fingers does."""
    its_name, _, its_ending = common.partition(".")
    if len(its_name) < SHORTEST_NAME:
        return False
    apart, endings_apart = _distance(name, its_name), _distance(ending, its_ending)
    most = 1 if len(its_name) < 7 else 2
    return apart <= most and endings_apart <= 1 and apart + endings_apart <= 2


def _is_country(ending: str) -> bool:
    # .co and .cm are countries, and what .com becomes when a key is missed.
    last = ending.rpartition(".")[2]
    return len(last) == 2 and last not in {"co", "cm", "om"}


def _distance(one: str, other: str) -> int:
    """Count the slips between two words: a letter more, less, another, or two changed round."""
    above: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        two_above, above, row = above, row, [i]
        for j, its in enumerate(other, 1):
            least = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (letter != its))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == its:
                least = min(least, two_above[j - 2] + 1)
            row.append(least)
    return row[-1]


def canonical_name(name: str) -> str:
    """Give the form in which two spellings of one name are equal: case, spaces and width aside."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
