"""Who is let in: people with a role, invitations and their links."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from app.accounts.models import Account
from app.core import clock
from app.core.access import Role
from app.core.db import db, transaction
from app.people import inviting, rights
from app.people.rights import Rights
from app.site.models import Association
from tests.factories import make_account, make_association
from tests.mail import Mailbox

PEOPLE = "/organisera/personer"


def turn_roles_on() -> None:
    """Name the association and turn roles on."""
    make_association()
    with transaction():
        db.session.get_one(Association, 1).has_roles = True


def make_member(role: Role = Role.ORGANIZER, *, who: dict[str, str] | None = None, **given: Any) -> Account:
    """Make an account with these rights, and name and address if that matters."""
    account = make_account(role, **who or {})
    with transaction():
        rights.give(account, Rights(role=role, **given))
    return account


def in_days(number: int) -> Any:
    """Give the day in so many days."""
    return clock.today() + timedelta(days=number)


def invite(email: str = "egon@example.org", *, name: str = "Egon Exempelsson", **given: Any) -> str:
    """Invite somebody from the command line; give the token in the link."""
    role = given.pop("role", Role.ORGANIZER)
    with transaction():
        return inviting.invite(name=name, email=email, given=Rights(role=role, **given), actor=None)


def link_in(mailbox: Mailbox) -> str:
    """Give the path of the link in the last mail."""
    found = re.search(r"/organisera/inbjudan/\S+", mailbox.last().text)
    assert found
    return found.group()


def stands(account: Account) -> Account:
    """Give an account as it stands in the database now."""
    db.session.rollback()
    return db.session.scalars(
        select(Account).where(Account.id == account.id).execution_options(populate_existing=True)
    ).one()
