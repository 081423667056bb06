"""What is known of mail providers, as data: which addresses are one mailbox, and which domains are common.

Sources: the providers' own help pages on aliases. Nothing is folded that its provider does not document:
whoever is taken for somebody else could not sign. Known and left alone: GMX, WEB.DE, Tuta, Telia,
Bredband and Comhem have neither plus-addressing nor domains that are one.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Provider:
    """How one provider's addresses are read."""

    domains: tuple[str, ...]
    are_one: bool = False
    """Whether a name is the same mailbox at each of its domains; the first stands for all."""
    ignores: str = ""
    """Characters of the local part that make no difference."""
    subaddress: str = "+"
    """What ends the mailbox's name; what follows is the owner's own mark."""
    equals: tuple[str, str] | None = None
    """Two characters that mean the same."""
    has_subdomains: bool = False
    """Whether a name below the domain is a mailbox: what stands before the @ is then the owner's own mark."""


PROVIDERS = (
    Provider(("gmail.com", "googlemail.com"), are_one=True, ignores="."),
    Provider(
        (
            *("outlook.com", "outlook.se", "outlook.dk", "outlook.de", "outlook.fr", "outlook.es"),
            *("hotmail.com", "hotmail.se", "hotmail.co.uk", "hotmail.de", "hotmail.fr", "hotmail.es"),
            *("hotmail.dk", "hotmail.no", "hotmail.fi", "hotmail.it", "hotmail.nl"),
            *("live.com", "live.se", "live.dk", "live.no", "live.fi", "live.co.uk", "msn.com"),
            "passport.com",
        )
    ),
    Provider(("icloud.com", "me.com", "mac.com"), are_one=True),
    Provider(("proton.me", "protonmail.com", "protonmail.ch", "pm.me"), are_one=True, ignores="._-"),
    Provider(
        ("fastmail.com", "fastmail.fm", "fastmail.se", "fastmail.net", "fastmail.org"), has_subdomains=True
    ),
    # Yahoo's disposable addresses are base-keyword; a plain name has no hyphen, and no plus is known.
    Provider(
        (
            *("yahoo.com", "yahoo.se", "yahoo.co.uk", "yahoo.de", "yahoo.fr", "yahoo.es", "yahoo.it"),
            *("yahoo.dk", "yahoo.no", "ymail.com", "rocketmail.com"),
        ),
        subaddress="-",
    ),
    Provider(
        ("yandex.com", "yandex.ru", "yandex.by", "yandex.kz", "yandex.ua", "ya.ru"),
        are_one=True,
        equals=(".", "-"),
    ),
    Provider(("zoho.com", "zoho.eu", "zohomail.com", "zohomail.eu")),
    Provider(("mailbox.org",)),
    Provider(("posteo.de", "posteo.net", "posteo.se", "posteo.org")),
    Provider(("runbox.com", "runbox.no")),
    Provider(("hey.com",)),
    Provider(("disroot.org",)),
)

BY_DOMAIN = {domain: provider for provider in PROVIDERS for domain in provider.domains}

COMMON = (
    *("gmail.com", "hotmail.com", "hotmail.se", "outlook.com", "live.se", "live.com", "icloud.com", "me.com"),
    *("yahoo.com", "yahoo.se", "msn.com", "proton.me", "protonmail.com", "fastmail.com", "googlemail.com"),
    *("telia.com", "telia.se", "comhem.se", "bredband.net", "bredband2.com", "tele2.se", "spray.se"),
    *("home.se", "swipnet.se", "passagen.se", "bahnhof.se", "ownit.nu", "mail.com", "ymail.com", "mac.com"),
    *(
        "email.com",
        "gmx.com",
        "gmx.net",
        "gmx.de",
        "web.de",
        "tuta.com",
        "tutanota.com",
        "yandex.com",
        "zoho.com",
    ),
)
"""The domains that people here write most: what is close to one of them, and none of them, is a slip."""

FAMILIES = frozenset({"hotmail", "outlook", "live", "yahoo", "gmx", "yandex", "zoho", "fastmail", "posteo"})
"""Names that have domains in many countries: another ending is no slip."""

SLIPS = {"gmail.se": "gmail.com", "gmail.nu": "gmail.com", "icloud.se": "icloud.com"}
"""Slips that no distance finds."""
