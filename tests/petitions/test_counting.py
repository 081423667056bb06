"""Counters cost the same for ten and for a million, agree with the rows, and can be made to agree again."""

from __future__ import annotations

from click.testing import CliRunner
from flask import Flask
from sqlalchemy import delete, update

from app.cli import recount
from app.core.db import db, transaction
from app.petitions import counting, purging, recounting
from app.petitions.goals import LADDER, usual_goal
from app.petitions.models import AreaCount, DayCount, Petition
from tests.budgets import at_most
from tests.clients import Client
from tests.clocks import Clock
from tests.factories import make_paper_total, make_petition, make_signature
from tests.petitions.signers import address_of, counts


def test_the_next_goal_is_always_ahead() -> None:
    assert [usual_goal(total) for total in (0, 99, 100, 249, 250, 999, 1000)] == [
        100,
        100,
        250,
        250,
        500,
        1000,
        1500,
    ]
    assert usual_goal(99_999) == 100_000
    assert usual_goal(100_000) == 200_000
    assert usual_goal(1_234_567) == 1_300_000
    assert all(usual_goal(total) > total for total in range(0, 300_000, 37))
    assert list(LADDER) == sorted(LADDER)


def test_a_petitions_page_costs_the_same_with_many_signatures(client: Client, petition: Petition) -> None:
    with at_most(20) as few:
        client.get(address_of(petition))
    for _person in range(30):
        make_signature(petition, show_name=True)
    make_paper_total(petition)
    with at_most(20) as many:
        client.get(address_of(petition))
    assert len(many) == len(few)
    assert not [each for each in many if "count(" in each.lower()]


def break_counters(petition: Petition) -> None:
    """Make every counter of a petition wrong, as a fault of ours would."""
    with transaction():
        wrong = {"online_count": 77, "paper_count": 3}
        db.session.execute(update(Petition).where(Petition.id == petition.id).values(**wrong))
        db.session.execute(update(DayCount).where(DayCount.petition_id == petition.id).values(count=5))
        db.session.execute(delete(AreaCount).where(AreaCount.petition_id == petition.id))


def test_recounting_finds_and_mends_what_is_wrong(petition: Petition, clock: Clock) -> None:
    make_signature(petition, postcode="12465")
    clock.move(days=1)
    make_signature(petition, postcode="41101")
    make_signature(petition, is_confirmed=False)
    make_paper_total(petition, count=9)
    make_paper_total(petition, count=-2)
    right = counts(petition)
    assert counting.check(petition).is_right
    break_counters(petition)
    assert not counting.check(petition).is_right
    with transaction():
        recounting.repair(petition)
    assert counts(petition) == right
    assert counting.check(petition).is_right


def test_a_wrong_area_is_noticed(petition: Petition) -> None:
    make_signature(petition)
    with transaction():
        db.session.execute(update(AreaCount).values(count=AreaCount.count + 1))
    assert not counting.check(petition).is_right


def test_after_the_purge_the_series_are_what_is_left_to_count_by(clock: Clock, petition: Petition) -> None:
    for _person in range(3):
        make_signature(petition)
    make_paper_total(petition, count=4)
    right = counts(petition)
    clock.move(days=91)
    assert purging.purge_due() == [petition.id]
    assert counts(petition) == right
    with transaction():
        db.session.execute(update(Petition).values(online_count=1))
    assert not counting.check(petition).is_right
    with transaction():
        recounting.repair(petition)
    assert counts(petition) == right


def test_the_command_says_what_is_wrong_and_mends_when_asked(app: Flask) -> None:
    wrong, right = make_petition(slug="fel"), make_petition(slug="ratt")
    make_signature(wrong)
    make_signature(right)
    with transaction():
        db.session.execute(update(Petition).where(Petition.id == wrong.id).values(online_count=5))

    def run(*words: str) -> tuple[int, str]:
        done = CliRunner().invoke(recount, words, obj=lambda: app)
        return done.exit_code, done.output

    code, said = run()
    assert code == 1
    lines = dict(line.split(": ", 1) for line in said.splitlines() if ": " in line)
    assert {"5", "1"} <= set(lines["fel"].replace(",", "").split())
    assert "right" in lines["ratt"]
    assert counts(wrong)["online"] == 5
    assert run("--repair")[0] == 0
    assert counts(wrong)["online"] == 1
    assert run()[0] == 0
