"""Hide everything: nothing of people, shifts and places on any public page; back as it was afterwards."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select, update

from app.core.access import Role
from app.core.db import db, transaction
from app.core.pages import generation
from app.petitions.models import Petition
from app.record.models import Act
from app.shifts import booking
from app.signatures.models import CommentState, Signature
from app.site import hiding
from app.site.queries import get_association
from app.volunteers import service as volunteers
from app.volunteers.models import Purpose
from app.volunteers.service import Contact
from tests.clients import Client
from tests.core.doors import SIGNER
from tests.factories import make_account, make_association, make_petition, make_signature
from tests.mail import Mailbox
from tests.shifts.makers import make_event, make_shift, make_task
from tests.site.doors import token_of

NAME, COMMENT = "Markus Namnmark", "Kommentarmärke åttaett"
SHIFT, PLACE, MEET, TASK = "Passmärke flygblad", "Platsmärket", "Mötesmärket", "Uppgiftsmärke"
MARKS = (NAME, "Namnmark", COMMENT, SHIFT, PLACE, MEET, TASK)


@pytest.fixture
def shown(app: Flask) -> dict[str, str]:
    """Fill the pages with marks; give the addresses of what carries them."""
    make_association()
    petition = make_petition()
    with transaction():
        db.session.execute(update(Petition).where(Petition.id == petition.id).values(ask_comment=True))
    row = make_signature(petition, name=NAME, show_name=True, comment=COMMENT)
    told = update(Signature).where(Signature.id == row.id).values(comment_state=CommentState.SHOWN)
    with transaction():
        db.session.execute(told)
    shift = make_shift(make_event(title=SHIFT, place=PLACE, meeting_point=MEET))
    task = make_task(title=TASK, place=PLACE)
    return {"shift": f"/pass/{shift.slug}", "task": f"/hjalp-till/{task.slug}", "slug": petition.slug}


def crawl(client: Client, *more: str) -> Iterator[tuple[str, str]]:
    """Read every public page that a link leads to, and those that are known besides."""
    waiting, seen = ["/", "/en/", *more], set[str]()
    while waiting:
        path = waiting.pop()
        if path in seen or path.startswith(("/organisera", "/static", "/en/organisera")):
            continue
        seen.add(path)
        answer = client.get(path, follow_redirects=True)
        assert answer.status_code == 200, path
        yield path, answer.text
        waiting += [found.split("#")[0] for found in re.findall(r'href="(/[^"]*)"', answer.text)]
    assert len(seen) > 20, seen


def found(client: Client, *more: str) -> set[str]:
    return {mark for _path, page in crawl(client, *more) for mark in MARKS if mark in page}


@pytest.mark.database("sqlite")
def test_no_public_page_shows_a_mark_while_hidden_and_all_do_afterwards(
    client: Client, organizer: Client, shown: dict[str, str], mailbox: Mailbox
) -> None:
    ways = [shown["shift"], shown["task"], f"/namninsamlingar/{shown['slug']}", "/pass/", "/hjalp-till/"]
    assert found(client, *ways) >= {NAME, COMMENT, SHIFT, PLACE, TASK}
    before = generation()
    make_account(Role.ADMINISTRATOR)
    organizer.submit("/organisera/dolj/", button="Dölj allt nu")
    assert generation() != before, "Kept pages of every process are made anew."
    assert found(client, *ways, f"/namninsamlingar/{shown['slug']}/anmal") == set()
    assert "Just nu visas inget här" in client.get("/pass/").text
    assert client.post(shown["shift"], data={"slots": "1-x"}).status_code == 422
    assert client.post(f"/namninsamlingar/{shown['slug']}", data=SIGNER).status_code == 303, (
        "Signing goes on."
    )
    assert "hidden-band" in organizer.get("/organisera/").text
    assert [letter.subject for letter in mailbox.deliver() if "dolda" in letter.subject]
    organizer.submit("/organisera/dolj/", button="Visa igen")
    assert found(client, *ways) >= {NAME, COMMENT, SHIFT, PLACE, TASK}
    kinds = db.session.scalars(select(Act.kind).where(Act.kind.like("site.%"))).all()
    assert kinds == ["site.hidden", "site.shown"]


def test_pressed_twice_it_is_done_once(app: Flask) -> None:
    make_association()
    actor = make_account()
    with transaction():
        assert hiding.hide_everything(actor=actor)
    since = get_association().hidden_at
    with transaction():
        assert not hiding.hide_everything(actor=actor)
    assert get_association().hidden_at == since
    with transaction():
        assert hiding.show_everything(actor=actor)
        assert not hiding.show_everything(actor=actor)


@pytest.mark.database("sqlite")
def test_who_has_booked_sees_her_own(client: Client, organizer: Client, shown: dict[str, str]) -> None:
    contact = Contact(name="Åsa Provström", email="asa@example.org")
    shift = make_shift(make_event(title="Eget pass", meeting_point="Vid fontänen"))
    with transaction():
        booking.book([db.session.merge(shift).slots[0]], contact)
    with transaction():
        person = volunteers.find_or_add(contact)
        token = volunteers.link_token(person, Purpose.MANAGE)
    organizer.post("/organisera/dolj/", data={"csrf_token": token_of(organizer)})
    page = client.get(f"/mina-pass/{token}").text
    assert "Eget pass" in page
    assert "Vid fontänen" in page
