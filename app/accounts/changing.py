"""What somebody changes on her own account: each told by mail and written down."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.exc import IntegrityError

from app.accounts import (
    challenges,
    emails,
    factors,
    passwords,
    recovery,
    sealed_secrets,
    service,
    sessions,
    totp,
)
from app.accounts.challenges import ChallengeOver
from app.accounts.models import SCOPE, Account, Challenge, ChallengeKind
from app.core import crypto
from app.core.db import db
from app.core.errors import DomainError
from app.core.i18n import lazy_gettext as _l
from app.record import service as record
from app.site import queries as site

NEW_ADDRESS_LASTS = timedelta(hours=1)


class PasswordWrong(DomainError):
    """Not the password that the account has."""

    message = _l("This is not your password.")


class CodeWrong(DomainError):
    """Not the code that the app shows now."""

    message = _l(
        "This code is not right. Write the one that the app shows now, and check that the phone's clock is "
        "set automatically: a code is good for half a minute."
    )


class NothingBegun(DomainError):
    """No secret waits to be confirmed."""

    message = _l("Begin again: the square code on the page is no longer the one in use.")


def prepare_password(account: Account, password: str) -> str:
    """Check a new password and hash it, outside any transaction; raises PasswordRefused."""
    person = service.person(account)
    passwords.check(password, known=[person["name"], person["email"], site.get_association().name])
    return passwords.hash_of(password)


def check_current(account: Account, typed: str) -> None:
    """Compare with the password that the account has; raises PasswordWrong."""
    if not passwords.is_right(sealed_secrets.read(account).get("password"), typed):
        raise PasswordWrong


def set_password(account: Account, *, kept: str, session_token: str) -> int:
    """Set a password that `prepare_password` hashed; the other sessions end. Return how many did."""
    sealed_secrets.change(account, password=kept)
    ended = sessions.end_others(account, but=session_token)
    _tell(account, "password", sessions=ended)
    return ended


def begin_totp(account: Account) -> None:
    """Make a secret for an app in the phone; it counts when a code confirms it."""
    sealed_secrets.change(account, totp_next=totp.new_secret())


def confirm_totp(account: Account, typed: str, session_token: str) -> list[str]:
    """Let the app's codes count from now, this one as a proof; return recovery codes where none were left.

    Raises CodeWrong and NothingBegun.
    """
    secret = sealed_secrets.read(account).get("totp_next")
    if not secret:
        raise NothingBegun
    step = totp.step_of_code(secret, typed)
    if step is None:
        raise CodeWrong
    sealed_secrets.change(account, totp=secret, totp_next=None)
    account.totp_step = step  # the secret is new: steps of the one before say nothing
    sessions.prove(session_token)
    _tell(account, "totp_on")
    return [] if recovery.count_left(account) else recovery.make_codes(account)


def remove_totp(account: Account) -> None:
    """Forget the app's secret; recovery codes that stood in for it go with it where no passkey is left."""
    sealed_secrets.change(account, totp=None, totp_next=None)
    if not factors.factors_of(account).can_prove:
        recovery.forget_codes(account)
    _tell(account, "totp_off")


def make_recovery_codes(account: Account) -> list[str]:
    """Make ten new codes in place of the earlier ones; return them to be shown once."""
    codes = recovery.make_codes(account)
    _tell(account, "codes")
    return codes


def end_sessions(account: Account, *, but: str) -> int:
    """End every other session; return how many."""
    ended = sessions.end_others(account, but=but)
    record.write_down("account.sessions_ended", actor=account, facts={"account": account.id, "count": ended})
    return ended


def end_session(account: Account, uid: bytes) -> bool:
    """End one session from another; False when there is none such."""
    if not sessions.end_one(account, uid):
        return False
    record.write_down("account.sessions_ended", actor=account, facts={"account": account.id, "count": 1})
    return True


def rename(account: Account, name: str) -> None:
    """Correct one's own name."""
    person = service.person(account)
    account.sealed = crypto.seal(SCOPE, account.uid, {**person, "name": name})
    record.write_down("account.renamed", actor=account, facts={"account": account.id})


def ask_new_address(account: Account, email: str) -> None:
    """Mail the new address a link; until it is pressed nothing changes."""
    challenges.end_all(account, ChallengeKind.NEW_ADDRESS)
    token, challenge = challenges.ask(ChallengeKind.NEW_ADDRESS, account=account, lasts=NEW_ADDRESS_LASTS)
    challenge.secret = crypto.seal(SCOPE, _row(challenge), {"email": email})
    emails.confirm_address(to=email, token=token)
    record.write_down("account.address_asked", actor=account, facts={"account": account.id})


def confirm_address(token: str) -> Account:
    """Take the new address in use, and tell the old one. Raises ChallengeOver, AccountExists."""
    challenge = challenges.spend(ChallengeKind.NEW_ADDRESS, token, browser=None)
    account = challenge.account
    if account is None or challenge.secret is None or not service.is_let_in(account):
        raise ChallengeOver
    person, new = service.person(account), crypto.unseal(SCOPE, _row(challenge), challenge.secret)
    emails.changed(account, "address")
    sessions.end_new_ways(account)  # one may lie in the old mailbox
    account.sealed = crypto.seal(SCOPE, account.uid, {**person, "email": new["email"]})
    account.email_hash = service.email_hash(new["email"])
    try:
        db.session.flush()
    except IntegrityError as error:
        raise service.AccountExists from error
    record.write_down("account.address_changed", actor=account, facts={"account": account.id})
    return account


def _row(challenge: Challenge) -> bytes:
    return b"challenge|" + challenge.uid


def _tell(account: Account, what: str, **facts: int) -> None:
    emails.changed(account, what)
    record.write_down(f"account.{what}", actor=account, facts={"account": account.id, **facts})
