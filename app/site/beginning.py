"""The first campaign and its petition, written as one and published as one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from app.accounts.models import Account
from app.campaigns import queries as campaigns
from app.campaigns import service as campaign_acts
from app.campaigns.models import CampaignState
from app.campaigns.service import CampaignText
from app.core import clock
from app.core.config import Settings
from app.core.slugs import free_slug
from app.petitions import life, queries
from app.petitions import service as petition_acts
from app.petitions.models import Petition
from app.petitions.service import SUITS, PetitionText
from app.site import queries as site

NAMES_STAY = timedelta(days=365)
"""Until the names are removed, where nobody chooses a day: time to collect and hand over."""


@dataclass(frozen=True, kw_only=True)
class Beginning:
    """What is typed."""

    title: str
    demand: str
    recipient: str
    is_authority: bool
    body: str


def write_first(typed: Beginning, *, actor: Account) -> Petition:
    """Make drafts of a campaign and of its petition; raises what making either raises."""
    campaign = campaign_acts.create_campaign(
        CampaignText(title=typed.title, demand=typed.demand, story=typed.body, outcome=""),
        slug=free_slug(typed.title, campaigns.is_slug_taken),
        actor=actor,
    )
    text = PetitionText(
        title=typed.title,
        demand=typed.demand,
        body=typed.body,
        recipient=typed.recipient,
        is_authority=typed.is_authority,
        preset=SUITS,
        purge_on=clock.today() + NAMES_STAY,
    )
    slug = free_slug(typed.title, queries.is_slug_taken)
    return petition_acts.create_petition(campaign, text, slug=slug, actor=actor)


def publish(petition: Petition, *, actor: Account, settings: Settings, version: int | None = None) -> None:
    """Publish a draft and the campaign it stands in, both or neither; raises what opening raises."""
    if petition.campaign.state == CampaignState.DRAFT:
        campaign_acts.move_campaign(petition.campaign, CampaignState.PUBLISHED, actor=actor)
    association = site.get_association().name
    life.open_petition(petition, association=association, settings=settings, version=version, actor=actor)
