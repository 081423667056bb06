"""Invitations by mail: good for seven days, once, in any browser; and new ways in for who is locked out."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, or_, select, update

from app.accounts import resetting
from app.accounts import service as accounts
from app.accounts.models import SCOPE, Account, Invitation, SignInLink
from app.core import clock, crypto, i18n
from app.core.access import Role
from app.core.db import db, transaction
from app.people import emails, rights
from app.people.refusals import (
    EndsInThePast,
    HadAccount,
    HasAccount,
    InvitationExpired,
    InvitationOver,
    InvitationUnknown,
    InvitationUsed,
    InvitationWithdrawn,
    LeftAlready,
)
from app.people.rights import Rights
from app.record import service as record
from app.shifts.models import Event
from app.site import queries as site

LASTS = timedelta(days=7)
KEPT = timedelta(days=30)
"""So long an invitation that came to nothing stands at the desk, to be sent again; then it is deleted."""


def invite(*, name: str, email: str, given: Rights, actor: Account | None) -> str:
    """Mail an invitation, in place of an earlier one to the address; return the token in its link.

    Raises NotYours, HasAccount, HadAccount, and what ``rights.checked`` does.
    """
    rights.begin(actor)
    given = rights.checked(given)
    known = db.session.scalar(select(Account).where(Account.email_hash == accounts.email_hash(email)))
    if known is not None:
        kind = HasAccount if accounts.is_let_in(known) else HadAccount
        raise kind(name=accounts.person(known)["name"])
    row, token = _write(name, email, given, actor)
    emails.invitation(
        email,
        token=token,
        name=name,
        by=accounts.person(actor)["name"] if actor else "",
        association=site.get_association().name,
        role=given.role,
        until=row.expires_at,
    )
    facts = {"invitation": row.id, "role": given.role}
    record.write_down("invitation.sent", actor=actor, facts=facts)
    return token


def _write(
    name: str, email: str, given: Rights, actor: Account | None, *, account: Account | None = None
) -> tuple[Invitation, str]:
    moment, uid, token = clock.now(), crypto.new_uid(), crypto.new_token()
    db.session.execute(
        update(Invitation)
        .where(Invitation.email_hash == accounts.email_hash(email), *_is_open())
        .values(withdrawn_at=moment)
    )
    row = Invitation(
        uid=uid,
        token_hash=crypto.token_hash(token),
        email_hash=accounts.email_hash(email),
        sealed=crypto.seal(SCOPE, uid, {"name": name, "email": email}),
        role=given.role,
        is_scoped=given.campaigns is not None,
        campaign_ids=list(given.campaigns or ()),
        event_ids=list(given.events),
        ends_at=clock.midnight(given.until + timedelta(days=1)) if given.until else None,
        locale=i18n.current_language(),
        invited_by_id=actor.id if actor else None,
        account_id=account.id if account else None,
        created_at=moment,
        expires_at=moment,
    )
    row.expires_at = _good_until(row)
    db.session.add(row)
    db.session.flush()
    return row, token


def _good_until(invitation: Invitation) -> datetime:
    last = clock.now() + LASTS
    return min(last, invitation.ends_at or last)


def _is_open() -> tuple[ColumnElement[bool], ...]:
    return Invitation.used_at.is_(None), Invitation.withdrawn_at.is_(None)


def person(invitation: Invitation) -> dict[str, str]:
    """Unseal whom an invitation is for: name and e-mail."""
    return crypto.unseal(SCOPE, invitation.uid, invitation.sealed)


def invite_again(account: Account, *, actor: Account | None) -> str:
    """Mail somebody who is locked out a link to choose anew how she signs in; return its token.

    Nothing of hers ends before she uses it. Raises NotYours, LeftAlready.
    """
    rights.begin(actor, account)
    if not accounts.is_let_in(account):
        raise LeftAlready
    whose = accounts.person(account)
    given = rights.rights_of(account)
    row, token = _write(whose["name"], whose["email"], given, actor, account=account)
    by = accounts.person(actor)["name"] if actor else ""
    with i18n.in_language(account.locale):
        emails.new_ways(whose["email"], token=token, by=by, until=row.expires_at)
    record.write_down("invitation.sent_again", actor=actor, facts={"account": account.id})
    return token


def resend(invitation: Invitation, *, actor: Account) -> str:
    """Mail an invitation once more, with a new link and seven new days; the earlier link ends.

    Return the token in the new link. Raises NotYours, InvitationOver, EndsInThePast.
    """
    rights.begin(actor)
    db.session.refresh(invitation)
    if invitation.used_at or invitation.withdrawn_at:
        raise InvitationOver
    if invitation.ends_at and invitation.ends_at <= clock.now():
        raise EndsInThePast
    token, whose = crypto.new_token(), person(invitation)
    invitation.token_hash, invitation.expires_at = crypto.token_hash(token), _good_until(invitation)
    invitation.invited_by_id = actor.id  # from now on it is hers, and holds as long as she may invite
    by = accounts.person(actor)["name"]
    if invitation.account_id:
        with i18n.in_language(db.session.get_one(Account, invitation.account_id).locale):
            emails.new_ways(whose["email"], token=token, by=by, until=invitation.expires_at)
    else:
        emails.invitation(
            whose["email"],
            token=token,
            name=whose["name"],
            by=by,
            association=site.get_association().name,
            role=Role(invitation.role),
            until=invitation.expires_at,
        )
    record.write_down("invitation.resent", actor=actor, facts={"invitation": invitation.id})
    return token


def withdraw(invitation: Invitation, *, actor: Account) -> None:
    """Take an invitation back; raises NotYours, InvitationOver."""
    rights.begin(actor)
    taken = db.session.execute(
        update(Invitation)
        .where(Invitation.id == invitation.id, *_is_open())
        .values(withdrawn_at=clock.now())
        .returning(Invitation.id)
    ).scalar()
    if taken is None:
        raise InvitationOver
    record.write_down("invitation.withdrawn", actor=actor, facts={"invitation": invitation.id})


def find(token: str) -> Invitation:
    """Give the invitation that a link opens.

    Raises InvitationUnknown, InvitationUsed, InvitationWithdrawn, InvitationExpired.
    """
    found = db.session.scalar(select(Invitation).where(Invitation.token_hash == crypto.token_hash(token)))
    if found is None:
        raise InvitationUnknown
    if found.used_at:
        raise InvitationUsed
    if found.withdrawn_at or not is_sender_let_in(found):
        raise InvitationWithdrawn
    if found.expires_at <= clock.now():
        raise InvitationExpired
    return found


def is_sender_let_in(invitation: Invitation) -> bool:
    """Say whether whoever sent an invitation may let others in still: else she could come back by it."""
    if invitation.invited_by_id is None:
        return True
    sender = db.session.get_one(Account, invitation.invited_by_id)
    return rights.may_let_in(sender)


def accept(token: str) -> Account:
    """Spend an invitation: make the account, or take the ways to sign in from who was locked out.

    Raises what ``find`` does, AccountExists, LeftAlready.
    """
    rights.begin(None)
    found, moment = find(token), clock.now()
    spent = db.session.execute(
        update(Invitation)
        .where(Invitation.id == found.id, Invitation.expires_at > moment, *_is_open())
        .values(used_at=moment)
        .returning(Invitation.id)
    ).scalar()
    if spent is None:
        raise InvitationUsed
    whose = person(found)
    found.sealed = crypto.seal(SCOPE, found.uid, {})  # the account has name and address now
    if found.account_id is not None:
        return _replace_ways(db.session.get_one(Account, found.account_id))
    account = accounts.create_account(
        name=whose["name"], email=whose["email"], role=Role(found.role), locale=found.locale
    )
    found.account_id = account.id
    rights.give(account, _given(found))
    facts = {"account": account.id, "role": found.role, "invitation": found.id}
    record.write_down("account.created", actor=account, facts=facts)
    return account


def _given(invitation: Invitation) -> Rights:
    # An activity can have been removed since.
    left = select(Event.id).where(Event.id.in_(invitation.event_ids))
    return Rights(
        role=Role(invitation.role),
        campaigns=tuple(invitation.campaign_ids) if invitation.is_scoped else None,
        events=tuple(db.session.scalars(left)),
        until=rights.last_day(invitation.ends_at),
    )


def _replace_ways(account: Account) -> Account:
    if not accounts.is_let_in(account):
        raise LeftAlready
    resetting.reset_factors(account, actor=account)
    links = SignInLink.account_id == account.id, SignInLink.used_at.is_(None)
    db.session.execute(update(SignInLink).where(*links).values(used_at=clock.now()))
    return account


def forget_old() -> int:
    """Delete the invitations that came to nothing long ago, with name and address; return how many."""
    before = clock.now() - KEPT
    over = or_(Invitation.withdrawn_at < before, Invitation.expires_at < before)
    old = over, Invitation.used_at.is_(None)
    if db.session.scalar(select(Invitation.id).where(*old).limit(1)) is None:
        return 0
    with transaction(public=False):
        gone = db.session.execute(delete(Invitation).where(*old))
    return int(gone.rowcount)  # type: ignore[attr-defined]
