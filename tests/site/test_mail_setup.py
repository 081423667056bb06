"""The mailbox is tried for real, each failure in a sentence; then mails leave by it, within its ceiling."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text

from app.core import mail, mail_ceiling, mail_way, postman
from app.core.db import db, transaction
from app.core.mail import MailState, OutboxMail
from app.core.mail_way import Ceiling, Way
from app.site import mail_setup
from app.site.mail_failures import HostInside
from app.site.mail_setup import MailChoice
from app.site.queries import get_association
from tests.clients import Client
from tests.clocks import Clock
from tests.factories import make_account, make_association
from tests.site.doors import SETTINGS
from tests.site.mail_servers import HOST, PASSWORD, USER, Hotel, hotel

pytestmark = pytest.mark.database("sqlite")

WAY = f"{SETTINGS}/e-post/"
BUTTON = "Spara och skicka ett provmejl"


@pytest.fixture(autouse=True)
def association(app: Flask) -> None:
    make_association()


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Hotel, int]]:
    with hotel(tmp_path) as running:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "mail.pem"))
        yield running


def typed(at: int, **changes: str) -> dict[str, Any]:
    own = {"host": HOST, "port": str(at), "user": USER, "password": PASSWORD, "sender": USER}
    return {"provider": "other", "count": "5", **own, **changes}


def code_in(letter: bytes) -> str:
    found = re.search(rb"\n(\d{6})\r?\n", letter)
    assert found, letter
    return found[1].decode()


def test_a_mailbox_is_tried_stored_and_called_tested_once_its_code_is_typed(
    administrator: Client, server: tuple[Hotel, int]
) -> None:
    taking, port = server
    assert administrator.submit(WAY, typed(port), button=BUTTON).status_code == 303
    own = get_association()
    assert own.mail_tested_at is None
    assert mail_way.sender() == USER
    raw = str(db.session.execute(text("SELECT mail, mail_sealed FROM association")).one())
    assert "horse" not in raw
    page = administrator.get(WAY).text
    assert "horse" not in page
    assert administrator.submit(f"{WAY}", {"code": "000000"}, button="Kontrollera koden").status_code == 422
    right = {"code": code_in(taking.letters[0])}
    assert administrator.submit(WAY, right, button="Kontrollera koden").status_code == 303
    assert get_association().mail_tested_at is not None
    assert 'href="/organisera/kom-igang/vidare"' in administrator.get(WAY).text
    with transaction(public=False):
        mail.enqueue("site.mail_test", to="a@example.com", scope="organizers", facts={"code": "123456"})
    assert postman.deliver_due() == 1
    assert b"From: " in taking.letters[1]
    assert USER.encode() in taking.letters[1]


def test_the_kept_password_goes_to_no_other_server(administrator: Client, server: tuple[Hotel, int]) -> None:
    _taking, port = server
    administrator.submit(WAY, typed(port), button=BUTTON)
    again = typed(port, password="", sender="hej@example.org")
    assert administrator.submit(WAY, again, button=BUTTON).status_code == 303, (
        "Left empty it is the kept one."
    )
    for other in ({"host": "127.0.0.3"}, {"user": "annan@example.org"}):
        answer = administrator.submit(WAY, typed(port, password="", **other), button=BUTTON)
        assert answer.status_code == 422
        assert "Skriv brevlådans lösenord" in answer.text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"password": "fel"}, "godtar inte användarnamnet"),
        ({"password": "häst-häst"}, "har andra tecken än a–z"),
        ({"sender": "info@example.com"}, "får inte skicka från info@example.com"),
        ({"tls": "implicit"}, "Krypteringen passar inte port"),
        ({"host": "finns-inte.invalid"}, "Det finns ingen server som heter"),
        ({"host": "två ord"}, "Skriv serverns namn"),
        ({"port": "70000"}, "Skriv ett tal från 1 till 65535"),
        ({"provider": ""}, "Välj var brevlådan finns"),
        ({"provider": "loopia", "sender": "info@example.com"}, "slutar på @example.org"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_stored(
    administrator: Client, server: tuple[Hotel, int], changes: dict[str, str], sentence: str
) -> None:
    answer = administrator.submit(WAY, typed(server[1], **changes), button=BUTTON)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert changes.get("password", "horse") not in answer.text
    assert get_association().mail == {}


def test_a_certificate_that_is_not_theirs_gets_no_password(
    administrator: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with hotel(tmp_path, names="127.0.0.9") as (taking, port):
        answer = administrator.submit(WAY, typed(port), button=BUTTON)
        assert "går inte att lita på" in answer.text
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "mail.pem"))
        answer = administrator.submit(WAY, typed(port), button=BUTTON)
        assert "kallar sig något annat" in answer.text
        assert taking.letters == []


def test_a_server_that_says_nothing_is_given_up(
    administrator: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail_setup, "TRIAL_TIMEOUT", 0.3)
    with socket.create_server((HOST, 0)) as silent:
        answer = administrator.submit(WAY, typed(silent.getsockname()[1]), button=BUTTON)
    assert answer.status_code == 422
    assert "svarar inte på port" in answer.text


def test_what_whoever_runs_the_server_has_set_goes_first(app: Flask, administrator: Client) -> None:
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], mail_url="smtp://mail.invalid")
    page = administrator.get(WAY).text
    assert "Den som sköter servern har ställt in e-posten" in page
    assert BUTTON not in page


@pytest.mark.settings(
    base_url="https://samling.example.org", trusted_proxies=("127.0.0.1",), rate_limits=True
)
def test_the_browser_leads_us_to_no_machine_on_the_inside(app: Flask) -> None:
    choice = MailChoice(
        provider="other", host="127.0.0.1", port=25, is_implicit=False, user="a", password="b",
        sender="a@example.org", ceiling=Ceiling(5, timedelta(hours=1)),
    )  # fmt: skip
    with pytest.raises(HostInside):
        mail_setup.try_out(choice, to=make_account(), settings=app.config["SETTINGS"])


def wait(kind: str, number: int) -> None:
    facts = {"code": "1"} if kind == "site.mail_test" else {"title": "T", "slug": "s", "recipient": "R"}
    with transaction(public=False):
        for each in range(number):
            more = {"answer": "Ja", "token": "t"} if kind != "site.mail_test" else {}
            mail.enqueue(kind, to=f"p{each}@example.com", scope="organizers", facts=facts | more)


@pytest.mark.database("sqlite", "postgres")
def test_no_more_leave_than_the_mailbox_lets_out_and_reminders_leave_room(app: Flask, clock: Clock) -> None:
    ceiling = Ceiling(20, timedelta(hours=1))
    way = mail_way.way_out()
    app.extensions["samling.mail_way"] = lambda: Way(way.url, "info@example.org", ceiling)
    wait("petitions.answered", 30)
    while postman.deliver_due():
        pass
    assert sent() == 18, "Two are left for what somebody waits for."
    wait("site.mail_test", 5)
    while postman.deliver_due():
        pass
    assert sent() == 20
    told = mail_ceiling.forecast()
    assert told is not None
    assert (told.waiting, told.next_at) == (15, clock.now() + ceiling.window)
    clock.move(minutes=61)
    while postman.deliver_due():
        pass
    assert sent() == 20 + 15, "All that waited fits in the next hour."
    assert mail_ceiling.forecast() is None


def sent() -> int:
    return len(db.session.scalars(select(OutboxMail.id).where(OutboxMail.state == MailState.SENT)).all())
