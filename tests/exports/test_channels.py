"""What leaves from a petition that is signed in more ways than one: what counts, and how it was given."""

from __future__ import annotations

import pytest
from flask import Flask

from app.core import crypto
from app.petitions.models import Petition
from app.signatures.models import Channel
from app.signatures.words import CHANNELS
from tests.exports.conftest import Export, rows_of
from tests.factories import make_signature
from tests.shifts.pages import said
from tests.signatures.many import change


@pytest.mark.parametrize("preset", ["initials", "name_town", "full"])
def test_only_what_counts_leaves(petition: Petition, export: Export, preset: str) -> None:
    make_signature(petition, name="Räknad Ekdahl")
    make_signature(petition, name="Väntande Rask", is_confirmed=False)
    for name, state, hold in (("Hållen Grip", "held", "name"), ("Ogiltig Fors", "invalid", None)):
        change(make_signature(petition, name=name), state=state, hold=hold)
    _head, *rows = rows_of(export(petition, preset))
    assert [row[1] for row in rows] == ["R. E." if preset == "initials" else "Räknad Ekdahl"]


def test_the_list_says_how_each_was_given(petition: Petition, export: Export) -> None:
    make_signature(petition, name="Åsa Nätberg")
    change(make_signature(petition, name="Siv Bordlund"), channel="kiosk")
    head, *rows = rows_of(export(petition, "full"))
    assert [row[head.index(said("Channel"))] for row in rows] == [said("Online"), said("At the stand")]


@pytest.mark.database("sqlite")
def test_whoever_gave_no_address_at_the_stand_has_none_in_the_list(
    app: Flask, petition: Petition, export: Export
) -> None:
    row = make_signature(petition)
    sealed = crypto.seal(petition.scope, row.uid, {"name": "Siv Bordlund"})
    change(row, channel="kiosk", sealed=sealed)
    head, line = rows_of(export(petition, "full"))
    assert (line[1], line[head.index(said("E-mail"))]) == ("Siv Bordlund", "")


def test_each_channel_has_its_words() -> None:
    assert set(CHANNELS) == set(Channel)
