"""Tables of those who sign: the signatures, the links that are mailed, what was tried, what was reported."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    ForeignKey,
    Index,
    LargeBinary,
    SmallInteger,
    String,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base
from app.fraud.models import Invalidation
from app.petitions.models import Area, ConsentText, Petition


class SignatureState(StrEnum):
    """How far a signature has come; a withdrawn or purged one is a row no more."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    HELD = "held"
    """Confirmed by its mailbox, not counted before an organizer has looked."""
    INVALID = "invalid"
    """Taken out by an organizer; may be put back."""


class Channel(StrEnum):
    """How a signature was given."""

    WEB = "web"
    KIOSK = "kiosk"


class Hold(StrEnum):
    """Why a signature is looked at before it counts."""

    NAME = "name"
    """A joke name, perhaps."""
    BURST = "burst"
    """Very many from one network; released when the mailbox confirms."""
    RULE = "rule"
    """A network or a domain that an organizer has asked to look at."""
    PATTERN = "pattern"
    """One of a series that looks made by a program."""
    TWIN = "twin"
    """Somebody with this name and postcode has signed, here or at a stand."""


class CommentState(StrEnum):
    """Whether a comment shows."""

    NONE = ""
    WAITING = "waiting"
    SHOWN = "shown"
    HIDDEN = "hidden"


