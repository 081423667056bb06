"""The page of somebody who took a task by phone only: her one way to hand it back or say that it is done."""

from __future__ import annotations

import pytest
from flask import Flask

from app.core.db import transaction
from app.tasks import queries, service
from app.tasks.models import ClaimState, TaskState
from app.tasks.refusals import NotYours
from tests.clients import Client
from tests.clocks import Clock
from tests.factories import make_association
from tests.shifts.makers import make_task
from tests.shifts.pages import said
from tests.tasks.test_pages import BY_PHONE, IN_BOTH, in_days, send
from tests.tasks.test_service import claims, counts
from tests.volunteers.people import ASA, SIV, fresh, here, take

pytestmark = pytest.mark.usefixtures("mail_server")


@pytest.fixture(autouse=True)
def standing_clock(app: Flask, clock: Clock) -> Clock:
    """Let time stand still."""
    make_association()
    return clock


@IN_BOTH
def test_by_phone_only_the_page_itself_is_the_way_back(client: Client, language: str) -> None:
    task = make_task(deadline=in_days(3))
    answer = send(client, task, language, units="2", **BY_PHONE)
    page = client.get(answer.location)
    assert said("Thank you, you have taken it", language) in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert 'name="robots" content="noindex"' in page.text
    assert "Åsa" not in page.text
    where = answer.location.partition("#")[0]
    back = f"{said('I hand it back', language)}: Måla banderoller"
    done = client.submit(where, button=back)
    assert said("You have handed it back", language) in client.get(done.location).text
    assert counts(task) == (0, 0)


def test_by_phone_only_it_is_done_with_a_note(client: Client) -> None:
    task = make_task()
    where = send(client, task, **BY_PHONE).location.partition("#")[0]
    long = "Färgen tog slut. " * 40
    wrong = client.post(f"{where}/klar", data={"note": long})
    assert wrong.status_code == 422
    assert long.strip() in wrong.text
    answer = client.submit(where, {"note": "Alla sju hänger i förrådet."}, button=said("It is done"))
    assert said("Well done, thank you") in client.get(answer.location).text
    assert counts(task) == (1, 1)
    late = client.post(f"{where}/lamna")
    assert late.status_code == 422
    assert str(NotYours()) in late.text
    assert counts(task) == (1, 1)


def test_a_note_that_comes_too_late_is_still_on_the_page(client: Client) -> None:
    where = send(client, make_task(), **BY_PHONE).location.partition("#")[0]
    client.post(f"{where}/lamna")
    answer = client.post(f"{where}/klar", data={"note": "Färgen tog slut."})
    assert answer.status_code == 422
    assert "Färgen tog slut." in answer.text


def test_a_stranger_with_the_number_gets_no_page(client: Client, clock: Clock) -> None:
    task = make_task()
    own = send(client, task, **BY_PHONE)
    clock.move(minutes=11)
    again = send(client, task, **BY_PHONE)
    assert again.status_code == 303
    assert again.location != own.location
    page = client.get(again.location)
    assert said("Thank you, it is written down") in page.text
    assert claims()[0].uid.hex() not in page.text
    assert counts(task) == (2, 0)


def test_the_name_of_a_claim_in_a_calendar_opens_nothing(client: Client) -> None:
    hers, by_phone = take(ASA, make_task()), take(SIV, make_task(slug="annan"))
    for token in (queries.token_of_claim(hers), hers.uid.hex(), by_phone.uid.hex()):
        where = f"/hjalp-till/min/{token}"
        assert client.get(where).status_code == 404
        for act in ("lamna", "klar"):
            assert client.post(f"{where}/{act}").status_code == 404
    assert {fresh(claim).state for claim in (hers, by_phone)} == {ClaimState.TAKEN}


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("name", ["x", "00", "0" * 32, "åäö", "0" * 31 + "g"])
def test_a_guessed_page_is_not_there(client: Client, name: str) -> None:
    take(SIV, make_task())
    assert client.get(f"/hjalp-till/min/{name}").status_code == 404
    assert client.post(f"/hjalp-till/min/{name}/lamna").status_code == 404
    assert client.post(f"/hjalp-till/min/{name}/klar", data={"note": "x" * 1000}).status_code == 404


@IN_BOTH
def test_a_task_that_is_called_off_says_so_on_the_page(client: Client, language: str) -> None:
    task = make_task()
    where = send(client, task, language, **BY_PHONE).location
    for to in (TaskState.CANCELLED, TaskState.OPEN):
        with transaction():
            service.move_task(here(task), to, actor=None)
        page = client.get(where)
        assert said("This is called off", language) in page.text
        assert "<form" not in page.text
