"""What somebody may do at the desk: given, changed, ended; there is always an administrator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select

from app.accounts import service as accounts
from app.accounts.models import Account, AccountCampaign, AccountEvent
from app.campaigns.models import Campaign
from app.core import clock, i18n
from app.core.access import Permission, Role, allows
from app.core.db import db, take_turn
from app.people import emails
from app.people.refusals import (
    AdministratorHasAll,
    EndsInThePast,
    LastAdministrator,
    LeftAlready,
    NeedsCampaign,
    NeedsEnd,
    NeedsEvent,
    NotYours,
    RightsChanged,
    RolesAreOff,
)
from app.record import service as record
from app.shifts.models import Event
from app.site import queries as site

SMALL = frozenset({Role.ADMINISTRATOR, Role.ORGANIZER})
"""The roles that there are always."""


@dataclass(frozen=True, kw_only=True)
class Rights:
    """A role, with what, and until when."""

    role: Role
    campaigns: tuple[int, ...] | None = None
    """The numbers of the campaigns that it is for; None: all."""
    events: tuple[int, ...] = ()
    """The numbers of the activities that an event organizer is let in for."""
    until: date | None = None
    """The last Swedish day; None: for good."""

    @property
    def mark(self) -> str:
        """Name these rights in a form, to see whether others hold when it comes back."""
        return f"{self.role}|{self.campaigns}|{self.events}|{self.until}"


def rights_of(account: Account) -> Rights:
    """Give the rights that somebody has."""
    named = select(AccountCampaign.campaign_id).where(AccountCampaign.account_id == account.id)
    events = select(AccountEvent.event_id).where(AccountEvent.account_id == account.id)
    return Rights(
        role=Role(account.role),
        campaigns=tuple(sorted(db.session.scalars(named))) if account.is_scoped else None,
        events=tuple(sorted(db.session.scalars(events))),
        until=last_day(account.ends_at),
    )


def last_day(ends_at: datetime | None) -> date | None:
    """Give the last Swedish day before a moment; None where there is none."""
    return clock.local(ends_at - timedelta(seconds=1)).date() if ends_at else None


def checked(rights: Rights) -> Rights:
    """Give rights that can be given, without what their role has no use for.

    Raises RolesAreOff, AdministratorHasAll, NeedsCampaign, NeedsEvent, NeedsEnd, EndsInThePast.
    """
    is_small = rights.role in SMALL and rights.campaigns is None
    if not is_small and not site.get_association().has_roles:
        raise RolesAreOff
    if rights.until is not None and rights.until < clock.today():
        raise EndsInThePast
    if rights.role == Role.EVENT_ORGANIZER:
        if not rights.events or _count(Event, rights.events) < len(rights.events):
            raise NeedsEvent
        if rights.until is None:
            raise NeedsEnd
        return replace(rights, campaigns=None)
    if rights.campaigns is not None:
        if rights.role == Role.ADMINISTRATOR:
            raise AdministratorHasAll
        if not rights.campaigns or _count(Campaign, rights.campaigns) < len(rights.campaigns):
            raise NeedsCampaign
    return replace(rights, events=())


def _count(model: type[Any], numbers: Sequence[int]) -> int:
    return db.session.scalar(select(func.count()).where(model.id.in_(numbers))) or 0


def give(account: Account, rights: Rights) -> None:
    """Let somebody have these rights and no others; they hold from the next page that she asks for."""
    account.role, account.is_scoped = rights.role, rights.campaigns is not None
    account.ends_at = clock.midnight(rights.until + timedelta(days=1)) if rights.until else None
    db.session.execute(delete(AccountCampaign).where(AccountCampaign.account_id == account.id))
    db.session.execute(delete(AccountEvent).where(AccountEvent.account_id == account.id))
    for number in sorted(set(rights.campaigns or ())):
        db.session.add(AccountCampaign(account_id=account.id, campaign_id=number))
    for number in sorted(set(rights.events)):
        db.session.add(AccountEvent(account_id=account.id, event_id=number))
    db.session.flush()


def begin(actor: Account | None, *concerned: Account) -> None:
    """Wait until nobody else changes who is let in, then see that whoever asks may still do so.

    None is the command line. Raises NotYours.
    """
    take_turn("people")
    for account in (actor, *concerned):
        if account is not None:
            db.session.refresh(account)
    if actor is not None and not may_let_in(actor):
        raise NotYours


def may_let_in(account: Account) -> bool:
    """Say whether somebody may let others in at this moment."""
    return accounts.is_let_in(account) and allows(account, Permission.MANAGE_ACCOUNTS)


def check_another(account: Account) -> None:
    """See, in one's turn, that an administrator is left without this one; raises LastAdministrator."""
    if account.role != Role.ADMINISTRATOR or account.disabled_at or account.ends_at:
        return
    others = select(func.count()).where(
        Account.role == Role.ADMINISTRATOR,
        Account.id != account.id,
        Account.disabled_at.is_(None),
        Account.ends_at.is_(None),
    )
    if not db.session.scalar(others):
        raise LastAdministrator


def change_rights(account: Account, rights: Rights, *, was: str | None = None, actor: Account | None) -> None:
    """Let somebody who is let in have other rights; ``was`` marks those that were looked at.

    Raises NotYours, LeftAlready, RightsChanged, LastAdministrator, and what ``checked`` does.
    """
    begin(actor, account)
    before = rights_of(account)
    if account.disabled_at:
        raise LeftAlready
    if was is not None and was != before.mark:
        raise RightsChanged
    rights = checked(rights)
    if rights.role != Role.ADMINISTRATOR or rights.until:
        check_another(account)
    give(account, rights)
    facts = {"account": account.id, "role": rights.role, "before": before.role}
    record.write_down("account.rights", actor=actor, facts=facts)


def end_access(account: Account, *, actor: Account | None) -> None:
    """Let somebody in no more, from her next page on; raises NotYours, LeftAlready, LastAdministrator."""
    begin(actor, account)
    disable(account)
    record.write_down("account.disabled", actor=actor, facts={"account": account.id})


def disable(account: Account) -> None:
    """End somebody's access within one's turn; raises LeftAlready, LastAdministrator."""
    if account.disabled_at:
        raise LeftAlready
    check_another(account)
    accounts.disable_account(account)
    db.session.flush()


def let_in_again(account: Account, *, actor: Account | None) -> None:
    """Let somebody in again with the rights and the ways to sign in that she had; she is told by mail.

    Raises NotYours, and NeedsEnd where the last day of an activity's organizer has passed.
    """
    begin(actor, account)
    if accounts.is_let_in(account):
        return
    has_passed = account.ends_at is not None and account.ends_at <= clock.now()
    if has_passed and account.role == Role.EVENT_ORGANIZER:
        raise NeedsEnd
    account.disabled_at = None
    account.ends_at = None if has_passed else account.ends_at
    db.session.flush()
    with i18n.in_language(account.locale):
        emails.let_in_again(accounts.person(account)["email"])
    record.write_down("account.enabled", actor=actor, facts={"account": account.id, "role": account.role})
