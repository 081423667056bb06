"""Acts on accounts: making them, signing in and out."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from app.accounts import sessions
from app.accounts.models import SCOPE, Account, SignInLink
from app.core import addresses, clock, crypto
from app.core.access import Role
from app.core.db import db
from app.core.errors import DomainError
from app.core.i18n import lazy_gettext as _l

MAILED_LINK_LASTS = timedelta(minutes=10)


class SignInRefused(DomainError):
    """Why a sign-in does not happen."""


class LinkNotUsable(SignInRefused):
    """Unknown, used, expired, or another browser's; which of them is not told."""

    message = _l(
        "This link no longer works. Each link signs in once, and one that came by e-mail only in the browser "
        "where it was asked for. "
        "Choose “For organizers” at the bottom of the page to get a new one."
    )
    status = 410


class AccountExists(DomainError):
    """An address has one account."""

    message = _l("There is an account with this address already.")


def create_account(*, name: str, email: str, role: Role, locale: str = "sv") -> Account:
    """Make an account; raises AccountExists."""
    uid = crypto.new_uid()
    account = Account(
        uid=uid,
        email_hash=email_hash(email),
        sealed=crypto.seal(SCOPE, uid, {"name": name, "email": email}),
        role=role,
        locale=locale,
        created_at=clock.now(),
    )
    db.session.add(account)
    try:
        db.session.flush()
    except IntegrityError as error:
        raise AccountExists from error
    return account


def email_hash(email: str) -> bytes:
    """Hash an organizer's address for look-up."""
    return crypto.keyed_hash(SCOPE, "email", addresses.canonical(email))


def person(account: Account) -> dict[str, str]:
    """Unseal an organizer's name and e-mail."""
    return crypto.unseal(SCOPE, account.uid, account.sealed)


def make_sign_in_link(
    account: Account, *, browser: str | None = None, lasts: timedelta | None = MAILED_LINK_LASTS
) -> str:
    """Make a token that signs in once; a new one ends the earlier ones of the same browser or command line.

    Never another browser's: whoever types an organizer's address must not end the link in her mailbox.
    """
    moment = clock.now()
    browser_hash = crypto.token_hash(browser) if browser else None
    db.session.execute(
        update(SignInLink)
        .where(
            SignInLink.account_id == account.id,
            SignInLink.used_at.is_(None),
            SignInLink.browser_hash.is_not_distinct_from(browser_hash),
        )
        .values(used_at=moment)
    )
    token = crypto.new_token()
    db.session.add(
        SignInLink(
            account_id=account.id,
            token_hash=crypto.token_hash(token),
            browser_hash=browser_hash,
            created_at=moment,
            expires_at=moment + lasts if lasts else None,
        )
    )
    db.session.flush()
    return token


def is_let_in(account: Account) -> bool:
    """Say whether an account may sign in, and stay signed in, at this moment."""
    return not account.disabled_at and (account.ends_at is None or account.ends_at > clock.now())


def spend_link(token: str, *, browser: str | None) -> Account:
    """Spend a sign-in link; return whose it was. Raises LinkNotUsable."""
    moment = clock.now()
    link = db.session.scalar(select(SignInLink).where(SignInLink.token_hash == crypto.token_hash(token)))
    if link is None or not is_let_in(link.account) or not _is_browsers(link, browser):
        raise LinkNotUsable
    # One statement, so that two clicks at once spend it once.
    spent = db.session.execute(
        update(SignInLink)
        .where(
            SignInLink.id == link.id,
            SignInLink.used_at.is_(None),
            (SignInLink.expires_at.is_(None)) | (SignInLink.expires_at > moment),
        )
        .values(used_at=moment)
        .returning(SignInLink.id)
    ).scalar()
    if spent is None:
        raise LinkNotUsable
    return link.account


def _is_browsers(link: SignInLink, browser: str | None) -> bool:
    if link.browser_hash is None:
        return True
    return browser is not None and crypto.token_hash(browser) == link.browser_hash


def disable_account(account: Account) -> None:
    """Let somebody in no more, from this moment: sessions end, links open nothing."""
    account.disabled_at = clock.now()
    sessions.end_all(account)
