"""E-mail addresses: checked in shape, and brought to the form in which one mailbox is one.

The canonical form serves look-up and uniqueness only; mail goes to the address as it was typed.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from email_validator import EmailNotValidError, validate_email

MAX_LENGTH = 254  # RFC 5321, 4.5.3.1.3, less the angle brackets


@dataclass(frozen=True)
class Provider:
    """How one provider's addresses are read: which domains are one, and what it ignores."""

    domain: str
    aliases: frozenset[str] = frozenset()
    ignores_dots: bool = False
    subaddress: str = "+"


# Sources: the providers' own help pages on aliases. Plus-addressing is only folded where the provider has it.
PROVIDERS = (
    Provider("gmail.com", frozenset({"googlemail.com"}), ignores_dots=True),
    Provider("outlook.com"),
    Provider("hotmail.com"),
    Provider("live.com"),
    Provider("icloud.com", frozenset({"me.com", "mac.com"})),
    Provider("proton.me", frozenset({"protonmail.com", "pm.me"})),
    Provider("fastmail.com"),
)

_BY_DOMAIN = {domain: item for item in PROVIDERS for domain in (item.domain, *item.aliases)}


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
    provider = _BY_DOMAIN.get(domain)
    if provider is None:
        return f"{local}@{domain}"
    if provider.subaddress:
        local = local.partition(provider.subaddress)[0] or local
    if provider.ignores_dots:
        local = local.replace(".", "") or local
    return f"{local}@{provider.domain}"


def _ascii_domain(domain: str) -> str:
    try:
        return domain.encode("idna").decode("ascii")
    except UnicodeError:
        return domain


def canonical_name(name: str) -> str:
    """Give the form in which two spellings of one name are equal: case, spaces and width aside."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
