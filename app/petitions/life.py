"""The steps of a petition's life, one act each; where each may go stands in petitions.states."""

from __future__ import annotations

from datetime import date, datetime

from app.accounts.models import Account
from app.core import clock, crypto, mail, mail_way
from app.core.config import Settings
from app.core.mail import MailGoesNowhere
from app.core.templates import day
from app.petitions import wordings
from app.petitions.holding import hold
from app.petitions.models import LATEST_PURGE, UNOPENED, Petition, PetitionState
from app.petitions.refusals import (
    AlreadyOpened,
    CampaignNotPublished,
    ClosesAfterPurge,
    ClosesBeforeOpening,
    ClosingHasPassed,
    ContactAfterPurge,
    ContactPassed,
    NamesAreGone,
    NeedsPurgeDate,
    NotADraft,
    NotAnotherOrganizer,
    NotArchived,
    NotClosed,
    NoteNeeded,
    NotInReview,
    NotOpen,
    NotOver,
    PetitionRefused,
    PurgeDateOutOfRange,
    ReadAgain,
)
from app.petitions.states import may_go
from app.record import service as record


def ask_for_review(petition: Petition, *, actor: Account) -> None:
    """Let somebody else read a draft first; a time to open at is taken off. Raises NotADraft."""
    _step(petition, PetitionState.REVIEW, NotADraft)
    petition.review_asked_by_id, petition.opens_at = actor.id, None
    record.write_down("petition.review_asked", actor=actor, petition_id=petition.id)


def send_back(petition: Petition, *, note: str, actor: Account) -> None:
    """Make it a draft again, with what should be changed; whoever asked takes it back without a word.

    Raises NotInReview, NoteNeeded.
    """
    _step(petition, PetitionState.DRAFT, NotInReview)
    is_own = actor.id == petition.review_asked_by_id
    if not note and not is_own:
        raise NoteNeeded
    petition.review_asked_by_id, petition.opens_at = None, None
    facts, words = {"own": is_own}, "" if is_own else note
    record.write_down("petition.sent_back", actor=actor, petition_id=petition.id, facts=facts, words=words)


def open_petition(
    petition: Petition,
    *,
    association: str,
    actor: Account | None,
    settings: Settings | None = None,
    version: int | None = None,
) -> None:
    """Let people sign, with the words of consent and the text fixed in every language.

    Raises AlreadyOpened, ReadAgain, NotAnotherOrganizer, and what check_complete raises.
    """
    hold(petition)
    if petition.state not in UNOPENED:
        raise AlreadyOpened
    if version is not None and version != wordings.version_of(petition):
        raise ReadAgain
    check_reader(petition, actor)
    check_complete(petition, at=clock.now(), settings=settings)
    petition.state, petition.opened_at = PetitionState.OPEN, clock.now()
    petition.opens_at = petition.review_asked_by_id = None
    wordings.snapshot(petition)
    wordings.promise(petition, association)
    crypto.make_keys(petition.scope)
    record.write_down("petition.opened", actor=actor, petition_id=petition.id)


def check_reader(petition: Petition, actor: Account | None) -> None:
    """Refuse whoever asked for another pair of eyes; raises NotAnotherOrganizer."""
    if petition.state == PetitionState.REVIEW and actor and actor.id == petition.review_asked_by_id:
        raise NotAnotherOrganizer


def check_complete(petition: Petition, *, at: datetime, settings: Settings | None = None) -> None:
    """Refuse what lacks something on the day it would open.

    Raises CampaignNotPublished, MailGoesNowhere, and what check_promises raises.
    """
    if not petition.campaign.is_public:
        raise CampaignNotPublished
    check_promises(petition, at=at)
    if settings is None:
        mail.check_way_out()
    elif not mail_way.is_open(settings):
        raise MailGoesNowhere


def check_promises(petition: Petition, *, at: datetime) -> None:
    """Refuse days that cannot be promised to those who sign from a moment on.

    Raises NeedsPurgeDate, PurgeDateOutOfRange, ContactAfterPurge, ContactPassed, ClosingHasPassed,
    ClosesBeforeOpening, ClosesAfterPurge.
    """
    opens_on = clock.local(at).date()
    if petition.purge_on is None:
        raise NeedsPurgeDate
    if not opens_on < petition.purge_on <= opens_on + LATEST_PURGE:
        raise PurgeDateOutOfRange
    if petition.contact_until is not None and petition.contact_until > petition.purge_on:
        raise ContactAfterPurge
    if petition.contact_until is not None and petition.contact_until <= opens_on:
        raise ContactPassed
    if petition.closes_at is not None:
        if petition.closes_at <= at:
            raise ClosingHasPassed if petition.closes_at <= clock.now() else ClosesBeforeOpening
        check_closing(petition.closes_at, petition.purge_on)


def check_closing(closes_at: datetime, purge_on: date) -> None:
    """Refuse a closing that is not over when the names go; raises ClosesAfterPurge."""
    if clock.local(closes_at).date() >= purge_on:
        raise ClosesAfterPurge(day=day(purge_on))


def close_petition(petition: Petition, *, actor: Account | None) -> None:
    """Take no more signatures; those signed in time may confirm for a day. Raises NotOpen."""
    _step(petition, PetitionState.CLOSED, NotOpen, only_from=PetitionState.OPEN)
    petition.closed_at, petition.closes_at = clock.now(), None
    record.write_down("petition.closed", actor=actor, petition_id=petition.id)


def reopen_petition(petition: Petition, *, actor: Account | None, settings: Settings | None = None) -> None:
    """Go on taking signatures, under the same promises, as long as nothing is handed over.

    Raises NotClosed, NamesAreGone, CampaignNotPublished, MailGoesNowhere.
    """
    _step(petition, PetitionState.OPEN, NotClosed, only_from=PetitionState.CLOSED)
    if petition.purged_at or petition.purge_on is None or petition.purge_on <= clock.today():
        raise NamesAreGone
    if not petition.campaign.is_public:
        raise CampaignNotPublished
    if settings is None:
        mail.check_way_out()
    elif not mail_way.is_open(settings):
        raise MailGoesNowhere
    petition.closed_at = petition.closes_at = None
    record.write_down("petition.reopened", actor=actor, petition_id=petition.id)


def archive_petition(petition: Petition, *, actor: Account | None) -> None:
    """Put it away: it leaves the lists, its page stays at its address. Raises NotOver."""
    _step(petition, PetitionState.ARCHIVED, NotOver)
    record.write_down("petition.archived", actor=actor, petition_id=petition.id)


def restore_petition(petition: Petition, *, actor: Account | None) -> None:
    """Take it out of the archive, to where it was. Raises NotArchived."""
    hold(petition)
    if petition.state != PetitionState.ARCHIVED:
        raise NotArchived
    petition.state = where_it_was(petition)
    record.write_down("petition.restored", actor=actor, petition_id=petition.id)


def where_it_was(petition: Petition) -> PetitionState:
    """Tell by its dates how far a petition that is put away had come."""
    if petition.answered_on is not None:
        return PetitionState.ANSWERED
    return PetitionState.CLOSED if petition.handed_over_on is None else PetitionState.HANDED_OVER


def _step(
    petition: Petition,
    to: PetitionState,
    or_else: type[PetitionRefused],
    *,
    only_from: PetitionState | None = None,
) -> None:
    """Take a step under the petition's lock, or say why not: where several lead there, from the one named."""
    hold(petition)
    if not may_go(petition.state, to) or (only_from and petition.state != only_from):
        raise or_else
    petition.state = to
