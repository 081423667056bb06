"""Nobody learns from the page whether an address has signed; the mailbox's owner gets the truth by mail."""

from __future__ import annotations

import time
from urllib.parse import urlsplit

import pytest

from app.petitions.models import Petition
from app.signatures.models import SignatureState
from tests.clients import Client
from tests.clocks import Clock
from tests.factories import make_signature
from tests.mail import Mailbox
from tests.petitions.signers import address_of, counts, names, shape, sign, signatures

LANGUAGES = pytest.mark.parametrize("language", ["sv", "en"])


@LANGUAGES
def test_known_waiting_and_unknown_addresses_get_the_same_answer(
    client: Client, petition: Petition, clock: Clock, language: str
) -> None:
    make_signature(petition, email="har-skrivit@example.org")
    make_signature(petition, email="vantar@example.org", is_confirmed=False)
    clock.move(hours=1)
    seen = set()
    for email in ("har-skrivit@example.org", "vantar@example.org", "ny@example.org"):
        for _twice in range(2):
            answer = sign(client, petition, language, email=email)
            page = client.get(answer.location)
            seen.add((shape(answer), page.text.replace(answer.location.split("/")[-1].split("#")[0], "R")))
    assert len(seen) == 1


@LANGUAGES
def test_asking_for_ones_own_page_answers_the_same_for_everyone(
    client: Client, petition: Petition, clock: Clock, language: str
) -> None:
    make_signature(petition, email="har-skrivit@example.org")
    make_signature(petition, email="vantar@example.org", is_confirmed=False)
    clock.move(hours=1)
    where = address_of(petition, language) + "/min-underskrift"
    seen = set()
    for email in ("har-skrivit@example.org", "vantar@example.org", "ny@example.org"):
        answer = client.post(where, data={"email": email})
        seen.add((answer.status_code, answer.location, answer.text, client.get(answer.location).text))
    assert len(seen) == 1


def test_the_owner_is_told_once_in_a_quiet_time_and_counts_once(
    client: Client, petition: Petition, mailbox: Mailbox, clock: Clock
) -> None:
    make_signature(petition, email="asa@example.org", name="Åsa Öberg")
    clock.move(minutes=10)
    before = len(mailbox.deliver())
    for name in ("Åsa Öberg", "Någon Annan", "Nån"):
        sign(client, petition, name=name, postcode="12465" if name == "Åsa Öberg" else "41101")
        clock.move(minutes=3)
    (told,) = mailbox.deliver()[before:]
    assert told.to == "asa@example.org"
    assert petition.title in told.text
    assert "räknas" not in told.text  # it may be held or taken out
    for foreign in ("Någon Annan", "Nån"):
        assert foreign not in told.text  # what a stranger typed is not mailed on
    page = client.get(urlsplit(told.links[0]).path)
    assert "Åsa Öberg" in page.text
    assert names(petition, SignatureState.CONFIRMED) == ["Åsa Öberg"]
    assert counts(petition)["online"] == 1


def test_the_owner_is_told_at_most_five_times_in_a_day(
    client: Client, petition: Petition, mailbox: Mailbox, clock: Clock
) -> None:
    make_signature(petition, email="asa@example.org")
    clock.move(days=2)
    before = len(mailbox.deliver())
    for _try in range(30):
        sign(client, petition)
        clock.move(minutes=11)
    assert len(mailbox.deliver()) - before <= 5
    clock.move(days=1, minutes=1)
    sign(client, petition)
    assert "asa@example.org" in {letter.to for letter in mailbox.deliver()[before + 1 :]}


def test_nobody_keeps_me_from_signing_by_typing_my_address_day_after_day(
    client: Client, petition: Petition, mailbox: Mailbox, clock: Clock
) -> None:
    for number in range(6):
        sign(client, petition, name=f"Okänd {number}")
        clock.move(minutes=11)
    clock.move(days=1)
    sign(client, petition)
    client.post(urlsplit(mailbox.last().links[0]).path)
    assert names(petition, SignatureState.CONFIRMED) == ["Åsa Öberg"]


def test_an_unknown_address_gets_no_mail_about_its_own_page(
    client: Client, petition: Petition, mailbox: Mailbox
) -> None:
    client.post(address_of(petition) + "/min-underskrift", data={"email": "ny@example.org"})
    assert mailbox.deliver() == []
    assert signatures(petition) == []


@pytest.mark.database("sqlite")
def test_the_time_taken_tells_nothing(client: Client, petition: Petition) -> None:
    make_signature(petition, email="asa@example.org")

    def seconds(email: str) -> float:
        begun = time.perf_counter()
        client.post(
            address_of(petition),
            data={"name": "Bo", "email": email, "postcode": "12465", "consent_sign": "y"},
            checked=False,
        )
        return time.perf_counter() - begun

    known, unknown = [], []
    for number in range(30):
        known.append(seconds("asa@example.org"))
        unknown.append(seconds(f"ny{number}@example.org"))
    # The quickest of many: what else the machine does only ever adds.
    apart = abs(min(known) - min(unknown))
    assert apart < 0.02  # far below what a network shakes
