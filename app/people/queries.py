"""Read who is let in, and what is amiss about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from app.accounts import sealed_secrets
from app.accounts import service as accounts
from app.accounts.models import Account, AccountCampaign, AccountEvent, AccountSession, Invitation, Passkey
from app.campaigns.models import Campaign
from app.core import clock
from app.core.access import Role
from app.core.db import db
from app.people import inviting, reviewing, rights
from app.shifts.models import Event, Shift

LONG_AWAY = timedelta(days=365)
CHOICES = 200
"""So many activities are offered; a longer list is not looked through."""


@dataclass(frozen=True)
class Member:
    """Somebody who is or was let in, as the page of people shows her."""

    account: Account
    name: str
    email: str
    is_let_in: bool
    campaigns: list[str]
    """Titles, where she works with named ones."""
    events: list[str]
    until: date | None
    last_on: datetime | None
    """When she last signed in."""
    has_factor: bool
    """Whether she has a passkey or one-time codes; which of them is hers to know."""

    @property
    def is_away(self) -> bool:
        """Say whether she has not signed in for a year, or never though she could have."""
        return clock.now() - (self.last_on or self.account.created_at) > LONG_AWAY


def list_members() -> list[Member]:
    """List everyone who has an account, who is let in first, in the order of their coming."""
    rows = db.session.scalars(select(Account).order_by(Account.id)).all()
    beside = _Beside.of_all()
    found = [_member(row, beside) for row in rows]
    return sorted(found, key=lambda each: not each.is_let_in)


@dataclass(frozen=True)
class _Beside:
    """What stands in other tables about accounts, by number."""

    last: dict[int, datetime]
    with_key: set[int]
    campaigns: dict[int, list[str]]
    events: dict[int, list[str]]

    @classmethod
    def of_all(cls) -> _Beside:
        last = select(AccountSession.account_id, func.max(AccountSession.created_at))
        keys = select(Passkey.account_id).where(Passkey.doubted_at.is_(None)).distinct()
        named = select(AccountCampaign.account_id, Campaign.title).join(
            Campaign, Campaign.id == AccountCampaign.campaign_id
        )
        events = select(AccountEvent.account_id, Event.title).join(Event, Event.id == AccountEvent.event_id)
        return cls(
            last={row[0]: row[1] for row in db.session.execute(last.group_by(AccountSession.account_id))},
            with_key=set(db.session.scalars(keys)),
            campaigns=_grouped(db.session.execute(named.order_by(Campaign.title)).all()),
            events=_grouped(db.session.execute(events.order_by(Event.title)).all()),
        )


def _grouped(rows: Sequence[Any]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for number, title in rows:
        found.setdefault(number, []).append(title)
    return found


def _member(account: Account, beside: _Beside) -> Member:
    whose = accounts.person(account)
    return Member(
        account=account,
        name=whose["name"],
        email=whose["email"],
        is_let_in=accounts.is_let_in(account),
        campaigns=beside.campaigns.get(account.id, []) if account.is_scoped else [],
        events=beside.events.get(account.id, []),
        until=rights.last_day(account.ends_at),
        last_on=beside.last.get(account.id),
        has_factor=account.id in beside.with_key or "totp" in sealed_secrets.read(account),
    )


def get_member(account_id: int) -> Member:
    """Give somebody who has an account; raises NoResultFound."""
    return _member(db.session.get_one(Account, account_id), _Beside.of_all())


@dataclass(frozen=True)
class Invited:
    """An invitation that came to nothing yet."""

    invitation: Invitation
    name: str
    email: str
    is_over: bool
    with_what: list[str]
    """Titles of the activities or campaigns that it is for; none where it is for everything."""
    until: date | None


def list_invited() -> list[Invited]:
    """List the invitations that are neither used nor taken back, the newest first."""
    open_ = select(Invitation).where(Invitation.used_at.is_(None), Invitation.withdrawn_at.is_(None))
    return [
        Invited(
            row,
            *_whose(row),
            is_over=row.expires_at <= clock.now() or not inviting.is_sender_let_in(row),
            with_what=with_what(row),
            until=rights.last_day(row.ends_at),
        )
        for row in db.session.scalars(open_.order_by(Invitation.id.desc()))
    ]


def with_what(invitation: Invitation) -> list[str]:
    """Give the titles of the activities or campaigns that an invitation is for; none for everything."""
    if invitation.role == Role.EVENT_ORGANIZER:
        return list(event_titles(invitation.event_ids).values())
    named = select(Campaign.title).where(Campaign.id.in_(invitation.campaign_ids)).order_by(Campaign.title)
    return list(db.session.scalars(named)) if invitation.is_scoped else []


def _whose(row: Invitation) -> tuple[str, str]:
    person = inviting.person(row)
    return person["name"], person["email"]


def get_invitation(invitation_id: int) -> Invitation:
    """Give an invitation; raises NoResultFound."""
    return db.session.get_one(Invitation, invitation_id)


def inviter_of(invitation: Invitation) -> str:
    """Give the name of whoever invited; empty for the command line."""
    if invitation.invited_by_id is None:
        return ""
    return accounts.person(db.session.get_one(Account, invitation.invited_by_id))["name"]


def list_events() -> dict[int, str]:
    """Give the activities that somebody can be let in for, by number: those not over, the newest first."""
    over = select(Shift.id).where(Shift.event_id == Event.id).exists()
    coming = select(Shift.id).where(Shift.event_id == Event.id, Shift.ends_at > clock.now()).exists()
    found = select(Event.id, Event.title, Event.place).where(~over | coming).order_by(Event.id.desc())
    return {
        row.id: ", ".join(filter(None, (row.title, row.place)))
        for row in db.session.execute(found.limit(CHOICES))
    }


def event_titles(numbers: Sequence[int]) -> dict[int, str]:
    """Give the names of activities, by number."""
    found = select(Event.id, Event.title).where(Event.id.in_(numbers))
    return {row.id: row.title for row in db.session.execute(found)}


@dataclass(frozen=True)
class Asked:
    """What the desk asks an administrator about people."""

    needs_second: bool
    """No other administrator has ever signed in."""
    review_due: bool


def asked() -> Asked:
    """Find out what to ask."""
    signed_in = select(AccountSession.id).where(AccountSession.account_id == Account.id).exists()
    here = (
        Account.role == Role.ADMINISTRATOR,
        Account.disabled_at.is_(None),
        Account.ends_at.is_(None),
        signed_in,
    )
    number = db.session.scalar(select(func.count()).where(*here)) or 0
    return Asked(needs_second=number < 2, review_due=reviewing.is_due())
