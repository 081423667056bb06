"""Hand a petition over, publish what the recipient answers, and tell those who asked to be told."""

from __future__ import annotations

import logging
from calendar import monthrange
from datetime import date

from sqlalchemy import select

from app.accounts.models import Account
from app.core import clock, crypto, i18n
from app.core.apart import apart
from app.core.db import db, transaction
from app.core.mail import MailState, OutboxMail
from app.core.templates import day
from app.petitions import emails, schedule
from app.petitions.holding import hold
from app.petitions.models import Petition, PetitionState
from app.petitions.refusals import (
    AnsweredTooEarly,
    HandedOverTooEarly,
    HandedOverTooLate,
    NotClosed,
    NotHandedOver,
)
from app.record import service as record
from app.signatures import rows, visible
from app.signatures.models import Signature, SignatureState
from app.signatures.refusals import LinkUnknown

log = logging.getLogger("samling.petitions")
KEPT_AFTER = 3
"""Months that the names are kept after the hand-over, unless something else was promised."""
BATCH = 20
"""So many answers are mailed at a time, and only when no other mail waits: every ten minutes these are 120
an hour, under the ceilings of ordinary mailboxes (200 an hour), so that confirmations always find room."""
CORRECTABLE = frozenset({PetitionState.HANDED_OVER, PetitionState.ANSWERED})
NO_CONTACT = "no-contact"


def usual_purge(on: date) -> date:
    """Give the day three months after a hand-over; the last of a shorter month."""
    year, month = divmod(on.year * 12 + on.month - 1 + KEPT_AFTER, 12)
    return date(year, month + 1, min(on.day, monthrange(year, month + 1)[1]))


def earlier_purge(petition: Petition, on: date) -> date | None:
    """Give the usual purge date when it is earlier than what signers were told, and still to come."""
    usual = usual_purge(on)
    is_earlier = petition.purge_on is not None and clock.today() < usual < petition.purge_on
    return usual if is_earlier and not petition.purged_at else None


def hand_over(
    petition: Petition,
    *,
    on: date,
    diary_number: str,
    note: str,
    purges_earlier: bool,
    association: str = "",
    actor: Account | None,
) -> None:
    """Write down that the list has been handed over; ``note`` says to whom and how, for organizers alone.

    Raises NotClosed, HandedOverTooLate, HandedOverTooEarly.
    """
    hold(petition)
    if petition.state != PetitionState.CLOSED:
        raise NotClosed
    _check_day(petition, on)
    petition.state = PetitionState.HANDED_OVER
    petition.handed_over_on, petition.diary_number = on, diary_number
    sooner = earlier_purge(petition, on) if purges_earlier else None
    if sooner is not None:
        schedule.bring_forward(petition, purge_on=sooner, contact_until=None, association=association)
    facts = {"signatures": petition.total}
    record.write_down("petition.handed_over", actor=actor, petition_id=petition.id, facts=facts, words=note)


def correct_hand_over(
    petition: Petition, *, on: date, diary_number: str, note: str, actor: Account | None
) -> None:
    """Put the day and the registrar's number right: the number often comes later.

    Raises NotHandedOver, HandedOverTooLate, HandedOverTooEarly, AnsweredTooEarly.
    """
    hold(petition)
    if petition.state not in CORRECTABLE:
        raise NotHandedOver
    _check_day(petition, on)
    if petition.answered_on is not None and petition.answered_on < on:
        raise AnsweredTooEarly(day=day(on))
    petition.handed_over_on, petition.diary_number = on, diary_number
    record.write_down("petition.hand_over_corrected", actor=actor, petition_id=petition.id, words=note)


def _check_day(petition: Petition, on: date) -> None:
    if on > clock.today():
        raise HandedOverTooLate
    if petition.opened_at is not None and on < clock.local(petition.opened_at).date():
        raise HandedOverTooEarly(day=day(petition.opened_at))


