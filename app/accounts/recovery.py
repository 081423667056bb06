"""Ten codes on paper that stand in for a lost second factor, each once."""

from __future__ import annotations

import secrets

from sqlalchemy import delete, func, select, update

from app.accounts.models import SCOPE, Account, RecoveryCode
from app.core import clock, crypto
from app.core.db import db

COUNT = 10
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""None that are read for another by hand: no i, l, o, 0, 1."""
LENGTH = 12
"""59 bits: guessed by nobody, even without limits."""


def make_codes(account: Account) -> list[str]:
    """Make ten new codes, in place of the earlier ones, and return them to be shown once."""
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account.id))
    codes = ["".join(secrets.choice(LETTERS) for _letter in range(LENGTH)) for _code in range(COUNT)]
    moment = clock.now()
    db.session.add_all(
        RecoveryCode(account_id=account.id, code_hash=_hash(account, code), created_at=moment)
        for code in codes
    )
    db.session.flush()
    return [grouped(code) for code in codes]


def spend(account: Account, typed: str) -> bool:
    """Take a code, once, in one statement; False when it is none of hers or was used."""
    code = "".join(character for character in typed.lower() if character.isalnum())
    if len(code) != LENGTH:
        return False
    used = db.session.execute(
        update(RecoveryCode)
        .where(
            RecoveryCode.account_id == account.id,
            RecoveryCode.code_hash == _hash(account, code),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=clock.now())
        .returning(RecoveryCode.id)
    ).scalar()
    return used is not None


def count_left(account: Account) -> int:
    """Count the codes that were not used."""
    return (
        db.session.scalar(
            select(func.count()).where(RecoveryCode.account_id == account.id, RecoveryCode.used_at.is_(None))
        )
        or 0
    )


def forget_codes(account: Account) -> None:
    """Delete every code of an account."""
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account.id))


def grouped(code: str) -> str:
    """Write a code in groups of four."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def _hash(account: Account, code: str) -> bytes:
    return crypto.keyed_hash(SCOPE, "recovery-code", account.uid.hex(), code)
