"""The drafts say what is really kept, asked for and promised: no more and no less."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import LargeBinary

from app.core.access import Role
from app.core.config import Settings
from app.core.db import Base, db, transaction
from app.core.templates import day
from app.legal import drafts, facts, queries
from app.legal.drafts import Kind
from app.petitions.models import AskFor, Petition, Preset, Question
from app.site import queries as site
from tests.clocks import Clock
from tests.exports.making import fetch, written
from tests.factories import make_account, make_association, make_petition, make_signature
from tests.volunteers.spreadsheet_files import read_in

pytestmark = pytest.mark.database("sqlite")

PERSONAL = ("sealed", "_hash", "identity", "email", "phone", "postcode", "natural_key", "receipt", "digest")
NOBODYS = {"record_cut"}
"""Tables with such a column that is about no person: a hash of the log's chain."""


def draft(settings: Settings, kind: Kind, locale: str = "sv") -> str:
    """Write a draft from what stands now."""
    db.session.rollback()
    return drafts.draft(kind, locale, facts.gather(settings))


@pytest.mark.parametrize("locale", ["sv", "en"])
def test_every_table_that_holds_something_personal_is_spoken_of_in_the_register(locale: str) -> None:
    source = (drafts.FOLDER / locale / "register.md").read_text(encoding="utf-8")
    told = {name for names in re.findall(r"\{# keeps: ([^#]+?) #\}", source) for name in names.split()}
    keep = {
        table.name
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, LargeBinary) or column.name in PERSONAL
        if column.name.endswith(PERSONAL) and table.name not in NOBODYS
    }
    assert keep - told == set(), f"Write into {locale}/register.md what these tables keep, with “keeps:”."
    assert told <= {table.name for table in Base.metadata.sorted_tables}


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize(("locale", "word"), [("sv", "telefon"), ("en", "phone")])
def test_where_a_petition_asks_for_a_phone_each_text_says_so(
    app: Flask, settings: Settings, kind: Kind, locale: str, word: str
) -> None:
    make_association()
    petition = make_petition()
    before = draft(settings, kind, locale)
    with transaction():
        db.session.get_one(Petition, petition.id).ask_phone = AskFor.OPTIONAL
    after = draft(settings, kind, locale)
    assert after.lower().count(word) > before.lower().count(word)


def test_questions_promises_days_and_periods_are_the_real_ones(app: Flask, settings: Settings) -> None:
    make_association()
    petition = make_petition(preset="name_town", title="Rädda *biblioteket*")
    assert petition.purge_on is not None
    with transaction():
        db.session.add(Question(petition_id=petition.id, number=1, label="Är du hyresgäst?"))
        site.get_association().keeping = {"volunteers": 90}
    for kind in (Kind.INFORMATION, Kind.REGISTER):
        text = draft(settings, kind)
        assert "Är du hyresgäst?" in text
        assert "Rädda \\*biblioteket\\*" in text
        assert "namn" in text
        assert day(petition.purge_on) in text
        assert "90 dagar" in text
    assert "allmän handling" in draft(settings, Kind.ASSESSMENT)


def test_who_is_let_in_and_who_was_read_in_stand_in_the_register(app: Flask, settings: Settings) -> None:
    make_association()
    make_account(Role.ADMINISTRATOR)
    assert "kalkylark:**" not in draft(settings, Kind.REGISTER)
    read_in()
    text = draft(settings, Kind.REGISTER)
    assert re.search(r"tillgång:\*\* \w+: 3\.", text)
    assert "kalkylark:**" in text


def test_lists_stand_in_the_register_in_words_once_they_were_fetched(app: Flask, settings: Settings) -> None:
    make_association()
    petition = make_petition(preset="full", title="Torget")
    make_signature(petition)
    export = written(petition, Preset.NAME_TOWN)
    assert "inga ännu" in draft(settings, Kind.REGISTER)
    fetch(export)
    text = draft(settings, Kind.REGISTER)
    assert "inga ännu" not in text
    assert "”Torget” (namn och postnummer" in text
    assert "name_town" not in text


def test_what_is_still_to_be_filled_in_does_not_stand_on_the_public_page(
    app: Flask, settings: Settings
) -> None:
    make_association()
    text = queries.get_text(Kind.INFORMATION, "sv", settings)
    assert text.left == 1
    assert "[" not in queries.public_body(text)
    assert "Vi säljer och byter inte uppgifter" in queries.public_body(text)


def test_a_draft_is_the_same_tomorrow(app: Flask, settings: Settings, clock: Clock) -> None:
    make_association()
    make_petition()
    now = draft(settings, Kind.REGISTER)
    clock.move(days=1)
    assert draft(settings, Kind.REGISTER) == now
