"""The desk: what waits, how it goes, and who did what."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

import pytest
from flask import Flask

from app.campaigns.models import CampaignState
from app.core import clock as app_clock
from app.core import crypto
from app.core.access import Role
from app.core.db import db, transaction
from app.desk.week import list_shifts_between
from app.petitions.models import PetitionState
from app.record import service as record
from app.signatures import waiting
from app.signatures.models import Report
from tests.budgets import at_most
from tests.clients import Client
from tests.clocks import Clock
from tests.factories import (
    make_account,
    make_association,
    make_campaign,
    make_paper_total,
    make_petition,
    make_signature,
)
from tests.shifts.makers import make_event, make_shift, make_task
from tests.signatures.many import change

pytestmark = pytest.mark.database("sqlite")


def figures_of(page: str) -> list[str]:
    """Read the numbers at the top of the desk."""
    return [part.partition("</span>")[0] for part in page.split('class="figure__number">')[1:]]


def test_the_numbers_add_up_net_and_paper(clock: Clock, organizer: Client) -> None:
    first, second = make_petition(), make_petition()
    make_signature(first)
    make_paper_total(second, count=10, collected_on=app_clock.today() - timedelta(days=5))
    make_signature(second, is_confirmed=False)
    clock.move(days=2)
    organizer.sign_in(make_account())  # the session ended over the days
    make_signature(second)
    assert figures_of(organizer.get("/organisera/").text) == ["12", "1", "2", "1", "2", "0"]


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_what_waits_for_a_decision_stands_there(
    app: Flask, clock: Clock, administrator: Client, prefix: str
) -> None:
    draft_campaign = make_campaign(CampaignState.DRAFT, title="Utkast till kampanj")
    draft = make_petition(state=PetitionState.DRAFT, title="Utkast till insamling")
    soon = make_petition(purge_on=app_clock.today() + timedelta(days=14), title="Snart raderad")
    later = make_petition(purge_on=app_clock.today() + timedelta(days=15), title="Senare raderad")
    page = administrator.get(f"{prefix}/organisera/").text
    for title in (draft_campaign.title, draft.title, soon.title):
        assert title in page
    assert later.title not in page
    assert "/organisera/personer/bjud-in" in page  # there is one administrator only
    Client(app).sign_in(make_account(Role.ADMINISTRATOR))
    assert "/organisera/personer/bjud-in" not in administrator.get(f"{prefix}/organisera/").text


@pytest.mark.settings(demo=True)
def test_with_nothing_to_do_the_desk_says_so(app: Flask, administrator: Client) -> None:
    Client(app).sign_in(make_account(Role.ADMINISTRATOR))
    page = administrator.get("/organisera/").text
    assert 'class="decisions"' not in page
    assert figures_of(page) == ["0", "0", "0", "0", "0", "0"]


def test_the_log_tells_who_did_what_and_why(app: Flask, client: Client, clock: Clock) -> None:
    make_association()
    actor = make_account(name="Alva Provström")
    petition = make_petition(title="Rusta torget")
    with transaction():
        record.write_down(
            "list.exported",
            actor=actor,
            petition_id=petition.id,
            facts={"preset": "count", "format": "excel", "signatures": 1234},
            words='<b>Överlämning</b> & "mer"',
        )
    page = client.sign_in(actor).get("/organisera/logg").text
    row = page.partition("<tbody>")[2].partition("</tr>")[0]
    assert "Alva Provström" in row
    assert petition.title in row
    assert "&lt;b&gt;Överlämning" in row
    assert "<b>Överl" not in page


def test_the_log_survives_an_act_of_a_kind_it_does_not_know(app: Flask, organizer: Client) -> None:
    with transaction():
        record.write_down("something.new", actor=None, facts={"count": -5})
    assert "something.new" in organizer.get("/organisera/logg").text


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_what_waits_about_signers_leads_to_where_it_is_decided(
    organizer: Client, administrator: Client, prefix: str
) -> None:
    make_account(Role.ADMINISTRATOR)
    petition, quiet = make_petition(title="Rusta torget"), make_petition(title="Lugna gatan")
    for _each in range(3):
        change(make_signature(petition), state="held", hold="name")
    reported = make_signature(petition)
    change(make_signature(petition), comment_state="waiting")
    change(make_signature(quiet, is_confirmed=False), comment_state="waiting")
    with transaction():
        for kind in ("name", "name", "comment"):
            uid = crypto.new_uid()
            db.session.add(
                Report(uid=uid, signature_id=reported.id, kind=kind, sealed=b"-", created_at=app_clock.now())
            )
    account = make_account()
    [shown] = waiting.list_waiting(account)
    assert (shown.title, shown.held, shown.reports, shown.comments) == ("Rusta torget", 3, 2, 1)
    assert waiting.count_pending(account) == 1
    page = organizer.get(f"{prefix}/organisera/")
    decisions = page.text.partition('class="decisions"')[2].partition("</ul>")[0]
    here = f"{prefix}/organisera/namninsamlingar/{petition.id}"
    assert f'href="{here}/granska"' in decisions
    assert decisions.count(f'href="{here}/visas/"') == 2
    assert "Lugna gatan" not in decisions


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_hands_that_are_missing_are_counted_and_named(organizer: Client, prefix: str) -> None:
    assert figures_of(organizer.get("/organisera/").text)[-1] == "0"
    event = make_event(title="Stortvätt")
    make_shift(event, most=3)
    make_shift(event, most=5, wanted=2, starts_at=app_clock.now() + timedelta(days=2))
    make_shift(event, starts_at=app_clock.now() + timedelta(days=20))
    make_task(title="Trycka affischer", deadline=app_clock.today() + timedelta(days=2))
    page = organizer.get(f"{prefix}/organisera/").text
    assert figures_of(page)[-1] == "5"
    assert "Stortvätt" in page.partition('class="decisions"')[2].partition("</ul>")[0]
    assert "Trycka affischer" in page
    assert page.count("week__shift ") == 2


def test_desk_pages_cost_the_same_with_many_of_everything(app: Flask, organizer: Client) -> None:
    pages = (
        "/organisera/",
        "/organisera/kampanjer/",
        "/organisera/namninsamlingar/",
        "/organisera/hjalp-till/",
        "/organisera/logg",
        "/organisera/hur-det-gar",
    )
    make_petition(state=PetitionState.DRAFT)
    make_shift(make_event())
    make_task(deadline=app_clock.today())
    costs, numbers = [], count()
    for _time in range(2):
        for path in pages:
            with at_most(30) as asked:
                organizer.get(path)
            costs.append(len(asked))
        for _more in range(5):
            make_petition(state=PetitionState.DRAFT)
            make_petition()
            make_shift(make_event())
            make_task(slug=f"affischer-{next(numbers)}", deadline=app_clock.today())
    assert costs[: len(pages)] == costs[len(pages) :]


def test_a_stranger_is_led_to_the_door_and_back(app: Flask, client: Client) -> None:
    for path in ("/organisera/", "/organisera/logg", "/en/organisera/logg"):
        answer = client.get(path)
        assert answer.status_code == 303
        assert answer.location.endswith(f"/organisera/logga-in?next={path}")
    for path in ("/organisera/", "/organisera/logg"):
        assert client.post(path).status_code in {401, 405}


def test_years_of_past_shifts_cost_the_week_nothing(app: Flask, clock: Clock) -> None:
    """The index on beginnings is asked from both sides, so that what was years ago is not even read."""
    event = make_event()
    now = app_clock.now()
    over = make_shift(event, starts_at=now - timedelta(hours=30), hours=15)
    running = make_shift(event, starts_at=now - timedelta(hours=13), hours=24)
    coming = make_shift(event, starts_at=now + timedelta(days=6))
    make_shift(event, starts_at=now + timedelta(days=8))
    first, account = app_clock.midnight(app_clock.today()), make_account()
    with at_most(3) as asked:
        found = list_shifts_between(first, first + timedelta(days=7), account=account)
    assert [shift.id for shift in found] == [running.id, coming.id]
    assert over not in found
    assert asked[0].count("shift.starts_at >") == 1
    assert asked[0].count("shift.starts_at <") == 1
