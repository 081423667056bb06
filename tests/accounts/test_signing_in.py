"""Signing in by a link: once, in time, in the browser that asked, and only by pressing the button."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from app.accounts import queries, service
from app.accounts.models import Account, AccountSession, SignInLink
from app.core import clock as app_clock
from app.core import crypto
from app.core.access import Role
from app.core.db import db, transaction
from tests.budgets import snapshot
from tests.clients import Client
from tests.clocks import Clock
from tests.core.visitors import token_of
from tests.factories import make_account, make_association
from tests.mail import Mailbox

ASK = "/organisera/logga-in"
EMAIL = "alva@example.org"


@pytest.fixture(autouse=True)
def association(app: Flask) -> None:
    """Name the association."""
    make_association()


@pytest.fixture
def account(app: Flask) -> Account:
    """Make the account that signs in."""
    return make_account(name="Alva Provström", email=EMAIL)


def link(account: Account, *, browser: str | None = None, lasts: timedelta | None = None) -> str:
    with transaction(public=False):
        token = service.make_sign_in_link(account, browser=browser, lasts=lasts)
    return f"{ASK}/{token}"


def is_in(client: Client) -> bool:
    return client.get("/organisera/").status_code == 200


def sessions() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(AccountSession)) or 0


def asked(client: Client, mailbox: Mailbox, email: str = EMAIL) -> str:
    """Ask for a link in a browser and give the path that the mail leads to."""
    assert client.submit(ASK, {"email": email}).status_code == 303
    return mailbox.last().links[0].removeprefix("http://localhost:8000")


def test_the_whole_way_in_and_out(app: Flask, client: Client, account: Account, mailbox: Mailbox) -> None:
    door = client.get("/organisera/logg", follow_redirects=True)
    assert door.request.path == ASK
    path = asked(client, mailbox)
    answer = client.submit(path)
    assert (answer.status_code, answer.location) == (303, "/organisera/")
    assert "Alva Provström" in client.get("/organisera/").text
    token = token_of(client)
    out = client.post("/organisera/logga-ut", data={"csrf_token": token})
    assert (out.status_code, out.location) == (303, "/")
    assert "cookies" in out.headers["Clear-Site-Data"]
    assert not is_in(client)


def test_who_wanted_somewhere_is_brought_there(client: Client, account: Account, mailbox: Mailbox) -> None:
    goal = client.get("/organisera/kampanjer/").location
    client.post(goal, data={"email": EMAIL})
    answer = client.post(mailbox.last().links[0].removeprefix("http://localhost:8000"))
    assert answer.location == "/organisera/kampanjer/"


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


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_opening_the_link_spends_nothing(app: Flask, account: Account, method: str) -> None:
    path, client = link(account), Client(app)
    before = snapshot()
    assert client.open(path, method=method).status_code == 200
    assert snapshot() == before
    assert not is_in(client)
    assert client.post(path).status_code == 303


def test_a_mailed_link_works_for_ten_minutes(
    app: Flask, clock: Clock, account: Account, mailbox: Mailbox, client: Client
) -> None:
    path = asked(client, mailbox)
    clock.move(minutes=10)
    assert client.post(path).status_code == 410
    path = asked(client, mailbox)
    clock.move(minutes=9, seconds=59)
    assert client.post(path).status_code == 303


def test_a_mailed_link_works_in_the_browser_that_asked_alone(
    app: Flask, client: Client, account: Account, mailbox: Mailbox
) -> None:
    path = asked(client, mailbox)
    thief = Client(app)
    assert thief.get(path).status_code == 200
    assert thief.post(path).status_code == 410
    asked(thief, mailbox, "somebody@example.org")  # the thief's browser has a name too, another one
    assert thief.post(path).status_code == 410
    assert client.post(path).status_code == 303


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


def test_a_disabled_account_comes_in_by_no_link(
    app: Flask, client: Client, account: Account, mailbox: Mailbox
) -> None:
    mailed, printed = asked(client, mailbox), link(account)
    with transaction():
        db.session.get_one(Account, account.id).disabled_at = app_clock.now()
    assert client.post(mailed).status_code == 410
    assert Client(app).post(printed).status_code == 410
    before = len(mailbox.letters())
    client.post(ASK, data={"email": EMAIL})
    assert len(mailbox.deliver()) == before


def told(answer: TestResponse) -> tuple[int, str, list[tuple[str, str]]]:
    headers = sorted((name, value) for name, value in answer.headers if name != "Set-Cookie")
    return answer.status_code, answer.text, headers


def test_nobody_learns_who_organizes(app: Flask, account: Account, mailbox: Mailbox) -> None:
    disabled = make_account(email="bashir@example.org")
    with transaction():
        db.session.get_one(Account, disabled.id).disabled_at = app_clock.now()
    answers = []
    for email in (EMAIL, "Alva@EXAMPLE.org", "bashir@example.org", "nobody@example.org"):
        client = Client(app)
        first = client.submit(ASK, {"email": email})
        answers.append((told(first), told(client.get(first.location)), len(first.headers["Set-Cookie"]) > 20))
    for answer in answers[1:]:
        for part, expected in zip(answer, answers[0], strict=True):
            assert part == expected
    assert [letter.to for letter in mailbox.deliver()] == [EMAIL, EMAIL]


def test_a_link_that_does_not_work_does_not_tell_why(app: Flask, clock: Clock, account: Account) -> None:
    used, expired = link(account), link(make_account(), lasts=timedelta(minutes=1))
    Client(app).post(used)
    bound = link(make_account(), browser="other")
    clock.move(minutes=2)
    answers = [Client(app).post(path) for path in (used, expired, bound, f"{ASK}/unknown")]
    pages = {answer.text.replace(answer.request.path, "") for answer in answers}
    assert {answer.status_code for answer in answers} == {410}
    assert len(pages) == 1


def test_a_stranger_who_asks_for_links_does_not_keep_an_organizer_out(
    app: Flask, client: Client, account: Account, mailbox: Mailbox
) -> None:
    """ASVS 6.3.1: who knows only the address may not end the link that its owner is about to press."""
    path = asked(client, mailbox)
    Client(app).post(ASK, data={"email": EMAIL})
    assert client.post(path).status_code == 303


@pytest.mark.database("sqlite")
@pytest.mark.parametrize(
    "email", ["", "alva", "alva@example", "x" * 300 + "@example.org", "a\x00@example.org", "=1+1"]
)
def test_what_is_no_address_is_refused_and_kept(client: Client, email: str) -> None:
    answer = client.post(ASK, data={"email": email})
    assert answer.status_code == 422
    if email and "\x00" not in email:
        assert f'value="{email}"' in answer.text


def test_one_address_has_one_account(app: Flask, account: Account) -> None:
    for email in (EMAIL, "ALVA@example.ORG"):
        with pytest.raises(service.AccountExists), transaction():
            service.create_account(name="Någon", email=email, role=Role.ORGANIZER)
    assert [row.id for row in queries.list_accounts()] == [account.id]
    found = queries.find_by_email(" Alva@example.org")
    assert found is not None
    assert service.person(found) == {"name": "Alva Provström", "email": EMAIL}
    assert queries.find_by_email("nobody@example.org") is None


def test_nothing_personal_and_no_token_stands_in_the_tables(
    app: Flask, client: Client, account: Account
) -> None:
    path = link(account)
    client.post(path)
    client.post(ASK, data={"email": EMAIL})
    found = repr(snapshot())
    for word in ("Alva", "Provstr", EMAIL, path.rpartition("/")[2]):
        assert word not in found


@pytest.mark.database("sqlite")
def test_the_pages_that_set_a_cookie_do_not_deny_it(client: Client) -> None:
    for path, denies in ((ASK, False), ("/", True)):
        assert ("Inga kakor" in client.get(path).text) == denies
