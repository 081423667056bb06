"""Mailed links to a signer's own page."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, select

from app.core import addresses, clock, crypto, mail
from app.core.db import db
from app.petitions.models import Petition
from app.signatures import emails, rows
from app.signatures.models import Signature, SignerLink
from app.signatures.refusals import LinkExpired, LinkUnknown
from app.signatures.rows import QUIET_TIME

SIGNER_LINK_LASTS = timedelta(hours=1)


def ask_for_signer_link(petition: Petition, email: str) -> None:
    """Mail the way to her own page to someone who has signed; the answer is the same for everyone."""
    if petition.purged_at:
        return
    email_hash = crypto.keyed_hash(petition.scope, "email", addresses.canonical(email))
    row = rows.confirmed_of(petition.id, email_hash)
    if row is None or not rows.lock(row) or _linked_lately(row):
        mail.write_down_nothing(petition.scope)
        return
    emails.own_page(
        petition, rows.person(row)["email"], make_signer_link(row), about=row.receipt, owner=row.uid
    )


def _linked_lately(row: Signature) -> bool:
    since = clock.now() + SIGNER_LINK_LASTS - QUIET_TIME
    lately = select(SignerLink.id).where(SignerLink.signature_id == row.id, SignerLink.expires_at > since)
    return db.session.scalar(lately.limit(1)) is not None


def make_signer_link(row: Signature) -> str:
    """Make a link to her own page; what is returned is in no row."""
    token, moment = crypto.new_token(), clock.now()
    db.session.execute(delete(SignerLink).where(SignerLink.expires_at < moment))
    link = SignerLink(token_hash=crypto.token_hash(token), signature_id=row.id)
    link.expires_at = moment + SIGNER_LINK_LASTS
    db.session.add(link)
    return token


def find_by_signer_link(token: str) -> Signature:
    """Find the signature whose own page a link opens; raises LinkUnknown, LinkExpired."""
    with_link = select(Signature, SignerLink.expires_at).join(SignerLink)
    wanted = with_link.where(SignerLink.token_hash == crypto.token_hash(token))
    found = db.session.execute(wanted).one_or_none()
    if found is None:
        raise LinkUnknown
    row, expires_at = found
    if expires_at < clock.now():
        raise LinkExpired
    return row
