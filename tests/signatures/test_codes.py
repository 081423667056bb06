"""The code in the mail: typed on the page after signing it confirms as the link does."""

from __future__ import annotations

import pytest

from app.core.db import transaction
from app.petitions.models import Petition
from app.signatures import entering, handles, refusals
from app.signatures.codes import code_of
from app.signatures.models import SignatureState
from tests.budgets import snapshot
from tests.clients import Client
from tests.clocks import Clock
from tests.factories import make_petition, make_signature
from tests.mail import Mailbox
from tests.petitions.conftest import AtOnce
from tests.petitions.signers import counts, problem_with, said, sign, signatures
from tests.petitions.test_confirming import close
from tests.signatures.waiting import WRONG, code_in, enter, page_of, pages_of_three, same

SQLITE = pytest.mark.database("sqlite")


def test_the_code_confirms_as_the_link_does(client: Client, petition: Petition, mailbox: Mailbox) -> None:
    where = page_of(client, petition)
    letter = mailbox.last()
    answer = enter(client, where, code_in(letter))
    assert answer.status_code == 303
    assert letter.links[0].endswith(answer.location)
    assert "1" in client.get(answer.location).text.partition("<h1")[2].partition("</h1>")[0]
    assert counts(petition)["online"] == 1


@SQLITE
def test_it_is_typed_in_any_way(client: Client, petition: Petition, mailbox: Mailbox) -> None:
    for number in range(4):
        where = page_of(client, petition, email=f"p{number}@example.org")
        code = code_in(mailbox.last())
        typed = (code, code.lower(), code.replace("-", ""), f" {code.replace('-', ' – ')} ")[number]
        assert enter(client, where, typed).status_code == 303, typed
    assert counts(petition)["online"] == 4


@SQLITE
def test_pressing_twice_counts_once_and_thanks_twice(
    client: Client, petition: Petition, mailbox: Mailbox
) -> None:
    where = page_of(client, petition)
    code = code_in(mailbox.last())
    assert enter(client, where, code).location == enter(client, where, code).location
    assert counts(petition)["online"] == 1


@SQLITE
@pytest.mark.parametrize(("minutes", "status"), [(30, 303), (30.01, 422)])
def test_it_works_for_thirty_minutes(
    client: Client, petition: Petition, mailbox: Mailbox, clock: Clock, minutes: float, status: int
) -> None:
    where = page_of(client, petition)
    code = code_in(mailbox.last())
    clock.move(minutes=minutes)
    assert enter(client, where, code).status_code == status


@SQLITE
@pytest.mark.parametrize("language", ["sv", "en"])
def test_six_tries_are_one_too_many_even_for_the_right_one(
    client: Client, petition: Petition, mailbox: Mailbox, language: str
) -> None:
    where = page_of(client, petition, language=language)
    right = code_in(mailbox.last())
    for left in (4, 3, 2, 1):
        answer = enter(client, where, WRONG)
        assert (answer.status_code, "XXXX-XXXX" in answer.text) == (422, True)
        assert f" {left} " in problem_with(answer, "code")
    enter(client, where, WRONG)
    answer = enter(client, where, right)
    assert answer.status_code == 429
    assert said(entering.NoTriesLeft.message, language) in answer.text
    assert said(entering.NoTriesLeft.message, language) in client.get(where).text
    assert signatures(petition)[0].state == SignatureState.PENDING
    assert (
        client.post(mailbox.last().links[0].partition("8000")[2]).status_code == 303
    )  # the link still works


def test_six_tries_at_once_are_five(petition: Petition, at_once: AtOnce) -> None:
    row = make_signature(petition, is_confirmed=False)
    petition_id, receipt = petition.id, row.receipt

    def spend() -> bool:
        with transaction(public=False):
            return handles.spend_try(petition_id, receipt)

    assert sorted(map(str, at_once(*[spend] * 8))) == ["False"] * 3 + ["True"] * 5
    assert handles.get_left(receipt).tries == 0


