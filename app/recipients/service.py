"""What organizers do with recipients: write their cards."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from app.accounts.models import Account
from app.core import clock
from app.core.db import db
from app.core.edits import ChangedMeanwhile
from app.core.errors import DomainError
from app.core.i18n import lazy_gettext as _l
from app.petitions.models import Petition
from app.recipients.models import Recipient
from app.record import service as record


class NameTaken(DomainError):
    """There is one card for each."""

    message = _l("There is a card with this name already. Change that one, or write another name.")


@dataclass(frozen=True, kw_only=True)
class Card:
    """What an organizer writes on a card."""

    name: str
    kind: str
    contact: str = ""
    email: str = ""
    address: str = ""
    threshold: int | None = None
    threshold_note: str = ""


def create_recipient(card: Card, *, actor: Account | None) -> Recipient:
    """Make a card; petitions to this name without one have it from now on. Raises NameTaken."""
    recipient = Recipient(created_at=clock.now(), version=1)
    _write(recipient, card)
    db.session.add(recipient)
    _check_name()
    without = Petition.recipient_id.is_(None), Petition.recipient == recipient.name
    db.session.execute(
        update(Petition)
        .where(*without)
        .values(recipient_id=recipient.id)
        .execution_options(synchronize_session=False)
    )
    record.write_down("recipient.created", actor=actor, facts={"recipient": recipient.id})
    return recipient


def edit_recipient(recipient: Recipient, card: Card, *, version: int, actor: Account | None) -> None:
    """Change a card; what petitions have told their signers stays. Raises ChangedMeanwhile, NameTaken."""
    claimed = (
        update(Recipient)
        .where(Recipient.id == recipient.id, Recipient.version == version)
        .values(version=version + 1)
        .returning(Recipient.id)
        .execution_options(synchronize_session=False)
    )
    if db.session.scalar(claimed) is None:
        raise ChangedMeanwhile
    db.session.refresh(recipient)
    _write(recipient, card)
    _check_name()
    record.write_down("recipient.edited", actor=actor, facts={"recipient": recipient.id})


def _write(recipient: Recipient, card: Card) -> None:
    for name in Card.__dataclass_fields__:
        setattr(recipient, name, getattr(card, name))


def _check_name() -> None:
    try:
        db.session.flush()
    except IntegrityError as error:
        raise NameTaken from error
