"""Domains of mail that many people share, as data: no rule and no count takes them for one sender."""

from __future__ import annotations

_PROVIDERS = """
gmail.com googlemail.com outlook.com outlook.se hotmail.com hotmail.se hotmail.co.uk live.com live.se msn.com
icloud.com me.com mac.com yahoo.com yahoo.se ymail.com aol.com proton.me protonmail.com pm.me fastmail.com
gmx.com gmx.net gmx.de web.de mail.com zoho.com tutanota.com tuta.com tuta.io mail.ru yandex.com
telia.com bredband.net bredband2.com comhem.se tele2.se spray.se bahnhof.se home.se swipnet.se
passagen.se glocalnet.net ownit.nu riseup.net disroot.org posteo.de mailbox.org hey.com
"""
_RELAYS = """
privaterelay.appleid.com mozmail.com relay.firefox.com duck.com simplelogin.com simplelogin.co simplelogin.fr
slmail.me aleeas.com 8alias.com 8shield.net anonaddy.com anonaddy.me addy.io passmail.net passinbox.com
33mail.com
"""

PROVIDERS = frozenset(_PROVIDERS.split())
"""Mailboxes of anyone. A rule for one of them would hold people for nothing."""
RELAYS = frozenset(_RELAYS.split())
"""Services that forward to a mailbox so that its owner need not give it away: honest people use them."""


def is_shared(domain: str) -> bool:
    """Say whether a domain, or one that it lies under, is everybody's."""
    parts = domain.split(".")
    return any(".".join(parts[at:]) in PROVIDERS | RELAYS for at in range(len(parts) - 1))
