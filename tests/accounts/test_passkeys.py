"""Passkeys: added, shown, named and removed; and the mails and acts that tell of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts import passkeys
from app.accounts.models import Account, Passkey
from app.core import clock as app_clock
from app.core.db import db, transaction
from app.record.models import Act
from tests.accounts.authenticators import Authenticator
from tests.accounts.passkey_steps import (
    GATE,
    KEYS,
    PROOF,
    add_key,
    asked,
    newest_session,
    only_key,
    prove_by,
    send,
    show_key,
)
from tests.clients import Client
from tests.clocks import Clock
from tests.core.visitors import token_of
from tests.factories import make_account, make_association
from tests.mail import Mailbox

OWN = "/organisera/konto"
SQLITE = pytest.mark.database("sqlite")


@pytest.fixture(autouse=True)
def association(app: Flask) -> None:
    """Name the association."""
    make_association()


@pytest.fixture
def account(app: Flask) -> Account:
    """Make the account that passkeys are added to."""
    return make_account()


@pytest.fixture
def phone(app: Flask, account: Account) -> Authenticator:
    """Add a passkey to the account."""
    phone = Authenticator()
    assert add_key(Client(app).sign_in(account), phone).status_code == 200
    return phone


def acts() -> list[str]:
    kinds = select(Act.kind).where(Act.kind.like("account.passkey%")).order_by(Act.id)
    return list(db.session.scalars(kinds))


def test_a_passkey_is_added_and_signs_in(
    app: Flask, account: Account, mailbox: Mailbox, clock: Clock
) -> None:
    phone = Authenticator()
    added = add_key(Client(app).sign_in(account), phone, "Min mobil")
    assert (added.status_code, added.get_json()) == (200, {"goto": OWN})
    assert phone.handle == account.uid
    assert "Min mobil" in mailbox.last().text
    assert acts() == ["account.passkey_added"]
    visitor = Client(app)
    clock.move(days=1)
    shown = show_key(visitor, phone)
    assert (shown.status_code, shown.get_json()) == (200, {"goto": "/organisera/"})
    session = newest_session()
    assert (session.account_id, session.method) == (account.id, "passkey")
    assert session.proved_at == app_clock.now()
    key = only_key()
    assert (key.sign_count, key.is_synced, key.used_at) == (1, False, app_clock.now())
    page = visitor.get(OWN).text
    assert "Min mobil" in page
    assert "bara på en enhet" in page


def test_a_counter_that_goes_up_is_followed_and_one_without_stays_at_nought(
    app: Flask, account: Account, phone: Authenticator
) -> None:
    phone.counter = 4_000_000_000  # more than 31 bits
    assert show_key(Client(app), phone).status_code == 200
    assert only_key().sign_count == 4_000_000_001
    with transaction():
        passkeys.remove_passkey(only_key())
    synced = Authenticator(counts=False)
    assert add_key(Client(app).sign_in(account), synced).status_code == 200
    for _time in range(2):
        assert show_key(Client(app), synced).status_code == 200
    assert (only_key().sign_count, only_key().is_synced) == (0, True)


def test_a_counter_that_goes_back_lets_nobody_in_any_more_and_is_told_once(
    app: Flask, phone: Authenticator, mailbox: Mailbox
) -> None:
    assert show_key(Client(app), phone).status_code == 200
    before = len(mailbox.deliver())
    copy = Authenticator(key=phone.key, credential_id=phone.credential_id, handle=phone.handle)
    visitor = Client(app)
    for counter in (0, 70):
        copy.counter = counter
        refused = show_key(visitor, copy)
        assert refused.status_code == 403
        assert "kopierats" in refused.get_json()["error"]
    assert visitor.get("/organisera/").status_code == 303
    assert only_key().doubted_at is not None
    told = mailbox.deliver()[before:]
    assert [letter.subject for letter in told] == ["En av dina passnycklar kan ha kopierats"]
    assert acts() == ["account.passkey_added", "account.passkey_doubted"]


def test_the_same_key_is_added_once(app: Flask, phone: Authenticator) -> None:
    other = Client(app).sign_in(make_account())
    again = add_key(other, phone)
    assert again.status_code == 409
    assert again.get_json()["error"] == "Passnyckeln är redan tillagd."
    assert only_key()


@SQLITE
def test_what_is_asked_names_no_key_at_sign_in_and_only_ones_own_at_a_proof(
    app: Flask, account: Account, phone: Authenticator
) -> None:
    add_key(Client(app).sign_in(make_account()), Authenticator())
    options = asked(Client(app), f"{GATE}/fraga")["options"]
    assert options["allowCredentials"] == []
    assert (options["rpId"], options["userVerification"]) == ("localhost", "required")
    client = Client(app).sign_in(account)
    own = asked(client, f"{PROOF}/fraga", token=token_of(client))["options"]
    named = [key["id"] for key in own["allowCredentials"]]
    found = passkeys.list_passkeys(account)
    assert len(named) == len(found) == 1


@SQLITE
def test_a_second_key_asks_for_a_proof_and_the_first_one_gives_it(
    app: Flask, account: Account, phone: Authenticator, clock: Clock
) -> None:
    client = Client(app)
    assert show_key(client, phone).status_code == 200
    clock.move(minutes=31)
    led = client.get(f"{KEYS}/ny")
    assert (led.status_code, led.location) == (303, f"/organisera/bekrafta?next={KEYS}/ny")
    refused = send(client, f"{KEYS}/ny/fraga", {"name": "Två"}, token=token_of(client))
    assert refused.status_code == 403
    assert refused.get_json()["goto"].startswith("/organisera/bekrafta?next=")
    proved = prove_by(client, phone, next=f"{KEYS}/ny")
    assert proved.get_json() == {"goto": f"{KEYS}/ny"}
    assert client.get(f"{KEYS}/ny").status_code == 200
    assert add_key(client, Authenticator(), "Två").status_code == 200
    assert len(passkeys.list_passkeys(account)) == 2


@SQLITE
def test_nobody_proves_with_somebody_elses_key(app: Flask, phone: Authenticator, clock: Clock) -> None:
    other, own = make_account(), Authenticator()
    client = Client(app).sign_in(other)
    add_key(client, own)
    clock.move(minutes=31)
    refused = prove_by(client, phone)
    assert refused.status_code == 403
    assert "känns inte igen" in refused.get_json()["error"]
    assert client.get(f"{KEYS}/ny").status_code == 303


@SQLITE
def test_a_key_is_renamed(app: Flask, phone: Authenticator, mailbox: Mailbox) -> None:
    client = Client(app)
    show_key(client, phone)
    path = f"{KEYS}/{only_key().id}"
    wrong = client.submit(path, {"name": " "})
    assert wrong.status_code == 422
    assert client.submit(path, {"name": "Jobbdatorn"}).status_code == 303
    assert passkeys.name_of(only_key()) == "Jobbdatorn"
    assert "Jobbdatorn" in mailbox.last().text
    assert client.submit(path, {"name": "Jobbdatorn"}).status_code == 303
    assert acts() == ["account.passkey_added", "account.passkey_renamed"]
    # What she calls it is kept until she removes it, and the log for years.
    assert db.session.scalars(select(Act.sealed).where(Act.sealed.is_not(None))).all() == []


@SQLITE
def test_the_last_way_in_goes_only_when_that_is_meant(
    app: Flask, phone: Authenticator, mailbox: Mailbox
) -> None:
    client = Client(app)
    show_key(client, phone)
    path = f"{KEYS}/{only_key().id}/ta-bort"
    assert "sista" in client.get(path).text
    assert client.submit(path, {}).status_code == 422
    assert client.submit(path, {"is_meant": "y"}).status_code == 303
    assert db.session.scalars(select(Passkey)).all() == []
    assert "tagits bort" in mailbox.last().subject
    assert acts() == ["account.passkey_added", "account.passkey_removed"]
    refused = show_key(Client(app), phone)
    assert refused.status_code == 403
    assert "känns inte igen" in refused.get_json()["error"]


@SQLITE
def test_one_of_two_goes_without_a_question_and_nobody_elses(
    app: Flask, account: Account, phone: Authenticator
) -> None:
    client = Client(app)
    show_key(client, phone)
    add_key(client, Authenticator(), "Två")
    first, second = passkeys.list_passkeys(account)
    other = Client(app).sign_in(make_account())
    for path in (f"{KEYS}/{first.id}", f"{KEYS}/{first.id}/ta-bort"):
        assert other.get(path).status_code == 404
    page = client.get(f"{KEYS}/{second.id}/ta-bort").text
    assert "is_meant" not in page
    assert client.submit(f"{KEYS}/{second.id}/ta-bort").status_code == 303
    assert [key.id for key in passkeys.list_passkeys(account)] == [first.id]


@SQLITE
def test_twenty_keys_are_enough(app: Flask, account: Account) -> None:
    client = Client(app).sign_in(account)
    add_key(client, Authenticator())
    with transaction():
        db.session.add_all(
            Passkey(
                uid=bytes([number]) * 16,
                account_id=account.id,
                credential_id=bytes([number]) * 16,
                public_key=b"",
                sign_count=0,
                sealed=b"",
                created_at=app_clock.now() - timedelta(days=1),
            )
            for number in range(passkeys.MOST - 1)
        )
    client = Client(app).sign_in(account)
    refused = send(client, f"{KEYS}/ny/fraga", {"name": "En till"}, token=token_of(client))
    assert refused.status_code in {403, 409}


@SQLITE
@pytest.mark.settings(base_url="http://127.0.0.1:8000")
def test_where_browsers_keep_no_passkeys_no_button_stands(app: Flask, account: Account) -> None:
    visitor = Client(app)
    assert "data-passkey" not in visitor.get("/organisera/logga-in").text
    client = Client(app).sign_in(account)
    assert "https" in client.get(OWN).text
    assert "data-passkey" not in client.get(f"{KEYS}/ny").text


@SQLITE
def test_without_javascript_the_page_says_what_works_instead(app: Flask, account: Account) -> None:
    client = Client(app).sign_in(account)
    answer = client.submit(f"{KEYS}/ny", {"name": "Mobilen"})
    assert answer.status_code == 422
    assert "JavaScript" in answer.text
    assert 'value="Mobilen"' in answer.text
