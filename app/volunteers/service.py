"""Acts on the register of people who help."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import or_, select, update

from app.accounts.models import Account
from app.core import addresses, clock, crypto, mail, periods
from app.core.db import db, insert_into
from app.core.errors import DomainError
from app.core.i18n import lazy_gettext as _l
from app.record import service as record
from app.volunteers import emails
from app.volunteers.models import SCOPE, Purpose, Volunteer, VolunteerLink

KEPT_FOR = timedelta(days=periods.PERIODS["volunteers"].own)
"""After the last thing that somebody helped with."""
QUIET_TIME = timedelta(minutes=10)
"""Between two mails with the same link."""


class LinkUnknown(DomainError):
    """A personal link that opens nothing."""

    message = _l("This link does not work any more. Ask for a new one with your e-mail.")
    status = 404
    way_on = "volunteers.ask", _l("Get a new link")


@dataclass(frozen=True, kw_only=True)
class Contact:
    """What somebody wrote about herself: a name and an e-mail or a phone (E.164), or both."""

    name: str
    email: str = ""
    phone: str = ""
    may_be_asked: bool = False
    locale: str = "sv"

    @property
    def identity(self) -> bytes | None:
        """Hash what tells this person from another.

        A phone can be shared, so it tells a person only with the name; and it never leads to somebody
        who has given an e-mail, or else whoever knows a number could open her page.
        """
        if self.email:
            return crypto.keyed_hash(SCOPE, "email", addresses.canonical(self.email))
        if self.phone:
            return crypto.keyed_hash(SCOPE, "phone and name", self.phone, addresses.canonical_name(self.name))
        return None


def find_or_add(contact: Contact, *, helps_on: date | None = None) -> Volunteer:
    """Give the register's entry of a person, made when new, locked until the transaction ends.

    Locked before any slot is, so that two bookings of one person cannot pass each other.
    What is stored already stays as it is: whoever types an address does not change its owner's entry.
    """
    uid, identity = crypto.new_uid(), contact.identity
    values = {
        "uid": uid,
        "identity": identity,
        "phone_hash": crypto.keyed_hash(SCOPE, "phone", contact.phone) if contact.phone else None,
        "sealed": crypto.seal(
            SCOPE,
            uid,
            {"name": contact.name, "email": contact.email, "phone": contact.phone, "languages": ""},
        ),
        "has_email": bool(contact.email),
        "locale": contact.locale,
        "may_be_asked": contact.may_be_asked,
        "is_member": False,
        "keep_until": (helps_on or clock.today()) + periods.lasting("volunteers"),
        "created_at": clock.now(),
    }
    added = insert_into(Volunteer).values(**values)
    if identity is not None:
        added = added.on_conflict_do_nothing(index_elements=["identity"])
    by = Volunteer.identity == identity if identity is not None else Volunteer.uid == uid
    found = select(Volunteer).where(by).with_for_update(key_share=True)
    db.session.execute(added)
    there = db.session.scalar(found)
    if there is None:  # erased between the two statements: she is a new person now
        db.session.execute(added)
        there = db.session.scalars(found).one()
    return there


def keep_longer(volunteer: Volunteer, after: date) -> None:
    """Count the retention from a day on which somebody helps."""
    volunteer.keep_until = max(volunteer.keep_until, after + periods.lasting("volunteers"))


def set_member(volunteer: Volunteer, *, is_member: bool, actor: Account | None) -> None:
    """Let somebody find the shifts for members, or no longer."""
    volunteer.is_member = is_member
    record.write_down("volunteer.member", actor=actor, facts={"volunteer": volunteer.id, "is": is_member})


def person(volunteer: Volunteer) -> dict[str, str]:
    """Unseal somebody's name, e-mail, phone (E.164) and languages."""
    return crypto.unseal(SCOPE, volunteer.uid, volunteer.sealed)


