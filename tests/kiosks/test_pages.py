"""The pages on the tablet: nobody finds anything of whoever stood there before."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.core.db import db, transaction
from app.kiosks import service
from app.kiosks.models import Kiosk
from app.kiosks.refusals import KioskUnknown
from app.petitions import life
from app.petitions.models import Area, Petition, Question
from app.signatures import rows
from app.signatures.models import Hold, Signature, SignatureState
from tests.budgets import snapshot
from tests.clients import Client
from tests.clocks import Clock
from tests.factories import make_association, make_petition
from tests.filled_forms import find_form
from tests.kiosks.stands import TYPED, address_of, make_kiosk
from tests.petitions.signers import kept, problem_with, said

pytestmark = pytest.mark.database("sqlite")


@pytest.fixture
def kiosk(clock: Clock, client: Client) -> Kiosk:
    """Give a kiosk that is open."""
    make_association()
    return make_kiosk(make_petition(title="Köp tillbaka centrum", slug="centrum"))


def test_one_signs_reads_her_code_and_leaves_nothing(kiosk: Kiosk, client: Client, clock: Clock) -> None:
    where = address_of(kiosk)
    page = client.get(where)
    assert page.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in page.headers
    form = find_form(page.text, where)
    assert not {"email", "show_name", "contact_me"} & set(form.fields)
    assert page.text.count('autocomplete="off"') >= 3
    done = client.submit(where, TYPED)
    assert done.status_code == 303
    receipt = client.get(done.headers["Location"])
    assert "Tack. Nu är vi 1" in receipt.text
    assert receipt.headers["Cache-Control"] == "no-store"
    assert "Åsa" not in receipt.text
    assert "12465" not in done.headers["Location"]
    again = client.get(where)
    assert "Åsa" not in again.text
    assert find_form(again.text, where).fields["once"] != form.fields["once"]
    clock.move(minutes=1)
    assert client.get(done.headers["Location"]).headers["Location"] == where


@pytest.mark.parametrize("language", ["sv", "en"])
def test_whoever_is_done_puts_her_receipt_away(kiosk: Kiosk, client: Client, language: str) -> None:
    where = address_of(kiosk, language)
    receipt = client.submit(where, TYPED).headers["Location"]
    page = client.get(receipt)
    assert receipt.startswith(where)
    assert f'url={where}"' in page.text
    assert f'data-home="{where}"' in page.text
    form = find_form(page.text, receipt)
    assert client.post(form.action).headers["Location"] == where
    for _again in range(2):
        assert client.get(receipt).headers["Location"] == where
        assert client.post(form.action).headers["Location"] == where


def test_the_consent_that_was_read_is_the_one_that_is_kept(kiosk: Kiosk, client: Client) -> None:
    where = address_of(kiosk, "en")
    assert client.submit(where, TYPED).status_code == 303
    row = db.session.scalars(select(Signature)).one()
    assert (row.consent.locale, row.consent.number) == ("en", 1)
    assert row.consent.sign in client.get(where).text


def test_the_same_form_twenty_times_is_one_signature_and_one_receipt(kiosk: Kiosk, client: Client) -> None:
    where = address_of(kiosk)
    typed = find_form(client.get(where).text, where).filled(TYPED)
    answers = {client.post(where, data=typed).headers["Location"] for _time in range(20)}
    assert len(answers) == 1
    assert db.session.query(Signature).count() == 1


def test_the_same_person_again_is_told_honestly(kiosk: Kiosk, client: Client) -> None:
    where = address_of(kiosk)
    client.submit(where, TYPED)
    done = client.submit(where, TYPED)
    page = client.get(done.headers["Location"])
    assert "vi har tagit emot den" in page.text
    assert "Nu är vi" not in page.text
    row = db.session.scalars(select(Signature).order_by(Signature.id.desc()).limit(1)).one()
    assert (row.state, row.hold) == (SignatureState.HELD, Hold.TWIN)


def test_what_a_petition_asks_for_is_asked_here_too(kiosk: Kiosk, client: Client) -> None:
    with transaction():
        db.session.add(Area(petition_id=kiosk.petition_id, name="Hagsätra", number=1))
        db.session.add(
            Question(petition_id=kiosk.petition_id, number=1, label="Bor du här?", is_required=True)
        )
    where = address_of(kiosk)
    area, question = db.session.scalars(select(Area.id)).one(), db.session.scalars(select(Question.id)).one()
    wrong = client.submit(where, TYPED)
    assert wrong.status_code == 422
    assert kept(wrong)["name"] == TYPED["name"]
    assert client.submit(where, {**TYPED, "area": str(area), f"q{question}": "yes"}).status_code == 303
    row = db.session.scalars(select(Signature)).one()
    assert (row.area_id, rows.person(row)["answers"]) == (area, {str(question): "yes"})
    assert db.session.get_one(Area, area, populate_existing=True).count == 1


def test_each_mistake_stands_at_its_field_and_the_rest_is_kept(kiosk: Kiosk, client: Client) -> None:
    where = address_of(kiosk)
    before = snapshot()
    for field, values in {
        "name": ("", "x" * 101, "www.exempel.se", "a\0b", "070-123 45 67"),
        "postcode": ("", "1246", "024 65", "å"),
        "consent_sign": ("",),
    }.items():
        for value in values:
            typed = {name: each for name, each in {**TYPED, field: value}.items() if each}
            answer = client.post(where, data=typed)
            assert answer.status_code == 422, (field, value)
            assert problem_with(answer, field), (field, value)
            assert kept(answer)["name"] == typed.get("name", "").replace("\0", "\ufffd")
    assert snapshot() == before


def test_when_it_is_not_open_the_page_says_so_and_takes_nothing(
    kiosk: Kiosk, client: Client, clock: Clock
) -> None:
    later = make_kiosk(kiosk.petition, starts=2)
    ended = make_kiosk(kiosk.petition)
    with transaction():
        service.end_kiosk(db.session.get_one(Kiosk, ended.id), actor=None)
    soon = client.get(address_of(later))
    assert (soon.status_code, "Öppnar 14.00" in soon.text) == (200, True)
    where = address_of(kiosk)
    clock.move(hours=3)
    before = snapshot()
    for address in (address_of(ended), where):
        for answer in (client.get(address), client.post(address, data=TYPED)):
            assert answer.status_code == 410
            assert "papperslistan" in answer.text
            assert "Tack" not in answer.text
    assert snapshot() == before


def test_with_its_petition_closed_a_kiosk_is_over(kiosk: Kiosk, client: Client) -> None:
    with transaction():
        life.close_petition(db.session.get_one(Petition, kiosk.petition_id), actor=None)
    page = client.get(address_of(kiosk))
    assert page.status_code == 410
    assert "Namninsamlingen är stängd" in page.text
    assert "öppna en ny länk" not in page.text


def test_a_link_that_is_none_says_what_to_do(kiosk: Kiosk, client: Client) -> None:
    for token in ("finns-inte", "0" * 40, address_of(kiosk).rpartition("/")[2][:-1] + "g"):
        answer = client.get(f"/namninsamlingar/kiosk/{token}")
        assert answer.status_code == 404
        assert said(KioskUnknown.message) in answer.text
    where = address_of(kiosk)
    assert client.get(f"{where}/tack/finns-inte").headers["Location"] == where
