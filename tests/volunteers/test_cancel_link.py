"""One-click links in mails: each cancels one booking, by a button, and nothing else."""

from __future__ import annotations

import base64
from datetime import timedelta

import pytest
from flask import Flask

from app.core import clock as core_clock
from app.core.db import transaction
from app.shifts import cancel_links, service, writing_in
from app.volunteers import correcting, forgetting
from app.volunteers.correcting import Details
from tests.budgets import snapshot
from tests.clients import Client
from tests.clocks import Clock
from tests.factories import make_account
from tests.mail import Mailbox
from tests.shifts.makers import make_shift
from tests.shifts.pages import BOTH, said, taken
from tests.volunteers.people import ASA, book, fresh, here, known, page_of, path_of


@pytest.fixture(autouse=True)
def standing_clock(app: Flask, clock: Clock) -> Clock:
    """Let time stand still."""
    return clock


def test_the_mail_has_a_link_for_each_booking(client: Client, mailbox: Mailbox) -> None:
    start = core_clock.now()
    shifts = [make_shift(starts_at=start + timedelta(days=day)) for day in (1, 2, 3)]
    rows = book(ASA, *shifts)
    page, *links = [path_of(link) for link in mailbox.last().links]
    assert page == page_of(ASA)
    assert links == [f"/mina-pass/avboka/{cancel_links.token_of(fresh(row))}" for row in rows]
    answer = client.submit(links[1])
    assert answer.status_code == 303
    assert said("You have cancelled") in client.get(answer.location).text
    assert [fresh(row).state for row in rows] == ["booked", "cancelled", "booked"]
    assert [taken(shift) for shift in shifts] == [1, 0, 1]


@pytest.mark.parametrize("language", BOTH)
def test_opening_it_changes_nothing_and_tells_little(client: Client, language: str) -> None:
    [row] = book(ASA, make_shift())
    prefix = "" if language == "sv" else "/en"
    where = f"{prefix}/mina-pass/avboka/{cancel_links.token_of(row)}"
    before = snapshot()
    for _time in range(2):
        client.get(where)
        client.head(where)
    page = client.get(where)
    assert snapshot() == before
    assert said("Cancel this shift?", language) in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert 'name="robots" content="noindex"' in page.text
    for secret in ("Åsa", "asa@", "Vid fontänen", "Ada", page_of(ASA)):
        assert secret not in page.text


def test_a_second_press_says_the_same(client: Client, mailbox: Mailbox) -> None:
    [row] = book(ASA, make_shift())
    where = f"/mina-pass/avboka/{cancel_links.token_of(row)}"
    for _time in range(3):
        assert client.post(where).status_code == 303
    assert len(mailbox.deliver()) == 2
    assert client.submit(page_of(ASA), button=_again(row)).status_code == 303
    assert client.post(where).status_code == 303  # the old link says that the old booking is cancelled
    assert taken(fresh(row).slot.shift) == 1


def _again(row: object) -> str:
    return f"{said('Book it again')}: Lördagsbordet, sön 15 mars 12.00–14.00"


def test_after_the_start_it_says_whom_to_call(client: Client, clock: Clock) -> None:
    [row] = book(ASA, make_shift())
    where = f"/mina-pass/avboka/{cancel_links.token_of(row)}"
    clock.move(days=2)
    assert said("The shift has begun") in client.get(where).text
    assert client.post(where).status_code == 422
    assert fresh(row).is_live


def test_what_others_ended_is_told(client: Client) -> None:
    start = core_clock.now()
    off, removed = book(ASA, make_shift(), make_shift(starts_at=start + timedelta(days=3)))
    organizer = make_account()
    with transaction():
        service.cancel_shift(here(off).slot.shift, actor=None)
    with transaction():
        writing_in.take_off(here(removed), actor=organizer)
    for row, words in ((off, "The shift is called off"), (removed, "You are not booked any more")):
        page = client.get(f"/mina-pass/avboka/{cancel_links.token_of(fresh(row))}")
        assert said(words) in page.text
        assert said("Cancel the shift") not in page.text


def test_a_forged_or_cut_link_cancels_nothing(client: Client) -> None:
    [row] = book(ASA, make_shift())
    right = cancel_links.token_of(row)
    wrong_mark = base64.urlsafe_b64encode(row.uid + bytes(20)).decode()
    for token in (right[:-1], right[:-4], right + "AAAA", wrong_mark, row.uid.hex(), "x", "å", "===="):
        for answer in (client.get(f"/mina-pass/avboka/{token}"), client.post(f"/mina-pass/avboka/{token}")):
            assert answer.status_code == 404, token
    assert fresh(row).is_live


def test_it_is_not_made_from_what_calendars_show(app: Flask) -> None:
    one, other = book(ASA, make_shift(), make_shift(starts_at=core_clock.now() + timedelta(days=3)))
    first, second = (base64.urlsafe_b64decode(cancel_links.token_of(row)) for row in (one, other))
    assert first[:16] == one.uid
    assert first[16:] != second[16:]
    assert len(first[16:]) == 20


@pytest.mark.database("sqlite")
def test_with_another_mailbox_the_old_ones_link_cancels_nothing(client: Client) -> None:
    [row] = book(ASA, make_shift())
    old = f"/mina-pass/avboka/{cancel_links.token_of(row)}"
    right = Details(name=ASA.name, email="ny@example.org", phone=ASA.phone, may_be_asked=False)
    with transaction():
        person = known(ASA)
        correcting.correct(person, right, version=correcting.version_of(person), actor=None)
    for answer in (client.get(old), client.post(old)):
        assert answer.status_code == 404
    assert fresh(row).is_live
    assert client.post(f"/mina-pass/avboka/{cancel_links.token_of(fresh(row))}").status_code == 303
    assert not fresh(row).is_live


def test_it_is_gone_with_the_person(client: Client) -> None:
    [row] = book(ASA, make_shift())
    where = f"/mina-pass/avboka/{cancel_links.token_of(row)}"
    with transaction():
        forgetting.erase(known(ASA))
    assert client.get(where).status_code == 404
