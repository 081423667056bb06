"""Tables of what a petition says and asks: consents, wordings, languages, areas, questions, goals."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    SmallInteger,
    String,
    UniqueConstraint,
    false,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class QuestionKind(StrEnum):
    """How a petition's own question is answered."""

    YES_NO = "yes_no"
    SHORT = "short"


class ConsentText(Base):
    """The exact words that somebody agreed to, in one language; never changed."""

    __tablename__ = "consent_text"
    __table_args__ = (UniqueConstraint("petition_id", "number", "locale"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    petition_id: Mapped[int] = mapped_column(ForeignKey("petition.id"))
    number: Mapped[int] = mapped_column(SmallInteger)
    locale: Mapped[str] = mapped_column(String(5))
    sign: Mapped[str]
    sign_detail: Mapped[str]
    show_name: Mapped[str]
    show_name_detail: Mapped[str]
    contact_me: Mapped[str]
    contact_me_detail: Mapped[str]
    created_at: Mapped[datetime]


class Goal(Base):
    """A step of a petition's ladder, and what is reached there, in the organizers' words."""

    __tablename__ = "petition_goal"
    __table_args__ = (CheckConstraint("count > 0", name="says_something"),)

    petition_id: Mapped[int] = mapped_column(ForeignKey("petition.id"), primary_key=True)
    count: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    words: Mapped[str] = mapped_column(String(160), default="")


class Translation(Base):
    """The demand in one more language, as content; Petition itself holds the Swedish."""

    __tablename__ = "petition_translation"

    petition_id: Mapped[int] = mapped_column(ForeignKey("petition.id"), primary_key=True)
    locale: Mapped[str] = mapped_column(String(12), primary_key=True)
    """BCP 47, like ``so`` or ``ar``."""
    title: Mapped[str] = mapped_column(String(120))
    demand: Mapped[str] = mapped_column(String(300))
    body: Mapped[str] = mapped_column(default="")


class Wording(Base):
    """A wording that could be signed, in one language; never changed: a later one is a new number."""

    __tablename__ = "petition_wording"
    __table_args__ = (UniqueConstraint("petition_id", "number", "locale"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    petition_id: Mapped[int] = mapped_column(ForeignKey("petition.id"))
    number: Mapped[int] = mapped_column(SmallInteger)
    locale: Mapped[str] = mapped_column(String(12))
    title: Mapped[str] = mapped_column(String(120))
    demand: Mapped[str] = mapped_column(String(300))
    body: Mapped[str]
    reason: Mapped[str] = mapped_column(String(300), default="")
    """Why it was changed, told to everyone."""
    created_at: Mapped[datetime]


class Area(Base):
    """A place in the organizers' own list: Rågsved, Hagsätra, elsewhere. Its count outlives the people."""

    __tablename__ = "petition_place"
    __table_args__ = (UniqueConstraint("petition_id", "name"), CheckConstraint("count >= 0", name="count"))

    id: Mapped[int] = mapped_column(primary_key=True)
    petition_id: Mapped[int] = mapped_column(ForeignKey("petition.id"))
    name: Mapped[str] = mapped_column(String(80))
    number: Mapped[int] = mapped_column(SmallInteger)
    """Its place in the list."""
    is_offered: Mapped[bool] = mapped_column(default=True, server_default=true())
    count: Mapped[int] = mapped_column(default=0, server_default="0")


class Question(Base):
    """A question of a petition's own; once somebody has answered, it is only taken away, never changed."""

    __tablename__ = "petition_question"

    id: Mapped[int] = mapped_column(primary_key=True)
    petition_id: Mapped[int] = mapped_column(ForeignKey("petition.id"), index=True)
    number: Mapped[int] = mapped_column(SmallInteger)
    """Its place in the form."""
    kind: Mapped[str] = mapped_column(String(8), default=QuestionKind.YES_NO)
    label: Mapped[str] = mapped_column(String(200))
    is_required: Mapped[bool] = mapped_column(default=False, server_default=false())
    is_asked: Mapped[bool] = mapped_column(default=True, server_default=true())
