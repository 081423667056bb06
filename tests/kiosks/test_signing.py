"""Signing at a stand: counted at once, once each, looked at where it is odd."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.db import db, transaction
from app.kiosks import receipts, service
from app.kiosks.models import Kiosk
from app.kiosks.refusals import KioskOver
from app.petitions import counting
from app.petitions import service as petitions
from app.petitions.models import Petition, SourceCount
from app.signatures import rows
from app.signatures.models import Channel, Hold, Signature, SignatureState
from tests.clocks import Clock
from tests.factories import make_petition, make_signature
from tests.kiosks.stands import make_kiosk, sign_there
from tests.petitions.conftest import AtOnce
from tests.petitions.signers import counts


@pytest.fixture
def kiosk(app: Flask, clock: Clock) -> Kiosk:
    """Give a kiosk that is open."""
    return make_kiosk()


def is_right(kiosk: Kiosk) -> bool:
    """Say whether every count of the kiosk's petition agrees with its rows."""
    db.session.rollback()
    return counting.check(db.session.get_one(Petition, kiosk.petition_id)).is_right


def test_a_signature_at_a_stand_counts_at_once(kiosk: Kiosk) -> None:
    row = sign_there(kiosk, name="Åsa Provström", postcode="12465", answers={"7": "yes"})
    assert (row.state, row.channel, row.number) == (SignatureState.CONFIRMED, Channel.KIOSK, 1)
    assert rows.person(row) == {"name": "Åsa Provström", "email": "", "answers": {"7": "yes"}}
    assert (row.show_name, row.contact_me, row.mails_sent) == (False, False, 0)
    assert row.consent.petition_id == kiosk.petition_id
    found = counts(kiosk.petition)
    assert found["online"] == 1
    assert list(found["days"]) == [("2026-03-14", "kiosk")]
    assert db.session.query(SourceCount.source, SourceCount.count).all() == [("kiosk", 1)]
    db.session.refresh(kiosk)
    assert kiosk.count == 1
    assert is_right(kiosk)


def test_the_same_form_many_times_is_one_signature(kiosk: Kiosk) -> None:
    typed = {"name": "Åsa Provström", "once": "f" * 32}
    assert len({sign_there(kiosk, **typed).id for _time in range(20)}) == 1
    db.session.refresh(kiosk)
    assert (kiosk.count, counts(kiosk.petition)["online"]) == (1, 1)


def test_the_same_name_and_postcode_is_looked_at(kiosk: Kiosk) -> None:
    make_signature(kiosk.petition, name="Bo Testberg", email="bo@example.org", postcode="12465")
    for name, postcode, is_twin in (
        ("bo  TESTBERG", "12465", True),
        ("Bo Testberg", "12432", False),
        ("Bosse Testberg", "12465", False),
        ("Bosse Testberg", "12465", True),
    ):
        row = sign_there(kiosk, name=name, postcode=postcode)
        assert (row.hold == Hold.TWIN, row.number is None) == (is_twin, is_twin), name
    assert counts(kiosk.petition)["online"] == 3
    assert is_right(kiosk)


def test_what_was_begun_on_the_web_is_looked_at_when_it_is_confirmed_after_all(kiosk: Kiosk) -> None:
    begun = make_signature(kiosk.petition, name="Åsa Provström", postcode="12465", is_confirmed=False)
    other = make_signature(kiosk.petition, name="Åsa Provström", postcode="12432", is_confirmed=False)
    assert sign_there(kiosk, name="Åsa Provström", postcode="12465").hold is None
    db.session.refresh(begun)
    db.session.refresh(other)
    assert begun.hold == Hold.TWIN
    assert other.hold is None


def test_who_signed_at_the_stand_first_is_looked_at_when_the_web_signature_is_confirmed(kiosk: Kiosk) -> None:
    assert sign_there(kiosk, name="Åsa Provström", postcode="12465").hold is None
    later = make_signature(kiosk.petition, name="Åsa Provström", postcode="12465")
    other = make_signature(kiosk.petition, name="Åsa Provström", postcode="12432")
    assert (later.state, later.hold) == (SignatureState.HELD, Hold.TWIN)
    assert (other.state, other.hold) == (SignatureState.CONFIRMED, None)
    assert counts(kiosk.petition)["online"] == 2
    assert is_right(kiosk)


