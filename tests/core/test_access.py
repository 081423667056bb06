"""Every door × everybody who may stand before it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from app.core.access import Kind, Permission, access_of, may, organizers, public
from tests.clients import Client
from tests.core.doors import ABSENT_ADDRESSES, ALL, DESK, GATE, PUBLIC, SIGNED_LINKS
from tests.core.visitors import (
    OUTSIDE,
    Watch,
    administrator,
    anybody,
    everything,
    knock,
    organizer,
    token_of,
)
from tests.factories import make_association, make_campaign, make_petition

pytestmark = pytest.mark.usefixtures("mail_server")

METHODS = {"GET", "POST"}


@pytest.fixture(autouse=True)
def association(app: Flask) -> None:
    """Name the association."""
    make_association()


@pytest.fixture
def watch(app: Flask) -> Iterator[Watch]:
    """Watch what is written, on SQLite."""
    watch = Watch()
    yield watch
    watch.connection.close()


def test_every_route_is_written_down_with_who_may_pass(app: Flask) -> None:
    there = {
        (rule.endpoint, method)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) & METHODS
    }
    declared = {(door.endpoint, door.method) for door in ALL}
    assert there - declared == set(), "Declare these in tests/core/doors.py: who may pass, and what they get."
    assert declared - there == set(), "These are in tests/core/doors.py, but there is no such route."


def test_the_marks_in_the_code_say_what_is_declared(app: Flask) -> None:
    for doors, kind in (
        (PUBLIC + GATE, Kind.PUBLIC),
        (SIGNED_LINKS, Kind.SIGNED_LINK),
        (DESK, Kind.ORGANIZERS),
    ):
        for door in doors:
            access = access_of(app, door.endpoint)
            assert access is not None
            assert access.kind == kind, door.name


@pytest.mark.database("sqlite")
def test_who_is_not_in_comes_through_no_door_of_the_desk(app: Flask, watch: Watch) -> None:
    clients = [visitor(app) for visitor in OUTSIDE]
    for door in DESK:
        address = door.way()
        watch.has_changed()
        for client in clients:
            answer = knock(client, door, address, checked=client is clients[0])
            if door.method == "GET":
                gate = f"/organisera/logga-in?next={address.partition('?')[0]}"
                assert (answer.status_code, answer.location) == (303, gate), door.name
            else:
                assert answer.status_code == 401, door.name
        assert not watch.has_changed(), door.name


@pytest.mark.database("postgres")
def test_an_administrator_comes_through_every_door_of_the_desk(app: Flask) -> None:
    """On SQLite every role is tried in `test_roles`."""
    client = administrator(app)
    token = token_of(client)
    for door in DESK:
        answer = knock(client, door, door.way(), token=token)
        assert answer.status_code == door.status, f"{door.name}: {answer.status_code}"
        if door.endpoint == "accounts.sign_out":
            client = administrator(app)
            token = token_of(client)
        elif door.status == 303:
            assert "logga-in" not in answer.location


def test_anybody_comes_through_the_public_doors(app: Flask) -> None:
    come_through_the_public_doors(app, anybody)


@pytest.mark.database("sqlite")
def test_who_is_in_comes_through_the_public_doors_too(app: Flask) -> None:
    come_through_the_public_doors(app, organizer)


def come_through_the_public_doors(app: Flask, visitor: Callable[[Flask], Client]) -> None:
    """Knock at every public door."""
    for door in PUBLIC + SIGNED_LINKS:
        address = door.way()
        # Some stand under the desk's address, and are everybody's: the page behind a sign-in link.
        is_checked = visitor is anybody or not address.startswith("/organisera/")
        answer = knock(visitor(app), door, address, checked=is_checked)
        assert answer.status_code == door.status, f"{door.name}: {answer.status_code}"


def test_the_gate_sends_who_is_in_on_to_the_desk(app: Flask) -> None:
    for door in GATE:
        assert knock(anybody(app), door, door.way()).status_code == door.status
        answer = knock(organizer(app), door, door.way())
        assert (answer.status_code, answer.location) == (303, "/organisera/")


def test_what_is_not_there_is_not_found(app: Flask) -> None:
    """What is not there at the desk is asked for in `test_roles`."""
    client = anybody(app)
    for address in ABSENT_ADDRESSES:
        assert client.get(address).status_code == 404, address
        assert client.get(f"/en{address}").status_code == 404, address


def test_an_entry_of_another_campaigns_timeline_is_not_found(app: Flask) -> None:
    client = organizer(app)
    door = next(door for door in DESK if door.endpoint == "campaigns_manage.untell")
    address = door.way().split("/")
    address[3] = str(make_campaign().id)
    before = everything(app)
    assert knock(client, door, "/".join(address), token=token_of(client)).status_code == 404
    assert everything(app) == before


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("number", ["-1", "0x1", "1.0", "99999999999999999999", "%31", "1e0", "٣"])
def test_a_number_that_is_none_or_too_large_leads_nowhere(app: Flask, number: str) -> None:
    make_petition()
    answer = organizer(app).get(f"/organisera/namninsamlingar/{number}")
    assert answer.status_code == (200 if number == "%31" else 404)


@pytest.mark.database("sqlite")
def test_a_role_without_the_permission_is_told_so(app: Flask) -> None:
    @organizers(Permission.CHANGE_SETTINGS)
    def view() -> str:
        return "settings"

    app.add_url_rule("/organisera/test", "test.settings", view, methods=["GET", "POST"])
    for act in ("get", "post"):
        assert getattr(organizer(app), act)("/organisera/test").status_code == 403
    assert administrator(app).get("/organisera/test", checked=False).text == "settings"
    assert administrator(app).post("/organisera/test").status_code == 400


@pytest.mark.database("sqlite")
def test_a_view_without_a_mark_is_closed_to_everybody(app: Flask) -> None:
    app.add_url_rule("/test/silent", "test.silent", lambda: "secret")
    app.add_url_rule("/test/loud", "test.loud", public(lambda: "hello"))
    for visitor in (anybody, organizer, administrator):
        answer = visitor(app).get("/test/silent")
        assert answer.status_code == 403
        assert "secret" not in answer.text
    assert anybody(app).get("/test/loud", checked=False).text == "hello"


def test_a_role_that_there_is_not_may_nothing() -> None:
    assert not may("organizer", Permission.CHANGE_SETTINGS)
    assert not may("organizer", Permission.SET_RULES, is_scoped=True)
    with pytest.raises(ValueError, match="visitor"):
        may("visitor", Permission.SEE_DESK)


def test_the_table_of_doors_names_each_once() -> None:
    counted = Counter((door.endpoint, door.method) for door in ALL)
    assert {door for door, times in counted.items() if times > 1} == {
        ("signatures.confirm", "GET"),
        ("bookings.booked", "GET"),
    }
