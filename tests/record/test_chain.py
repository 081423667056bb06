"""The chain of the record: whole under many writers, broken by any change, cut by its time alone."""

from __future__ import annotations

from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.exc import DBAPIError

from app.core.db import db, transaction
from app.petitions.models import PetitionState
from app.privacy import jobs
from app.record import cutting, service, verifying
from app.record.chain import settled, shown
from app.record.cli import verify_record
from app.record.models import Act, RecordCut
from app.site.doctor import look_over
from tests.clocks import Clock
from tests.core.crowd import crowd
from tests.databases import Database
from tests.factories import make_account, make_association, make_petition


def write_down(kind: str = "tests.act", **more: Any) -> Act:
    with transaction(public=False):
        return service.write_down(kind, **{"actor": None, **more})


def numbers() -> list[int]:
    """List the numbers of the acts there are."""
    db.session.rollback()
    return list(db.session.scalars(select(Act.id).order_by(Act.id)))


def run(app: Flask, *words: str) -> Result:
    return CliRunner().invoke(verify_record, words, obj=lambda **_: app)


def damage(statement: Any) -> None:
    """Change the record as somebody would who holds the database: the triggers are off."""
    with db.engine.begin() as connection:
        if db.engine.dialect.name == "sqlite":
            connection.execute(text("DROP TRIGGER IF EXISTS act_kept_update"))
            connection.execute(text("DROP TRIGGER IF EXISTS act_kept_delete"))
        else:
            connection.execute(text("ALTER TABLE act DISABLE TRIGGER USER"))
        connection.execute(statement)
    db.session.rollback()
    db.session.expunge_all()


def test_many_who_write_at_once_make_one_chain(app: Flask, database: Database) -> None:
    petition = make_petition()
    before = len(numbers())
    db.session.remove()
    crowd("write-down", 6, str(database.instance), database.url, "15", str(petition.id))
    found = verifying.verify()
    assert found.is_whole
    assert found.count == before + 6 * 15 * 2


def test_facts_come_back_as_they_were_chained(app: Flask) -> None:
    account, petition = make_account(), make_petition()
    facts = {
        "to": PetitionState.OPEN,
        "rows": [(1, "name"), (2, None)],
        "is": True,
        "z": {"ö": "Å\u2028", "a": -(10**12)},
        "10": 1,
        "9": 2,
    }
    write_down(actor=account, petition_id=petition.id, facts=facts, words="Därför")
    db.session.remove()
    assert verifying.verify().is_whole
    act = db.session.scalars(select(Act).order_by(Act.id.desc())).first()
    assert act is not None
    assert act.facts == {**facts, "to": "open", "rows": [[1, "name"], [2, None]]}


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("fact", [0.1, float("nan"), b"x", {1: "one"}, {"a": {2.5: 1}}, "\ud800", {1, 2}])
def test_facts_that_would_come_back_otherwise_are_refused(app: Flask, fact: Any) -> None:
    with pytest.raises((TypeError, UnicodeEncodeError)):
        settled({"fact": fact} if not isinstance(fact, dict) else fact)


def test_what_came_to_nothing_is_in_no_later_transaction(app: Flask) -> None:
    def fail() -> None:
        with transaction(public=False):
            service.write_down("tests.never", actor=None)
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    with transaction(public=False):
        service.write_down("tests.a", actor=None)
        service.write_down("tests.b", actor=None)
    kinds = db.session.scalars(select(Act.kind).order_by(Act.id)).all()
    assert kinds[-2:] == ["tests.a", "tests.b"]
    assert "tests.never" not in kinds
    assert verifying.verify().is_whole


def test_the_command_says_which_act_does_not_fit(app: Flask) -> None:
    acts = [write_down(facts={"count": number}).id for number in range(5)]
    done = run(app)
    assert done.exit_code == 0
    assert f"Head: {verifying.shown_head()}" in done.output
    damage(update(Act).where(Act.id == acts[2]).values(facts={"count": 7}))
    done = run(app)
    assert done.exit_code == 1
    assert f"Act {acts[2]} of " in done.output
    findings = look_over(app.config["SETTINGS"], is_current=lambda: True)
    assert [each.is_well for each in findings if each.what == "record"] == [False]