@SQLITE
def test_known_waiting_and_new_addresses_get_the_same_answers(client: Client, petition: Petition) -> None:
    wheres = pages_of_three(client, petition)
    for _try in range(6):
        assert same([enter(client, where, WRONG) for where in wheres], wheres)
        assert same([client.get(where) for where in wheres], wheres)


@SQLITE
def test_what_no_code_looks_like_costs_no_try(client: Client, petition: Petition) -> None:
    where = page_of(client, petition)
    before = snapshot()
    for typed in (
        "",
        "kort",
        "O0I1-AEUY",
        "X" * 400,
        "<script>",
        "\u202eXXXX-XXX",
        "12345678",
        "XXXX XXXX X",
    ):
        answer = enter(client, where, typed)
        assert answer.status_code == 422, typed
        assert problem_with(answer, "code")
    assert snapshot() == before


@SQLITE
def test_a_code_of_another_petition_person_or_mail_is_wrong(
    client: Client, petition: Petition, mailbox: Mailbox, clock: Clock
) -> None:
    other = make_petition()
    elsewhere = page_of(client, other)
    foreign = code_in(mailbox.last())
    neighbour = page_of(client, petition, name="Bo Ek", email="bo@example.org")
    hers = code_in(mailbox.last())
    where = page_of(client, petition)
    old = code_in(mailbox.last())
    clock.move(minutes=10)
    sign(client, petition)  # a new mail, a new code
    assert {enter(client, where, code).status_code for code in (foreign, hers, old)} == {422}
    crossed = elsewhere.replace(other.slug, petition.slug)
    assert enter(client, crossed, foreign).status_code == 422
    assert enter(client, neighbour, hers).status_code == 303
    assert enter(client, where, code_in(mailbox.last())).status_code == 303
    assert counts(petition)["online"] == 2


@SQLITE
def test_a_receipt_that_is_none_is_not_there(client: Client, petition: Petition) -> None:
    before = snapshot()
    for made_up in ("00", "0" * 39, "G" * 40, "0" * 42, "A" * 40):
        where = f"/namninsamlingar/{petition.slug}/ett-steg-kvar/{made_up}"
        assert {client.get(where).status_code, enter(client, where, WRONG).status_code} == {404}
    assert snapshot() == before


@SQLITE
def test_the_code_works_a_day_after_closing_as_the_link_does(
    client: Client, petition: Petition, mailbox: Mailbox, clock: Clock
) -> None:
    where = page_of(client, petition)
    close(petition)
    assert enter(client, where, code_in(mailbox.last())).status_code == 303
    clock.move(hours=24, seconds=1)
    answer = enter(client, where, WRONG)
    assert (answer.status_code, said(refusals.PetitionClosed.message) in answer.text) == (410, True)
    assert "<form" not in client.get(where).text.partition("<main")[2]


@SQLITE
def test_codes_differ_by_mail_person_and_petition(petition: Petition, clock: Clock) -> None:
    receipts = [bytes([number]) * 20 for number in range(3)]
    scopes = petition.scope, make_petition().scope
    codes = {code_of(scope, receipt, clock.now()) for scope in scopes for receipt in receipts}
    clock.move(seconds=1)
    codes |= {code_of(scope, receipt, clock.now()) for scope in scopes for receipt in receipts}
    assert len(codes) == 12


@SQLITE
def test_nothing_of_a_code_is_stored(client: Client, petition: Petition, mailbox: Mailbox) -> None:
    page_of(client, petition)
    code = code_in(mailbox.last())
    stored = repr(snapshot())
    assert code not in stored
    assert code.replace("-", "") not in stored


@SQLITE
@pytest.mark.settings(rate_limits=True)
def test_a_network_cannot_try_on_and_on(client: Client, petition: Petition) -> None:
    where = page_of(client, petition)
    base = where.rpartition("/")[0]
    answers = [enter(client, f"{base}/{number:040x}", WRONG).status_code for number in range(61)]
    assert answers[:60] == [422] * 60
    assert answers[60] == 429
