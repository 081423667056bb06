"""Decide about many comments or reports with one press, and undo it with one: each one act in the record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.accounts.models import Account
from app.core.db import db
from app.core.errors import DomainError
from app.core.i18n import lazy_gettext as _l
from app.petitions.models import Petition
from app.record import service as record
from app.record.models import Act
from app.signatures import comments, reporting, rows
from app.signatures.models import CommentState, Report, Signature

COMMENTS = {CommentState.SHOWN: "comments.shown", CommentState.HIDDEN: "comments.hidden"}
REPORTS = {True: "reports.hidden", False: "reports.let_stand"}
UNDONE = {
    **dict.fromkeys(COMMENTS.values(), "comments.put_back"),
    **dict.fromkeys(REPORTS.values(), "reports.taken_up"),
}


class NothingChosen(DomainError):
    """A press with nothing ticked."""

    message = _l("Tick at least one of them first.")


class DecidedMeanwhile(DomainError):
    """Nothing is left to decide, or to undo."""

    message = _l("Somebody else has decided about these meanwhile. Look at the list as it is now.")


@dataclass(frozen=True)
class Together:
    """What one press did."""

    act: Act
    done: int
    missed: int
    """Those about which somebody else had decided, or that had changed since they were read."""


def move_comments(
    petition: Petition, chosen: Mapping[int, str], state: CommentState, *, actor: Account | None
) -> Together:
    """Let waiting comments through, or hide them; given by number with the mark of what was read.

    Raises NothingChosen, DecidedMeanwhile.
    """
    moved = [row.id for row in _signatures(petition, chosen) if _decide(row, chosen[row.id], state)]
    return _written(petition, COMMENTS[state], moved, len(chosen), actor)


def _decide(row: Signature, mark: str, state: CommentState) -> bool:
    is_as_read = rows.lock(row) and row.comment_state == CommentState.WAITING
    return is_as_read and comments.mark_of(row) == mark and comments.put(row, state, mark=mark)


def answer_reports(
    petition: Petition, chosen: Iterable[int], *, is_hiding: bool, actor: Account | None
) -> Together:
    """Answer reports by hiding what they are about, or by letting it stand.

    Raises NothingChosen, DecidedMeanwhile.
    """
    ids = sorted(set(chosen))
    answered, things = [], set()
    for found in _reports(petition, ids):
        thing = (found.signature_id, found.kind)
        if thing in things or reporting.settle(found, is_hiding=is_hiding):  # all of one thing go together
            things.add(thing)
            answered.append(found.id)
    return _written(petition, REPORTS[is_hiding], answered, len(ids), actor)


def undo(petition: Petition, act_id: int, *, actor: Account | None) -> int:
    """Undo what one press did, as far as nobody has decided anew; give how many. Raises DecidedMeanwhile."""
    pressed = select(Act).where(Act.id == act_id, Act.petition_id == petition.id, Act.kind.in_(UNDONE))
    act = db.session.scalar(pressed)
    ids: list[int] = act.facts["rows"] if act else []
    if act and act.kind in COMMENTS.values():
        state = CommentState.SHOWN if act.kind == COMMENTS[CommentState.SHOWN] else CommentState.HIDDEN
        undone = [row.id for row in _signatures(petition, ids) if _put_back(row, state)]
    else:
        undone = [found.id for found in _reports(petition, ids) if reporting.reopen(found)]
    if act is None or not undone:
        raise DecidedMeanwhile
    record.write_down(UNDONE[act.kind], actor=actor, petition_id=petition.id, facts={"count": len(undone)})
    return len(undone)


def _put_back(row: Signature, state: CommentState) -> bool:
    is_so_still = rows.lock(row) and row.comment_state == state
    return is_so_still and comments.put(row, CommentState.WAITING, mark=comments.mark_of(row))


def _signatures(petition: Petition, ids: Iterable[int]) -> Iterable[Signature]:
    """Give rows of a petition in the order in which everybody locks them."""
    mine = select(Signature).where(Signature.petition_id == petition.id, Signature.id.in_(list(ids)))
    return db.session.scalars(mine.order_by(Signature.id)).all()


def _reports(petition: Petition, ids: Iterable[int]) -> Iterable[Report]:
    mine = select(Report).join(Report.signature).where(Signature.petition_id == petition.id)
    wanted = mine.where(Report.id.in_(list(ids)))
    return db.session.scalars(wanted.order_by(Report.signature_id, Report.id)).all()


def _written(petition: Petition, kind: str, done: list[int], asked: int, actor: Account | None) -> Together:
    if not asked:
        raise NothingChosen
    if not done:
        raise DecidedMeanwhile
    facts: dict[str, Any] = {"count": len(done), "rows": done}
    act = record.write_down(kind, actor=actor, petition_id=petition.id, facts=facts)
    return Together(act, len(done), asked - len(done))
