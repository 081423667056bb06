"""Signatures on paper are entered as numbers, shown apart, and corrected by rows of their own."""

from __future__ import annotations

from typing import Any

import pytest

from app.core import crypto
from app.core.db import db, transaction
from app.petitions import counting, purging, service
from app.petitions.models import PaperTotal, Petition, PetitionState
from app.petitions.refusals import PaperInFuture, PaperIsZero, PaperOnDraft, PaperOutOfRange
from app.record.models import Act
from tests.budgets import snapshot
from tests.clients import Client
from tests.clocks import Clock
from tests.factories import make_account, make_paper_total, make_petition, make_signature
from tests.petitions.organizers import desk_of, press, send
from tests.petitions.signers import address_of, counts, problem_with, said

ENTERED = {
    "collected_on": "2026-03-14",
    "place": "Lördagsbordet på torget",
    "count": "52",
    "counted_by": "Alva Provström",
}


def enter(client: Client, petition: Petition, **changes: Any) -> Any:
    """Fill in the form on the petition's page at the desk."""
    return press(client, desk_of(petition), "papper", **{**ENTERED, **changes})


def test_a_total_is_entered_shown_apart_and_added_up(
    organizer: Client, petition: Petition, clock: Clock
) -> None:
    make_signature(petition)
    answer = enter(organizer, petition)
    assert answer.status_code == 303
    desk = organizer.get(answer.location.partition("#")[0]).text
    assert "Lördagsbordet på torget" in desk
    assert counts(petition) == {
        "online": 1,
        "paper": 52,
        "days": {("2026-03-14", "web"): 1, ("2026-03-14", "paper"): 52},
        "areas": {"124": 1},
    }
    page = organizer.get(address_of(petition)).text
    assert '<span class="counter__number">53</span>' in page
    assert page.count("legend__paper") == 1


def test_who_counted_is_sealed_and_the_act_written_down(
    organizer: Client, petition: Petition, clock: Clock
) -> None:
    enter(organizer, petition)
    total = db.session.query(PaperTotal).one()
    assert b"Alva" not in total.sealed
    opened = crypto.unseal(petition.scope, b"paper|" + total.uid, total.sealed)
    assert opened == {"counted_by": "Alva Provström"}
    act = db.session.query(Act).order_by(Act.id.desc()).first()
    assert act is not None
    assert (act.kind, act.facts, act.petition_id) == ("paper.entered", {"count": 52}, petition.id)
    assert act.account_id is not None


def test_a_negative_number_corrects_and_both_rows_stay(
    organizer: Client, petition: Petition, clock: Clock
) -> None:
    enter(organizer, petition)
    enter(organizer, petition, count="-12", collected_on="2026-03-13")
    assert counts(petition)["paper"] == 40
    assert counts(petition)["days"] == {("2026-03-14", "paper"): 52, ("2026-03-13", "paper"): -12}
    assert [row.count for row in db.session.query(PaperTotal).order_by(PaperTotal.id)] == [52, -12]
    assert organizer.get(desk_of(petition)).status_code == 200
    assert counting.check(petition).is_right
    enter(organizer, petition, count="-40")
    assert counts(petition)["paper"] == 0


def test_the_sum_never_falls_below_zero(organizer: Client, petition: Petition, clock: Clock) -> None:
    make_signature(petition)
    make_paper_total(petition, count=5)
    before = snapshot()
    too_many = said(PaperOutOfRange.message % {"count": "5"})
    for count, sentence in (("-6", too_many), ("−6", too_many), ("0", said(PaperIsZero.message))):
        answer = enter(organizer, petition, count=count)
        assert answer.status_code == 422
        assert problem_with(answer, "count") == sentence
        assert f'value="{count}"' in answer.text
    assert snapshot() == before


def test_a_minus_of_any_kind_takes_off_and_that_is_said(
    organizer: Client, petition: Petition, clock: Clock
) -> None:
    enter(organizer, petition)
    for minus in ("−2", "– 3", "-5"):
        assert enter(organizer, petition, count=minus).status_code == 303
        assert "Antalet på papper är rättat." in organizer.get(desk_of(petition)).text
    assert counts(petition)["paper"] == 42
    assert ">−5</td>" in organizer.get(desk_of(petition)).text


def test_a_wrong_year_is_told_and_another_year_is_shown(
    organizer: Client, petition: Petition, clock: Clock
) -> None:
    wrong = enter(organizer, petition, collected_on="2025-01-01")
    assert wrong.status_code == 422
    assert "Kontrollera året" in problem_with(wrong, "collected_on")
    assert enter(organizer, petition, collected_on="2025-12-30").status_code == 303
    assert "30 december 2025" in organizer.get(desk_of(petition)).text


