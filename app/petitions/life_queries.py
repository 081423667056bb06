"""Read what a petition's page at the desk tells of its life."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import select

from app.accounts import service as accounts
from app.accounts.models import Account
from app.core import clock, mail_way
from app.core.config import Settings
from app.core.db import count_some, db
from app.core.errors import DomainError
from app.core.mail import MailGoesNowhere
from app.petitions import consent, life, queries, schedule, wordings
from app.petitions.at_field import field_of
from app.petitions.models import UNOPENED, Petition, PetitionState
from app.petitions.refusals import CampaignNotPublished, ContactPassed
from app.record import queries as record
from app.signatures import confirming
from app.signatures.models import Signature, SignatureState

HANDED_OVER = ("petition.handed_over", "petition.hand_over_corrected")
SENT_BACK = ("petition.sent_back",)


class Obstacle(NamedTuple):
    """Why a draft cannot be opened now."""

    words: str
    field: str
    """Where it is mended: a field of the text or of the times, "campaign", "mail"; empty: nowhere here."""


@dataclass(frozen=True)
class Standing:
    """Where a petition is in its life, and what that asks of an organizer."""

    version: int
    missing: list[Obstacle]
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


def list_undecided(petition: Petition) -> list[str]:
    """List in sentences what has to be decided before anybody can agree, at the planned opening or now."""
    return [each.words for each in _undecided(petition)]


def _undecided(petition: Petition) -> list[Obstacle]:
    found = [Obstacle(words, field) for field, words in consent.missing(petition).items()]
    opens_at = max(clock.now(), petition.opens_at or clock.now())
    try:
        life.check_promises(petition, at=opens_at)
    except DomainError as refusal:
        found.append(Obstacle(str(refusal), field_of(refusal)))
    # The first thing that is wrong is told; this one would wait unseen behind a missing day.
    until = petition.contact_until if petition.purge_on is None else None
    if until is not None and until <= clock.local(opens_at).date():
        late = ContactPassed()
        found.append(Obstacle(str(late), field_of(late)))
    return found


def _missing(petition: Petition, settings: Settings) -> list[Obstacle]:
    found = [] if petition.campaign.is_public else [Obstacle(str(CampaignNotPublished()), "campaign")]
    found += _undecided(petition)
    return found if mail_way.is_open(settings) else [*found, Obstacle(str(MailGoesNowhere()), "mail")]


def count_confirmable(petition: Petition) -> int:
    """Count, as `count_some` does, those who can still confirm: for a day after the closing, then nobody."""
    return queries.count_pending(petition) if confirming.can_confirm(petition) else 0


def count_contacts(petition: Petition) -> int:
    """Count, as `count_some` does, those who want to be told how it goes."""
    hers = Signature.petition_id == petition.id, Signature.state == SignatureState.CONFIRMED
    return db.session.scalar(select(count_some(select(Signature.id).where(*hers, Signature.contact_me)))) or 0
