"""Table of petitions: what is demanded, of whom, and where it is in its life."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    SmallInteger,
    String,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Account
from app.campaigns.models import Campaign
from app.core import clock
from app.core.db import Base
from app.petitions.models.contents import Wording
from app.recipients.models import Recipient

LATEST_PURGE = timedelta(days=21 * 31)
"""Yardstick of the EU citizens' initiative: destroyed at the latest 21 months from the start."""


class PetitionState(StrEnum):
    """Where a petition is in its life; the steps between stand in petitions.states."""

    DRAFT = "draft"
    REVIEW = "review"
    OPEN = "open"
    CLOSED = "closed"
    HANDED_OVER = "handed_over"
    ANSWERED = "answered"
    ARCHIVED = "archived"


UNOPENED = (PetitionState.DRAFT, PetitionState.REVIEW)
"""What nobody but organizers has seen."""


class AskFor(StrEnum):
    """Whether a form asks for something."""

    NOTHING = "no"
    OPTIONAL = "optional"
    REQUIRED = "required"


class Preset(StrEnum):
    """What a recipient gets: the ceiling that is promised before anyone signs."""

    COUNT = "count"
    INITIALS = "initials"
    NAME_TOWN = "name_town"
    FULL = "full"


class Petition(Base):
    """A demand that people sign, to somebody who can meet it."""

    __tablename__ = "petition"
    __table_args__ = (
        CheckConstraint("online_count >= 0 AND paper_count >= 0", name="counts_not_negative"),
        # Nobody can sign before it is decided when the names go.
        CheckConstraint(
            "state IN ('draft', 'review') OR purge_on IS NOT NULL", name="purge_date_before_opening"
        ),
        Index("ix_petition_campaign_id", "campaign_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[str] = mapped_column(String(120))
    demand: Mapped[str] = mapped_column(String(300))
    body: Mapped[str] = mapped_column(default="")
    recipient: Mapped[str] = mapped_column(String(160))
    """Its name as the signers are told it: it stays when the card of the recipient changes."""
    recipient_id: Mapped[int | None] = mapped_column(ForeignKey(Recipient.id))
    is_authority: Mapped[bool] = mapped_column(default=True)
    """Whether what it receives becomes a public document."""
    preset: Mapped[str] = mapped_column(String(12), default=Preset.INITIALS)
    state: Mapped[str] = mapped_column(String(12), default=PetitionState.DRAFT)
    purge_on: Mapped[date | None]
    contact_until: Mapped[date | None]
    """When those who asked to be told more are forgotten as such; never after the purge."""
    ask_phone: Mapped[str] = mapped_column(String(8), default=AskFor.NOTHING, server_default="no")
    ask_comment: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether the form has room for a comment, which an organizer reads before it shows."""
    text_number: Mapped[int] = mapped_column(SmallInteger, default=1, server_default="1")
    """The wording in force; see Wording."""
    created_at: Mapped[datetime]
    opens_at: Mapped[datetime | None]
    """When it opens by itself."""
    closes_at: Mapped[datetime | None]
    """When it closes by itself."""
    review_asked_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id))
    """Who asked another organizer to read the draft."""
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    handed_over_on: Mapped[date | None]
    diary_number: Mapped[str] = mapped_column(String(60), default="", server_default="")
    """The number that the recipient's registrar gave the case."""
    answered_on: Mapped[date | None]
    answer: Mapped[str] = mapped_column(default="", server_default="")
    """What the recipient answered, as Markdown."""
    answer_told_to: Mapped[int | None]
    """The answer has been mailed up to the signature with this id; None when nobody is to be told (more)."""
    purged_at: Mapped[datetime | None]
    online_count: Mapped[int] = mapped_column(default=0)
    paper_count: Mapped[int] = mapped_column(default=0)
    expired_count: Mapped[int] = mapped_column(default=0, server_default="0")
    """Signatures that nobody confirmed and that are gone: with it the confirm rate can be told."""

    campaign: Mapped[Campaign] = relationship()
    card: Mapped[Recipient | None] = relationship()
    wordings: Mapped[list[Wording]] = relationship(viewonly=True, order_by=(Wording.number, Wording.id))

    @property
    def changes(self) -> list[tuple[Wording, Wording]]:
        """Pair each wording that replaced one people had signed with the earlier one, the latest first."""
        swedish = [wording for wording in self.wordings if wording.locale == "sv"]
        # A new one in another language changes nothing here.
        return [(new, earlier) for earlier, new in pairwise(swedish) if _is_reworded(new, earlier)][::-1]

    @property
    def total(self) -> int:
        """Count online and paper together."""
        return self.online_count + self.paper_count

    @property
    def is_open(self) -> bool:
        """Say whether it can be signed: to the second, though the worker looks only every ten seconds."""
        return self.state == PetitionState.OPEN and not self._is_time_up

    @property
    def ended_at(self) -> datetime | None:
        """Say when it took its last signature; None while it takes them."""
        if self.state == PetitionState.OPEN:
            return self.closes_at if self._is_time_up else None
        return self.closed_at

    @property
    def is_confirmable(self) -> bool:
        """Say whether what was signed in time may still be confirmed, as far as the state goes."""
        return self.purged_at is None and self.handed_over_on is None

    @property
    def _is_time_up(self) -> bool:
        return self.closes_at is not None and clock.now() >= self.closes_at

    @property
    def is_public(self) -> bool:
        """Say whether anyone may read it."""
        return self.state not in UNOPENED

    @property
    def scope(self) -> str:
        """Name the key scope that its signers' data are sealed under."""
        return scope_of(self.id)


def _is_reworded(new: Wording, earlier: Wording) -> bool:
    return bool(new.reason) and new.body != earlier.body


def scope_of(petition_id: int) -> str:
    """Name the key scope of a petition."""
    return f"petition:{petition_id}"
