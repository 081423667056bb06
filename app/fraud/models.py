"""Tables against cheating: spent proofs, rules of organizers, invalidations."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Account
from app.core.db import Base
from app.petitions.models import Petition


class SpentProof(Base):
    """A proof of work that has been used; kept until it would be too old anyway."""

    __tablename__ = "spent_proof"

    digest: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    expires_at: Mapped[datetime] = mapped_column(index=True)


class RuleKind(StrEnum):
    """What a rule looks at."""

    NETWORK = "network"
    """CIDR, like 192.0.2.0/24 or 2001:db8::/48."""
    DOMAIN = "domain"
    """A glob, like *.example.com."""


class RuleAct(StrEnum):
    """What a rule does; none refuses."""

    ALLOW = "allow"
    HOLD = "hold"


class SigningRule(Base):
    """A network or domain that organizers trust, or want to look at before it counts."""

    __tablename__ = "signing_rule"
    __table_args__ = (UniqueConstraint("kind", "pattern"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))
    pattern: Mapped[str] = mapped_column(String(120))
    act: Mapped[str] = mapped_column(String(8))
    note: Mapped[str] = mapped_column(String(160), default="")
    account_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id))
    created_at: Mapped[datetime]

    account: Mapped[Account | None] = relationship()


class InvalidationState(StrEnum):
    """Where an invalidation is: it runs in the background, may be cancelled and undone."""

    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    UNDOING = "undoing"
    UNDONE = "undone"


class Invalidation(Base):
    """Signatures taken out together, for one reason: by rule, or one alone."""

    __tablename__ = "invalidation"

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[bytes] = mapped_column(LargeBinary(16), unique=True)
    petition_id: Mapped[int] = mapped_column(ForeignKey("petition.id"), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id))
    state: Mapped[str] = mapped_column(String(12), default=InvalidationState.RUNNING, index=True)
    conditions: Mapped[dict[str, Any]] = mapped_column(JSON)
    """Which ones; nothing personal (a network or a domain as its keyed hash)."""
    sealed: Mapped[bytes]
    """The reason, under the petition's scope."""
    found: Mapped[int] = mapped_column(default=0)
    """How many the preview counted."""
    done: Mapped[int] = mapped_column(default=0)
    last_id: Mapped[int] = mapped_column(default=0)
    """How far it has come: signatures up to this id are decided."""
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    petition: Mapped[Petition] = relationship()
    account: Mapped[Account | None] = relationship()
