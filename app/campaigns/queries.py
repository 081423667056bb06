"""Read campaigns."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from app.accounts.models import Account
from app.campaigns.models import Campaign, CampaignState, TimelineEntry
from app.core.db import db

OVER = (CampaignState.WON, CampaignState.LOST, CampaignState.ARCHIVED)
HIDDEN = (CampaignState.DRAFT, CampaignState.ARCHIVED)


def get_public(slug: str) -> Campaign:
    """Give a campaign that anyone may read; raises NoResultFound."""
    return db.session.scalars(
        select(Campaign).where(Campaign.slug == slug, Campaign.state != CampaignState.DRAFT)
    ).one()


def get_for(_account: Account, campaign_id: int) -> Campaign:
    """Give a campaign that an organizer works with; raises NoResultFound for what is not hers."""
    return db.session.get_one(Campaign, campaign_id)


def list_public() -> Sequence[Campaign]:
    """List campaigns that anyone may read, running ones first, the newest first."""
    return db.session.scalars(
        select(Campaign)
        .where(Campaign.state.not_in(HIDDEN))
        .order_by((Campaign.state != CampaignState.PUBLISHED), Campaign.published_at.desc())
    ).all()


def list_for(_account: Account) -> Sequence[Campaign]:
    """List an organizer's campaigns, newest first."""
    return db.session.scalars(select(Campaign).order_by(Campaign.id.desc())).all()


def list_going_on(account: Account) -> Sequence[Campaign]:
    """List an organizer's campaigns that are not over, newest first: those that something new belongs to."""
    return [each for each in list_for(account) if each.state not in OVER]


def is_slug_taken(slug: str) -> bool:
    """Say whether a campaign has this address."""
    return db.session.scalar(select(Campaign.id).where(Campaign.slug == slug)) is not None


def list_timeline(campaign: Campaign) -> Sequence[TimelineEntry]:
    """List what has happened, newest first."""
    return db.session.scalars(
        select(TimelineEntry)
        .where(TimelineEntry.campaign_id == campaign.id)
        .order_by(TimelineEntry.happened_on.desc(), TimelineEntry.id.desc())
    ).all()


def get_entry(campaign: Campaign, entry_id: int) -> TimelineEntry:
    """Give an entry of a campaign's timeline; raises NoResultFound."""
    return db.session.scalars(
        select(TimelineEntry).where(TimelineEntry.id == entry_id, TimelineEntry.campaign_id == campaign.id)
    ).one()
