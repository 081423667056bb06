"""The desk reads a reported name as its owner lets others read it, no further."""

from __future__ import annotations

from typing import Any

import pytest

from app.core.db import db, transaction
from app.petitions.models import Petition
from app.signatures import names, reporting
from app.signatures.models import ReportKind
from tests.budgets import at_most
from tests.clients import Client
from tests.factories import make_signature
from tests.signatures.many import change, make_area
from tests.signatures.own import page_of, press

pytestmark = pytest.mark.database("sqlite")


def report_all(petition: Petition) -> None:
    """Report every name that shows."""
    for each in names.shown(petition).names:
        with transaction():
            here = db.session.get_one(Petition, petition.id)
            reporting.report(here, ReportKind.NAME, each.handle, why="Ett skämt.")


def test_a_surname_is_not_read_by_way_of_a_report(
    client: Client, organizer: Client, petition: Petition
) -> None:
    area = make_area(petition)
    chosen: dict[str, Any] = {"show_name": True, "area_id": area}
    make_signature(petition, name="Cecilia Hemlighet", **chosen, first_name_only=True)
    whole = make_signature(petition, name="Bo Helnamn", **chosen)
    report_all(petition)
    where = f"/organisera/namninsamlingar/{petition.id}/visas/"
    page = organizer.get(where).text
    assert "Namnet Cecilia, Rågsved" in page
    assert "Namnet Bo Helnamn" in page
    assert "Hemlighet" not in page
    press(client, page_of(whole), "val", shown="not")
    page = organizer.get(where).text
    assert "Namnet B… H…" in page
    assert "Helnamn" not in page


def test_many_reports_cost_what_few_do(petition: Petition) -> None:
    area = make_area(petition)
    costs = []
    for _round in range(2):
        for _each in range(3):
            change(make_signature(petition, show_name=True), area_id=area)
        report_all(petition)
        db.session.expire_all()
        here = db.session.get_one(Petition, petition.id)
        with at_most(3) as asked:
            reporting.list_open(here)
        costs.append(len(asked))
    assert costs[0] == costs[1]
