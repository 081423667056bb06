"""A petition goes where its life leads and nowhere else; two pairs of eyes, reopening, the archive."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from app.campaigns import service as campaigns
from app.core.clock import today
from app.core.db import transaction
from app.core.errors import DomainError
from app.petitions import handing_over, life
from app.petitions.models import Petition, PetitionState
from app.petitions.refusals import (
    CampaignNotPublished,
    NamesAreGone,
    NotAnotherOrganizer,
    NotClosed,
    NoteNeeded,
    NotInReview,
    PetitionRefused,
    ReadAgain,
)
from app.petitions.states import NEXT, may_go
from app.record.queries import latest_words, list_acts
from app.signatures import confirming, refusals
from tests.budgets import snapshot
from tests.clients import Client
from tests.clocks import Clock
from tests.factories import (
    ASSOCIATION,
    confirmation_token,
    make_account,
    make_association,
    make_petition,
    make_signature,
    sign_petition,
)
from tests.petitions.lives import fresh, hand_over, make_in, take_to, with_mail
from tests.petitions.organizers import desk_of, press

STATES = list(PetitionState)
Act = Callable[[Petition], None]


def acts_to(to: PetitionState) -> list[Act]:
    """Give every act that leads to a state."""
    me, settings = make_account(), with_mail()
    by_target: dict[PetitionState, list[Act]] = {
        PetitionState.DRAFT: [lambda each: life.send_back(each, note="Kortare.", actor=me)],
        PetitionState.REVIEW: [lambda each: life.ask_for_review(each, actor=me)],
        PetitionState.OPEN: [
            lambda each: life.open_petition(each, association=ASSOCIATION, settings=settings, actor=me),
            lambda each: life.reopen_petition(each, settings=settings, actor=me),
        ],
        PetitionState.CLOSED: [lambda each: life.close_petition(each, actor=me)],
        PetitionState.HANDED_OVER: [
            lambda each: handing_over.hand_over(
                each, on=today(), diary_number="", note="", purges_earlier=False, actor=me
            )
        ],
        PetitionState.ANSWERED: [
            lambda each: handing_over.answer_petition(each, on=today(), text="Ja.", actor=me)
        ],
        PetitionState.ARCHIVED: [lambda each: life.archive_petition(each, actor=me)],
    }
    if to in {PetitionState.CLOSED, PetitionState.HANDED_OVER, PetitionState.ANSWERED}:
        by_target[to].append(lambda each: life.restore_petition(each, actor=me))
    return by_target[to]


def arrives(petition: Petition, act: Act, to: PetitionState) -> bool:
    """Say whether an act leads there; one that refuses changes nothing."""
    before = snapshot()
    try:
        with transaction():
            act(petition)
    except PetitionRefused:
        assert snapshot() == before
        return False
    return fresh(petition).state == to


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("start", STATES)
def test_every_step_of_the_square_is_allowed_or_refused(app: Flask, start: PetitionState) -> None:
    for to in STATES:
        # What is in the archive had been closed, so only there it leads back.
        expected = may_go(start, to) and (start, to) not in {
            (PetitionState.ARCHIVED, PetitionState.HANDED_OVER),
            (PetitionState.ARCHIVED, PetitionState.ANSWERED),
        }
        went = [arrives(make_in(start), act, to) for act in acts_to(to)]
        assert any(went) is expected, f"{start} → {to}"
        assert sum(went) <= 1


def test_every_state_has_its_steps_and_none_leads_to_itself() -> None:
    assert set(NEXT) == set(PetitionState)
    assert not [state for state, steps in NEXT.items() if state in steps]


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("state", [PetitionState.HANDED_OVER, PetitionState.ANSWERED])
def test_out_of_the_archive_it_is_where_it_was(app: Flask, state: PetitionState) -> None:
    petition = make_in(state)
    for act in (life.archive_petition, life.restore_petition):
        with transaction():
            act(petition, actor=None)
    assert fresh(petition).state == state


@pytest.mark.database("sqlite")
def test_whoever_asks_for_other_eyes_does_not_open_it_herself(app: Flask) -> None:
    asker, other = make_account(), make_account()
    petition = make_in(PetitionState.REVIEW, asker=asker)
    with pytest.raises(NotAnotherOrganizer), transaction():
        life.open_petition(petition, association=ASSOCIATION, settings=with_mail(), actor=asker)
    with transaction():
        life.open_petition(petition, association=ASSOCIATION, settings=with_mail(), actor=other)
    assert fresh(petition).is_open
    assert petition.review_asked_by_id is None


@pytest.mark.database("sqlite")
def test_it_comes_back_with_a_note_and_whoever_asked_takes_it_back_without(app: Flask) -> None:
    asker, other = make_account(), make_account()
    petition = make_in(PetitionState.REVIEW, asker=asker)
    with pytest.raises(NoteNeeded), transaction():
        life.send_back(petition, note="", actor=other)
    with transaction():
        life.send_back(petition, note="Kravet är för långt.", actor=other)
    assert fresh(petition).state == PetitionState.DRAFT
    assert [act.kind for act in list_acts(petition_id=petition.id)][:2] == [
        "petition.sent_back",
        "petition.review_asked",
    ]
    with pytest.raises(NotInReview), transaction():
        life.send_back(petition, note="Igen", actor=other)
    own = make_in(PetitionState.REVIEW, asker=asker)
    with transaction():
        life.send_back(own, note="Min egen lapp.", actor=asker)
    assert fresh(own).state == PetitionState.DRAFT
    assert latest_words(own.id, ("petition.sent_back",)) == ""


@pytest.mark.database("sqlite")
def test_whoever_asked_takes_it_back_by_one_press(app: Flask, organizer: Client) -> None:
    make_association()
    petition = make_in(PetitionState.DRAFT)
    press(organizer, desk_of(petition), "be-nagon-lasa")
    assert press(organizer, desk_of(petition), "skicka-tillbaka").status_code == 303
    assert fresh(petition).state == PetitionState.DRAFT
    assert "vill ha det här ändrat" not in organizer.get(desk_of(petition)).text


@pytest.mark.database("sqlite")
def test_what_was_read_is_what_is_opened(app: Flask) -> None:
    petition = make_in(PetitionState.DRAFT)
    settings = with_mail()
    with pytest.raises(ReadAgain), transaction():
        life.open_petition(petition, association=ASSOCIATION, settings=settings, version=1, actor=None)
    assert fresh(petition).state == PetitionState.DRAFT


@pytest.mark.database("sqlite")
def test_closed_too_early_it_goes_on_under_the_same_promises(app: Flask, clock: Clock) -> None:
    petition = take_to(make_petition(), PetitionState.CLOSED)
    with pytest.raises(refusals.PetitionClosed):
        sign_petition(petition)
    with transaction():
        life.reopen_petition(petition, settings=with_mail(), actor=None)
    assert (fresh(petition).is_open, petition.closed_at) == (True, None)
    assert make_signature(petition).number == 1


@pytest.mark.database("sqlite")
def test_it_does_not_open_again_once_handed_over_purged_or_without_its_campaign(
    app: Flask, clock: Clock
) -> None:
    due = make_in(PetitionState.CLOSED, purge_on=today() + timedelta(days=1))
    hidden = make_in(PetitionState.CLOSED)
    with transaction():
        hidden.campaign = campaigns.create_campaign(
            campaigns.CampaignText(title="Utkast", demand="Krav", story="", outcome=""),
            slug="utkast",
            actor=None,
        )
    clock.move(days=1)
    handed_over = make_in(PetitionState.HANDED_OVER)
    for petition, refusal in (
        (handed_over, NotClosed),
        (due, NamesAreGone),
        (hidden, CampaignNotPublished),
    ):
        with pytest.raises(refusal), transaction():
            life.reopen_petition(petition, settings=with_mail(), actor=None)


@pytest.mark.database("sqlite")
def test_after_the_hand_over_nothing_is_confirmed(app: Flask) -> None:
    petition = make_petition()
    row = make_signature(petition, is_confirmed=False)
    late = make_signature(petition, is_confirmed=False)
    take_to(petition, PetitionState.CLOSED)
    with transaction():
        assert confirming.confirm_signature(confirmation_token(row)).is_confirmed
    hand_over(petition)
    with pytest.raises(DomainError), transaction():
        confirming.confirm_signature(confirmation_token(late))
    assert fresh(petition).online_count == 1
