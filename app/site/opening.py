"""From an empty installation to its first administrator, by a link that whoever runs the server gets."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import ColumnElement, delete, select, update

from app.accounts import challenges
from app.accounts import service as accounts
from app.accounts.models import Account, Challenge, ChallengeKind
from app.core import clock, crypto
from app.core.access import Role
from app.core.db import db, take_turn
from app.core.errors import DomainError
from app.core.i18n import lazy_gettext as _l
from app.record import service as record
from app.site import queries, service
from app.site.models import Association

LASTS = timedelta(days=3650)
"""Until it is used, or until the next one is made: each start of the server makes a new one."""
TURN = "setup"


class SetUpLinkUnknown(DomainError):
    """A link that was never made, or that a later one has replaced."""

    message = _l(
        "This link opens nothing. Whoever runs the server finds the newest one where it was started; "
        "the front page says how it is printed again."
    )
    status = 410


class SetUpAlready(DomainError):
    """Somebody has set it up, perhaps a moment ago."""

    message = _l(
        "This site has been set up already, so the link opens nothing more. "
        "Was it not you? Talk to whoever did it: an administrator can invite you."
    )
    status = 410
    way_on = "accounts.sign_in", _l("Sign in")


class AssociationNeeded(DomainError):
    """The second page was sent before the first."""

    message = _l("Write first what the association is called.")


def make_link() -> str:
    """Make the token of the link that opens an empty installation; earlier ones open nothing any more.

    Raises SetUpAlready.
    """
    take_turn(TURN)
    if queries.has_accounts():
        raise SetUpAlready
    db.session.execute(delete(Challenge).where(Challenge.kind == ChallengeKind.SETUP))
    token, _row = challenges.ask(ChallengeKind.SETUP, lasts=LASTS)
    return token


def check(token: str) -> None:
    """Let through whoever has the link, while nothing is set up; raises SetUpAlready, SetUpLinkUnknown."""
    found = db.session.scalar(select(Challenge).where(*_is(token)))
    if found is not None and (found.used_at is not None or queries.has_accounts()):
        raise SetUpAlready
    if found is None:
        raise SetUpLinkUnknown


def _is(token: str) -> tuple[ColumnElement[bool], ...]:
    return Challenge.kind == ChallengeKind.SETUP, Challenge.token_hash == crypto.token_hash(token)


def name_it(token: str, *, name: str, contact_email: str, sender: str) -> Association:
    """Write down whose site it becomes; raises SetUpAlready, SetUpLinkUnknown."""
    take_turn(TURN)
    check(token)
    return service.name_association(name=name, contact_email=contact_email, sender=sender or name)


def open_installation(token: str, *, name: str, email: str, locale: str = "sv") -> Account:
    """Spend the link and make the first administrator: of two people at once one does, the other is told.

    Raises SetUpAlready, SetUpLinkUnknown, AssociationNeeded.
    """
    take_turn(TURN)
    check(token)
    if queries.get_association() is queries.UNNAMED:
        raise AssociationNeeded
    return add_first(name=name, email=email, locale=locale)


def add_first(*, name: str, email: str, locale: str = "sv") -> Account:
    """Make the first administrator, at the command line too; no link opens anything from then on.

    Raises SetUpAlready.
    """
    take_turn(TURN)
    if queries.has_accounts():
        raise SetUpAlready
    account = accounts.create_account(name=name, email=email, role=Role.ADMINISTRATOR, locale=locale)
    unspent = update(Challenge).where(Challenge.kind == ChallengeKind.SETUP, Challenge.used_at.is_(None))
    db.session.execute(unspent.values(used_at=clock.now(), account_id=account.id))
    record.write_down("association.set_up", actor=account)
    return account
