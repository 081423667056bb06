"""The desk's pages of held signatures: masked until somebody asks, decided one by one or together, undone."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.core.db import db, transaction
from app.fraud import holding, refusals
from app.fraud.choosing import Conditions
from app.petitions import counting, purging
from app.petitions.models import Petition, SourceCount
from app.record import queries as record
from app.record.models import Act
from app.signatures import withdrawing
from app.signatures.models import Hold, Signature, SignatureState
from tests.clients import Client
from tests.clocks import Clock
from tests.factories import make_petition, make_signature
from tests.filled_forms import find_form
from tests.fraud.holds import make_held, run_all, start, take_out
from tests.petitions.signers import counts, signatures

pytestmark = pytest.mark.database("sqlite")


COUNT, OUT = "Låt de ikryssade räknas", "Ta bort de ikryssade ur räkningen"
BACK, OUT_TWO = "Ångra: lägg tillbaka", "Ta bort 2 ur räkningen"
OUT_ONE = "Ta bort 1 ur räkningen"
DOES = {COUNT: "count", OUT: "out", OUT_ONE: "start", OUT_TWO: "start"}


@pytest.fixture
def petition(app: Flask) -> Petition:
    """Give an open petition."""
    return make_petition()


def page_of(petition: Petition, rest: str = "granska") -> str:
    """Give the address of a page about a petition."""
    return f"/organisera/namninsamlingar/{petition.id}/{rest}"


def press(client: Client, page: TestResponse, typed: dict[str, Any], *, button: str) -> TestResponse:
    """Fill in the form of a page and send it by a button that has a name."""
    form = find_form(page.text, page.request.path, button=button)
    return client.open(form.action, method="POST", data=form.filled(typed) | {"do": DOES[button]})


def kinds() -> list[str]:
    """List what the record says, oldest first."""
    db.session.rollback()
    return list(db.session.scalars(select(Act.kind).order_by(Act.id)))


def test_names_are_masked_until_a_look_that_is_written_down(organizer: Client, petition: Petition) -> None:
    make_held(petition, name="Zebediah Kvist", email="zeb@example.org")
    page = organizer.get(page_of(petition))
    assert "Z… K…" in page.text
    assert "Kvist" not in page.text
    shown = organizer.submit(page_of(petition), {}, button="Visa namnen")
    assert "Zebediah Kvist" in shown.text
    assert "zeb@example.org" in shown.text
    assert kinds()[-1] == "held.unmasked"


def test_a_joke_name_is_decided_by_whoever_has_seen_it(organizer: Client, petition: Petition) -> None:
    make_held(petition, name="Kalle Anka", hold=Hold.NAME)
    assert 'name="row"' not in organizer.get(page_of(petition)).text
    shown = organizer.submit(page_of(petition), {}, button="Visa namnen")
    assert 'name="row"' in shown.text
    assert "Kalle Anka" in shown.text


def test_what_is_let_count_counts_and_can_be_held_again(organizer: Client, petition: Petition) -> None:
    rows = [make_held(petition), make_held(petition, hold=Hold.RULE)]
    ticks = {"row": [str(row.id) for row in rows]}
    answer = press(organizer, organizer.get(page_of(petition)), ticks, button=COUNT)
    assert answer.status_code == 303
    assert counts(petition)["online"] == 2
    assert {row.number for row in signatures(petition)} == {1, 2}
    assert kinds()[-1] == "signatures.released"
    undone = organizer.submit(answer.location, {}, button="Ångra: granska dem igen")
    assert undone.status_code == 303
    assert counts(petition)["online"] == 0
    held = {row.id: (row.state, row.hold) for row in signatures(petition)}
    assert held == {rows[0].id: ("held", "pattern"), rows[1].id: ("held", "rule")}
    organizer.submit(answer.location, {}, button="Ångra: granska dem igen")
    assert counts(petition)["online"] == 0


def test_what_is_taken_out_needs_a_reason_and_can_be_put_back(organizer: Client, petition: Petition) -> None:
    ticks = {"row": [str(make_held(petition).id)]}
    page = organizer.get(page_of(petition))
    missing = press(organizer, page, ticks, button=OUT)
    assert missing.status_code == 422
    assert "checked" in missing.text
    out = press(organizer, page, {**ticks, "reason": "Påhittat"}, button=OUT)
    assert signatures(petition)[0].state == SignatureState.INVALID
    organizer.submit(out.location, {}, button=BACK)
    assert signatures(petition)[0].state == SignatureState.HELD
    assert kinds()[-2:] == ["signatures.taken_out", "invalidation.undone"]


def test_nothing_ticked_is_told(organizer: Client, petition: Petition) -> None:
    make_held(petition)
    answer = press(organizer, organizer.get(page_of(petition)), {}, button=COUNT)
    assert answer.status_code == 422
    assert counts(petition)["online"] == 0


@pytest.mark.parametrize("row", ["x", "-1", "²", "99999999999999999999"])
def test_a_tick_that_is_no_number_is_nobody(organizer: Client, petition: Petition, row: str) -> None:
    make_held(petition)
    page = organizer.get(page_of(petition))
    token = page.text.partition('name="csrf_token" value="')[2].partition('"')[0]
    answer = organizer.post(page_of(petition), data={"row": row, "do": "count", "csrf_token": token})
    assert answer.status_code == 422


def test_only_one_of_two_on_a_mailbox_with_one_name_counts(app: Flask, petition: Petition) -> None:
    held = make_held(petition)
    counted = make_signature(petition)
    with transaction():
        counted.email_hash, counted.name_hash = held.email_hash, held.name_hash
    with transaction():
        done = holding.release(petition, [held], actor=None)
    assert (done.counted, done.in_the_way) == (0, 1)
    assert counts(petition)["online"] == 1


def test_two_organizers_at_once_decide_once(app: Flask, petition: Petition) -> None:
    row = make_held(petition)
    with transaction():
        holding.release(petition, [row], actor=None)
    with pytest.raises(refusals.NothingLeft), transaction():
        holding.take_out(petition, [row], reason="Sent", actor=None)
    assert counts(petition)["online"] == 1


def test_the_first_page_tells_who_has_waited_too_long(
    organizer: Client, petition: Petition, clock: Clock
) -> None:
    make_held(petition)
    clock.move(hours=23)
    late = "signaturer har legat kvar mer än ett dygn"
    assert late not in organizer.get("/organisera/").text
    make_held(petition)
    clock.move(hours=1, seconds=1)
    page = organizer.get("/organisera/").text
    assert "1 person har" in page  # who came since is not late
    assert page.count(page_of(petition)) == 1


def test_much_from_one_network_is_told_there_and_on_the_petitions_page(
    organizer: Client, petition: Petition
) -> None:
    row = make_signature(petition)
    with transaction():
        row.network_hash, row.domain_hash = b"n" * 20, b"d" * 20
    values = {c.key: getattr(row, c.key) for c in Signature.__table__.columns if c.key != "id"}
    with transaction():
        for number in range(30):
            unlike = {name: number.to_bytes(20) for name in ("uid", "receipt", "token_hash")}
            db.session.add(Signature(**values | unlike | {"state": SignatureState.PENDING}))
    page = organizer.get(page_of(petition)).text
    assert (b"n" * 3).hex() in page
    assert (b"d" * 3).hex() in page
    assert "31" in organizer.get("/organisera/").text


def test_one_from_the_register_is_taken_out_and_put_back(organizer: Client, petition: Petition) -> None:
    row = make_signature(petition)
    address = page_of(petition, f"signaturer/{row.id}/ogiltig")
    assert organizer.submit(address, {"reason": ""}, button="Ta bort ur räkningen").status_code == 422
    out = organizer.submit(address, {"reason": "Påhittat"}, button="Ta bort ur räkningen")
    assert counts(petition)["online"] == 0
    assert "Påhittat" in organizer.get(out.location).text
    organizer.submit(out.location, {}, button=BACK)
    assert counts(petition)["online"] == 1


def test_only_sources_with_a_word_of_their_own_are_offered(organizer: Client, petition: Petition) -> None:
    """What came past fifty sources is counted together, and a rule would find nobody by that."""
    with transaction():
        db.session.add_all(
            SourceCount(petition_id=petition.id, source=word, count=2)
            for word in ("affisch", counting.OTHER_SOURCE, "")
        )
    page = organizer.get(f"/organisera/namninsamlingar/{petition.id}/ogiltiga/ny").text
    assert 'value="affisch"' in page
    assert f'value="{counting.OTHER_SOURCE}"' not in page


def test_a_rule_is_tried_then_run_then_undone(organizer: Client, petition: Petition) -> None:
    for code in ("12465", "12466", "41101"):
        make_signature(petition, postcode=code, name="Zebediah Kvist")
    tried = organizer.submit(
        page_of(petition, "ogiltiga/ny"), {"postcode": "124"}, button="Visa vilka det är"
    )
    assert tried.status_code == 200
    assert "Z… K…" in tried.text
    assert "Kvist" not in tried.text
    assert counts(petition)["online"] == 3
    missing = press(organizer, tried, {}, button=OUT_TWO)
    assert missing.status_code == 422
    began = press(organizer, missing, {"reason": "En serie"}, button=OUT_TWO)
    assert began.status_code == 303
    assert "0 av 2" in organizer.get(began.location).text
    run_all()
    assert counts(petition)["online"] == 1
    organizer.submit(began.location, {}, button=BACK)
    assert counts(petition)["online"] == 3
    assert kinds()[-3:] == ["invalidation.tried", "invalidation.started", "invalidation.undone"]


def test_a_rule_changed_after_the_look_takes_nothing_out(organizer: Client, petition: Petition) -> None:
    for code in ("12465", "12466", "41101"):
        make_signature(petition, postcode=code)
    tried = organizer.submit(
        page_of(petition, "ogiltiga/ny"), {"postcode": "124"}, button="Visa vilka det är"
    )
    assert 'ogiltiga/ny#found"' in tried.text
    assert 'id="found"' in tried.text
    other = {"postcode": "4", "reason": "En serie"}
    changed = press(organizer, tried, other, button=OUT_TWO)
    assert changed.status_code == 422
    assert "Du har ändrat vilka som menas." in changed.text
    assert kinds()[-2:] == ["invalidation.tried", "invalidation.tried"]
    began = press(organizer, changed, {}, button=OUT_ONE)
    assert began.status_code == 303
    run_all()
    assert counts(petition)["online"] == 2


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"since": "igår"},
        {"since": "2026-03-29T02:30"},
        {"since": "2026-03-02T10:00", "until": "2026-03-01T10:00"},
        {"postcode": "abc"},
        {"domain": "*.example.com"},
    ],
)
def test_what_cannot_be_meant_is_answered(
    organizer: Client, petition: Petition, typed: dict[str, str]
) -> None:
    make_signature(petition)
    answer = organizer.submit(page_of(petition, "ogiltiga/ny"), typed, button="Visa vilka det är")
    assert answer.status_code == 422
    assert all(value in answer.text for value in typed.values())


def test_what_found_no_room_can_be_put_back_later(organizer: Client, petition: Petition) -> None:
    row = make_signature(petition, name="Åsa Öberg", email="asa@example.org")
    made = take_out(row)
    anew = make_signature(petition, name="Åsa Annan", email="other@example.org")
    with transaction():
        anew.email_hash, anew.name_hash = row.email_hash, row.name_hash
    where = page_of(petition, f"ogiltiga/{made.id}")
    organizer.submit(where, {}, button=BACK)
    assert "1 är fortfarande borttagen" in organizer.get(where).text
    with transaction():
        withdrawing.withdraw_signature(anew)
    organizer.submit(where, {}, button=BACK)
    assert [each.id for each in signatures(petition, SignatureState.CONFIRMED)] == [row.id]


def test_why_stands_in_the_log_as_long_as_the_names_and_not_in_the_record(
    organizer: Client, petition: Petition
) -> None:
    why = "Zebediah Kvist ringde"
    take_out(make_signature(petition), why)
    make_signature(petition)
    start(petition, Conditions(channel="web"), reason=f"{why} igen")
    held = make_held(petition)
    with transaction():
        holding.take_out(petition, [held], reason=why, actor=None)
    assert organizer.get("/organisera/logg").text.count(why) == 3
    acts = db.session.scalars(select(Act).where(Act.petition_id == petition.id)).all()
    assert not [act.kind for act in acts if record.words_of(act)]
    purging.purge_petition(petition.id)
    assert why not in organizer.get("/organisera/logg").text