class Signature(Base):
    """One person's signature: the person sealed, the rest plain."""

    __tablename__ = "signature"
    __table_args__ = (
        # One person signs once; over confirmed rows only, so that typing her address takes nothing from her.
        Index(
            "uq_signature_confirmed",
            "petition_id",
            "email_hash",
            "name_hash",
            unique=True,
            sqlite_where=text("state = 'confirmed'"),
            postgresql_where=text("state = 'confirmed'"),
        ),
        # Two people may share one mailbox, not three.
        Index(
            "uq_signature_seat",
            "petition_id",
            "email_hash",
            "seat",
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
        Index(
            "ix_signature_contact",
            "petition_id",
            "state",
            "id",
            sqlite_where=text("contact_me = 1"),
            postgresql_where=text("contact_me"),
        ),
        Index("ix_signature_list", "petition_id", "state", "id"),
        Index("ix_signature_name", "petition_id", "name_hash"),
        Index(
            "ix_signature_held",
            "petition_id",
            "created_at",
            sqlite_where=text("hold IS NOT NULL"),
            postgresql_where=text("hold IS NOT NULL"),
        ),
        Index(
            "ix_signature_comment",
            "petition_id",
            "comment_state",
            "confirmed_at",
            sqlite_where=text("comment_state <> ''"),
            postgresql_where=text("comment_state <> ''"),
        ),
        Index(
            "ix_signature_network",
            "petition_id",
            "network_hash",
            "created_at",
            sqlite_where=text("network_hash IS NOT NULL"),
            postgresql_where=text("network_hash IS NOT NULL"),
        ),
        Index(
            "ix_signature_hidden",
            "petition_id",
            "name_hidden_at",
            sqlite_where=text("name_hidden_at IS NOT NULL"),
            postgresql_where=text("name_hidden_at IS NOT NULL"),
        ),
        Index(
            "ix_signature_move",
            "move_until",
            sqlite_where=text("move_until IS NOT NULL"),
            postgresql_where=text("move_until IS NOT NULL"),
        ),
        Index(
            "ix_signature_invalidation",
            "invalidation_id",
            sqlite_where=text("invalidation_id IS NOT NULL"),
            postgresql_where=text("invalidation_id IS NOT NULL"),
        ),
        # What was written about one who is gone must not come to mean the next one: no id is used again.
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[bytes] = mapped_column(LargeBinary(16), unique=True)
    petition_id: Mapped[int] = mapped_column(ForeignKey("petition.id"))
    consent_id: Mapped[int] = mapped_column(ForeignKey("consent_text.id"))
    state: Mapped[str] = mapped_column(String(12), default=SignatureState.PENDING)
    channel: Mapped[str] = mapped_column(String(8), default=Channel.WEB)
    sealed: Mapped[bytes]
    """Name, e-mail, and what else was asked for: phone, comment, answers; see signatures.sealing."""
    postcode: Mapped[str] = mapped_column(String(5))
    area_id: Mapped[int | None] = mapped_column(ForeignKey(Area.id))
    source: Mapped[str | None] = mapped_column(String(20))
    """The way she came: a poster's code, a chat."""
    text_number: Mapped[int] = mapped_column(SmallInteger, default=1, server_default="1")
    """The wording that she signed; see Wording."""
    show_name: Mapped[bool]
    first_name_only: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Shown as first name and area instead of the whole name."""
    name_hidden_at: Mapped[datetime | None]
    """When an organizer hid the name."""
    comment_state: Mapped[str] = mapped_column(String(8), default=CommentState.NONE, server_default="")
    contact_me: Mapped[bool]
    email_hash: Mapped[bytes] = mapped_column(LargeBinary(20))
    """Of a signature at the stand, which has no mailbox: of its own uid."""
    name_hash: Mapped[bytes] = mapped_column(LargeBinary(20))
    seat: Mapped[int] = mapped_column(SmallInteger, default=0, server_default="0")
    """0, or 1 for the second person on a mailbox."""
    network_hash: Mapped[bytes | None] = mapped_column(LargeBinary(20))
    """Keyed hash of the network that it came from; forgotten after 30 days."""
    domain_hash: Mapped[bytes | None] = mapped_column(LargeBinary(20))
    """Keyed hash of the domain of the address."""
    hold: Mapped[str | None] = mapped_column(String(8))
    """Why it is looked at; None when nothing is odd, or when an organizer has released it."""
    invalidation_id: Mapped[int | None] = mapped_column(ForeignKey(Invalidation.id))
    state_before: Mapped[str | None] = mapped_column(String(12))
    """What an invalid signature was, so that it can be put back."""
    move_until: Mapped[datetime | None]
    """Until when a new address can be confirmed, which waits in the envelope; see signatures.moving."""
    receipt: Mapped[bytes] = mapped_column(LargeBinary(20), unique=True)
    """Natural key: the same answers from the same person are the same signature."""
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    token_expires_at: Mapped[datetime]
    mails_sent: Mapped[int] = mapped_column(SmallInteger, default=0)
    last_mail_at: Mapped[datetime | None]
    reminders: Mapped[int] = mapped_column(SmallInteger, default=0, server_default="0")
    """How far the reminders to confirm have come; see signatures.reminders."""
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    number: Mapped[int | None]
    """Her place in the order of signing, told when she confirms."""

    petition: Mapped[Petition] = relationship()
    consent: Mapped[ConsentText] = relationship()
    area: Mapped[Area | None] = relationship()

    @property
    def is_confirmed(self) -> bool:
        """Say whether it counts."""
        return self.state == SignatureState.CONFIRMED


class SignerLink(Base):
    """A mailed link to a signer's own page; only its hash is stored."""

    __tablename__ = "signer_link"
    __table_args__ = (UniqueConstraint("token_hash", "signature_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    """One link may open the signatures of one mailbox on several petitions: a row for each."""
    signature_id: Mapped[int] = mapped_column(ForeignKey("signature.id", ondelete="CASCADE"), index=True)
    expires_at: Mapped[datetime]

    signature: Mapped[Signature] = relationship()


class SigningHandle(Base):
    """What was tried at the page after signing, whose address is a receipt: of known addresses too."""

    __tablename__ = "signing_handle"

    receipt: Mapped[bytes] = mapped_column(LargeBinary(20), primary_key=True)
    petition_id: Mapped[int] = mapped_column(ForeignKey("petition.id"))
    code_tries: Mapped[int] = mapped_column(SmallInteger, default=0)
    resends: Mapped[int] = mapped_column(SmallInteger, default=0)
    corrections: Mapped[int] = mapped_column(SmallInteger, default=0)
    created_at: Mapped[datetime] = mapped_column(index=True)


class ReportKind(StrEnum):
    """What was reported."""

    NAME = "name"
    COMMENT = "comment"


class Report(Base):
    """Somebody has said that a shown name or comment should not be there."""

    __tablename__ = "signature_report"

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[bytes] = mapped_column(LargeBinary(16), unique=True)
    signature_id: Mapped[int] = mapped_column(ForeignKey("signature.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(8))
    sealed: Mapped[bytes]
    """Why, in the words of whoever reported; under the petition's scope."""
    created_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]

    signature: Mapped[Signature] = relationship()
