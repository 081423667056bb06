"""Forgotten passwords: a mail leads on, and never past the second factor.

The answer is the same for every address, and so is the work: each asks one challenge and writes one mail.
"""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from sqlalchemy import delete, select

from app.accounts import challenges, emails, factors, recovery, sealed_secrets, service, sessions
from app.accounts.challenges import ChallengeOver
from app.accounts.models import SCOPE, Account, Challenge, ChallengeKind, Passkey
from app.accounts.signing_in import TooManyTries, ghost
from app.core import mail
from app.core.db import db
from app.record import service as record


class Way(StrEnum):
    """What a mailbox alone opens."""

    FIRST = "first"
    RESET = "reset"
    NONE = "none"


KIND = ChallengeKind.RESET
LASTS = timedelta(minutes=10)


def ask(email: str, *, browser: str, code: str) -> Challenge:
    """Mail what helps whoever has this address; return what this browser may go on with by a typed code."""
    account = db.session.scalar(select(Account).where(Account.email_hash == service.email_hash(email)))
    if account is not None and not service.is_let_in(account):
        account = None
    way = way_of(factors.factors_of(account or ghost()))
    token, challenge = challenges.ask(KIND, account=account, browser=browser, lasts=LASTS, code=code)
    if account is None:
        mail.write_down_nothing(SCOPE)
    else:
        emails.way_back(account, way=way, token=token, code=code, about=challenge.uid)
    return challenge


def way_of(has: factors.Factors) -> Way:
    """Say what the mailbox opens: a first sign-in, a new password with a code beside it, or nothing."""
    if has.can_prove or has.codes_left:
        return Way.RESET
    return Way.FIRST if has.is_nothing else Way.NONE


def way_on(challenge: Challenge) -> Way:
    """Say what a challenge opens now; raises ChallengeOver where it is nothing."""
    account = challenge.account
    way = way_of(factors.factors_of(account)) if account and service.is_let_in(account) else Way.NONE
    if way is Way.NONE:
        raise ChallengeOver
    return way


def take_code(uid: bytes, typed: str, *, browser: str | None) -> bool:
    """Say whether this is the code that was mailed to whoever asked in this browser; a try counts.

    Raises ChallengeOver and TooManyTries.
    """
    challenge = challenges.find_by_uid(KIND, uid, browser=browser)
    if not challenges.count_try(challenge):
        raise TooManyTries
    return challenges.is_code_of(challenge, typed)


def sign_in_first(challenge: Challenge) -> Account:
    """Spend the link of somebody who has no way in yet; return whose it was. Raises ChallengeOver."""
    if way_on(challenge) is not Way.FIRST or challenge.account is None:
        raise ChallengeOver
    challenges.spend_row(challenge)
    return challenge.account


def set_new_password(challenge: Challenge, *, kept: str, typed: str) -> Account | None:
    """Set a new password, hashed, with a code of the app or of the paper; None when that is not right.

    Every session ends. Raises ChallengeOver and TooManyTries. Commit in either case: a try counts.
    """
    account = challenge.account
    if way_on(challenge) is not Way.RESET or account is None:
        raise ChallengeOver
    if not challenges.count_try(challenge):
        raise TooManyTries
    if factors.show_code(account, typed) is None:
        return None
    challenges.spend_row(challenge)
    sealed_secrets.change(account, password=kept)
    ended = sessions.end_all(account)
    emails.changed(account, "reset")
    record.write_down(
        "account.password_reset", actor=account, facts={"account": account.id, "sessions": ended}
    )
    return account


def reset_factors(account: Account, *, actor: Account | None) -> int:
    """Take every way in away from somebody who has lost them: a mailed link is her first again.

    Return how many sessions ended.
    """
    sealed_secrets.change(account, password=None, totp=None, totp_next=None)
    recovery.forget_codes(account)
    db.session.execute(delete(Passkey).where(Passkey.account_id == account.id))
    challenges.end_all(account, *ChallengeKind)
    ended = sessions.end_all(account)
    emails.changed(account, "factors_reset")
    record.write_down("account.factors_reset", actor=actor, facts={"account": account.id, "sessions": ended})
    return ended
