"""Read exports."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import joinedload

from app.accounts import service as accounts
from app.accounts.models import Account
from app.core.db import db
from app.exports.models import Export
from app.petitions import queries as petitions
from app.petitions.models import Petition
from app.record import queries as record
from app.record.models import Act
from app.signatures.models import Signature

LISTED = 50
MOST_LISTS = 200


def get_for(petition: Petition, export_id: int) -> Export:
    """Give an export of a petition; raises NoResultFound."""
    hers = Export.id == export_id, Export.petition_id == petition.id
    return db.session.scalars(select(Export).where(*hers).options(joinedload(Export.account))).one()


def list_of(petition: Petition) -> Sequence[Export]:
    """List the latest exports of a petition, newest first."""
    statement = select(Export).where(Export.petition_id == petition.id).order_by(Export.id.desc())
    return db.session.scalars(statement.limit(LISTED).options(joinedload(Export.account))).all()


def find_by_mark(mark: str) -> Export | None:
    """Find the export that a mark stands for; capitals, spaces and a missing dash do not matter."""
    letters = re.sub(r"[\s-]", "", mark).lower()
    wanted = select(Export).where(Export.mark == f"{letters[:4]}-{letters[4:]}")
    return db.session.scalar(wanted.options(joinedload(Export.account), joinedload(Export.petition)))


def find_by_mark_for(account: Account, mark: str) -> Export | None:
    """Find the export that a mark stands for, if its petition is one that an organizer works with."""
    export = find_by_mark(mark)
    try:
        return export if export and petitions.get_for(account, export.petition_id) else None
    except NoResultFound:
        return None


def reason_of(export: Export) -> str:
    """Unseal why it was asked for."""
    return reasons_of([export])[export.id]


def reasons_of(exports: Sequence[Export]) -> dict[int, str]:
    """Unseal why each was asked for, by its number."""
    uids = [bytes.fromhex(export.options["act"]) for export in exports]
    acts = {act.uid: act for act in db.session.scalars(select(Act).where(Act.uid.in_(uids)))}
    found = {export.id: acts.get(uid) for export, uid in zip(exports, uids, strict=True)}
    # Acts have their day as well.
    return {number: record.words_of(act) if act else "" for number, act in found.items()}


def asker_of(export: Export) -> str:
    """Name who asked for it."""
    return accounts.person(export.account)["name"]


def is_askers(export: Export, account: Account) -> bool:
    """Say whether an account asked for it."""
    return export.account_id == account.id


@dataclass(frozen=True)
class Told:
    """An export as its signers are told of it."""

    asked_at: datetime
    preset: str
    signatures: int
    is_taken: bool
    """Whether it was ever fetched; else it has not left the program."""
    held: bytes | None


def list_told(row: Signature) -> list[Told]:
    """List the exports that were written after a signature was confirmed, the newest first."""
    if row.confirmed_at is None:
        return []
    columns = Export.created_at, Export.preset, Export.done, Export.taken, Export.held
    statement = (
        select(*columns)
        .where(
            Export.petition_id == row.petition_id,
            Export.ready_at.is_not(None),
            Export.created_at >= row.confirmed_at,
        )
        .order_by(Export.id.desc())
        .limit(MOST_LISTS)
    )
    return [
        Told(each.created_at, each.preset, each.done, each.taken > 0, each.held)
        for each in db.session.execute(statement)
    ]
