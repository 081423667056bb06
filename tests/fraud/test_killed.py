"""An invalidation that runs survives kill -9 of any process, any number of times, and does nothing twice."""

from __future__ import annotations

import os
import random
import signal
import time

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.config import Settings
from app.core.db import db, transaction
from app.fraud import invalidating
from app.fraud.choosing import Conditions
from app.fraud.models import Invalidation, InvalidationState
from app.petitions import counting, recounting
from app.petitions.models import Petition
from app.signatures.models import Signature, SignatureState
from tests.factories import make_association, make_petition, make_signature
from tests.fraud.holds import start
from tests.journeys.test_killed import children_of, kill_all_of
from tests.petitions.signers import counts, signatures
from tests.servers import running_server

UNIQUE = ("uid", "receipt", "token_hash", "email_hash", "name_hash")


@pytest.fixture
def petition(app: Flask) -> Petition:
    """Give an open petition on this test's database."""
    make_association()
    return make_petition()


def fill(petition: Petition, many: int) -> None:
    """Give a petition many confirmed signatures, straight in the database."""
    row = make_signature(petition)
    values = {column.key: getattr(row, column.key) for column in Signature.__table__.columns}
    del values["id"]
    lengths = {name: len(values[name]) for name in UNIQUE}
    with transaction():
        for number in range(many):
            unlike = {name: number.to_bytes(length) for name, length in lengths.items()}
            db.session.add(Signature(**values | unlike))
    with transaction():
        recounting.repair(petition)


def wait_until_ended(
    settings: Settings, petition: Petition, made: Invalidation, *, kills: int, dice: random.Random
) -> int:
    """Serve, kill a process now and then, look at the counts each time; give how often it was killed."""
    killed = 0
    until = time.monotonic() + 120
    while made.state in invalidating.LIVE and time.monotonic() < until:
        with running_server(settings.instance, workers="1", rate_limits="off") as server:
            for _look in range(40):
                time.sleep(dice.uniform(0.05, 0.4))
                db.session.rollback()
                db.session.refresh(made)
                db.session.refresh(petition)
                assert counting.check(petition).is_right
                if made.state not in invalidating.LIVE:
                    break
                if killed < kills:
                    killed += 1
                    if killed % 2:
                        os.kill(dice.choice(children_of(server.process.pid)), signal.SIGKILL)
                    else:
                        kill_all_of(server)
                        break
    return killed


def run(settings: Settings, petition: Petition, *, many: int, kills: int, dice: random.Random) -> int:
    """Take many out and put them back while processes are killed; give how often that was."""
    fill(petition, many)
    before = counts(petition)
    made = start(petition, Conditions(postcode="1"))
    killed = wait_until_ended(settings, petition, made, kills=kills, dice=dice)
    assert (made.state, made.done) == (InvalidationState.DONE, many + 1)
    assert counts(petition)["online"] == 0
    with transaction():
        invalidating.undo_invalidation(made, actor=None)
    killed += wait_until_ended(settings, petition, made, kills=kills, dice=dice)
    assert (made.state, made.done) == (InvalidationState.UNDONE, 0)
    assert counts(petition) == before
    assert not signatures(petition, SignatureState.INVALID)
    assert db.session.scalars(select(Signature.invalidation_id).distinct()).all() == [None]
    return killed


@pytest.mark.database("sqlite")
def test_a_killed_worker_loses_and_doubles_nothing(settings: Settings, petition: Petition) -> None:
    assert run(settings, petition, many=600, kills=1, dice=random.Random(3)) >= 1


@pytest.mark.endure
@pytest.mark.database("sqlite")
@pytest.mark.parametrize("part", range(4))
def test_killed_again_and_again_it_ends_exactly(settings: Settings, petition: Petition, part: int) -> None:
    assert run(settings, petition, many=1500, kills=3, dice=random.Random(part)) >= 4
