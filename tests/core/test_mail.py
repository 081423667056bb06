"""What a mail says, and how it is written down: sealed, with the act, harmless whoever is named in it."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from email.utils import parseaddr
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import SCOPE
from app.core import crypto, i18n, mail
from app.core.db import db, transaction
from app.core.mail import Letter, MailGoesNowhere, MailState, OutboxMail, compose
from tests.budgets import snapshot
from tests.factories import make_association
from tests.mail import read_letter

NAMES = [
    "Åsa Öberg",
    "محمد علي",
    "👩‍🚒 Eldsjälarna",
    'Alva "Allan" Provström, m.fl.',
    "x" * 300,
    "<script>alert(1)</script>",
    "\u202egnirts\u202c",
]
BREAKS = [
    "Alva\r\nBcc: all@example.org",
    "Alva\nBcc: all@example.org",
    "Alva\r\n\r\nHej",
    "Alva\x0bBcc:\x85x\u2028y",
]


@mail.letter("tests.hello")
def _hello(facts: dict[str, Any]) -> Letter:
    return Letter(
        subject=f"Hej {facts['name']}",
        paragraphs=[i18n.gettext("Fill this in."), f"{facts['name']} & co"],
        action_label="Öppna",
        action_url=f"https://example.org/?a=1&b={len(facts['name'])}",
    )


def write(name: str = "Alva", to: str = "alva@example.org") -> OutboxMail:
    with transaction(public=False):
        return mail.enqueue("tests.hello", to=to, scope=SCOPE, facts={"name": name})


def test_a_mail_has_a_text_part_and_an_html_part_that_say_the_same(app: Flask) -> None:
    make_association(name="Rågsveds hyresgäster")
    message = compose(write("Alva <b>"))
    letter = read_letter(message.as_bytes())
    assert letter.subject == "Hej Alva <b>"
    assert letter.links == ["https://example.org/?a=1&b=8"]
    assert "Alva <b> & co" in letter.text
    assert "Alva &lt;b&gt; &amp; co" in letter.html
    assert 'href="https://example.org/?a=1&amp;b=8"' in letter.html
    assert parseaddr(str(message["From"])) == ("Rågsveds hyresgäster", "samling@localhost")
    assert message["Auto-Submitted"] == "auto-generated"
    assert "http://" not in letter.html.replace("http://www.w3.org", "")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.database("sqlite")
def test_names_of_every_kind_stand_in_headers_as_they_are(app: Flask, name: str) -> None:
    make_association(name=name)
    message = compose(write(name))
    letter = read_letter(message.as_bytes())
    assert letter.subject == " ".join(f"Hej {name}".split())
    assert parseaddr(str(letter.message["From"]))[1] == "samling@localhost"
    assert letter.message["From"].addresses[0].display_name == name
    for line in message.as_bytes().partition(b"\n\n")[0].splitlines():
        assert line.isascii()
        assert len(line) <= 998


@pytest.mark.parametrize("name", BREAKS, ids=["crlf", "lf", "empty line", "other breaks"])
@pytest.mark.database("sqlite")
def test_a_name_with_line_breaks_adds_no_header(app: Flask, name: str) -> None:
    make_association(name=name)
    letter = read_letter(compose(write(name)).as_bytes())
    assert letter.message["Bcc"] is None
    assert letter.to == "alva@example.org"
    assert len(letter.message["From"].addresses) == 1


@pytest.mark.parametrize(
    "to",
    [
        "alva@example.org\r\nBcc: all@example.org",
        "alva@example.org\nX: y",
        "alva@example.org, all@example.org",
    ],
)
@pytest.mark.database("sqlite")
def test_an_address_that_would_say_more_than_one_is_refused(app: Flask, to: str) -> None:
    row = write(to=to)
    with pytest.raises(ValueError, match="invalid"):
        compose(row)


@pytest.mark.parametrize(("to", "sent"), [("åsa@räksmörgås.example", "åsa@xn--rksmrgs-5wao1o.example")])
@pytest.mark.database("sqlite")
def test_a_swedish_domain_is_written_as_mail_servers_write_it(app: Flask, to: str, sent: str) -> None:
    assert str(compose(write(to=to))["To"]) == sent


@pytest.mark.database("sqlite")
def test_a_mail_is_written_in_the_language_that_it_was_asked_for_in(app: Flask) -> None:
    rows = {}
    for code in i18n.LANGUAGES:
        with i18n.in_language(code):
            rows[code] = write()
    letters = {code: read_letter(compose(row).as_bytes()) for code, row in rows.items()}
    assert "Fill this in." in letters["en"].text
    assert "Fill this in." not in letters["sv"].text
    for code, letter in letters.items():
        assert f'<html lang="{code}">' in letter.html
        assert letter.message["Content-Language"] == code


def test_nothing_personal_stands_in_the_outbox(app: Flask) -> None:
    write("Alva Provström", "alva@example.org")
    found = repr(snapshot()["outbox_mail"]).lower()
    for word in ("alva", "provstr", "example.org"):
        assert word not in found


def test_a_mail_is_written_down_with_the_act_or_not_at_all(app: Flask) -> None:
    def act() -> None:
        with transaction():
            mail.enqueue("tests.hello", to="alva@example.org", scope=SCOPE, facts={"name": "Alva"})
            db.session.flush()
            raise KeyError

    with pytest.raises(KeyError):
        act()
    assert db.session.scalars(select(OutboxMail)).all() == []


@pytest.mark.database("sqlite")
def test_a_kind_that_nobody_writes_is_refused_before_anything_is_stored(app: Flask) -> None:
    with pytest.raises(LookupError, match=r"tests\.unknown"), transaction():
        mail.enqueue("tests.unknown", to="alva@example.org", scope=SCOPE, facts={})


@pytest.mark.database("sqlite")
def test_a_mails_facts_moved_to_another_row_do_not_open(app: Flask) -> None:
    first, second = write("Alva"), write("Bashir", "bashir@example.org")
    with transaction(public=False):
        first.sealed = second.sealed
    with pytest.raises(crypto.SealBroken):
        compose(first)


@pytest.mark.database("sqlite")
def test_the_message_id_comes_from_the_row_and_tells_nothing(app: Flask) -> None:
    first, second = write(), write()
    assert compose(first)["Message-ID"] == compose(first)["Message-ID"] == f"<{first.uid.hex()}@localhost>"
    assert compose(first)["Message-ID"] != compose(second)["Message-ID"]
    assert compose(first)["Date"] == compose(first)["Date"]


@pytest.mark.database("sqlite")
def test_a_mail_that_has_left_cannot_be_written_again(app: Flask) -> None:
    row = write()
    with transaction(public=False):
        row.state, row.sealed = MailState.SENT, None
    with pytest.raises(LookupError):
        compose(row)


@pytest.mark.database("sqlite")
@pytest.mark.parametrize(
    ("changes", "goes"),
    [
        ({}, False),
        ({"demo": True}, True),
        ({"mail_url": "smtp://localhost:2525"}, True),
        ({"mail_url": "smtps://mail.example.org"}, True),
        ({"mail_url": "maildir:/srv/mail"}, False),
    ],
)
def test_a_folder_is_a_way_out_in_the_demonstration_only(
    app: Flask, changes: dict[str, Any], goes: bool
) -> None:
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], **changes)
    with nullcontext() if goes else pytest.raises(MailGoesNowhere):
        mail.check_way_out()
