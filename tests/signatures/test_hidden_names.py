"""What an organizer hides is a name that stood on the page; hiding shows nobody to anybody."""

from __future__ import annotations

import pytest

from app.core.db import db, transaction
from app.petitions.models import Area, Petition
from app.record.models import Act
from app.signatures import names
from app.signatures.models import Hold
from tests.clients import Client
from tests.factories import make_signature
from tests.fraud.holds import make_held
from tests.petitions.organizers import send
from tests.signatures.own import fresh, page_of, press

pytestmark = pytest.mark.database("sqlite")


def desk(petition: Petition, rest: str = "") -> str:
    """Give the path of the desk's page of what shows."""
    return f"/organisera/namninsamlingar/{petition.id}/visas/{rest}"


def test_hiding_opens_no_name_that_never_stood_there(organizer: Client, petition: Petition) -> None:
    rows = [
        make_signature(petition, name="Rakel Ljungfors"),
        make_signature(petition, name="Rakel Ljungfors", show_name=True, is_confirmed=False),
        make_held(petition, name="Rakel Ljungfors", show_name=True, hold=Hold.NAME),
    ]
    for row in rows:
        assert send(organizer, desk(petition, f"namn/{row.id}/gom")).status_code == 303
        assert fresh(row).name_hidden_at is None
    assert "Ljungfors" not in organizer.get(desk(petition)).text
    assert not db.session.query(Act).filter(Act.kind == "name.hidden").count()


def test_a_hidden_name_stands_there_as_its_owner_chose(
    client: Client, organizer: Client, petition: Petition
) -> None:
    with transaction():
        db.session.add(Area(petition_id=petition.id, name="Rågsved", number=1))
    area_id = db.session.query(Area).one().id
    row = make_signature(
        petition, name="Rakel Ljungfors", show_name=True, first_name_only=True, area_id=area_id
    )
    send(organizer, desk(petition, f"namn/{row.id}/gom"))
    listed = organizer.get(desk(petition)).text
    assert "Rakel, Rågsved" in listed
    assert "Ljungfors" not in listed
    press(client, page_of(row), "val", shown="not")
    assert "Rakel" not in organizer.get(desk(petition)).text
    press(client, page_of(row), "val", shown="whole")
    assert names.shown_names(petition.id) == []
    assert "Rakel Ljungfors" in organizer.get(desk(petition)).text


def test_the_hidden_are_found_by_their_index(petition: Petition) -> None:
    compiled = names._hidden(petition.id).compile(db.engine, compile_kwargs={"literal_binds": True})
    plan = str(db.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}").all())
    assert "ix_signature_hidden" in plan
    assert "TEMP B-TREE" not in plan
