"""What organizers do with petitions: write, put right, enter paper totals. Its life is in life.py."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.accounts.models import Account
from app.campaigns.models import Campaign
from app.core import clock, crypto
from app.core.db import db
from app.core.edits import ChangedMeanwhile
from app.core.templates import day, number
from app.petitions import counting, life, wordings
from app.petitions.holding import hold
from app.petitions.life import close_petition, open_petition
from app.petitions.models import UNOPENED, PaperTotal, Petition, PetitionState, Preset
from app.petitions.refusals import (
    AlreadySigned,
    ContactAfterPurge,
    PaperAfterHandOver,
    PaperBeforePetition,
    PaperInFuture,
    PaperIsZero,
    PaperLongAgo,
    PaperOnDraft,
    PaperOutOfRange,
    PetitionRefused,
    PurgeLater,
    TitleJustTaken,
)
from app.petitions.states import COUNTING
from app.recipients.models import Recipient
from app.record import service as record

OLDEST_PAPER = timedelta(days=2 * 366)
BEFORE_PETITION = timedelta(days=366)
"""Lists are sometimes begun before the petition is; a day further back is a wrong year."""
SUITS = "suits"
"""Let the recipient decide what is promised: initials to a public body, to anybody else the number alone."""


@dataclass(frozen=True, kw_only=True)
class PetitionText:
    """What an organizer writes in the form of a petition."""

    title: str
    demand: str
    body: str
    recipient: str
    is_authority: bool
    preset: str
    purge_on: date | None
    contact_until: date | None = None
    card: Recipient | None = None
    """The recipient's card; its name and its rules of publicity hold then."""


def create_petition(campaign: Campaign, text: PetitionText, *, slug: str, actor: Account | None) -> Petition:
    """Make a draft in a campaign; raises ContactAfterPurge, TitleJustTaken."""
    petition = Petition(campaign=campaign, slug=slug, created_at=clock.now(), online_count=0, paper_count=0)
    petition.state = PetitionState.DRAFT
    _write(petition, text)
    db.session.add(petition)
    try:
        db.session.flush()
    except IntegrityError as error:
        raise TitleJustTaken from error
    record.write_down("petition.created", actor=actor, petition_id=petition.id)
    return petition


def edit_petition(
    petition: Petition,
    text: PetitionText,
    *,
    actor: Account | None,
    version: int | None = None,
    association: str = "",
) -> None:
    """Change text and promises, as long as nobody has signed.

    An opened one is put right at once, as a new wording with new words of consent; its purge date is told
    already, so it never moves later. ``version`` is what the form was opened on.
    Raises AlreadySigned, ChangedMeanwhile, ContactAfterPurge, PurgeLater, and what check_promises raises.
    """
    hold(petition)
    is_opened = petition.state not in UNOPENED
    if is_fixed(petition):
        raise AlreadySigned
    if version is not None and version != wordings.version_of(petition):
        raise ChangedMeanwhile
    told = petition.purge_on
    _write(petition, text)
    if is_opened:
        if told is not None and petition.purge_on is not None and petition.purge_on > told:
            raise PurgeLater(day=day(told))
        life.check_promises(petition, at=clock.now())
        wordings.next_wording(petition)
        wordings.promise(petition, association)
    elif petition.state == PetitionState.REVIEW and actor and actor.id == petition.review_asked_by_id:
        petition.opens_at = None  # whoever read it and chose the time has not read this
    record.write_down("petition.edited", actor=actor, petition_id=petition.id)


def is_fixed(petition: Petition) -> bool:
    """Say whether title, demand and promises stay as they are: it is signed, or no longer open."""
    is_opened = petition.state not in UNOPENED
    return is_opened and (not petition.is_open or wordings.has_signers(petition))


def _write(petition: Petition, text: PetitionText) -> None:
    if text.contact_until and text.purge_on and text.contact_until > text.purge_on:
        raise ContactAfterPurge
    petition.title, petition.demand, petition.body = text.title, text.demand, text.body
    petition.recipient, petition.is_authority = text.recipient, text.is_authority
    petition.card = text.card or _card_named(text.recipient)
    if text.card is not None:
        petition.recipient, petition.is_authority = text.card.name, text.card.is_public_body
    suiting = Preset.INITIALS if petition.is_authority else Preset.COUNT
    petition.preset = suiting if text.preset == SUITS else text.preset
    petition.purge_on, petition.contact_until = text.purge_on, text.contact_until


def _card_named(name: str) -> Recipient | None:
    with db.session.no_autoflush:
        return db.session.scalar(select(Recipient).where(Recipient.name == name))


def enter_paper(
    petition: Petition,
    *,
    collected_on: date,
    place: str,
    count: int,
    counted_by: str,
    actor: Account | None,
    uid: bytes | None = None,
) -> PaperTotal:
    """Add signatures on paper as a number; a negative one corrects an earlier one.

    ``uid`` is the form's own: the same form pressed twice counts once.

    Raises PaperOnDraft, PaperAfterHandOver, PaperInFuture, PaperLongAgo, PaperBeforePetition, PaperIsZero,
    PaperOutOfRange.
    """
    counting.lock(petition.id)
    uid = uid or crypto.new_uid()
    earlier = db.session.scalar(select(PaperTotal).where(PaperTotal.uid == uid))
    if earlier is not None:
        return earlier
    _check_counting(petition)
    _check_day(petition, collected_on)
    _check_count(petition, count)
    total = PaperTotal(
        uid=uid,
        petition_id=petition.id,
        collected_on=collected_on,
        place=place,
        count=count,
        sealed=crypto.seal(petition.scope, b"paper|" + uid, {"counted_by": counted_by}),
        created_at=clock.now(),
    )
    db.session.add(total)
    counting.count_paper(petition, collected_on, count)
    db.session.flush()
    record.write_down("paper.entered", actor=actor, petition_id=petition.id, facts={"count": count})
    return total


def _check_counting(petition: Petition) -> None:
    db.session.refresh(petition)
    if petition.state in UNOPENED or petition.purged_at:
        raise PaperOnDraft
    if petition.state not in COUNTING:
        raise PaperAfterHandOver


def _check_count(petition: Petition, count: int) -> None:
    if count == 0:
        raise PaperIsZero
    if petition.paper_count + count < 0:
        raise PaperOutOfRange(count=number(petition.paper_count))


def _check_day(petition: Petition, collected_on: date) -> None:
    if collected_on > clock.today():
        raise PaperInFuture
    if collected_on < clock.today() - OLDEST_PAPER:
        raise PaperLongAgo
    made = clock.local(petition.created_at).date()
    if collected_on < made - BEFORE_PETITION:
        raise PaperBeforePetition(day=day(made))


__all__ = [
    "SUITS",
    "PetitionRefused",
    "PetitionText",
    "close_petition",
    "create_petition",
    "edit_petition",
    "enter_paper",
    "open_petition",
]
