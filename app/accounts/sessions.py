"""Sessions: begun with a new token, ended on the server, told by mail where the browser is new."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import ColumnElement, Select, select, update

from app.accounts import agents, emails
from app.accounts.models import SCOPE, Account, AccountSession, Invitation
from app.core import clock, crypto
from app.core.db import db

LASTS = timedelta(days=14)
IDLES = timedelta(hours=12)


def begin_session(account: Account, *, browser: str, method: str, is_proved: bool, agent: str = "") -> str:
    """Sign an account in; return the token of the new session.

    ``browser`` is the browser's own token, ``method`` how (link, password, passkey, invitation),
    ``is_proved`` whether a passkey, one-time code or recovery code was shown, ``agent`` what the browser
    says of itself. Who has signed in before is told by mail of a browser that she has not used.
    """
    moment, uid, token = clock.now(), crypto.new_uid(), crypto.new_token()
    kind = agents.kind_of(agent)
    end_new_ways(account)
    if has_signed_in(account) and not is_known(account, browser):
        emails.new_browser(account, kind=kind)
    db.session.add(
        AccountSession(
            account_id=account.id,
            token_hash=crypto.token_hash(token),
            browser_hash=crypto.token_hash(browser),
            sealed=crypto.seal(SCOPE, _row(uid), kind),
            uid=uid,
            method=method,
            proved_at=moment if is_proved else None,
            created_at=moment,
        )
    )
    db.session.flush()
    return token


def end_new_ways(account: Account) -> None:
    """Take back the link by which somebody locked out would choose anew: she has come in without it."""
    db.session.execute(
        update(Invitation)
        .where(
            Invitation.account_id == account.id,
            Invitation.used_at.is_(None),
            Invitation.withdrawn_at.is_(None),
        )
        .values(withdrawn_at=clock.now())
    )


def prove(session_token: str) -> None:
    """Write down that a passkey or code was shown in this session now."""
    db.session.execute(
        update(AccountSession)
        .where(AccountSession.token_hash == crypto.token_hash(session_token))
        .values(proved_at=clock.now())
    )


def end_session(token: str) -> None:
    """End a session on the server."""
    _end(AccountSession.token_hash == crypto.token_hash(token))


def end_one(account: Account, uid: bytes) -> bool:
    """End one of an account's sessions by its name; False when there is none such."""
    return _end(AccountSession.account_id == account.id, AccountSession.uid == uid) > 0


def end_others(account: Account, *, but: str) -> int:
    """End every session of an account but the one with this token; return how many."""
    return _end(AccountSession.account_id == account.id, AccountSession.token_hash != crypto.token_hash(but))


def end_all(account: Account) -> int:
    """End every session of an account; return how many."""
    return _end(AccountSession.account_id == account.id)


def list_sessions(account: Account) -> Sequence[AccountSession]:
    """List an account's sessions that may still be used, the newest first."""
    return db.session.scalars(
        select(AccountSession)
        .where(
            AccountSession.account_id == account.id,
            AccountSession.ended_at.is_(None),
            AccountSession.created_at > clock.now() - LASTS,
        )
        .order_by(AccountSession.id.desc())
    ).all()


def browser_of(session: AccountSession) -> dict[str, str]:
    """Unseal what kind of browser a session is in: browser and system, each empty where unknown."""
    if session.sealed is None:
        return {"browser": "", "system": ""}
    return crypto.unseal(SCOPE, _row(session.uid), session.sealed)


def has_signed_in(account: Account) -> bool:
    """Say whether an account has ever signed in."""
    return db.session.scalar(_ids().where(AccountSession.account_id == account.id)) is not None


def is_known(account: Account, browser: str | None) -> bool:
    """Say whether an account has signed in with this browser before."""
    return is_browser_of(account.email_hash, browser)


def is_browser_of(email_hash: bytes, browser: str | None) -> bool:
    """Say whether whoever has this address has signed in with this browser; the work is the same for each."""
    named = crypto.token_hash(browser or "")
    found = db.session.scalar(
        _ids()
        .join(Account, Account.id == AccountSession.account_id)
        .where(AccountSession.browser_hash == named, Account.email_hash == email_hash)
    )
    return found is not None


def _ids() -> Select[int]:
    return select(AccountSession.id).limit(1)


def _end(*which: ColumnElement[bool]) -> int:
    ended = db.session.execute(
        update(AccountSession).where(*which, AccountSession.ended_at.is_(None)).values(ended_at=clock.now())
    )
    return int(ended.rowcount)  # type: ignore[attr-defined]


def _row(uid: bytes) -> bytes:
    return b"session|" + uid
