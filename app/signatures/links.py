"""Mailed links to a signer's own page: one opens everything that her mailbox has signed."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import and_, delete, or_, select
from sqlalchemy.orm import joinedload

from app.core import addresses, clock, crypto, mail
from app.core.db import db, transaction
from app.core.i18n import lazy_gettext as _l
from app.petitions.models import UNOPENED, Petition, scope_of
from app.signatures import own_emails, rows
from app.signatures.models import Signature, SignerLink
from app.signatures.refusals import LinkExpired, LinkUnknown
from app.signatures.rows import QUIET_TIME

SIGNER_LINK_LASTS = timedelta(hours=1)
FORGOTTEN_AFTER = timedelta(days=1)
ABOUT_BYTES = 20
BATCH = 500
AT_A_TIME = 100


class SignerLinkUnknown(LinkUnknown):
    """The link opens nothing: cut off, or everything that it opened is gone."""

    message = _l(
        "This link does not work. Perhaps it was cut off in the e-mail: then copy the whole link. "
        "Perhaps the signature has been removed."
    )
    way_on = ("own_signatures.ask", _l("Ask for a new link"))


class SignerLinkExpired(LinkExpired):
    """The link has had its hour."""

    message = _l("This link is too old: it worked for an hour. Ask for a new one, it takes a minute.")
    way_on = ("own_signatures.ask", _l("Ask for a new link"))


def ask_for_signer_link(email: str) -> bytes:
    """Mail the way to her own page to somebody who has signed; the answer is the same for everyone.

    Who has confirmed nothing gets none: else anybody could have a mailbox filled by typing its address.
    Gives what the mail is about, also where there is none.
    """
    about = secrets.token_bytes(ABOUT_BYTES)
    petitions = list_unpurged()
    found = rows_of_mailbox(petitions, email)
    is_known = any(row.state in rows.STANDING for row in found)
    if not is_known or not rows.lock(found[0]) or _linked_lately(found):
        if petitions:
            mail.write_down_nothing(scope_of(petitions[-1]))
        return about
    row = found[-1]
    token = make_signer_link(*_without_slips(found))
    own_emails.link(rows.person(row)["email"], token, scope=row.petition.scope, about=about, owner=row.uid)
    return about


def _without_slips(found: Sequence[Signature]) -> list[Signature]:
    """Leave out what a person who has signed typed again and never confirmed: it goes when she does."""
    standing = {_who(row) for row in found if row.state in rows.STANDING}
    return [row for row in found if row.state in rows.STANDING or _who(row) not in standing]


def _who(row: Signature) -> tuple[int, bytes]:
    return row.petition_id, row.name_hash


def list_unpurged() -> Sequence[int]:
    """List the petitions that have signers: a purge keeps their number small."""
    kept = Petition.purged_at.is_(None), Petition.state.not_in(UNOPENED), Petition.purge_on > clock.today()
    return db.session.scalars(select(Petition.id).where(*kept).order_by(Petition.id)).all()


def rows_of_mailbox(petitions: Sequence[int], email: str) -> list[Signature]:
    """Find everything that a mailbox has signed of some petitions, the oldest first."""
    mailbox, found = addresses.canonical(email), list[Signature]()
    for place in range(0, len(petitions), AT_A_TIME):
        hers = [
            and_(
                Signature.petition_id == petition_id,
                Signature.email_hash == crypto.keyed_hash(scope_of(petition_id), "email", mailbox),
            )
            for petition_id in petitions[place : place + AT_A_TIME]
        ]
        found += db.session.scalars(select(Signature).where(or_(*hers)).order_by(Signature.id)).all()
    return found


def _linked_lately(found: Sequence[Signature]) -> bool:
    since = clock.now() + SIGNER_LINK_LASTS - QUIET_TIME
    ids = [row.id for row in found]
    lately = select(SignerLink.id).where(SignerLink.signature_id.in_(ids), SignerLink.expires_at > since)
    return db.session.scalar(lately.limit(1)) is not None


def make_signer_link(*found: Signature) -> str:
    """Make a link that opens some signatures; what is returned is in no row."""
    token, moment = crypto.new_token(), clock.now()
    for row in found:
        link = SignerLink(token_hash=crypto.token_hash(token), signature_id=row.id)
        link.expires_at = moment + SIGNER_LINK_LASTS
        db.session.add(link)
    db.session.flush()
    return token


def list_behind(token: str) -> list[Signature]:
    """List the signatures that a link opens, the newest first; as long as it works.

    Raises SignerLinkUnknown, SignerLinkExpired.
    """
    related = joinedload(Signature.petition), joinedload(Signature.consent), joinedload(Signature.area)
    opened = (
        select(Signature, SignerLink.expires_at)
        .join(SignerLink, SignerLink.signature_id == Signature.id)
        .join(Petition, Petition.id == Signature.petition_id)
        .where(SignerLink.token_hash == crypto.token_hash(token), Petition.purged_at.is_(None))
        .order_by(Signature.id.desc())
        .options(*related)
    )
    found = db.session.execute(opened).all()
    if not found:
        raise SignerLinkUnknown
    if found[0].expires_at < clock.now():
        raise SignerLinkExpired
    return [row for row, _until in found]


def get_behind(token: str, name: str) -> Signature:
    """Give the one signature of a link that is named in the address.

    Raises SignerLinkUnknown, SignerLinkExpired.
    """
    for row in list_behind(token):
        if row.uid.hex() == name:
            return row
    raise SignerLinkUnknown


def forget_expired() -> int:
    """Remove the links that have had their hour and a day, a bounded lot a transaction; return how many.

    Not when a link is made: two who made one at once waited for each other. The day lets a link that is
    too old say so.
    """
    gone, before = 0, clock.now() - FORGOTTEN_AFTER
    which = select(SignerLink.id).where(SignerLink.expires_at < before).limit(BATCH)
    while ids := db.session.scalars(which).all():
        with transaction(public=False):
            db.session.execute(delete(SignerLink).where(SignerLink.id.in_(ids)))
        gone += len(ids)
    db.session.rollback()
    return gone


def close_links(row: Signature) -> None:
    """Let no link open a signature any more."""
    db.session.execute(delete(SignerLink).where(SignerLink.signature_id == row.id))
