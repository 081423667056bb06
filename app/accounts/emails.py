"""The mails that organizers get."""

from __future__ import annotations

from typing import Any

from app.accounts import letters
from app.accounts.models import SCOPE, Account
from app.core import clock, crypto, i18n, mail

own_address = letters.own_address


def sign_in_address(token: str) -> str:
    """Give the full address of a sign-in link."""
    return i18n.absolute_url(f"/organisera/logga-in/{token}", lang=i18n.current_language())


def _to(account: Account) -> str:
    person: dict[str, str] = crypto.unseal(SCOPE, account.uid, account.sealed)
    return person["email"]


def _send(account: Account, kind: str, *, about: bytes | None = None, **facts: Any) -> None:
    """Mail in the language in hand: what somebody asks for while she reads that language."""
    mail.enqueue(f"accounts.{kind}", to=_to(account), scope=SCOPE, facts=facts, about=about)


def _tell(account: Account, kind: str, **facts: Any) -> None:
    """Mail in the language of the account: what may be told of somebody else's doings."""
    with i18n.in_language(account.locale):
        _send(account, kind, **facts)


def new_browser(account: Account, *, kind: dict[str, str]) -> None:
    """Tell somebody that her account was used in a browser never seen before."""
    _tell(account, "new_browser", seen=kind, at=clock.now().isoformat())


def code(account: Account, *, code: str, about: bytes) -> None:
    """Mail the code of the second step."""
    _send(account, "code", code=code, about=about)


def way_back(account: Account, *, way: str, token: str, code: str, about: bytes) -> None:
    """Mail what helps who has no password, or has forgotten it."""
    _send(account, f"way_{way}", token=token, code=code, about=about)


def changed(account: Account, what: str) -> None:
    """Tell somebody that a way into her account was changed; `letters.WHAT` names what."""
    assert what in letters.WHAT
    _tell(account, "changed", what=what, at=clock.now().isoformat())


def confirm_address(*, to: str, token: str) -> None:
    """Ask a new address whether it is hers."""
    mail.enqueue("accounts.confirm_address", to=to, scope=SCOPE, facts={"token": token})
