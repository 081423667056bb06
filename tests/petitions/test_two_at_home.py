"""One mailbox: a person counts once, two at home twice, who types another's address takes nothing."""

from __future__ import annotations

from urllib.parse import urlsplit

from app.petitions.models import Petition
from app.signatures.models import SignatureState
from tests.clients import Client
from tests.clocks import Clock
from tests.mail import Mailbox
from tests.petitions.signers import address_of, counts, names, sign, signatures


def test_one_mailbox_counts_once_for_one_home_apart(
    client: Client, petition: Petition, mailbox: Mailbox
) -> None:
    sign(client, petition, name="Åsa Öberg", email="asa.oberg@gmail.com")
    sign(client, petition, name="Å. Öberg", email="asaoberg+namn@googlemail.com", postcode="41101")
    sign(client, petition, name="ÅSA öberg", email="asaoberg@gmail.com", contact_me="y")
    first, second, third = (urlsplit(letter.links[0]).path for letter in mailbox.deliver())
    for where in (second, first, third, first, second):
        assert client.post(where).status_code == 303
        assert "1" in client.get(where).text.partition("<h1")[2].partition("</h1>")[0]
    assert counts(petition)["online"] == 1
    assert names(petition, SignatureState.CONFIRMED) == ["Å. Öberg"]


def test_two_at_home_count_twice_from_one_mailbox_and_a_third_does_not(
    client: Client, petition: Petition, mailbox: Mailbox
) -> None:
    for name in ("Åsa Öberg", "Bo Öberg", "Cilla Öberg"):
        sign(client, petition, name=name)
    links = [urlsplit(letter.links[0]).path for letter in mailbox.deliver()]
    for where in links:
        assert client.post(where).status_code == 303
        assert client.get(where).status_code == 200
    assert counts(petition)["online"] == 2
    assert names(petition, SignatureState.CONFIRMED) == ["Åsa Öberg", "Bo Öberg"]
    assert sorted(row.seat for row in signatures(petition, SignatureState.CONFIRMED)) == [0, 1]


def test_a_stranger_who_types_my_address_first_does_not_stop_me(
    client: Client, petition: Petition, mailbox: Mailbox, clock: Clock
) -> None:
    sign(client, petition, name="Någon Annan", show_name="y")
    clock.move(hours=3)
    sign(client, petition)
    mine = mailbox.last()
    assert mine.to == "asa@example.org"
    client.post(urlsplit(mine.links[0]).path)
    assert names(petition, SignatureState.CONFIRMED) == ["Åsa Öberg"]
    assert "Någon Annan" not in client.get(address_of(petition)).text
