"""A changed address is confirmed by the new mailbox; whoever reads the old one opens nothing more."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest

from app.core import crypto
from app.core.db import transaction
from app.petitions.models import Petition
from app.signatures import moving, own_page, rows, withdrawing
from app.signatures.models import Signature, SignatureState
from tests.budgets import snapshot
from tests.clients import Client
from tests.clocks import Clock
from tests.factories import confirmation_token, make_signature
from tests.mail import Mailbox
from tests.petitions.signers import said, sign, signatures
from tests.signatures.own import fresh, page_of, press

OLD, NEW = "gammal@example.org", "ny@example.org"


@pytest.fixture
def row(petition: Petition, clock: Clock) -> Signature:
    """Give a signature of an old address."""
    made = make_signature(petition, email=OLD, name="Åsa Öberg", postcode="12465")
    clock.move(hours=1)
    return made


def ask(client: Client, row: Signature, mailbox: Mailbox, email: str = NEW) -> str:
    """Ask for a new address, and give the path of the link that is mailed to it."""
    assert press(client, page_of(row), "adress", email=email).status_code == 303
    assert mailbox.last().to == email
    return urlsplit(mailbox.last().links[0]).path


def test_the_new_mailbox_confirms_and_the_old_is_told(
    client: Client, petition: Petition, row: Signature, mailbox: Mailbox
) -> None:
    old_page = page_of(row)
    where = ask(client, row, mailbox)
    assert rows.person(fresh(row))["email"] == OLD
    before = snapshot()
    for _time in range(3):
        assert client.get(where).status_code == 200
        client.head(where)
    assert snapshot() == before
    assert client.post(where).status_code == 303
    assert NEW in client.get(where).text
    assert rows.person(fresh(row))["email"] == NEW
    assert mailbox.last().to == OLD
    assert client.get(old_page).status_code == 404
    before = snapshot()
    assert client.post(where).status_code == 303  # twice is once
    assert snapshot() == before
    sign(client, petition, email=NEW)  # the same person signs once, and is told so
    assert "already" in mailbox.last().text or "redan" in mailbox.last().text
    assert len(signatures(petition, SignatureState.CONFIRMED)) == 1


@pytest.mark.database("sqlite")
def test_the_link_that_confirmed_it_stays_behind_in_the_old_mailbox(
    client: Client, row: Signature, mailbox: Mailbox
) -> None:
    old = f"/namninsamlingar/bekrafta/{confirmation_token(row)}"
    assert client.get(old).status_code == 200
    client.post(ask(client, row, mailbox))
    assert client.get(old).status_code == client.post(old).status_code == 404


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("network", [None, b"n" * 20])
def test_a_domain_is_noted_only_while_the_network_is(
    client: Client, row: Signature, mailbox: Mailbox, network: bytes | None
) -> None:
    with transaction():
        fresh(row).network_hash = network
    client.post(ask(client, row, mailbox))
    assert (fresh(row).domain_hash is None) == (network is None)


@pytest.mark.database("sqlite")
def test_a_link_lasts_a_day_and_is_replaced_by_the_next(
    client: Client, row: Signature, mailbox: Mailbox, clock: Clock
) -> None:
    first = ask(client, row, mailbox)
    assert press(client, page_of(row), "adress", email="tredje@example.org").status_code == 429
    clock.move(minutes=11)
    second = ask(client, row, mailbox, "tredje@example.org")
    assert client.get(first).status_code == 404
    assert client.post(first).status_code == 404
    clock.move(days=1, seconds=1)
    answer = client.post(second)
    assert answer.status_code == 410
    assert said(moving.NewAddressExpired.message) in answer.text
    assert rows.person(fresh(row))["email"] == OLD


@pytest.mark.database("sqlite")
def test_a_flipped_or_foreign_link_moves_nothing(
    client: Client, petition: Petition, row: Signature, mailbox: Mailbox
) -> None:
    where = ask(client, row, mailbox)
    other = make_signature(petition)
    foreign = crypto.marked(petition.scope, "new_email", other.uid)
    before = snapshot()
    for path in (
        where[:-4] + "AAAA",
        where[:-1],
        where.swapcase(),
        f"/mina-underskrifter/ny-adress/{foreign}",
    ):
        assert client.get(path).status_code == client.post(path).status_code == 404
    assert snapshot() == before


def test_a_mailbox_that_is_full_or_has_the_name_stays_as_it_is(
    client: Client, petition: Petition, row: Signature, mailbox: Mailbox, clock: Clock
) -> None:
    make_signature(petition, email=NEW, name="åsa öberg", postcode="12465")
    clock.move(hours=1)
    where = ask(client, row, mailbox)  # asking tells nothing of who has signed
    answer = client.post(where)
    assert answer.status_code == 422
    assert said(moving.MailboxFull.message) in answer.text
    assert rows.person(fresh(row))["email"] == OLD


def test_two_at_home_can_share_it(
    client: Client, petition: Petition, row: Signature, mailbox: Mailbox, clock: Clock
) -> None:
    other = make_signature(petition, email=NEW, name="Bo Öberg", postcode="12465")
    clock.move(hours=1)
    assert client.post(ask(client, row, mailbox)).status_code == 303
    assert {fresh(row).seat, fresh(other).seat} == {0, 1}
    assert fresh(row).email_hash == fresh(other).email_hash


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("email", ["", "x", OLD.upper(), "a@b@c", "ny@example.org\r\nBcc: x@example.org"])
def test_an_address_that_cannot_be_is_told(client: Client, row: Signature, email: str) -> None:
    page = page_of(row)
    before = snapshot()
    answer = press(client, page, "adress", email=email)
    assert answer.status_code == 422
    assert "error-summary" in answer.text
    assert snapshot() == before


@pytest.mark.parametrize("seat", [0, 1])
def test_what_she_typed_twice_goes_from_the_old_mailbox(
    client: Client, petition: Petition, mailbox: Mailbox, clock: Clock, seat: int
) -> None:
    home: dict[str, Any] = {"email": OLD, "postcode": "12465"}
    twice = make_signature(petition, name=("Åsa Öberg", "Bo Öberg")[seat], is_confirmed=False, **home)
    hers = make_signature(petition, name="Eva Ek", is_confirmed=False, **home)
    both = [
        make_signature(petition, name=name, contact_me=True, **home) for name in ("Åsa Öberg", "Bo Öberg")
    ]
    clock.move(hours=1)
    link = f"/namninsamlingar/bekrafta/{confirmation_token(twice)}"
    assert client.post(ask(client, both[seat], mailbox)).status_code == 303
    assert client.post(link).status_code == 404
    assert [each.id for each in signatures(petition)] == [hers.id, *(row.id for row in both)]
    with transaction():
        withdrawing.withdraw_signature(fresh(both[seat]))
    assert [each.id for each in signatures(petition)] == [hers.id, both[1 - seat].id]


@pytest.mark.parametrize("is_damaged", [False, True])
def test_an_address_that_nobody_confirmed_is_forgotten_after_its_day(
    client: Client, row: Signature, mailbox: Mailbox, clock: Clock, is_damaged: bool
) -> None:
    where = ask(client, row, mailbox)
    clock.move(days=1, seconds=1)
    assert own_page.everything_kept(own_page.look_at(fresh(row)))["new_email_not_confirmed"] == NEW
    if is_damaged:
        with transaction():
            fresh(row).sealed = b"x" * 40
    assert moving.forget_asked() == 1
    assert fresh(row).move_until is None
    assert moving.forget_asked() == 0
    if not is_damaged:
        assert moving.WAITING not in rows.person(fresh(row))
        assert own_page.everything_kept(own_page.look_at(fresh(row)))["new_email_not_confirmed"] is None
        assert client.post(where).status_code == 404


@pytest.mark.database("sqlite")
def test_what_can_still_be_confirmed_and_what_was_is_kept(
    client: Client, row: Signature, mailbox: Mailbox, clock: Clock
) -> None:
    where = ask(client, row, mailbox)
    clock.move(hours=23)
    assert moving.forget_asked() == 0
    assert client.post(where).status_code == 303
    clock.move(days=2)
    assert moving.forget_asked() == 0
    assert client.post(where).status_code == 303  # done already
    assert rows.person(fresh(row))["email"] == NEW
