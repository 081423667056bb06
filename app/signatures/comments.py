"""Comments of those who sign: none shows before an organizer has read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, text

from app.accounts.models import Account
from app.core import crypto
from app.core.db import db
from app.core.errors import DomainError
from app.core.i18n import lazy_gettext as _l
from app.petitions.models import Area, Petition, scope_of
from app.record import service as record
from app.signatures import rows, visible
from app.signatures.models import CommentState, Signature, SignatureState

LATEST = 10
AT_THE_DESK = 50
HIDING, MARK_BYTES = "hiding", 6

ACTS = {
    CommentState.SHOWN: "comment.shown",
    CommentState.HIDDEN: "comment.hidden",
    CommentState.WAITING: "comment.put_back",
}


class CommentGone(DomainError):
    """There is nothing to show or hide."""

    message = _l("The comment has been changed or taken away meanwhile. Look at the list as it is now.")


@dataclass(frozen=True)
class ShownComment:
    """One comment, with the name that its writer wants shown; empty for somebody who wants none."""

    id: int
    handle: str
    name: str
    words: str
    state: str
    confirmed_at: datetime
    mark: str
    """What stands here now, so that a press concerns the words that were read."""


def list_shown(petition: Petition) -> list[ShownComment]:
    """List the latest comments that anyone may read; none where the petition asks for none."""
    if not petition.ask_comment or petition.purged_at:
        return []
    return _opened(petition, _in_state(petition.id, CommentState.SHOWN).limit(LATEST))


def list_in(petition: Petition, state: CommentState) -> list[ShownComment]:
    """List the latest comments in a state, for an organizer who reads them."""
    return _opened(petition, _in_state(petition.id, state).limit(AT_THE_DESK))


def _in_state(petition_id: int, state: CommentState) -> Any:
    return (
        select(
            Signature.id,
            Signature.uid,
            Signature.sealed,
            Signature.show_name,
            Signature.first_name_only,
            Signature.name_hidden_at,
            Signature.comment_state,
            Signature.confirmed_at,
            Area.name.label("area"),
        )
        .outerjoin(Area, Signature.area_id == Area.id)
        .where(
            Signature.petition_id == petition_id,
            Signature.comment_state == state,
            text("signature.comment_state <> ''"),  # SQLite takes the index for these words only
            Signature.state == SignatureState.CONFIRMED,
            Signature.hold.is_(None),
        )
        .order_by(Signature.confirmed_at.desc())
    )


def _opened(petition: Petition, statement: Any) -> list[ShownComment]:
    found, scope = [], petition.scope
    for row in db.session.execute(statement):
        person = visible.opened(scope, row)
        if person is None or not person.get("comment"):
            continue
        is_named = row.show_name and row.name_hidden_at is None
        name = visible.name_of(person, first_name_only=row.first_name_only, area=row.area) if is_named else ""
        handle = visible.handle(scope, row.uid)
        mark = _mark(scope, row.uid, person)
        found.append(
            ShownComment(row.id, handle, name, person["comment"], row.comment_state, row.confirmed_at, mark)
        )
    return found


def mark_of(row: Signature) -> str:
    """Mark a comment as it stands: other words change it, and each time that it is hidden, nothing else.

    Empty for a damaged one.
    """
    scope = scope_of(row.petition_id)
    person = visible.opened(scope, row)
    return _mark(scope, row.uid, person) if person is not None else ""


def _mark(scope: str, uid: bytes, person: Mapping[str, Any]) -> str:
    said = str(person.get("comment", "")), str(person.get(HIDING, ""))
    return crypto.keyed_hash(scope, "comment", uid.hex(), *said)[:MARK_BYTES].hex()


def move(row: Signature, state: CommentState, *, mark: str, actor: Account | None) -> bool:
    """Show, hide or put back a comment; a logged act. The second press does nothing: False.

    Raises CommentGone when it is not what was read any more.
    """
    if not put(row, state, mark=mark):
        return False
    record.write_down(ACTS[state], actor=actor, petition_id=row.petition_id, facts={"signature": row.id})
    return True


def put(row: Signature, state: CommentState, *, mark: str) -> bool:
    """Show, hide or put back a comment, as `move`, for an act that writes down several at once."""
    if not rows.lock(row) or row.comment_state == CommentState.NONE:
        raise CommentGone
    if row.comment_state == state:
        return False
    if mark_of(row) != mark:
        raise CommentGone
    row.comment_state = state
    if state == CommentState.HIDDEN:
        _renew_mark(row)
    return True


def _renew_mark(row: Signature) -> None:
    """Change the mark, so that undoing what hid the same words before does not undo this."""
    scope = scope_of(row.petition_id)
    person = visible.opened(scope, row)
    if person is not None:
        row.sealed = crypto.seal(scope, row.uid, person | {HIDING: crypto.new_uid().hex()})
