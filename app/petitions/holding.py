"""Hold a petition while something is done with it: who signs and who acts on it meet on its one row."""

from __future__ import annotations

from typing import cast

from sqlalchemy import Table, bindparam, exists, select

from app.core import clock
from app.core.db import db
from app.petitions.models import ConsentText, Petition, PetitionState, Wording
from app.record import service as record
from app.signatures.refusals import PetitionClosed, WordsChanged

_PETITION, _CONSENT, _WORDING = (
    cast("Table", model.__table__).c for model in (Petition, ConsentText, Wording)
)
# A wording without a reason is a first one, or one that was put right before anybody had signed: what was
# agreed to before it is a promise that nobody stands by.
_OUTDATED = select(
    exists().where(
        _CONSENT.id == bindparam("consent_id"),
        _WORDING.petition_id == _CONSENT.petition_id,
        _WORDING.reason == "",
        _WORDING.created_at > _CONSENT.created_at,
    )
)
# PostgreSQL is asked for the weakest lock (KEY SHARE), the one that a row pointing at the petition takes
# anyway: signers do not wait for each other, nor for a count, only for an organizer's step, and it for them.
_TAKING = (
    select(_PETITION.state, _PETITION.closes_at)
    .where(_PETITION.id == bindparam("petition_id"))
    .with_for_update(read=True, key_share=True)
)


def check_open(petition_id: int, consent_id: int) -> None:
    """Keep a petition open, under the words that were agreed to, until the transaction ends.

    Raises PetitionClosed, to the second, and WordsChanged.
    """
    state, closes_at = db.session.execute(_TAKING, {"petition_id": petition_id}).one()
    if state != PetitionState.OPEN or (closes_at is not None and clock.now() >= closes_at):
        raise PetitionClosed
    # Asked only now: PostgreSQL answers the second half of one statement as of before it waited.
    if db.session.scalar(_OUTDATED, {"consent_id": consent_id}):
        raise WordsChanged


def hold(petition: Petition) -> None:
    """Look at a petition as it stands, alone with it; one whose time was up is closed by this.

    Signatures on their way are waited for, later ones wait.
    """
    db.session.execute(select(Petition.id).where(Petition.id == petition.id).with_for_update()).one()
    db.session.refresh(petition)
    if petition.state == PetitionState.OPEN and petition.ended_at is not None:
        petition.closed_at = petition.ended_at
        petition.state, petition.closes_at = PetitionState.CLOSED, None
        record.write_down("petition.closed", actor=None, petition_id=petition.id)
