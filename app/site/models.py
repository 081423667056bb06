"""The association that this installation serves."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class Association(Base):
    """Who runs this installation; exactly one row."""

    __tablename__ = "association"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    about: Mapped[str] = mapped_column(default="")
    """Markdown for the front page: who we are."""
    contact_email: Mapped[str] = mapped_column(String(254))
    """A role address, never a person's own."""
    sender: Mapped[str] = mapped_column(String(200))
    """Responsible sender, told on every page: Regulation (EU) 2024/900."""
    key_check: Mapped[bytes] = mapped_column(LargeBinary(20))
    """Made with the key store that belongs to this database; another one must not be used with it."""
    accent: Mapped[str] = mapped_column(String(7), default="#c4161c")
