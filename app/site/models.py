"""The association that this installation serves."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Integer,
    LargeBinary,
    String,
    UniqueConstraint,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base
from app.pictures.models import Picture


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
    phone: Mapped[str] = mapped_column(String(40), default="", server_default="")
    """A phone of the association, never a person's own."""
    links: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list, server_default="[]")
    """Where else the association is found: name and address, in order."""
    languages: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    """Languages of the public pages beside Swedish; English where none is named."""
    logo_id: Mapped[int | None] = mapped_column(ForeignKey("picture.id"))
    keeping: Mapped[dict[str, int]] = mapped_column(JSON, default=dict, server_default="{}")
    """Periods of keeping that the association has chosen, shorter than the program's own: name to days."""
    mail: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, server_default="{}")
    """How mail leaves: provider, server, sender address, mails an hour; nothing secret."""
    mail_sealed: Mapped[bytes | None]
    """User and password at the mail server."""
    mail_tested_at: Mapped[datetime | None]
    """When a mail that was sent with these settings last came back as read."""
    has_roles: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether people are let in with different rights; else everyone invited is an organizer."""
    hidden_at: Mapped[datetime | None]
    """Since when names, shifts and persons are hidden from the public pages: there are threats."""
    reviewed_at: Mapped[datetime | None]
    """When it was last looked over who is let in."""
    sheet_printed_at: Mapped[datetime | None]
    """When the key envelope was last made."""
    guide_put_away_at: Mapped[datetime | None]
    """When an administrator put the list of first things to do away."""
    version: Mapped[int] = mapped_column(Integer, default=1, server_default="1")
    """Counted up by each change, so that two people who edit at once notice."""

    logo: Mapped[Picture | None] = relationship(lazy="joined")


class LegalText(Base):
    """A text of the association's own, begun from a draft: information, consent, register, assessment."""

    __tablename__ = "legal_text"
    __table_args__ = (UniqueConstraint("kind", "locale"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    locale: Mapped[str] = mapped_column(String(5))
    body: Mapped[str]
    draft: Mapped[str]
    """What the program's own draft said then: where it says something else now, the desk tells."""
    edited_at: Mapped[datetime]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
