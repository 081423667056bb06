"""Passkeys that are refused: answers altered, replayed, of others, too large or no answers at all."""

from __future__ import annotations

import tracemalloc
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from app.accounts.ceremonies import Site
from app.accounts.models import Account, Passkey
from app.core import clock as app_clock
from app.core.db import db, transaction
from tests.accounts.authenticators import UP, UV, Authenticator, text_of
from tests.accounts.passkey_steps import GATE, KEYS, add_key, altered, asked, only_key, send, show_key
from tests.clients import Client
from tests.clocks import Clock
from tests.core.visitors import token_of
from tests.factories import make_account, make_association

pytestmark = pytest.mark.database("sqlite")

UNUSABLE = "Svaret från passnyckeln gick inte att använda. Försök igen."
ELSEWHERE = "en annan adress"
UNKNOWN = "Den här passnyckeln känns inte igen här. Logga in på ett annat sätt."


@pytest.fixture(autouse=True)
def association(app: Flask) -> None:
    """Name the association."""
    make_association()


@pytest.fixture
def account(app: Flask) -> Account:
    """Make the account that has a passkey."""
    return make_account()


@pytest.fixture
def phone(app: Flask, account: Account) -> Authenticator:
    """Add a passkey to the account."""
    phone = Authenticator()
    assert add_key(Client(app).sign_in(account), phone).status_code == 200
    return phone


def is_in(client: Client) -> bool:
    return client.get("/organisera/").status_code == 200


WRONG: list[tuple[dict[str, Any], int, str]] = [
    ({"origin": "http://localhost:8001"}, 422, ELSEWHERE),
    ({"origin": "https://evil.example"}, 422, ELSEWHERE),
    ({"rp_id": "evil.example"}, 422, ELSEWHERE),
    ({"flags": UP}, 422, "finger"),
    ({"flags": UV}, 400, UNUSABLE),
    ({"flags": UP | UV | 0x10}, 400, UNUSABLE),
    ({"type": "webauthn.payment"}, 400, UNUSABLE),
    ({"crossed": True}, 400, UNUSABLE),
    ({"challenge": text_of(bytes(32))}, 400, UNUSABLE),
]


def test_a_browser_or_device_that_gets_something_wrong_is_refused_in_words(
    app: Flask, account: Account, phone: Authenticator
) -> None:
    visitor, inside = Client(app), Client(app)
    assert show_key(inside, phone).status_code == 200
    for wrong, status, words in WRONG:
        shown = show_key(visitor, phone.lying(**wrong))
        assert (shown.status_code, words in shown.get_json()["error"]) == (status, True), (wrong, shown.text)
        made = add_key(inside, Authenticator().lying(**wrong))
        assert (made.status_code, words in made.get_json()["error"]) == (status, True), (wrong, made.text)
    assert not is_in(visitor)
    assert only_key().sign_count == 1


def test_what_was_altered_after_it_was_signed_is_refused(app: Flask, phone: Authenticator) -> None:
    visitor = Client(app)
    for part in ("clientDataJSON", "authenticatorData", "signature", "userHandle"):
        question = asked(visitor, f"{GATE}/fraga")
        answer = phone.get(question["options"])
        text: str = answer["response"][part]
        for changed in (text[:-4], f"{'B' if text[0] == 'A' else 'A'}{text[1:]}", None, ""):
            wrong = altered(answer, **{part: changed})
            refused = send(visitor, GATE, {"token": question["token"], "answer": wrong})
            assert refused.status_code in {400, 403, 410, 422}, (part, changed)
            question = asked(visitor, f"{GATE}/fraga")
            answer = phone.get(question["options"])
    assert not is_in(visitor)


def test_an_answer_is_good_once_soon_and_in_the_browser_that_was_asked(
    app: Flask, phone: Authenticator, clock: Clock
) -> None:
    one, other = Client(app), Client(app)
    asked(other, f"{GATE}/fraga")
    question = asked(one, f"{GATE}/fraga")
    body = {"token": question["token"], "answer": phone.get(question["options"])}
    assert send(other, GATE, body).status_code == 410
    assert send(Client(app), GATE, body).status_code == 410
    assert send(one, GATE, body).status_code == 200
    assert send(one, GATE, body).status_code == 410
    late = asked(other, f"{GATE}/fraga")
    clock.move(minutes=5, seconds=1)
    body = {"token": late["token"], "answer": phone.get(late["options"])}
    assert send(other, GATE, body).status_code == 410
    assert not is_in(other)


def test_a_wrong_answer_uses_the_question_up(app: Flask, phone: Authenticator) -> None:
    visitor = Client(app)
    question = asked(visitor, f"{GATE}/fraga")
    wrong = phone.lying(flags=UP).get(question["options"])
    assert send(visitor, GATE, {"token": question["token"], "answer": wrong}).status_code == 422
    right = phone.get(question["options"])
    assert send(visitor, GATE, {"token": question["token"], "answer": right}).status_code == 410


