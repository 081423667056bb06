"""Tables of organizers' accounts."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.access import Role
from app.core.db import Base

SCOPE = "organizers"


class Account(Base):
    """Someone who runs things: name and address sealed."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[bytes] = mapped_column(LargeBinary(16), unique=True)
    email_hash: Mapped[bytes] = mapped_column(LargeBinary(20), unique=True)
    sealed: Mapped[bytes]
    role: Mapped[str] = mapped_column(String(16), default=Role.ORGANIZER)
    locale: Mapped[str] = mapped_column(String(5), default="sv")
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]


class AccountSession(Base):
    """One signed-in browser; creation and end only, so that reading pages writes nothing."""

    __tablename__ = "account_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    account: Mapped[Account] = relationship()


class SignInLink(Base):
    """A link that signs in once."""

    __tablename__ = "sign_in_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    browser_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    """The browser that asked; None for a link made on the command line."""
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    """None: works until used, or until the next one of its kind is made."""
    used_at: Mapped[datetime | None]

    account: Mapped[Account] = relationship()
