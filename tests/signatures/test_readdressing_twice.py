"""The address corrected when something goes wrong, once more, or by somebody whose network is busy."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from sqlalchemy import func, select

from app.core import crypto
from app.core.db import db, transaction
from app.core.mail import OutboxMail
from app.fraud import weighing
from app.petitions import purging
from app.petitions.models import Petition
from app.signatures import links, readdressing, rows, signing
from app.signatures.models import Hold, Signature, SignerLink
from app.signatures.refusals import PetitionClosed
from tests.clients import Client
from tests.clocks import Clock
from tests.factories import make_signature
from tests.mail import Mailbox
from tests.petitions.signers import problem_with, said, signatures
from tests.signatures.waiting import correct, pages_of_three, same

pytestmark = pytest.mark.database("sqlite")
RIGHT, THIRD = "ratt@example.org", "tredje@example.org"


def test_a_correction_that_fails_leaves_a_signature_that_nothing_erases_later(
    petition: Petition, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = make_signature(petition, is_confirmed=False)

    def close(_sealed: object) -> None:
        raise PetitionClosed

    monkeypatch.setattr(signing, "sign_petition", close)
    with pytest.raises(PetitionClosed), transaction():
        readdressing.correct_address(petition, row.receipt, RIGHT, network="192.0.2.1")
    assert len(signatures(petition)) == 1
    assert crypto.key_store().erased("signature") == []
    assert purging.reapply_erasures() == 0


def test_back_and_corrected_once_more_is_refused_with_a_sentence_for_every_address(
    client: Client, petition: Petition, mailbox: Mailbox
) -> None:
    wheres = pages_of_three(client, petition)
    first = [correct(client, where, RIGHT) for where in wheres]
    mailbox.deliver()
    answers = [correct(client, where, THIRD) for where in wheres]
    assert same(answers, wheres)
    assert answers[0].status_code == 409
    assert problem_with(answers[0], "email") == said(readdressing.CorrectedElsewhere.message)
    assert THIRD not in {letter.to for letter in mailbox.deliver()}
    assert correct(client, urlsplit(first[-1].location).path, THIRD).status_code == 303
    again = [correct(client, where, RIGHT) for where in wheres]  # the same once more leads to the same page
    assert [each.location for each in again] == [each.location for each in first]


@pytest.mark.parametrize(
    ("was", "weighed", "hold"),
    [
        (None, Hold.BURST, None),
        (Hold.BURST, None, Hold.BURST),
        (Hold.BURST, Hold.RULE, Hold.RULE),
        (Hold.NAME, Hold.RULE, Hold.NAME),
    ],
)
def test_nobody_is_held_for_having_signed_just_before(
    petition: Petition, monkeypatch: pytest.MonkeyPatch, was: Hold | None, weighed: Hold | None, hold: Hold
) -> None:
    row = make_signature(petition, is_confirmed=False)
    monkeypatch.setattr(weighing, "weigh", lambda *_args, **_more: weighing.Weight(hold=weighed))
    with transaction():
        db.session.get_one(Signature, row.id).hold = was
        readdressing.correct_address(petition, row.receipt, RIGHT, network="192.0.2.1")
    (moved,) = signatures(petition)
    assert (rows.person(moved)["email"], moved.hold) == (RIGHT, hold)


def test_what_nobody_confirmed_takes_its_mails_along(petition: Petition, clock: Clock) -> None:
    make_signature(petition, is_confirmed=False)
    assert db.session.scalar(select(func.count()).select_from(OutboxMail)) == 1
    clock.move(days=14, seconds=1)
    assert purging.forget_unconfirmed() == 1
    assert db.session.scalar(select(func.count()).select_from(OutboxMail)) == 0


def test_a_link_is_forgotten_by_the_clock_and_not_by_the_next_one(petition: Petition, clock: Clock) -> None:
    row = make_signature(petition)

    def make() -> int:
        with transaction():
            links.make_signer_link(db.session.get_one(Signature, row.id))
        return db.session.scalar(select(func.count()).select_from(SignerLink)) or 0

    assert make() == 1
    clock.move(days=1, hours=1, seconds=1)
    assert make() == 2
    assert links.forget_expired() == 1
    assert db.session.scalar(select(func.count()).select_from(SignerLink)) == 1
