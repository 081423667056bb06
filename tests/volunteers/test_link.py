"""The way to Mina pass: mailed to whoever is known, and the same answer for everyone."""

from __future__ import annotations

import pytest
from flask import Flask

from app.core.db import db, transaction
from app.volunteers import service
from app.volunteers.models import Purpose, Volunteer
from app.volunteers.service import Contact
from tests.budgets import snapshot
from tests.clients import Client
from tests.clocks import Clock
from tests.mail import Mailbox
from tests.shifts.makers import make_shift
from tests.shifts.pages import BOTH, address, said
from tests.volunteers.people import ASA, SIV, book, find, known, page_of, path_of, shape, token_of

pytestmark = pytest.mark.database("sqlite")

ASK = "/mina-pass/"
WORDS = "See and change what you have booked."


@pytest.fixture(autouse=True)
def booked(app: Flask, clock: Clock, mailbox: Mailbox) -> None:
    """Let Åsa have a booking whose mail has left."""
    book(ASA, make_shift())
    mailbox.deliver()


@pytest.mark.parametrize("language", BOTH)
def test_the_link_comes_by_mail_and_opens_the_page(client: Client, mailbox: Mailbox, language: str) -> None:
    answer = client.submit(address(ASK, language), {"email": "asa@example.org"})
    assert answer.status_code == 303
    assert said("Look in your mailbox", language) in client.get(answer.location).text
    letter = mailbox.last()
    assert letter.to == "asa@example.org"
    assert letter.subject == said("The link you asked for", language)
    assert path_of(letter.links[0]) == page_of(ASA, language)
    page = client.get(path_of(letter.links[0]))
    assert page.status_code == 200
    assert said("My shifts", language) in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert 'name="robots" content="noindex"' in page.text


def test_the_answer_is_the_same_whether_or_not_the_address_is_known(client: Client, mailbox: Mailbox) -> None:
    known = client.post(ASK, data={"email": "asa@example.org"})
    unknown = client.post(ASK, data={"email": "nobody@example.org"})
    assert shape(known) == shape(unknown)
    assert [letter.to for letter in mailbox.deliver()].count("nobody@example.org") == 0


def test_the_link_is_mailed_once_in_ten_minutes(client: Client, mailbox: Mailbox, clock: Clock) -> None:
    before = len(mailbox.deliver())
    answers = []
    for _minute in range(10):
        answers.append(shape(client.post(ASK, data={"email": "asa@example.org"})))
        clock.move(minutes=1)
    assert len(mailbox.deliver()) == before + 1
    client.post(ASK, data={"email": "asa@example.org"})
    letters = mailbox.deliver()
    assert len(letters) == before + 2
    assert letters[-1].links[0] == letters[-2].links[0]
    assert len(set(map(str, answers))) == 1


@pytest.mark.parametrize("typed", [" Asa@Example.ORG ", "ASA@EXAMPLE.ORG"])
def test_the_same_address_in_another_spelling_is_the_same_person(
    client: Client, mailbox: Mailbox, typed: str
) -> None:
    client.post(ASK, data={"email": typed})
    assert mailbox.last().links[0].endswith(token_of(ASA))


def test_one_mailbox_in_two_spellings_is_one_page(app: Flask) -> None:
    one = Contact(name="Åsa Öberg", email="asa.oberg@gmail.com")
    other = Contact(name="ÅSA  ÖBERG", email="AsaOberg+pass@googlemail.com")
    first, second = make_shift(hours=1), make_shift(hours=1)
    book(one, first)
    assert book(other, second) == []  # at the same time: left out, since it is the same person
    assert find(one).id == find(other).id
    assert service.person(find(one))["name"] == "Åsa Öberg"


def test_a_phone_in_two_spellings_of_the_name_is_one_person_and_in_two_names_two(app: Flask) -> None:
    decomposed = Contact(name="Åsa Öberg", phone="+46701740697")
    composed = Contact(name="åsa  öberg", phone="+46701740697")
    other = Contact(name="Bo Öberg", phone="+46701740697")
    assert decomposed.identity == composed.identity != other.identity


def test_a_phone_never_leads_to_somebody_with_an_e_mail(app: Flask) -> None:
    assert Contact(name=ASA.name, phone=ASA.phone).identity != ASA.identity


@pytest.mark.parametrize("typed", ["", "asa", "asa@", "a" * 300 + "@example.org", "asa@example.org\x00"])
def test_what_is_no_address_is_answered_with_what_was_typed(client: Client, typed: str) -> None:
    before = snapshot()
    answer = client.post(ASK, data={"email": typed}, checked="\x00" not in typed)
    assert answer.status_code == 422
    assert typed.strip("\x00") in answer.text
    assert snapshot() == before


def test_another_site_cannot_ask_for_me(client: Client, mailbox: Mailbox) -> None:
    before = len(mailbox.deliver())
    foreign = {"Sec-Fetch-Site": "cross-site"}
    assert client.post(ASK, data={"email": "asa@example.org"}, headers=foreign).status_code == 403
    assert len(mailbox.deliver()) == before


@pytest.mark.settings(rate_limits=True)
def test_very_many_attempts_from_one_network_are_put_off(client: Client) -> None:
    answers = [client.post(ASK, data={"email": f"x{n}@example.org"}).status_code for n in range(21)]
    assert answers == [303] * 20 + [429]


@pytest.mark.settings(demo=True)
def test_in_the_demonstration_the_mail_can_be_read_here(client: Client, mailbox: Mailbox) -> None:
    answer = client.post(ASK, data={"email": "asa@example.org"})
    page = client.get(answer.location)
    assert said("The e-mail has not been sent yet") in page.text
    mailbox.deliver()
    assert page_of(ASA) in client.get(answer.location).text
    nobody = client.post(ASK, data={"email": "nobody@example.org"})
    assert said("The e-mail has not been sent yet") in client.get(nobody.location).text


def test_outside_the_demonstration_no_mail_is_shown(client: Client, mailbox: Mailbox) -> None:
    client.post(ASK, data={"email": "asa@example.org"})
    mailbox.deliver()
    about = service.about_link("asa@example.org").hex()
    assert client.get(f"/mina-pass/skickad/{about}").location == "/mina-pass/skickad"


def test_only_hashes_of_the_links_are_stored(app: Flask) -> None:
    stored = repr(snapshot())
    for purpose in Purpose:
        assert token_of(ASA, purpose) not in stored
    assert "asa@example.org" not in stored
    assert "Öberg" not in stored


def test_a_changed_or_foreign_link_opens_nothing(client: Client) -> None:
    right = token_of(ASA)
    calendar = token_of(ASA, Purpose.CALENDAR)
    for token in (right[:-1], right + "0", right.upper(), calendar, "0", "å" * 40):
        answer = client.get(f"/mina-pass/{token}")
        assert answer.status_code == 404, token
        assert client.post(f"/mina-pass/{token}/radera").status_code == 404
    assert client.get(f"/kalender/{right}.ics").status_code == 404


def test_a_link_made_anew_ends_the_old_one(client: Client) -> None:
    old = page_of(ASA)
    with transaction():
        service.make_link_anew(known(ASA), Purpose.MANAGE)
    assert client.get(old).status_code == 404
    assert client.get(page_of(ASA)).status_code == 200


def test_who_is_reached_by_phone_only_has_no_link(app: Flask) -> None:
    book(SIV, make_shift())
    assert service.find_token(find(SIV), Purpose.MANAGE) is None
    assert db.session.scalar(db.select(db.func.count()).select_from(Volunteer)) == 2
