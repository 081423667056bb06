"""Tables of the counts, which outlive the people."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    LargeBinary,
    String,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base
from app.petitions.models.petition import Petition


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


class HourCount(Base):
    """How many signatures an hour brought online, kept when the people are gone."""

    __tablename__ = "petition_hour"

    petition_id: Mapped[int] = mapped_column(ForeignKey("petition.id"), primary_key=True)
    began_at: Mapped[datetime] = mapped_column(primary_key=True)
    """The full hour, UTC."""
    count: Mapped[int] = mapped_column(default=0)


class SourceCount(Base):
    """How many signatures came by one way (a poster's code, a chat), kept when the people are gone."""

    __tablename__ = "petition_source"

    petition_id: Mapped[int] = mapped_column(ForeignKey("petition.id"), primary_key=True)
    source: Mapped[str] = mapped_column(String(20), primary_key=True)
    count: Mapped[int] = mapped_column(default=0)


class AreaCount(Base):
    """How many signatures a postal area brought (first three digits), kept when the people are gone."""

    __tablename__ = "petition_area"

    petition_id: Mapped[int] = mapped_column(ForeignKey("petition.id"), primary_key=True)
    area: Mapped[str] = mapped_column(String(3), primary_key=True)
    count: Mapped[int] = mapped_column(default=0)