def link_token(volunteer: Volunteer, purpose: Purpose) -> str:
    """Give the token of somebody's personal link, the same in every mail until it is made anew.

    The links of all purposes are made together, so that her page, which changes nothing, has them to show.
    """
    token = find_token(volunteer, purpose)
    if token is not None:
        return token
    rows = [
        {
            "volunteer_id": volunteer.id,
            "purpose": each,
            "generation": 1,
            "token_hash": crypto.token_hash(_token(volunteer, each, 1)),
        }
        for each in Purpose
    ]
    made = insert_into(VolunteerLink).values(rows)
    db.session.execute(made.on_conflict_do_nothing(index_elements=["volunteer_id", "purpose"]))
    return _token(volunteer, purpose, 1)


def find_token(volunteer: Volunteer, purpose: Purpose) -> str | None:
    """Give the token of somebody's personal link, or None when it has never been made."""
    link = _find_link(volunteer, purpose)
    return None if link is None else _token(volunteer, purpose, link.generation)


def _find_link(volunteer: Volunteer, purpose: Purpose) -> VolunteerLink | None:
    return db.session.scalar(
        select(VolunteerLink)
        .where(VolunteerLink.volunteer_id == volunteer.id, VolunteerLink.purpose == purpose)
        .execution_options(populate_existing=True)
    )


def make_link_anew(volunteer: Volunteer, purpose: Purpose) -> str:
    """Change somebody's personal link; the old one opens nothing from now on."""
    link_token(volunteer, purpose)
    link = db.session.scalars(
        select(VolunteerLink)
        .where(VolunteerLink.volunteer_id == volunteer.id, VolunteerLink.purpose == purpose)
        .with_for_update()
    ).one()
    link.generation += 1
    token = _token(volunteer, purpose, link.generation)
    link.token_hash = crypto.token_hash(token)
    db.session.flush()
    return token


def _token(volunteer: Volunteer, purpose: Purpose, generation: int) -> str:
    return crypto.keyed_hash(SCOPE, f"link {purpose}", volunteer.uid.hex(), str(generation)).hex()


def find_by_token(token: str, purpose: Purpose) -> Volunteer:
    """Give whose personal link this is; raises LinkUnknown."""
    link = db.session.scalar(
        select(VolunteerLink).where(
            VolunteerLink.token_hash == crypto.token_hash(token), VolunteerLink.purpose == purpose
        )
    )
    if link is None:
        raise LinkUnknown
    return link.volunteer


def ask_for_link(email: str) -> bytes:
    """Mail the way to Mina pass to somebody who helps; what is answered is the same for everyone.

    At most one mail in ten minutes, so that nobody fills another's mailbox. Gives what such mails are
    about, made from the address alone.
    """
    about = about_link(email)
    identity = Contact(name="", email=email).identity
    volunteer = db.session.scalar(select(Volunteer).where(Volunteer.identity == identity))
    if volunteer is None:
        mail.write_down_nothing(SCOPE)
        return about
    token = link_token(volunteer, Purpose.MANAGE)
    moment = clock.now()
    # One statement, so that asking twenty times at once is one mail.
    due = (
        update(VolunteerLink)
        .where(
            VolunteerLink.volunteer_id == volunteer.id,
            VolunteerLink.purpose == Purpose.MANAGE,
            or_(VolunteerLink.last_mailed_at.is_(None), VolunteerLink.last_mailed_at <= moment - QUIET_TIME),
        )
        .values(last_mailed_at=moment)
        .returning(VolunteerLink.id)
    )
    if db.session.scalar(due.execution_options(synchronize_session=False)) is not None:
        emails.link(person(volunteer)["email"], token, about=about, owner=volunteer.uid)
    else:
        mail.write_down_nothing(SCOPE)
    return about


def about_link(email: str) -> bytes:
    """Name the mails with the link that go to one mailbox."""
    return crypto.keyed_hash(SCOPE, "about the link", addresses.canonical(email))
