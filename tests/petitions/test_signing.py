"""A supporter signs: a row that waits, one mail, and a page that says what to do."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from app.core.db import db
from app.petitions.models import Petition
from app.signatures import emails, rows
from app.signatures.models import SignatureState
from app.signatures.sealing import TOKEN_LASTS
from tests.budgets import snapshot
from tests.clients import Client
from tests.clocks import Clock
from tests.factories import consent_of, make_petition
from tests.mail import Mailbox
from tests.petitions.signers import TYPED, address_of, counts, names, sign, signatures

NAMES = [
    "محمد عبد الله",
    "שרה כהן",
    "李小龙",
    "Ọlá Adébáyọ̀",
    "👩🏽‍🌾 Bonde",
    '=HYPERLINK("http://x.example")'.replace("http://", ""),
    "=cmd|' /C calc'!A0",
    "+46 Svensson",
    "@sum(A1)",
    'O\'Brien & Söner "AB"',
    "%s %(name)s {name} {{ name }}",
    "Robert'); DROP TABLE signature;--",
    "B",
    "Å" * 100,
    "Anna-Karin von der Löwenhielm-Ahlström den äldre",
    "null",
]
UNSEEN = {
    "\u202egreB asÅ": "greB asÅ",
    "Å\u200bsa": "Åsa",
    "A\u030asa": "Åsa",
    "Åsa\u00a0\u00a0 Öberg\t": "Åsa Öberg",
    "\ufeffÅsa": "Åsa",
}


def test_a_signature_waits_for_its_mail_and_counts_nothing_yet(
    client: Client, petition: Petition, mailbox: Mailbox
) -> None:
    answer = sign(client, petition)
    assert answer.status_code == 303
    assert client.get(answer.location).status_code == 200

    (row,) = signatures(petition)
    assert row.state == SignatureState.PENDING
    assert rows.person(row) == {"name": "Åsa Öberg", "email": "asa@example.org"}
    assert (row.postcode, row.show_name, row.contact_me, row.number) == ("12465", False, False, None)
    assert counts(petition) == {"online": 0, "paper": 0, "days": {}, "areas": {}}

    (letter,) = mailbox.deliver()
    assert letter.to == "asa@example.org"
    assert petition.title in letter.text
    assert petition.title not in letter.subject  # a lock screen shows it to anyone
    assert len(letter.links) == 1


def test_the_form_on_the_page_is_all_that_is_needed(client: Client, petition: Petition) -> None:
    typed = {**TYPED, "show_name": "y", "contact_me": "y"}
    answer = client.submit(address_of(petition), typed)
    assert answer.status_code == 303
    (row,) = signatures(petition)
    assert (row.show_name, row.contact_me) == (True, True)


def test_no_box_is_ticked_from_the_start(client: Client, petition: Petition) -> None:
    page = client.get(address_of(petition)).text
    assert page.count('type="checkbox"') == 4  # the fourth narrows the second
    assert "checked" not in page


def test_the_page_says_before_signing_who_keeps_what_until_when(client: Client, petition: Petition) -> None:
    for language in ("sv", "en"):
        words = consent_of(petition, language)
        page = client.get(address_of(petition, language)).text
        for sentence in (words.sign, words.sign_detail, words.show_name_detail, words.contact_me_detail):
            assert sentence in page


@pytest.mark.parametrize("language", ["sv", "en"])
def test_what_was_agreed_to_is_kept_in_the_language_it_was_read_in(
    client: Client, petition: Petition, language: str
) -> None:
    sign(client, petition, language)
    (row,) = signatures(petition)
    assert (row.consent.locale, row.consent.number) == (language, 1)
    assert str(petition.recipient) in row.consent.sign_detail


@pytest.mark.parametrize(("language", "prefix"), [("sv", ""), ("en", "/en")])
def test_page_and_mail_keep_the_language(
    client: Client, petition: Petition, mailbox: Mailbox, language: str, prefix: str
) -> None:
    answer = sign(client, petition, language)
    assert answer.location.startswith(f"{prefix}/namninsamlingar/")
    (link,) = mailbox.last().links
    assert link.startswith(f"http://localhost:8000{prefix}/namninsamlingar/bekrafta/")


def test_the_same_form_again_within_ten_minutes_is_the_same_signature(
    client: Client, petition: Petition, mailbox: Mailbox, clock: Clock
) -> None:
    first = sign(client, petition)
    clock.move(minutes=9, seconds=59)
    assert sign(client, petition).location == first.location
    assert len(signatures(petition)) == 1
    assert len(mailbox.deliver()) == 1


def test_the_same_form_after_ten_minutes_sends_the_same_link_again(
    client: Client, petition: Petition, mailbox: Mailbox, clock: Clock
) -> None:
    sign(client, petition)
    clock.move(minutes=10)
    sign(client, petition)
    first, second = mailbox.deliver()
    assert first.links == second.links
    (row,) = signatures(petition)
    assert row.token_expires_at == clock.now() + TOKEN_LASTS


def test_spelling_and_spaces_do_not_make_another_person(
    client: Client, petition: Petition, mailbox: Mailbox
) -> None:
    sign(client, petition)
    sign(client, petition, name="  åsa   ÖBERG ", email=" ASA@Example.ORG ", postcode="SE-12465")
    assert len(signatures(petition)) == 1
    assert len(mailbox.deliver()) == 1


def test_no_signature_gets_more_than_five_mails(
    client: Client, petition: Petition, mailbox: Mailbox, clock: Clock
) -> None:
    for _hour in range(12):
        sign(client, petition)
        clock.move(hours=1)
    assert len(mailbox.deliver()) == 5


def test_nobody_floods_a_mailbox_with_many_names(
    client: Client, petition: Petition, mailbox: Mailbox, clock: Clock
) -> None:
    for number in range(14):
        sign(client, petition, name=f"Namn {number}")
        clock.move(minutes=11)
    assert len(mailbox.deliver()) == rows.MAILS_PER_MAILBOX


def test_a_correction_of_the_address_is_mailed_to_the_right_one(
    client: Client, petition: Petition, mailbox: Mailbox
) -> None:
    sign(client, petition, email="asa@exmaple.org")
    sign(client, petition)
    assert {letter.to for letter in mailbox.deliver()} == {"asa@exmaple.org", "asa@example.org"}


def test_two_petitions_know_nothing_of_each_other(
    client: Client, petition: Petition, mailbox: Mailbox
) -> None:
    other = make_petition()
    sign(client, petition)
    sign(client, other)
    (one,), (two,) = signatures(petition), signatures(other)
    assert one.email_hash != two.email_hash
    assert one.receipt != two.receipt
    assert len(mailbox.deliver()) == 2


def test_every_name_that_a_person_may_have_is_taken_as_it_is(client: Client, petition: Petition) -> None:
    for number, name in enumerate(NAMES):
        answer = sign(client, petition, name=name, email=f"p{number}@example.org", show_name="y")
        assert answer.status_code == 303, name
    assert names(petition) == list(NAMES)


def test_what_cannot_be_seen_is_taken_away(client: Client, petition: Petition) -> None:
    for number, typed in enumerate(UNSEEN):
        sign(client, petition, name=typed, email=f"p{number}@example.org")
    assert names(petition) == list(UNSEEN.values())


def test_a_postcode_may_be_written_as_people_do(client: Client, petition: Petition) -> None:
    for number, typed in enumerate(("12465", "124 65", " 124  65 ", "SE-124 65", "s-12465", "124\u00a065")):
        sign(client, petition, postcode=typed, email=f"p{number}@example.org")
    assert [row.postcode for row in signatures(petition)] == ["12465"] * 6


def test_fields_that_nobody_asked_for_change_nothing(client: Client, petition: Petition) -> None:
    extra: dict[str, Any] = {"state": "confirmed", "petition_id": "99", "number": "1", "csrf_token": "x"}
    assert sign(client, petition, **extra).status_code == 303
    (row,) = signatures(petition)
    assert (row.state, row.petition_id, row.number) == (SignatureState.PENDING, petition.id, None)


def test_the_page_after_signing_is_the_same_however_often_it_is_opened(
    client: Client, petition: Petition
) -> None:
    where = sign(client, petition).location
    before = snapshot()
    pages = {client.get(where).text for _time in range(3)}
    assert len(pages) == 1
    assert client.head(where).status_code == 200
    assert snapshot() == before


def test_nothing_of_the_person_stands_in_the_address_after_signing(
    client: Client, petition: Petition
) -> None:
    where = sign(client, petition).location.lower()
    for word in ("asa", "öberg", "example", "12465"):
        assert word not in where.replace(petition.slug, "")


def test_a_mail_is_written_down_with_the_signature_or_neither_is(
    app: Flask, client: Client, petition: Petition, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError("no mail can be written")

    monkeypatch.setattr(emails, "confirm", broken)
    before = snapshot()
    with pytest.raises(RuntimeError):
        sign(client, petition)
    db.session.rollback()
    assert snapshot() == before
