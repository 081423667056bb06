"""What an account keeps secret, sealed apart from name and address and bound to its row."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.accounts.models import SCOPE, Account
from app.core import crypto
from app.core.db import db


def read(account: Account) -> dict[str, Any]:
    """Unseal what an account keeps: ``password`` (its hash), ``totp`` and ``totp_next`` (base32)."""
    if account.secrets is None:
        return {}
    return crypto.unseal(SCOPE, _row(account), account.secrets)


def change(account: Account, **values: Any) -> None:
    """Keep these secrets, forget those that are None; two changes at once wait for each other."""
    db.session.execute(select(Account.id).where(Account.id == account.id).with_for_update())
    db.session.refresh(account)
    kept = {name: value for name, value in {**read(account), **values}.items() if value is not None}
    account.secrets = crypto.seal(SCOPE, _row(account), kept) if kept else None
    db.session.flush()


def _row(account: Account) -> bytes:
    return b"secrets|" + account.uid
