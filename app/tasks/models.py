"""Tables of tasks."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, SmallInteger, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.campaigns.models import Campaign
from app.core.db import Base
from app.volunteers.models import Volunteer


class TaskState(StrEnum):
    """Where a task is."""

    DRAFT = "draft"
    OPEN = "open"
    DONE = "done"
    CANCELLED = "cancelled"


class Task(Base):
    """Something to be done, alone or shared in pieces."""

    __tablename__ = "task"
    __table_args__ = (
        CheckConstraint("taken >= 0 AND taken <= wanted", name="taken_in_range"),
        CheckConstraint("done >= 0 AND done <= taken", name="done_in_range"),
        CheckConstraint("wanted > 0", name="wants_something"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaign.id"), index=True)
    title: Mapped[str] = mapped_column(String(120))
    body: Mapped[str] = mapped_column(default="")
    """Markdown, with what to do step by step."""
    place: Mapped[str] = mapped_column(String(120), default="")
    materials: Mapped[str] = mapped_column(String(300), default="")
    checklist: Mapped[str] = mapped_column(default="")
    """One thing a line."""
    unit: Mapped[str] = mapped_column(String(40), default="")
    """What is counted: banderoller; empty for people."""
    wanted: Mapped[int] = mapped_column(SmallInteger, default=1)
    taken: Mapped[int] = mapped_column(SmallInteger, default=0)
    done: Mapped[int] = mapped_column(SmallInteger, default=0)
    deadline: Mapped[date | None]
    state: Mapped[str] = mapped_column(String(10), default=TaskState.DRAFT)
    version: Mapped[int] = mapped_column(default=1)
    sequence: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]

    campaign: Mapped[Campaign | None] = relationship()

    @property
    def left(self) -> int:
        """Count what nobody has taken yet."""
        return self.wanted - self.taken


class ClaimState(StrEnum):
    """Where a claim on a task is."""

    TAKEN = "taken"
    DONE = "done"
    RETURNED = "returned"
    REMOVED = "removed"
    CALLED_OFF = "called_off"


class Claim(Base):
    """Someone has taken a task or pieces of it."""

    __tablename__ = "claim"
    __table_args__ = (
        CheckConstraint("units > 0", name="takes_something"),
        Index(
            "uq_claim_taken",
            "task_id",
            "volunteer_id",
            unique=True,
            sqlite_where=text("state = 'taken'"),
            postgresql_where=text("state = 'taken'"),
        ),
        Index("ix_claim_task_id", "task_id"),
        Index("ix_claim_volunteer_id", "volunteer_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[bytes] = mapped_column(LargeBinary(16), unique=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"))
    volunteer_id: Mapped[int] = mapped_column(ForeignKey("volunteer.id"))
    natural_key: Mapped[bytes | None] = mapped_column(LargeBinary(20))
    units: Mapped[int] = mapped_column(SmallInteger, default=1)
    consent_id: Mapped[int | None] = mapped_column(ForeignKey("help_consent.id"))
    """The words that were agreed to; None for somebody whom an organizer wrote in."""
    state: Mapped[str] = mapped_column(String(10), default=ClaimState.TAKEN)
    sealed: Mapped[bytes]
    """Name and phone as typed, and the note written when it was done."""
    sequence: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]

    task: Mapped[Task] = relationship()
    volunteer: Mapped[Volunteer] = relationship()
