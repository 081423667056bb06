"""Acts on passkeys: adding, showing, naming and removing them (WebAuthn level 3).

What is asked is spent in a transaction of its own before its answer is looked at: once, whatever comes.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from app.accounts import ceremonies, challenges, factors, passkey_emails, recovery, service
from app.accounts.ceremonies import Owner, Shown, Site
from app.accounts.models import SCOPE, Account, Challenge, ChallengeKind, Passkey
from app.accounts.passkey_refusals import KeyDoubted, KeyTaken, KeyUnknown, TooManyKeys
from app.core import clock, crypto
from app.core.db import db
from app.record import service as record

CHALLENGE_BYTES = 32
CHALLENGE_LASTS = timedelta(minutes=5)
MOST = 20


@dataclass(frozen=True)
class Question:
    """What a browser is asked, and the token that names it when the answer comes."""

    token: str
    options: dict[str, Any]


def ask_to_sign_in(site: Site, *, browser: str) -> Question:
    """Ask for any passkey of this site: no account and no key is named."""
    challenge = secrets.token_bytes(CHALLENGE_BYTES)
    token, _row = challenges.ask(
        ChallengeKind.PASSKEY_SIGN_IN, browser=browser, lasts=CHALLENGE_LASTS, secret=challenge
    )
    return Question(token, ceremonies.ask_for_known(site, [], challenge))


def ask_for_proof(account: Account, site: Site, *, browser: str) -> Question:
    """Ask for one of an account's own passkeys."""
    challenge = secrets.token_bytes(CHALLENGE_BYTES)
    token, _row = challenges.ask(
        ChallengeKind.PASSKEY_PROOF,
        account=account,
        browser=browser,
        lasts=CHALLENGE_LASTS,
        secret=challenge,
    )
    known = [key.credential_id for key in list_passkeys(account) if key.doubted_at is None]
    return Question(token, ceremonies.ask_for_known(site, known, challenge))


def ask_for_new(account: Account, site: Site, *, browser: str) -> Question:
    """Ask for a new passkey of an account; raises TooManyKeys."""
    known = list_passkeys(account)
    if len(known) >= MOST:
        raise TooManyKeys
    challenge = secrets.token_bytes(CHALLENGE_BYTES)
    token, _row = challenges.ask(
        ChallengeKind.PASSKEY_NEW, account=account, browser=browser, lasts=CHALLENGE_LASTS, secret=challenge
    )
    person = service.person(account)
    owner = Owner(account.uid, person["email"], person["name"])
    options = ceremonies.ask_for_new(site, owner, [key.credential_id for key in known], challenge)
    return Question(token, options)


def add_passkey(account: Account, answer: object, *, asked: Challenge, name: str, site: Site) -> Passkey:
    """Keep the public half of a new passkey and tell its owner.

    Raises AnswerUnusable, KeyOfAnotherSite, OwnerNotChecked, KeyTaken, TooManyKeys.
    """
    if asked.account_id != account.id:
        raise challenges.ChallengeOver
    new = ceremonies.check_new(site, answer, asked.secret or b"")
    _lock(account)
    if count_passkeys(account) >= MOST:
        raise TooManyKeys
    uid = crypto.new_uid()
    passkey = Passkey(
        uid=uid,
        account_id=account.id,
        credential_id=new.credential_id,
        public_key=new.public_key,
        sign_count=new.sign_count,
        sealed=_seal(uid, name),
        is_synced=new.is_synced,
        created_at=clock.now(),
    )
    db.session.add(passkey)
    try:
        db.session.flush()
    except IntegrityError as error:
        raise KeyTaken from error
    _tell(account, passkey, "added")
    return passkey


def show_passkey(answer: object, *, asked: Challenge, site: Site) -> Passkey:
    """Take a shown passkey and count its use.

    Raises AnswerUnusable, KeyOfAnotherSite, OwnerNotChecked, KeyUnknown, and KeyDoubted where its counter
    went back.
    """
    shown = ceremonies.read_known(answer)
    passkey = db.session.scalar(select(Passkey).where(Passkey.credential_id == shown.credential_id))
    if passkey is None or not _is_of_its_owner(shown, passkey, asked):
        raise KeyUnknown
    ceremonies.check_known(site, shown, asked.secret or b"", public_key=passkey.public_key)
    if not service.is_let_in(passkey.account):
        raise KeyUnknown
    if passkey.doubted_at or not _count_use(passkey, shown):
        raise KeyDoubted(passkey.id)
    return passkey