def test_tomorrows_signatures_are_refused_in_swedish_time(
    organizer: Client, petition: Petition, clock: Clock
) -> None:
    answer = enter(organizer, petition, collected_on="2026-03-15")
    assert answer.status_code == 422
    assert said(PaperInFuture.message) in answer.text
    clock.move(hours=12)  # 00.00 in Stockholm, 23.00 in UTC
    assert enter(organizer, petition, collected_on="2026-03-15").status_code == 303


@pytest.mark.parametrize("language", ["sv", "en"])
def test_each_field_tells_its_mistake_and_the_rest_is_kept(
    organizer: Client, petition: Petition, clock: Clock, language: str
) -> None:
    before = snapshot()
    wrong = {
        "collected_on": ("", "igår", "2026-13-01", "14/3"),
        "place": ("", "   ", "x" * 121, "a\0b"),
        "count": ("", "många", "1.5", "1e3", "100001", "-100001", "9" * 5000, "0x10"),
        "counted_by": ("", "x" * 101),
    }
    prefix = "" if language == "sv" else "/en"
    for field, values in wrong.items():
        for value in values:
            answer = press(organizer, prefix + desk_of(petition), "papper", **{**ENTERED, field: value})
            assert answer.status_code == 422, (field, value[:20])
            assert problem_with(answer, field), (field, value[:20])
            for other in set(ENTERED) - {field}:
                assert f'value="{ENTERED[other]}"' in answer.text, (field, value[:20], other)
    assert snapshot() == before


def test_a_day_of_another_century_is_a_slip(organizer: Client, petition: Petition, clock: Clock) -> None:
    assert enter(organizer, petition, collected_on="0026-03-14").status_code == 422


def test_pressing_twice_counts_once(organizer: Client, petition: Petition, clock: Clock) -> None:
    from tests.filled_forms import forms_of

    page = desk_of(petition)
    forms = forms_of(organizer.get(page).text, page)
    (form,) = [each for each in forms if each.action.partition("#")[0].endswith("/papper")]
    for _time in range(2):
        organizer.post(form.action, data=form.filled(ENTERED))
    assert counts(petition)["paper"] == 52


def test_a_correction_pressed_twice_was_counted(organizer: Client, petition: Petition, clock: Clock) -> None:
    from tests.filled_forms import forms_of

    enter(organizer, petition, count="5")
    page = desk_of(petition)
    forms = forms_of(organizer.get(page).text, page)
    (form,) = [each for each in forms if each.action.partition("#")[0].endswith("/papper")]
    typed = form.filled({**ENTERED, "count": "-5"})
    assert [organizer.post(form.action, data=typed).status_code for _time in range(2)] == [303, 303]
    assert counts(petition)["paper"] == 0


def test_a_damaged_row_takes_no_page_down(organizer: Client, petition: Petition, clock: Clock) -> None:
    enter(organizer, petition)
    with transaction():
        db.session.query(PaperTotal).one().sealed = b"x" * 60
    page = organizer.get(desk_of(petition))
    assert page.status_code == 200
    assert "Lördagsbordet på torget" in page.text


def test_a_draft_takes_no_paper_and_a_closed_petition_does(organizer: Client, clock: Clock) -> None:
    draft = make_petition(state=PetitionState.DRAFT)
    before = snapshot()
    answer = send(organizer, f"{desk_of(draft)}/papper", **ENTERED)
    assert answer.status_code == 422
    assert said(PaperOnDraft.message) in answer.text or "papper" not in answer.text
    assert snapshot() == before
    closed = make_petition(state=PetitionState.CLOSED)
    assert enter(organizer, closed).status_code == 303
    assert counts(closed)["paper"] == 52


def test_after_the_purge_the_total_stays_and_nothing_is_added(
    clock: Clock, organizer: Client, petition: Petition
) -> None:
    make_signature(petition)
    enter(organizer, petition)
    clock.move(days=91)
    purging.purge_due()
    before = counts(petition)
    assert (before["online"], before["paper"]) == (1, 52)
    assert db.session.query(PaperTotal).one().sealed == b""
    organizer.sign_in(make_account())  # the session has ended meanwhile
    answer = send(organizer, f"{desk_of(petition)}/papper", **ENTERED)
    assert answer.status_code == 422
    assert counts(petition) == before
    assert organizer.get(desk_of(petition)).status_code == 200
    assert organizer.get(address_of(petition)).status_code == 200


def test_the_service_says_no_before_anything_is_written(petition: Petition, clock: Clock) -> None:
    before = snapshot()
    with pytest.raises(PaperOutOfRange), transaction():
        service.enter_paper(
            petition, collected_on=clock.now().date(), place="x", count=-1, counted_by="y", actor=None
        )
    assert snapshot() == before
