"""The names on a petition's page: the latest of those who chose it; hidden by an organizer in one tap."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from app.accounts.models import Account
from app.core import clock
from app.core.db import db
from app.petitions.models import Area, Petition, scope_of
from app.record import service as record
from app.signatures import comments, rows, visible
from app.signatures.comments import ShownComment
from app.signatures.models import Signature, SignatureState
from app.site import queries as site

LATEST = 10


@dataclass(frozen=True)
class ShownName:
    """One name as it stands on the page."""

    id: int
    handle: str
    name: str


@dataclass(frozen=True)
class ShownSigners:
    """What a petition's page shows of those who signed."""

    names: list[ShownName] = field(default_factory=list)
    comments: list[ShownComment] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.names or self.comments)


def shown(petition: Petition) -> ShownSigners:
    """Give the latest names and comments that may be read by anyone; of a purged petition nothing.

    At most ten of each are unsealed, whatever the number of signatures.
    """
    if petition.purged_at or not petition.is_public or site.is_hidden():
        return ShownSigners()
    return ShownSigners(names=shown_names(petition.id), comments=comments.list_shown(petition))


def shown_names(petition_id: int) -> list[ShownName]:
    """Give the latest names that may be read by anyone; held, invalid and hidden ones never."""
    return _named(petition_id, _latest(petition_id))


def _named(petition_id: int, wanted: Any) -> list[ShownName]:
    """Open the rows that are asked for, each as far as its owner lets others read it."""
    scope = scope_of(petition_id)
    found = []
    for row in db.session.execute(wanted):
        person = visible.opened(scope, row)
        if person is not None:
            name = visible.name_of(person, first_name_only=row.first_name_only, area=row.area)
            found.append(ShownName(row.id, visible.handle(scope, row.uid), name))
    return found


def _chosen(petition_id: int) -> Any:
    """Choose those who count and let others read them, with what is needed to name them."""
    sealed = Signature.id, Signature.uid, Signature.sealed
    return (
        select(*sealed, Signature.first_name_only, Area.name.label("area"))
        .outerjoin(Area, Signature.area_id == Area.id)
        .where(
            Signature.petition_id == petition_id,
            Signature.show_name,
            Signature.state == SignatureState.CONFIRMED,
            Signature.hold.is_(None),
        )
    )


def _latest(petition_id: int) -> Any:
    stands = Signature.name_hidden_at.is_(None)
    return _chosen(petition_id).where(stands).order_by(Signature.confirmed_at.desc()).limit(LATEST)


def list_hidden(petition: Petition, *, limit: int = 50) -> list[ShownName]:
    """List the names that an organizer has hidden, the latest first, as they would stand on the page.

    Who has taken the choice back is not among them, nor who is held or taken out: those names would not
    show again, and are looked at by way of the register, which counts the looks.
    """
    return _named(petition.id, _hidden(petition.id).limit(limit))


def _hidden(petition_id: int) -> Any:
    is_hidden = Signature.name_hidden_at.is_not(None)
    return _chosen(petition_id).where(is_hidden).order_by(Signature.name_hidden_at.desc())


def hide(row: Signature, *, actor: Account | None) -> bool:
    """Take a name off the page; the signature counts as before. The second press does nothing: False.

    So does a press about a signature that has never counted: its name has never stood there. One whose
    owner does not let others read it just now is hidden too, so that it stays so when she chooses anew.
    """
    if not put_away(row):
        return False
    _write_down("name.hidden", row, actor)
    return True


def put_away(row: Signature) -> bool:
    """Take a name off the page, as `hide`, for an act that writes down several at once."""
    if not rows.lock(row) or row.number is None or row.name_hidden_at is not None:
        return False
    row.name_hidden_at = clock.now()
    return True


def show_again(row: Signature, *, actor: Account | None) -> bool:
    """Let a hidden name stand as its owner chose. The second press does nothing: False."""
    if not rows.lock(row) or row.name_hidden_at is None:
        return False
    row.name_hidden_at = None
    _write_down("name.shown", row, actor)
    return True


def _write_down(kind: str, row: Signature, actor: Account | None) -> None:
    record.write_down(kind, actor=actor, petition_id=row.petition_id, facts={"signature": row.id})


def get_in(petition: Petition, signature_id: int) -> Signature:
    """Give a signature of a petition; raises NoResultFound."""
    wanted = select(Signature).where(Signature.id == signature_id, Signature.petition_id == petition.id)
    return db.session.scalars(wanted).one()
