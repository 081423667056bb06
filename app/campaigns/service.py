"""Acts on campaigns: make, edit, move through their life, tell what has happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from app.accounts.models import Account
from app.campaigns.models import Campaign, CampaignState, TimelineEntry
from app.core import clock
from app.core.db import db
from app.core.errors import DomainError
from app.core.i18n import lazy_gettext as _l
from app.pictures import service as pictures
from app.pictures.making import Made
from app.record import service as record

NEXT: dict[str, tuple[CampaignState, ...]] = {
    CampaignState.DRAFT: (CampaignState.PUBLISHED,),
    CampaignState.PUBLISHED: (
        CampaignState.WON,
        CampaignState.LOST,
        CampaignState.HANDED_OVER,
        CampaignState.ARCHIVED,
    ),
    CampaignState.HANDED_OVER: (CampaignState.WON, CampaignState.LOST, CampaignState.ARCHIVED),
    CampaignState.WON: (CampaignState.ARCHIVED,),
    CampaignState.LOST: (CampaignState.PUBLISHED, CampaignState.ARCHIVED),
    CampaignState.ARCHIVED: (CampaignState.PUBLISHED,),
}


class CampaignRefused(DomainError):
    """Why an act on a campaign is refused."""


class TitleJustTaken(CampaignRefused):
    """Two people saved the same title at once."""

    message = _l("Somebody saved the same title at this very moment. Press save again.")


class WrongStep(CampaignRefused):
    """The campaign cannot go there from where it is."""

    message = _l("The campaign has moved on, so that cannot be done any more. The buttons below can.")


class HappenedTomorrow(CampaignRefused):
    """A timeline tells what has happened."""

    message = _l("The day is in the future. Choose today or an earlier day.")


@dataclass(frozen=True, kw_only=True)
class CampaignText:
    """What an organizer writes in the form of a campaign."""

    title: str
    demand: str
    story: str
    outcome: str


def create_campaign(text: CampaignText, *, slug: str, actor: Account | None) -> Campaign:
    """Make a draft."""
    campaign = Campaign(slug=slug, created_at=clock.now(), state=CampaignState.DRAFT)
    _write(campaign, text)
    db.session.add(campaign)
    try:
        db.session.flush()
    except IntegrityError as error:
        raise TitleJustTaken from error
    record.write_down("campaign.created", actor=actor, facts={"campaign": campaign.id})
    return campaign


def edit_campaign(campaign: Campaign, text: CampaignText, *, actor: Account | None) -> None:
    """Change the text; the address stays, since it stands on posters."""
    _write(campaign, text)
    record.write_down("campaign.edited", actor=actor, facts={"campaign": campaign.id})


def _write(campaign: Campaign, text: CampaignText) -> None:
    campaign.title, campaign.demand = text.title, text.demand
    campaign.story, campaign.outcome = text.story, text.outcome


def show_picture(campaign: Campaign, made: Made | None, *, words: str, actor: Account | None) -> None:
    """Show a picture, or only say anew what the one there shows; the one before is removed."""
    db.session.refresh(campaign, with_for_update={"key_share": True})
    before = campaign.picture_id
    campaign.picture_words = words
    if made is not None:
        campaign.picture_id = pictures.make_picture(made).id
        pictures.remove_picture(before)
    record.write_down("campaign.pictured", actor=actor, facts={"campaign": campaign.id})


def remove_picture(campaign: Campaign, *, actor: Account | None) -> None:
    """Show no picture any more; its files go."""
    db.session.refresh(campaign, with_for_update={"key_share": True})
    before, campaign.picture_id, campaign.picture_words = campaign.picture_id, None, ""
    pictures.remove_picture(before)
    record.write_down("campaign.pictured", actor=actor, facts={"campaign": campaign.id})


def move_campaign(campaign: Campaign, to: CampaignState, *, actor: Account | None) -> None:
    """Take a campaign a step on; raises WrongStep."""
    # Alone with it, so that of two steps at once the second is judged by where the first has led.
    db.session.refresh(campaign, with_for_update={"key_share": True})
    if to not in NEXT[campaign.state]:
        raise WrongStep
    if campaign.published_at is None:
        campaign.published_at = clock.now()
    campaign.state = to
    record.write_down("campaign.moved", actor=actor, facts={"campaign": campaign.id, "to": to})


def tell(campaign: Campaign, *, happened_on: date, title: str, body: str) -> TimelineEntry:
    """Add to the timeline; raises HappenedTomorrow."""
    if happened_on > clock.today():
        raise HappenedTomorrow
    entry = TimelineEntry(campaign=campaign, happened_on=happened_on, title=title, body=body)
    db.session.add(entry)
    db.session.flush()
    return entry


def untell(entry: TimelineEntry) -> None:
    """Take an entry out of the timeline; pressed twice at once it is out all the same."""
    db.session.execute(delete(TimelineEntry).where(TimelineEntry.id == entry.id))
