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
from tests.kiosks.stands import make_kiosk, sign_there
from tests.mail import Mailbox
from tests.petitions.signers import counts, names
from tests.signatures.own import link_to

HOME: dict[str, Any] = {"email": "hemma@example.org", "postcode": "12465"}


def way(row: object) -> str:
    """Give the address that removes a signature for somebody."""
    return f"/organisera/namninsamlingar/{row.petition_id}/underskrifter/{row.id}/ta-bort"  # type: ignore[attr-defined]


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
