"""Hjälp till: what there is to do, taking it, and the page of somebody reached by phone only."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.campaigns.models import CampaignState
from app.core import clock as core_clock
from app.core.db import db, transaction
from app.tasks import service
from app.tasks.models import Task, TaskState
from app.tasks.refusals import NotSoManyLeft
from tests.budgets import at_most, snapshot
from tests.clients import Client
from tests.clocks import Clock
from tests.factories import (
    confirmation_token,
    make_association,
    make_campaign,
    make_petition,
    make_signature,
)
from tests.mail import Mailbox
from tests.shifts.makers import make_task
from tests.shifts.pages import BOTH, address, said, texts
from tests.tasks.test_service import claims, counts
from tests.volunteers.people import ASA, BO, here, page_of, path_of, take

pytestmark = pytest.mark.database("sqlite")

TYPED = {"units": "1", "name": "Åsa Öberg", "phone": "", "email": "asa@example.org", "consent_keep": "y"}
BY_PHONE = {"email": "", "phone": "070-174 06 99"}
IN_BOTH = pytest.mark.parametrize("language", BOTH)


@pytest.fixture(autouse=True)
def standing_clock(app: Flask, clock: Clock) -> Clock:
    """Let time stand still."""
    make_association()
    return clock


def send(client: Client, task: Task, language: str = "sv", **typed: Any) -> TestResponse:
    """Send the form of a task filled in well but for what is said otherwise; None leaves a field out."""
    data = {name: given for name, given in {**TYPED, **typed}.items() if given is not None}
    return client.post(address(f"/hjalp-till/{task.slug}", language), data=data)


def in_days(days: int) -> Any:
    """Give a day from today."""
    return core_clock.today() + timedelta(days=days)


@IN_BOTH
def test_the_list_has_what_must_be_done_first_at_the_top(client: Client, language: str) -> None:
    make_task(slug="nar-som-helst", title="Städa förrådet", wanted=1, unit="")
    make_task(slug="senare", title="Trycka affischer", deadline=in_days(9), wanted=40, unit="affischer")
    full = make_task(slug="taget", title="Baka bullar", deadline=in_days(1), wanted=1, unit="")
    make_task(slug="snart", title="Måla banderoller", deadline=in_days(3))
    make_task(slug="utkast", title="Hemligt", state=TaskState.DRAFT)
    take(ASA, full)
    page = client.get(address("/hjalp-till/", language))
    titles = ["Måla banderoller", "Trycka affischer", "Städa förrådet", "Baka bullar"]
    assert texts(page, "shift__title") == titles
    needs = texts(page, "need")
    many = "%(taken)s of %(wanted)s %(unit)s, %(left)s left to take"
    assert needs[0] == said(many, language, taken=0, wanted=10, unit="banderoller", left=10)
    assert needs[2:] == [said("Nobody has taken it yet.", language), said("Everything is taken.", language)]


@IN_BOTH
def test_what_is_overdue_is_named_and_stands_after_the_others(
    client: Client, clock: Clock, language: str
) -> None:
    for number in range(4):
        make_task(slug=f"gammalt-{number}", title=f"Gammalt {number}", deadline=in_days(1), wanted=1, unit="")
    full = make_task(slug="taget", title="Baka bullar", deadline=in_days(9), wanted=1, unit="")
    make_task(slug="nar-som-helst", title="Städa förrådet")
    make_task(slug="i-dag", title="Sista dagen", deadline=in_days(2))
    take(ASA, full)
    clock.move(days=2)
    page = client.get(address("/hjalp-till/", language))
    old = [f"Gammalt {number}" for number in range(4)]
    assert texts(page, "shift__title") == ["Sista dagen", "Städa förrådet", *old, "Baka bullar"]
    assert texts(page, "tag--short") == [said("late", language)] * 4
    front = client.get(address("/", language))
    assert texts(front, "shift__title") == ["Sista dagen", "Städa förrådet", *old[:2]]
    day = said("Late: should have been done by %(day)s", language, day="")
    assert day in client.get(address("/hjalp-till/gammalt-0", language)).text
    assert day not in client.get(address("/hjalp-till/i-dag", language)).text


@IN_BOTH
def test_an_empty_list_says_what_else_to_do(client: Client, language: str) -> None:
    page = client.get(address("/hjalp-till/", language))
    assert said("Nothing to do right now", language) in page.text


@IN_BOTH
def test_a_task_says_where_with_what_and_until_when(client: Client, language: str) -> None:
    task = make_task(deadline=in_days(3), body="**Vi målar** ihop.")
    take(BO, task, 3)
    page = client.get(address("/hjalp-till/mala-banderoller", language))
    for words in ("Folkets hus", "Färg och tyg finns", "Skissa", "<strong>Vi målar</strong>"):
        assert words in page.text
    assert ("Tisdag 17 mars" if language == "sv" else "Tuesday 17 March") in page.text
    assert "Bo" not in texts(page, "story")[0]
    assert "Försökare" not in page.text


def test_a_draft_and_a_called_off_one_are_not_there(client: Client) -> None:
    make_task(state=TaskState.DRAFT, slug="utkast")
    off = make_task(slug="inte-av")
    with transaction():
        service.move_task(here(off), TaskState.CANCELLED, actor=None)
    for slug in ("utkast", "inte-av", "finns-inte"):
        assert client.get(f"/hjalp-till/{slug}").status_code == 404
        assert client.post(f"/hjalp-till/{slug}", data=TYPED).status_code == 404


def test_what_is_done_thanks_and_has_no_form(client: Client) -> None:
    task = make_task()
    with transaction():
        service.move_task(here(task), TaskState.DONE, actor=None)
    page = client.get("/hjalp-till/mala-banderoller")
    assert said("Thank you, everyone who helps") in page.text
    assert "<form" not in page.text
    assert send(client, task).status_code == 422


def test_a_draft_campaign_is_not_given_away(client: Client) -> None:
    hidden = make_campaign(CampaignState.DRAFT, title="Hemlig kampanj")
    task = make_task()
    with transaction():
        here(task).campaign_id = hidden.id
    assert "Hemlig" not in client.get("/hjalp-till/mala-banderoller").text


@IN_BOTH
def test_who_has_an_e_mail_gets_one_and_is_told_so(client: Client, mailbox: Mailbox, language: str) -> None:
    task = make_task()
    where = address("/hjalp-till/mala-banderoller", language)
    answer = client.submit(where, TYPED | {"units": "3"})
    assert answer.status_code == 303
    page = client.get(answer.location)
    assert said("Thank you, we have sent you an e-mail", language) in page.text
    assert counts(task) == (3, 0)
    letter = mailbox.last()
    assert letter.to == "asa@example.org"
    assert path_of(letter.links[0]) == page_of(ASA, language)
    assert client.get(path_of(letter.links[0])).status_code == 200


def test_the_page_after_tells_nothing_about_the_address(client: Client, clock: Clock) -> None:
    task = make_task()
    first = send(client, task)
    shown = client.get(first.location).text
    with transaction():
        service.give_back(here(claims()[0]))
    clock.move(hours=1)
    again = send(client, task)
    assert again.location == first.location
    assert client.get(again.location).text == shown
    other = send(client, task, email="bo@example.org", name="Bo")
    path = [each.location.rpartition("/")[2].partition("#")[0] for each in (again, other)]
    assert client.get(other.location).text.replace(path[1], "") == shown.replace(path[0], "")
    for hidden in ("Åsa", "asa@", "hjalp-till/min"):
        assert hidden not in shown


def test_whether_it_can_be_taken_depends_on_the_task_alone(client: Client, clock: Clock) -> None:
    task = make_task(wanted=1, unit="")
    assert send(client, task).status_code == 303
    clock.move(hours=1)
    mine, other = send(client, task), send(client, task, email="bo@example.org", name="Bo")
    assert mine.status_code == other.status_code == 422
    for answer in (mine, other):
        assert str(NotSoManyLeft()) in answer.text


def test_the_form_sent_twenty_times_takes_once(client: Client, mailbox: Mailbox) -> None:
    task = make_task()
    locations = {send(client, task, units="2").location for _time in range(20)}
    assert len(locations) == 1
    assert counts(task) == (2, 0)
    assert len(mailbox.deliver()) == 1


BAD = [
    {"name": ""},
    {"name": "www.spam.example"},
    {"name": "x" * 101},
    {"email": "asa@"},
    {"email": "", "phone": ""},
    {"email": "", "phone": "ring mig"},
    {"phone": "112"},
    {"units": ""},
    {"units": "noll"},
    {"units": "0"},
    {"units": "-3"},
    {"units": "2,5"},
    {"units": "99999999999999999999"},
    {"units": "11"},
    {"consent_keep": None},
]


@pytest.mark.parametrize("wrong", BAD)
def test_bad_input_is_answered_with_everything_that_was_typed(client: Client, wrong: dict[str, Any]) -> None:
    task = make_task()
    before = snapshot()
    answer = send(client, task, **{"units": "3", "may_be_asked": "y", **wrong})
    assert answer.status_code == 422
    for name, typed in {**TYPED, "units": "3", **wrong}.items():
        if typed and name != "consent_keep":
            assert f'value="{typed}"' in answer.text, name
    assert (
        'id="consent_keep" name="consent_keep" type="checkbox" value="y"' in answer.text
    ) or "checked" in (answer.text)
    assert snapshot() == before


@pytest.mark.parametrize("phone", ["0701740699", "070-174 06 99", "+46 70 174 06 99", "0046701740699"])
def test_phones_of_all_shapes_are_one(client: Client, phone: str) -> None:
    send(client, make_task(), email="", phone=phone)
    assert service.typed(claims()[0])["phone"] == "+46701740699"


def test_another_site_cannot_take_for_me(client: Client) -> None:
    make_task()
    foreign = {"Sec-Fetch-Site": "cross-site"}
    assert client.post("/hjalp-till/mala-banderoller", data=TYPED, headers=foreign).status_code == 403


def test_looking_changes_nothing(client: Client) -> None:
    task = make_task()
    where = send(client, task, **BY_PHONE).location.partition("#")[0]
    before = snapshot()
    for path in ("/hjalp-till/", f"/hjalp-till/{task.slug}", where, f"{where}/lamna", f"{where}/klar"):
        client.get(path)
        client.head(path)
    assert snapshot() == before


def test_a_list_of_many_costs_few_queries(client: Client) -> None:
    for number in range(30):
        make_task(slug=f"uppgift-{number}")
    with at_most(3):
        assert len(texts(client.get("/hjalp-till/"), "shift__title")) == 30


def test_other_pages_show_what_can_be_taken(client: Client) -> None:
    campaign = make_campaign()
    petition = make_petition(campaign)
    task, full = make_task(), make_task(slug="taget", title="Baka bullar", wanted=1, unit="")
    elsewhere = make_task(slug="annat", title="Koka kaffe")
    take(BO, full)
    with transaction():
        for each in (task, full):
            here(each).campaign_id = campaign.id
    row = make_signature(petition)
    thanks = f"/namninsamlingar/bekrafta/{confirmation_token(db.session.merge(row))}"
    for path in ("/", f"/kampanjer/{campaign.slug}", thanks):
        page = client.get(path)
        assert "/hjalp-till/mala-banderoller" in page.text, path
        assert "Baka bullar" not in page.text
    assert elsewhere.title not in client.get(f"/kampanjer/{campaign.slug}").text


@pytest.mark.settings(demo=True)
def test_in_the_demonstration_the_mail_can_be_read_here(client: Client, mailbox: Mailbox) -> None:
    answer = send(client, make_task())
    page = client.get(answer.location)
    assert said("Read the e-mail") in page.text
    mailbox.deliver()
    mail = client.get(answer.location.partition("#")[0] + "/mejlet")
    assert page_of(ASA) in mail.text


def test_outside_the_demonstration_no_mail_is_shown(client: Client, mailbox: Mailbox) -> None:
    answer = send(client, make_task())
    mailbox.deliver()
    mail = client.get(answer.location.partition("#")[0] + "/mejlet")
    assert (mail.status_code, mail.location) == (303, "/hjalp-till/mala-banderoller")


@pytest.mark.settings(rate_limits=True)
def test_nobody_fills_another_s_mailbox(client: Client, clock: Clock) -> None:
    task = make_task(wanted=1000)
    found = [send(client, task, name=f"Åsa {number}").status_code for number in range(25)]
    assert found == [303] * 20 + [429] * 5
    assert send(client, task, email="bo@example.org").status_code == 303
