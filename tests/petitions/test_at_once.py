"""Acts at the same moment: the same one counts once, different ones all count, on each database."""

from __future__ import annotations

import http.client
import urllib.request
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from urllib.parse import urlencode, urlsplit

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from app.core import clock as app_clock
from app.core import crypto
from app.core.db import db, transaction
from app.core.mail import OutboxMail
from app.petitions import counting, purging, queries, service
from app.petitions.models import Petition
from app.signatures import confirming, links, refusals, sealing, signing, withdrawing
from app.signatures.models import Signature, SignatureState, SignerLink
from tests.factories import (
    FAMILY_NAMES,
    GIVEN_NAMES,
    confirmation_token,
    make_paper_total,
    make_signature,
)
from tests.petitions.conftest import AtOnce
from tests.petitions.signers import TYPED, address_of, counts, names, signatures
from tests.servers import LiveServer

MANY = 20


def post(server: LiveServer, path: str, **fields: str) -> tuple[int, str]:
    """Send a form to a server and give the status and where it leads."""
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=30)
    try:
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Origin": server.url}
        connection.request("POST", path, urlencode(fields), headers)
        answer = connection.getresponse()
        answer.read()
        return answer.status, answer.headers.get("Location", "")
    finally:
        connection.close()


def shown_count(server: LiveServer, path: str) -> int:
    """Read the counter of a petition's page, over a connection of its own."""
    with urllib.request.urlopen(server.url + path, timeout=30) as answer:
        page = answer.read().decode()
    return int(page.partition('class="counter__number">')[2].partition("<")[0])


def together(act: Callable[[int], tuple[int, str]], times: int = MANY) -> list[tuple[int, str]]:
    """Do an act many times at once."""
    with ThreadPoolExecutor(times) as threads:
        return list(threads.map(act, range(times)))


def mails() -> int:
    """Count the mails that were ever written down, to somebody."""
    db.session.rollback()
    return db.session.scalar(select(func.count()).where(OutboxMail.kind != "nothing")) or 0


def let_time_pass() -> None:
    """Make every mail and link of a signature one of an hour ago."""
    with transaction():
        db.session.execute(update(Signature).values(last_mail_at=app_clock.now() - timedelta(hours=1)))
        db.session.execute(update(SignerLink).values(expires_at=app_clock.now() + timedelta(minutes=1)))


def test_the_same_form_twenty_times_at_once_is_one_row_and_one_mail(
    petition: Petition, served: LiveServer
) -> None:
    where = address_of(petition)
    answers = together(lambda _n: post(served, where, **TYPED))
    assert len(set(answers)) == 1
    assert answers[0][0] == 303
    assert names(petition) == ["Åsa Öberg"]
    assert mails() == 1

    let_time_pass()  # the same act again: it mails again, once
    assert set(together(lambda _n: post(served, where, **TYPED))) == set(answers)
    assert len(signatures(petition)) == 1
    assert mails() == 2

    link = f"/namninsamlingar/bekrafta/{confirmation_token(signatures(petition)[0])}"
    assert {status for status, _ in together(lambda _n: post(served, link))} == {303}
    assert counts(petition)["online"] == 1

    let_time_pass()  # an address that has signed: its owner is told, once
    assert set(together(lambda _n: post(served, where, **TYPED))) == set(answers)
    assert names(petition, SignatureState.CONFIRMED) == ["Åsa Öberg"]
    assert len(signatures(petition)) <= 2  # what was typed may wait, without a mail, to be put right
    assert mails() == 3

    let_time_pass()
    together(lambda _n: post(served, where + "/min-underskrift", email=TYPED["email"]))
    assert mails() == 4


