"""How often a sign-in may be tried: an attacker is slowed down, the owner of the address is never kept out.

A browser that has signed in to an account before has tries of its own, so whoever uses up the tries of an
address from elsewhere does not use up hers; a passkey asks for no address at all and is not counted here.
"""

from __future__ import annotations

from app.accounts import service, sessions
from app.core import rate, signin
from app.core.i18n import ngettext

Limit = tuple[str, str, tuple[str, ...]]

NETWORK = "60 per 10 minutes"
OWN_BROWSER = "20 per 10 minutes"
ADDRESS_FROM_NETWORK = "10 per 10 minutes"
ADDRESS = "60 per hour"
CODES = "30 per hour"


def refusal_of_password(email: str) -> str | None:
    """Count a try at somebody's password; say why it is not looked at, with the minutes, or None."""
    hashed, network, browser = service.email_hash(email), rate.client_network(), signin.known_browser()
    if sessions.is_browser_of(hashed, browser):
        # Not by network too: somebody beside her at the library would keep her out.
        return _refusal([("sign-in-known", OWN_BROWSER, (hashed.hex(), browser or ""))])
    return _refusal(
        [
            ("sign-in", NETWORK, (network,)),
            ("sign-in-address", ADDRESS_FROM_NETWORK, (network, hashed.hex())),
            ("sign-in-anywhere", ADDRESS, (hashed.hex(),)),
        ]
    )


def refusal_of_code(account_uid: bytes, email_hash: bytes) -> str | None:
    """Count a try at a code of an account; say why it is not looked at, or None."""
    browser = signin.known_browser()
    is_hers = sessions.is_browser_of(email_hash, browser)
    key = browser or "" if is_hers else "elsewhere"
    return _refusal([("second-step", CODES, (account_uid.hex(), key))])


def _refusal(limits: list[Limit]) -> str | None:
    for act, limit, keys in limits:
        if not rate.allow(act, limit, *keys):
            sentence = ngettext(
                "There have been too many tries. Wait %(num)s minute and try again. A passkey, or a browser "
                "where you have signed in before, still lets you in.",
                "There have been too many tries. Wait %(num)s minutes and try again. A passkey, or a browser "
                "where you have signed in before, still lets you in.",
                rate.minutes_left(act, limit, *keys),
            )
            return str(sentence)
    return None
