"""Signing in with a password, and then a code: of the app, of the mail, or of the paper."""

from __future__ import annotations

import pytest
from flask import Flask

from app.accounts import recovery, sessions
from app.accounts.models import Account, AccountSession
from app.core import clock as app_clock
from app.core.db import db, transaction
from tests.accounts.people import (
    EMAIL,
    GATE,
    PASSWORD,
    STEP,
    app_code,
    is_in,
    mailed_code,
    make_alva,
    sign_in,
    type_password,
)
from tests.budgets import snapshot
from tests.clients import Client
from tests.clocks import Clock
from tests.core.visitors import token_of
from tests.factories import make_association
from tests.mail import Mailbox


@pytest.fixture(autouse=True)
def association(app: Flask) -> None:
    """Name the association."""
    make_association()


def test_the_whole_way_in_and_out_with_an_app(app: Flask, client: Client) -> None:
    account = make_alva(has_totp=True)
    door = client.get("/organisera/kampanjer/", follow_redirects=True)
    assert door.request.path == GATE
    answer = client.submit(door.request.full_path, {"email": EMAIL, "password": PASSWORD})
    assert answer.location == STEP
    assert not is_in(client)
    answer = client.submit(STEP, {"code": f" {app_code(account)[:3]} {app_code(account)[3:]}"})
    assert (answer.status_code, answer.location) == (303, "/organisera/kampanjer/")
    row = db.session.query(AccountSession).one()
    assert (row.method, row.proved_at) == ("password", row.created_at)
    assert sessions.browser_of(row) == {"browser": "", "system": ""}
    out = client.post("/organisera/logga-ut", data={"csrf_token": token_of(client)})
    assert (out.status_code, out.location) == (303, f"{GATE}?out=1")
    told = client.get(out.location)
    assert "Du är utloggad." in told.text
    assert "Set-Cookie" not in told.headers
    assert not is_in(client)
    assert client.get_cookie("samling-browser") is not None


def test_without_an_app_the_code_is_mailed(app: Flask, client: Client, mailbox: Mailbox) -> None:
    make_alva()
    type_password(client)
    code = mailed_code(mailbox)
    assert code not in repr(snapshot())
    other = Client(app)
    type_password(other, "fel lösenord helt och hållet")
    assert other.post(STEP, data={"code": code}).location == GATE
    assert client.post(STEP, data={"code": code}).location == "/organisera/"
    assert is_in(client)
    assert not is_in(other)
    row = db.session.query(AccountSession).one()
    assert row.proved_at is None  # a code in the mailbox is no proof for an export


@pytest.mark.database("sqlite")
def test_a_mailed_code_ends_with_the_next_and_after_ten_minutes(
    client: Client, mailbox: Mailbox, clock: Clock
) -> None:
    make_alva()
    type_password(client)
    first = mailed_code(mailbox)
    assert client.submit(STEP, button="Mejla mig en ny kod").status_code == 303
    second = mailed_code(mailbox)
    assert client.post(STEP, data={"code": first}).status_code == 422
    clock.move(minutes=10)
    late = client.post(STEP, data={"code": second})
    assert late.location.startswith(GATE)
    assert "Börja om" in client.get(late.location).text
    assert not is_in(client)


@pytest.mark.database("sqlite")
def test_five_wrong_codes_end_the_sign_in(client: Client, mailbox: Mailbox) -> None:
    make_alva()
    type_password(client)
    code = mailed_code(mailbox)
    for _try in range(5):
        assert client.post(STEP, data={"code": "00000000"}).status_code == 422
    assert client.post(STEP, data={"code": code}).location.startswith(GATE)
    assert client.post(STEP, data={"code": code}).location.startswith(GATE)
    assert not is_in(client)


