"""What an organizer puts right about somebody who helps: name, phone, and the e-mail that tells her apart."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from app.accounts.models import Account
from app.core import addresses, crypto
from app.core.db import db
from app.core.edits import ChangedMeanwhile
from app.core.errors import DomainError
from app.core.i18n import lazy_gettext as _l
from app.core.mail import MailState, OutboxMail
from app.record import service as record
from app.volunteers import emails, own_page, service
from app.volunteers.models import SCOPE, Purpose, Volunteer
from app.volunteers.service import Contact


class CorrectionRefused(DomainError):
    """Why an entry stays as it was."""


class Forgotten(CorrectionRefused):
    """Of a nameless row there is nothing to put right."""

    message = _l("This person has been removed meanwhile.")
    status = 410


class AddressTaken(CorrectionRefused):
    """Two entries are never made one by the program."""

    message = _l("Somebody else here has this e-mail. Write another one, or remove the entry that is wrong.")


class SamePersonAgain(CorrectionRefused):
    """A phone and a name tell somebody without an e-mail from the others."""

    message = _l("There is somebody with this name and phone already. Remove the entry that is wrong.")


@dataclass(frozen=True, kw_only=True)
class Details:
    """Who somebody is and how she is reached; the phone as E.164, or empty."""

    name: str
    email: str
    phone: str
    may_be_asked: bool
    languages: str = ""


def version_of(person: Volunteer) -> int:
    """Give a number for what stands about somebody: every correction seals it anew."""
    return int.from_bytes(sha256(person.sealed + bytes([person.may_be_asked])).digest()[:3])


def correct(person: Volunteer, right: Details, *, version: int, actor: Account | None) -> None:
    """Write what is right about somebody, on what she has booked and taken too; a logged act.

    With the e-mail the personal links change: whoever reads the old mailbox opens nothing from now on.
    Raises Forgotten, ChangedMeanwhile, AddressTaken, SamePersonAgain.
    """
    own_page.lock(person)
    if person.forgotten_at is not None:
        raise Forgotten
    if version != version_of(person):
        raise ChangedMeanwhile
    before = service.person(person)["email"]
    _check_free(person, right)
    own_page.correct(
        person,
        name=right.name,
        phone=right.phone,
        may_be_asked=right.may_be_asked,
        languages=right.languages,
    )
    _write_identity(person, right)
    if addresses.canonical(before) != addresses.canonical(right.email):
        _close_old_mailbox(person)
    record.write_down("volunteer.corrected", actor=actor, facts={"volunteer": person.id})


def _identity(right: Details) -> bytes | None:
    return Contact(name=right.name, email=right.email, phone=right.phone).identity


def _check_free(person: Volunteer, right: Details) -> None:
    identity = _identity(right)
    if identity is None:
        return
    other = select(Volunteer.id).where(Volunteer.identity == identity, Volunteer.id != person.id)
    if db.session.scalar(other) is not None:
        raise _taken(right)


def _taken(right: Details) -> CorrectionRefused:
    return AddressTaken() if right.email else SamePersonAgain()


def _write_identity(person: Volunteer, right: Details) -> None:
    known = service.person(person) | {"email": right.email}
    person.sealed = crypto.seal(SCOPE, person.uid, known)
    person.has_email = bool(right.email)
    person.identity = _identity(right)
    try:
        db.session.flush()
    except IntegrityError as error:  # an entry of that address was made in the same moment
        raise _taken(right) from error


def _close_old_mailbox(person: Volunteer) -> None:
    for purpose in Purpose:
        service.make_link_anew(person, purpose)
    waiting = OutboxMail.owner == person.uid, OutboxMail.state == MailState.QUEUED
    db.session.execute(delete(OutboxMail).where(*waiting))
    if person.has_email:  # otherwise nobody would tell her where her bookings stand now
        email = service.person(person)["email"]
        token = service.link_token(person, Purpose.MANAGE)
        emails.new_address(email, token, locale=person.locale, owner=person.uid)
