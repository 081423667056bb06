"""When no mail comes: sent again, sent to another address; the same for every address, capped, honest."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from app.core import clock as app_clock
from app.core.db import db, transaction
from app.core.mail import OutboxMail
from app.core.templates import clock_time
from app.petitions.models import Petition
from app.signatures import handles, readdressing, rows
from app.signatures.models import Signature, SigningHandle
from tests.clients import Client
from tests.clocks import Clock
from tests.factories import make_signature
from tests.mail import Mailbox
from tests.petitions.conftest import AtOnce
from tests.petitions.signers import sign, signatures
from tests.signatures.waiting import (
    KNOWN,
    WRONG,
    code_in,
    correct,
    enter,
    page_of,
    pages_of_three,
    same,
)

SQLITE = pytest.mark.database("sqlite")
RIGHT = "ratt@example.org"


def again(client: Client, where: str) -> int:
    """Press *send again* and give the status."""
    answer = client.post(f"{where}/igen")
    assert answer.location == f"{where}?klart=igen"
    return answer.status_code


@SQLITE
def test_the_mail_is_sent_again_with_a_new_code_and_the_same_link(
    client: Client, petition: Petition, mailbox: Mailbox, clock: Clock
) -> None:
    where = page_of(client, petition)
    first = mailbox.last()
    again(client, where)
    assert len(mailbox.deliver()) == 1  # the first one left just now
    clock.move(minutes=2)
    again(client, where)
    _first, second = mailbox.deliver()
    assert second.links == first.links
    assert code_in(second) != code_in(first)
    assert enter(client, where, code_in(first)).status_code == 422
    assert enter(client, where, code_in(second)).status_code == 303


@SQLITE
def test_it_says_when_one_can_ask_again(client: Client, petition: Petition, clock: Clock) -> None:
    where = page_of(client, petition)
    clock.move(minutes=5, seconds=1)
    again(client, where)
    page = client.get(f"{where}?klart=igen").text
    assert "Du har bett om mejlet igen" in page
    assert (
        f"från kl. {clock_time(app_clock.now() + timedelta(minutes=3))}" in page
    )  # whole minutes, rounded up
    clock.move(minutes=2)
    assert "kan du be om det igen." in client.get(f"{where}?klart=igen").text
    for _press in range(handles.MOST_RESENDS - 1):
        again(client, where)
        clock.move(minutes=2)
    last = client.get(f"{where}?klart=igen").text
    assert "be om det igen" not in last
    assert "fem gånger" in last


@SQLITE
def test_five_mails_at_most_however_often_one_presses(
    client: Client, petition: Petition, mailbox: Mailbox, clock: Clock
) -> None:
    where = page_of(client, petition)
    for _press in range(12):
        clock.move(minutes=3)
        assert again(client, where) == 303
    assert len(mailbox.deliver()) == 5
    assert f'action="{where}/igen"' not in client.get(where).text
    assert signatures(petition)[0].mails_sent == 5


@SQLITE
def test_presses_within_two_minutes_do_not_use_up_the_resends(
    client: Client, petition: Petition, clock: Clock
) -> None:
    where = page_of(client, petition)
    for _press in range(9):
        again(client, where)
    assert handles.get_left(bytes.fromhex(where.rpartition("/")[2])).resends == handles.MOST_RESENDS - 1


def test_pressed_at_once_it_sends_one(petition: Petition, clock: Clock, at_once: AtOnce) -> None:
    row = make_signature(petition, is_confirmed=False)
    petition_id, receipt = petition.id, row.receipt
    clock.move(minutes=5)

    def press() -> None:
        mine = db.session.get_one(Petition, petition_id)
        with transaction(public=False):
            readdressing.resend(mine, receipt)

    assert at_once(*[press] * 6) == [None] * 6
    assert signatures(petition)[0].mails_sent == 2
    assert db.session.scalar(select(func.count()).select_from(OutboxMail)) == 2


@SQLITE
@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_address_gets_the_same_answers(client: Client, petition: Petition, language: str) -> None:
    wheres = [("" if language == "sv" else "/en") + where for where in pages_of_three(client, petition)]
    for _press in range(2):
        assert same([client.post(f"{where}/igen") for where in wheres], wheres)
        assert same([client.get(f"{where}?klart=igen") for where in wheres], wheres)
    for email in ("fel", RIGHT, RIGHT, "en-till@example.org"):
        assert same([correct(client, where, email) for where in wheres], wheres), email
        assert same([client.get(f"{where}?klart=adress") for where in wheres], wheres)


@SQLITE
def test_a_slip_in_the_new_address_is_asked_about_once(client: Client, petition: Petition) -> None:
    where = page_of(client, petition)
    asked = correct(client, where, "alva@gmial.com")
    assert asked.status_code == 422
    assert "alva@gmail.com" in asked.text
    assert handles.get_left(bytes.fromhex(where.rpartition("/")[2])).corrections == handles.MOST_CORRECTIONS
    typed = {"email": "alva@gmial.com", "meant": "change"}
    assert client.post(f"{where}/adress", data=typed).status_code == 303
    (row,) = signatures(petition)
    assert rows.person(row)["email"] == "alva@gmail.com"


@SQLITE
def test_who_has_signed_is_told_so_when_she_asks_again(
    client: Client, petition: Petition, mailbox: Mailbox, clock: Clock
) -> None:
    make_signature(petition, email=KNOWN, name="Åsa Öberg")
    clock.move(minutes=11)
    where = page_of(client, petition, email=KNOWN)
    clock.move(minutes=3)
    before = len(mailbox.deliver())
    again(client, where)
    (told,) = mailbox.deliver()[before:]
    assert told.to == KNOWN
    assert "mina-underskrifter" in told.links[0]


@SQLITE
def test_a_receipt_that_nobody_has_signed_with_sends_nothing(
    client: Client, petition: Petition, mailbox: Mailbox
) -> None:
    where = f"/namninsamlingar/{petition.slug}/ett-steg-kvar/{'0' * 40}"
    assert again(client, where) == 303
    assert correct(client, where, RIGHT).status_code == 303
    assert enter(client, where, WRONG).status_code == 422
    assert (mailbox.deliver(), signatures(petition)) == ([], [])


@SQLITE
def test_the_page_says_when_mails_are_slow(client: Client, petition: Petition, clock: Clock) -> None:
    where = page_of(client, petition)
    quick = client.get(where).text
    clock.move(minutes=2)  # nobody has delivered it
    slow = client.get(where).text
    assert len(slow) > len(quick)
    with transaction():
        moment = app_clock.now()
        db.session.execute(
            update(OutboxMail).values(next_try_at=moment + handles.KEPT, problem="put off 451")
        )
    assert client.get(where).text == quick  # one mail put off is that mail's own trouble
    for number in range(2):
        sign(client, petition, email=f"p{number}@example.org")
    with transaction():
        db.session.execute(
            update(OutboxMail).values(next_try_at=moment + handles.KEPT, problem="put off 451")
        )
    assert client.get(where).text == slow


@SQLITE
def test_what_was_tried_is_forgotten_after_fourteen_days_or_with_its_petition(
    client: Client, petition: Petition, clock: Clock
) -> None:
    for where in pages_of_three(client, petition):
        enter(client, where, WRONG)
    clock.move(days=14)
    assert handles.forget_old() == 0
    clock.move(seconds=1)
    assert handles.forget_old() == 3
    with transaction():
        row = db.session.scalars(select(Signature).limit(1)).one()
        handles.spend_try(petition.id, row.receipt)
        petition.purged_at = app_clock.now()
    assert handles.forget_old() == 1
    assert db.session.scalar(select(func.count()).select_from(SigningHandle)) == 0
