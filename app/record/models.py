"""The table of acts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Account
from app.core.db import Base

SCOPE = "record"


class Act(Base):
    """One act on personal data or settings. Triggers forbid changing and deleting rows."""

    __tablename__ = "act"

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[bytes] = mapped_column(LargeBinary(16), unique=True)
    done_at: Mapped[datetime] = mapped_column(index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id), index=True)
    """Who did it; None for the program itself or someone at the command line."""
    kind: Mapped[str] = mapped_column(String(40), index=True)
    petition_id: Mapped[int | None] = mapped_column(ForeignKey("petition.id"), index=True)
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    """Numbers and choices, nothing personal."""
    sealed: Mapped[bytes | None]
    """Free words, such as the reason given."""
    chain_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    """SHA-256 over the one before and everything in this row: a changed, added or missing row breaks it."""

    account: Mapped[Account | None] = relationship()


class RecordCut(Base):
    """Where old acts were deleted, as promised: the chain goes on from here. Rows are only ever added."""

    __tablename__ = "record_cut"

    id: Mapped[int] = mapped_column(primary_key=True)
    upto_id: Mapped[int]
    """The last act that was deleted; the trigger lets no later one go."""
    chain_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    """Of that act."""
    count: Mapped[int]
    """How many were deleted."""
    cut_at: Mapped[datetime]
