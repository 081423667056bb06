"""A signature gets another mailbox, when the new one has confirmed that it is hers.

The new address waits sealed beside the old one. The link that is mailed to it is made from the row's random
name and a keyed hash of address and time, so that nothing more has to be stored.
"""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select

from app.core import addresses, clock, crypto
from app.core.db import db, transaction
from app.core.i18n import lazy_gettext as _l
from app.core.mail import MailState, OutboxMail
from app.fraud.weighing import domain_of
from app.petitions.models import scope_of
from app.signatures import links, own_emails, rows, visible, withdrawing
from app.signatures.correcting import CorrectionRefused, hold_still
from app.signatures.models import Signature
from app.signatures.rows import QUIET_TIME

LASTS = timedelta(days=1)
BATCH = 100
WAITING = "new_email"


class SameAddress(CorrectionRefused):
    """There is nothing to change."""

    message = _l("This is the address that the signature has already.")


class JustMailed(CorrectionRefused):
    """Somebody else's mailbox must not be filled by it."""

    message = _l("A new address has just been written to. Look there, or wait ten minutes and try again.")
    status = 429


class MailboxFull(CorrectionRefused):
    """One person signs once, and two share a mailbox at most."""

    message = _l(
        "This address has signed already. Two people can share an address, with different names and the "
        "same postcode. Your signature keeps its old address."
    )


class NewAddressUnknown(links.SignerLinkUnknown):
    """Cut off, or another address was written since."""

    message = _l(
        "This link does not work. Perhaps it was cut off, is too old, or another address was asked for since."
    )


class NewAddressExpired(links.SignerLinkExpired):
    """The day is over."""

    message = _l("This link is too old: it worked for a day. Open your own page and ask again.")


def ask(row: Signature, email: str) -> None:
    """Mail the new address; the answer is the same whether or not it has signed.

    Raises Removed, NotConfirmedYet, SameAddress, JustMailed.
    """
    hold_still(row)
    known, scope, moment = rows.person(row), row.petition.scope, clock.now()
    if addresses.canonical(email) == addresses.canonical(known.get("email") or ""):
        raise SameAddress
    waiting = known.get(WAITING)
    if waiting and datetime.fromisoformat(waiting["until"]) - LASTS > moment - QUIET_TIME:
        raise JustMailed
    row.move_until = moment + LASTS
    asked = {"to": email, "until": row.move_until.isoformat()}
    row.sealed = crypto.seal(scope, row.uid, known | {WAITING: asked})
    own_emails.new_mailbox(row.petition, email, _token(scope, row.uid, asked), owner=row.uid)
    db.session.flush()


def token_of(row: Signature) -> str:
    """Give the link of the new address that waits; raises NewAddressUnknown where there is none."""
    asked = rows.person(row).get(WAITING)
    if not asked:
        raise NewAddressUnknown
    return _token(row.petition.scope, row.uid, asked)


def _token(scope: str, uid: bytes, asked: dict[str, Any]) -> str:
    return crypto.marked(scope, f"{WAITING} {asked['until']} {addresses.canonical(asked['to'])}", uid)


def find(token: str) -> tuple[Signature, str, bool]:
    """Give the signature, the new address, and whether it is in use already.

    Raises NewAddressUnknown, NewAddressExpired.
    """
    uid = crypto.uid_in(token)
    row = db.session.scalar(select(Signature).where(Signature.uid == uid)) if uid else None
    known = rows.person(row) if row is not None and row.petition.purged_at is None else {}
    asked = known.get(WAITING)
    if row is None or not asked or not hmac.compare_digest(token_of(row).encode(), token.encode()):
        raise NewAddressUnknown
    is_done = addresses.canonical(asked["to"]) == addresses.canonical(known.get("email") or "")
    if datetime.fromisoformat(asked["until"]) < clock.now() and not is_done:
        raise NewAddressExpired
    return row, asked["to"], is_done


def move(token: str) -> None:
    """Use the new address from now on, once; whoever reads the old mailbox opens nothing more.

    Raises NewAddressUnknown, NewAddressExpired, Removed, MailboxFull.
    """
    hold_still(find(token)[0])
    row, email, is_done = find(token)
    if is_done:
        return
    known, scope = rows.person(row), row.petition.scope
    email_hash = crypto.keyed_hash(scope, "email", addresses.canonical(email))
    there = db.session.scalars(rows.of_mailbox(row.petition_id, email_hash)).all()
    if rows.standing_instead(there, name_hash=row.name_hash, postcode=row.postcode, but=row.id) is not None:
        raise MailboxFull
    # What she typed twice could be confirmed by the old mailbox, and would not go when she does.
    withdrawing.erase_slips(row)
    taken = {each.seat for each in there if each.state in rows.STANDING}
    row.seat = next(seat for seat in range(rows.SEATS) if seat not in taken)
    row.email_hash = email_hash
    if row.network_hash is not None:  # both are forgotten at one time, which is over
        row.domain_hash = crypto.keyed_hash(scope, "domain", domain_of(email))
    row.token_hash = crypto.token_hash(crypto.new_token())  # the old mailbox has the link that confirmed
    row.receipt = crypto.keyed_hash(scope, "receipt", "moved", crypto.new_uid().hex())
    row.sealed, row.move_until = crypto.seal(scope, row.uid, known | {"email": email}), None
    links.close_links(row)
    waiting = OutboxMail.owner == row.uid, OutboxMail.state == MailState.QUEUED
    db.session.execute(delete(OutboxMail).where(*waiting))
    if known.get("email"):
        own_emails.moved(row.petition, known["email"], owner=row.uid)
    db.session.flush()


def forget_asked() -> int:
    """Forget the new addresses that nobody confirmed within their day; return how many."""
    gone, over = 0, Signature.move_until < clock.now()
    while ids := db.session.scalars(select(Signature.id).where(over).limit(BATCH)).all():
        for row_id in ids:  # one at a time: who holds two could wait for somebody who waits for her
            with transaction(public=False):
                claim = select(Signature).where(Signature.id == row_id, over).with_for_update()
                for row in db.session.scalars(claim):
                    _forget(row)
        gone += len(ids)
    db.session.rollback()
    return gone


def _forget(row: Signature) -> None:
    scope = scope_of(row.petition_id)
    known, row.move_until = visible.opened(scope, row), None
    if known is not None:  # a damaged one stays as it is, and is not looked at again
        row.sealed = crypto.seal(scope, row.uid, {key: each for key, each in known.items() if key != WAITING})
