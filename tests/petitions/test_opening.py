"""A petition is written, opened when every promise is made, and closed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.campaigns.models import CampaignState
from app.core import clock as app_clock
from app.core.db import db
from app.core.mail import MailGoesNowhere
from app.petitions.models import ConsentText, Petition, PetitionState, Preset
from app.petitions.refusals import (
    AlreadyOpened,
    AlreadySigned,
    CampaignNotPublished,
    NeedsPurgeDate,
    NotOpen,
    PurgeDateOutOfRange,
)
from app.record.models import Act
from tests.budgets import snapshot
from tests.clients import Client
from tests.clocks import Clock
from tests.factories import make_account, make_association, make_campaign, make_petition, make_signature
from tests.petitions.organizers import DESK, desk_of, press, send
from tests.petitions.signers import address_of, kept, problem_with, said

PURGE_ON = app_clock.today() + timedelta(days=100)

WRITTEN = {
    "title": "Rusta torget nu",
    "demand": "Vi kräver att torget rustas i vår.",
    "body": "Därför.\n\n- ljus\n- bänkar",
    "recipient": "Enskede-Årsta-Vantörs stadsdelsnämnd",
    "is_authority": "y",
    "preset": "name_town",
    "purge_on": PURGE_ON.isoformat(),
}


def draft(**changes: Any) -> Petition:
    """Make a draft in a published campaign."""
    return make_petition(state=PetitionState.DRAFT, **changes)


def press_open(client: Client, petition: Petition) -> str:
    """Press the button that opens a petition, and give the page that follows."""
    answer = press(client, desk_of(petition), "oppna")
    assert answer.status_code == 303
    return client.get(answer.location).text


def state_of(petition: Petition) -> str:
    """Give a petition's state as the database has it."""
    db.session.rollback()
    db.session.refresh(petition)
    return petition.state


@pytest.mark.settings(demo=True)
def test_from_the_empty_form_to_the_open_petition(app: Flask, organizer: Client, clock: Clock) -> None:
    make_association()
    campaign = make_campaign()
    answer = organizer.submit(f"{DESK}/ny/{campaign.id}", WRITTEN)
    assert answer.status_code == 303
    petition = db.session.scalars(select(Petition)).one()
    assert (petition.slug, petition.state, petition.preset) == ("rusta-torget-nu", "draft", "name_town")
    assert petition.purge_on == PURGE_ON
    assert organizer.get(address_of(petition)).status_code == 404

    press_open(organizer, petition)
    assert state_of(petition) == PetitionState.OPEN
    page = organizer.get(address_of(petition)).text
    for words in (WRITTEN["title"], WRITTEN["demand"], WRITTEN["recipient"], "<li>bänkar</li>"):
        assert words in page
    kinds = [act.kind for act in db.session.scalars(select(Act).order_by(Act.id))]
    assert kinds[-2:] == ["petition.created", "petition.opened"]


@pytest.mark.settings(demo=True)
@pytest.mark.parametrize("preset", list(Preset))
def test_the_consent_is_fixed_in_each_language_when_it_opens(
    app: Flask, organizer: Client, preset: Preset
) -> None:
    make_association(name="Rågsvedsgruppen")
    petition = draft(
        preset=preset, recipient="Bostadsnämnden", purge_on=app_clock.today() + timedelta(days=30)
    )
    press_open(organizer, petition)
    texts = {row.locale: row for row in db.session.scalars(select(ConsentText))}
    assert set(texts) == {"sv", "en"}
    assert texts["sv"].sign != texts["en"].sign
    for row in texts.values():
        assert row.number == 1
        assert "Rågsvedsgruppen" in row.sign
        assert str((app_clock.today() + timedelta(days=30)).year) in row.sign
        assert "Bostadsnämnden" in row.sign_detail
        assert "%(" not in row.sign + row.sign_detail + row.contact_me_detail


@pytest.mark.settings(demo=True)
def test_a_recipient_that_publishes_what_it_gets_is_told_of(app: Flask, organizer: Client) -> None:
    public, private = draft(is_authority=True), draft(is_authority=False)
    for petition in (public, private):
        press_open(organizer, petition)
    texts = {
        row.petition_id: row.sign_detail
        for row in db.session.scalars(select(ConsentText))
        if row.locale == "en"
    }
    assert len(texts[public.id]) > len(texts[private.id])
    assert "public document" in texts[public.id]