@pytest.mark.database("sqlite")
def test_who_has_an_app_gets_no_code_by_mail(client: Client, mailbox: Mailbox) -> None:
    """The mailbox is no way round the phone."""
    make_alva(has_totp=True)
    type_password(client)
    assert "ny kod" not in client.get(STEP).text
    client.post(f"{STEP}/ny-kod")
    assert mailbox.letters() == []


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("seconds", [-90, 90])
def test_a_phone_whose_clock_is_off_is_told_so(client: Client, clock: Clock, seconds: int) -> None:
    account = make_alva(has_totp=True)
    type_password(client)
    answer = client.post(STEP, data={"code": app_code(account, seconds=seconds)})
    assert answer.status_code == 422
    assert "klocka" in answer.text
    assert client.post(STEP, data={"code": app_code(account, seconds=seconds // 3)}).status_code == 303


@pytest.mark.database("sqlite")
def test_a_code_of_the_app_that_was_used_opens_nothing(app: Flask, client: Client, clock: Clock) -> None:
    account = make_alva(has_totp=True)
    sign_in(app, account, client)
    thief = Client(app)
    type_password(thief)
    assert thief.post(STEP, data={"code": app_code(account)}).status_code == 422
    assert not is_in(thief)


@pytest.mark.database("sqlite")
def test_a_recovery_code_lets_in_and_says_how_many_are_left(client: Client) -> None:
    account = make_alva(has_totp=True)
    with transaction(public=False):
        codes = recovery.make_codes(account)
    type_password(client)
    answer = client.post(STEP, data={"code": codes[3]}, follow_redirects=True)
    assert "9" in answer.text
    assert "reservkod" in answer.text
    assert is_in(client)


@pytest.mark.database("sqlite")
def test_a_wrong_password_and_an_unknown_address_get_the_same_page(app: Flask) -> None:
    make_alva()
    disabled = make_alva(email="bashir@example.org")
    with transaction():
        db.session.get_one(Account, disabled.id).disabled_at = app_clock.now()
    pages = set()
    for email, password in (
        (EMAIL, "fel lösenord helt"),
        ("nobody@example.org", PASSWORD),
        ("bashir@example.org", PASSWORD),
    ):
        answer = type_password(Client(app), password, email)
        assert "Set-Cookie" not in answer.headers
        assert answer.status_code == 422
        pages.add(answer.text.replace(email, ""))
    assert len(pages) == 1


@pytest.mark.database("sqlite")
def test_a_password_typed_on_another_keyboard_is_the_same(client: Client) -> None:
    """NFKC: å as one letter or as a with a ring; spaces belong to it."""
    make_alva()
    assert type_password(client, PASSWORD.replace("ö", "o\u0308")).status_code == 303
    assert type_password(client, PASSWORD.replace(" ", "")).status_code == 422
    assert type_password(client, PASSWORD.upper()).status_code == 422


@pytest.mark.database("sqlite")
def test_a_role_in_the_form_gives_no_role(app: Flask, client: Client) -> None:
    """Mass assignment: what no field asks for is not read."""
    account = make_alva(has_totp=True)
    forged = {"is_admin": "1", "role": "administrator"}
    type_password(client, **forged)
    client.post(STEP, data={"code": app_code(account), **forged})
    sent = {"name": "Alva P", "csrf_token": token_of(client), "ends_at": "", **forged}
    assert client.post("/organisera/konto/namn", data=sent).status_code == 303
    assert db.session.get_one(Account, account.id).role == "organizer"


@pytest.mark.database("sqlite")
def test_a_browser_never_seen_is_told_by_mail_and_one_that_was_is_not(
    app: Flask, clock: Clock, mailbox: Mailbox
) -> None:
    account = make_alva(has_totp=True)
    first = sign_in(app, account)
    assert mailbox.deliver() == []  # the first of all: she knows
    clock.move(minutes=1)
    first.post("/organisera/logga-ut", data={"csrf_token": token_of(first)})
    sign_in(app, account, first)
    assert mailbox.deliver() == []
    clock.move(minutes=1)
    new = Client(app)
    new.environ_base["HTTP_USER_AGENT"] = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko Firefox/140.0"
    sign_in(app, account, new)
    letter = mailbox.last()
    assert letter.to == EMAIL
    assert "Firefox" in letter.text
    assert "Linux" in letter.text


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("email", ["", "alva", "x" * 300 + "@example.org", "a\x00@example.org", "=1+1"])
def test_what_is_no_address_is_refused_and_kept(client: Client, email: str) -> None:
    answer = type_password(client, "hemligt men fel", email)
    assert answer.status_code == 422
    assert "hemligt" not in answer.text
    if email and "\x00" not in email:
        assert f'value="{email}"' in answer.text


@pytest.mark.database("sqlite")
def test_nothing_personal_and_no_code_stands_in_the_tables(app: Flask) -> None:
    account = make_alva(has_totp=True)
    with transaction(public=False):
        codes = recovery.make_codes(account)
    sign_in(app, account)
    found = repr(snapshot())
    for word in ("Alva", "Provstr", EMAIL, "argon2", codes[0], codes[0].replace("-", "")):
        assert word not in found


@pytest.mark.database("sqlite")
def test_the_pages_that_set_a_cookie_do_not_deny_it(client: Client) -> None:
    for path, denies in ((GATE, False), (f"{GATE}/lank", False), ("/", True)):
        assert ("Inga kakor" in client.get(path).text) == denies
