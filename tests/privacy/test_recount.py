"""The count proves itself: what is shown, what lies there and what the series say must agree."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import delete, update
from sqlalchemy.sql import Executable

from app.cli import recount
from app.core.db import db, transaction
from app.petitions import counting, purging
from app.petitions.models import AreaCount, DayCount, PaperTotal, Petition
from app.signatures.models import Signature, SignatureState
from tests.budgets import snapshot
from tests.clocks import Clock
from tests.factories import make_petition, make_signature
from tests.privacy.conftest import kept_of, make_full_petition

FAULTS: dict[str, Callable[[], Executable]] = {
    "the count is one too high": lambda: update(Petition).values(online_count=Petition.online_count + 1),
    "the count is one too low": lambda: update(Petition).values(online_count=Petition.online_count - 1),
    "the paper count is off": lambda: update(Petition).values(paper_count=Petition.paper_count + 1),
    "a signature is gone": lambda: delete(Signature).where(Signature.postcode == "11122"),
    "a signature came from nowhere": lambda: (
        update(Signature)
        .where(Signature.state == SignatureState.PENDING)
        .values(state=SignatureState.CONFIRMED, confirmed_at=Signature.created_at, number=9)
    ),
    "a paper total is gone": lambda: delete(PaperTotal),
    "a day counts double": lambda: update(DayCount).values(count=DayCount.count * 2),
    "a day is gone": lambda: delete(DayCount).where(DayCount.channel == "web"),
    "an area is off": lambda: update(AreaCount).where(AreaCount.area == "124").values(count=7),
    "an area is gone": lambda: delete(AreaCount).where(AreaCount.area == "111"),
}


def run(app: Flask, *words: str) -> tuple[int, str]:
    db.session.remove()
    done = CliRunner().invoke(recount, words, obj=lambda **_: app)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.output


def test_what_is_right_is_said_to_be_right_and_left_alone(app: Flask) -> None:
    make_full_petition(slug="torget")
    make_petition(slug="bussen")
    before = snapshot()
    for words in ((), ("--repair",)):
        code, told = run(app, *words)
        assert (code, told.count("right"), told.count("\n")) == (0, 2, 4)
        assert told.endswith("0 roles of shifts compared, 0 wrong.\n0 tasks compared, 0 wrong.\n")
    assert snapshot() == before


@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_is_seen_and_repaired(app: Flask, fault: str) -> None:
    petition_id = make_full_petition(slug="torget").id
    right = make_petition(slug="bussen")
    make_signature(right, postcode="99999")
    with transaction():
        statement = FAULTS[fault]()
        if fault.startswith(("the count", "the paper")):
            statement = statement.where(Petition.id == petition_id)  # type: ignore[attr-defined]
        elif fault == "a day counts double" or fault == "a day is gone":
            statement = statement.where(DayCount.petition_id == petition_id)  # type: ignore[attr-defined]
        db.session.execute(statement)
    before = snapshot()
    code, told = run(app)
    assert code == 1
    assert "bussen: 1 online and 0 on paper, right." in told
    assert told.startswith("torget: online shown")
    assert snapshot() == before
    code, told = run(app, "--repair")
    assert (code, "torget: repaired." in told) == (0, True)
    assert run(app)[0] == 0
    assert counting.check(db.session.get_one(Petition, petition_id)).is_right


def test_a_repair_gives_back_exactly_what_was_there(app: Flask) -> None:
    petition_id = make_full_petition().id
    before = kept_of(petition_id)
    with transaction():
        db.session.execute(delete(DayCount))
        db.session.execute(delete(AreaCount))
        db.session.execute(update(Petition).values(online_count=99, paper_count=99))
    assert run(app, "--repair")[0] == 0
    assert kept_of(petition_id) == before


def test_a_purged_petition_keeps_its_numbers(clock: Clock, app: Flask) -> None:
    petition_id = make_full_petition(slug="torget").id
    before = kept_of(petition_id)
    clock.move(days=90)
    purging.purge_due()
    assert run(app)[0] == 0
    with transaction():
        db.session.execute(update(Petition).values(online_count=1))
    assert run(app)[0] == 1
    assert run(app, "--repair")[0] == 0
    assert kept_of(petition_id) == before


def test_a_repair_during_the_purge_takes_nothing_for_gone(clock: Clock, app: Flask) -> None:
    """Half the people are removed already; their signatures count all the same."""
    petition_id = make_full_petition(slug="torget").id
    before = kept_of(petition_id)
    clock.move(days=90)
    with transaction():
        db.session.execute(delete(Signature).where(Signature.postcode == "11122"))
    assert run(app, "--repair")[0] == 0
    assert kept_of(petition_id) == before


def test_signatures_of_two_days_stay_on_their_days(clock: Clock, app: Flask) -> None:
    petition = make_petition()
    for _ in range(2):
        make_signature(petition)
    clock.move(days=1)
    make_signature(petition)
    petition_id = petition.id
    with transaction():
        db.session.execute(delete(DayCount))
    run(app, "--repair")
    assert [row[::2] for row in kept_of(petition_id).days] == [(date(2026, 3, 14), 2), (date(2026, 3, 15), 1)]
