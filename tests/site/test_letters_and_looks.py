"""Letters are written outside requests: what the association has chosen for its pages must not stop them."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import update

from app.core.access import Role
from app.core.db import db, transaction
from app.core.mail import OutboxMail
from app.site import checklist
from tests.clients import Client
from tests.factories import make_account, make_association, make_petition, sign_petition
from tests.mail import Mailbox

pytestmark = pytest.mark.database("sqlite")


def test_a_colour_of_its_own_does_not_stop_the_mails(app: Flask, mailbox: Mailbox) -> None:
    make_association(accent="#1b6b3a")
    petition = make_petition()
    sign_petition(petition)
    assert petition.title in mailbox.last().text


def test_today_tells_of_mails_that_do_not_get_away(app: Flask, administrator: Client) -> None:
    make_association()
    sign_petition(make_petition())
    assert "kommer inte iväg" not in administrator.get("/organisera/").text
    with transaction():
        db.session.execute(update(OutboxMail).values(attempts=2))
    assert "Ett mejl kommer inte iväg" in administrator.get("/organisera/").text


@pytest.mark.settings(demo=True)
def test_where_the_server_decides_the_mailbox_nobody_is_asked_to_set_it_up(app: Flask) -> None:
    make_association()
    items = checklist.get_items(make_account(Role.ADMINISTRATOR))
    assert [item.is_done for item in items if item.step is checklist.Step.MAIL] == [True]
