"""Somebody asks by phone or letter: her signature is removed, she is told, and the log names nobody."""

from __future__ import annotations

from typing import Any

import pytest

from app.core.db import db
from app.petitions.models import Petition
from app.record.models import Act
from app.signatures.models import Report, SignerLink
from tests.budgets import snapshot
from tests.clients import Client
from tests.factories import make_association, make_signature
from tests.filled_forms import find_form
from tests.kiosks.stands import make_kiosk, sign_there
from tests.mail import Mailbox
from tests.petitions.signers import counts, names
from tests.signatures.own import link_to

HOME: dict[str, Any] = {"email": "hemma@example.org", "postcode": "12465"}


def way(row: object) -> str:
    """Give the address that removes a signature for somebody."""
    return f"/organisera/namninsamlingar/{row.petition_id}/underskrifter/{row.id}/ta-bort"  # type: ignore[attr-defined]


def acts(kind: str) -> list[Act]:
    """List what stands in the record of one kind."""
    db.session.rollback()
    return list(db.session.query(Act).filter(Act.kind == kind).order_by(Act.id))


def kept(page: str) -> tuple[str | None, str | None]:
    """Give the address and the way that stand in the form of a page."""
    fields = find_form(page, "/", button="Jämför").fields
    return fields["email"], fields["way"]


def test_she_is_removed_alone_and_told(organizer: Client, petition: Petition, mailbox: Mailbox) -> None:
    make_association(contact_email="hjalp@example.org")
    row = make_signature(petition, name="Åsa Ek", **HOME)
    make_signature(petition, name="Bo Ek", **HOME)
    link_to(row)
    where = way(row)
    assert "Åsa Ek" not in organizer.get(where).text
    answer = organizer.submit(where, {"way": "phone"}, button="Ta bort underskriften")
    assert answer.status_code == 303
    assert names(petition) == ["Bo Ek"]
    assert counts(petition)["online"] == 1
    letter = mailbox.last()
    assert letter.to == "hemma@example.org"
    assert "per telefon" in letter.text
    assert "Skriv till oss på hjalp@example.org" in letter.text
    act = db.session.query(Act).filter(Act.kind == "signature.withdrawn_at_desk").one()
    assert act.facts == {"way": "phone", "was": "confirmed"}
    assert db.session.query(SignerLink).count() == db.session.query(Report).count() == 0
    assert "Underskrift borttagen åt någon" in organizer.get("/organisera/logg").text
    assert organizer.get(where).status_code == 404


@pytest.mark.database("sqlite")
def test_how_they_asked_has_to_be_said(organizer: Client, petition: Petition) -> None:
    row = make_signature(petition)
    organizer.get(way(row))
    before = snapshot()
    for wrong in ({}, {"way": "owl"}):
        assert organizer.submit(way(row), wrong, button="Ta bort underskriften").status_code == 422
    assert snapshot() == before


@pytest.mark.database("sqlite")
def test_who_signed_at_a_stand_has_no_mailbox_to_tell(
    organizer: Client, petition: Petition, mailbox: Mailbox
) -> None:
    row = sign_there(make_kiosk(petition))
    assert organizer.submit(way(row), {"way": "letter"}, button="Ta bort underskriften").status_code == 303
    assert counts(petition)["online"] == 0
    assert mailbox.deliver() == []


@pytest.mark.database("sqlite")
def test_who_asks_by_e_mail_is_told_so(organizer: Client, petition: Petition, mailbox: Mailbox) -> None:
    row = make_signature(petition, **HOME)
    organizer.submit(way(row), {"way": "email"}, button="Ta bort underskriften")
    assert "per mejl" in mailbox.last().text
    assert "Per mejl" in organizer.get("/organisera/logg").text


@pytest.mark.database("sqlite")
def test_the_address_that_is_said_is_compared_and_shown_nowhere(
    organizer: Client, petition: Petition
) -> None:
    row = make_signature(petition, name="Åsa Ek", **HOME)
    for said, answer in (("Hemma@Example.org", "Ja, det är"), ("borta@example.org", "Nej, den här")):
        page = organizer.submit(way(row), {"email": said}, button="Jämför")
        assert page.status_code == 200
        assert answer in page.text
        assert "Åsa Ek" not in page.text
    facts = [act.facts for act in acts("signature.address_compared")]
    assert facts == [{"signature": row.id, "same": True}, {"signature": row.id, "same": False}]
    log = organizer.get("/organisera/logg").text
    assert "Adress jämförd" in log
    assert "hemma@" not in log.lower()
    assert names(petition) == ["Åsa Ek"]


@pytest.mark.database("sqlite")
def test_what_was_typed_and_chosen_stays_whichever_button_is_pressed(
    organizer: Client, petition: Petition
) -> None:
    row = make_signature(petition, **HOME)
    for said, status in (("hemma@example.org", 200), ("hemma", 422)):
        page = organizer.submit(way(row), {"email": said, "way": "letter"}, button="Jämför")
        assert page.status_code == status
        assert kept(page.text) == (said, "letter")
    page = organizer.submit(way(row), {"email": "hemma@example.org"}, button="Ta bort underskriften")
    assert page.status_code == 422
    assert kept(page.text) == ("hemma@example.org", None)
    assert organizer.submit(way(row), {"way": "letter"}, button="Ta bort underskriften").status_code == 303


@pytest.mark.database("sqlite")
@pytest.mark.settings(rate_limits=True)
def test_addresses_cannot_be_tried_one_after_another(organizer: Client, petition: Petition) -> None:
    row = make_signature(petition, **HOME)
    for wrong in ("", "hemma"):
        page = organizer.submit(way(row), {"email": wrong}, button="Jämför")
        assert page.status_code == 422
        assert f'value="{wrong}"' in page.text
    assert acts("signature.address_compared") == []
    tries = [
        organizer.submit(way(row), {"email": f"nr{number}@example.org"}, button="Jämför").status_code
        for number in range(61)
    ]
    assert (tries[59], tries[60]) == (200, 429)
    assert len(acts("signature.address_compared")) == 60


@pytest.mark.database("sqlite")
def test_at_a_stand_there_is_no_address_to_compare(organizer: Client, petition: Petition) -> None:
    page = organizer.get(way(sign_there(make_kiosk(petition)))).text
    assert "Jämför" not in page
    assert "Ta bort underskriften" in page


@pytest.mark.database("sqlite")
def test_the_receipt_says_whether_a_mail_was_sent(organizer: Client, petition: Petition) -> None:
    for row, words in (
        (make_signature(petition, **HOME), "Ett mejl berättar det"),
        (make_signature(petition, is_confirmed=False), "Inget mejl: adressen var aldrig bekräftad."),
        (sign_there(make_kiosk(petition)), "Inget mejl: den gavs vid bordet"),
    ):
        done = organizer.submit(way(row), {"way": "phone"}, button="Ta bort underskriften")
        assert done.status_code == 303
        assert words in organizer.get(done.location).text
