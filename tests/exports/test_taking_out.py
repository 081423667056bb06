"""Taking a list out: with a reason, written down, in pieces, and only while there is something to take."""

from __future__ import annotations

import tracemalloc
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import insert, select, update

from app.core import clock as app_clock
from app.core import crypto
from app.core.db import db, transaction
from app.exports import lists
from app.exports.lists import Format
from app.petitions import purging
from app.petitions.models import Petition, Preset
from app.record import queries as record
from app.record.models import Act
from app.signatures.models import Signature, SignatureState
from tests.budgets import at_most, snapshot
from tests.clients import Client
from tests.clocks import Clock
from tests.core.visitors import token_of
from tests.exports.conftest import REASON, Export, mark_of, rows_of
from tests.factories import consent_of, make_account, make_paper_total, make_signature


def exports() -> list[Act]:
    db.session.rollback()
    return list(db.session.scalars(select(Act).where(Act.kind == "list.exported").order_by(Act.id)))


def test_from_the_petition_to_the_file(petition: Petition, organizer: Client) -> None:
    make_signature(petition)
    path = f"/organisera/namninsamlingar/{petition.id}/exportera"
    assert path in organizer.get(f"/organisera/namninsamlingar/{petition.id}").text
    answer = organizer.submit(path, {"reason": REASON})
    assert len(rows_of(answer)) == 2
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_each_list_is_written_down_with_who_when_what_and_why(
    clock: Clock, petition: Petition, export: Export, organizer: Client
) -> None:
    make_signature(petition)
    answer = export(petition, "initials", "rfc4180")
    (act,) = exports()
    assert act.facts == {"preset": "initials", "format": "rfc4180", "signatures": 1}
    assert (act.petition_id, act.done_at) == (petition.id, clock.now())
    assert act.account_id is not None
    assert record.words_of(act) == REASON
    assert mark_of(answer) == act.uid.hex()[:8]
    assert REASON in organizer.get("/organisera/logg").text
    for word in ("Överlämning", "fullm"):
        assert word not in repr(snapshot()["act"])


def test_two_lists_have_two_marks(petition: Petition, export: Export) -> None:
    marks = {mark_of(export(petition, "count")) for _ in range(3)}
    assert len(marks) == len(exports()) == 3


@pytest.mark.parametrize(
    "reason", ["", "    ", "prov", "x" * 301, "a\x07bcdef", "\u200b\u200b\u200b\u200b\u200b\u200b"]
)
@pytest.mark.database("sqlite")
def test_without_a_reason_nothing_leaves(petition: Petition, export: Export, reason: str) -> None:
    make_signature(petition, name="Zebediah Kvist")
    answer = export(petition, "name_town", "rfc4180", reason=reason)
    assert answer.status_code == 422
    assert "Zebediah" not in answer.text
    assert '<option selected value="name_town"' in answer.text or 'value="name_town" selected' in answer.text
    assert exports() == []


@pytest.mark.parametrize(
    ("field", "value"), [("preset", "everything"), ("preset", ""), ("form", "pdf"), ("form", "")]
)
@pytest.mark.database("sqlite")
def test_a_list_that_does_not_exist_is_refused_and_the_reason_kept(
    petition: Petition, export: Export, field: str, value: str
) -> None:
    answer = export(petition, **{field: value})
    assert answer.status_code == 422
    assert REASON in answer.text
    assert exports() == []


