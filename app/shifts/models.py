"""Tables of shifts: event → shift → slot → booking → history."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, SmallInteger, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.campaigns.models import Campaign
from app.core.db import Base
from app.shifts.states import LIVE, BookingState
from app.volunteers.models import Volunteer

_LIVE = ", ".join(f"'{state}'" for state in sorted(LIVE))


class EventKind(StrEnum):
    """What is done there."""

    FLYERING = "flyering"
    STAND = "stand"
    DOORS = "doors"
    NEWSPAPER = "newspaper"
    MEETING = "meeting"
    OTHER = "other"


class Visibility(StrEnum):
    """Who finds it: pages, lists and feeds obey."""

    PUBLIC = "public"
    LINK = "link"
    MEMBERS = "members"


class Event(Base):
    """Something that is done at a place, on one or more shifts."""

    __tablename__ = "event"

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[bytes] = mapped_column(LargeBinary(16), unique=True)
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaign.id"), index=True)
    title: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(12), default=EventKind.OTHER)
    visibility: Mapped[str] = mapped_column(String(8), default=Visibility.PUBLIC)
    body: Mapped[str] = mapped_column(default="")
    place: Mapped[str] = mapped_column(String(120))
    map_query: Mapped[str] = mapped_column(String(200), default="")
    """What a map is asked for; the place when empty."""
    meeting_point: Mapped[str] = mapped_column(String(200), default="")
    """The exact point, shown to the booked only."""
    bring: Mapped[str] = mapped_column(String(300), default="")
    sealed: Mapped[bytes]
    """Shift leader's name and phone, shown to the booked only."""
    leader_written_at: Mapped[datetime]
    leader_forgotten_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    """Counted up by every edit, so that two people cannot overwrite each other unseen."""
    created_at: Mapped[datetime]

    campaign: Mapped[Campaign | None] = relationship()


class Shift(Base):
    """One time of an event."""

    __tablename__ = "shift"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        Index("ix_shift_starts_at", "starts_at"),
        Index("ix_shift_event_id_starts_at", "event_id", "starts_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    slug: Mapped[str] = mapped_column(String(100), unique=True)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]
    sequence: Mapped[int] = mapped_column(default=0)
    """Revision for calendars (RFC 5545, SEQUENCE)."""
    changed_at: Mapped[datetime]

    event: Mapped[Event] = relationship()
    slots: Mapped[list[Slot]] = relationship(
        back_populates="shift",
        order_by="Slot.id",
        primaryjoin="and_(Shift.id == Slot.shift_id, or_(Slot.is_open, Shift.cancelled_at.is_not(None)))",
    )
    """Its roles but those that were closed; calling a shift off closes all, and leaves them here."""

    @property
    def is_cancelled(self) -> bool:
        """Say whether it does not happen."""
        return self.cancelled_at is not None


class Slot(Base):
    """Room for so many pairs of hands in one role of a shift."""

    __tablename__ = "slot"
    __table_args__ = (
        # The last word on overbooking; the claim in booking.py is what keeps from running into it.
        CheckConstraint("taken >= 0 AND taken <= most", name="taken_in_range"),
        CheckConstraint(
            "0 <= least AND least <= wanted AND wanted <= most AND most > 0", name="numbers_in_order"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    shift_id: Mapped[int] = mapped_column(ForeignKey("shift.id"), index=True)
    role: Mapped[str] = mapped_column(String(60), default="")
    least: Mapped[int] = mapped_column(SmallInteger)
    wanted: Mapped[int] = mapped_column(SmallInteger)
    most: Mapped[int] = mapped_column(SmallInteger)
    taken: Mapped[int] = mapped_column(SmallInteger, default=0)
    is_open: Mapped[bool] = mapped_column(default=True)
    """Whether it can be booked; said on the row that a claim locks, so that no claim passes a cancelling."""

    shift: Mapped[Shift] = relationship(back_populates="slots")

    @property
    def missing(self) -> int:
        """Count the hands that are wanted still."""
        return max(self.wanted - self.taken, 0)

    @property
    def left(self) -> int:
        """Count the places that can be booked still."""
        return self.most - self.taken


class Booking(Base):
    """One volunteer's place; cancelled ones stay as history."""

    __tablename__ = "booking"
    __table_args__ = (
        Index(
            "uq_booking_live",
            "slot_id",
            "volunteer_id",
            unique=True,
            sqlite_where=text(f"state IN ({_LIVE})"),
            postgresql_where=text(f"state IN ({_LIVE})"),
        ),
        Index("ix_booking_slot_id", "slot_id"),
        Index("ix_booking_volunteer_id", "volunteer_id"),
        Index("ix_booking_receipt_id", "receipt_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[bytes] = mapped_column(LargeBinary(16), unique=True)
    slot_id: Mapped[int] = mapped_column(ForeignKey("slot.id"))
    volunteer_id: Mapped[int] = mapped_column(ForeignKey("volunteer.id"))
    receipt_id: Mapped[int | None] = mapped_column(ForeignKey("booking_receipt.id"))
    state: Mapped[str] = mapped_column(String(12), default=BookingState.BOOKED)
    sealed: Mapped[bytes]
    """Name and phone as they were typed for this booking."""
    sequence: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]

    slot: Mapped[Slot] = relationship()
    volunteer: Mapped[Volunteer] = relationship()

    @property
    def is_live(self) -> bool:
        """Say whether the person is counted on."""
        return self.state in LIVE


class BookingReceipt(Base):
    """One pressing of the button: what was asked for, by whom. The same form again is the same receipt."""

    __tablename__ = "booking_receipt"

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[bytes] = mapped_column(LargeBinary(16), unique=True)
    natural_key: Mapped[bytes] = mapped_column(LargeBinary(20), unique=True)
    volunteer_id: Mapped[int] = mapped_column(ForeignKey("volunteer.id"), index=True)
    consent_id: Mapped[int] = mapped_column(ForeignKey("help_consent.id"))
    """The words that were agreed to."""
    slots: Mapped[str] = mapped_column(String(400))
    """The slots that were asked for, by number."""
    created_at: Mapped[datetime]

    volunteer: Mapped[Volunteer] = relationship()


class BookingStep(Base):
    """One step in the life of a booking. Triggers forbid changing rows."""

    __tablename__ = "booking_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id"), index=True)
    taken_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(12))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    """The organizer who took it; None for the volunteer."""