def refusals(app: Flask) -> dict[type[Exception], Petition]:
    """Make one draft for each reason not to open it."""
    today = app_clock.today()
    missing = draft()
    missing.purge_on = None
    db.session.commit()
    return {
        NeedsPurgeDate: missing,
        CampaignNotPublished: make_petition(make_campaign(CampaignState.DRAFT), state=PetitionState.DRAFT),
        PurgeDateOutOfRange: draft(purge_on=today),
    }


@pytest.mark.settings(demo=True)
def test_a_petition_that_promises_too_little_stays_a_draft(
    app: Flask, organizer: Client, clock: Clock
) -> None:
    for reason, petition in refusals(app).items():
        page = press_open(organizer, petition)
        assert said(reason.message) in page  # type: ignore[attr-defined]
        assert state_of(petition) == PetitionState.DRAFT
        assert organizer.get(address_of(petition)).status_code == 404
    assert db.session.scalars(select(ConsentText)).all() == []


@pytest.mark.settings(demo=True)
@pytest.mark.parametrize(("days", "opens"), [(-1, False), (0, False), (1, True), (651, True), (652, False)])
def test_the_names_go_after_today_and_within_21_months(
    app: Flask, organizer: Client, clock: Clock, days: int, opens: bool
) -> None:
    petition = draft(purge_on=app_clock.today() + timedelta(days=days))
    press_open(organizer, petition)
    assert (state_of(petition) == PetitionState.OPEN) is opens


def test_outside_the_demonstration_a_folder_for_mail_is_not_enough(app: Flask, organizer: Client) -> None:
    petition = draft()
    assert said(MailGoesNowhere.message) in press_open(organizer, petition)
    assert state_of(petition) == PetitionState.DRAFT


@pytest.mark.settings(mail_url="smtp://localhost:2525")
def test_with_a_mail_server_it_opens(app: Flask, organizer: Client) -> None:
    petition = draft()
    press_open(organizer, petition)
    assert state_of(petition) == PetitionState.OPEN


def test_what_people_sign_does_not_change_under_them(organizer: Client, petition: Petition) -> None:
    make_signature(petition, is_confirmed=False)
    before = (petition.title, petition.demand, petition.preset, petition.purge_on)
    where = f"{DESK}/{petition.id}/redigera"
    answer = send(organizer, where, **WRITTEN)
    assert answer.status_code == 422
    assert said(AlreadySigned.message) in answer.text
    db.session.refresh(petition)
    assert (petition.title, petition.demand, petition.preset, petition.purge_on) == before


def test_opening_again_is_refused_and_changes_nothing(organizer: Client, petition: Petition) -> None:
    before = snapshot()
    answer = send(organizer, f"{DESK}/{petition.id}/oppna")
    assert said(AlreadyOpened.message) in organizer.get(answer.location).text
    assert snapshot() == before


def test_closing_takes_no_more_and_shows_the_count(organizer: Client, petition: Petition) -> None:
    make_signature(petition)
    press(organizer, desk_of(petition), "stang")
    assert state_of(petition) == PetitionState.CLOSED
    page = organizer.get(address_of(petition)).text
    assert '<span class="counter__number">1</span>' in page
    assert 'name="consent_sign"' not in page
    again = send(organizer, f"{desk_of(petition)}/stang")
    assert said(NotOpen.message) in organizer.get(again.location).text


@pytest.mark.parametrize("field", ["title", "demand", "recipient"])
@pytest.mark.parametrize("language", ["sv", "en"])
def test_a_petition_without_its_words_is_not_saved(
    app: Flask, organizer: Client, field: str, language: str
) -> None:
    campaign = make_campaign()
    before = snapshot()
    prefix = "" if language == "sv" else "/en"
    most = {"title": 120, "demand": 300, "recipient": 160}[field]
    for value in ("", "   ", "Å" * (most + 1), "a\0b"):
        answer = organizer.submit(f"{prefix}{DESK}/ny/{campaign.id}", {**WRITTEN, field: value})
        assert answer.status_code == 422
        assert problem_with(answer, field)
        others = {name: typed for name, typed in WRITTEN.items() if name != field}
        assert {name: kept(answer)[name] for name in others} == others
    assert snapshot() == before


