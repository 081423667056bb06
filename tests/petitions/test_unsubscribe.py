"""The button by which mail programs end a kind of mail: one POST, without cookie or token of a form."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import update

from app.core import postman
from app.core.config import Settings
from app.core.db import db, transaction
from app.core.mail import OutboxMail
from app.petitions import handing_over
from app.petitions.models import PetitionState
from app.signatures.models import Signature
from tests.clients import Client
from tests.factories import make_association, make_petition, make_signature
from tests.mail import Mailbox
from tests.petitions.lives import take_to

pytestmark = pytest.mark.database("sqlite")
ONE_CLICK = {"List-Unsubscribe": "One-Click"}
FAR = "https://namninsamlingar.en-forening-med-ett-langt-namn.example.org"


def tell(row: Signature) -> None:
    """Take the petition of a signature to its answer, and write the mails that tell it."""
    take_to(row.petition, PetitionState.ANSWERED)
    with transaction():
        db.session.execute(update(OutboxMail).values(state="sent"))  # every other mail goes first
    assert handing_over.tell_answers() == 1


def headers_of(app: Flask, mailbox: Mailbox) -> dict[str, str]:
    """Deliver a mail, and give its headers as they travel, unfolded and not decoded."""
    settings: Settings = app.config["SETTINGS"]
    mailbox.deliver()
    (path,) = postman.maildir_path(settings).glob("new/*")
    head = path.read_bytes().decode("ascii").replace("\r\n", "\n").partition("\n\n")[0].replace("\n ", " ")
    return dict(line.split(": ", 1) for line in head.split("\n"))


@pytest.fixture
def row(app: Flask) -> Signature:
    """Give the signature of somebody who wants to be told."""
    make_association()
    return make_signature(make_petition(), contact_me=True)


def wants(row: Signature) -> bool:
    """Say whether somebody wants to be told, as the database has it now."""
    db.session.rollback()
    db.session.refresh(row)
    return row.contact_me


def test_the_mail_carries_the_way_out_whole_however_long(
    app: Flask, row: Signature, client: Client, mailbox: Mailbox
) -> None:
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], base_url=FAR)
    tell(row)
    headers = headers_of(app, mailbox)
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    (link,) = [each for each in mailbox.letters()[0].links if "inga-mejl" in each]
    assert link.startswith(FAR)
    assert headers["List-Unsubscribe"] == f"<{link}>"


@pytest.mark.parametrize("is_multipart", [False, True])
def test_one_press_ends_the_mails_from_anywhere(
    app: Flask, row: Signature, client: Client, mailbox: Mailbox, is_multipart: bool
) -> None:
    tell(row)
    link = headers_of(app, mailbox)["List-Unsubscribe"].strip("<>")
    path = link[link.index("/namninsamlingar") :]
    for _look in range(2):
        assert client.get(path).status_code == 200
        assert client.head(path).status_code == 200
    assert wants(row)
    kind = "multipart/form-data" if is_multipart else "application/x-www-form-urlencoded"
    for headers in ({}, {"Origin": "https://mail.example"}, {"Sec-Fetch-Site": "cross-site"}):
        pressed = client.post(path, data=ONE_CLICK, headers=headers, content_type=kind)
        assert pressed.status_code == 200  # no mail program need follow a redirect
        assert "Set-Cookie" not in pressed.headers
        assert not wants(row)
    assert client.post(path[:-6] + "AAAAAA", data=ONE_CLICK).status_code == 404


def test_other_mails_carry_no_such_header(app: Flask, client: Client, mailbox: Mailbox) -> None:
    make_association()
    petition = make_petition()
    typed = {"name": "Åsa", "email": "asa@example.org", "postcode": "12465", "consent_sign": "1-1"}
    assert client.post(f"/namninsamlingar/{petition.slug}", data=typed).status_code == 303
    assert not {"List-Unsubscribe", "List-Unsubscribe-Post"} & set(headers_of(app, mailbox))
