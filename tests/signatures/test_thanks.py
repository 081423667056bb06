"""After confirming: the number, or honest words without one; how far it is to the goal; what to do next."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from sqlalchemy import update

from app.core.db import db, transaction
from app.petitions.models import Petition
from app.signatures import confirming
from app.signatures.models import Hold, Signature, SignatureState
from tests.clients import Client
from tests.factories import confirmation_token, make_petition, make_signature
from tests.mail import Mailbox
from tests.pages.parsed import Kind, Page, text_of
from tests.petitions.signers import counts, said, sign, signatures
from tests.petitions.test_confirming import close
from tests.shifts.makers import make_shift, make_task

pytestmark = pytest.mark.database("sqlite")


def held(petition: Petition, hold: Hold | None) -> str:
    """Make a signature that waits and is to be looked at; give the page that its link opens."""
    row = make_signature(petition, is_confirmed=False)
    with transaction():
        db.session.execute(update(Signature).where(Signature.id == row.id).values(hold=hold))
    return f"/namninsamlingar/bekrafta/{confirmation_token(row)}"


def heading(client: Client, where: str) -> str:
    """Give the heading of a page."""
    return client.get(where).text.partition("<h1")[2].partition(">")[2].partition("</h1>")[0]


@pytest.mark.parametrize("hold", [Hold.NAME, Hold.RULE, Hold.PATTERN, Hold.TWIN])
def test_what_is_looked_at_is_thanked_for_without_a_number(
    client: Client, petition: Petition, hold: Hold
) -> None:
    where = held(petition, hold)
    for _twice in range(2):
        assert client.post(where).status_code == 303
        words = heading(client, where)
        assert words
        assert not any(letter.isdigit() for letter in words)
    (row,) = signatures(petition)
    assert (row.state, row.hold, row.number) == (SignatureState.HELD, hold, None)
    assert row.confirmed_at is not None
    assert counts(petition)["online"] == 0


def test_one_from_a_busy_network_counts_when_its_mailbox_has_spoken(
    client: Client, petition: Petition
) -> None:
    where = held(petition, Hold.BURST)
    client.post(where)
    assert "1" in heading(client, where)
    (row,) = signatures(petition)
    assert (row.state, row.hold, row.number) == (SignatureState.CONFIRMED, None, 1)


def test_one_that_was_taken_out_is_told_so(client: Client, petition: Petition) -> None:
    row = make_signature(petition)
    with transaction():
        db.session.execute(update(Signature).values(state=SignatureState.INVALID, state_before="confirmed"))
    where = f"/namninsamlingar/bekrafta/{confirmation_token(row)}"
    assert said("This signature does not count") in client.get(f"/en{where}").text
    client.post(where)
    assert signatures(petition)[0].state == SignatureState.INVALID


def test_who_is_looked_at_does_not_sign_again_beside_it(
    client: Client, petition: Petition, mailbox: Mailbox
) -> None:
    sign(client, petition)
    sign(client, petition, contact_me="y")
    first, second = (urlsplit(letter.links[0]).path for letter in mailbox.deliver())
    with transaction():
        db.session.execute(update(Signature).where(Signature.contact_me.is_(False)).values(hold=Hold.PATTERN))
    for where in (first, second):
        client.post(where)
    assert [row.state for row in signatures(petition)] == [SignatureState.HELD, SignatureState.PENDING]
    assert heading(client, first) == heading(client, second)


def test_a_held_link_shows_its_thanks_for_ever_and_is_not_disowned(
    client: Client, petition: Petition
) -> None:
    where = held(petition, Hold.NAME)
    client.post(where)
    assert client.post(f"{where}/inte-jag").status_code == 303
    assert client.get(f"{where}/inte-jag").location == where
    assert len(signatures(petition)) == 1


def test_the_number_the_goal_and_what_to_do_next_are_one_tap_away(client: Client, petition: Petition) -> None:
    other = make_petition(petition.campaign)
    shift, task = make_shift(), make_task()
    row = make_signature(petition)
    answer = client.get(f"/namninsamlingar/bekrafta/{confirmation_token(row)}")
    page = Page(answer.text, path=answer.request.path, kind=Kind.PUBLIC, host="")
    links = [node.attrs.get("href") or "" for node in page.named("a")]
    assert "100" in answer.text  # the first goal
    assert f"/pass/{shift.slug}#boka" in links
    assert any(link.endswith(f"/{task.slug}#ta") for link in links)
    assert f"/namninsamlingar/{other.slug}" in links
    for begin in (
        "sms:?&body=",
        "mailto:?subject=",
        "https://wa.me/?text=",
        "https://www.facebook.com/sharer/",
    ):
        (link,) = [each for each in links if each.startswith(begin)]
        assert petition.slug in link
        assert "bekrafta" not in link  # the secret address is not passed on
    (chat,) = page.named("textarea")
    assert f"http://localhost:8000/namninsamlingar/{petition.slug}" in text_of(chat)


def test_what_cannot_be_signed_any_more_is_not_passed_on(client: Client, petition: Petition) -> None:
    row = make_signature(petition)
    close(petition)
    assert "wa.me" not in client.get(f"/namninsamlingar/bekrafta/{confirmation_token(row)}").text


def test_the_page_to_confirm_shows_all_that_was_written(client: Client, petition: Petition) -> None:
    row = make_signature(petition, is_confirmed=False, phone="+46701740605", comment="För torgets skull")
    for rest in ("", "/inte-jag"):
        page = client.get(f"/namninsamlingar/bekrafta/{confirmation_token(row)}{rest}").text
        assert "För torgets skull" in page
        assert "example.org" not in page.partition("<main")[2].partition("</main>")[0]


def test_a_confirmed_row_takes_the_free_seat(petition: Petition) -> None:
    first = make_signature(petition, email="hemma@example.org", name="Åsa Öberg")
    second = make_signature(petition, email="hemma@example.org", name="Bo Öberg")
    assert (first.seat, second.seat) == (0, 1)
    assert confirming.counted_instead(second) == second
