"""A form is sent as a browser sends it."""

from __future__ import annotations

import pytest

from tests.filled_forms import find_form

PAGE = """<!doctype html><html lang="sv"><head><title>x</title></head><body>
<form action="/sok"><input name="q"><button>Sök</button></form>
<form method="post"><input type="hidden" name="csrf_token" value="t"><input name="name" value="Åsa">
<textarea name="story">
Två
rader</textarea><input type="checkbox" name="yes"><input type="checkbox" name="on" value="1" checked>
<select name="kind"><option value="a">A</option><option value="b" selected>B</option></select>
<input type="radio" name="r" value="1"><input type="radio" name="r" value="2" checked>
<input name="off" disabled>
<button name="x">Spara</button></form></body></html>"""


def test_what_the_page_filled_in_is_sent() -> None:
    form = find_form(PAGE, "/a")
    assert (form.action, form.method, form.buttons) == ("/a", "POST", ("Spara",))
    assert form.filled({}) == {
        "csrf_token": "t",
        "name": "Åsa",
        "story": "Två\nrader",
        "on": "1",
        "kind": "b",
        "r": "2",
    }


def test_what_a_person_types_replaces_it() -> None:
    sent = find_form(PAGE, "/a", button="Spara").filled({"name": "Bo", "yes": "on", "on": None})
    assert (sent["name"], sent["yes"], "on" in sent) == ("Bo", "on", False)
    assert find_form(PAGE, "/a", button="Sök").action == "/sok"


def test_a_button_may_lead_elsewhere_than_its_form() -> None:
    page = PAGE.replace('<button name="x">', '<button formaction="/jamfor">Jämför</button><button name="x">')
    ways = [find_form(page, "/a", button=each).action for each in ("Jämför", "Spara")]
    assert ways == ["/jamfor", "/a"]


def test_a_field_or_form_that_is_not_there_is_a_fault() -> None:
    with pytest.raises(AssertionError, match="no field colour"):
        find_form(PAGE, "/a").filled({"colour": "red"})
    with pytest.raises(AssertionError, match="such forms"):
        find_form(PAGE, "/a", button="Radera")
