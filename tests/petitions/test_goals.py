"""Goals: the usual ladder or an own one, reached on a day, and to be reached again when the count falls."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask

from app.core import clock as app_clock
from app.core.db import transaction
from app.petitions import goals, queries
from app.petitions.goals import GoalTwice, Step
from app.petitions.models import Petition
from app.signatures import withdrawing
from tests.budgets import at_most
from tests.clients import Client
from tests.clocks import Clock
from tests.factories import make_paper_total, make_petition, make_signature
from tests.petitions.signers import address_of, counts, problem_with, said

HAND_OVER = "Vi lämnar över till nämnden"


def set_own(petition: Petition, *steps: tuple[int, str]) -> None:
    """Write the ladder of a petition."""
    with transaction():
        goals.set_goals(petition, steps, actor=None)


def paper(petition: Petition, count: int, on: date) -> None:
    """Enter paper signatures of a day."""
    make_paper_total(petition, count=count, collected_on=on)
    counts(petition)


def test_a_step_is_reached_on_the_day_from_which_on_it_is(petition: Petition, clock: Clock) -> None:
    today = app_clock.today()
    assert goals.ladder(petition) == [Step(100)]
    paper(petition, 99, today - timedelta(days=9))
    assert goals.ladder(petition) == [Step(100)]
    paper(petition, 151, today - timedelta(days=5))
    paper(petition, 40, today)
    first = today - timedelta(days=5)
    assert goals.ladder(petition) == [Step(100, "", first), Step(250, "", first), Step(500)]
    paper(petition, -60, today - timedelta(days=3))
    assert goals.ladder(petition) == [Step(100, "", first), Step(250)]
    paper(petition, 25, today)
    assert goals.ladder(petition) == [Step(100, "", first), Step(250, "", today), Step(500)]


def test_goals_go_down_with_the_count(petition: Petition, clock: Clock) -> None:
    set_own(petition, (2, HAND_OVER), (5, ""))
    rows = [make_signature(petition) for _person in range(2)]
    counts(petition)
    assert goals.ladder(petition) == [Step(2, HAND_OVER, app_clock.today()), Step(5)]
    assert goals.next_goal(petition) == 5
    with transaction():
        withdrawing.withdraw_signature(rows[0])
    counts(petition)
    assert goals.ladder(petition) == [Step(2, HAND_OVER), Step(5)]
    assert goals.next_goal(petition) == 2


def test_beyond_ones_own_steps_the_usual_ones_go_on(petition: Petition, clock: Clock) -> None:
    set_own(petition, (30, ""), (40, HAND_OVER))
    paper(petition, 41, app_clock.today())
    assert [step.count for step in goals.ladder(petition)] == [30, 40, 100]
    set_own(petition)
    assert [step.count for step in goals.ladder(petition)] == [100]


def test_the_goals_of_many_cost_one_question(app: Flask) -> None:
    made = [make_petition() for _number in range(4)]
    set_own(made[1], (7, ""))
    petitions = queries.list_public()
    with at_most(1):
        next_goal = goals.next_goals(petitions)
        assert sorted(next_goal(each) for each in petitions) == [7, 100, 100, 100]
    assert next_goal(made[1]) == 7


@pytest.mark.database("sqlite")
def test_an_organizer_writes_steps_and_everyone_reads_them(
    organizer: Client, client: Client, petition: Petition, clock: Clock
) -> None:
    where = f"/organisera/namninsamlingar/{petition.id}/mal"
    paper(petition, 60, app_clock.today())
    typed = {"count_1": "500", "words_1": HAND_OVER, "count_4": "50", "words_4": "Vi fikar"}
    assert organizer.submit(where, typed).status_code == 303
    page = client.get(address_of(petition)).text
    assert page.index("Vi fikar") < page.index("Nådde vi 14 mars 2026") < page.index(HAND_OVER)
    assert "440 underskrifter kvar" in page
    assert "Nästa mål: 500" in page
    for wrong, field in (
        ({"count_1": "0"}, "count_1"),
        ({"count_1": "många"}, "count_1"),
        ({"count_1": "10000001"}, "count_1"),
        ({"words_5": "Utan tal"}, "count_5"),
        ({"words_1": "x" * 161}, "words_1"),
    ):
        answer = organizer.submit(where, {"count_1": "500", **wrong})
        assert answer.status_code == 422, wrong
        assert problem_with(answer, field), wrong
    answer = organizer.submit(where, {"count_1": "500", "count_2": "500"})
    assert (answer.status_code, said(GoalTwice.message) % {"count": 500} in answer.text) == (422, True)
    assert [goal.count for goal in goals.list_goals(petition.id)] == [50, 500]


@pytest.mark.database("sqlite")
def test_large_steps_are_written_in_groups_and_read_so(organizer: Client, petition: Petition) -> None:
    where = f"/organisera/namninsamlingar/{petition.id}/mal"
    assert organizer.submit(where, {"count_1": "10 000", "count_2": "1000000"}).status_code == 303
    page = organizer.get(where).text
    assert 'value="10\xa0000"' in page
    assert 'value="1\xa0000\xa0000"' in page
    assert organizer.submit(where, {}).status_code == 303
    assert [goal.count for goal in goals.list_goals(petition.id)] == [10_000, 1_000_000]


@pytest.mark.database("sqlite")
def test_a_comma_groups_thousands_and_nothing_else(organizer: Client, petition: Petition) -> None:
    where = f"/organisera/namninsamlingar/{petition.id}/mal"
    assert organizer.submit(where, {"count_1": "10,000"}).status_code == 303
    for typed in ("1,5", "1,50", "10,0000"):
        answer = organizer.submit(where, {"count_1": typed})
        assert answer.status_code == 422, typed
        assert problem_with(answer, "count_1"), typed
    assert [goal.count for goal in goals.list_goals(petition.id)] == [10_000]
