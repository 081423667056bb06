"""Somebody's calendar, read by two programs: the same entries as in mails, changed and called off too."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from icalendar import Calendar

from app.core import calendar as calendars
from app.core import clock as core_clock
from app.core.calendar import Entry
from app.core.clock import STOCKHOLM
from app.core.db import transaction
from app.shifts import service, writing_in
from app.tasks import service as tasks
from tests.budgets import at_most, snapshot
from tests.clients import Client
from tests.clocks import Clock
from tests.factories import make_account, make_association
from tests.mail import Mailbox
from tests.shifts.makers import make_event, make_shift, make_task
from tests.shifts.pages import BOTH, said
from tests.volunteers.calendars import Event, attached, by_vobject, read
from tests.volunteers.people import ASA, BO, book, feed_of, find, fresh, here, make_member, page_of, take


@pytest.fixture(autouse=True)
def standing_clock(app: Flask, clock: Clock) -> Clock:
    """Let time stand still."""
    return clock


def feed(client: Client, language: str = "sv") -> dict[str, Event]:
    """Fetch and read Åsa's calendar."""
    answer = client.get(feed_of(ASA, language))
    assert answer.status_code == 200
    assert answer.mimetype == "text/calendar"
    assert answer.headers["Cache-Control"] == "private, no-cache"
    return read(answer.text)


@pytest.mark.parametrize("language", BOTH)
def test_it_holds_what_is_booked_and_taken(client: Client, language: str) -> None:
    make_association()
    book(ASA, make_shift(hours=1.5))
    take(ASA, make_task(deadline=date(2026, 4, 30)), 3)
    shift, task = feed(client, language).values()
    assert (shift["title"], shift["status"]) == ("Lördagsbordet", "CONFIRMED")
    assert shift["starts"] == datetime(2026, 3, 15, 12, 0, tzinfo=STOCKHOLM)
    assert shift["ends"] == datetime(2026, 3, 15, 13, 30, tzinfo=STOCKHOLM)
    assert shift["place"] == "Rågsveds torg, Vid fontänen"
    assert "Ada Provström 070-174 06 05" in shift["words"]
    much = said("%(units)s of %(wanted)s %(unit)s", language, units=3, wanted=10, unit="banderoller")
    assert task["title"] == said("Last day: %(task)s", language, task=f"Måla banderoller ({much})")
    assert (task["starts"], task["ends"]) == (date(2026, 4, 30), date(2026, 5, 1))


def test_entries_have_the_same_names_as_in_the_mails(client: Client, mailbox: Mailbox) -> None:
    book(ASA, make_shift(), make_shift(starts_at=core_clock.now() + timedelta(days=2)))
    booked = read(attached(mailbox.last()))
    take(ASA, make_task(deadline=date(2026, 4, 30)))
    taken = read(attached(mailbox.last()))
    assert feed(client) == booked | taken
    assert all(uid.endswith("@localhost") for uid in booked | taken)


def test_a_moved_shift_keeps_its_name_and_counts_up(client: Client, mailbox: Mailbox) -> None:
    shift = make_shift()
    book(ASA, shift)
    [(uid, before)] = feed(client).items()
    moved = shift.starts_at + timedelta(days=20)
    standing = shift.sequence
    with transaction():
        service.move_shift(here(shift), moved, moved + timedelta(hours=2), version=standing, actor=None)
    after = feed(client)[uid]
    assert after["sequence"] > before["sequence"]
    assert after["starts"] == datetime(2026, 4, 4, 13, 0, tzinfo=STOCKHOLM)  # summer time since
    assert read(attached(mailbox.last())) == {uid: after}


def test_a_called_off_shift_is_cancelled_for_thirty_days(
    client: Client, mailbox: Mailbox, clock: Clock
) -> None:
    shift = make_shift()
    book(ASA, shift)
    [(uid, before)] = feed(client).items()
    clock.move(minutes=5)
    with transaction():
        service.cancel_shift(here(shift), actor=None)
    after = feed(client)[uid]
    assert after["status"] == "CANCELLED"
    assert after["sequence"] > before["sequence"]
    assert after["stamp"] > before["stamp"]
    assert "Ada" not in after["words"]
    assert after["place"] == "Rågsveds torg"
    assert read(attached(mailbox.last())) == {uid: after}
    clock.move(days=29)
    assert feed(client)[uid]["status"] == "CANCELLED"
    clock.move(days=2)
    assert feed(client) == {}


def test_a_place_given_back_is_cancelled(client: Client, mailbox: Mailbox) -> None:
    [row] = book(ASA, make_shift())
    client.post(f"{page_of(ASA)}/avboka/{row.uid.hex()}")
    [entry] = feed(client).values()
    assert entry["status"] == "CANCELLED"
    assert [entry] == list(read(attached(mailbox.last())).values())


def test_whoever_is_moved_sees_the_old_cancelled_and_the_new(client: Client, mailbox: Mailbox) -> None:
    [row] = book(ASA, make_shift())
    other = make_shift(make_event(title="Flygblad"), starts_at=core_clock.now() + timedelta(days=2))
    organizer = make_account()
    with transaction():
        writing_in.move(here(row), here(other.slots[0]), makes_room=False, actor=organizer)
    entries = feed(client)
    assert {each["title"]: each["status"] for each in entries.values()} == {
        "Lördagsbordet": "CANCELLED",
        "Flygblad": "CONFIRMED",
    }
    assert read(attached(mailbox.last())) == entries


def test_what_is_over_stays_and_is_not_cancelled(client: Client, clock: Clock) -> None:
    book(ASA, make_shift())
    clock.move(days=60)
    [entry] = feed(client).values()
    assert entry["status"] == "CONFIRMED"


