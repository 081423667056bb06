"""Settings in the browser: what is typed holds on the pages, mistakes are told, two at once are noticed."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.db import db
from app.record.models import Act
from app.site import social_links
from app.site.queries import get_association
from tests.clients import Client
from tests.factories import make_association
from tests.site.doors import SETTINGS, token_of, version

pytestmark = pytest.mark.database("sqlite")

WHO = f"{SETTINGS}/foreningen"


@pytest.fixture(autouse=True)
def association(app: Flask) -> None:
    make_association()


def facts_of(kind: str) -> list[dict[str, object]]:
    return [act.facts for act in db.session.scalars(select(Act).where(Act.kind == kind).order_by(Act.id))]


def test_what_is_typed_stands_on_the_pages_and_the_log_names_fields_alone(
    administrator: Client, client: Client
) -> None:
    answer = administrator.submit(
        WHO,
        {
            "name": "Nya föreningen",
            "phone": "070-123 45 67",
            "links": "Facebook https://facebook.com/nya?fbclid=abc&sida=2&utm_source=x\nhttps://example.org/om",
        },
        button="Spara",
    )
    assert answer.status_code == 303
    page = client.get("/").text
    assert "Nya föreningen" in page
    assert 'href="tel:+46701234567"' in page
    assert 'href="https://facebook.com/nya?sida=2"' in page
    assert ">example.org</a>" in page
    assert facts_of("settings.changed") == [{"fields": ["name", "phone", "links"]}]


@pytest.mark.parametrize(
    "line",
    [
        "Sida javascript://example.org/%0aalert(1)",
        "Sida javascript:alert(1)",
        "Sida http://example.org",
        "Sida https://",
        "Sida https://user:secret@example.org/",
        "Sida https://localhost/",
        "Sida https://example.org:8443/",
        "bara ord",
        "https://" + "a" * 300 + ".org",
    ],
)
def test_a_line_that_is_no_https_address_is_refused(line: str) -> None:
    with pytest.raises(social_links.LinkRefused):
        social_links.read(line)


def test_a_wrong_link_is_told_with_its_line_and_all_else_is_kept(administrator: Client) -> None:
    typed = {"name": "Nytt namn", "links": "Bra https://example.org\nDålig http://example.org"}
    answer = administrator.submit(WHO, typed, button="Spara")
    assert answer.status_code == 422
    assert "Rad 2" in answer.text
    assert "Nytt namn" in answer.text
    assert get_association().name != "Nytt namn"


def test_somebodys_own_mailbox_is_warned_of_and_taken(administrator: Client) -> None:
    administrator.submit(WHO, {"contact_email": "alva.provstrom@gmail.com"}, button="Spara")
    assert get_association().contact_email == "alva.provstrom@gmail.com"
    page = administrator.get(f"{SETTINGS}/").text
    assert "ser ut som någons egen brevlåda" in page
    administrator.submit(WHO, {"contact_email": "info@example.org"}, button="Spara")
    administrator.get(f"{SETTINGS}/")  # says what was flashed
    assert "någons egen" not in administrator.get(f"{SETTINGS}/").text


def test_the_second_of_two_who_save_sees_what_stands_and_loses_nothing(administrator: Client) -> None:
    page = administrator.get(WHO).text
    late = {name: _hidden(page, name) for name in ("version", "opened")} | {"phone": ""}
    administrator.submit(WHO, {"sender": "Den första", "phone": "08-123 456 78"}, button="Spara")
    answer = administrator.submit(WHO, late | {"sender": "Den andra"}, button="Spara")
    assert answer.status_code == 422
    assert "Nu står det: Den första" in answer.text
    assert "Den andra" in answer.text
    assert 'value="08-123 456 78"' in answer.text  # she has not touched it, so the other's holds
    assert get_association().sender == "Den första"


def test_a_period_that_somebody_else_chose_meanwhile_is_not_put_back(administrator: Client) -> None:
    way = f"{SETTINGS}/lagringstider"
    page = administrator.get(way).text
    late = {name: _hidden(page, name) for name in ("version", "opened")} | {"mails": "14", "record": "730"}
    administrator.submit(way, {"mails": "7"}, button="Spara")
    answer = administrator.submit(way, late, button="Spara")
    assert answer.status_code == 422
    typed = dict(re.findall(r'name="(mails|record)"[^>]* value="(\d+)"', answer.text))
    assert typed == {"mails": "7", "record": "730"}


def _hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]* value="([^"]*)"', page)
    assert found
    return found[1]


def test_any_colour_will_do_and_what_is_none_is_told(administrator: Client, client: Client) -> None:
    way = f"{SETTINGS}/utseende"
    typed = {"accent": "#FFEE00", "do": "try", "csrf_token": token_of(administrator)}
    tried = administrator.post(way, data=typed | version())
    assert tried.status_code == 200
    assert 'fill="#ffee00"' in tried.text
    assert "Inte sparat" in tried.text
    assert get_association().accent == "#c4161c"
    assert administrator.submit(way, {"accent": "#FFEE00"}, button="Spara").status_code == 303
    assert "tema.css" in client.get("/").text
    for wrong in ("röd", "#12", "#gggggg", "url(x)"):
        answer = administrator.submit(way, {"accent": wrong}, button="Spara")
        assert answer.status_code == 422
        assert wrong in answer.text


def test_without_english_its_pages_lead_to_the_swedish_ones(administrator: Client, client: Client) -> None:
    assert 'hreflang="en"' in client.get("/trygghet").text
    administrator.submit(WHO, {"has_english": None}, button="Spara")
    assert 'hreflang="en"' not in client.get("/trygghet").text
    answer = client.get("/en/trygghet")
    assert (answer.status_code, answer.location) == (303, "/trygghet")
    administrator.get("/organisera/")  # says what was flashed
    assert administrator.get("/en/organisera/").status_code == 200, "The desk has both."


def test_an_organizer_does_not_see_the_settings(organizer: Client) -> None:
    assert organizer.get(f"{SETTINGS}/", checked=False).status_code == 403
    assert "/installningar" not in organizer.get("/organisera/").text