def test_the_act_stands_before_the_first_byte_leaves(
    petition: Petition, organizer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever breaks off the download has had what came until then."""
    make_signature(petition)
    data = {"preset": "full", "form": "excel", "reason": REASON, "csrf_token": token_of(organizer)}
    path = f"/organisera/namninsamlingar/{petition.id}/exportera"

    def broken(*_args: Any) -> Any:
        raise ConnectionError

    monkeypatch.setattr(lists, "row", broken)
    monkeypatch.setattr(lists, "header", broken)
    with pytest.raises(ConnectionError):
        organizer.post(path, data=data)
    assert len(exports()) == 1


def test_after_the_purge_the_number_is_all_there_is(clock: Clock, app: Flask, petition: Petition) -> None:
    for _ in range(2):
        make_signature(petition)
    make_paper_total(petition, count=5)
    clock.move(days=91)
    assert purging.purge_due() == [petition.id]
    client = Client(app).sign_in(make_account())
    path = f"/organisera/namninsamlingar/{petition.id}/exportera"
    asked = {"form": "excel", "reason": REASON, "csrf_token": token_of(client)}
    for preset in ("initials", "name_town", "full"):
        assert client.post(path, data={**asked, "preset": preset}).status_code == 422
        assert exports() == []
    assert rows_of(client.post(path, data={**asked, "preset": "count"}))[1] == ["2", "5", "7"]


def test_a_list_is_headed_in_the_language_it_is_asked_for_in(petition: Petition, export: Export) -> None:
    swedish = rows_of(export(petition, "full"))[0]
    english = rows_of(export(petition, "full", prefix="/en"))[0]
    assert "E-mail" in english
    assert "E-mail" not in swedish


def test_a_damaged_row_does_not_keep_the_others_in(petition: Petition, export: Export) -> None:
    make_signature(petition, name="Första Namnet")
    broken = make_signature(petition, name="Trasig Rad")
    make_signature(petition, name="Sista Namnet")
    with transaction():
        sealed = broken.sealed[:-1] + bytes([broken.sealed[-1] ^ 1])
        db.session.execute(update(Signature).where(Signature.id == broken.id).values(sealed=sealed))
    names = [row[1] for row in rows_of(export(petition, "name_town"))[1:]]
    assert [names[0], names[2]] == ["Första Namnet", "Sista Namnet"]
    assert "Trasig" not in names[1]


def make_many(petition: Petition, count: int) -> None:
    """Put so many confirmed signatures into a petition, past the forms."""
    moment, consent = app_clock.now(), consent_of(petition)
    uids = [crypto.new_uid() for _ in range(count)]
    rows = [
        {
            "uid": uid,
            "petition_id": petition.id,
            "consent_id": consent.id,
            "state": SignatureState.CONFIRMED,
            "channel": "web",
            "sealed": crypto.seal(petition.scope, uid, {"name": f"Person {n}", "email": f"p{n}@example.org"}),
            "postcode": "12465",
            "show_name": False,
            "contact_me": False,
            "email_hash": uid + b"mail",
            "name_hash": uid + b"name",
            "receipt": uid + b"recp",
            "token_hash": uid + b"0" * 16,
            "token_expires_at": moment + timedelta(days=7),
            "mails_sent": 1,
            "created_at": moment,
            "confirmed_at": moment,
            "number": n,
        }
        for n, uid in enumerate(uids)
    ]
    with transaction():
        db.session.execute(insert(Signature), rows)
        db.session.execute(update(Petition).where(Petition.id == petition.id).values(online_count=count))


def peak_of(petition: Petition) -> tuple[int, int]:
    """Write a list and give the most memory that was held meanwhile, and the lines written."""
    db.session.rollback()
    tracemalloc.start()
    lines = 0
    for piece in lists.write(petition, Preset.FULL, Format.EXCEL):
        assert len(piece) < 2 * lists.FLUSH_AT
        lines += piece.count(b"\r\n")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak, lines


def test_ten_thousand_rows_take_no_more_memory_than_two_thousand(app: Flask, petition: Petition) -> None:
    make_many(petition, 2000)
    with at_most(4), app.test_request_context("/"):
        small, lines = peak_of(petition)
    assert lines == 2001
    make_many(petition, 8000)
    with app.test_request_context("/"):
        large, lines = peak_of(petition)
    assert lines == 10_001
    assert large < small * 1.5
    assert large < 8_000_000
