"""What an organizer hides is a name that stood on the page; hiding shows nobody to anybody."""

from __future__ import annotations

import pytest

from app.core.db import db, transaction
from app.petitions.models import Area, Petition
from app.record.models import Act
from app.signatures import names, reporting
from app.signatures.models import Hold, Report, ReportKind, SignatureState
from tests.clients import Client
from tests.factories import make_signature
from tests.fraud.holds import make_held, take_out
from tests.petitions.organizers import send
from tests.signatures.own import fresh, page_of, press

pytestmark = pytest.mark.database("sqlite")

HIDDEN = "Namnet är gömt. Underskriften räknas som förut."
NOTHING_LEFT = "Det fanns inget kvar att gömma. Anmälan är besvarad."


def desk(petition: Petition, rest: str = "") -> str:
    """Give the path of the desk's page of what shows."""
    return f"/organisera/namninsamlingar/{petition.id}/visas/{rest}"


def hidings() -> int:
    """Count what stands in the record of names that were hidden."""
    return db.session.query(Act).filter(Act.kind == "name.hidden").count()


def report_shown(petition: Petition) -> int:
    """Report the one name that shows, and give the number of the report."""
    with transaction():
        here = db.session.get_one(Petition, petition.id)
        reporting.report(here, ReportKind.NAME, names.shown(here).names[0].handle, why="Ett skämt.")
    return db.session.query(Report).one().id


def test_hiding_opens_no_name_that_never_stood_there(organizer: Client, petition: Petition) -> None:
    rows = [
        make_signature(petition, name="Rakel Ljungfors", show_name=True, is_confirmed=False),
        make_held(petition, name="Rakel Ljungfors", show_name=True, hold=Hold.NAME),
    ]
    for row in rows:
        answer = send(organizer, desk(petition, f"namn/{row.id}/gom"))
        assert fresh(row).name_hidden_at is None
        assert HIDDEN not in organizer.get(answer.location).text
    assert not hidings()
    only_counted = make_signature(petition, name="Rakel Ljungfors")
    send(organizer, desk(petition, f"namn/{only_counted.id}/gom"))
    assert "Ljungfors" not in organizer.get(desk(petition)).text


def test_a_reported_name_stays_away_whatever_its_owner_chooses_meanwhile(
    client: Client, organizer: Client, petition: Petition
) -> None:
    row = make_signature(petition, name="Rakel Ljungfors", show_name=True)
    report = report_shown(petition)
    press(client, page_of(row), "val", shown="not")
    answer = send(organizer, desk(petition, f"anmalan/{report}/gom"))
    page = organizer.get(answer.location).text
    assert "Gömt. Underskriften räknas som förut." in page
    assert "Ljungfors" not in page
    press(client, page_of(row), "val", shown="whole")
    assert names.shown_names(petition.id) == []
    assert hidings() == 1


def test_only_what_was_done_is_said(organizer: Client, petition: Petition) -> None:
    row = make_signature(petition, name="Rakel Ljungfors", show_name=True)
    report = report_shown(petition)
    for expected in (True, False):
        answer = send(organizer, desk(petition, f"namn/{row.id}/gom"))
        assert (HIDDEN in organizer.get(answer.location).text) is expected
    answer = send(organizer, desk(petition, f"anmalan/{report}/gom"))
    assert NOTHING_LEFT in organizer.get(answer.location).text
    answer = send(organizer, desk(petition, f"anmalan/{report}/lat-sta"))
    assert "Det står kvar som det var." not in organizer.get(answer.location).text
    assert hidings() == 1


def test_who_is_held_or_taken_out_is_read_by_way_of_the_register_alone(
    client: Client, organizer: Client, petition: Petition
) -> None:
    held = make_signature(petition, name="Rakel Ljungfors", show_name=True)
    gone = make_signature(petition, name="Zebediah Kvist", show_name=True)
    press(client, page_of(held), "ratta", name="Kalle Anka", postcode="12465")
    take_out(fresh(gone))
    assert (fresh(held).state, fresh(gone).state) == (SignatureState.HELD, SignatureState.INVALID)
    for row in (held, gone):
        send(organizer, desk(petition, f"namn/{row.id}/gom"))
        assert fresh(row).name_hidden_at is not None
    page = organizer.get(desk(petition)).text
    assert "Kalle Anka" not in page
    assert "Kvist" not in page


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
