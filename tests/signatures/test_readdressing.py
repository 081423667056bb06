"""The address corrected on the page after signing: the old one is dead, and nobody learns anything by it."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from sqlalchemy import func, select

from app.core.db import db, transaction
from app.core.mail import OutboxMail
from app.fraud import rules
from app.fraud.models import RuleAct, RuleKind
from app.petitions.models import Petition
from app.signatures import readdressing, rows
from app.signatures.models import Hold, SignatureState
from tests.budgets import snapshot
from tests.clients import Client
from tests.clocks import Clock
from tests.factories import make_petition, make_signature
from tests.mail import Mailbox
from tests.petitions.conftest import AtOnce
from tests.petitions.signers import counts, names, problem_with, said, signatures
from tests.petitions.test_confirming import close
from tests.signatures.waiting import (
    KNOWN,
    NEW,
    code_in,
    correct,
    enter,
    page_of,
    pages_of_three,
)

SQLITE = pytest.mark.database("sqlite")
RIGHT = "ratt@example.org"


def test_another_address_gets_the_mail_and_the_old_one_is_dead(
    client: Client, petition: Petition, mailbox: Mailbox
) -> None:
    where = page_of(client, petition, email="asa@exmaple.org", show_name="y", contact_me="y")
    old = mailbox.last()
    answer = correct(client, where, RIGHT)
    assert answer.status_code == 303
    page = urlsplit(answer.location).path
    new = mailbox.last()
    assert new.to == RIGHT
    for path in (urlsplit(old.links[0]).path, f"{urlsplit(old.links[0]).path}/inte-jag"):
        assert client.get(path).status_code == 404
        assert client.post(path).status_code == 404
    assert enter(client, page, code_in(old)).status_code == 422
    assert enter(client, page, code_in(new)).status_code == 303
    (row,) = signatures(petition, SignatureState.CONFIRMED)
    assert rows.person(row) == {"name": "Åsa Öberg", "email": RIGHT}
    assert (row.show_name, row.contact_me, row.postcode) == (True, True, "12465")


@SQLITE
def test_a_mail_that_has_not_left_to_the_wrong_address_never_does(
    client: Client, petition: Petition, mailbox: Mailbox
) -> None:
    correct(client, page_of(client, petition, email="asa@exmaple.org"), RIGHT)
    assert [letter.to for letter in mailbox.deliver()] == [RIGHT]


@SQLITE
def test_whoever_corrects_learns_nothing_by_mail_of_the_first_address(
    client: Client, petition: Petition, mailbox: Mailbox
) -> None:
    """Typed with a stranger's address and corrected to one's own: the same mail comes, whatever she did."""
    wheres = pages_of_three(client, petition)
    hers = rows.person(signatures(petition, SignatureState.CONFIRMED)[0])
    wheres.append(page_of(client, petition, email=KNOWN, name=hers["name"]))
    assert len(set(wheres)) == 4
    told = []
    for number, where in enumerate(wheres):
        answer = correct(client, where, f"egen{number}@example.org")
        letter = mailbox.last()
        assert letter.to == f"egen{number}@example.org"
        told.append((letter.subject, len(letter.links), len(letter.text)))
        assert enter(client, urlsplit(answer.location).path, code_in(letter)).status_code == 303
    assert len(set(told)) == 1
    confirmed = signatures(petition, SignatureState.CONFIRMED)
    assert len(confirmed) == counts(petition)["online"] == 5
    assert KNOWN in {rows.person(row)["email"] for row in confirmed}  # hers stands as it did


@SQLITE
def test_who_typed_the_very_answers_of_a_counted_signature_does_not_touch_it(
    client: Client, petition: Petition, mailbox: Mailbox
) -> None:
    where = page_of(client, petition)
    client.post(urlsplit(mailbox.last().links[0]).path)
    assert page_of(client, petition) == where
    correct(client, where, RIGHT)
    assert mailbox.last().to == RIGHT
    (row,) = signatures(petition, SignatureState.CONFIRMED)
    assert rows.person(row)["email"] == "asa@example.org"


@SQLITE
def test_two_corrections_and_no_third_also_by_way_of_the_new_page(
    client: Client, petition: Petition, mailbox: Mailbox
) -> None:
    where = page_of(client, petition, email="ett@example.org")
    for email in ("tva@example.org", "tre@example.org"):
        where = urlsplit(correct(client, where, email).location).path
    answer = correct(client, where, "fyra@example.org")
    assert answer.status_code == 429
    assert problem_with(answer, "email") == said(readdressing.NoCorrectionsLeft.message)
    assert "fyra@example.org" in answer.text
    assert [letter.to for letter in mailbox.deliver()] == ["tre@example.org"]
    assert f'action="{where}/adress"' not in client.get(where).text


def test_the_button_pressed_many_times_at_once_moves_it_once(petition: Petition, at_once: AtOnce) -> None:
    row = make_signature(petition, is_confirmed=False)
    petition_id, receipt = petition.id, row.receipt

    def move() -> bytes:
        mine = db.session.get_one(Petition, petition_id)
        with transaction(public=False):
            return readdressing.correct_address(mine, receipt, RIGHT, network="192.0.2.1")

    done = at_once(*[move] * 6)
    assert sum(isinstance(each, readdressing.NoCorrectionsLeft) for each in done) == 4
    assert len({each for each in done if isinstance(each, bytes)}) == 1
    assert [rows.person(each)["email"] for each in signatures(petition)] == [RIGHT]
    assert db.session.scalar(select(func.count()).where(OutboxMail.kind == "petitions.confirm")) == 1


@SQLITE
def test_an_address_of_somebody_who_has_signed_tells_her_alone(
    client: Client, petition: Petition, mailbox: Mailbox, clock: Clock
) -> None:
    make_signature(petition, email=KNOWN, name="Bo Ek", postcode="41101")
    clock.move(minutes=11)
    before = len(mailbox.deliver())
    answer = correct(client, page_of(client, petition, email=NEW), KNOWN)
    letter = mailbox.deliver()[before:][-1]
    assert (letter.to, "mina-underskrifter" in letter.links[0]) == (KNOWN, True)
    page = urlsplit(answer.location).path
    assert client.get(page).status_code == 200
    correct(client, page, RIGHT)
    assert mailbox.last().to == RIGHT


@SQLITE
def test_bad_addresses_are_told_at_their_field_and_kept(client: Client, petition: Petition) -> None:
    where = page_of(client, petition)
    before = snapshot()
    for typed in ("", "asa", "asa@", "a\r\nBcc: x@example.org", "<script>alert(1)</script>", "x" * 400):
        answer = correct(client, where, typed)
        assert answer.status_code == 422, typed
        assert problem_with(answer, "email")
    assert snapshot() == before


@SQLITE
def test_a_receipt_of_another_petition_moves_nothing(
    client: Client, petition: Petition, mailbox: Mailbox
) -> None:
    other = make_petition()
    where = page_of(client, other)
    correct(client, where.replace(other.slug, petition.slug), RIGHT)
    assert [letter.to for letter in mailbox.deliver()] == ["asa@example.org"]
    assert names(other) == ["Åsa Öberg"]


@SQLITE
def test_a_rule_on_the_new_domain_holds_it(client: Client, petition: Petition, mailbox: Mailbox) -> None:
    with transaction():
        rules.add_rule(RuleKind.DOMAIN, "*.trams.example", RuleAct.HOLD, note="", is_meant=True, actor=None)
    answer = correct(client, page_of(client, petition), "asa@post.trams.example")
    assert signatures(petition)[0].hold == Hold.RULE
    enter(client, urlsplit(answer.location).path, code_in(mailbox.last()))
    assert signatures(petition)[0].state == SignatureState.HELD
    assert counts(petition)["online"] == 0


@SQLITE
def test_after_closing_no_address_is_corrected(client: Client, petition: Petition, mailbox: Mailbox) -> None:
    where = page_of(client, petition)
    close(petition)
    assert correct(client, where, RIGHT).status_code == 410
    assert [letter.to for letter in mailbox.deliver()] == ["asa@example.org"]
