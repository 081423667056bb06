"""Organizers and tasks: write, open, change, who has taken what, give back for somebody, done, called off."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.db import db
from app.core.edits import ChangedMeanwhile
from app.tasks import board
from app.tasks.board import WrittenInAlready
from app.tasks.models import Claim, Task, TaskState
from app.tasks.refusals import NotSoManyLeft, WantedUnderTaken
from tests.budgets import at_most, snapshot
from tests.clients import Client
from tests.clocks import Clock
from tests.factories import make_account
from tests.filled_forms import find_form
from tests.mail import Mailbox
from tests.shifts.desk import parsed, problem_above, problem_at, typed_in
from tests.shifts.makers import make_task
from tests.shifts.pages import said
from tests.volunteers.people import ASA, SIV, take

pytestmark = pytest.mark.usefixtures("mail_server")

DESK = "/organisera/hjalp-till"
TYPED: dict[str, Any] = {
    "title": "Måla banderoller",
    "wanted": "10",
    "unit": "banderoller",
    "deadline": "2026-03-21",
    "body": "Vi målar **ihop**.",
    "place": "Folkets hus",
    "materials": "Tyg finns",
    "checklist": "Skissa\nMåla",
}


@pytest.fixture(autouse=True)
def standing_clock(app: Flask, clock: Clock) -> Clock:
    """Let it be Saturday 14 March 2026, noon."""
    return clock


def only_task() -> Task:
    db.session.expire_all()
    return db.session.scalars(select(Task)).one()


def counts(task: Task) -> tuple[int, int, int]:
    db.session.expire_all()
    return task.wanted, task.taken, task.done


def test_a_task_is_written_opened_and_done(organizer: Client) -> None:
    answer = organizer.submit(f"{DESK}/ny", TYPED, button=said("Save"))
    assert answer.status_code == 303
    task = only_task()
    assert (task.state, task.wanted, str(task.deadline)) == ("draft", 10, "2026-03-21")
    assert organizer.get(f"/hjalp-till/{task.slug}").status_code == 404
    page = f"{DESK}/{task.id}"
    sent = find_form(organizer.get(page).text, page, button=said("Open it")).fields
    for state in ("open", "done", "open"):
        answer = organizer.post(f"{page}/steg", data=sent | {"to": state})
        assert answer.status_code == 303
        words = {
            "open": "The task is open: people find it and can take it.",
            "done": "The task is done.",
        }[state]
        assert said(words) in organizer.get(answer.location).text
        assert only_task().state == state
    assert organizer.get(f"/hjalp-till/{task.slug}").status_code == 200
    assert organizer.post(f"{page}/steg", data=sent | {"to": "nowhere"}).status_code == 422
    assert organizer.post(f"{page}/steg", data=sent | {"to": "cancelled"}).status_code == 422


@pytest.mark.database("sqlite")
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("wanted", "0"),
        ("wanted", "många"),
        ("wanted", "40000"),
        ("deadline", "2026-03-13"),
        ("deadline", "2226-03-13"),
        ("deadline", "snart"),
        ("unit", "x" * 41),
        ("checklist", "a\x07b"),
        ("campaign", "77"),
    ],
)
def test_a_mistake_is_told_at_its_field_and_nothing_is_stored(
    organizer: Client, field: str, value: str
) -> None:
    before = snapshot()
    answer = organizer.submit(f"{DESK}/ny", TYPED | {field: value}, button=said("Save"))
    assert answer.status_code == 422
    assert problem_at(answer, field)
    assert typed_in(answer)["materials"] == "Tyg finns"
    assert snapshot() == before


def test_a_last_day_that_has_passed_may_stay(organizer: Client, clock: Clock) -> None:
    task = make_task(deadline=clock.now().date())
    clock.move(days=1)
    organizer.sign_in(make_account())
    path = f"{DESK}/{task.id}/redigera"
    assert organizer.submit(path, {"place": "Hemma"}, button=said("Save")).status_code == 303
    assert organizer.submit(path, {"deadline": "2026-03-13"}, button=said("Save")).status_code == 422


def test_whoever_saves_second_loses_nothing_and_sees_what_stands(organizer: Client) -> None:
    task = make_task()
    path = f"{DESK}/{task.id}/redigera"
    mine = find_form(organizer.get(path).text, path, button=said("Save")).filled({"place": "Högdalen"})
    organizer.submit(path, {"place": "Hagsätra", "deadline": "2026-03-20"}, button=said("Save"))
    answer = organizer.post(path, data=mine)
    assert answer.status_code == 422
    assert said(str(ChangedMeanwhile.message)) in problem_above(answer)
    assert typed_in(answer)["place"] == "Högdalen"
    aside = parsed(answer).named("aside")[0].to_html()
    assert "Hagsätra" in aside
    assert "2026-03-20" in aside
    assert organizer.post(path, data=find_form(answer.text, path).fields).status_code == 303
    assert only_task().place == "Högdalen"


def test_no_fewer_are_wanted_than_are_taken(organizer: Client) -> None:
    task = make_task()
    take(SIV, task, units=4)
    path = f"{DESK}/{task.id}/redigera"
    answer = organizer.submit(path, {"wanted": "3"}, button=said("Save"))
    assert said(str(WantedUnderTaken.message), taken=4) in problem_at(answer, "wanted")
    assert organizer.submit(path, {"wanted": "4"}, button=said("Save")).status_code == 303


def test_the_page_shows_who_has_taken_how_much(organizer: Client) -> None:
    task = make_task()
    take(SIV, task, units=3)
    take(ASA, task, units=2)
    page = organizer.get(f"{DESK}/{task.id}").text
    assert "Siv Testberg" in page
    assert "tel:+46701740698" in page
    assert "sms:+46701740698?&amp;body=" in page
    assert "mailto:asa@example.org" in page
    assert "3 av 10 banderoller" in page


def test_somebody_is_written_in_by_name_only_and_once(organizer: Client, mailbox: Mailbox) -> None:
    task = make_task()
    page = f"{DESK}/{task.id}"
    typed = {"name": "Nils", "units": "2"}
    assert organizer.submit(page, typed, button=said("Write in")).status_code == 303
    again = organizer.submit(page, typed, button=said("Write in"))
    assert again.status_code == 422
    assert said(str(WrittenInAlready.message), name="Nils") in problem_above(again)
    assert counts(task) == (10, 2, 0)
    assert mailbox.deliver() == []
    many = organizer.submit(page, {"name": "Elsa", "units": "9"}, button=said("Write in"))
    assert said(str(NotSoManyLeft.message)) in problem_above(many)
    assert said(str(NotSoManyLeft.message)) in problem_at(many, "units")
    assert typed_in(many)["name"] == "Elsa"
    mailed = {"name": "Åsa", "email": "asa@example.org", "units": "1"}
    organizer.submit(page, mailed, button=said("Write in"))
    assert [letter.to for letter in mailbox.deliver()] == ["asa@example.org"]


def test_two_of_one_name_are_told_apart_by_a_phone(organizer: Client) -> None:
    task = make_task()
    page = f"{DESK}/{task.id}"
    organizer.submit(page, {"name": "Nils", "units": "2"}, button=said("Write in"))
    refused = problem_above(organizer.submit(page, {"name": "nils", "units": "1"}, button=said("Write in")))
    assert said(str(WrittenInAlready.message), name="nils") in refused
    other = {"name": "Nils", "units": "1", "phone": "070-174 06 99"}
    assert organizer.submit(page, other, button=said("Write in")).status_code == 303
    assert counts(task) == (10, 3, 0)


def test_a_task_is_given_back_and_finished_for_somebody(organizer: Client, mailbox: Mailbox) -> None:
    task = make_task()
    first, second = take(ASA, task, units=2), take(SIV, task, units=3)
    mailbox.deliver()
    path = f"{DESK}/tagen/{first.id}/lamna"
    before = snapshot()
    assert organizer.get(path).status_code == 200
    assert snapshot() == before
    organizer.submit(path, button=said("Give back"))
    assert counts(task) == (10, 3, 0)
    assert len(mailbox.deliver()) == 2
    organizer.submit(path, button=said("Give back"))
    assert counts(task) == (10, 3, 0)
    page = f"{DESK}/{task.id}"
    organizer.submit(page, button=f"{said('Done')} Siv Testberg")
    assert counts(task) == (10, 3, 3)
    assert db.session.get_one(Claim, second.id).state == "done"


def test_calling_off_says_who_is_told_and_who_is_not(organizer: Client, mailbox: Mailbox) -> None:
    task = make_task()
    take(ASA, task)
    take(SIV, task)
    mailbox.deliver()
    path = f"{DESK}/{task.id}/stall-in"
    page = organizer.get(path).text
    assert f"{said('Get a mail:')} Åsa Öberg." in page
    assert "tel:+46701740698" in page
    organizer.submit(path, button=said("Call off"))
    assert only_task().state == TaskState.CANCELLED
    assert len(mailbox.deliver()) == 2
    organizer.submit(path, button=said("Call off"))
    assert len(mailbox.deliver()) == 2
    after = organizer.get(f"{DESK}/{task.id}").text
    assert "tel:+46701740698" in after  # whoever has no e-mail is still to be called
    assert said("Hi %(name)s! “%(task)s” is called off.", name="Siv", task=task.title).split("!")[0] in (
        unquote(after)
    )


def test_who_is_told_of_a_change_and_who_is_not_is_said(organizer: Client) -> None:
    task = make_task()
    take(ASA, task)
    take(SIV, task)
    path = f"{DESK}/{task.id}/redigera"
    answer = organizer.submit(path, {"place": "Hagsätra"}, button=said("Save"))
    words = "Saved. Mails sent: %(by_mail)s. No e-mail, so not told: %(by_nobody)s. Call them."
    assert said(words, by_mail=1, by_nobody=1) in organizer.get(answer.location).text
    answer = organizer.submit(path, {"title": "Måla plakat"}, button=said("Save"))
    assert said("Saved. Mails sent: %(by_mail)s.", by_mail=1) not in organizer.get(answer.location).text
    page = f"{DESK}/{task.id}"
    sent = find_form(organizer.get(page).text, page, button=said("It is done")).fields
    answer = organizer.post(f"{page}/steg", data=sent | {"to": "done"})
    assert said(words, by_mail=1, by_nobody=1) in organizer.get(answer.location).text
    assert counts(task) == (10, 2, 2)


def test_a_task_is_copied_as_a_draft_that_nobody_has_taken(organizer: Client, clock: Clock) -> None:
    task = make_task(deadline=clock.now().date())
    take(SIV, task, units=4)
    page = organizer.get(f"{DESK}/{task.id}")
    path = f"{DESK}/{task.id}/kopiera"
    assert f'href="{path}"' in page.text
    assert typed_in(organizer.get(path))["deadline"] == "2026-03-14"
    clock.move(days=1)
    organizer.sign_in(make_account())
    before = snapshot()
    assert typed_in(organizer.get(path))["deadline"] == ""
    assert snapshot() == before
    wrong = organizer.submit(path, {"deadline": "2026-03-13"}, button=said("Save"))
    assert (wrong.status_code, snapshot()) == (422, before)
    answer = organizer.submit(path, {"title": "Måla igen", "deadline": "2026-04-11"}, button=said("Save"))
    assert answer.status_code == 303
    made = db.session.scalars(select(Task).where(Task.title == "Måla igen")).one()
    assert answer.location == f"{DESK}/{made.id}"
    assert (made.state, made.taken, str(made.deadline), made.slug) == ("draft", 0, "2026-04-11", "mala-igen")
    for name in ("body", "checklist", "place", "materials", "unit", "wanted"):
        assert getattr(made, name) == getattr(task, name)
    db.session.expire_all()
    assert counts(db.session.get_one(Task, task.id)) == (10, 4, 0)


def test_tasks_stand_by_state_the_nearest_first(organizer: Client) -> None:
    make_task(title="Utan dag", slug="utan-dag")
    make_task(title="Utkastet", slug="utkast", state=TaskState.DRAFT)
    path = f"{DESK}/ny"
    organizer.submit(path, TYPED | {"title": "Snart"}, button=said("Save"))
    task = db.session.scalars(select(Task).where(Task.title == "Snart")).one()
    token = find_form(organizer.get(f"{DESK}/{task.id}").text, path, button=said("Open it")).fields
    organizer.post(f"{DESK}/{task.id}/steg", data=token | {"to": "open"})
    page = organizer.get(f"{DESK}/").text
    places = [page.index(title) for title in ("Snart", "Utan dag", "Utkastet")]
    assert places == sorted(places)
    found = board.list_by_state(make_account())
    counted = {str(state): len(rows) for state, rows in found.items()}
    assert counted == {"draft": 1, "open": 2, "done": 0, "cancelled": 0}


def test_an_empty_list_says_how_to_begin(organizer: Client) -> None:
    assert said("What could somebody take on?") in organizer.get(f"{DESK}/").text


def test_the_pages_cost_the_same_for_many(organizer: Client) -> None:
    for number in range(8):
        make_task(title=f"Sak {number}", slug=f"sak-{number}")
    with at_most(9):
        organizer.get(f"{DESK}/")


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("path", ["", "ny", "1", "1/redigera", "1/kopiera", "1/stall-in", "tagen/1/lamna"])
def test_the_desk_is_for_organizers(client: Client, organizer: Client, path: str) -> None:
    assert "/organisera/logga-in" in client.get(f"{DESK}/{path}").location
    assert organizer.get(f"{DESK}/{path}").status_code == (404 if "1" in path else 200)