def test_a_task_that_is_done_handed_back_or_late_to_change_counts_up(client: Client) -> None:
    organizer = make_account()
    task = make_task(deadline=date(2026, 4, 30))
    claim = take(ASA, task)
    [(uid, before)] = feed(client).items()
    text = tasks.TaskText(
        title="Måla banderoller", body="", place="Folkets hus", materials="", checklist="",
        unit="banderoller", wanted=10, deadline=date(2026, 4, 29),
    )  # fmt: skip
    standing = fresh(task).version
    with transaction():
        tasks.edit_task(here(task), text, campaign=None, version=standing, actor=organizer)
    changed = feed(client)[uid]
    assert changed["starts"] == date(2026, 4, 29)
    assert changed["sequence"] > before["sequence"]
    client.post(f"{page_of(ASA)}/hjalp/{claim.uid.hex()}/klar")
    assert feed(client)[uid]["status"] == "CANCELLED"
    assert feed(client)[uid]["sequence"] > changed["sequence"]


def test_a_task_without_a_last_day_is_not_in_it(client: Client) -> None:
    take(ASA, make_task())
    assert feed(client) == {}


def test_an_empty_one_can_be_read(client: Client) -> None:
    take(ASA, make_task())
    text = client.get(feed_of(ASA)).text
    assert [part.name for part in Calendar.from_ical(text).subcomponents] == ["VTIMEZONE"]


def test_it_holds_nobody_else(client: Client) -> None:
    shift = make_shift()
    book(BO, shift)
    book(ASA, shift)
    text = client.get(feed_of(ASA)).text
    for word in ("Bo Försökare", "bo@", "asa@", "Åsa", "ATTENDEE", "ORGANIZER", page_of(ASA)):
        assert word not in text
    assert len(read(text)) == 1


def test_shifts_for_members_lead_nowhere_that_others_can_open(client: Client) -> None:
    shift = make_shift(make_event(visibility="members"))
    take(ASA, make_task())
    make_member(ASA)
    client.post(f"{page_of(ASA)}/boka/{shift.slots[0].id}")
    assert "/pass/" not in client.get(feed_of(ASA)).text
    assert len(feed(client)) == 1


def test_the_time_zone_changes_when_sweden_does(app: Flask) -> None:
    days = [
        date(year, month, day) for year in range(2024, 2032) for month in (3, 10) for day in range(25, 32)
    ]
    starts = [datetime(day.year, day.month, day.day, hour, 30, tzinfo=UTC) for day in days for hour in (0, 2)]
    entries = [
        Entry(
            uid=number.to_bytes(16), sequence=0, changed_at=starts[0], title="x",
            starts=start, ends=start + timedelta(hours=1),
        )
        for number, start in enumerate(starts)
    ]  # fmt: skip
    # vobject takes the zone from the file itself, and so tries our description of it.
    found = by_vobject(calendars.write(entries))
    assert [event["starts"].astimezone(UTC) for event in found.values()] == starts


def test_an_unchanged_one_is_not_sent_again(client: Client) -> None:
    [row] = book(ASA, make_shift())
    first = client.get(feed_of(ASA))
    known = {"If-None-Match": first.headers["ETag"]}
    again = client.get(feed_of(ASA), headers=known)
    assert (again.status_code, again.text) == (304, "")
    assert again.headers["ETag"] == first.headers["ETag"]
    client.post(f"{page_of(ASA)}/avboka/{row.uid.hex()}")
    changed = client.get(feed_of(ASA), headers=known)
    assert changed.status_code == 200
    assert changed.headers["ETag"] != first.headers["ETag"]


def test_reading_it_changes_nothing(client: Client) -> None:
    book(ASA, make_shift())
    where = feed_of(ASA)
    before = snapshot()
    client.get(where)
    client.head(where)
    assert snapshot() == before


def test_it_costs_few_queries(client: Client) -> None:
    event, start = make_event(), core_clock.now()
    book(ASA, *[make_shift(event, starts_at=start + timedelta(days=day)) for day in range(1, 19)])
    where = feed_of(ASA)
    with at_most(7):
        assert len(read(client.get(where).text)) == 18


@pytest.mark.parametrize("language", BOTH)
def test_the_page_leads_to_it(client: Client, language: str) -> None:
    book(ASA, make_shift())
    page = client.get(page_of(ASA, language))
    path = feed_of(ASA, language)
    assert f'href="webcal://localhost:8000{path}"' in page.text
    assert f'href="http://localhost:8000{path}"' in page.text


def test_a_new_address_ends_the_old_one(client: Client) -> None:
    book(ASA, make_shift())
    old, page = feed_of(ASA), page_of(ASA)
    answer = client.submit(page, button=said("Make a new address"))
    assert answer.location == f"{page}#kalender"
    assert feed_of(ASA) != old
    assert client.get(old).status_code == 404
    assert client.get(feed_of(ASA)).status_code == 200
    assert client.get(page).status_code == 200


def test_it_is_gone_with_the_person(client: Client) -> None:
    book(ASA, make_shift())
    where = feed_of(ASA)
    client.submit(page_of(ASA), {"sure": "y"}, button=said("Remove everything about me"))
    assert client.get(where).status_code == 404


def test_names_with_everything_in_them_survive(client: Client) -> None:
    title = 'Möte; "frågor", svar \\ mera\nBEGIN:VEVENT ' + "ö" * 60
    book(ASA, make_shift(make_event(title=title.replace("\n", " "), bring="a\nb;c,d")))
    [entry] = feed(client).values()
    assert entry["title"] == title.replace("\n", " ")
    assert "a\nb;c,d" in entry["words"]
    assert find(ASA).has_email
