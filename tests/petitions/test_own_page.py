"""A signer's own page: everything that is kept, and a button that removes it."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from flask import Flask

from app.core import crypto
from app.core.db import db
from app.core.mail import MailState, OutboxMail
from app.petitions import purging
from app.petitions.models import Petition
from app.signatures import links
from app.signatures.models import Signature, SignatureState
from tests.budgets import snapshot
from tests.clients import Client
from tests.clocks import Clock
from tests.factories import confirmation_token, consent_of, make_signature
from tests.mail import Mailbox
from tests.petitions.signers import address_of, counts, said, sign, signatures

pytestmark = pytest.mark.database("sqlite")

REMOVE = "Ta bort min underskrift"
MEANT = {"sure": "y"}


@pytest.fixture
def signature(petition: Petition, clock: Clock) -> Signature:
    """Give a confirmed signature of a while ago."""
    row = make_signature(
        petition, email="asa@example.org", name="Åsa Öberg", postcode="12465", show_name=True
    )
    clock.move(hours=1)
    return row


def ask(client: Client, petition: Petition, mailbox: Mailbox, language: str = "sv") -> str:
    """Ask for the link as a signer does, and give its path."""
    answer = client.submit(address_of(petition, language) + "/min-underskrift", {"email": "Asa@Example.org"})
    assert client.get(answer.location).status_code == 200
    return urlsplit(mailbox.last().links[0]).path


@pytest.mark.parametrize("language", ["sv", "en"])
def test_it_shows_all_that_is_kept(
    client: Client, petition: Petition, signature: Signature, mailbox: Mailbox, language: str
) -> None:
    page = client.get(ask(client, petition, mailbox, language))
    agreed = consent_of(petition)
    for kept in ("Åsa Öberg", "asa@example.org", "124 65", "2026", agreed.sign, agreed.sign_detail):
        assert kept in page.text
    assert {"sv": "Version 1, på svenska.", "en": "Version 1, in Swedish."}[language] in page.text
    assert page.headers["Cache-Control"] == "no-store"


def test_withdrawing_lowers_every_count_and_leaves_nothing(
    client: Client, petition: Petition, signature: Signature, mailbox: Mailbox
) -> None:
    uid = signature.uid
    make_signature(petition, postcode="12465")
    where = ask(client, petition, mailbox)
    answer = client.submit(where, MEANT, button=REMOVE)
    assert answer.status_code == 303
    assert client.get(answer.location).status_code == 200
    assert counts(petition) == {
        "online": 1,
        "paper": 0,
        "days": {("2026-03-14", "web"): 1},
        "areas": {"124": 1},
    }
    assert len(signatures(petition)) == 1
    assert "Åsa" not in client.get(address_of(petition)).text
    assert uid in crypto.key_store().erased("signature")


def test_withdrawing_takes_what_the_same_person_typed_and_never_confirmed_too(
    client: Client, petition: Petition, mailbox: Mailbox, clock: Clock
) -> None:
    slip = make_signature(
        petition, email="asa@example.org", name="åsa  öberg", postcode="12466", is_confirmed=False
    )
    old_link = confirmation_token(slip)
    row = make_signature(petition, email="asa@example.org", name="Åsa Öberg")
    clock.move(hours=1)
    where = ask(client, petition, mailbox)
    client.post(f"{where}/{row.uid.hex()}/ta-bort", data=MEANT)
    assert signatures(petition) == []
    assert client.post(f"/namninsamlingar/bekrafta/{old_link}").status_code == 404
    assert counts(petition)["online"] == 0


def test_a_withdrawal_is_told_once(
    client: Client, petition: Petition, signature: Signature, mailbox: Mailbox
) -> None:
    where = ask(client, petition, mailbox)
    button = f"{where}/{signature.uid.hex()}/ta-bort"
    assert client.post(button, data=MEANT).status_code == 303
    before = snapshot()
    for answer in (client.post(button, data=MEANT), client.get(where)):
        assert answer.status_code == 404
        assert said(links.SignerLinkUnknown.message) in answer.text
    assert snapshot() == before


def test_the_thanks_are_gone_with_the_signature(
    client: Client, petition: Petition, signature: Signature, mailbox: Mailbox
) -> None:
    link = f"/namninsamlingar/bekrafta/{confirmation_token(signature)}"
    client.submit(ask(client, petition, mailbox), MEANT, button=REMOVE)
    for answer in (client.get(link), client.post(link)):
        assert answer.status_code == 404
    assert counts(petition)["online"] == 0


def test_one_can_sign_again_afterwards(
    client: Client, petition: Petition, signature: Signature, mailbox: Mailbox
) -> None:
    client.submit(ask(client, petition, mailbox), MEANT, button=REMOVE)
    sign(client, petition)
    client.post(urlsplit(mailbox.last().links[0]).path)
    assert counts(petition)["online"] == 1
    assert purging.reapply_erasures() == 0
    assert len(signatures(petition, SignatureState.CONFIRMED)) == 1


def test_opening_the_link_removes_nothing(
    client: Client, petition: Petition, signature: Signature, mailbox: Mailbox
) -> None:
    where = ask(client, petition, mailbox)
    one = f"{where}/{signature.uid.hex()}"
    before = snapshot()
    for _time in range(5):
        for path in (where, one):
            client.get(path)
            client.head(path)
        for act in ("ratta", "val", "adress", "ta-bort"):
            assert client.get(f"{one}/{act}").location == one
        for act in ("hamta", "ta-bort-allt"):
            assert client.get(f"{where}/{act}").status_code == 404
    assert snapshot() == before


def test_the_link_works_for_an_hour(
    client: Client, petition: Petition, signature: Signature, mailbox: Mailbox, clock: Clock
) -> None:
    where = ask(client, petition, mailbox)
    clock.move(hours=1)
    assert client.get(where).status_code == 200
    clock.move(seconds=1)
    before = snapshot()
    for answer in (client.get(where), client.post(f"{where}/{signature.uid.hex()}/ta-bort")):
        assert answer.status_code == 410
        assert said(links.SignerLinkExpired.message) in answer.text
    assert snapshot() == before


def test_a_changed_or_foreign_link_opens_nothing(
    client: Client, petition: Petition, signature: Signature, mailbox: Mailbox
) -> None:
    where = ask(client, petition, mailbox)
    before = snapshot()
    for path in (where[:-1], where + "A", where.swapcase(), f"{address_of(petition)}/min-underskrift/x"):
        assert client.get(path).status_code == 404
        assert client.post(f"{path}/{signature.uid.hex()}/ta-bort").status_code == 404
    assert snapshot() == before


def test_another_site_cannot_withdraw_for_me(
    client: Client, petition: Petition, signature: Signature, mailbox: Mailbox
) -> None:
    where = ask(client, petition, mailbox)
    button = f"{where}/{signature.uid.hex()}/ta-bort"
    answer = client.post(button, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert len(signatures(petition)) == 1


def test_a_mail_that_still_waits_goes_with_the_signature(
    app: Flask, client: Client, petition: Petition, mailbox: Mailbox, clock: Clock
) -> None:
    make_signature(petition, email="asa@example.org", name="Åsa Öberg")
    clock.move(hours=1)
    client.submit(ask(client, petition, mailbox), MEANT, button=REMOVE)
    waiting = [mail for mail in db.session.query(OutboxMail) if mail.state == MailState.QUEUED]
    assert waiting == []


def test_who_has_not_confirmed_gets_no_link(client: Client, petition: Petition, mailbox: Mailbox) -> None:
    make_signature(petition, email="asa@example.org", is_confirmed=False)
    before = len(mailbox.deliver())
    client.submit(address_of(petition) + "/min-underskrift", {"email": "asa@example.org"})
    assert len(mailbox.deliver()) == before


def test_the_link_is_mailed_once_in_a_quiet_time(
    client: Client, petition: Petition, signature: Signature, mailbox: Mailbox, clock: Clock
) -> None:
    before = len(mailbox.deliver())
    for _time in range(4):
        client.submit(address_of(petition) + "/min-underskrift", {"email": "asa@example.org"})
        clock.move(minutes=3)
    client.submit(address_of(petition) + "/min-underskrift", {"email": "asa@example.org"})
    assert len(mailbox.deliver()) - before == 2
