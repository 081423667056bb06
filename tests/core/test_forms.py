"""The shape of what people type: tidied where it does not matter, refused in words where it does."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask, current_app
from hypothesis import given
from hypothesis import strategies as st
from wtforms import EmailField

from app import create_app
from app.core.config import load_settings
from app.core.forms import (
    Address,
    LineField,
    Needed,
    NoAddress,
    Postcode,
    PublicForm,
    TextField,
    one_line,
    postcode_digits,
    tidy,
)

BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
MARKS = "\ufeff\u200b\u2060"


class Everything(PublicForm):
    """One field of each kind."""

    said: dict[str, list[str]]

    line = LineField("Line", [Needed(), NoAddress()], most=10)
    text = TextField("Text", most=20)
    email = EmailField("E-mail", [Address()])
    postcode = LineField("Postcode", [Postcode()], most=20, filters=[postcode_digits])


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """Make an application for its words alone."""
    return create_app(load_settings({}, instance=tmp_path_factory.mktemp("forms")))


@pytest.fixture(autouse=True)
def application(bare: Flask) -> Iterator[None]:
    """Have the application at hand."""
    with bare.app_context():
        yield


def filled(**values: str) -> Everything:
    usual = {"line": "Alva", "text": "", "email": "alva@example.org", "postcode": "12465"}
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    with app.test_request_context("/", method="POST", data=usual | values):
        form = Everything()
        form.validate()
        form.said = {name: [str(each) for each in found] for name, found in form.errors.items()}
    return form


def is_taken(field: str, value: str) -> bool:
    return field not in filled(**{field: value}).errors


def test_what_is_right_is_taken() -> None:
    assert filled().errors == {}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Alva  ", "Alva"),
        ("A\u030asa", "Åsa"),
        (f"Al{BIDI}va{MARKS}", "Alva"),
        ("Åsa\t\n Öberg", "Åsa Öberg"),
        ("Åsa\u00a0\u2003Öberg", "Åsa Öberg"),
        ("محمد علي", "محمد علي"),
        ("👩‍🚒 Eld", "👩‍🚒 Eld"),
        ("می‌خواهم", "می‌خواهم"),
        (BIDI, ""),
        ("\u200b \u3164\u00ad", ""),
    ],
)
def test_a_line_is_tidied_without_losing_a_letter(typed: str, kept: str) -> None:
    assert one_line(typed) == kept
    assert one_line(kept) == kept


@given(st.text(max_size=50))
def test_tidying_twice_is_tidying_once(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)
    assert one_line(one_line(text)) == one_line(text)
    assert not set(one_line(text)) & set(BIDI + "\n\r\t")


@pytest.mark.parametrize("nothing", ["", "   ", "\u200b", BIDI, "\u3164", "\u00ad\u2062", "\u0301"])
def test_a_name_that_nobody_can_see_is_none(nothing: str) -> None:
    assert not is_taken("line", nothing)


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x1b", "\x7f", "\x85", "\x9f", "\ufffd"])
def test_control_characters_are_refused(character: str) -> None:
    assert not is_taken("text", f"a{character}b")
    assert is_taken("line", f"a{character}b") == (character == "\x85")  # a line break, folded into a space


def test_lines_and_tabs_may_stand_in_texts_alone() -> None:
    assert is_taken("text", "a\r\n\tb")
    assert filled(line="a\nb").line.data == "a b"


@pytest.mark.parametrize(("field", "most"), [("line", 10), ("text", 20)])
def test_too_much_is_refused_with_both_numbers_and_kept(field: str, most: int) -> None:
    assert is_taken(field, "å" * most)
    form = filled(**{field: "å" * (most + 3)})
    (sentence,) = form.said[field]
    assert str(most) in sentence
    assert str(most + 3) in sentence
    assert form[field].data == "å" * (most + 3)


@pytest.mark.parametrize("text", ["http:x", "HTTPS://x", "www.x.se", "a//b"])
def test_a_web_address_is_no_name(text: str) -> None:
    assert not is_taken("line", text)


@pytest.mark.parametrize("text", ["A/B", "http", "Www A", "a.b.c"])
def test_a_name_that_only_looks_like_one_is_taken(text: str) -> None:
    assert is_taken("line", text)


@pytest.mark.parametrize(
    "typed",
    ["12465", "124 65", " 1 2 4 6 5 ", "SE-124 65", "se12465", "S-12465", "124\u00a065", "1246\u200b5"],
)
def test_a_postcode_may_be_written_in_many_ways(typed: str) -> None:
    form = filled(postcode=typed)
    assert form.errors == {}
    assert form.postcode.data == "12465"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "1246",
        "124655",
        "02465",
        "12-465",
        "NO-12465",
        "1246a",
        "１２４６５",
        "1٢٤٦٥",
        "1²465",
        "12 465 Rågsved",
    ],
)
def test_what_is_no_swedish_postcode_is_refused_and_kept_as_it_was_typed(typed: str) -> None:
    form = filled(postcode=typed)
    assert "postcode" in form.errors
    assert form.postcode.data == typed


@pytest.mark.parametrize(
    "typed", ["alva", "alva@example", "alva@ex ample.org", "alva@example.org,b@example.org"]
)
def test_what_is_no_address_is_refused(typed: str) -> None:
    assert not is_taken("email", typed)
