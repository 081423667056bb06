"""What organizers do with petitions: make, edit, open, close, enter paper totals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.accounts.models import Account
from app.campaigns.models import Campaign
from app.core import clock, crypto, i18n
from app.core.config import Settings
from app.core.db import db
from app.core.errors import DomainError
from app.core.i18n import lazy_gettext as _l
from app.core.mail import MailGoesNowhere
from app.petitions import consent, counting
from app.petitions.models import LATEST_PURGE, PaperTotal, Petition, PetitionState, Wording
from app.record import service as record

OLDEST_PAPER = timedelta(days=2 * 366)


class PetitionRefused(DomainError):
    """Why an organizer's act on a petition is refused."""


class TitleJustTaken(PetitionRefused):
    """Two people saved the same title at once."""

    message = _l("Somebody saved the same title at this very moment. Press save again.")


class NotADraft(PetitionRefused):
    """What people have begun to sign does not change."""

    message = _l("The petition has been opened, so its text and promises can no longer be changed.")


class NeedsPurgeDate(PetitionRefused):
    """Nobody signs before it is decided when the names go."""

    message = _l("First choose the day when the names are removed: everyone who signs is told it.")


class PurgeDateOutOfRange(PetitionRefused):
    """The purge date is over or too far away."""

    message = _l("Choose another day for removing the names: after today and within 21 months.")


class CampaignNotPublished(PetitionRefused):
    """A petition lives on its campaign's page."""

    message = _l("Publish the campaign first: the petition is shown on its page.")


class NotOpen(PetitionRefused):
    """Only an open petition can be closed."""

    message = _l("The petition is not open, so there is nothing to close.")


class PaperOnDraft(PetitionRefused):
    """A draft has no paper to count."""

    message = _l("Signatures on paper can be entered once the petition is open.")


class PaperOutOfRange(PetitionRefused):
    """A paper total that cannot be right."""

    message = _l("Write a number other than zero. All paper signatures together cannot be fewer than none.")


class PaperLongAgo(PetitionRefused):
    """A year written with two figures is two thousand years ago."""

    message = _l("The day is more than two years ago. Write it as year-month-day, like 2026-11-28.")


class PaperInFuture(PetitionRefused):
    """Signatures cannot have been collected tomorrow."""

    message = _l("The day is in the future. Choose today or an earlier day.")


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


def create_petition(campaign: Campaign, text: PetitionText, *, slug: str, actor: Account | None) -> Petition:
    """Make a draft in a campaign."""
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


def edit_petition(petition: Petition, text: PetitionText, *, actor: Account | None) -> None:
    """Change a draft; raises NotADraft."""
    _lock(petition)
    if petition.state != PetitionState.DRAFT:
        raise NotADraft
    _write(petition, text)
    record.write_down("petition.edited", actor=actor, petition_id=petition.id)


def _lock(petition: Petition) -> None:
    """Look at a petition as it stands, with nobody else acting on it: an edit must not pass an opening."""
    counting.lock(petition.id)
    db.session.refresh(petition)


def _write(petition: Petition, text: PetitionText) -> None:
    petition.title, petition.demand, petition.body = text.title, text.demand, text.body
    petition.recipient, petition.is_authority = text.recipient, text.is_authority
    petition.preset, petition.purge_on = text.preset, text.purge_on


def open_petition(petition: Petition, *, association: str, settings: Settings, actor: Account | None) -> None:
    """Let people sign, with the consent texts fixed in every language.

    Raises NotADraft, CampaignNotPublished, NeedsPurgeDate, PurgeDateOutOfRange, MailGoesNowhere.
    """
    _lock(petition)
    if petition.state != PetitionState.DRAFT:
        raise NotADraft
    if not petition.campaign.is_public:
        raise CampaignNotPublished
    if petition.purge_on is None:
        raise NeedsPurgeDate
    if not clock.today() < petition.purge_on <= clock.today() + LATEST_PURGE:
        raise PurgeDateOutOfRange
    if not settings.sends_mail:
        raise MailGoesNowhere
    petition.state, petition.opened_at = PetitionState.OPEN, clock.now()
    db.session.add_all(consent.compose(petition, association, locale) for locale in i18n.LANGUAGES)
    db.session.add(_wording(petition))
    record.write_down("petition.opened", actor=actor, petition_id=petition.id)


def _wording(petition: Petition, *, reason: str = "") -> Wording:
    return Wording(
        petition_id=petition.id,
        number=petition.text_number,
        locale="sv",
        title=petition.title,
        demand=petition.demand,
        body=petition.body,
        reason=reason,
        created_at=clock.now(),
    )


def close_petition(petition: Petition, *, actor: Account | None) -> None:
    """Take no more signatures; those signed in time may confirm for a day. Raises NotOpen."""
    _lock(petition)
    if petition.state != PetitionState.OPEN:
        raise NotOpen
    petition.state, petition.closed_at = PetitionState.CLOSED, clock.now()
    record.write_down("petition.closed", actor=actor, petition_id=petition.id)


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

    Raises PaperOnDraft, PaperInFuture, PaperLongAgo, PaperOutOfRange.
    """
    if petition.state == PetitionState.DRAFT or petition.purged_at:
        raise PaperOnDraft
    _check_day(collected_on)
    _lock(petition)
    if count == 0 or petition.paper_count + count < 0:
        raise PaperOutOfRange
    uid = uid or crypto.new_uid()
    earlier = db.session.scalar(select(PaperTotal).where(PaperTotal.uid == uid))
    if earlier is not None:
        return earlier
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


def _check_day(collected_on: date) -> None:
    if collected_on > clock.today():
        raise PaperInFuture
    if collected_on < clock.today() - OLDEST_PAPER:
        raise PaperLongAgo
