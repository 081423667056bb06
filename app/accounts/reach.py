"""What an account reaches: the conditions that every list and every look-up of the desk is held to.

Whoever works with named campaigns reaches those, their petitions, shifts and tasks; whoever is let in for
an activity reaches that alone. What is out of reach is not found.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, false, select, true

from app.accounts.models import Account, AccountCampaign, AccountEvent
from app.core.access import Role


def is_for_events(account: Account) -> bool:
    """Say whether somebody is let in for activities alone."""
    return account.role == Role.EVENT_ORGANIZER


def reaches_all(account: Account) -> bool:
    """Say whether somebody works with everything that her role is for."""
    return not account.is_scoped and not is_for_events(account)


def campaigns_of(account: Account) -> Select[int]:
    """Give the numbers of the campaigns that are named for an account, to be asked within a statement."""
    return select(AccountCampaign.campaign_id).where(AccountCampaign.account_id == account.id)


def events_of(account: Account) -> Select[int]:
    """Give the numbers of the activities that an account is let in for, to be asked within a statement."""
    return select(AccountEvent.event_id).where(AccountEvent.account_id == account.id)


def by_campaign(account: Account, campaign_id: Any) -> ColumnElement[bool]:
    """Give the condition on the column of a campaign's number: rows of no campaign are for who has all."""
    if reaches_all(account):
        return true()
    if is_for_events(account):
        return false()
    named: ColumnElement[bool] = campaign_id.in_(campaigns_of(account))
    return named


def by_event(account: Account, event_id: Any, campaign_id: Any) -> ColumnElement[bool]:
    """Give the condition on the columns of an activity's number and its campaign's."""
    if is_for_events(account):
        named: ColumnElement[bool] = event_id.in_(events_of(account))
        return named
    return by_campaign(account, campaign_id)
