"""From the mark of a list that turned up somewhere to who took it and who is in it; and to each signer."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import select

from app.core.db import db, transaction
from app.exports import queries, tracing
from app.exports.cli import who_was_affected
from app.exports.lists import Format
from app.petitions.models import Petition, Preset
from app.record.models import Act
from app.signatures import own_page, withdrawing
from app.signatures.models import Signature
from tests.budgets import at_most
from tests.clients import Client
from tests.exports.making import REASON, fetch, fresh, written
from tests.factories import make_account, make_petition, make_signature

pytestmark = pytest.mark.database("sqlite")


def run(app: Flask, *words: str) -> tuple[int, str, str]:
    db.session.remove()
    done = CliRunner().invoke(who_was_affected, list(words), obj=lambda: app)
    return done.exit_code, done.stdout, done.stderr


def test_the_command_says_where_a_list_is_from(app: Flask, petition: Petition) -> None:
    for number in range(3):
        make_signature(petition, email=f"nummer{number}@example.org")
    export = written(petition, Preset.NAME_TOWN, actor=make_account(name="Alva Provström"))
    title = petition.title
    code, said, _errors = run(app, export.mark.upper().replace("-", " "))
    assert code == 0
    assert "never: it has not left" in said
    fetch(export)
    code, said, _errors = run(app, export.mark)
    for words in (title, "Alva Provström", REASON, "name and postcode", "Signatures in it: 3"):
        assert words in said
    assert "never" not in said
    assert "@" not in said
    assert db.session.scalars(select(Act).where(Act.kind == "list.traced")).all() == []


def test_the_addresses_for_a_notice_are_written_down(app: Flask, petition: Petition) -> None:
    rows = [make_signature(petition, email=f"nummer{number}@example.org") for number in range(3)]
    export = written(petition, Preset.INITIALS)
    make_signature(petition, email="senare@example.org")
    with transaction():
        withdrawing.withdraw_signature(rows[1])
    code, said, errors = run(app, export.mark, "--emails")
    assert (code, sorted(said.split())) == (0, ["nummer0@example.org", "nummer2@example.org"])
    assert "Signatures in it: 3" in errors
    assert "still kept here: 2" in errors
    (act,) = db.session.scalars(select(Act).where(Act.kind == "list.traced")).all()
    assert (act.facts["mark"], act.facts["addresses"], act.account_id) == (export.mark, 2, None)


def test_a_mark_that_no_list_has_is_answered(app: Flask, petition: Petition) -> None:
    code, _said, errors = run(app, "bcdf-ghjk")
    assert code == 1
    assert "No list has the mark" in errors


def test_the_desk_says_the_same(app: Flask, petition: Petition, organizer: Client) -> None:
    make_signature(petition, name="Zebediah Kvist")
    export = written(petition, actor=make_account(name="Alva Provström"))
    place = "/organisera/namninsamlingar/exporterade"
    page = organizer.get(place, query_string={"marke": f" {export.mark.upper()} "}).text
    for words in ("Alva Provström", petition.title, REASON, "Aldrig"):
        assert words in page
    assert "Zebediah" not in page
    for wrong in ("bcdf-ghjk", "%", "x" * 200, "'"):
        assert "Ingen lista har det märket" in organizer.get(place, query_string={"marke": wrong}).text


def test_how_many_are_still_kept_is_counted_without_reading_anybody(petition: Petition) -> None:
    for number in range(3):
        make_signature(petition, email=f"nummer{number}@example.org")
    export = fresh(written(petition, Preset.INITIALS))
    with at_most(queries=6) as seen:
        assert tracing.trace(export).left == 3
    assert any("signature.id" in each for each in seen)
    assert not any("signature.sealed" in each for each in seen)


def test_the_reasons_of_many_lists_are_read_at_once(petition: Petition) -> None:
    make_signature(petition)
    for _each in range(3):
        written(petition, Preset.INITIALS)
    many = queries.list_of(petition)
    with at_most(queries=1):
        assert queries.reasons_of(many) == {each.id: REASON for each in many}


def lists_of(row: Signature) -> list[tuple[str, bool]]:
    db.session.rollback()
    found = db.session.get_one(Signature, row.id, populate_existing=True)
    return [(each.preset, each.is_taken) for each in own_page.look_at(found).lists]


def test_each_signer_is_told_of_the_lists_that_she_is_in(petition: Petition) -> None:
    first = make_signature(petition)
    held = make_signature(petition)
    with transaction():
        db.session.get_one(Signature, held.id).state = "held"
    fetch(written(petition, Preset.INITIALS))
    second = make_signature(petition)
    with transaction():
        db.session.get_one(Signature, held.id).state = "confirmed"
    written(petition, Preset.FULL, Format.XLSX)
    written(make_signed(), Preset.FULL)
    assert lists_of(first) == [("full", False), ("initials", True)]
    assert lists_of(second) == [("full", False)]
    assert lists_of(held) == [("full", False)]
    kept = own_page.everything_kept(own_page.look_at(db.session.get_one(Signature, first.id)))
    assert [each["fetched"] for each in json.loads(json.dumps(kept["in_lists"]))] == [False, True]


def make_signed() -> Petition:
    petition = make_petition(preset=Preset.FULL)
    make_signature(petition)
    return petition
