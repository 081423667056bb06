"""Confirming, withdrawing, a stand and taking out at the same moment: counts agree with rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from app.core.db import db, transaction
from app.fraud import invalidating
from app.kiosks.models import Kiosk
from app.petitions import counting, recounting
from app.petitions.models import Petition
from app.signatures import confirming, withdrawing
from app.signatures.models import Signature, SignatureState
from tests.factories import confirmation_token, make_signature
from tests.kiosks.stands import make_kiosk, sign_there
from tests.petitions.conftest import AtOnce


def act_on(row: Signature, act: Callable[[Signature], Any]) -> Callable[[], Any]:
    """Do something with a signature in a transaction and a session of its own."""
    row_id = row.id

    def done() -> None:
        with transaction():
            found = db.session.get(Signature, row_id)
            if found is not None:
                act(found)

    return done


def test_everything_at_once_adds_up(petition: Petition, at_once: AtOnce) -> None:
    petition_id, kiosk_id = petition.id, make_kiosk(petition).id
    stood = [make_signature(petition) for _person in range(4)]
    tokens = [confirmation_token(make_signature(petition, is_confirmed=False)) for _person in range(3)]

    def confirm(token: str) -> None:
        with transaction():
            confirming.confirm_signature(token)

    def sign(number: int) -> None:
        sign_there(db.session.get_one(Kiosk, kiosk_id), name=f"Vid bordet {number}", once=f"{number:032x}")

    def repair() -> None:
        with transaction():
            recounting.repair(db.session.get_one(Petition, petition_id))

    done = at_once(
        *[lambda t=token: confirm(t) for token in tokens],
        *[lambda n=number: sign(n) for number in (1, 2, 2)],
        *[act_on(row, withdrawing.withdraw_signature) for row in (stood[0], stood[0], stood[1])],
        act_on(stood[2], lambda row: invalidating.invalidate_one(row, reason="Påhittad", actor=None)),
        repair,
    )
    assert [each for each in done if isinstance(each, Exception)] == []
    db.session.rollback()
    found = counting.check(db.session.get_one(Petition, petition_id, populate_existing=True))
    assert found.is_right, found
    confirmed = select(Signature).where(Signature.state == SignatureState.CONFIRMED)
    assert found.shown == len(db.session.scalars(confirmed).all()) == 1 + 3 + 2
