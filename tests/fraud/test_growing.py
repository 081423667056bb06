"""What comes from where costs the same however many have signed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from app.core import crypto
from app.core.db import db, transaction
from app.fraud import choosing, forgetting, queries
from app.fraud.choosing import Conditions
from app.fraud.models import SpentProof
from app.petitions import schedule
from app.petitions.models import Petition
from app.signatures.models import Signature
from tests.budgets import at_most
from tests.clients import Client
from tests.clocks import Clock
from tests.factories import make_account, make_petition
from tests.fraud.test_desk_pages import OUT_ONE, page_of, press
from tests.plans import plans_of
from tests.signatures.many import add_signatures

pytestmark = pytest.mark.database("sqlite")

A_DAY = timedelta(days=2)
"""The signatures of `many` were given a day ago."""


@pytest.fixture
def petition(app: Flask) -> Petition:
    """Give an open petition."""
    return make_petition()


def test_networks_and_domains_are_counted_among_the_newest_of_the_petition(
    petition: Petition, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "LOOKED_AT", 6)
    add_signatures(petition, 9, network_hash=b"a" * 20, domain_hash=b"d" * 20)
    add_signatures(make_petition(), 40, first=9, network_hash=b"b" * 20)
    (network,) = queries.top_networks(petition, A_DAY)
    assert (network.hash, network.count) == ((b"a" * 20).hex(), 6)
    (domain,) = queries.top_domains(petition, A_DAY)
    assert (domain.name, domain.count) == ("exempel.example", 6)


def test_no_read_goes_through_a_whole_petition(petition: Petition) -> None:
    add_signatures(petition, 9, network_hash=b"a" * 20, domain_hash=b"d" * 20)
    origins = plans_of(lambda: (queries.top_networks(petition, A_DAY), queries.top_domains(petition, A_DAY)))
    assert "ix_signature_list" in origins
    assert "ix_signature_name" not in origins
    assert "ix_signature_network" not in origins
    account = make_account()
    alarms = plans_of(lambda: queries.list_alarms(account))
    assert "'SCAN signature'" in alarms  # from the end, as far as the limit
    assert "ix_signature" not in alarms


def test_who_wants_to_be_told_is_found_by_the_index_of_those(petition: Petition) -> None:
    assert "ix_signature_contact" in plans_of(schedule.forget_contacts)


def test_a_rule_is_counted_before_the_writer_is_taken(
    organizer: Client, petition: Petition, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_signatures(petition, 1)
    where = page_of(petition, "ogiltiga/ny")
    tried = organizer.submit(where, {"postcode": "124"}, button="Visa vilka det är")
    real, is_open = choosing.preview, []

    def counted(*args: object, **more: object) -> choosing.Preview:
        is_open.append(db.session().info.get("samling_open", False))
        return real(*args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(choosing, "preview", counted)
    assert press(organizer, tried, {"reason": "En serie"}, button=OUT_ONE).status_code == 303
    assert is_open == [False]


def test_a_count_alone_reads_nobody(petition: Petition) -> None:
    add_signatures(petition, 9)
    petition_now = db.session.get_one(Petition, petition.id)
    with at_most(2):
        found = choosing.preview(petition_now, Conditions(channel="web"), sample=0)
    assert (found.total, found.sample) == (9, [])
    assert not [each for each in db.session if isinstance(each, Signature)]


def test_old_proofs_go_in_lots(app: Flask, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forgetting, "BATCH", 2)
    monkeypatch.setattr(forgetting, "BATCHES", 2)
    with transaction():
        moment = clock.now()
        db.session.add_all(SpentProof(digest=crypto.new_uid() * 2, expires_at=moment) for _ in range(7))
    clock.move(seconds=1)
    left = []
    for _round in range(2):
        forgetting.forget_due()
        left.append(db.session.query(SpentProof).count())
    assert left == [3, 0]
