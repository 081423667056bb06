"""A real installation starts empty; one link takes it to its first administrator, once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import func, select

from app.accounts.models import Account, Challenge
from app.core import crypto
from app.core.access import Role
from app.core.db import db, transaction
from app.site import opening, queries
from app.site.cli import setup
from tests.clients import Client
from tests.factories import make_account
from tests.setup.walking import ASSOCIATION, PERSON, set_up, set_up_link

sqlite = pytest.mark.database("sqlite")


@sqlite
def test_an_empty_site_says_that_it_is_being_set_up_and_shows_no_link(client: Client) -> None:
    link = set_up_link()
    page = client.get("/").text
    assert "Här byggs en webbplats" in page
    assert link not in page


@sqlite
def test_the_link_leads_to_an_administrator_who_is_signed_in(client: Client) -> None:
    set_up(client)
    account = db.session.scalars(select(Account)).one()
    assert account.role == Role.ADMINISTRATOR
    association = queries.get_association()
    assert (association.name, association.sender) == (ASSOCIATION["name"], ASSOCIATION["name"])
    assert client.get("/organisera/kom-igang/inloggning").status_code == 200
    assert "Här byggs en webbplats" not in client.get("/").text


@sqlite
def test_only_a_hash_of_the_link_is_stored(app: Flask) -> None:
    token = set_up_link().rpartition("/")[2]
    row = db.session.scalars(select(Challenge)).one()
    assert row.token_hash == crypto.token_hash(token)
    assert token.encode() not in b"".join(value for value in vars(row).values() if isinstance(value, bytes))


@sqlite
def test_a_used_link_says_so_and_leads_to_signing_in(app: Flask, client: Client) -> None:
    link = set_up_link()
    client.submit(link, ASSOCIATION)
    client.submit(f"{link}/du", PERSON)
    for path in (link, f"{link}/du"):
        answer = Client(app).get(path)
        assert answer.status_code == 410
        assert "redan" in answer.text
        assert "/organisera/logga-in" in answer.text


@sqlite
def test_a_forged_link_and_one_that_a_later_start_replaced_open_nothing(client: Client) -> None:
    earlier, newest = set_up_link(), set_up_link()
    for link in ("/kom-igang/gissad", earlier):
        answer = client.post(link, data=ASSOCIATION)
        assert answer.status_code == 410
        assert "Startsidan säger hur" in answer.text
    assert queries.is_empty()
    assert client.get(newest).status_code == 200


@sqlite
def test_no_link_is_made_where_somebody_has_an_account(app: Flask) -> None:
    make_account()
    with pytest.raises(opening.SetUpAlready), transaction():
        opening.make_link()


@sqlite
@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": ""}, "Skriv vad föreningen heter."),
        ({"contact_email": "kontakt"}, "Det här ser inte ut som en e-postadress"),
    ],
)
def test_what_is_wrong_is_told_at_its_field(client: Client, typed: dict[str, Any], sentence: str) -> None:
    answer = client.submit(set_up_link(), ASSOCIATION | typed)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert queries.get_association() is queries.UNNAMED


@sqlite
def test_the_second_page_waits_for_the_first(client: Client) -> None:
    link = set_up_link()
    assert client.post(f"{link}/du", data=PERSON).location == link


def test_two_people_at_once_one_wins_and_the_other_is_told(app: Flask) -> None:
    token = set_up_link().rpartition("/")[2]
    with transaction():
        opening.name_it(token, name="Föreningen", contact_email="kontakt@example.org", sender="")
    start = Barrier(2)

    def press(number: int) -> str:
        with app.app_context():
            start.wait()
            try:
                with transaction():
                    opening.open_installation(token, name=f"Person {number}", email=f"p{number}@example.org")
            except opening.SetUpAlready as refusal:
                return type(refusal).__name__
            return "in"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(press, range(2))) == ["SetUpAlready", "in"]
    assert db.session.scalar(select(func.count()).select_from(Account)) == 1


@sqlite
def test_the_command_line_prints_a_new_link_until_somebody_has_an_account(app: Flask, client: Client) -> None:
    first = set_up_link()
    printed = CliRunner().invoke(setup, ["--link"], obj=lambda **_: app)
    link = urlsplit(printed.output.strip()).path
    assert client.get(first).status_code == 410
    assert client.get(link).status_code == 200
    make_account()
    again = CliRunner().invoke(setup, ["--link"], obj=lambda **_: app)
    assert again.exit_code == 1
    assert "set up already" in again.output


@sqlite
def test_setting_up_at_the_command_line_ends_the_link(app: Flask, client: Client) -> None:
    link = set_up_link()
    answers = ["--association", "F", "--contact", "k@example.org", "--sender", "F", "--name", "A"]
    done = CliRunner().invoke(setup, [*answers, "--email", "a@example.org"], obj=lambda **_: app)
    assert done.exit_code == 0, done.output
    assert client.get(link).status_code == 410
