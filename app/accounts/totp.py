"""One-time codes of an app in the phone: RFC 6238 with SHA-1, six digits, half a minute."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from datetime import datetime
from urllib.parse import quote

from sqlalchemy import update

from app.accounts import sealed_secrets
from app.accounts.models import Account
from app.core import clock
from app.core.db import db

DIGITS = 6
STEP_SECONDS = 30
DRIFT_STEPS = 1
"""A clock may be half a minute off either way; RFC 6238, 5.2, advises one step at most."""
SECRET_BYTES = 20


def new_secret() -> str:
    """Make a secret of 160 bits, as RFC 4226 recommends, in base32."""
    return base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode()


def step_of(moment: datetime) -> int:
    """Give the number of the half minute that a moment is in."""
    return int(moment.timestamp()) // STEP_SECONDS


def code_at(secret: str, step: int) -> str:
    """Give the code of one half minute (RFC 4226, 5.3)."""
    digest = hmac.digest(base64.b32decode(secret), step.to_bytes(8), hashlib.sha1)
    start = digest[-1] & 0x0F
    number = int.from_bytes(digest[start : start + 4]) & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}d}"


def step_of_code(secret: str, typed: str) -> int | None:
    """Find the half minute near now whose code was typed, if there is one."""
    digits = "".join(typed.split())
    if not (digits.isascii() and digits.isdigit() and len(digits) == DIGITS):
        return None
    now = step_of(clock.now())
    for step in (now, *(now + side * far for far in range(1, DRIFT_STEPS + 1) for side in (-1, 1))):
        if hmac.compare_digest(code_at(secret, step), digits):
            return step
    return None


def has(account: Account) -> bool:
    """Say whether an account has set up one-time codes."""
    return "totp" in sealed_secrets.read(account)


def next_code(account: Account) -> str | None:
    """Give the code that may be used next, for the demonstration; None without an app."""
    secret = sealed_secrets.read(account).get("totp")
    step = max(step_of(clock.now()), (account.totp_step or 0) + 1)
    return code_at(secret, step) if secret else None


def spend(account: Account, typed: str) -> bool:
    """Take a code of an account's phone, each once; False when it is not right or was used."""
    secret = sealed_secrets.read(account).get("totp")
    step = step_of_code(secret, typed) if secret else None
    return step is not None and use_step(account, step)


def use_step(account: Account, step: int) -> bool:
    """Use up a half minute and those before it, in one statement: of two at once one counts."""
    used = db.session.execute(
        update(Account)
        .where(Account.id == account.id, (Account.totp_step.is_(None)) | (Account.totp_step < step))
        .values(totp_step=step)
        .returning(Account.id)
    ).scalar()
    return used is not None


def address_of(secret: str, *, issuer: str, name: str) -> str:
    """Give what the square code says to the app (otpauth, Key URI Format)."""
    label = f"{quote(issuer, safe='')}:{quote(name, safe='@')}"
    return f"otpauth://totp/{label}?secret={secret}&issuer={quote(issuer, safe='')}"


def grouped(secret: str) -> str:
    """Write a secret in groups of four, to be typed by hand."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
