"""There is always an administrator: whoever does what at the same moment, on both databases."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.accounts.models import Account
from app.core.access import Role
from app.core.db import db, transaction
from app.people import refusals, rights
from app.people.rights import Rights
from tests.beside import beside
from tests.factories import make_account
from tests.people.letting_in import in_days, make_member, stands, turn_roles_on

LOWER = Rights(role=Role.ORGANIZER)


def administrators() -> int:
    """Count those who are let in for good."""
    db.session.rollback()
    let_in = select(func.count()).where(Account.role == Role.ADMINISTRATOR, Account.disabled_at.is_(None))
    return db.session.scalar(let_in) or 0


def here(account: Account) -> Account:
    """Give an account in the session of this thread."""
    return db.session.get_one(Account, account.id)


def test_two_administrators_who_lower_each_other_at_once_leave_one(app: Flask) -> None:
    first, second = make_account(Role.ADMINISTRATOR), make_account(Role.ADMINISTRATOR)
    failed = beside(
        app,
        lambda: rights.change_rights(first, LOWER, actor=second),
        lambda: rights.change_rights(here(second), LOWER, actor=here(first)),
    )
    assert [type(error) for error in failed] == [refusals.NotYours]
    assert administrators() == 1


def test_two_who_leave_at_once_leave_one(app: Flask) -> None:
    first, second = make_account(Role.ADMINISTRATOR), make_account(Role.ADMINISTRATOR)
    failed = beside(
        app,
        lambda: rights.end_access(first, actor=first),
        lambda: rights.end_access(here(second), actor=here(second)),
    )
    assert [type(error) for error in failed] == [refusals.LastAdministrator]
    assert administrators() == 1


@pytest.mark.database("sqlite")
def test_the_only_one_is_neither_lowered_nor_ended_nor_given_a_last_day(app: Flask) -> None:
    turn_roles_on()
    only = make_account(Role.ADMINISTRATOR)
    make_member(Role.ADMINISTRATOR, until=in_days(3))  # who leaves on a day is no help
    changed = (LOWER, replace(rights.rights_of(only), until=in_days(30)), Rights(role=Role.DATA_OFFICER))
    for given in changed:
        with pytest.raises(refusals.LastAdministrator), transaction():
            rights.change_rights(only, given, actor=only)
    with pytest.raises(refusals.LastAdministrator), transaction():
        rights.end_access(only, actor=None)
    now = stands(only)
    assert (now.role, now.ends_at, now.disabled_at) == (Role.ADMINISTRATOR, None, None)


@pytest.mark.database("sqlite")
def test_who_lost_the_right_while_the_page_was_open_changes_nothing(app: Flask) -> None:
    first, second = make_account(Role.ADMINISTRATOR), make_account(Role.ADMINISTRATOR)
    with transaction():
        rights.change_rights(second, LOWER, actor=first)
    with pytest.raises(refusals.NotYours), transaction():
        rights.end_access(first, actor=second)
    assert administrators() == 1
