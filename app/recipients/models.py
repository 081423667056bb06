"""Table of recipients."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class RecipientKind(StrEnum):
    """What a recipient is: for the first two the rules of publicity hold (TF 2 kap., OSL 2 kap. 3 §)."""

    AUTHORITY = "authority"
    MUNICIPAL_COMPANY = "municipal"
    PRIVATE = "private"


class Recipient(Base):
    """Who can meet a demand: a council, a housing company, a landlord."""

    __tablename__ = "recipient"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(160), unique=True)
    kind: Mapped[str] = mapped_column(String(12), default=RecipientKind.AUTHORITY)
    contact: Mapped[str] = mapped_column(String(160), default="")
    """Whom to turn to there: an office or a role."""
    email: Mapped[str] = mapped_column(String(254), default="")
    address: Mapped[str] = mapped_column(String(300), default="")
    """Where lists on paper are handed in, in lines."""
    threshold: Mapped[int | None]
    """So many signatures are needed there for what threshold_note says."""
    threshold_note: Mapped[str] = mapped_column(String(300), default="")
    version: Mapped[int] = mapped_column(SmallInteger, default=1)
    """Counted up by each edit, so that two at once are noticed."""
    created_at: Mapped[datetime]

    @property
    def is_public_body(self) -> bool:
        """Say whether what it receives becomes a public document."""
        return self.kind != RecipientKind.PRIVATE
