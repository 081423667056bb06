"""Names of what is held are looked at there: those of others, and very many of them, are not."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.core.db import db
from app.petitions.models import Petition
from app.record.models import Act
from app.signatures import showing
from app.signatures.models import Signature
from tests.clients import Client
from tests.factories import make_petition, make_signature
from tests.fraud.holds import make_held
from tests.petitions.organizers import send

pytestmark = pytest.mark.database("sqlite")

TOO_MANY = "Du har tittat på väldigt många namn på kort tid. Vänta tio minuter."


@pytest.fixture
def petition(app: Flask) -> Petition:
    """Give an open petition."""
    return make_petition()


def ask(client: Client, petition: Petition, *rows: Signature, rest: str = "", **typed: Any) -> TestResponse:
    """Send numbers of signatures as the page of what is held does."""
    way = f"/organisera/namninsamlingar/{petition.id}/granska{rest}"
    return send(client, way, shown=[str(row.id) for row in rows], **typed)


def looks() -> list[dict[str, Any]]:
    """List what the record says of looks."""
    db.session.rollback()
    return list(db.session.scalars(select(Act.facts).where(Act.kind == "held.unmasked").order_by(Act.id)))


def test_only_what_is_held_can_be_opened_there(organizer: Client, petition: Petition) -> None:
    held = make_held(petition, name="Zebediah Kvist")
    others = [
        make_signature(petition, name="Rakel Ljungfors"),
        make_signature(petition, name="Rakel Ljungfors", is_confirmed=False),
        make_held(make_petition(), name="Rakel Ljungfors"),
    ]
    assert ask(organizer, petition, *others, rest="/visa").status_code == 303
    again = ask(organizer, petition, *others, names="1", do="out", row=[str(held.id)])
    assert again.status_code == 422
    assert "Ljungfors" not in again.text
    assert looks() == []
    page = ask(organizer, petition, held, *others, rest="/visa")
    assert "Zebediah Kvist" in page.text
    assert "Ljungfors" not in page.text
    assert looks() == [{"count": 1, "signature": held.id}]


@pytest.mark.settings(rate_limits=True)
def test_very_many_looks_have_to_wait(
    organizer: Client, petition: Petition, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(showing, "LOOKS", "2 per 10 minutes")
    row = make_held(petition, name="Zebediah Kvist")
    assert ask(organizer, petition, row, rest="/visa").status_code == 200
    register = f"/organisera/namninsamlingar/{petition.id}/underskrifter/{row.id}"
    assert organizer.submit(register, button="Visa vem det är").status_code == 200
    refused = (
        ask(organizer, petition, row, rest="/visa"),
        ask(organizer, petition, row, names="1", do="out", row=[str(row.id)]),
    )
    for page in refused:
        assert page.status_code == 429
        assert TOO_MANY in page.text
        assert "Z… K…" in page.text
        assert "Kvist" not in page.text
    assert len(looks()) == 1
