"""The record: who did what, added and never changed, with free words sealed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text, update

from app.accounts import service as accounts
from app.accounts.models import Account
from app.core import crypto
from app.core.access import Role
from app.core.db import db, transaction
from app.exports.lists import Format
from app.fraud.models import RuleAct, RuleKind
from app.petitions.models import AskFor, Preset
from app.record import queries, service
from app.record.models import Act
from app.signatures.models import Hold, SignatureState
from tests.budgets import at_most, snapshot
from tests.clients import Client
from tests.clocks import Clock
from tests.core.doors import DESK
from tests.core.visitors import knock, token_of
from tests.factories import make_account, make_association, make_petition

pytestmark = pytest.mark.usefixtures("mail_server")


@pytest.fixture(autouse=True)
def association(app: Flask) -> None:
    """Name the association."""
    make_association()


def write_down(kind: str = "tests.act", **more: Any) -> Act:
    with transaction(public=False):
        return service.write_down(kind, **{"actor": None, **more})


def test_an_act_says_who_when_what_and_why(clock: Clock, app: Flask) -> None:
    account, petition = make_account(name="Hjördis Ek"), make_petition()
    act = write_down(actor=account, petition_id=petition.id, facts={"count": 3}, words="Därför att")
    db.session.expire_all()
    found = queries.list_acts(limit=1)[0]
    assert (found.uid, found.kind, found.done_at) == (act.uid, "tests.act", clock.now())
    assert (found.petition_id, found.facts) == (petition.id, {"count": 3})
    assert (queries.words_of(found), queries.actor_name(found)) == ("Därför att", "Hjördis Ek")
    nobody = write_down()
    assert (queries.words_of(nobody), queries.actor_name(nobody)) == ("", "")


def test_free_words_lie_sealed(app: Flask) -> None:
    write_down(words="Zebediah Kvist ringde")
    assert "Zebediah" not in repr(snapshot()["act"])


def test_words_moved_to_another_act_do_not_open(app: Flask) -> None:
    """Otherwise somebody could put a harmless reason in the place of a bad one."""
    good, bad = write_down(words="Överlämning"), write_down(words="Nyfikenhet")
    assert good.sealed is not None
    with pytest.raises(crypto.SealBroken):
        crypto.unseal("record", bad.uid, good.sealed)


def test_the_newest_stand_first_and_a_petitions_by_themselves(app: Flask) -> None:
    petition = make_petition()
    for number in range(5):
        write_down(f"tests.{number}", petition_id=petition.id if number % 2 else None)
    assert [act.kind for act in queries.list_acts(limit=3)] == ["tests.4", "tests.3", "tests.2"]
    assert [act.kind for act in queries.list_acts(petition_id=petition.id, limit=2)] == ["tests.3", "tests.1"]


def test_an_act_that_was_not_done_is_not_in_the_record(app: Flask) -> None:
    def act() -> None:
        with transaction():
            service.write_down("tests.act", actor=None)
            raise KeyError

    with pytest.raises(KeyError):
        act()
    assert "tests.act" not in db.session.scalars(select(Act.kind)).all()


QUIET = {
    "accounts.sign_out",
    "campaigns_manage.tell",
    "campaigns_manage.untell",
    "fraud_manage.undo",
    "accounts.begin_totp",  # is written down when the code has been shown to work
    "mail_manage.check",  # looks, and changes nothing
}
REFUSED_HERE = {
    "accounts.make_codes",
    "accounts.own_totp",  # nothing was begun
    "petitions_life.open_",  # outside the demonstration a folder is no mail server
    "exports_manage.stop",  # somebody else's: told and led back
    "exports_manage.download",
}
WITH_MORE = {"setup_manage.first": 2}
"""A campaign and its petition are made together."""


def test_every_act_at_the_desk_is_written_down_with_its_actor(app: Flask) -> None:
    account = make_account(Role.ADMINISTRATOR)
    client = Client(app).sign_in(account)
    token, wrong = token_of(client), []
    for door in DESK:
        if door.method == "GET" or door.endpoint in QUIET:
            continue
        address = door.way()
        db.session.rollback()
        newest = db.session.scalars(select(Act.id).order_by(Act.id.desc()).limit(1)).first() or 0
        answered = knock(client, door, address, token=token)
        added = db.session.scalars(select(Act).where(Act.id > newest)).all()
        is_refused = answered.status_code >= 400 or door.endpoint in REFUSED_HERE
        wanted = 0 if is_refused else WITH_MORE.get(door.endpoint, 1)
        if [act.account_id for act in added] != [account.id] * wanted:
            wrong.append(door.name)
    assert wrong == []


def test_facts_hold_numbers_and_choices_and_nothing_personal(app: Flask, organizer: Client) -> None:
    token = token_of(organizer)
    for door in DESK:
        if door.method == "POST" and door.endpoint != "accounts.sign_out":
            knock(organizer, door, door.way(), token=token)
    choices = {None, "so", "initials", "excel", "published", "open", "cancelled"}
    choices |= {
        *Hold,
        *RuleKind,
        *RuleAct,
        *AskFor,
        *SignatureState,
        *Role,
        *Preset,
        *Format,
        "phone",
        "part",
        "done",
    }
    for act in db.session.scalars(select(Act)):
        for value in flat(each for name, each in act.facts.items() if name != "mark"):
            assert isinstance(value, int) or value in choices, (act.kind, act.facts)
        assert len(json.dumps(act.facts)) < 200


def flat(values: Iterable[Any]) -> Iterator[Any]:
    """Give what stands in lists too, like the rows of signatures that were let count."""
    for value in values:
        yield from flat(value) if isinstance(value, list) else (value,)


def test_the_log_shows_it_to_organizers(app: Flask, organizer: Client) -> None:
    account = make_account(name="Zebediah Kvist")
    write_down("list.exported", actor=account, words="<script>alert(1)</script>", facts={"signatures": 7})
    page = organizer.get("/organisera/logg").text
    assert "Zebediah Kvist" in page
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert(1)" not in page


def test_a_damaged_act_does_not_take_the_log_away(app: Flask, organizer: Client) -> None:
    write_down(words="Före")
    act = write_down(words="Skadad")
    write_down(words="Efter")
    with db.engine.begin() as connection:
        _without_trigger(app, connection, act.id)
    page = organizer.get("/organisera/logg").text
    assert "Före" in page
    assert "Efter" in page
    assert "Skadad" not in page


def _without_trigger(app: Flask, connection: Any, act_id: int) -> None:
    """Damage a row as a broken disk would, which asks no trigger."""
    if db.engine.dialect.name == "sqlite":
        connection.execute(text("DROP TRIGGER act_kept_update"))
    else:
        connection.execute(text("ALTER TABLE act DISABLE TRIGGER ALL"))
    connection.execute(update(Act).where(Act.id == act_id).values(sealed=b"\x01" + b"x" * 99))


def test_a_long_record_costs_the_log_no_more(app: Flask, organizer: Client) -> None:
    account = make_account()
    with transaction(public=False):
        for number in range(150):
            service.write_down(f"tests.{number}", actor=account, words="Prov")
    with at_most(14):
        page = organizer.get("/organisera/logg").text
    assert "tests.149" in page
    assert "tests.49" not in page.replace("tests.149", "")


def test_who_did_it_is_known_when_the_account_is_disabled(app: Flask) -> None:
    account = make_account(name="Hjördis Ek")
    act = write_down(actor=account)
    with transaction():
        account.disabled_at = act.done_at
    assert queries.actor_name(act) == accounts.person(db.session.get_one(Account, account.id))["name"]
