"""To roles and a chained log, and back, with rows in the tables."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlalchemy import select, text

from app.accounts.models import Account
from app.core import clock, migrate
from app.core.access import Role
from app.core.db import db, transaction
from app.exports import queries as exports
from app.exports import removing, tracing
from app.petitions.models import Petition
from app.record import service as record
from app.record import verifying
from app.record.models import Act
from app.signatures import own_page
from app.signatures.models import Signature
from tests.factories import make_account, make_petition, make_signature


def test_acts_from_before_are_chained_in_their_order(app: Flask) -> None:
    make_signature()
    make_signature()
    kinds = db.session.scalars(select(Act.kind).order_by(Act.id)).all()
    db.session.remove()
    migrate.downgrade(app, "0003")
    migrate.upgrade(app)
    assert db.session.scalars(select(Act.kind).order_by(Act.id)).all() == kinds
    found = verifying.verify()
    assert (found.is_whole, found.count) == (True, len(kinds))
    make_signature()
    assert verifying.verify().is_whole


def leave(petition: Petition, preset: str, actor: Account) -> str:
    """Write down that a list left, as before there was a table of them; give the mark that it carried."""
    facts = {"preset": preset, "format": "excel", "signatures": 1}
    with transaction():
        act = record.write_down(
            "list.exported", actor=actor, petition_id=petition.id, facts=facts, words="Till nämnden"
        )
    return act.uid.hex()[:8]


def test_each_signer_goes_on_seeing_the_lists_of_before(app: Flask) -> None:
    petition, actor = make_petition(preset="full"), make_account(name="Alva Provström")
    first_id = make_signature(petition).id
    mark, _of_count = [leave(petition, preset, actor) for preset in ("name_town", "count")]
    second_id = make_signature(petition).id
    db.session.remove()
    migrate.downgrade(app, "0003")
    migrate.upgrade(app)
    first, second = (db.session.get_one(Signature, number) for number in (first_id, second_id))
    seen = [(each.preset, each.is_taken) for each in own_page.look_at(first).lists]
    assert seen == [("count", True), ("name_town", True)]
    assert own_page.look_at(second).lists == []
    export = exports.find_by_mark(mark)
    assert export is not None
    found = tracing.trace(export)
    assert (found.asker, found.reason, found.held, found.left) == ("Alva Provström", "Till nämnden", 1, 1)
    assert len(found.fetched) == 1
    assert removing.remove_due() == 0


def test_on_the_way_back_nobody_gets_wider_rights_than_she_had(app: Flask) -> None:
    wide = {make_account(Role.ADMINISTRATOR).id, make_account().id}
    scoped, leaving, clerk = make_account(), make_account(), make_account(Role.PAPER_CLERK)
    with transaction():
        db.session.get_one(Account, scoped.id).is_scoped = True
        db.session.get_one(Account, leaving.id).ends_at = clock.now() + timedelta(days=1)
    narrow = {scoped.id, leaving.id, clerk.id}
    db.session.remove()
    migrate.downgrade(app, "0003")
    with db.engine.connect() as connection:
        let_in = connection.execute(text("SELECT id FROM account WHERE disabled_at IS NULL")).scalars()
        assert set(let_in) == wide
    migrate.upgrade(app)
    closed = select(Account).where(Account.disabled_at.is_not(None))
    found = {each.id: each.disabled_at for each in db.session.scalars(closed)}
    assert found.keys() == narrow
    assert all(clock.now() - at < timedelta(minutes=5) for at in found.values() if at)
