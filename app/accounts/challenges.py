"""Questions that are asked once and answered soon, by the browser that they were asked of."""

from __future__ import annotations

import hmac
import secrets
from datetime import timedelta

from sqlalchemy import ColumnElement, delete, select, update

from app.accounts.models import SCOPE, Account, Challenge, ChallengeKind
from app.core import clock, crypto
from app.core.db import db, transaction
from app.core.errors import DomainError
from app.core.i18n import lazy_gettext as _l

MOST_TRIES = 5
CODE_DIGITS = 8
KEPT_FOR = timedelta(days=1)
"""Afterwards, for whoever presses twice; then the row goes."""


class ChallengeOver(DomainError):
    """Unknown, used, expired, or another browser's; which of them is not told."""

    message = _l(
        "This no longer works: it took too long, was used already, or began in another browser. Begin again."
    )
    status = 410
    way_on = ("accounts.sign_in", _l("Sign in"))


def ask(
    kind: ChallengeKind,
    *,
    account: Account | None = None,
    browser: str | None = None,
    lasts: timedelta,
    secret: bytes | None = None,
    code: str | None = None,
) -> tuple[str, Challenge]:
    """Write down what is asked; return the token that names it and the row.

    ``browser`` is the browser's own token (core.signin.browser); ``code`` what was mailed, kept as a keyed
    hash; ``secret`` the bytes that a passkey signs.
    """
    token, uid, moment = crypto.new_token(), crypto.new_uid(), clock.now()
    challenge = Challenge(
        uid=uid,
        kind=kind,
        account_id=account.id if account else None,
        token_hash=crypto.token_hash(token),
        browser_hash=crypto.token_hash(browser) if browser else None,
        code_hash=_code_hash(uid, code) if code else None,
        secret=secret,
        tries=0,
        created_at=moment,
        expires_at=moment + lasts,
    )
    db.session.add(challenge)
    db.session.flush()
    return token, challenge


def find(kind: ChallengeKind, token: str, *, browser: str | None) -> Challenge:
    """Find what this browser was asked and has not answered; raises ChallengeOver."""
    row = db.session.scalar(select(Challenge).where(*_is_open(kind, token, browser)))
    if row is None or (row.account and row.account.disabled_at):
        raise ChallengeOver
    return row


def find_by_uid(kind: ChallengeKind, uid: bytes, *, browser: str | None) -> Challenge:
    """Find what this browser was asked by the name of the row, which is no secret; raises ChallengeOver."""
    row = db.session.scalar(select(Challenge).where(Challenge.uid == uid, *_is_open_for(kind, browser)))
    if row is None or (row.account and row.account.disabled_at):
        raise ChallengeOver
    return row


def spend_row(challenge: Challenge) -> None:
    """Take the answer to a challenge that was found, once, in one statement; raises ChallengeOver."""
    spent = db.session.execute(
        update(Challenge)
        .where(Challenge.id == challenge.id, Challenge.used_at.is_(None), Challenge.expires_at > clock.now())
        .values(used_at=clock.now())
        .returning(Challenge.id)
    ).scalar()
    if spent is None:
        raise ChallengeOver


def spend(kind: ChallengeKind, token: str, *, browser: str | None) -> Challenge:
    """Take the answer: once, in one statement, so that of two at once one counts. Raises ChallengeOver."""
    spent = db.session.execute(
        update(Challenge)
        .where(*_is_open(kind, token, browser))
        .values(used_at=clock.now())
        .returning(Challenge.id)
    ).scalar()
    row = db.session.get(Challenge, spent, populate_existing=True) if spent else None
    if row is None or (row.account and row.account.disabled_at):
        raise ChallengeOver
    return row


def count_try(challenge: Challenge) -> bool:
    """Count a try at a code, in one statement; False when there were five already."""
    counted = db.session.execute(
        update(Challenge)
        .where(
            Challenge.id == challenge.id,
            Challenge.used_at.is_(None),
            Challenge.expires_at > clock.now(),
            Challenge.tries < MOST_TRIES,
        )
        .values(tries=Challenge.tries + 1)
        .returning(Challenge.id)
    ).scalar()
    return counted is not None


def is_code_of(challenge: Challenge, typed: str) -> bool:
    """Say whether a typed code is the one that was mailed; count the try first."""
    digits = "".join(character for character in typed if character.isdigit())
    given = _code_hash(challenge.uid, digits)
    return challenge.code_hash is not None and hmac.compare_digest(challenge.code_hash, given)


def give_code(challenge: Challenge, *, lasts: timedelta) -> str:
    """Give what is asked a new code to be mailed; the earlier one is over, the tries go on counting."""
    code = new_code()
    challenge.code_hash = _code_hash(challenge.uid, code)
    challenge.expires_at = clock.now() + lasts
    db.session.flush()
    return code


def end_all(account: Account, *kinds: ChallengeKind) -> None:
    """End what is still asked of an account."""
    db.session.execute(
        update(Challenge)
        .where(Challenge.account_id == account.id, Challenge.kind.in_(kinds), Challenge.used_at.is_(None))
        .values(used_at=clock.now())
    )


def forget_old() -> int:
    """Delete what nobody can answer any more, in a transaction of its own; return how many."""
    is_old = Challenge.expires_at < clock.now() - KEPT_FOR
    if db.session.scalar(select(Challenge.id).where(is_old).limit(1)) is None:
        return 0
    with transaction(public=False):
        gone = db.session.execute(delete(Challenge).where(is_old))
    return int(gone.rowcount)  # type: ignore[attr-defined]


def new_code() -> str:
    """Make a code of eight digits: one in a hundred million, five tries."""
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"


def _is_open(kind: ChallengeKind, token: str, browser: str | None) -> tuple[ColumnElement[bool], ...]:
    return (Challenge.token_hash == crypto.token_hash(token), *_is_open_for(kind, browser))


def _is_open_for(kind: ChallengeKind, browser: str | None) -> tuple[ColumnElement[bool], ...]:
    named = crypto.token_hash(browser) if browser else None
    is_browsers = Challenge.browser_hash.is_(None)
    return (
        Challenge.kind == kind,
        is_browsers | (Challenge.browser_hash == named) if named else is_browsers,
        Challenge.used_at.is_(None),
        Challenge.expires_at > clock.now(),
    )


def _code_hash(uid: bytes, code: str) -> bytes:
    return crypto.keyed_hash(SCOPE, "challenge-code", uid.hex(), code)
