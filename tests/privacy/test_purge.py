"""Gone when promised: the people go on their day, wherever the program is stopped; the counts stay."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import insert, select, text

from app.core import crypto
from app.core.clock import today
from app.core.db import db, transaction
from app.core.keystore import KeyGone
from app.petitions import purging
from app.petitions.models import Petition, PetitionState
from app.privacy import jobs
from app.signatures import rows
from app.signatures.models import Signature
from tests.clients import Client
from tests.clocks import Clock
from tests.factories import confirmation_token, make_account, make_petition, make_signature
from tests.privacy.conftest import Killed, kept_of, killed_at, mails_of, make_full_petition, people_of
from tests.privacy.purged import acts, check_purged, fresh


def test_on_the_day_the_people_go_and_the_counts_stay(clock: Clock, app: Flask) -> None:
    petition = make_full_petition()
    before, envelopes = kept_of(petition.id), list(db.session.scalars(select(Signature.sealed)))
    assert (before.online, before.paper) == (2, 5)
    clock.move(days=90)
    assert purging.purge_due() == [petition.id]
    check_purged(petition.id)
    assert kept_of(petition.id) == before
    assert acts(petition.id)[0].facts["removed"] == 3
    for sealed in envelopes:
        with pytest.raises(KeyGone):
            crypto.unseal(petition.scope, b"x" * 16, sealed)


def test_the_day_begins_at_midnight_in_sweden(clock: Clock, app: Flask) -> None:
    petition = make_full_petition(purge_on=date(2026, 3, 15))
    clock.move(hours=11, minutes=59)  # 23:59 in Stockholm on the day before
    assert purging.purge_due() == []
    clock.move(minutes=1)
    assert purging.purge_due() == [petition.id]


def test_doing_it_again_changes_nothing(clock: Clock, app: Flask) -> None:
    petition = make_full_petition()
    clock.move(days=90)
    purging.purge_due()
    before, at = kept_of(petition.id), fresh(petition.id).purged_at
    clock.move(days=1)
    for _ in range(2):
        jobs.housekeeping()
        assert purging.purge_due() == []
    purging.purge_petition(petition.id)
    assert kept_of(petition.id) == before
    assert fresh(petition.id).purged_at is not None
    assert at is not None


def test_others_are_left_alone(clock: Clock, app: Flask) -> None:
    due, later = make_full_petition(), make_full_petition(purge_on=date(2026, 12, 1))
    draft = make_petition(state=PetitionState.DRAFT)
    before, names = kept_of(later.id), rows.person(make_signature(later))
    before = kept_of(later.id)
    clock.move(days=100)
    assert purging.purge_due() == [due.id]
    assert (kept_of(later.id), people_of(later.id)) == (before, 4)
    row = db.session.scalars(
        select(Signature).where(Signature.petition_id == later.id).order_by(-Signature.id)
    ).first()
    assert row is not None
    assert rows.person(row) == names
    assert fresh(draft.id).purged_at is None


@pytest.mark.parametrize("state", [PetitionState.OPEN, PetitionState.CLOSED])
def test_wherever_it_is_killed_the_next_run_finishes(clock: Clock, app: Flask, state: PetitionState) -> None:
    """Killed before each statement and each commit, in the database and in the key store."""
    step, reached = 0, 0
    while reached >= step:
        step += 1
        petition = make_full_petition(purge_on=today() + timedelta(days=90))
        if state == PetitionState.CLOSED:
            make_closed(petition)
        petition_id, before = petition.id, kept_of(petition.id)
        due_now(petition, today())
        with killed_at(step) as steps:
            try:
                purging.purge_due()
            except Killed:
                reached = len(steps)
            else:
                reached = step - 1
        assert kept_of(petition_id) == before
        if fresh(petition_id).purged_at is None:
            assert purging.purge_due() == [petition_id]
        check_purged(petition_id)
        assert kept_of(petition_id) == before
    assert step > 10


def make_closed(petition: Petition) -> None:
    from app.petitions import service

    with transaction():
        service.close_petition(petition, actor=None)


def due_now(petition: Petition, day: date) -> None:
    with transaction():
        petition.purge_on = day


def test_while_it_is_half_done_every_page_still_answers(clock: Clock, app: Flask) -> None:
    petition = make_full_petition(slug="torget")
    pending = make_signature(petition, is_confirmed=False)
    confirmed = make_signature(petition, show_name=True)
    tokens = [confirmation_token(pending), confirmation_token(confirmed)]
    petition_id = petition.id
    clock.move(days=90)
    client, desk = Client(app), Client(app).sign_in(make_account())
    for step in range(1, 40):
        with killed_at(step) as steps, suppress(Killed):
            purging.purge_due()
        for path in (
            "/",
            "/namninsamlingar/",
            "/namninsamlingar/torget",
            "/namninsamlingar/torget/min-underskrift",
        ):
            assert client.get(path).status_code == 200, (path, steps)
        for path in ("", "/exportera"):
            assert desk.get(f"/organisera/namninsamlingar/{petition_id}{path}").status_code == 200, (
                path,
                steps,
            )
        for token in tokens:
            assert client.get(f"/namninsamlingar/bekrafta/{token}").status_code in {200, 404, 410}, steps
            assert client.post(f"/namninsamlingar/bekrafta/{token}").status_code in {303, 404, 410}, steps
        if fresh(petition_id).purged_at:
            break
    check_purged(petition_id)


def test_after_it_nothing_lets_anybody_in_again(clock: Clock, app: Flask, client: Client) -> None:
    petition = make_full_petition(slug="torget")
    token = confirmation_token(make_signature(petition, is_confirmed=False))
    clock.move(days=90)
    jobs.housekeeping()
    data = {"name": "Alva Ek", "email": "alva@example.org", "postcode": "12465", "consent_sign": "y"}
    assert client.post("/namninsamlingar/torget", data=data).status_code == 410
    assert client.post(f"/namninsamlingar/bekrafta/{token}").status_code == 404
    answer = client.post("/namninsamlingar/torget/min-underskrift", data={"email": "alva@example.org"})
    assert answer.status_code == 303
    assert people_of(petition.id) == mails_of(petition.scope) == 0
    assert petition.scope not in crypto.key_store().scopes()


def test_whoever_slipped_in_during_the_purge_goes_with_the_next_round(clock: Clock, app: Flask) -> None:
    """A form sent at that very moment may be stored after the others were removed."""
    petition = make_full_petition()
    row = make_signature(petition, is_confirmed=False)
    late = {
        column.name: getattr(row, column.name)
        for column in Signature.__table__.columns
        if column.name != "id"
    }
    clock.move(days=90)
    purging.purge_due()
    late |= {"created_at": clock.now()}
    with transaction():
        db.session.execute(insert(Signature).values(**late))
    jobs.housekeeping()
    check_purged(petition.id)


@pytest.mark.database("sqlite")
def test_nothing_of_an_envelope_is_left_in_the_files(clock: Clock, app: Flask) -> None:
    petition = make_full_petition()
    envelopes = [bytes(sealed) for sealed in db.session.scalars(select(Signature.sealed))]
    hashes = [bytes(each) for each in db.session.scalars(select(Signature.email_hash))]
    mails = [bytes(sealed) for sealed in db.session.execute(text("SELECT sealed FROM outbox_mail")).scalars()]
    db.session.remove()
    folder = app.config["SETTINGS"].instance

    def lying(parts: list[bytes]) -> list[int]:
        data = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
        return [number for number, part in enumerate(parts) if part[:12] in data or part[-12:] in data]

    everything = [*envelopes, *hashes, *mails]
    assert len(lying(everything)) == len(everything)
    clock.move(days=90)
    purging.purge_due()
    db.session.remove()
    assert lying(everything) == []
    check_purged(petition.id)


def test_the_unconfirmed_go_after_fourteen_days_and_nobody_else(clock: Clock, app: Flask) -> None:
    petition = make_full_petition()
    clock.move(days=1)
    make_signature(petition, is_confirmed=False)
    before = kept_of(petition.id)
    clock.move(days=12, hours=23, minutes=59)
    assert purging.forget_unconfirmed() == 0
    clock.move(minutes=1, seconds=1)
    assert purging.forget_unconfirmed() == 1
    assert people_of(petition.id) == 3
    clock.move(days=1)
    assert purging.forget_unconfirmed() == 1
    clock.move(days=30)
    assert purging.forget_unconfirmed() == 0
    assert (kept_of(petition.id), people_of(petition.id)) == (before, 2)


def test_very_many_go_batch_by_batch(clock: Clock, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(purging, "BATCH", 2)
    petition = make_petition()
    for _ in range(4):
        make_signature(petition, is_confirmed=False)
    make_signature(petition)
    clock.move(days=15)
    assert purging.forget_unconfirmed() == 4
    assert people_of(petition.id) == 1
