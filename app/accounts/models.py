"""Tables of organizers' accounts."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    JSON,
    BigInteger,
    ForeignKey,
    LargeBinary,
    SmallInteger,
    String,
    UniqueConstraint,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core import crypto
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
    secrets: Mapped[bytes | None]
    """Sealed apart, bound to the row: the hash of the password, the secret of the one-time codes."""
    totp_step: Mapped[int | None]
    """The latest half minute whose code was used (RFC 6238, 5.2): each code is good once."""
    role: Mapped[str] = mapped_column(String(16), default=Role.ORGANIZER)
    is_scoped: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Works with the campaigns named in ``account_campaign`` only; else with all of them."""
    ends_at: Mapped[datetime | None]
    """Let in no more from this moment: who helps with one event."""
    locale: Mapped[str] = mapped_column(String(5), default="sv")
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]


class AccountSession(Base):
    """One signed-in browser; creation and end only, so that reading pages writes nothing."""

    __tablename__ = "account_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    browser_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32), index=True)
    """The browser that signed in: from one never seen before, the organizer is told by mail."""
    sealed: Mapped[bytes | None]
    """In words, what kind of browser it was: for the list of sessions."""
    uid: Mapped[bytes] = mapped_column(LargeBinary(16), unique=True, default=crypto.new_uid)
    method: Mapped[str] = mapped_column(String(16), default="link", server_default="link")
    """How it was begun: link, password, passkey."""
    proved_at: Mapped[datetime | None]
    """When a passkey or a one-time code was last shown in it: an export of names asks for a fresh one."""
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    account: Mapped[Account] = relationship()


class AccountCampaign(Base):
    """A campaign that an account with named campaigns works with."""

    __tablename__ = "account_campaign"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    campaign_id: Mapped[int] = mapped_column(
        ForeignKey("campaign.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class AccountEvent(Base):
    """An activity that somebody is let in for."""

    __tablename__ = "account_event"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    event_id: Mapped[int] = mapped_column(
        ForeignKey("event.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class Passkey(Base):
    """A key in somebody's phone, computer or key ring (WebAuthn level 3); only its public half is here."""

    __tablename__ = "passkey"

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[bytes] = mapped_column(LargeBinary(16), unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    credential_id: Mapped[bytes] = mapped_column(LargeBinary(1023), unique=True)
    public_key: Mapped[bytes]
    """COSE key."""
    sign_count: Mapped[int] = mapped_column(BigInteger)
    """Counted up by the key itself, to 32 bits; one that goes back may have been copied."""
    doubted_at: Mapped[datetime | None]
    """When its counter went back: it lets nobody in from then on."""
    sealed: Mapped[bytes]
    """What its owner calls it."""
    is_synced: Mapped[bool] = mapped_column(default=False)
    """Kept by a provider on several devices."""
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    account: Mapped[Account] = relationship()


class RecoveryCode(Base):
    """A code on paper that stands in for a lost second factor, once."""

    __tablename__ = "recovery_code"
    __table_args__ = (UniqueConstraint("account_id", "code_hash"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    code_hash: Mapped[bytes] = mapped_column(LargeBinary(20))
    """Keyed, like every hash of something short."""
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class ChallengeKind(StrEnum):
    """What a challenge is for."""

    PASSKEY_SIGN_IN = "passkey_sign_in"
    PASSKEY_NEW = "passkey_new"
    PASSKEY_PROOF = "passkey_proof"
    SECOND_STEP = "second_step"
    RESET = "reset"
    SETUP = "setup"
    NEW_ADDRESS = "new_address"


class Challenge(Base):
    """Something that is asked once and must be answered soon, by the browser that it was asked of."""

    __tablename__ = "challenge"

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[bytes] = mapped_column(LargeBinary(16), unique=True)
    kind: Mapped[str] = mapped_column(String(16))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    """None where it is not known yet, and for the set-up of an empty installation."""
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    browser_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    code_hash: Mapped[bytes | None] = mapped_column(LargeBinary(20))
    """Keyed hash of the code that was mailed."""
    secret: Mapped[bytes | None]
    """The random bytes that a passkey signs."""
    tries: Mapped[int] = mapped_column(SmallInteger, default=0)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime | None]

    account: Mapped[Account | None] = relationship()


class Invitation(Base):
    """A letter that lets somebody in: for seven days, once, in any browser."""

    __tablename__ = "invitation"

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[bytes] = mapped_column(LargeBinary(16), unique=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    email_hash: Mapped[bytes] = mapped_column(LargeBinary(20), index=True)
    sealed: Mapped[bytes]
    """Name and e-mail."""
    role: Mapped[str] = mapped_column(String(16))
    is_scoped: Mapped[bool] = mapped_column(default=False)
    campaign_ids: Mapped[list[int]] = mapped_column(JSON)
    event_ids: Mapped[list[int]] = mapped_column(JSON)
    ends_at: Mapped[datetime | None]
    """When the account that comes of it lets in no more."""
    locale: Mapped[str] = mapped_column(String(5), default="sv")
    invited_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    """The account that came of it."""
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]


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
