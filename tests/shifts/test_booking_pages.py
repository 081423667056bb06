"""Booking on the public pages: by phone, by e-mail, several at once, and everything that can go wrong."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from app.core import clock as core_clock
from app.core import i18n
from app.core.db import db, transaction
from app.shifts import booking, refusals, service, views
from app.shifts.models import Shift
from app.shifts.service import Room
from tests.budgets import snapshot
from tests.clients import Client
from tests.clocks import Clock
from tests.factories import make_association
from tests.shifts.makers import make_event, make_shift
from tests.shifts.pages import (
    BOTH,
    TYPED,
    address,
    book,
    bookings,
    fill,
    make_roles,
    offered,
    parsed,
    said,
    summary,
    taken,
    ticked,
    value,
)

pytestmark = pytest.mark.database("sqlite")

IN_BOTH = pytest.mark.parametrize("language", BOTH)
PHONES = [
    *("070-174 06 99", "0701740699", "+46 70 174 06 99", "0046701740699", "46701740699", "(070) 1740699"),
    *(
        "070 – 174 06 99",
        "070.174.06.99",
        "+46 (0)70 174 06 99",
        "tel: 070-1740699",
        "070\u00a0174\u202f06 99",
    ),
    *("0７0174069９", "٠٧٠١٧٤٠٦٩٩", " 070-1740699 "),
]
WRONG: dict[str, list[Any]] = {
    "name": ["", "  ", None, "www.spam.example", "https://spam.example", "Å" * 101, "As\x07a"],
    "phone": ["112", "070", "+", "0", "abc", "070-174 06 99 ring efter sex", "0" * 41, "070\x07174"],
    "email": [
        "asa",
        "asa@",
        "@example.org",
        "asa@example.org\r\nBcc: x@y.example",
        "a" * 300 + "@example.org",
    ],
    "consent_keep": [None, "", "false"],
    "slot": [None, ["x"], ["1"], ["9" * 20 + ".a"], ["9" * 5000 + ".a"], ["-1.a"], ["1.\0"], ["٣.a"], ["."]],
}


@pytest.fixture(autouse=True)
def association(app: Flask, clock: Clock) -> None:
    """Let every test have an association and a clock that stands."""
    make_association()


@IN_BOTH
@pytest.mark.parametrize("reached", [{"phone": TYPED["phone"]}, {"phone": "", "email": "asa@example.org"}])
def test_a_shift_is_booked_in_one_screen(client: Client, language: str, reached: dict[str, str]) -> None:
    shift = make_shift()
    page = client.get(address(f"/pass/{shift.slug}", language))
    assert ticked(page) == [value(shift)]
    answer = book(client, shift, language=language, **reached)
    assert answer.status_code == 303
    assert answer.location.startswith(address("/pass/bokat/", language))
    assert taken(shift) == 1
    assert client.get(answer.location.partition("#")[0]).status_code == 200
    assert [booking.typed(row)["name"] for row in bookings()] == ["Åsa Öberg"]
    assert bookings()[0].volunteer.locale == language


@pytest.mark.parametrize("phone", PHONES)
def test_a_phone_number_may_be_written_in_every_way(client: Client, phone: str) -> None:
    assert book(client, make_shift(), phone=phone).status_code == 303
    assert [booking.typed(row)["phone"] for row in bookings()] == ["+46701740699"]


def test_boxes_are_not_ticked_beforehand(client: Client) -> None:
    page = parsed(client.get(f"/pass/{make_shift().slug}"))
    boxes = [node for node in page.named("input") if node.attrs.get("type") == "checkbox"]
    assert [node.attrs["name"] for node in boxes] == ["consent_keep", "may_be_asked"]
    assert [node for node in boxes if "checked" in node.attrs] == []


@pytest.mark.parametrize("asked", [True, False])
def test_who_may_be_asked_is_what_was_ticked(client: Client, asked: bool) -> None:
    book(client, make_shift(), may_be_asked="y" if asked else None)
    assert bookings()[0].volunteer.may_be_asked is asked


@IN_BOTH
@pytest.mark.parametrize("field", list(WRONG))
def test_a_mistake_is_told_and_everything_typed_is_kept(client: Client, language: str, field: str) -> None:
    event = make_event()
    shift, more = make_shift(event), make_shift(event, starts_at=core_clock.now() + timedelta(days=8))
    before = snapshot()
    failed = []
    for wrong in WRONG[field]:
        typed: dict[str, Any] = {"email": "asa@example.org", field: wrong}
        answer = book(client, shift, more, language=language, **typed)
        page = parsed(answer)
        kept = {n.attrs["name"]: n.attrs.get("value") for n in page.named("input") if n.attrs.get("name")}
        rest = {name for name in ("name", "phone", "email") if name != field}
        is_kept = all(kept[name] == {**TYPED, "email": "asa@example.org"}[name] for name in rest)
        is_ticked = field == "slot" or ticked(answer) == [value(shift), value(more)]
        if answer.status_code != 422 or not is_kept or not is_ticked or not summary(answer):
            failed.append((wrong, answer.status_code, kept, ticked(answer)))
    assert failed == []
    assert snapshot() == before


@IN_BOTH
def test_one_way_to_be_reached_is_asked_for_and_one_is_enough(client: Client, language: str) -> None:
    answer = book(client, make_shift(), phone="", language=language)
    assert answer.status_code == 422
    sentence = "Write a phone number or an e-mail, so that we can reach you."
    assert said(sentence, language) in summary(answer)


def test_a_post_without_anything_is_answered(client: Client) -> None:
    shift = make_shift()
    for path in (f"/pass/{shift.slug}", "/pass/boka"):
        assert client.post(path).status_code == 422
    assert client.post("/pass/finns-inte").status_code == 404


def _cancelled(shift: Shift) -> None:
    with transaction():
        service.cancel_shift(db.session.merge(shift), actor=None)


@IN_BOTH
@pytest.mark.parametrize(("what", "status"), [("full", 409), ("begun", 410), ("cancelled", 410)])
def test_what_cannot_be_booked_any_more_is_told_and_the_rest_kept(
    client: Client, clock: Clock, language: str, what: str, status: int
) -> None:
    event = make_event()
    shift = make_shift(event, most=1)
    more = make_shift(event, starts_at=clock.now() + timedelta(days=3))
    if what == "full":
        fill(shift, 1)
    elif what == "begun":
        clock.move(days=1)
    else:
        _cancelled(shift)
    before = snapshot()
    answer = book(client, shift, more, language=language)
    assert answer.status_code == status
    assert snapshot() == before
    assert "Lördagsbordet" in summary(answer)
    assert ticked(answer) == [value(more)]
    assert TYPED["name"] in answer.text
    assert TYPED["phone"] in answer.text
    again = client.post(address(f"/pass/{shift.slug}", language), data={**TYPED, "slot": ticked(answer)})
    assert again.status_code == 303
    assert taken(more) == 1


@pytest.mark.parametrize("what", ["full", "begun", "cancelled"])
def test_a_shift_that_cannot_be_booked_offers_others(client: Client, clock: Clock, what: str) -> None:
    shift, others = make_shift(most=1), [make_shift(make_event(title=f"Annat {n}")) for n in range(2)]
    fill(shift, 1)
    if what == "begun":
        clock.move(hours=24)
        others = [make_shift(make_event(title="Senare"))]
    elif what == "cancelled":
        _cancelled(shift)
    page = client.get(f"/pass/{shift.slug}")
    assert page.status_code == 200
    assert sorted(offered(page)) == sorted(map(value, others))
    assert ticked(page) == []
    for other in others:
        _cancelled(other)
    assert offered(client.get(f"/pass/{shift.slug}")) == []
    refused = book(client, shift)
    assert refused.status_code == {"full": 409}.get(what, 410)
    assert shift.event.title in summary(refused)


@IN_BOTH
def test_shifts_at_the_same_time_cannot_both_be_chosen(client: Client, language: str) -> None:
    event = make_event()
    one = make_shift(event)
    overlapping = make_shift(event, starts_at=one.starts_at + timedelta(hours=1))
    touching = make_shift(event, starts_at=one.ends_at)
    answer = book(client, one, overlapping, language=language)
    assert answer.status_code == 422
    for shift in (one, overlapping):
        with i18n.in_language(language):
            assert booking.name_of(db.session.merge(shift)) in summary(answer)
    assert ticked(answer) == [value(one), value(overlapping)]
    assert book(client, one, touching, language=language).status_code == 303


def test_a_role_is_chosen_where_there_are_several(client: Client) -> None:
    shift = make_roles(
        Room(role="Utdelare", least=0, wanted=1, most=3),
        Room(role="Förare", least=1, wanted=1, most=1),
        Room(role="Kock", least=0, wanted=0, most=1),
    )
    page = client.get(f"/pass/{shift.slug}")
    assert ticked(page) == [value(shift, 1)]
    assert len(offered(page)) == 3
    answer = client.post(f"/pass/{shift.slug}", data={**TYPED, "slot": value(shift, 2)})
    assert answer.status_code == 303
    assert bookings()[0].slot.role == "Kock"
    assert len(offered(client.get(f"/pass/{shift.slug}"))) == 2


def test_only_what_was_shown_can_be_booked(client: Client) -> None:
    public = make_shift()
    for visibility in ("link", "members"):
        hidden = make_shift(make_event(title="Dolt", visibility=visibility))
        guessed = [f"{hidden.slots[0].id}.{public.slug}", f"{hidden.slots[0].id}."]
        guessed += [value(hidden)] if visibility == "members" else []
        for guess in guessed:
            answer = book(client, public, slot=[value(public), guess])
            assert answer.status_code == 422
            assert "Dolt" not in answer.text
    linked = make_shift(make_event(visibility="link"), starts_at=public.ends_at)
    assert book(client, public, linked).status_code == 303


@IN_BOTH
def test_several_are_chosen_in_the_list_and_booked_with_one_form(client: Client, language: str) -> None:
    days = [core_clock.now() + timedelta(days=number) for number in (1, 2, 3)]
    shifts = [make_shift(make_event(title=f"Pass {day.day}"), starts_at=day) for day in days]
    query = "&".join(f"pass={shift.slug}" for shift in shifts)
    page = client.get(address(f"/pass/boka?{query}", language))
    assert ticked(page) == [value(shift) for shift in shifts]
    path = f"/pass/boka?{query}"
    wrong = book(client, *shifts[:2], path=path, language=language, name="")
    assert wrong.status_code == 422
    assert ticked(wrong) == [value(shift) for shift in shifts[:2]]
    assert offered(wrong) == [value(shift) for shift in shifts]
    done = book(client, *shifts, path=path, language=language)
    assert done.status_code == 303
    assert [taken(shift) for shift in shifts] == [1, 1, 1]


@IN_BOTH
@pytest.mark.parametrize(
    "query", ["", "pass=", "pass=finns-inte", "pass=%00&pass=%FF", "pass=" + "a" * 5000, "x=1"]
)
def test_choosing_nothing_leads_back_to_the_list(client: Client, language: str, query: str) -> None:
    page = client.get(address(f"/pass/boka?{query}", language))
    assert page.status_code == 200
    assert said("No shift is chosen", language) in page.text


def test_at_most_twenty_are_booked_at_a_time(client: Client) -> None:
    days: list[datetime] = [core_clock.now() + timedelta(days=1 + number) for number in range(21)]
    event = make_event()
    shifts = [make_shift(event, starts_at=day) for day in days]
    query = "&".join(f"pass={shift.slug}" for shift in shifts)
    page = client.get(f"/pass/boka?{query}")
    assert str(refusals.TooManyAtOnce()) in page.text
    assert len(ticked(page)) == 20
    answer = book(client, *shifts, path="/pass/boka")
    assert answer.status_code == 422
    assert str(refusals.TooManyAtOnce()) in summary(answer)


@pytest.mark.settings(rate_limits=True)
def test_a_flood_from_one_network_is_slowed_down(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "BOOK_LIMIT", "2 per minute")
    shift = make_shift()
    answers = [book(client, shift, name=f"Person {number}") for number in range(3)]
    assert [answer.status_code for answer in answers] == [303, 303, 429]
    assert "Person 2" in answers[-1].text
    assert taken(shift) == 2
