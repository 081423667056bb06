"""What the pages after signing say, where a newcomer would otherwise stand and wonder."""

from __future__ import annotations

from urllib.parse import unquote

import pytest

from app.core.db import db, transaction
from app.petitions import translating
from app.petitions.models import Petition
from app.petitions.translating import TranslatedText
from app.signatures import readdressing
from app.signatures.models import CommentState, SignatureState
from app.site import hiding
from tests.clients import Client
from tests.clocks import Clock
from tests.factories import confirmation_token, make_account, make_association, make_signature
from tests.mail import Mailbox
from tests.pages.parsed import Kind, Page
from tests.petitions.signers import address_of, problem_with, said, sign, signatures
from tests.petitions.test_confirming import close
from tests.signatures.waiting import correct, page_of

pytestmark = pytest.mark.database("sqlite")
CONFIRM = "/namninsamlingar/bekrafta/"


def test_another_link_is_sent_ten_minutes_after_the_one_before(
    client: Client, petition: Petition, mailbox: Mailbox, clock: Clock
) -> None:
    make_signature(petition, email="asa@example.org")
    clock.move(hours=1)
    sent = []
    for minutes in (0, 2, 8):
        clock.move(minutes=minutes)
        before = len(mailbox.deliver())
        answer = client.post("/mina-underskrifter/", data={"email": "asa@example.org"})
        sent.append(len(mailbox.deliver()) - before)
        assert "Då skickas inget nytt" in client.get(answer.location).text
    assert sent == [1, 0, 1]


@pytest.mark.settings(demo=True)
def test_the_demonstration_says_why_nothing_comes(client: Client, petition: Petition) -> None:
    for email in ("asa@example.org", "ny@example.org"):
        answer = client.post("/mina-underskrifter/", data={"email": email})
        assert "för mindre än tio minuter sedan" in client.get(answer.location).text
    where = page_of(client, petition)
    assert "för mindre än tio minuter sedan" in client.get(f"{where}/mejlet").text


def test_the_page_after_signing_says_the_same_before_and_after_confirming(
    client: Client, petition: Petition
) -> None:
    where = page_of(client, petition)
    before = client.get(where).text
    assert "Har du redan bekräftat behöver du inte göra något mer här." in before
    assert f'href="{address_of(petition)}/min-underskrift"' in before
    (row,) = signatures(petition)
    client.post(CONFIRM + confirmation_token(row))
    assert signatures(petition)[0].state == SignatureState.CONFIRMED
    assert client.get(where).text == before


def test_correcting_what_is_confirmed_is_refused_in_words_that_are_true(
    client: Client, petition: Petition
) -> None:
    where = str(correct(client, page_of(client, petition), "bo@example.org").location).partition("?")[0]
    (row,) = signatures(petition)
    client.post(CONFIRM + confirmation_token(row))
    answer = correct(client, where, "cia@example.org")
    assert answer.status_code == 409
    assert said(readdressing.CorrectedElsewhere.message) in answer.text
    assert "Är underskriften bekräftad" in answer.text


def test_a_link_to_an_address_since_corrected_leads_to_ones_own_page(
    client: Client, petition: Petition
) -> None:
    where = page_of(client, petition)
    old = CONFIRM + confirmation_token(signatures(petition)[0])
    correct(client, where, "bo@example.org")
    answer = client.get(old)
    assert answer.status_code == 404
    assert "har adressen ändrats" in answer.text
    assert 'href="/mina-underskrifter/"' in answer.text


@pytest.mark.parametrize("state", [CommentState.WAITING, CommentState.SHOWN, CommentState.NONE])
def test_the_thanks_say_what_becomes_of_comment_and_name(
    client: Client, petition: Petition, state: CommentState
) -> None:
    is_shown = state == CommentState.WAITING
    with transaction():
        petition.ask_comment = True
    comment = "" if state == CommentState.NONE else "För torgets skull"
    row = make_signature(petition, comment=comment, show_name=is_shown)
    with transaction():
        row.comment_state = state
    page = client.get(CONFIRM + confirmation_token(row)).text
    assert ("när en samordnare har läst den" in page) == (state == CommentState.WAITING)
    assert ("Ditt namn visas på" in page) == is_shown


def test_while_everything_is_hidden_no_name_is_said_to_show(client: Client, petition: Petition) -> None:
    row = make_signature(petition, show_name=True)
    make_association()
    actor = make_account()
    with transaction():
        hiding.hide_everything(actor=actor)
    page = client.get(CONFIRM + confirmation_token(row)).text
    assert "Ditt namn visas på" not in page
    assert "Ditt namn visas inte just nu" in page


def test_what_was_never_counted_is_not_said_to_count_no_longer(client: Client, petition: Petition) -> None:
    row = make_signature(petition, is_confirmed=False)
    where = CONFIRM + confirmation_token(row)
    asked = client.get(where).text
    assert "Bekräfta ändå och rätta sedan på din egen sida" in asked
    answer = client.submit(where, {}, button="Det var inte jag")
    assert signatures(petition) == []
    page = client.get(answer.location).text
    assert "Underskriften är borttagen" in page
    assert "Den räknas inte i" in page
    assert "längre" not in page.partition("<main")[2].partition("</main")[0]


def test_a_comment_is_reported_by_the_name_that_stands_below_it(client: Client, petition: Petition) -> None:
    with transaction():
        petition.ask_comment = True
    for name, shows in (("Åsa Öberg", True), ("Bo Ek", False)):
        row = make_signature(petition, name=name, comment=f"Från {name[:2]}", show_name=shows)
        with transaction():
            row.comment_state = CommentState.SHOWN
    page = client.get(f"{address_of(petition)}/anmal").text
    assert "Kommentaren ”Från Ås” av Åsa Öberg" in page
    assert "Kommentaren ”Från Bo”" in page
    assert "Bo Ek" not in page
    assert "några ord räcker" in page


def test_the_signs_that_no_name_has_are_named(client: Client, petition: Petition) -> None:
    assert "utan tecknen < och >" in problem_with(sign(client, petition, name="Åsa <b>"), "name")
    assert "med bokstäver" in problem_with(sign(client, petition, name="12345"), "name")


def test_every_way_to_pass_it_on_says_the_same(client: Client, petition: Petition) -> None:
    where = CONFIRM + confirmation_token(make_signature(petition))
    page = Page(client.get(where).text, path=where, kind=Kind.PUBLIC, host="")
    found = [unquote(node.attrs.get("href") or "") for node in page.named("a")]
    for begin in ("sms:", "mailto:?", "https://wa.me/"):
        (link,) = [each for each in found if each.startswith(begin)]
        assert "Skriv under du också" in link


def test_an_english_page_tells_when_the_petition_is_in_swedish_alone(
    client: Client, petition: Petition
) -> None:
    words = "own text is in Swedish"
    assert words in client.get(address_of(petition, "en")).text
    assert words not in client.get(address_of(petition)).text
    with transaction():
        written = TranslatedText(title="Buy back the centre", demand="We want it back.", body="")
        translating.translate(db.session.get_one(Petition, petition.id), "en", written, was="", actor=None)
    assert words not in client.get(address_of(petition, "en")).text


def test_the_front_page_tells_that_a_petition_is_closed(client: Client, petition: Petition) -> None:
    assert "Avslutad" not in client.get("/").text
    close(petition)
    db.session.rollback()
    assert "Avslutad" in client.get("/").text
