"""Tables of petitions: the text, the consents, the signatures and the counts."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    SmallInteger,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.campaigns.models import Campaign
from app.core.db import Base

LATEST_PURGE = timedelta(days=21 * 31)
"""Yardstick of the EU citizens' initiative: destroyed at the latest 21 months from the start."""


class PetitionState(StrEnum):
    """Where a petition is in its life."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


class Preset(StrEnum):
    """What a recipient gets: the ceiling that is promised before anyone signs."""

    COUNT = "count"
    INITIALS = "initials"
    NAME_TOWN = "name_town"
    FULL = "full"


class Petition(Base):
    """A demand that people sign, to somebody who can meet it."""

    __tablename__ = "petition"
    __table_args__ = (
        CheckConstraint("online_count >= 0 AND paper_count >= 0", name="counts_not_negative"),
        # Nobody can sign before it is decided when the names go.
        CheckConstraint("state = 'draft' OR purge_on IS NOT NULL", name="purge_date_before_opening"),
        Index("ix_petition_campaign_id", "campaign_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[str] = mapped_column(String(120))
    demand: Mapped[str] = mapped_column(String(300))
    body: Mapped[str] = mapped_column(default="")
    recipient: Mapped[str] = mapped_column(String(160))
    is_authority: Mapped[bool] = mapped_column(default=True)
    """Whether what it receives becomes a public document."""
    preset: Mapped[str] = mapped_column(String(12), default=Preset.INITIALS)
    state: Mapped[str] = mapped_column(String(12), default=PetitionState.DRAFT)
    purge_on: Mapped[date | None]
    created_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    purged_at: Mapped[datetime | None]
    online_count: Mapped[int] = mapped_column(default=0)
    paper_count: Mapped[int] = mapped_column(default=0)

    campaign: Mapped[Campaign] = relationship()

    @property
    def total(self) -> int:
        """Count online and paper together."""
        return self.online_count + self.paper_count

    @property
    def is_open(self) -> bool:
        """Say whether it can be signed."""
        return self.state == PetitionState.OPEN

    @property
    def is_public(self) -> bool:
        """Say whether anyone may read it."""
        return self.state != PetitionState.DRAFT

    @property
    def scope(self) -> str:
        """Name the key scope that its signers' data are sealed under."""
        return scope_of(self.id)


def scope_of(petition_id: int) -> str:
    """Name the key scope of a petition."""
    return f"petition:{petition_id}"


class ConsentText(Base):
    """The exact words that somebody agreed to, in one language; never changed."""

    __tablename__ = "consent_text"
    __table_args__ = (UniqueConstraint("petition_id", "number", "locale"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    petition_id: Mapped[int] = mapped_column(ForeignKey("petition.id"))
    number: Mapped[int] = mapped_column(SmallInteger)
    locale: Mapped[str] = mapped_column(String(5))
    sign: Mapped[str]
    sign_detail: Mapped[str]
    show_name: Mapped[str]
    show_name_detail: Mapped[str]
    contact_me: Mapped[str]
    contact_me_detail: Mapped[str]
    created_at: Mapped[datetime]


class SignatureState(StrEnum):
    """How far a signature has come; a withdrawn or purged one is a row no more."""

    PENDING = "pending"
    CONFIRMED = "confirmed"


class Channel(StrEnum):
    """How a signature was given."""

    WEB = "web"


class Signature(Base):
    """One person's signature: the person sealed, the rest plain."""

    __tablename__ = "signature"
    __table_args__ = (
        # One person signs once; over confirmed rows only, so that typing her address takes nothing from her.
        Index(
            "uq_signature_confirmed",
            "petition_id",
            "email_hash",
            unique=True,
            sqlite_where=text("state = 'confirmed'"),
            postgresql_where=text("state = 'confirmed'"),
        ),
        # State and id stand in it so that no planner takes the list's index for a mailbox's rows in order.
        Index("ix_signature_mailbox", "petition_id", "email_hash", "state", "id"),
        Index(
            "ix_signature_pending",
            "created_at",
            sqlite_where=text("state = 'pending'"),
            postgresql_where=text("state = 'pending'"),
        ),
        Index(
            "ix_signature_shown",
            "petition_id",
            "confirmed_at",
            # "= 1" as SQLAlchemy writes it in queries: SQLite uses the index for the same words only.
            sqlite_where=text("state = 'confirmed' AND show_name = 1"),
            postgresql_where=text("state = 'confirmed' AND show_name"),
        ),
        Index("ix_signature_list", "petition_id", "state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[bytes] = mapped_column(LargeBinary(16), unique=True)
    petition_id: Mapped[int] = mapped_column(ForeignKey("petition.id"))
    consent_id: Mapped[int] = mapped_column(ForeignKey("consent_text.id"))
    state: Mapped[str] = mapped_column(String(12), default=SignatureState.PENDING)
    channel: Mapped[str] = mapped_column(String(8), default=Channel.WEB)
    sealed: Mapped[bytes]
    """Name and e-mail; see petitions.person."""
    postcode: Mapped[str] = mapped_column(String(5))
    show_name: Mapped[bool]
    contact_me: Mapped[bool]
    email_hash: Mapped[bytes] = mapped_column(LargeBinary(20))
    name_hash: Mapped[bytes] = mapped_column(LargeBinary(20))
    receipt: Mapped[bytes] = mapped_column(LargeBinary(20), unique=True)
    """Natural key: the same answers from the same person are the same signature."""
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    token_expires_at: Mapped[datetime]
    mails_sent: Mapped[int] = mapped_column(SmallInteger, default=0)
    last_mail_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    number: Mapped[int | None]
    """Her place in the order of signing, told when she confirms."""

    petition: Mapped[Petition] = relationship()
    consent: Mapped[ConsentText] = relationship()

    @property
    def is_confirmed(self) -> bool:
        """Say whether it counts."""
        return self.state == SignatureState.CONFIRMED


class SignerLink(Base):
    """A mailed link to a signer's own page; only its hash is stored."""

    __tablename__ = "signer_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    signature_id: Mapped[int] = mapped_column(ForeignKey("signature.id", ondelete="CASCADE"), index=True)
    expires_at: Mapped[datetime]

    signature: Mapped[Signature] = relationship()


class PaperTotal(Base):
    """Signatures on paper lists, entered as a number."""

    __tablename__ = "paper_total"
    __table_args__ = (CheckConstraint("count <> 0", name="says_something"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[bytes] = mapped_column(LargeBinary(16), unique=True)
    petition_id: Mapped[int] = mapped_column(ForeignKey("petition.id"), index=True)
    collected_on: Mapped[date]
    place: Mapped[str] = mapped_column(String(120))
    count: Mapped[int]
    """Negative in a row that corrects an earlier one."""
    sealed: Mapped[bytes]
    """Who counted."""
    created_at: Mapped[datetime]

    petition: Mapped[Petition] = relationship()


class DayCount(Base):
    """How many signatures a day brought, kept when the people are gone."""

    __tablename__ = "petition_day"

    petition_id: Mapped[int] = mapped_column(ForeignKey("petition.id"), primary_key=True)
    counted_on: Mapped[date] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(String(8), primary_key=True)
    count: Mapped[int] = mapped_column(default=0)


class AreaCount(Base):
    """How many signatures a postal area brought (first three digits), kept when the people are gone."""

    __tablename__ = "petition_area"

    petition_id: Mapped[int] = mapped_column(ForeignKey("petition.id"), primary_key=True)
    area: Mapped[str] = mapped_column(String(3), primary_key=True)
    count: Mapped[int] = mapped_column(default=0)
