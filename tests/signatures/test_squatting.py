"""Nobody is flooded and nobody is kept out by a stranger who types her address over and over."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from app.petitions.models import Petition
from app.signatures import rows, words
from app.signatures.models import SignatureState
from tests.clients import Client
from tests.clocks import Clock
from tests.factories import sign_petition
from tests.mail import Mailbox
from tests.petitions.signers import names, sign, signatures
from tests.shifts.pages import links
from tests.signatures.waiting import code_in, enter, page_of

pytestmark = pytest.mark.database("sqlite")
HERS = "asa@example.org"


def squat(petition: Petition, times: int) -> None:
    """Sign with her address in invented names."""
    for number in range(times):
        sign_petition(petition, email=HERS, name=f"Okänd {number}")


def test_however_many_wait_at_a_mailbox_no_more_mails_leave(petition: Petition, mailbox: Mailbox) -> None:
    squat(petition, 130)
    assert len(mailbox.deliver()) == rows.MAILS_PER_MAILBOX


def test_one_name_has_five_mails_and_leaves_room_for_others(petition: Petition, mailbox: Mailbox) -> None:
    for number in range(12):
        sign_petition(petition, email=HERS, name="Okänd", phone=f"07000000{number:02}")
    assert len(mailbox.deliver()) == rows.MAILS_PER_PERSON
    sign_petition(petition, email=HERS, name="Åsa Öberg")
    assert len(mailbox.deliver()) == rows.MAILS_PER_PERSON + 1


def test_her_own_row_is_found_behind_many_others(
    client: Client, petition: Petition, mailbox: Mailbox, clock: Clock
) -> None:
    where = page_of(client, petition)
    squat(petition, 60)
    clock.move(days=1, minutes=1)
    assert page_of(client, petition) == where
    assert names(petition).count("Åsa Öberg") == 1
    assert mailbox.last().links == mailbox.letters()[0].links


def test_who_was_not_asked_is_asked_when_her_mailbox_has_rested(
    client: Client, petition: Petition, mailbox: Mailbox, clock: Clock
) -> None:
    squat(petition, rows.MAILS_PER_MAILBOX)
    where = page_of(client, petition)
    assert len(mailbox.deliver()) == rows.MAILS_PER_MAILBOX
    assert words.sentence_of(signatures(petition)[-1]) == words.NOT_ASKED
    clock.move(days=1)
    client.post(f"{where}/igen")
    letter = mailbox.last()
    assert len(mailbox.letters()) == rows.MAILS_PER_MAILBOX + 1
    assert enter(client, where, code_in(letter)).status_code == 303
    assert names(petition, SignatureState.CONFIRMED) == ["Åsa Öberg"]


def test_asking_again_for_many_rows_is_no_more_mails_than_a_mailbox_gets(
    client: Client, petition: Petition, mailbox: Mailbox, clock: Clock
) -> None:
    pages = [page_of(client, petition, name=f"Okänd {number}") for number in range(8)]
    for _press in range(3):
        clock.move(minutes=5)
        for where in pages:
            client.post(f"{where}/igen")
    assert len(mailbox.deliver()) == rows.MAILS_PER_MAILBOX


def test_any_of_the_mails_leads_to_what_she_signed_herself(
    client: Client, petition: Petition, mailbox: Mailbox
) -> None:
    squat(petition, rows.MAILS_PER_MAILBOX)
    sign(client, petition)
    page = client.get(urlsplit(mailbox.last().links[0]).path)
    (hers,) = [link for link in links(page) if "/bekrafta/" in link]
    assert "Åsa Öberg" in page.text
    assert client.post(hers).status_code == 303
    assert names(petition, SignatureState.CONFIRMED) == ["Åsa Öberg"]
