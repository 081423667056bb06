"""What is told to whoever takes a task by e-mail: in the mail, and on the page before it comes."""

from __future__ import annotations

import pytest
from flask import Flask

from app.core import rate
from app.core.db import db, transaction
from app.tasks import service
from app.volunteers.models import HelpConsent
from app.volunteers.service import Contact
from tests.clients import Client
from tests.clocks import Clock
from tests.factories import make_account, make_association
from tests.mail import Mailbox
from tests.shifts.makers import make_shift, make_task
from tests.shifts.pages import BOTH, address, book, said
from tests.tasks.test_service import claims
from tests.volunteers.people import ASA, here, take

TYPED = {"units": "3", "name": "Åsa Öberg", "email": "asa@example.org", "consent_keep": "y"}
pytestmark = pytest.mark.database("sqlite")


@pytest.fixture(autouse=True)
def standing_clock(app: Flask, clock: Clock) -> Clock:
    """Let time stand still."""
    make_association()
    return clock


@pytest.mark.parametrize("language", BOTH)
def test_the_mail_keeps_what_the_page_promises(client: Client, mailbox: Mailbox, language: str) -> None:
    make_task(materials="Färg och tyg finns.")
    answer = client.submit(address("/hjalp-till/mala-banderoller", language), TYPED)
    promise = "In it you find what you have taken, and the way to hand it back or say that it is done."
    assert said(promise, language) in client.get(answer.location.partition("#")[0]).text
    letter = mailbox.last().text
    amount = "%(units)s of %(wanted)s %(unit)s"
    assert said(amount, language, units=3, wanted=10, unit="banderoller") in letter
    assert said("Where: %(place)s.", language, place="Folkets hus") in letter
    assert said("Materials: %(things)s.", language, things="Färg och tyg finns") in letter
    how = "On My shifts you say that it is done, or hand it back if you cannot after all."
    assert said(how, language) in letter


def test_of_what_nothing_is_known_the_mail_says_nothing(mailbox: Mailbox) -> None:
    take(ASA, make_task(place="", materials=""))
    letter = mailbox.last().text
    assert said("Where: %(place)s.", place="")[:4] not in letter
    assert said("Materials") not in letter


def test_one_of_a_kind_is_not_counted(mailbox: Mailbox) -> None:
    take(ASA, make_task(wanted=1))
    assert "Måla banderoller." in mailbox.last().text
    take(ASA, make_task(slug="andra", title="Sy flaggor", unit="flaggor", wanted=2))
    assert "Sy flaggor (1 av 2 flaggor)." in mailbox.last().text


def test_with_a_wrong_address_the_page_does_not_lead_to_a_second_claim(client: Client) -> None:
    """Sent again the form would take as much once more, and nobody would hold the first."""
    make_task()
    answer = client.submit("/hjalp-till/mala-banderoller", TYPED)
    page = client.get(answer.location.partition("#")[0]).text
    assert said("Did you mistype the address? Tell us, and we put it right.") in page
    assert said("Did you mistype the address? Try again with the right one.") not in page


@pytest.mark.settings(rate_limits=True)
def test_nobody_fills_a_mailbox_by_typing_its_address(
    client: Client, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rate, "MAILBOX_LIMIT", "2 per hour")
    task, shift = make_task(), make_shift()
    taken = [client.post(f"/hjalp-till/{task.slug}", data=TYPED | {"units": str(n)}) for n in (1, 2, 3)]
    booked = [book(client, shift, name=f"Person {n}", email=ASA.email, phone="") for n in (1, 2, 3)]
    for answers in (taken, booked):
        assert [answer.status_code for answer in answers] == [303, 303, 429]
    assert len(mailbox.deliver()) == 4
    assert book(client, shift, email="bo@example.org").status_code == 303


def test_a_claim_points_to_the_words_that_were_shown(client: Client) -> None:
    task, actor = make_task(), make_account()
    for language, email in (("sv", "asa@example.org"), ("en", "bo@example.org")):
        sent = client.post(address(f"/hjalp-till/{task.slug}", language), data=TYPED | {"email": email})
        assert sent.status_code == 303
    with transaction():
        service.take(here(task), Contact(name="Nils"), actor=actor)
    words = {row.id: row for row in db.session.scalars(db.select(HelpConsent))}
    shown = [words.get(claim.consent_id or 0) for claim in claims()]
    assert [row and row.locale for row in shown] == ["sv", "en", None]
    page = client.get(address(f"/hjalp-till/{task.slug}", "en")).text
    assert shown[1] is not None
    assert all(part in page for part in shown[1].words.split(". ", 1))