def test_days_and_choices_that_do_not_exist_are_refused(app: Flask, organizer: Client) -> None:
    campaign = make_campaign()
    before = snapshot()
    for field, value in (
        ("purge_on", "2026-02-30"),
        ("purge_on", "snart"),
        ("purge_on", "99999-01-01"),
        ("contact_until", "2025-01-01"),
        ("preset", "allt"),
        ("preset", ""),
    ):
        answer = organizer.submit(f"{DESK}/ny/{campaign.id}", {**WRITTEN, field: value})
        assert answer.status_code == 422, (field, value)
        assert problem_with(answer, field), (field, value)
    assert snapshot() == before


@pytest.mark.database("sqlite")
def test_a_draft_may_wait_with_its_last_day_and_says_that_it_is_optional(
    app: Flask, organizer: Client
) -> None:
    campaign = make_campaign()
    wrong = organizer.submit(
        f"{DESK}/ny/{campaign.id}", {**WRITTEN, "purge_on": "", "contact_until": "2025-01-01"}
    )
    assert "Välj en annan dag" in problem_with(wrong, "contact_until")
    assert 'Dag då namnen raderas <span class="optional">(valfritt)</span>' in wrong.text
    assert organizer.submit(f"{DESK}/ny/{campaign.id}", {**WRITTEN, "purge_on": ""}).status_code == 303


def test_two_petitions_of_one_title_have_two_addresses(app: Flask, organizer: Client) -> None:
    campaign = make_campaign()
    for _time in range(3):
        organizer.submit(f"{DESK}/ny/{campaign.id}", WRITTEN)
    slugs = sorted(db.session.scalars(select(Petition.slug)))
    assert slugs == ["rusta-torget-nu", "rusta-torget-nu-2", "rusta-torget-nu-3"]


def test_a_title_never_takes_an_address_that_is_in_use(app: Flask, organizer: Client) -> None:
    campaign = make_campaign()
    for title in ("Ny", "Bekräfta", "Min underskrift", "En", "???", "中文", "🙂"):
        organizer.submit(f"{DESK}/ny/{campaign.id}", {**WRITTEN, "title": title})
    slugs = list(db.session.scalars(select(Petition.slug)))
    assert len(set(slugs)) == 7
    assert not {"ny", "bekrafta", "min-underskrift", "en", ""} & set(slugs)


def test_what_is_not_there_or_not_ones_own_is_not_found(app: Flask, organizer: Client) -> None:
    for number in ("0", "99", str(2**31), str(2**63), "9" * 40):
        for path in (f"{DESK}/{number}", f"{DESK}/{number}/redigera", f"{DESK}/ny/{number}"):
            assert organizer.get(path).status_code == 404
        for act in ("oppna", "stang", "papper", "exportera"):
            assert send(organizer, f"{DESK}/{number}/{act}").status_code in {404, 405}


def test_every_page_of_the_desk_asks_a_stranger_to_sign_in(client: Client, petition: Petition) -> None:
    before = snapshot()
    for path in ("", f"/{petition.id}", f"/{petition.id}/redigera", f"/ny/{petition.campaign_id}"):
        answer = client.get(f"{DESK}{path}/" if not path else f"{DESK}{path}")
        assert answer.status_code == 303
        assert "/organisera/logga-in?next=" in answer.location
    for act in ("oppna", "stang", "papper", "redigera"):
        assert client.post(f"{DESK}/{petition.id}/{act}").status_code == 401
    assert snapshot() == before


def test_an_act_without_its_token_is_refused(organizer: Client, petition: Petition) -> None:
    before = snapshot()
    for act in ("oppna", "stang", "papper", "redigera"):
        answer = organizer.post(f"{DESK}/{petition.id}/{act}", data=WRITTEN)
        assert answer.status_code in {400, 403}
    assert snapshot() == before


def test_the_desk_shows_numbers_and_promises(organizer: Client, petition: Petition) -> None:
    make_signature(petition)
    make_signature(petition, is_confirmed=False)
    make_account()
    page = organizer.get(f"{DESK}/{petition.id}").text
    assert petition.recipient in page
    assert organizer.get(f"{DESK}/").text.count(petition.title) == 1
    figures = page.count('<span class="figure__number">1</span>')
    assert figures == 3  # online, together, waiting
