"""Anybody can say that a shown name or comment should not be there; an organizer answers in one tap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select, update
from sqlalchemy.orm import contains_eager

from app.accounts.models import Account
from app.core import clock, crypto
from app.core.db import db
from app.core.errors import DomainError
from app.core.i18n import lazy_gettext as _l
from app.petitions.models import Petition, scope_of
from app.record import service as record
from app.signatures import comments, masking, names, rows, visible
from app.signatures.models import CommentState, Report, ReportKind, Signature

MOST_UNANSWERED = 5
"""About one name or comment: who reports again tells nothing new, and nobody fills the desk."""

AT_THE_DESK = 50
ANSWERED_SHOWN = 20


class NotShown(DomainError):
    """What was reported is not on the page."""

    message = _l("This is no longer shown on the page, so there is nothing to report.")


@dataclass(frozen=True)
class OpenedReport:
    """A report as an organizer reads it."""

    report: Report
    words: str
    """The name or the comment that it is about, as it stands now; empty when it cannot be opened."""
    why: str
    is_hidden: bool


def report(petition: Petition, kind: ReportKind, handle: str, *, why: str) -> None:
    """Take a report of what is shown now; raises NotShown.

    Answers alike when enough wait already.
    """
    found = names.shown(petition)
    offered = {each.handle: each.id for each in (found.names if kind == ReportKind.NAME else found.comments)}
    row = db.session.get(Signature, offered.get(handle, 0))
    if row is None or not rows.lock(row):
        raise NotShown
    waiting = select(func.count()).where(*_open_ones(row.id, kind))
    if (db.session.scalar(waiting) or 0) >= MOST_UNANSWERED:
        return
    uid = crypto.new_uid()
    sealed = _seal(petition.id, uid, {"why": why})
    db.session.add(Report(uid=uid, signature_id=row.id, kind=kind, sealed=sealed, created_at=clock.now()))
    db.session.flush()


def _open_ones(signature_id: int, kind: str) -> tuple[ColumnElement[bool], ...]:
    return Report.signature_id == signature_id, Report.kind == kind, Report.answered_at.is_(None)


def list_open(petition: Petition) -> list[OpenedReport]:
    """List the reports that wait for an answer, the oldest first."""
    waiting = _of(petition).where(Report.answered_at.is_(None)).order_by(Report.id)
    return _opened(petition, db.session.scalars(waiting.limit(AT_THE_DESK)).all())


def list_answered(petition: Petition) -> list[OpenedReport]:
    """List the reports that were answered last."""
    answered = _of(petition).where(Report.answered_at.is_not(None)).order_by(Report.answered_at.desc())
    return _opened(petition, db.session.scalars(answered.limit(ANSWERED_SHOWN)).all())


def _of(petition: Petition) -> Select[Report]:
    statement = select(Report).join(Report.signature).where(Signature.petition_id == petition.id)
    return statement.options(contains_eager(Report.signature).joinedload(Signature.area))


def _opened(petition: Petition, found: Sequence[Report]) -> list[OpenedReport]:
    return [_open(petition.scope, each) for each in found]


def _open(scope: str, found: Report) -> OpenedReport:
    row = found.signature
    person = visible.opened(scope, row) or {}
    is_name = found.kind == ReportKind.NAME
    return OpenedReport(
        report=found,
        words=_as_read(row, person) if is_name else str(person.get("comment") or ""),
        why=str(_facts(found).get("why", "")),
        is_hidden=bool(row.name_hidden_at) if is_name else row.comment_state == CommentState.HIDDEN,
    )


def _as_read(row: Signature, person: dict[str, Any]) -> str:
    """Name somebody as she lets others read it; masked when she has taken that back."""
    if not person:
        return ""
    if not row.show_name:
        return masking.masked_name(str(person["name"]))
    area = row.area.name if row.area else None
    return visible.name_of(person, first_name_only=row.first_name_only, area=area)


def get_in(petition: Petition, report_id: int) -> Report:
    """Give a report about a petition's page; raises NoResultFound."""
    return db.session.scalars(_of(petition).where(Report.id == report_id)).one()


