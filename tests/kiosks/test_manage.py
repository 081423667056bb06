"""Organizers open kiosks, hand out the link, and end them."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from app.core import crypto
from app.core.db import db
from app.kiosks import service
from app.kiosks.models import Kiosk
from app.kiosks.refusals import EndsBeforeStart, EndsInThePast, OpenTooLong, TooManyKiosks
from app.petitions.models import Petition, PetitionState
from app.record.models import Act
from tests.budgets import snapshot
from tests.clients import Client
from tests.clocks import Clock
from tests.factories import make_account, make_petition
from tests.kiosks.stands import TYPED, address_of, make_kiosk, sign_there
from tests.petitions.signers import problem_with, said

pytestmark = pytest.mark.database("sqlite")

NOON = {"place": "Rågsveds torg", "starts": "11:30", "ends": "15:00"}


@pytest.fixture
def petition(clock: Clock, organizer: Client) -> Petition:
    """Give an open petition."""
    return make_petition()


def desk_of(petition: Petition) -> str:
    """Give the address of a petition's kiosks at the desk."""
    return f"/organisera/namninsamlingar/{petition.id}/kiosk"


def kinds() -> list[str]:
    """List the acts on kiosks."""
    return list(db.session.scalars(select(Act.kind).where(Act.kind.like("kiosk.%")).order_by(Act.id)))


def test_an_organizer_opens_a_kiosk_and_the_link_takes_signatures(
    organizer: Client, client: Client, petition: Petition
) -> None:
    done = organizer.submit(desk_of(petition), NOON)
    assert done.status_code == 303
    page = organizer.get(done.headers["Location"])
    found = re.search(r"http://localhost:8000(/namninsamlingar/kiosk/[0-9a-f]{40})", page.text)
    assert found is not None
    assert 'class="qr"' in page.text
    assert client.submit(found[1], TYPED).status_code == 303
    kiosk = db.session.scalars(select(Kiosk)).one()
    assert crypto.token_hash(found[1].rpartition("/")[2]) == kiosk.token_hash
    assert (kiosk.count, kinds()) == (1, ["kiosk.opened"])
    listed = organizer.get(desk_of(petition))
    assert "lör 14 mars 11.30–15.00" in listed.text
    ending = f"/organisera/namninsamlingar/kiosk/{kiosk.id}"
    assert organizer.submit(ending, {}, button="Avsluta nu").status_code == 303
    assert client.get(found[1]).status_code == 410
    assert kinds() == ["kiosk.opened", "kiosk.ended"]
    assert found[1] not in organizer.get(ending).text
    assert "Skärm avslutad" in organizer.get("/organisera/logg").text


def test_each_refusal_stands_at_its_field(organizer: Client, petition: Petition, clock: Clock) -> None:
    for typed, field, message in (
        ({"ends": "11:30"}, "ends", EndsBeforeStart.message),
        ({"starts": "09:00", "ends": "11:59"}, "ends", EndsInThePast.message),
        ({"starts": "00:00", "ends": "12:01"}, "ends", OpenTooLong.message),
        ({"starts": "25:00"}, "starts", None),
        ({"ends": ""}, "ends", None),
        ({"place": " "}, "place", None),
        ({"place": "x" * 121}, "place", None),
    ):
        answer = organizer.submit(desk_of(petition), {**NOON, **typed})
        assert answer.status_code == 422, typed
        problem = problem_with(answer, field)
        assert problem, typed
        assert message is None or problem == said(message), typed
    clock.move(days=14, hours=12)  # 29 March, 00.00: the hour from two to three is missing
    organizer.sign_in(make_account())  # the session has ended meanwhile
    assert problem_with(organizer.submit(desk_of(petition), {**NOON, "starts": "02:30"}), "starts")
    assert snapshot()["kiosk"] == []


def test_only_what_can_be_signed_has_a_kiosk(organizer: Client, petition: Petition) -> None:
    closed = make_petition(state=PetitionState.CLOSED)
    assert '<form class="form' not in organizer.get(desk_of(closed)).text
    kiosk = make_kiosk(petition)
    assert kiosk.petition_id == petition.id
    for _number in range(service.MOST_OPEN - 1):
        make_kiosk(petition)
    answer = organizer.submit(desk_of(petition), NOON, button="Öppna skärmen")
    assert answer.status_code == 422
    assert said(TooManyKiosks.message) % {"most": service.MOST_OPEN} in answer.text


def test_the_list_shows_what_each_brought(organizer: Client, petition: Petition) -> None:
    first, second = make_kiosk(petition, place="Torget"), make_kiosk(petition, place="Tunnelbanan", starts=1)
    for _person in range(3):
        sign_there(first)
    text = re.sub(r"\s+", " ", organizer.get(desk_of(petition)).text)
    assert re.search(r"Tunnelbanan.*Öppnar senare.*>0<.*Torget.*Öppen.*>3<", text)
    assert address_of(second) != address_of(first)
