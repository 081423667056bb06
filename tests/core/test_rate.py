"""Limits: per network, told in words, with everything typed kept."""

from __future__ import annotations

import pytest
from flask import Flask

from app.core import rate
from app.core.db import db
from app.signatures.models import Signature
from tests.clients import Client
from tests.core.doors import SIGNER
from tests.factories import make_account, make_association, make_petition
from tests.mail import Mailbox

LIMITED = pytest.mark.settings(rate_limits=True)
pytestmark = pytest.mark.database("sqlite")  # nothing is counted in the database


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:0DB8:0001:0002::", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("::1", "::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", "unknown"),
        (None, "unknown"),
        ("unix:", "unknown"),
        ("192.0.2.7:8000", "unknown"),
    ],
)
def test_a_network_is_an_ipv4_address_or_a_household_of_ipv6(address: str | None, network: str) -> None:
    assert rate.network(address) == network


@LIMITED
def test_a_limit_counts_each_act_and_each_key_for_itself(app: Flask) -> None:
    assert [rate.allow("a", "3 per minute", "x") for _ in range(5)] == [True] * 3 + [False] * 2
    assert rate.allow("a", "3 per minute", "y")
    assert rate.allow("b", "3 per minute", "x")


def test_without_limits_everything_is_allowed(app: Flask) -> None:
    assert all(rate.allow("a", "1 per hour", "x") for _ in range(10))


@LIMITED
def test_a_new_installation_has_not_been_asked_yet(app: Flask) -> None:
    assert rate.allow("a", "3 per minute", "x")


def flood(app: Flask, path: str, data: dict[str, str], times: int, address: str) -> list[int]:
    client = Client(app)
    client.environ_base["REMOTE_ADDR"] = address
    statuses = []
    for number in range(times):
        filled = {name: value.format(number) for name, value in data.items()}
        statuses.append(client.post(path, data=filled, checked=number > times - 2).status_code)
    return statuses


@LIMITED
def test_a_flood_of_signatures_from_one_network_is_stopped_and_the_next_one_signs(app: Flask) -> None:
    make_association()
    path = f"/namninsamlingar/{make_petition().slug}"
    data = {**SIGNER, "email": "alva{}@example.org"}
    answers = flood(app, path, data, 62, "2001:db8:1:2::7")
    assert answers == [303] * 60 + [429] * 2
    assert flood(app, path, {**data, "email": "b@example.org"}, 1, "2001:db8:1:2:ffff::1") == [429]
    assert flood(app, path, {**data, "email": "c@example.org"}, 1, "2001:db8:1:3::7") == [303]
    assert db.session.query(Signature).count() == 61


@LIMITED
def test_what_was_typed_stands_there_when_the_limit_is_over(app: Flask, client: Client) -> None:
    make_association()
    path = f"/namninsamlingar/{make_petition().slug}"
    typed = {**SIGNER, "name": "Hjördis & Övningslund", "show_name": "y"}
    for number in range(60):
        client.post(path, data={**SIGNER, "email": f"p{number}@example.org"}, checked=False)
    answer = client.post(path, data=typed)
    assert answer.status_code == 429
    for words in ('value="Hjördis &amp; Övningslund"', 'value="alva@example.org"', 'value="12465"'):
        assert words in answer.text
    assert answer.text.count(" checked") == 2
    assert client.post(path, data={**typed, "email": "not an address"}).status_code == 422


@LIMITED
@pytest.mark.parametrize(
    ("path", "times"), [("/organisera/logga-in/lank", 10), ("/namninsamlingar/{}/min-underskrift", 20)]
)
def test_asking_for_links_is_limited_and_the_address_kept(
    app: Flask, client: Client, path: str, times: int
) -> None:
    make_association()
    path = path.format(make_petition().slug)
    for number in range(times):
        answer = client.post(path, data={"email": f"p{number}@example.org"}, checked=False)
        if "logga-in" in path:
            client.delete_cookie("samling")
        assert answer.status_code == 303
    answer = client.post(path, data={"email": "alva@example.org"})
    assert answer.status_code == 429
    assert 'value="alva@example.org"' in answer.text


@LIMITED
def test_guessing_sign_in_links_is_limited(app: Flask, client: Client) -> None:
    make_association()
    answers = [client.post(f"/organisera/logga-in/guess{n}", checked=False).status_code for n in range(32)]
    assert answers == [410] * 30 + [429] * 2


@LIMITED
def test_nobody_floods_an_organizers_mailbox(app: Flask, mailbox: Mailbox) -> None:
    make_association()
    account = make_account(email="alva@example.org")
    assert account.id
    for number in range(40):
        client = Client(app)
        client.environ_base["REMOTE_ADDR"] = f"192.0.2.{number // 5}"  # five tries from each network
        answer = client.post("/organisera/logga-in/lank", data={"email": "Alva@Example.org"})
        assert answer.status_code == 303
    assert len(mailbox.deliver()) == 3 * 8


@LIMITED
def test_a_stranger_keeps_no_organizer_from_her_own_link(app: Flask, mailbox: Mailbox) -> None:
    make_association()
    make_account(email="alva@example.org")
    for number in range(2):
        for _try in range(5):
            client = Client(app)
            client.environ_base["REMOTE_ADDR"] = f"192.0.2.{number}"
            client.post("/organisera/logga-in/lank", data={"email": "alva@example.org"})
    assert len(mailbox.deliver()) == 3 * 2
