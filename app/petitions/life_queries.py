"""Read what a petition's page at the desk tells of its life."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from app.accounts import service as accounts
from app.accounts.models import Account
from app.core.config import Settings
from app.core.db import count_some, db
from app.core.mail import MailGoesNowhere
from app.petitions import consent, schedule, wordings
from app.petitions.models import UNOPENED, Petition, PetitionState
from app.petitions.refusals import CampaignNotPublished
from app.record import queries as record
from app.signatures.models import Signature, SignatureState

HANDED_OVER = ("petition.handed_over", "petition.hand_over_corrected")
SENT_BACK = ("petition.sent_back",)


@dataclass(frozen=True)
class Standing:
    """Where a petition is in its life, and what that asks of an organizer."""

    version: int
    missing: list[str]
    """Why a draft cannot be opened now."""
    late: str
    """Why it has not opened when it should have."""
    asked_by: str
    asked_by_me: bool
    sent_back: str
    """What somebody who has read the draft wants changed."""
    is_signed: bool
    """Whether text and promises stay."""
    handed_over: str
    """To whom and how, in the words of whoever wrote it down."""
    contacts: int
    """How many want to be told how it goes."""


def standing(petition: Petition, account: Account, settings: Settings) -> Standing:
    """Find out where a petition is in its life."""
    is_opened = petition.state not in UNOPENED
    asker = db.session.get(Account, petition.review_asked_by_id) if petition.review_asked_by_id else None
    is_draft = petition.state == PetitionState.DRAFT
    return Standing(
        version=wordings.version_of(petition),
        missing=[] if is_opened else _missing(petition, settings),
        late=schedule.why_late(petition, settings),
        asked_by=accounts.person(asker)["name"] if asker else "",
        asked_by_me=petition.review_asked_by_id == account.id,
        sent_back=record.latest_words(petition.id, SENT_BACK) if is_draft else "",
        is_signed=is_opened and wordings.has_signers(petition),
        handed_over=record.latest_words(petition.id, HANDED_OVER) if petition.handed_over_on else "",
        contacts=count_contacts(petition) if is_opened else 0,
    )


def _missing(petition: Petition, settings: Settings) -> list[str]:
    found = [] if petition.campaign.is_public else [str(CampaignNotPublished())]
    found += consent.missing(petition)
    return found if settings.sends_mail else [*found, str(MailGoesNowhere())]


def count_contacts(petition: Petition) -> int:
    """Count, as `count_some` does, those who want to be told how it goes."""
    hers = Signature.petition_id == petition.id, Signature.state == SignatureState.CONFIRMED
    return db.session.scalar(select(count_some(select(Signature.id).where(*hers, Signature.contact_me)))) or 0