def answer_petition(petition: Petition, *, on: date, text: str, actor: Account | None) -> None:
    """Publish what the recipient answers; those who asked to be told are mailed, once, little by little.

    Raises NotHandedOver, HandedOverTooLate, AnsweredTooEarly.
    """
    hold(petition)
    if petition.state != PetitionState.HANDED_OVER:
        raise NotHandedOver
    _write_answer(petition, on, text)
    petition.state = PetitionState.ANSWERED
    petition.answer_told_to = 0 if may_contact(petition) else None
    record.write_down("petition.answered", actor=actor, petition_id=petition.id)


def correct_answer(petition: Petition, *, on: date, text: str, actor: Account | None) -> None:
    """Put a published answer right; nobody is mailed again.

    Raises NotHandedOver, HandedOverTooLate, AnsweredTooEarly.
    """
    hold(petition)
    if petition.state != PetitionState.ANSWERED:
        raise NotHandedOver
    _write_answer(petition, on, text)
    record.write_down("petition.answer_corrected", actor=actor, petition_id=petition.id)


def _write_answer(petition: Petition, on: date, text: str) -> None:
    assert petition.handed_over_on is not None
    if on > clock.today():
        raise HandedOverTooLate
    if on < petition.handed_over_on:
        raise AnsweredTooEarly(day=day(petition.handed_over_on))
    petition.answered_on, petition.answer = on, text


def may_contact(petition: Petition) -> bool:
    """Say whether those who asked to be told may still be written to."""
    until = petition.contact_until or petition.purge_on
    return petition.purged_at is None and until is not None and clock.today() < until


def tell_answers() -> int:
    """Mail the next few who asked to be told an answer; return how many. Every other mail goes first."""
    told = 0
    for petition_id in _list_untold():
        if _is_mail_waiting():
            break
        with apart(log, f"telling the answer of petition {petition_id}"), transaction(public=False):
            told += _tell_some(db.session.get_one(Petition, petition_id))
    return told


def _list_untold() -> list[int]:
    ids = list(db.session.scalars(select(Petition.id).where(Petition.answer_told_to.is_not(None))))
    db.session.rollback()
    return ids


def _is_mail_waiting() -> bool:
    due = OutboxMail.state == MailState.QUEUED, OutboxMail.next_try_at <= clock.now()
    waits = db.session.scalar(select(OutboxMail.id).where(*due).limit(1)) is not None
    db.session.rollback()
    return waits


def _tell_some(petition: Petition) -> int:
    """Mail a batch and remember how far it came, in one transaction: nobody is told twice or left out."""
    hold(petition)
    if petition.answer_told_to is None:
        return 0
    if not may_contact(petition):
        petition.answer_told_to = None
        return 0
    hers = (
        Signature.petition_id == petition.id,
        Signature.state == SignatureState.CONFIRMED,
        Signature.contact_me,
        Signature.id > petition.answer_told_to,
    )
    batch = db.session.scalars(select(Signature).where(*hers).order_by(Signature.id).limit(BATCH)).all()
    told = 0
    for row in batch:
        email = (visible.opened(petition.scope, row) or {}).get("email")
        if email:  # who signed at a stand may have given none; of a damaged row nobody knows it
            token = crypto.marked(petition.scope, NO_CONTACT, row.uid)
            with i18n.in_language(row.consent.locale):
                emails.answered(petition, email, token, owner=row.uid)
            told += 1
    petition.answer_told_to = batch[-1].id if len(batch) == BATCH else None
    return told


def stop_contact(row: Signature) -> None:
    """Mail a signer no more of how it goes; the signature stays."""
    if rows.lock(row):
        row.contact_me = False


def find_by_contact_token(token: str) -> Signature:
    """Find whose mails a link ends; raises LinkUnknown."""
    uid = crypto.uid_in(token)
    row = db.session.scalar(select(Signature).where(Signature.uid == uid)) if uid else None
    if row is None or crypto.unmarked(row.petition.scope, NO_CONTACT, token) is None:
        raise LinkUnknown
    return row