def hide(found: Report, *, actor: Account | None) -> bool:
    """Take down what was reported, and answer every report of it; a logged act. False when it hid nothing."""
    row = found.signature
    if not rows.lock(row):
        return False
    if found.kind == ReportKind.NAME:
        did = names.hide(row, actor=actor)
    elif row.comment_state == CommentState.NONE:
        did = False
    else:
        did = comments.move(row, CommentState.HIDDEN, mark=comments.mark_of(row), actor=actor)
    if _answer(found, hid=_mark_of(row, found.kind) if did else "") and not did:  # it was gone already
        _write_down("report.let_stand", found, actor)
    return did


def let_stand(found: Report, *, actor: Account | None) -> bool:
    """Answer every report of a name or comment by leaving it; a logged act. False when it was answered."""
    if not rows.lock(found.signature) or not _answer(found, hid=""):
        return False
    _write_down("report.let_stand", found, actor)
    return True


def settle(found: Report, *, is_hiding: bool) -> bool:
    """Answer a report for an act that writes down several at once; False when somebody has answered it."""
    row = found.signature
    if not rows.lock(row):
        return False
    db.session.refresh(found)
    if found.answered_at is not None:
        return False
    did = is_hiding and _take_down(row, found.kind)
    return _answer(found, hid=_mark_of(row, found.kind) if did else "")


def _take_down(row: Signature, kind: str) -> bool:
    if kind == ReportKind.NAME:
        return names.put_away(row)
    if row.comment_state == CommentState.NONE:
        return False
    return comments.put(row, CommentState.HIDDEN, mark=comments.mark_of(row))


def take_up_again(found: Report, *, actor: Account | None) -> bool:
    """Undo the answer to a report: what it hid shows again, and it waits once more; a logged act.

    False when it waits already.
    """
    if not reopen(found):
        return False
    _write_down("report.taken_up", found, actor)
    return True


def reopen(found: Report) -> bool:
    """Undo the answer to a report, as `take_up_again`, for an act that writes down several at once."""
    row = found.signature
    if not rows.lock(row):
        return False
    db.session.refresh(found)
    if found.answered_at is None:
        return False
    hid = _facts(found).get("hid")
    if hid and hid == _mark_of(row, found.kind):
        _show_again(row, found.kind)
    together = Report.signature_id == row.id, Report.kind == found.kind
    reopened = update(Report).where(*together, Report.answered_at == found.answered_at)
    db.session.execute(reopened.values(answered_at=None))
    return True


def _mark_of(row: Signature, kind: str) -> str:
    """Mark what is hidden: by the moment a name was, by a comment's words and a value new with each hiding.

    A name that was hidden anew, or words that nobody has let through, stay hidden when a report is undone.
    """
    if kind == ReportKind.NAME:
        return row.name_hidden_at.isoformat() if row.name_hidden_at else ""
    return comments.mark_of(row)


def _show_again(row: Signature, kind: str) -> None:
    if kind == ReportKind.NAME:
        row.name_hidden_at = None
    elif row.comment_state == CommentState.HIDDEN:
        row.comment_state = CommentState.SHOWN


def _answer(found: Report, *, hid: str) -> bool:
    """Mark all reports of one thing as answered at one moment; False when they were.

    ``hid`` marks what the answer hid, so that undoing it shows nothing else; empty when it hid nothing.
    """
    moment = clock.now()
    waiting = db.session.scalars(select(Report).where(*_open_ones(found.signature_id, found.kind))).all()
    for each in waiting:
        each.answered_at = moment
        each.sealed = _seal(found.signature.petition_id, each.uid, _facts(each) | {"hid": hid})
    db.session.flush()
    return bool(waiting)


def _seal(petition_id: int, uid: bytes, facts: dict[str, Any]) -> bytes:
    return crypto.seal(scope_of(petition_id), b"report|" + uid, facts)


def _facts(found: Report) -> dict[str, Any]:
    """Unseal what was written in a report; nothing of a damaged one."""
    try:
        return crypto.unseal(scope_of(found.signature.petition_id), b"report|" + found.uid, found.sealed)
    except (crypto.SealBroken, crypto.KeyProblem):
        return {}


def _write_down(kind: str, found: Report, actor: Account | None) -> None:
    facts = {"signature": found.signature_id, "about": found.kind}
    record.write_down(kind, actor=actor, petition_id=found.signature.petition_id, facts=facts)
