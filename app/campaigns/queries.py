"""Read campaigns."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from app.accounts import reach
from app.accounts.models import Account
from app.campaigns.models import Campaign, CampaignState, TimelineEntry
from app.core.db import db
from app.core.i18n import gettext as _

OVER = (CampaignState.WON, CampaignState.LOST, CampaignState.ARCHIVED)
HIDDEN = (CampaignState.DRAFT, CampaignState.ARCHIVED)


def get_public(slug: str) -> Campaign:
    """Give a campaign that anyone may read; raises NoResultFound."""
    return db.session.scalars(
        select(Campaign).where(Campaign.slug == slug, Campaign.state != CampaignState.DRAFT)
    ).one()


def get_for(account: Account, campaign_id: int) -> Campaign:
    """Give a campaign that an organizer works with; raises NoResultFound for what is not hers."""
    hers = Campaign.id == campaign_id, reach.by_campaign(account, Campaign.id)
    return db.session.scalars(select(Campaign).where(*hers)).one()


def list_public() -> Sequence[Campaign]:
    """List campaigns that anyone may read, running ones first, the newest first."""
    return db.session.scalars(
        select(Campaign)
        .where(Campaign.state.not_in(HIDDEN))
        .order_by((Campaign.state != CampaignState.PUBLISHED), Campaign.published_at.desc())
    ).all()


def list_for(account: Account) -> Sequence[Campaign]:
    """List an organizer's campaigns, newest first."""
    hers = select(Campaign).where(reach.by_campaign(account, Campaign.id))
    return db.session.scalars(hers.order_by(Campaign.id.desc())).all()


def list_going_on(account: Account) -> Sequence[Campaign]:
    """List an organizer's campaigns that are not over, newest first: those that something new belongs to."""
    return [each for each in list_for(account) if each.state not in OVER]


def list_choices(account: Account, kept: Campaign | None, *, is_new: bool) -> dict[int, str]:
    """Give what somebody may let an activity or task belong to, by number; 0 is no campaign.

    What it belongs to already can stay; no campaign is for who works with all of them.
    """
    listed = {each.id: each.title for each in list_for(account)}
    if not is_new and kept is not None:
        listed |= {kept.id: kept.title}
    may_be_none = reach.reaches_all(account) or (not is_new and kept is None)
    return ({0: str(_("No campaign"))} if may_be_none else {}) | listed


def get_choice(account: Account, chosen: int, kept: Campaign | None) -> Campaign | None:
    """Give the campaign that was chosen of those; raises NoResultFound for what is not hers."""
    if kept is not None and chosen == kept.id:
        return kept
    return get_for(account, chosen) if chosen else None


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
