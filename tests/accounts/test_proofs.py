"""A fresh proof: asked for where a page is marked, good for a quarter of an hour, nothing typed lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask, request
from sqlalchemy import update

from app.accounts import recovery, sealed_secrets, totp
from app.accounts.models import Account, AccountSession
from app.core import clock as app_clock
from app.core.access import Permission, organizers
from app.core.db import db, transaction
from tests.clients import Client
from tests.clocks import Clock
from tests.core.visitors import token_of
from tests.factories import make_account, make_association
from tests.filled_forms import find_form

MARKED = "/organisera/marked"
PROVE = "/organisera/bekrafta"


@pytest.fixture(autouse=True)
def marked(app: Flask) -> None:
    """Add a page that asks for a fresh proof."""
    make_association()

    @app.route(MARKED, methods=["GET", "POST"])
    @organizers(Permission.SEE_DESK, fresh=True)
    def page() -> str:
        return " ".join(request.form.getlist("reason")) or "opened"


@pytest.fixture
def secret(app: Flask, account: Account) -> str:
    """Set up one-time codes."""
    made = totp.new_secret()
    with transaction(public=False):
        sealed_secrets.change(account, totp=made)
    return made


@pytest.fixture
def account(app: Flask) -> Account:
    """Make the account that proves."""
    return make_account()


def code(secret: str, *, off: int = 0) -> str:
    return totp.code_at(secret, totp.step_of(app_clock.now() + timedelta(seconds=off)))


def opens(client: Client) -> bool:
    return client.get(MARKED, checked=False).status_code == 200


@pytest.mark.database("sqlite")
def test_a_proof_is_good_for_a_quarter_of_an_hour(app: Flask, clock: Clock, account: Account) -> None:
    client = Client(app).sign_in(account, proved=True)
    clock.move(minutes=14)
    assert opens(client)
    clock.move(minutes=1)
    assert client.get(f"{MARKED}?page=2").location == f"{PROVE}?next={MARKED}?page%3D2"
    # What was begun on the page goes through for a quarter of an hour more.
    token = token_of(client)
    sent = {"reason": "a", "csrf_token": token}
    assert client.post(MARKED, data=sent, checked=False).text == "a"
    clock.move(minutes=15)
    assert client.post(MARKED, data=sent).status_code == 403


@pytest.mark.database("sqlite")
def test_a_code_of_the_phone_opens_it_once(app: Flask, clock: Clock, account: Account, secret: str) -> None:
    client = Client(app).sign_in(account, proved=False)
    way = client.get(MARKED).location
    assert client.submit(way, {"proof_code": "123456"}).status_code == 422
    right = code(secret)
    assert client.submit(way, {"proof_code": right}).location == MARKED
    assert opens(client)
    again = Client(app).sign_in(account, proved=False)
    refused = again.submit(way, {"proof_code": right})
    assert refused.status_code == 422
    assert "klocka" in refused.text
    assert not opens(again)


def test_what_was_typed_comes_along(app: Flask, account: Account, secret: str) -> None:
    client = Client(app).sign_in(account, proved=False)
    sent = {"reason": ["<b>Åsa</b>", "två"], "csrf_token": token_of(client)}
    asked = client.post(MARKED, data=sent)
    assert asked.status_code == 403
    assert "&lt;b&gt;Åsa" in asked.text
    wrong = client.post(MARKED, data={**sent, "proof_code": "000000"})
    assert wrong.status_code == 422
    assert "två" in wrong.text
    done = client.post(MARKED, data={**sent, "proof_code": code(secret)}, checked=False)
    assert (done.status_code, done.text) == (200, "<b>Åsa</b> två")


def test_a_recovery_code_stands_in_once(app: Flask, account: Account, secret: str) -> None:
    with transaction(public=False):
        codes = recovery.make_codes(account)
    assert len(set(codes)) == 10
    client = Client(app).sign_in(account, proved=False)
    assert client.submit(f"{PROVE}?next={MARKED}", {"proof_code": codes[0].upper()}).status_code == 303
    assert opens(client)
    assert recovery.count_left(account) == 9
    again = Client(app).sign_in(account, proved=False)
    assert again.submit(PROVE, {"proof_code": codes[0]}).status_code == 422


@pytest.mark.database("sqlite")
def test_who_has_nothing_to_show_is_led_to_setting_it_up(app: Flask, account: Account) -> None:
    client = Client(app).sign_in(account, proved=False)
    page = client.get(MARKED, follow_redirects=True)
    assert "/organisera/konto" in page.text
    assert "proof_code" not in page.text


@pytest.mark.database("sqlite")
def test_who_sets_it_up_beside_goes_on_with_what_was_typed(app: Flask, account: Account) -> None:
    client = Client(app).sign_in(account, proved=False)
    asked = client.post(MARKED, data={"reason": "Åsa", "csrf_token": token_of(client)})
    assert asked.status_code == 403
    assert "Ingenting är gjort än" in asked.text
    form = find_form(asked.text, MARKED, button="Gå vidare")
    assert client.post(MARKED, data=form.filled({})).status_code == 403  # not set up yet: asked again
    with transaction(public=False):
        db.session.execute(update(AccountSession).values(proved_at=app_clock.now()))
    assert client.post(MARKED, data=form.filled({}), checked=False).text == "Åsa"


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("off", [-90, -30, 0, 30, 90])
def test_a_clock_half_a_minute_off_is_taken_and_no_worse(
    clock: Clock, account: Account, secret: str, off: int
) -> None:
    with transaction(public=False):
        assert totp.spend(account, code(secret, off=off)) == (abs(off) <= 30)


def test_the_codes_are_those_of_the_standard() -> None:
    """RFC 6238, appendix B: the last six digits of its eight."""
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    given = {59: "287082", 1111111109: "081804", 1234567890: "005924", 20000000000: "353130"}
    assert {moment: totp.code_at(secret, moment // 30) for moment in given} == given


def test_of_two_at_once_one_uses_a_code(account: Account, secret: str) -> None:
    step = totp.step_of(app_clock.now())
    with transaction(public=False):
        assert totp.use_step(account, step)
        assert not totp.use_step(account, step)
        assert not totp.use_step(account, step - 1)
        assert totp.use_step(account, step + 1)
    db.session.expire_all()
