"""Tables of the people who help: sealed under a key scope of their own."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, LargeBinary, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base

SCOPE = "volunteers"


class Volunteer(Base):
    """Someone who helps. An e-mail, or else a phone with a name, is what tells one from another."""

    __tablename__ = "volunteer"

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[bytes] = mapped_column(LargeBinary(16), unique=True)
    identity: Mapped[bytes | None] = mapped_column(LargeBinary(20), unique=True)
    """Keyed hash of the e-mail, or of phone and name; None for someone whom an organizer wrote in by name."""
    phone_hash: Mapped[bytes | None] = mapped_column(LargeBinary(20), index=True)
    """For the desk, which is told that two entries may be one person; never merged by the program."""
    sealed: Mapped[bytes]
    """Name, e-mail, phone, languages."""
    has_email: Mapped[bool]
    locale: Mapped[str] = mapped_column(String(5), default="sv")
    may_be_asked: Mapped[bool] = mapped_column(default=False)
    """Agreed to be asked when hands are missing."""
    is_member: Mapped[bool] = mapped_column(default=False)
    """An organizer says so: finds the shifts for members."""
    import_id: Mapped[int | None] = mapped_column(ForeignKey("volunteer_import.id"), index=True)
    """The spreadsheet that she came from; None for who came by herself or was written in."""
    brought_by_id: Mapped[int | None] = mapped_column(ForeignKey("volunteer.id"), index=True)
    """Who brings this nameless companion along; the two are forgotten together."""
    keep_until: Mapped[date]
    """Forgotten after this day, unless something is booked later."""
    forgotten_at: Mapped[datetime | None]
    """When everything personal was removed; what is left is a nameless row that history hangs on."""
    created_at: Mapped[datetime]


class VolunteerImport(Base):
    """A spreadsheet of people that was read in."""

    __tablename__ = "volunteer_import"

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[bytes] = mapped_column(LargeBinary(16), unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    sealed: Mapped[bytes | None]
    """Rows that are looked at before they are read in; overwritten with nothing afterwards."""
    columns: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """Which column is read as what: numbers and words of our own, nothing from the file."""
    count: Mapped[int] = mapped_column(default=0)
    """People that it added."""
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]


class HelpConsent(Base):
    """The exact words that somebody agreed to who books or takes something; never changed."""

    __tablename__ = "help_consent"
    __table_args__ = (UniqueConstraint("locale", "words"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    locale: Mapped[str] = mapped_column(String(5))
    words: Mapped[str]
    created_at: Mapped[datetime]


class Purpose(StrEnum):
    """What a personal link opens."""

    MANAGE = "manage"
    CALENDAR = "calendar"


class VolunteerLink(Base):
    """A personal link; only the hash of its token is stored."""

    __tablename__ = "volunteer_link"
    __table_args__ = (UniqueConstraint("volunteer_id", "purpose"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    volunteer_id: Mapped[int] = mapped_column(ForeignKey("volunteer.id", ondelete="CASCADE"))
    purpose: Mapped[str] = mapped_column(String(10))
    generation: Mapped[int] = mapped_column(SmallInteger, default=1)
    """Counted up when the link is made anew; the old one then opens nothing."""
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    last_mailed_at: Mapped[datetime | None]

    volunteer: Mapped[Volunteer] = relationship()
