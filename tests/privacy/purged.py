"""What is true of a petition once its people are gone."""

from __future__ import annotations

from sqlalchemy import select

from app.core import crypto
from app.core.db import db
from app.petitions import counting
from app.petitions.models import PaperTotal, Petition, PetitionState
from app.record.models import Act
from tests.privacy.conftest import mails_of, people_of

PURGED = "petition.purged"


def acts(petition_id: int) -> list[Act]:
    """List what the record says of a purge."""
    db.session.rollback()
    return list(db.session.scalars(select(Act).where(Act.kind == PURGED, Act.petition_id == petition_id)))


def fresh(petition_id: int) -> Petition:
    """Read a petition as it is now."""
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(Petition, petition_id)


def check_purged(petition_id: int) -> None:
    """See that nobody is left, that the counts are right and that it was written down once."""
    petition = fresh(petition_id)
    assert petition.purged_at is not None
    assert petition.state == PetitionState.CLOSED
    assert people_of(petition_id) == 0
    assert mails_of(petition.scope) == 0
    assert petition.scope not in crypto.key_store().scopes()
    papers = db.session.scalars(select(PaperTotal).where(PaperTotal.petition_id == petition_id)).all()
    assert [paper.sealed for paper in papers] == [b""] * len(papers)
    assert counting.check(petition).is_right
    assert len(acts(petition_id)) == 1
