"""Tables of campaigns."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base
from app.pictures.models import Picture


class CampaignState(StrEnum):
    """Where a campaign is in its life."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WON = "won"
    LOST = "lost"
    HANDED_OVER = "handed_over"
    ARCHIVED = "archived"


class Campaign(Base):
    """Something that the association wants changed."""

    __tablename__ = "campaign"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[str] = mapped_column(String(120))
    demand: Mapped[str] = mapped_column(String(300))
    story: Mapped[str] = mapped_column(default="")
    outcome: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(String(16), default=CampaignState.DRAFT)
    picture_id: Mapped[int | None] = mapped_column(ForeignKey("picture.id"))
    picture_words: Mapped[str] = mapped_column(String(200), default="", server_default="")
    """What the picture shows, for those who do not see it."""
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]

    picture: Mapped[Picture | None] = relationship()

    @property
    def is_public(self) -> bool:
        """Say whether anyone may read it."""
        return self.state != CampaignState.DRAFT


class TimelineEntry(Base):
    """Something that has happened in a campaign."""

    __tablename__ = "timeline_entry"
    __table_args__ = (Index("ix_timeline_entry_campaign_id", "campaign_id", "happened_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    happened_on: Mapped[date]
    title: Mapped[str] = mapped_column(String(120))
    body: Mapped[str] = mapped_column(default="")

    campaign: Mapped[Campaign] = relationship()
