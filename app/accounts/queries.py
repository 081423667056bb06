"""Read accounts and sessions."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.accounts import service, sessions
from app.accounts.models import Account, AccountSession
from app.core import clock, crypto
from app.core.db import db


def find_session(token: str) -> AccountSession | None:
    """Find a session that is still good by its token, with its account."""
    row = db.session.scalar(
        select(AccountSession)
        .where(AccountSession.token_hash == crypto.token_hash(token), AccountSession.ended_at.is_(None))
        .options(joinedload(AccountSession.account))
    )
    moment = clock.now()
    if row is None or not service.is_let_in(row.account) or row.created_at + sessions.LASTS < moment:
        return None
    return row


def find_by_email(email: str) -> Account | None:
    """Find an account by its address."""
    return db.session.scalar(select(Account).where(Account.email_hash == service.email_hash(email)))


def list_accounts() -> Sequence[Account]:
    """List every account, the oldest first."""
    return db.session.scalars(select(Account).order_by(Account.id)).all()
