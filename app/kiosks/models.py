"""Table of kiosks: tablets at a stand where people sign."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Account
from app.core.db import Base
from app.petitions.models import Petition


class Kiosk(Base):
    """A link that lets a tablet take signatures in one place for some hours; only its hash is kept."""

    __tablename__ = "kiosk"
    __table_args__ = (CheckConstraint("ends_at > starts_at", name="ends_after_start"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    petition_id: Mapped[int] = mapped_column(ForeignKey("petition.id"), index=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    place: Mapped[str] = mapped_column(String(120))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    """When an organizer ended it before its time."""
    count: Mapped[int] = mapped_column(default=0, server_default="0")
    """How many signed there; it outlives the people."""
    account_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id))
    created_at: Mapped[datetime]

    petition: Mapped[Petition] = relationship()
    account: Mapped[Account | None] = relationship()