def test_who_is_let_in_no_more_reads_the_same_as_a_key_that_was_never_seen(
    app: Flask, account: Account, phone: Authenticator
) -> None:
    visitor, moment = Client(app), app_clock.now()
    strange = Authenticator(handle=account.uid)
    told = [show_key(visitor, strange)]
    for ended in (
        {"disabled_at": moment},
        {"disabled_at": None, "ends_at": moment - timedelta(seconds=1)},
    ):
        with transaction():
            db.session.execute(update(Account).where(Account.id == account.id).values(**ended))
        told.append(show_key(visitor, phone))
    phone.handle = bytes(16)
    told.append(show_key(visitor, phone))
    assert [(each.status_code, each.get_json()["error"]) for each in told] == [(403, UNKNOWN)] * 4
    assert not is_in(visitor)


NO_ANSWERS: list[Any] = [
    None,
    7,
    [],
    "x",
    {},
    {"type": "public-key", "rawId": 10**9, "response": {"clientDataJSON": 10**9}},
    {"type": "public-key", "rawId": "AAAA", "response": []},
    {"type": "password", "rawId": "AAAA", "response": {}},
    {"type": "public-key", "rawId": "å", "response": {"clientDataJSON": "å"}},
    {
        "type": "public-key",
        "rawId": "AAAA",
        "response": {"clientDataJSON": text_of(b"[" * 3000), "authenticatorData": "", "signature": ""},
    },
    {
        "type": "public-key",
        "rawId": "AAAA",
        "response": {
            "clientDataJSON": text_of(b"{}"),
            "attestationObject": text_of(b"\x9b" + b"\xff" * 3000),
        },
    },
]


def test_what_is_no_answer_is_refused_and_costs_no_memory(app: Flask, account: Account) -> None:
    visitor, inside = Client(app), Client(app).sign_in(account)
    token = token_of(inside)
    tracemalloc.start()
    try:
        for answer in NO_ANSWERS:
            question = asked(visitor, f"{GATE}/fraga")
            shown = send(visitor, GATE, {"token": question["token"], "answer": answer})
            assert (shown.status_code, shown.get_json()["error"]) == (400, UNUSABLE), answer
            question = asked(inside, f"{KEYS}/ny/fraga", token=token, name="Mobilen")
            body = {"token": question["token"], "answer": answer, "name": "Mobilen"}
            made = send(inside, f"{KEYS}/ny/svar", body, token=token)
            assert (made.status_code, made.get_json()["error"]) == (400, UNUSABLE), answer
        assert tracemalloc.get_traced_memory()[1] < 50_000_000
    finally:
        tracemalloc.stop()
    assert db.session.scalars(select(Passkey)).all() == []


def test_what_is_no_json_or_too_long_is_refused_in_json(app: Flask) -> None:
    visitor = Client(app)
    bodies = {
        b"{": 400,
        b"[]": 400,
        b"\xff": 400,
        b"[" * 10_000: 400,
        b'{"token": "' + b"x" * 20_000 + b'"}': 413,
        b'{"token": 5, "answer": {}}': 410,
    }
    for body, status in bodies.items():
        answer = visitor.post(GATE, data=body, content_type="application/json")
        assert (answer.status_code, answer.mimetype) == (status, "application/json"), body[:20]
        assert answer.get_json()["error"]
    plain = visitor.post(GATE, data={"token": "x"})
    assert (plain.status_code, plain.mimetype) == (415, "application/json")


def test_another_site_can_neither_ask_nor_answer(app: Flask, account: Account) -> None:
    visitor = Client(app)
    foreign = visitor.post(f"{GATE}/fraga", json={}, headers={"Sec-Fetch-Site": "cross-site"}, checked=False)
    assert foreign.status_code == 403
    inside = Client(app).sign_in(account)
    without = inside.post(f"{KEYS}/ny/fraga", json={"name": "Mobilen"}, checked=False)
    assert without.status_code == 400


def test_a_question_for_one_account_is_no_good_for_another(app: Flask, account: Account) -> None:
    one, phone = Client(app).sign_in(account), Authenticator()
    question = asked(one, f"{KEYS}/ny/fraga", token=token_of(one), name="Mobilen")
    one.sign_in(make_account())
    body = {"name": "Mobilen", "token": question["token"], "answer": phone.create(question["options"])}
    assert send(one, f"{KEYS}/ny/svar", body, token=token_of(one)).status_code == 410
    assert db.session.scalars(select(Passkey)).all() == []


def test_a_name_is_asked_for_before_the_browser_is(app: Flask, account: Account) -> None:
    client = Client(app).sign_in(account)
    for name in ("", " ", "x" * 61, "\x07", None, 7):
        refused = send(client, f"{KEYS}/ny/fraga", {"name": name}, token=token_of(client))
        assert (refused.status_code, refused.get_json()["field"]) == (422, "name"), name


@pytest.mark.parametrize(
    ("address", "can"),
    [
        ("https://samling.example", True),
        ("http://localhost:8000", True),
        ("http://demo.localhost:8000", True),
        ("http://samling.example", False),
        ("http://127.0.0.1:8000", False),
        ("https://192.0.2.7", False),
        ("https://[2001:db8::1]", False),
    ],
)
def test_browsers_keep_passkeys_for_names_over_https_and_for_localhost(address: str, can: bool) -> None:
    assert Site("x", address).can_have_keys is can
