"""One person signs once; two who share a mailbox may both, when names differ and the postcode is the same."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from app.core.db import db, transaction
from app.petitions import counting
from app.petitions.models import Petition
from app.signatures import rows
from app.signatures.models import Signature, SignatureState
from tests.clients import Client
from tests.clocks import Clock
from tests.factories import make_signature
from tests.mail import Mailbox
from tests.petitions.signers import names, shape, sign, signatures

HOME = "hemma@example.org"


def seat_of(row: Signature) -> int | None:
    """Find a seat for a row as confirming does: with the petition locked."""
    with transaction(public=False):
        counting.lock(row.petition_id)
        return rows.free_seat(db.session.get_one(Signature, row.id))


def waiting(petition: Petition) -> Signature:
    """Give the row that waits for its confirmation."""
    (row,) = signatures(petition, SignatureState.PENDING)
    return row


def test_a_second_person_at_home_gets_a_row_and_a_mail_of_her_own(
    client: Client, petition: Petition, mailbox: Mailbox
) -> None:
    make_signature(petition, name="Åsa Öberg", email=HOME)
    before = len(mailbox.deliver())
    sign(client, petition, name="Bo Öberg", email=HOME)
    assert names(petition, SignatureState.PENDING) == ["Bo Öberg"]
    (told,) = mailbox.deliver()[before:]
    assert "/bekrafta/" in urlsplit(told.links[0]).path
    assert seat_of(waiting(petition)) == 1


@pytest.mark.database("sqlite")
def test_the_same_person_has_signed_already(
    client: Client, petition: Petition, mailbox: Mailbox, clock: Clock
) -> None:
    first = make_signature(petition, name="Åsa Öberg", email=HOME)
    clock.move(hours=1)
    sign(client, petition, name="åsa  ÖBERG", email=HOME, show_name="y")
    assert "/bekrafta/" not in mailbox.last().text
    assert rows.standing_instead([first], name_hash=first.name_hash, postcode="99999") is first


@pytest.mark.database("sqlite")
def test_another_postcode_is_not_the_same_home(petition: Petition) -> None:
    first = make_signature(petition, name="Åsa Öberg", email=HOME)
    assert rows.standing_instead([first], name_hash=b"another", postcode="11122") is first
    assert rows.standing_instead([first], name_hash=b"another", postcode=first.postcode) is None


@pytest.mark.database("sqlite")
def test_a_third_person_finds_no_seat(client: Client, petition: Petition) -> None:
    make_signature(petition, name="Åsa Öberg", email=HOME)
    third = make_signature(petition, name="Cilla Öberg", email=HOME, is_confirmed=False)
    make_signature(petition, name="Bo Öberg", email=HOME)
    assert sorted(row.seat for row in signatures(petition, SignatureState.CONFIRMED)) == [0, 1]
    assert seat_of(third) is None
    sign(client, petition, name="Dan Öberg", email=HOME)
    dan = [row for row in signatures(petition) if rows.person(row)["name"] == "Dan Öberg"]
    assert [row.mails_sent for row in dan] in ([], [0])  # nobody is asked to confirm what has no room


@pytest.mark.database("sqlite")
def test_the_seat_of_one_who_left_is_free_again(petition: Petition) -> None:
    first = make_signature(petition, name="Åsa Öberg", email=HOME)
    make_signature(petition, name="Bo Öberg", email=HOME)
    with transaction():
        counting.lock(petition.id)
        counting.count_one(db.session.get_one(Signature, first.id), by=-1)
        db.session.delete(db.session.get_one(Signature, first.id))
    third = make_signature(petition, name="Cilla Öberg", email=HOME, is_confirmed=False)
    assert seat_of(third) == 0


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("state", [SignatureState.HELD, SignatureState.INVALID])
def test_what_is_held_or_taken_out_keeps_its_seat(petition: Petition, state: SignatureState) -> None:
    first = make_signature(petition, name="Åsa Öberg", email=HOME)
    second = make_signature(petition, name="Bo Öberg", email=HOME, is_confirmed=False)
    with transaction():
        db.session.get_one(Signature, first.id).state = state
    assert seat_of(second) == 1


@pytest.mark.database("sqlite")
def test_a_stranger_sees_the_same_whoever_has_the_mailbox(
    client: Client, petition: Petition, clock: Clock
) -> None:
    make_signature(petition, name="Åsa Öberg", email=HOME)
    clock.move(hours=1)
    seen = {
        shape(sign(client, petition, name=name, email=email, postcode=postcode))
        for name, email, postcode in (
            ("Åsa Öberg", HOME, "12465"),
            ("Bo Öberg", HOME, "12465"),
            ("Bo Öberg", HOME, "11122"),
            ("Bo Öberg", "ny@example.org", "12465"),
        )
    }
    assert len(seen) == 1
