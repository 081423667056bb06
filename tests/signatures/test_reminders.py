"""Reminders: after two days, after five, the day before closing; once each, and not to everyone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from sqlalchemy import update

from app.core import clock as app_clock
from app.core.db import db, transaction
from app.core.mail import MailState, OutboxMail
from app.petitions.models import Petition, PetitionState
from app.privacy import jobs
from app.signatures import asking, reminders
from app.signatures.models import Hold, Signature
from tests.clients import Client
from tests.clocks import Clock
from tests.factories import make_signature, sign_petition
from tests.mail import Letter, Mailbox
from tests.petitions.signers import sign, signatures
from tests.petitions.test_confirming import close

SQLITE = pytest.mark.database("sqlite")


def closing_in(petition: Petition, **span: float) -> None:
    """Let a petition close by itself."""
    with transaction():
        petition.closes_at = app_clock.now() + timedelta(**span)


def reminded(mailbox: Mailbox) -> list[Letter]:
    """Give the reminders that have been delivered."""
    return [letter for letter in mailbox.deliver() if "inte-jag" in letter.text]


@SQLITE
def test_after_two_days_and_after_five_and_not_again(
    client: Client, petition: Petition, mailbox: Mailbox, clock: Clock
) -> None:
    sign(client, petition)
    mailbox.deliver()
    seen = []
    for hour in range(13 * 24):
        clock.move(hours=1)
        if reminders.remind_due():
            seen.append(hour + 1)
            mailbox.deliver()
    assert seen == [48, 120]
    assert [letter.to for letter in reminded(mailbox)] == ["asa@example.org"] * 2


@pytest.mark.parametrize("language", ["sv", "en"])
@SQLITE
def test_it_says_which_petition_leads_to_the_button_and_has_one_tap_out(
    client: Client, petition: Petition, mailbox: Mailbox, clock: Clock, language: str
) -> None:
    sign(client, petition, language)
    mailbox.deliver()
    clock.move(days=2)
    reminders.remind_due()
    (letter,) = reminded(mailbox)
    assert petition.title in letter.text
    assert petition.title not in letter.subject  # a lock screen shows it to anyone
    confirm, disown = (urlsplit(link).path for link in letter.links)
    assert confirm.startswith("/en/") == disown.startswith("/en/") == (language == "en")
    assert client.get(confirm).status_code == 200
    before = signatures(petition)
    assert client.get(disown).status_code == 200
    assert signatures(petition) == before  # looking removes nothing
    assert client.submit(disown).status_code == 303
    assert signatures(petition) == []


@SQLITE
def test_the_link_in_it_works_seven_days_more(
    client: Client, petition: Petition, mailbox: Mailbox, clock: Clock
) -> None:
    sign(client, petition)
    mailbox.deliver()
    clock.move(days=5)
    reminders.remind_due()
    clock.move(days=7)
    assert client.post(urlsplit(reminded(mailbox)[0].links[0]).path).status_code == 303


@SQLITE
def test_the_day_before_closing_everyone_is_reminded_once_more(
    petition: Petition, mailbox: Mailbox, clock: Clock
) -> None:
    make_signature(petition, is_confirmed=False)
    mailbox.deliver()
    closing_in(petition, days=1, hours=13)
    clock.move(hours=12)
    assert reminders.remind_due() == 0
    clock.move(hours=1)
    assert [reminders.remind_due(), reminders.remind_due()] == [1, 0]
    clock.move(days=1)
    assert reminders.remind_due() == 0  # it closes now
    assert len(reminded(mailbox)) == 1


@SQLITE
def test_who_has_just_got_a_mail_is_not_reminded(petition: Petition, mailbox: Mailbox, clock: Clock) -> None:
    row = make_signature(petition, is_confirmed=False)
    mailbox.deliver()
    clock.move(days=2)
    with transaction():
        assert asking.ask_again(row)
    mailbox.deliver()
    assert reminders.remind_due() == 0
    clock.move(days=1)
    assert reminders.remind_due() == 1


@SQLITE
def test_five_mails_in_all(client: Client, petition: Petition, mailbox: Mailbox, clock: Clock) -> None:
    where = sign(client, petition).location
    for _press in range(4):
        clock.move(minutes=3)
        client.post(f"{where}/igen")
    clock.move(days=2)
    mailbox.deliver()
    closing_in(petition, hours=20)
    assert reminders.remind_due() == 0
    assert len(mailbox.letters()) == 5


@SQLITE
def test_nobody_is_reminded_who_should_not_be(petition: Petition, mailbox: Mailbox, clock: Clock) -> None:
    def put(**values: Any) -> None:
        row = make_signature(petition, is_confirmed=False)
        with transaction():
            db.session.execute(update(Signature).where(Signature.id == row.id).values(**values))

    make_signature(petition)
    for hold in set(Hold) - {Hold.BURST}:
        put(hold=hold)
    put(mails_sent=asking.MOST_MAILS)
    make_signature(petition, email="bo@example.org", name="Bo Ek")
    sign_petition(petition, email="bo@example.org", name="Bo Ek", contact_me=True)  # kept, not asked about
    refused = make_signature(petition, is_confirmed=False)
    mailbox.deliver()
    with transaction():
        hers = OutboxMail.owner == refused.uid
        db.session.execute(update(OutboxMail).where(hers).values(state=MailState.FAILED))
    clock.move(days=2)
    assert reminders.remind_due() == 0


@SQLITE
def test_who_came_from_a_busy_network_is_reminded(petition: Petition, mailbox: Mailbox, clock: Clock) -> None:
    row = make_signature(petition, is_confirmed=False)
    with transaction():
        row.hold = Hold.BURST  # which her mailbox alone releases
    mailbox.deliver()
    clock.move(days=2)
    assert reminders.remind_due() == 1


@SQLITE
@pytest.mark.parametrize(("names", "mails"), [("AA", 1), ("AB", 2), ("ABCD", 2)])
def test_two_people_on_a_mailbox_are_reminded_each_once_and_no_more(
    petition: Petition, mailbox: Mailbox, clock: Clock, names: str, mails: int
) -> None:
    for number, name in enumerate(names):
        sign_petition(petition, email="asa@example.org", name=name, phone=f"07000000{number:02}")
    mailbox.deliver()
    for days in (2, 3):
        clock.move(days=days)
        assert reminders.remind_due() == mails
        mailbox.deliver()


@SQLITE
@pytest.mark.parametrize("state", [PetitionState.CLOSED, PetitionState.ARCHIVED, PetitionState.HANDED_OVER])
def test_a_petition_that_has_closed_reminds_nobody(
    petition: Petition, mailbox: Mailbox, clock: Clock, state: PetitionState
) -> None:
    make_signature(petition, is_confirmed=False)
    mailbox.deliver()
    close(petition)
    with transaction():
        petition.state = state
    clock.move(days=2)
    assert reminders.remind_due() == 0


@SQLITE
def test_housekeeping_reminds(petition: Petition, mailbox: Mailbox, clock: Clock) -> None:
    make_signature(petition, is_confirmed=False)
    mailbox.deliver()
    clock.move(days=2)
    jobs.housekeeping()
    assert len(reminded(mailbox)) == 1
