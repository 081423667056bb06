"""Write down what was done, by whom."""

from __future__ import annotations

from typing import Any

from sqlalchemy import event, select
from sqlalchemy.orm import Session, SessionTransaction

from app.accounts.models import Account
from app.core import clock, crypto
from app.core.db import Base, db, take_turn
from app.record.chain import BEGINNING, link, settled
from app.record.models import SCOPE, Act, RecordCut

WAITING = "samling_acts"


def write_down(
    kind: str,
    *,
    actor: Account | None,
    petition_id: int | None = None,
    facts: dict[str, Any] | None = None,
    words: str = "",
) -> Act:
    """Add an act to the record, when the transaction in hand commits; free words are sealed.

    It has no number before that. Facts are numbers and choices: raises TypeError for others.
    """
    uid = crypto.new_uid()
    act = Act(
        uid=uid,
        done_at=clock.now(),
        account_id=actor.id if actor else None,
        kind=kind,
        petition_id=petition_id,
        facts=settled(facts or {}),
        sealed=crypto.seal(SCOPE, uid, {"words": words}) if words else None,
    )
    db.session.connection()  # so that there is a transaction whose end empties the list
    db.session.flush()  # what was done is in the database: whoever reads its row anew must find it
    db.session().info.setdefault(WAITING, []).append(act)
    return act


@event.listens_for(db.session, "before_commit")
def _add_what_waits(session: Session) -> None:
    """Chain and add the acts of a transaction as the last that it does.

    Two at once would follow the same act, so one waits for the other. Last, because whoever waits for a turn
    holds rows: taken in the middle, two could wait for each other.
    """
    acts = session.info.get(WAITING)
    if not acts or session.in_nested_transaction():
        return
    session.flush()
    _hold_referred(acts)
    take_turn("record")
    latest = latest_link()
    for act in acts:
        latest = act.chain_hash = link(
            latest,
            uid=act.uid,
            done_at=act.done_at,
            account_id=act.account_id,
            kind=act.kind,
            petition_id=act.petition_id,
            facts=act.facts,
            sealed=act.sealed,
        )
        session.add(act)
        session.flush()  # one by one: their numbers follow their order
    acts.clear()


def _hold_referred(acts: list[Act]) -> None:
    """Take, before the turn, the locks that foreign keys would take after it: PostgreSQL only."""
    if db.engine.dialect.name != "postgresql":
        return
    for name, ids in (
        ("petition", {act.petition_id for act in acts}),
        ("account", {act.account_id for act in acts}),
    ):
        table = Base.metadata.tables[name]
        wanted = sorted(each for each in ids if each is not None)
        if wanted:
            held = select(table.c.id).where(table.c.id.in_(wanted)).order_by(table.c.id)
            db.session.execute(held.with_for_update(read=True, key_share=True))


@event.listens_for(db.session, "after_transaction_end")
def _forget_what_waited(session: Session, ended: SessionTransaction) -> None:
    """Forget the acts of a transaction that came to nothing."""
    if ended.parent is None:
        session.info.pop(WAITING, None)


def latest_link() -> bytes:
    """Give the head of the chain: the link of the latest act, or of the latest that was deleted."""
    newest = db.session.scalar(select(Act.chain_hash).order_by(Act.id.desc()).limit(1))
    if newest is not None:
        return newest
    cut = db.session.scalar(select(RecordCut.chain_hash).order_by(RecordCut.id.desc()).limit(1))
    return cut or BEGINNING