def test_a_crowd_at_once_gets_a_number_each(petition: Petition, served: LiveServer) -> None:
    where = address_of(petition)

    def sign(number: int) -> tuple[int, str]:
        name = GIVEN_NAMES[number % 10] + " " + FAMILY_NAMES[number // 10 % 5]
        typed = {**TYPED, "name": name, "email": f"{letters(number)}@example.org"}
        return post(served, where, **typed)

    assert Counter(status for status, _ in together(sign)) == {303: MANY}
    tokens = [confirmation_token(row) for row in signatures(petition)]
    together(lambda n: post(served, f"/namninsamlingar/bekrafta/{tokens[n % MANY]}"), MANY * 2)
    assert sorted(row.number or 0 for row in signatures(petition)) == list(range(1, MANY + 1))
    assert counts(petition)["online"] == MANY
    assert counting.check(petition).is_right
    # Pages are kept by each process, and each drops them when anyone has written.
    assert {shown_count(served, where) for _time in range(12)} == {MANY}


def letters(number: int) -> str:
    """Write a number in letters: what carries the same number in name and address looks made."""
    return "".join(chr(ord("a") + int(digit)) for digit in str(number))


def test_one_mailbox_confirming_two_homes_at_once_counts_once(petition: Petition, at_once: AtOnce) -> None:
    for number in range(1, 11):
        email = f"person{number}@example.org"
        rows = [
            make_signature(petition, email=email, name=name, postcode=postcode, is_confirmed=False)
            for name, postcode in (("Å", "12465"), ("Ö", "11122"))
        ]
        first, second = (confirmation_token(row) for row in rows)
        done = at_once(lambda t=first: confirm(t), lambda t=second: confirm(t))
        assert len(set(done)) == 1, done  # both are shown the one that counts
        assert len(signatures(petition, SignatureState.CONFIRMED)) == number
        assert counts(petition)["online"] == number


def test_three_at_home_confirming_at_once_are_two(petition: Petition, at_once: AtOnce) -> None:
    for number in range(1, 6):
        email = f"person{number}@example.org"
        rows = [make_signature(petition, email=email, name=name, is_confirmed=False) for name in "ÅÄÖ"]
        tokens = [confirmation_token(row) for row in rows]
        done = at_once(*[lambda t=token: confirm(t) for token in tokens])
        assert len(set(done)) == 2, done  # the third is shown one of those who count
        seats = [row.seat for row in signatures(petition, SignatureState.CONFIRMED)]
        assert sorted(seats) == [0] * number + [1] * number
        assert counts(petition)["online"] == 2 * number


def confirm(token: str) -> int:
    """Confirm as the page does, and give the number of the row that counts."""
    with transaction():
        return confirming.confirm_signature(token).id


def test_the_database_itself_refuses_a_second_confirmed_row(petition: Petition) -> None:
    rows = [make_signature(petition, email="asa@example.org", name=name, is_confirmed=False) for name in "ÅÖ"]
    confirm(confirmation_token(rows[0]))
    forced = update(Signature).where(Signature.id == rows[1].id).values(state=SignatureState.CONFIRMED)
    with pytest.raises(IntegrityError), transaction():
        db.session.execute(forced)


def test_the_same_signing_in_many_threads_is_one_row(petition: Petition, at_once: AtOnce) -> None:
    signer = sealing.Signer(name="Åsa", email="asa@example.org", postcode="12465")
    slug = petition.slug

    def sign() -> bytes:
        sealed = sealing.seal_signature(queries.get_signable(slug, "sv"), signer)
        with transaction(public=False):
            signing.sign_petition(sealed)
        return sealed.receipt

    assert len(set(at_once(*[sign] * 8))) == 1
    assert len(signatures(petition)) == 1
    assert mails() == 1


def test_pressing_remove_many_times_at_once_lowers_the_count_once(
    petition: Petition, at_once: AtOnce
) -> None:
    make_signature(petition, email="bo@example.org")
    for number in range(5):
        row = make_signature(petition, email=f"person{number}@example.org")
        with transaction():
            token = links.make_signer_link(db.session.get_one(Signature, row.id))
        done = at_once(*[lambda t=token: withdraw(t)] * 6)
        assert all(each is None or isinstance(each, refusals.LinkUnknown) for each in done), done
        assert None in done
        assert counts(petition)["online"] == 1
    assert counting.check(petition).is_right
    assert db.session.scalar(select(func.count()).select_from(SignerLink)) == 0


def withdraw(token: str) -> None:
    """Withdraw as the page does."""
    with transaction():
        withdrawing.withdraw_all(links.list_behind(token))


def test_confirming_what_is_being_removed_is_told_in_a_sentence(petition: Petition, at_once: AtOnce) -> None:
    for number in range(6):
        pending = make_signature(petition, email=f"q{number}@example.org", is_confirmed=False)
        token = confirmation_token(pending)
        with transaction():
            pending.created_at = app_clock.now() - timedelta(days=15)
        done = at_once(lambda t=token: confirm(t), purging.forget_unconfirmed)
        assert isinstance(done[0], int | refusals.LinkUnknown), done
        assert counting.check(db.session.get_one(Petition, petition.id)).is_right


def test_paper_corrections_at_once_never_go_below_zero(petition: Petition, at_once: AtOnce) -> None:
    make_paper_total(petition, count=5)
    petition_id = petition.id

    def correct() -> str:
        mine = db.session.get_one(Petition, petition_id)
        with transaction():
            service.enter_paper(
                mine,
                collected_on=app_clock.today(),
                place="Torget",
                count=-2,
                counted_by="Bo",
                actor=None,
            )
        return "done"

    done = Counter(type(each).__name__ for each in at_once(*[correct] * 6))
    assert done == {"str": 2, "PaperOutOfRange": 4}
    assert counts(petition)["paper"] == 1
    assert [total.count for total in queries.list_paper(petition)] == [-2, -2, 5]


def test_signing_confirming_and_counting_paper_at_once_adds_up(
    app: Flask, petition: Petition, at_once: AtOnce
) -> None:
    tokens = [
        confirmation_token(make_signature(petition, email=f"p{n}@example.org", is_confirmed=False))
        for n in range(8)
    ]

    def paper() -> None:
        mine = db.session.get_one(Petition, petition_id)
        with transaction():
            service.enter_paper(
                mine, collected_on=app_clock.today(), place="x", count=3, counted_by="Bo", actor=None
            )

    petition_id = petition.id
    done = at_once(*[lambda t=token: confirm(t) for token in tokens], paper, paper)
    assert [each for each in done if isinstance(each, Exception)] == []
    assert (counts(petition)["online"], counts(petition)["paper"]) == (8, 6)
    assert counting.check(petition).is_right


def test_confirming_and_disowning_at_once_is_one_or_the_other(petition: Petition, at_once: AtOnce) -> None:
    for number in range(8):
        row = make_signature(petition, email=f"d{number}@example.org", is_confirmed=False)
        token = confirmation_token(row)
        before = counts(petition)["online"]

        def disown(token: str = token) -> None:
            with transaction():
                confirming.disown_signature(token)

        done = at_once(lambda t=token: confirm(t), disown)
        faults = [each for each in done if isinstance(each, Exception)]
        assert all(isinstance(each, refusals.SigningRefused) for each in faults), done
        kept = [each for each in signatures(petition) if each.token_hash == crypto.token_hash(token)]
        assert len(kept) == counts(petition)["online"] - before == (1 if isinstance(done[0], int) else 0)
    assert counting.check(petition).is_right
