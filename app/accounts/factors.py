"""Which ways to sign in an account has, and the proof that asks for one of them anew."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from app.accounts import recovery, sealed_secrets, totp
from app.accounts.models import Account, Passkey
from app.core.db import db


@dataclass(frozen=True)
class Factors:
    """The ways in of one account."""

    password: bool
    totp: bool
    passkeys: int
    codes_left: int

    @property
    def can_prove(self) -> bool:
        """Say whether there is something beside password and mailbox to show."""
        return self.totp or self.passkeys > 0

    @property
    def is_nothing(self) -> bool:
        """Say whether the account has no way in of its own yet: a link in the mailbox is the first."""
        return not (self.password or self.can_prove)


def factors_of(account: Account) -> Factors:
    """Read an account's ways in."""
    secrets = sealed_secrets.read(account)
    keys = db.session.scalar(
        select(func.count()).where(Passkey.account_id == account.id, Passkey.doubted_at.is_(None))
    )
    return Factors(
        password="password" in secrets,
        totp="totp" in secrets,
        passkeys=keys or 0,
        codes_left=recovery.count_left(account),
    )


def show_code(account: Account, typed: str) -> str | None:
    """Take a one-time code or a recovery code; return which it was, None when it is neither."""
    if totp.spend(account, typed):
        return "totp"
    return "recovery" if recovery.spend(account, typed) else None