def doubt_passkey(passkey_id: int) -> None:
    """Let a passkey whose counter went back let nobody in any more, and tell its owner once."""
    doubted = db.session.execute(
        update(Passkey)
        .where(Passkey.id == passkey_id, Passkey.doubted_at.is_(None))
        .values(doubted_at=clock.now())
        .returning(Passkey.id)
    ).scalar()
    passkey = db.session.get(Passkey, doubted, populate_existing=True) if doubted else None
    if passkey is not None:
        _tell(passkey.account, passkey, "doubted")


def rename_passkey(passkey: Passkey, *, name: str) -> None:
    """Call a passkey something else; the same name changes nothing."""
    if name == name_of(passkey):
        return
    passkey.sealed = _seal(passkey.uid, name)
    _tell(passkey.account, passkey, "renamed")


def remove_passkey(passkey: Passkey) -> None:
    """Forget a passkey; recovery codes that stood in for it go with it where nothing else is left to show."""
    account = passkey.account
    _tell(account, passkey, "removed")
    db.session.delete(passkey)
    db.session.flush()
    if not factors.factors_of(account).can_prove:
        recovery.forget_codes(account)


def list_passkeys(account: Account) -> Sequence[Passkey]:
    """List an account's passkeys, the oldest first."""
    of_account = select(Passkey).where(Passkey.account_id == account.id)
    return db.session.scalars(of_account.order_by(Passkey.id)).all()


def count_passkeys(account: Account) -> int:
    """Count an account's passkeys."""
    counted = select(func.count()).select_from(Passkey).where(Passkey.account_id == account.id)
    return db.session.scalar(counted) or 0


def find_passkey(account: Account, passkey_id: int) -> Passkey | None:
    """Find one of an account's own passkeys."""
    return db.session.scalar(
        select(Passkey).where(Passkey.id == passkey_id, Passkey.account_id == account.id)
    )


def name_of(passkey: Passkey) -> str:
    """Unseal what its owner calls a passkey."""
    name: str = crypto.unseal(SCOPE, _row(passkey.uid), passkey.sealed)["name"]
    return name


def _is_of_its_owner(shown: Shown, passkey: Passkey, asked: Challenge) -> bool:
    """Say whether handle and question are of the key's account (WebAuthn level 3, 7.2, step 6)."""
    if asked.account_id is None:
        return shown.handle == passkey.account.uid
    # A key that was named in the question need not say whose it is.
    return asked.account_id == passkey.account_id and shown.handle in (None, passkey.account.uid)


def _count_use(passkey: Passkey, shown: Shown) -> bool:
    """Count a use, in one statement; False when the key's own counter has not gone up.

    Keys that are kept in several places have none: theirs stays at 0 (WebAuthn level 3, 7.2, step 22).
    """
    has_gone_up = Passkey.sign_count < shown.sign_count
    if shown.sign_count == 0:
        has_gone_up = Passkey.sign_count == 0
    counted = db.session.execute(
        update(Passkey)
        .where(Passkey.id == passkey.id, Passkey.doubted_at.is_(None), has_gone_up)
        .values(sign_count=shown.sign_count, is_synced=shown.is_synced, used_at=clock.now())
        .returning(Passkey.id)
    ).scalar()
    return counted is not None


def _lock(account: Account) -> None:
    db.session.execute(select(Account.id).where(Account.id == account.id).with_for_update())


def _tell(account: Account, passkey: Passkey, what: str) -> None:
    # Not what she calls it: that is kept until she removes it, the log for years.
    record.write_down(f"account.passkey_{what}", actor=account, facts={"passkey": passkey.id})
    passkey_emails.tell(service.person(account)["email"], what=what, name=name_of(passkey))


def _seal(uid: bytes, name: str) -> bytes:
    return crypto.seal(SCOPE, _row(uid), {"name": name})


def _row(uid: bytes) -> bytes:
    return b"passkey|" + uid