def test_more_than_a_tablet_can_take_in_a_minute_is_looked_at_and_never_refused(
    clock: Clock, kiosk: Kiosk
) -> None:
    elsewhere = make_kiosk(kiosk.petition, place="Högdalen")
    holds = [sign_there(kiosk).hold for _person in range(8)]
    assert holds == [None] * 6 + [Hold.BURST] * 2
    assert sign_there(elsewhere).hold is None
    clock.move(seconds=61)
    assert sign_there(kiosk).hold is None
    assert counts(kiosk.petition)["online"] == 8
    assert is_right(kiosk)


def test_a_joke_name_is_looked_at(kiosk: Kiosk) -> None:
    assert sign_there(kiosk, name="Kalle Anka").hold == Hold.NAME
    assert sign_there(kiosk, name="Karin Ankarcrona").hold is None


def test_nobody_signs_before_after_or_when_it_is_ended(clock: Clock, kiosk: Kiosk) -> None:
    later = make_kiosk(kiosk.petition, starts=1, ends=2)
    ended = make_kiosk(kiosk.petition)
    with transaction():
        service.end_kiosk(db.session.get_one(Kiosk, ended.id), actor=None)
    for closed in (later, ended):
        with pytest.raises(KioskOver):
            sign_there(closed)
    clock.move(hours=3)
    with pytest.raises(KioskOver):
        sign_there(kiosk)
    with transaction():
        petitions.close_petition(db.session.get_one(Petition, kiosk.petition_id), actor=None)
    assert counts(kiosk.petition)["online"] == 0


def test_the_code_leads_back_to_one_signature_only(kiosk: Kiosk) -> None:
    mine, other = sign_there(kiosk), sign_there(kiosk)
    code = receipts.code_of(mine)
    assert len(code) == 14
    found = receipts.find_by_receipt_code(kiosk.petition, code)
    assert found is not None
    assert found.id == mine.id
    typed = f" {code.lower().replace('-', ' ').replace('0', 'o').replace('1', 'l')} "
    assert receipts.find_by_receipt_code(kiosk.petition, typed) == found
    assert receipts.code_of(other) != code
    mixed = code[:4] + receipts.code_of(other)[4:]
    for wrong in (
        mixed,
        code[:-1],
        code + "0",
        "",
        "Å" * 12,
        "U" * 12,
        code[:-1] + ("0" if code[-1] != "0" else "1"),
    ):
        assert receipts.find_by_receipt_code(kiosk.petition, wrong) is None, wrong
    assert receipts.find_by_receipt_code(make_petition(), code) is None
    web = make_signature(kiosk.petition)
    assert receipts.find_by_receipt_code(kiosk.petition, receipts.code_of(web)) is None


def test_the_same_form_and_many_people_at_once(kiosk: Kiosk, at_once: AtOnce) -> None:
    kiosk_id = kiosk.id

    def sign(name: str, once: str) -> int:
        return sign_there(db.session.get_one(Kiosk, kiosk_id), name=name, once=once).id

    same = at_once(*[lambda: sign("Åsa Provström", "a" * 32)] * 8)
    assert len(set(same)) == 1, same
    crowd = at_once(*[lambda n=n: sign(f"Ny{n} Provström", f"{n:032x}") for n in range(8)])
    assert len(set(crowd)) == 8, crowd
    held = db.session.scalars(select(Signature).where(Signature.state == SignatureState.HELD)).all()
    assert {row.hold for row in held} == {Hold.BURST}
    assert counts(kiosk.petition)["online"] == 9 - len(held) == 6
    assert is_right(kiosk)


def test_ending_while_people_sign_counts_what_was_thanked_for(kiosk: Kiosk, at_once: AtOnce) -> None:
    kiosk_id = kiosk.id

    def end() -> None:
        with transaction():
            service.end_kiosk(db.session.get_one(Kiosk, kiosk_id), actor=None)

    def sign(number: int) -> int:
        return sign_there(db.session.get_one(Kiosk, kiosk_id), name=f"Ny{number} Provström").id

    done = at_once(*[lambda n=n: sign(n) for n in range(4)], end)
    faults = [each for each in done[:4] if isinstance(each, Exception)]
    assert all(isinstance(each, KioskOver) for each in faults), done
    assert counts(kiosk.petition)["online"] == 4 - len(faults)
    assert is_right(kiosk)


def test_a_receipt_is_shown_for_minutes_only(clock: Clock, kiosk: Kiosk) -> None:
    row = sign_there(kiosk)
    name = receipts.name_of(row)
    assert receipts.find_shown(kiosk, name) is not None
    assert receipts.find_shown(make_kiosk(kiosk.petition), name) is None
    assert receipts.find_shown(kiosk, name[:-2] + "AA") is None
    clock.move(seconds=timedelta(minutes=3).total_seconds())
    assert receipts.find_shown(kiosk, name) is None