def test_an_act_that_is_taken_away_is_missed(app: Flask) -> None:
    acts = [write_down().id for _each in range(4)]
    damage(delete(Act).where(Act.id == acts[1]))
    found = verifying.verify()
    assert found.wrong_id == acts[2]
    assert verifying.verify_newest(1).is_whole  # only further back


def test_a_head_noted_earlier_tells_of_an_end_cut_off(app: Flask) -> None:
    write_down()
    noted = shown(write_down().chain_hash)
    latest = write_down().id
    done = run(app, "--expect", f"{noted[:8].upper()} {noted[8:]}")
    assert (done.exit_code, "is in the chain" in done.output) == (0, True)
    damage(delete(Act).where(Act.id >= latest - 1))
    assert run(app).exit_code == 0
    assert run(app, "--expect", noted).exit_code == 1
    assert run(app, "--expect", "xyz").exit_code == 1


def age(days: int, clock: Clock, count: int = 1) -> None:
    """Write acts down, and let time pass."""
    for _each in range(count):
        write_down(words="Därför")
    clock.move(days=days)


def test_old_acts_go_with_their_words_and_the_chain_goes_on(
    app: Flask, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_association()
    monkeypatch.setattr(cutting, "PIECE", 2)
    age(3600, clock, count=5)
    age(60, clock, count=3)
    noted = verifying.shown_head()
    gone = numbers()[:5]
    assert cutting.cut_old() == 5
    assert not set(gone) & set(numbers())
    assert db.session.scalar(select(func.sum(RecordCut.count))) == 5
    found = verifying.verify(noted)
    assert (found.is_whole, found.is_expected, found.count) == (True, True, 3 + 3)
    assert cutting.cut_old() == 0
    write_down()
    assert verifying.verify().is_whole


def test_an_association_keeps_it_for_less_but_never_under_two_years(app: Flask, clock: Clock) -> None:
    association = make_association()
    age(720, clock)
    with transaction():
        association.keeping = {"record": 30}
    assert cutting.cut_old() == 0
    clock.move(days=20)
    write_down()
    oldest = numbers()[0]
    jobs.housekeeping()
    assert oldest not in numbers()


def test_the_newest_act_stays_so_that_no_number_comes_again(app: Flask, clock: Clock) -> None:
    age(9999, clock, count=3)
    newest = numbers()[-1]
    assert cutting.cut_old() == 2
    assert numbers() == [newest, newest + 1]


def test_what_no_cut_allows_cannot_be_deleted(app: Flask, clock: Clock) -> None:
    age(9999, clock, count=3)
    write_down()
    cutting.cut_old()
    refused = pytest.raises(DBAPIError, match="rows of act are kept as written")
    with refused, db.engine.begin() as connection:
        connection.execute(text("DELETE FROM act"))
    assert len(numbers()) == 2


def test_acts_deleted_without_an_act_that_says_so_are_told(app: Flask) -> None:
    acts = [write_down() for _each in range(3)]
    cut = RecordCut(upto_id=acts[0].id, chain_hash=acts[0].chain_hash, count=1, cut_at=acts[0].done_at)
    with transaction():
        db.session.add(cut)
        db.session.flush()
        db.session.execute(delete(Act).where(Act.id <= acts[0].id))
    assert verifying.verify().is_cut_unknown
    assert "no act in the record says so" in run(app).output


def test_two_who_cut_at_once_cut_once(app: Flask, clock: Clock, database: Database) -> None:
    make_association()
    age(30, clock, count=6)
    db.session.remove()
    found = crowd("cut-record", 3, str(database.instance), database.url)
    assert sorted(found) == [0, 1, 5]  # once the first is done, what was newest is not it any more
    assert verifying.verify().is_whole
