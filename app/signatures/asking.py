"""Mails about a signature that waits: its link and code once more, or the truth to the mailbox's owner."""

from __future__ import annotations

from datetime import timedelta

from app.core import clock, mail
from app.signatures import emails, links, rows, sealing
from app.signatures.models import Signature, SignatureState

MOST_MAILS = 5
"""Before a signature is confirmed, reminders included; and in a day to who has signed already."""


def ask_again(row: Signature, *, quiet: timedelta = rows.QUIET_TIME) -> bool:
    """Mail link and code once more, unless just now, five times or enough for today; say whether it was.

    The link is the same in every mail about a signature, the code is a new one.
    """
    # Looked at again under a lock, so that the same press twenty times at once sends one mail.
    if not rows.lock(row) or row.state != SignatureState.PENDING or not _may_mail(row, quiet):
        return False
    moment = clock.now()
    row.mails_sent += 1
    row.last_mail_at = moment
    row.token_expires_at = moment + sealing.TOKEN_LASTS
    mail.put(ask(row))
    return True


def ask(row: Signature) -> dict[str, object]:
    """Make the mail ready that asks for the confirmation of a row, as its moment and state now say."""
    assert row.last_mail_at is not None
    token = sealing.confirmation_token(row.petition.scope, row.uid)
    to = rows.person(row)["email"]
    return emails.confirm(
        row.petition, to, token, about=row.receipt, owner=row.uid, mailed_at=row.last_mail_at
    )


def _may_mail(row: Signature, quiet: timedelta) -> bool:
    is_quiet = row.last_mail_at is not None and clock.now() - row.last_mail_at < quiet
    if is_quiet or row.mails_sent >= MOST_MAILS:
        return False
    return rows.has_room_for_mail(row.petition_id, row.email_hash, row.name_hash)


def tell_owner(row: Signature, receipt: bytes, *, quiet: timedelta = rows.QUIET_TIME) -> None:
    """Tell the owner of a mailbox that the address has signed already, and lead her to her own page."""
    if not rows.lock(row) or rows.mails_today(row) >= MOST_MAILS:
        return
    if row.last_mail_at is not None and clock.now() - row.last_mail_at < quiet:
        return
    row.mails_sent += 1
    row.last_mail_at = clock.now()
    link = links.make_signer_link(row)
    emails.already_signed(row.petition, rows.person(row)["email"], link, about=receipt, owner=row.uid)
