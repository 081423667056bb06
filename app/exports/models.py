"""The table of exports: lists that are being written, lie ready, or have been removed."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, LargeBinary, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Account
from app.core.db import Base
from app.petitions.models import Petition

SCOPE = "exports"


class ExportState(StrEnum):
    """Where an export is in its life."""

    WAITING = "waiting"
    WRITING = "writing"
    READY = "ready"
    FAILED = "failed"
    STOPPED = "stopped"
    REMOVED = "removed"


class Export(Base):
    """A list that leaves. The row stays as the disclosure; the file, encrypted, is gone after a day."""

    __tablename__ = "export"

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[bytes] = mapped_column(LargeBinary(16), unique=True)
    mark: Mapped[str] = mapped_column(String(12), unique=True)
    """Stands in the file and its name: who comes upon the list can ask where it left."""
    petition_id: Mapped[int] = mapped_column(ForeignKey(Petition.id), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey(Account.id), index=True)
    preset: Mapped[str] = mapped_column(String(16))
    format: Mapped[str] = mapped_column(String(16))
    locale: Mapped[str] = mapped_column(String(5), default="sv")
    options: Mapped[dict[str, Any]] = mapped_column(JSON)
    """Choices beside preset and format, nothing personal."""
    state: Mapped[str] = mapped_column(String(16), index=True, default=ExportState.WAITING)
    problem: Mapped[str] = mapped_column(String(40), default="")
    """Why it failed, as a word."""
    sealed: Mapped[bytes | None]
    """The key of its files, under the petition's scope; overwritten with nothing when they go."""
    total: Mapped[int] = mapped_column(default=0)
    """Signatures to write."""
    done: Mapped[int] = mapped_column(default=0)
    """Signatures written."""
    parts: Mapped[int] = mapped_column(SmallInteger, default=0)
    size: Mapped[int] = mapped_column(BigInteger, default=0)
    """Bytes of all parts, as they leave."""
    taken: Mapped[int] = mapped_column(default=0)
    """Downloads."""
    created_at: Mapped[datetime]
    """The signatures that were confirmed at this moment are the ones that leave."""
    begun_at: Mapped[datetime | None]
    beat_at: Mapped[datetime | None]
    """When whoever writes it last said so: one that was killed is begun anew."""
    ready_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None] = mapped_column(index=True)
    removed_at: Mapped[datetime | None]
    held: Mapped[bytes | None] = mapped_column(deferred=True)
    """Which signatures stand in it, by id (exports.held): so each signer is told of the lists she is in."""

    petition: Mapped[Petition] = relationship()
    account: Mapped[Account] = relationship()
