"""A petition's own page says how many signatures and comments wait, and nothing where none do."""

from __future__ import annotations

import pytest
from flask import Flask

from app.core import clock, crypto
from app.core.db import db, transaction
from app.petitions.models import Petition
from app.signatures import waiting
from app.signatures.models import Report
from tests.budgets import at_most
from tests.clients import Client
from tests.factories import make_petition, make_signature
from tests.pages.parsed import Kind, Page, text_of
from tests.petitions.organizers import desk_of
from tests.signatures.many import change


def chips(client: Client, petition: Petition) -> list[str]:
    """Read the ways from a petition's page to its signatures."""
    path = desk_of(petition)
    page = Page(client.get(path).text, path=path, kind=Kind.DESK, host="")
    rows = [node for node in page.named("nav") if "chips" in (node.attrs.get("class") or "")]
    return [text_of(link) for link in page.named("a") if link.parent in rows]


def report(signature_id: int, kind: str) -> None:
    """Report a shown name or comment."""
    uid, now = crypto.new_uid(), clock.now()
    with transaction():
        db.session.add(Report(uid=uid, signature_id=signature_id, kind=kind, sealed=b"-", created_at=now))


def test_what_waits_is_counted_beside_the_way_to_it(app: Flask, organizer: Client) -> None:
    petition, other = make_petition(), make_petition()
    assert chips(organizer, petition)[2:4] == ["Att granska", "Namn och kommentarer på sidan"]
    for each in (petition, petition, petition, other):
        change(make_signature(each), state="held", hold="name")
    for each in (petition, other):
        change(make_signature(each), comment_state="waiting")
    change(make_signature(petition, is_confirmed=False), comment_state="waiting")  # it does not count yet
    reported = make_signature(petition).id
    for kind in ("name", "name"):  # twice the same
        report(reported, kind)
    assert chips(organizer, petition)[2:4] == ["Att granska 3", "Namn och kommentarer på sidan 2"]
    assert chips(organizer, other)[2:4] == ["Att granska 1", "Namn och kommentarer på sidan 1"]


@pytest.mark.database("sqlite")
def test_no_number_needs_all_signatures(app: Flask) -> None:
    petition = make_petition()
    with at_most(1) as asked:
        waiting.count_waiting(petition)
    counted = asked[0].replace("?", "1").replace("state = 1", "state = 'held'")
    plan = [row[3] for row in db.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {counted}")]
    assert not [step for step in plan if step == "SCAN signature"], plan
    assert [step for step in plan if "ix_signature_comment" in step], plan
    assert [step for step in plan if "(petition_id=? AND state=?)" in step], plan
