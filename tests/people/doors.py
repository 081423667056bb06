"""The doors of who is let in, as rows of the table in `tests.core.doors`."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any

from app.accounts.models import Account
from app.core.access import Role
from app.core.db import db, transaction
from app.people import inviting, rights
from app.people.rights import Rights
from tests.factories import make_account
from tests.shifts.doors import Row, numbered

_numbers = count(1)
PEOPLE = "/organisera/personer"
ORGANIZER = Rights(role=Role.ORGANIZER)
INVITED = {"name": "Egon Provström", "role": "organizer", "scope": "all"}


def at(rest: str = "") -> Callable[[], str]:
    """Give the way to a page of people that needs nothing."""
    return lambda: f"{PEOPLE}/{rest}"


def somebody(rest: str = "") -> Callable[[], str]:
    """Give the way to somebody who is let in."""
    return lambda: f"{PEOPLE}/{make_account().id}{rest}"


def somebody_before() -> str:
    """Let somebody in no more, and give the address that lets her in again."""
    account = make_account()
    with transaction():
        rights.end_access(account, actor=None)
    return f"{PEOPLE}/{account.id}/slapp-in"


def chosen(address: str) -> dict[str, Any]:
    """Choose a role for the person whom an address names."""
    account = db.session.get(Account, numbered(address))
    was = rights.rights_of(account).mark if account else ""
    return {"role": "organizer", "scope": "all", "was": was}


def token() -> str:
    """Invite somebody, and give the token of the link."""
    with transaction(public=False):
        return inviting.invite(
            name="Egon Provström",
            email=f"inbjuden{next(_numbers)}@example.org",
            given=ORGANIZER,
            actor=None,
        )


def invited(rest: str) -> Callable[[], str]:
    """Give the way to an invitation at the desk."""
    return lambda: f"{PEOPLE}/inbjudan/{inviting.find(token()).id}{rest}"


def inviting_(_address: str) -> dict[str, Any]:
    """Type whom to invite: each time somebody else."""
    return INVITED | {"email": f"ny{next(_numbers)}@example.org"}


SIGNED_LINKS: tuple[Row, ...] = (
    ("invitations.accept", "GET", lambda: f"/organisera/inbjudan/{token()}", 200, {}),
    ("invitations.accept", "POST", lambda: f"/organisera/inbjudan/{token()}", 303, {}),
)

DESK: tuple[Row, ...] = (
    ("people_manage.index", "GET", at(), 200, {}),
    ("people_manage.show", "GET", somebody(), 200, {}),
    ("people_manage.show", "POST", somebody(), 303, chosen),
    ("people_manage.end", "POST", somebody("/avsluta"), 303, {}),
    ("people_manage.let_in_again", "POST", somebody_before, 303, {}),
    ("people_manage.invite_again", "POST", somebody("/ny-inbjudan"), 303, {}),
    ("people_manage.switch", "POST", at("roller"), 303, {"on": "yes"}),
    ("invitations_manage.new", "GET", at("bjud-in"), 200, {}),
    ("invitations_manage.new", "POST", at("bjud-in"), 303, inviting_),
    ("invitations_manage.resend", "POST", invited("/skicka-igen"), 303, {}),
    ("invitations_manage.withdraw", "POST", invited("/dra-tillbaka"), 303, {}),
    ("invitations_manage.review", "GET", at("genomgang"), 200, {}),
    ("invitations_manage.review", "POST", at("genomgang"), 422, {}),
)
