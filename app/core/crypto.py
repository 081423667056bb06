"""Sealing of personal data: one envelope per record, bound to its row, and keyed look-up hashes.

Envelope: version 1 (one byte) · key id (four bytes, big-endian) · nonce (twelve) · AES-256-GCM
ciphertext and tag of a JSON object padded to 64 bytes. The additional data are scope and row, so an
envelope moved to another row or petition is refused.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import secrets
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import Flask, current_app

from app.core.keystore import NONCE_BYTES, KeyStore
from app.core.masterkeys import KeyProblem, MasterKeys, load_or_create_master_keys

VERSION = b"\x01"
PADDING = 64
HASH_BYTES = 20
UID_BYTES = 16


class SealBroken(Exception):
    """An envelope that was altered or that belongs to another row."""


def init_app(app: Flask) -> None:
    """Open the key store of this installation; raises KeyProblem when the keys cannot be used."""
    settings = app.config["SETTINGS"]
    given = MasterKeys.parse(settings.master_key) if settings.master_key else None
    store = KeyStore(settings.key_store_url)
    needed = store.masters_needed()
    path = master_key_file(settings.instance)
    store.masters = given or load_or_create_master_keys(path, may_create=not needed)
    for master_id in needed:
        store.masters.get(master_id)
    app.extensions["samling.keys"] = store


def master_key_file(instance: Path) -> Path:
    """Say where the master key lies when it is not given in the environment."""
    return instance / "keys" / "master.key"


def key_store() -> KeyStore:
    """Give the key store of the current application."""
    store: KeyStore = current_app.extensions["samling.keys"]
    return store


def make_keys(scope: str) -> None:
    """Make a scope's keys when it begins, so that no page that is only read has to."""
    key_store().sealing_key(scope)
    key_store().index_key(scope)


def new_uid() -> bytes:
    """Make the random name that an envelope is bound to."""
    return secrets.token_bytes(UID_BYTES)


def seal(scope: str, row: bytes, data: dict[str, Any]) -> bytes:
    """Seal a record's personal data for one row of one scope."""
    key_id, key = key_store().sealing_key(scope)
    plain = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
    plain += b" " * (-len(plain) % PADDING)  # lengths of names tell less
    nonce = secrets.token_bytes(NONCE_BYTES)
    return VERSION + key_id.to_bytes(4) + nonce + AESGCM(key).encrypt(nonce, plain, _bound(scope, row))


def unseal(scope: str, row: bytes, envelope: bytes) -> dict[str, Any]:
    """Open what ``seal`` made; raises SealBroken when altered or moved, KeyGone when its key is destroyed."""
    if envelope[:1] != VERSION or len(envelope) < 33:
        raise SealBroken("Not an envelope of a known version.")
    key = key_store().key_by_id(int.from_bytes(envelope[1:5]))
    nonce, sealed = envelope[5:17], envelope[17:]
    try:
        plain = AESGCM(key).decrypt(nonce, sealed, _bound(scope, row))
    except InvalidTag as error:
        raise SealBroken("The envelope was altered or belongs to another row.") from error
    data: dict[str, Any] = json.loads(plain)
    return data


def keyed_hash(scope: str, label: str, *parts: str) -> bytes:
    """Hash values so that equal ones can be found, only with the scope's index key.

    The label keeps an e-mail's hash apart from a name's; parts are length-prefixed, so no two lists collide.
    """
    text = b"".join(len(part.encode()).to_bytes(4) + part.encode() for part in (label, *parts))
    return hmac.digest(key_store().index_key(scope), text, "sha256")[:HASH_BYTES]


def token_hash(token: str) -> bytes:
    """Hash a random token of at least 128 bits for storing; it needs no key, being unguessable."""
    return hashlib.sha256(token.encode()).digest()


def marked(scope: str, label: str, uid: bytes) -> str:
    """Name a row in an address: its uid with a keyed hash, so that the database alone is not enough."""
    return base64.urlsafe_b64encode(uid + keyed_hash(scope, label, uid.hex())).decode("ascii")


def uid_in(token: str) -> bytes | None:
    """Give the uid that a token names, whoever made it; None where there is none."""
    try:
        raw = base64.b64decode(token.encode("ascii"), altchars=b"-_", validate=True)
    except (UnicodeEncodeError, binascii.Error):
        return None
    return raw[:UID_BYTES]


def unmarked(scope: str, label: str, token: str) -> bytes | None:
    """Give the uid that ``marked`` was given; None for what it has not made."""
    uid = uid_in(token)
    is_ours = uid is not None and hmac.compare_digest(marked(scope, label, uid).encode(), token.encode())
    return uid if is_ours else None


def new_token() -> str:
    """Make a token of 192 bits, safe in a URL."""
    return secrets.token_urlsafe(24)


def _bound(scope: str, row: bytes) -> bytes:
    return scope.encode() + b"|" + row


__all__ = [
    "KeyProblem",
    "SealBroken",
    "init_app",
    "key_store",
    "keyed_hash",
    "marked",
    "new_token",
    "new_uid",
    "seal",
    "token_hash",
    "uid_in",
    "unmarked",
    "unseal",
]
