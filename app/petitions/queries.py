"""Read petitions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple, cast

from sqlalchemy import ColumnElement, Table, bindparam, exists, select, true
from sqlalchemy.orm import joinedload

from app.accounts import reach
from app.accounts.models import Account
from app.campaigns.models import Campaign, CampaignState
from app.core import crypto
from app.core.db import count_some, db
from app.petitions.consent import NEWEST, Read
from app.petitions.models import (
    UNOPENED,
    Area,
    AreaCount,
    ConsentText,
    DayCount,
    PaperTotal,
    Petition,
    PetitionState,
    Question,
    scope_of,
)
from app.signatures.models import Signature, SignatureState
from app.signatures.sealing import Signable

BATCH = 1000
TAKEN = frozenset({"bekrafta", "kiosk", "min-underskrift"})
"""Addresses beside those of the petitions."""


def get_public(slug: str) -> Petition:
    """Give a petition that anyone may read; raises NoResultFound."""
    return db.session.scalars(
        select(Petition)
        .where(Petition.slug == slug, Petition.state.not_in(UNOPENED))
        .options(joinedload(Petition.campaign))
    ).one()


# On the tables, not the classes, and made once: a signature waits for this.
_PETITION, _CONSENT = cast("Table", Petition.__table__).c, cast("Table", ConsentText.__table__).c
_FACTS = "id", "slug", "title", "state", "text_number", "ask_phone", "ask_comment"
_SIGNABLE = (
    select(
        *(_PETITION[name] for name in _FACTS),
        _CONSENT.id.label("consent_id"),
        exists().where(Area.petition_id == _PETITION.id, Area.is_offered).label("has_areas"),
        exists().where(Question.petition_id == _PETITION.id, Question.is_asked).label("has_questions"),
    )
    .where(
        _CONSENT.petition_id == _PETITION.id,
        _PETITION.slug == bindparam("slug"),
        _PETITION.state.not_in(UNOPENED),
        _CONSENT.locale == bindparam("locale"),
        _CONSENT.number <= bindparam("number"),
    )
    .order_by(_CONSENT.number.desc())
    .limit(1)
)


def get_signable(slug: str, locale: str, *, read: Read = NEWEST) -> Signable:
    """Give what signing needs to know of a petition, in one plain read; raises NoResultFound.

    Its consent and its wording are those that somebody has read, and the newest where there are none such.
    """
    row = db.session.execute(_SIGNABLE, {"slug": slug, "locale": locale, "number": read.consent}).one()
    facts = dict(row._mapping)
    return Signable(**facts | {"text_number": min(read.text, facts["text_number"])})


def of(account: Account) -> ColumnElement[bool]:
    """Give the condition on petitions that an organizer works with them."""
    return reach.by_campaign(account, Petition.campaign_id)


def about_those_of(account: Account, petition_id: Any) -> ColumnElement[bool]:
    """Give the condition on the column of a petition's number that an organizer works with that petition.

    Who works with all pays nothing for it.
    """
    if reach.reaches_all(account):
        return true()
    hers: ColumnElement[bool] = petition_id.in_(select(Petition.id).where(of(account)))
    return hers


def get_for(account: Account, petition_id: int) -> Petition:
    """Give a petition that an organizer works with; raises NoResultFound for what is not hers."""
    hers = Petition.id == petition_id, of(account)
    return db.session.scalars(select(Petition).where(*hers).options(joinedload(Petition.campaign))).one()


def list_public(*, campaign_id: int | None = None) -> Sequence[Petition]:
    """List petitions that anyone may read, open ones first, the newest first.

    What is put away in the archive has its own address and stands in no list.
    """
    statement = (
        select(Petition)
        .join(Petition.campaign)
        .where(
            Petition.state.not_in({*UNOPENED, PetitionState.ARCHIVED}),
            Campaign.state != CampaignState.ARCHIVED,
        )
        .order_by((Petition.state != PetitionState.OPEN), Petition.opened_at.desc())
        .options(joinedload(Petition.campaign))
    )
    if campaign_id is not None:
        statement = statement.where(Petition.campaign_id == campaign_id)
    return db.session.scalars(statement).all()


def list_for(account: Account, *, campaign_id: int | None = None) -> Sequence[Petition]:
    """List an organizer's petitions, newest first."""
    hers = select(Petition).where(of(account))
    statement = hers.order_by(Petition.id.desc()).options(joinedload(Petition.campaign))
    if campaign_id is not None:
        statement = statement.where(Petition.campaign_id == campaign_id)
    return db.session.scalars(statement).all()


