"""What a petition says: free until somebody has signed, then kept, with each later change told."""

from __future__ import annotations

import hashlib

from sqlalchemy import exists, select

from app.accounts.models import Account
from app.core import clock, i18n
from app.core.db import db
from app.core.edits import ChangedMeanwhile
from app.petitions import consent
from app.petitions.holding import hold
from app.petitions.models import Petition, Translation, Wording
from app.petitions.refusals import NothingChanged, TextIsFixed
from app.petitions.states import COUNTING
from app.record import service as record
from app.signatures.models import Signature

LARGEST_VERSION = 999_999_999
_WRITTEN = (
    *("title", "demand", "body", "recipient", "recipient_id", "is_authority", "preset"),
    *("purge_on", "contact_until", "text_number"),
)


def version_of(petition: Petition) -> int:
    """Sum up what is written, so that a form knows whether it was opened on what stands."""
    words = "\x1f".join(str(getattr(petition, name)) for name in _WRITTEN)
    digest = hashlib.sha256(words.encode()).digest()
    return int.from_bytes(digest[:8], "big") % LARGEST_VERSION + 1


def has_signers(petition: Petition) -> bool:
    """Say whether somebody has signed, confirmed or not, here or on paper: then text and promises stay."""
    if petition.online_count or petition.paper_count or petition.expired_count:
        return True
    return bool(db.session.scalar(select(exists().where(Signature.petition_id == petition.id))))


def snapshot(petition: Petition, *, reason: str = "") -> None:
    """Keep the wording in force as it is, in each language it has."""
    facts = {"petition_id": petition.id, "number": petition.text_number, "reason": reason}
    texts: list[Petition | Translation] = [petition]
    texts += db.session.scalars(select(Translation).where(Translation.petition_id == petition.id)).all()
    for text in texts:
        locale = text.locale if isinstance(text, Translation) else i18n.DEFAULT
        words = {"title": text.title, "demand": text.demand, "body": text.body}
        db.session.add(Wording(**facts, **words, locale=locale, created_at=clock.now()))
    db.session.flush()


def next_wording(petition: Petition, *, reason: str = "") -> None:
    """Make what stands now a new wording; call under the petition's lock, once it has been opened."""
    petition.text_number += 1
    snapshot(petition, reason=reason)


def promise(petition: Petition, association: str) -> None:
    """Write the words of consent in each language, as a new number, after the wording they belong to."""
    db.session.add_all(consent.compose_all(petition, association))
    db.session.flush()


def change_body(
    petition: Petition, body: str, *, reason: str, version: int | None = None, actor: Account | None
) -> None:
    """Change the reasons below a demand that people have signed; everyone is told why.

    Raises TextIsFixed, ChangedMeanwhile, NothingChanged.
    """
    hold(petition)
    if petition.state not in COUNTING or petition.purged_at is not None:
        raise TextIsFixed
    if version is not None and version != version_of(petition):
        raise ChangedMeanwhile
    if body == petition.body:
        raise NothingChanged
    petition.body = body
    next_wording(petition, reason=reason)
    facts = {"number": petition.text_number}
    record.write_down("petition.reworded", actor=actor, petition_id=petition.id, facts=facts, words=reason)
