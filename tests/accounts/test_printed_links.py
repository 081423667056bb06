"""The link from the command line: it signs in once, in any browser, and only by pressing the button."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.accounts import queries, service
from app.accounts.models import Account, AccountSession, SignInLink
from app.core import clock as app_clock
from app.core import crypto
from app.core.access import Role
from app.core.db import db, transaction
from tests.accounts.people import EMAIL, is_in, make_alva
from tests.accounts.people import GATE as ASK
from tests.clients import Client
from tests.clocks import Clock
from tests.factories import make_account, make_association


@pytest.fixture(autouse=True)
def association(app: Flask) -> None:
    """Name the association."""
    make_association()


@pytest.fixture
def account(app: Flask) -> Account:
    """Make the account that signs in."""
    return make_alva()


def link(account: Account, *, browser: str | None = None, lasts: timedelta | None = None) -> str:
    with transaction(public=False):
        token = service.make_sign_in_link(account, browser=browser, lasts=lasts)
    return f"{ASK}/{token}"


def sessions() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(AccountSession)) or 0


def test_who_has_no_way_in_of_her_own_is_led_to_setting_one_up(app: Flask, client: Client) -> None:
    answer = client.submit(link(make_account()))
    assert (answer.status_code, answer.location) == (303, "/organisera/konto?next=/organisera/")
    page = client.get(answer.location)
    assert "Senare" in page.text
    assert "inget eget sätt" in page.text
    assert "ett lås till" in client.get("/organisera/").text


def test_a_link_signs_in_once(app: Flask, account: Account) -> None:
    path, first, second = link(account), Client(app), Client(app)
    assert first.post(path).status_code == 303
    for client in (second, first):
        assert client.post(path).status_code == 410
    assert is_in(first)
    assert not is_in(second)
    assert sessions() == 1


def test_two_that_press_at_the_same_moment_one_comes_in(app: Flask, account: Account) -> None:
    path, answers = link(account), []
    ready = threading.Barrier(6)

    def press() -> None:
        client = Client(app)
        ready.wait(10)
        answers.append(client.post(path).status_code)

    threads = [threading.Thread(target=press) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(answers) == [303] + [410] * 5
    assert sessions() == 1


def test_a_link_from_the_command_line_works_anywhere_until_used(
    app: Flask, clock: Clock, account: Account
) -> None:
    path = link(account, lasts=None)
    clock.move(days=300)
    assert Client(app).post(path).status_code == 303


def test_a_new_link_of_a_kind_ends_the_earlier_ones_of_that_kind(app: Flask, account: Account) -> None:
    first, mailed, second = link(account), link(account, browser="x"), link(account)
    other = link(make_account())
    assert Client(app).post(first).status_code == 410
    for path in (second, other):
        assert Client(app).post(path).status_code == 303
    open_ones = db.session.scalars(select(SignInLink).where(SignInLink.used_at.is_(None))).all()
    assert [f"{crypto.token_hash(mailed.rpartition('/')[2]).hex()}"] == [
        row.token_hash.hex() for row in open_ones
    ]


def test_a_link_that_does_not_work_does_not_tell_why(app: Flask, clock: Clock, account: Account) -> None:
    used, expired = link(account), link(make_account(), lasts=timedelta(minutes=1))
    Client(app).post(used)
    bound = link(make_account(), browser="other")
    clock.move(minutes=2)
    answers = [Client(app).post(path) for path in (used, expired, bound, f"{ASK}/unknown")]
    pages = {answer.text.replace(answer.request.path, "") for answer in answers}
    assert {answer.status_code for answer in answers} == {410}
    assert len(pages) == 1


def test_one_address_has_one_account(app: Flask, account: Account) -> None:
    for email in (EMAIL, "ALVA@example.ORG"):
        with pytest.raises(service.AccountExists), transaction():
            service.create_account(name="Någon", email=email, role=Role.ORGANIZER)
    assert [row.id for row in queries.list_accounts()] == [account.id]
    found = queries.find_by_email(" Alva@example.org")
    assert found is not None
    assert service.person(found) == {"name": "Alva Provström", "email": EMAIL}
    assert queries.find_by_email("nobody@example.org") is None


WRONG: dict[str, Callable[[str], str]] = {
    "unknown": lambda token: "A" * len(token),
    "cut off": lambda token: token[:-1],
    "longer": lambda token: f"{token}A",
    "other letters": lambda token: token.swapcase(),
    "one flipped": lambda token: token[:5] + ("A" if token[5] != "A" else "B") + token[6:],
}


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("change", WRONG)
def test_a_token_that_is_not_right_to_the_letter_opens_nothing(
    app: Flask, account: Account, change: str
) -> None:
    path = link(account)
    token = path.rpartition("/")[2]
    client = Client(app)
    assert client.post(f"{ASK}/{WRONG[change](token)}").status_code == 410
    assert not is_in(client)
    assert client.post(path).status_code == 303


def test_a_disabled_account_comes_in_by_no_link(app: Flask, account: Account) -> None:
    printed = link(account)
    with transaction():
        db.session.get_one(Account, account.id).disabled_at = app_clock.now()
    assert Client(app).post(printed).status_code == 410
