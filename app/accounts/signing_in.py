"""Signing in with a password: first the password, then a code, in the browser that began."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from app.accounts import challenges, emails, factors, passwords, recovery, sealed_secrets, service, totp
from app.accounts.challenges import ChallengeOver
from app.accounts.models import Account, Challenge, ChallengeKind
from app.core.db import db
from app.core.i18n import lazy_gettext as _l

STEP = ChallengeKind.SECOND_STEP
STEP_LASTS = timedelta(minutes=10)


class TooManyTries(ChallengeOver):
    """Five wrong codes."""

    message = _l("Five codes were wrong, so this sign-in has ended. Begin again with your password.")
    status = 422


def ghost() -> Account:
    """Give an account of nobody, on which the same work can be done as on one that is there."""
    return Account(id=0, uid=bytes(16), secrets=None, sealed=b"", email_hash=b"")


def whose(email: str, password: str) -> Account | None:
    """Find whose address and password these are; unknown ones take the same work. Writes nothing."""
    account = db.session.scalar(select(Account).where(Account.email_hash == service.email_hash(email)))
    kept = sealed_secrets.read(account or ghost()).get("password")
    is_right = passwords.is_right(kept, password)
    return account if account and is_right and service.is_let_in(account) else None


def begin(account: Account, *, browser: str, password: str) -> str:
    """Ask for the second step; return the token that names it."""
    kept = sealed_secrets.read(account).get("password")
    if kept and passwords.is_outdated(kept):
        sealed_secrets.change(account, password=passwords.hash_of(password))
    return challenges.ask(STEP, account=account, browser=browser, lasts=STEP_LASTS)[0]


def mail_code_unless_app(token: str, *, browser: str) -> str | None:
    """Mail the code of a second step to whoever has no app that shows one; return it, for the demo."""
    challenge = challenges.find(STEP, token, browser=browser)
    assert challenge.account is not None
    return None if totp.has(challenge.account) else mail_code(challenge)


def mail_code(challenge: Challenge) -> str:
    """Mail the code of a second step, and return it; the one that was mailed before is over."""
    assert challenge.account is not None
    code = challenges.give_code(challenge, lasts=STEP_LASTS)
    emails.code(challenge.account, code=code, about=challenge.uid)
    return code


def take_code(token: str, typed: str, *, browser: str | None) -> tuple[Account, str] | None:
    """Take the code of the second step; return account and which code it was, None when it is not right.

    Raises ChallengeOver, and TooManyTries at the sixth. Commit in either case: a try counts.
    """
    challenge = challenges.find(STEP, token, browser=browser)
    account = challenge.account
    assert account is not None
    if not service.is_let_in(account):
        raise ChallengeOver
    if not challenges.count_try(challenge):
        raise TooManyTries
    shown = _shown(challenge, account, typed)
    if shown is None:
        return None
    challenges.spend(STEP, token, browser=browser)
    return account, shown


def _shown(challenge: Challenge, account: Account, typed: str) -> str | None:
    # An app's codes make the mailbox no way in: whoever has one gets no code by mail.
    if not totp.has(account) and challenges.is_code_of(challenge, typed):
        return "mail"
    if recovery.spend(account, typed):
        return "recovery"
    return "totp" if totp.spend(account, typed) else None


def factors_of_challenge(challenge: Challenge) -> factors.Factors:
    """Say which ways in the account of a challenge has."""
    return factors.factors_of(challenge.account or ghost())