def is_slug_taken(slug: str) -> bool:
    """Say whether a petition has this address, or pages of another kind stand there."""
    return slug in TAKEN or db.session.scalar(select(Petition.id).where(Petition.slug == slug)) is not None


def get_consent(petition: Petition, locale: str) -> ConsentText:
    """Give the newest consent texts of an opened petition in a language."""
    return db.session.scalars(
        select(ConsentText)
        .where(ConsentText.petition_id == petition.id, ConsentText.locale == locale)
        .order_by(ConsentText.number.desc())
        .limit(1)
    ).one()


def count_pending(petition: Petition) -> int:
    """Count, as `count_some` does, those whose mailbox has been asked and has not answered yet."""
    hers = Signature.petition_id == petition.id, Signature.state == SignatureState.PENDING
    waiting = select(Signature.id).where(*hers, Signature.mails_sent > 0)
    return db.session.scalar(select(count_some(waiting))) or 0


def list_paper(petition: Petition) -> Sequence[PaperTotal]:
    """List the paper totals of a petition, newest first."""
    return db.session.scalars(
        select(PaperTotal).where(PaperTotal.petition_id == petition.id).order_by(PaperTotal.id.desc())
    ).all()


def list_days(petition: Petition, *, limit: int = 60) -> Sequence[DayCount]:
    """List the latest counts by day and channel."""
    return db.session.scalars(
        select(DayCount)
        .where(DayCount.petition_id == petition.id)
        .order_by(DayCount.counted_on.desc())
        .limit(limit)
    ).all()


def list_postal(petition: Petition) -> Sequence[AreaCount]:
    """List the counts by postal area, the largest first."""
    return db.session.scalars(
        select(AreaCount).where(AreaCount.petition_id == petition.id).order_by(AreaCount.count.desc())
    ).all()


class Confirmed(NamedTuple):
    """What a list needs of a confirmed signature: objects of the whole class would take four times longer."""

    id: int
    uid: bytes
    sealed: bytes
    postcode: str
    channel: str
    confirmed_at: datetime


_SIGNATURE = cast("Table", Signature.__table__).c
_CONFIRMED = (
    select(*(_SIGNATURE[name] for name in Confirmed._fields))
    .where(
        _SIGNATURE.petition_id == bindparam("petition_id"),
        _SIGNATURE.state == SignatureState.CONFIRMED,
        _SIGNATURE.id > bindparam("last"),
        _SIGNATURE.confirmed_at <= bindparam("until"),
    )
    .order_by(_SIGNATURE.id)
    .limit(BATCH)
)


def stream_confirmed(petition: Petition, *, until: datetime) -> Iterator[Confirmed]:
    """Give the signatures confirmed by a moment in their order, a batch in memory at a time.

    Each batch is a read of its own, so that no transaction lasts as long as the list does.
    """
    petition_id, last = petition.id, 0
    while True:
        asked = {"petition_id": petition_id, "last": last, "until": until}
        rows = db.session.execute(_CONFIRMED, asked).all()
        db.session.rollback()
        yield from map(Confirmed._make, rows)
        if len(rows) < BATCH:
            return
        last = rows[-1].id


def counted_by(total: PaperTotal) -> str:
    """Unseal who counted paper signatures; empty when the names are gone, a question mark when damaged."""
    if not total.sealed:
        return ""
    try:
        person = crypto.unseal(scope_of(total.petition_id), b"paper|" + total.uid, total.sealed)
    except (crypto.SealBroken, crypto.KeyProblem):
        return "?"
    return str(person["counted_by"])
