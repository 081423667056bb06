"""What a signer is told before she agrees; kept as it was read, in the language and number it had."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.exc import DatabaseError

from app.core import clock as app_clock
from app.core.db import db, transaction
from app.core.templates import day
from app.petitions import consent, holding, life_queries
from app.petitions.models import AskFor, ConsentText, Petition, PetitionState
from tests.clients import Client
from tests.factories import ASSOCIATION, consent_of, make_petition
from tests.petitions.signers import address_of, kept, sign, signatures


def compose(locale: str = "sv", **changes: Any) -> ConsentText:
    """Compose the texts of a draft."""
    draft = make_petition(state=PetitionState.DRAFT)
    for name, value in changes.items():
        setattr(draft, name, value)
    return consent.compose(draft, ASSOCIATION, locale)


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("locale", ["sv", "en"])
def test_who_keeps_what_until_when_and_who_gets_it_stands_there(petition: Petition, locale: str) -> None:
    text = compose(locale)
    assert ASSOCIATION in text.sign
    assert {"sv": "ansvarar", "en": "responsible"}[locale] in text.sign
    assert "Stockholms kommunfullmäktige" in text.sign_detail
    assert {"sv": "allmän handling", "en": "public document"}[locale] in text.sign_detail
    assert "13" in text.sign_detail
    assert "18" in text.show_name_detail


@pytest.mark.database("sqlite")
def test_a_private_recipient_has_no_public_documents(petition: Petition) -> None:
    assert "handling" not in compose(is_authority=False).sign_detail
    assert "handling" not in compose(preset="count").sign_detail


@pytest.mark.database("sqlite")
def test_being_told_ends_on_its_own_day_and_never_after_the_purge(petition: Petition) -> None:
    today = app_clock.today()
    early, late = today + timedelta(days=30), today + timedelta(days=90)
    own = compose(purge_on=late, contact_until=early)
    assert (day(early) in own.contact_me_detail, day(late) in own.sign) == (True, True)
    assert day(late) in compose(purge_on=late, contact_until=None).contact_me_detail
    assert day(early) in compose(purge_on=early, contact_until=late).contact_me_detail


@pytest.mark.database("sqlite")
def test_phone_and_comment_are_told_where_they_are_asked_for(petition: Petition) -> None:
    plain, more = compose(), compose(ask_phone=AskFor.OPTIONAL, ask_comment=True)
    assert ("telefon" in plain.contact_me_detail, "kommentar" in plain.sign_detail) == (False, False)
    assert ("telefon" in more.contact_me_detail, "kommentar" in more.sign_detail) == (True, True)


@pytest.mark.database("sqlite")
@pytest.mark.parametrize(
    ("changes", "problems"),
    [
        ({}, 0),
        ({"purge_on": None}, 1),
        ({"purge_in": 0}, 1),
        ({"purge_in": 700}, 1),
        ({"contact_in": 91}, 1),
        ({"contact_in": 0}, 1),
        ({"contact_in": 90}, 0),
        ({"closes_in": -1}, 1),
        ({"opens_in": 30, "contact_in": 30}, 1),
        ({"recipient": "  "}, 1),
        ({"preset": "allt", "recipient": ""}, 2),
    ],
)
def test_what_is_missing_before_anybody_can_agree_is_said(
    petition: Petition, changes: dict[str, Any], problems: int
) -> None:
    draft = make_petition(state=PetitionState.DRAFT)
    today = app_clock.today()
    columns = {"purge_in": "purge_on", "contact_in": "contact_until"}
    moments = {"opens_in": "opens_at", "closes_in": "closes_at"}
    for name, value in changes.items():
        if name in columns:
            setattr(draft, columns[name], today + timedelta(days=value))
        elif name in moments:
            setattr(draft, moments[name], app_clock.now() + timedelta(days=value))
        else:
            setattr(draft, name, value)
    assert len(life_queries.list_undecided(draft)) == problems
    db.session.rollback()


def promise_less(petition: Petition) -> None:
    """Move the last day of being told earlier, as an organizer may while it is open."""
    with transaction():
        mine = db.session.get_one(Petition, petition.id)
        holding.hold(mine)
        mine.contact_until = app_clock.today() + timedelta(days=10)
        consent.renew(mine, ASSOCIATION)


def test_each_signature_points_to_the_texts_that_were_read(client: Client, petition: Petition) -> None:
    sign(client, petition)
    read = kept(client.get(address_of(petition)))  # a page that stays open
    assert read["consent_sign"] is None
    promise_less(petition)
    sign(client, petition, "en", email="b@example.org", consent_sign="2-1")
    sign(client, petition, email="c@example.org", consent_sign="1-1")
    for number, odd in enumerate(("y", "99-1", "0-0", "-1", "1-1; DROP", "1" * 400)):
        sign(client, petition, email=f"d{number}@example.org", consent_sign=odd)
    found = [(row.consent.number, row.consent.locale) for row in signatures(petition)]
    assert found == [(1, "sv"), (2, "en"), (1, "sv"), *[(2, "sv")] * 6]


@pytest.mark.database("sqlite")
def test_a_tick_given_to_other_words_is_taken_off(client: Client, petition: Petition) -> None:
    promise_less(petition)
    page = sign(client, petition, postcode="x", consent_sign="1-1")
    assert kept(page)["consent_sign"] is None
    again = sign(client, petition, postcode="x", consent_sign="2-1")
    assert kept(again)["consent_sign"] == "2-1"


def test_no_text_that_somebody_agreed_to_is_ever_changed(petition: Petition) -> None:
    text = consent_of(petition)
    with pytest.raises(DatabaseError), transaction():
        db.session.execute(update(ConsentText).where(ConsentText.id == text.id).values(sign="Allt"))
    db.session.rollback()
    with pytest.raises(DatabaseError), transaction():
        db.session.delete(db.session.get_one(ConsentText, text.id))
    db.session.rollback()
    assert consent_of(petition).sign == text.sign
