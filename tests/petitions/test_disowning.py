"""Disowning: what somebody else typed with one's address goes at a press."""

from __future__ import annotations

from app.petitions.models import Petition
from tests.clients import Client
from tests.mail import Mailbox
from tests.petitions.signers import counts, sign, signatures
from tests.petitions.test_confirming import link_of


def test_what_somebody_else_typed_is_disowned_by_the_mailboxs_owner(
    client: Client, petition: Petition, mailbox: Mailbox
) -> None:
    sign(client, petition)
    where = link_of(mailbox)
    assert client.post(f"{where}/inte-jag").status_code == 303
    assert signatures(petition) == []
    assert client.get(where).status_code == 404
    assert client.post(where).status_code == 404


def test_a_confirmed_signature_is_not_removed_by_the_link_that_confirmed_it(
    client: Client, petition: Petition, mailbox: Mailbox
) -> None:
    sign(client, petition)
    where = link_of(mailbox)
    client.post(where)
    assert client.post(f"{where}/inte-jag").location == where  # it stands, so nobody is told that it is gone
    assert counts(petition)["online"] == 1
