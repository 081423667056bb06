"""What a supporter typed, made ready to be stored: hashed and sealed before the transaction begins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from app.core import addresses, clock, crypto
from app.petitions.models import PetitionState, scope_of
from app.signatures import emails
from app.signatures.models import Channel, SignatureState

TOKEN_LASTS = timedelta(days=7)
"""How long a confirmation link works."""


@dataclass(frozen=True, kw_only=True)
class Signer:
    """What a supporter typed and chose."""

    name: str
    email: str
    postcode: str
    show_name: bool = False
    contact_me: bool = False


@dataclass(frozen=True, kw_only=True)
class Signable:
    """What signing needs to know of a petition that anyone may read."""

    id: int
    slug: str
    title: str
    state: str
    consent_id: int

    @property
    def is_open(self) -> bool:
        """Say whether it could be signed when it was read."""
        return self.state == PetitionState.OPEN

    @property
    def scope(self) -> str:
        """Name the key scope of its signers."""
        return scope_of(self.id)


@dataclass(frozen=True, kw_only=True)
class SealedSignature:
    """A signature made ready to be stored, with its mail."""

    receipt: bytes
    row: dict[str, Any]
    letter: dict[str, Any]


def seal_signature(petition: Signable, signer: Signer) -> SealedSignature:
    """Hash and seal what somebody typed; call before the transaction, to hold the one writer briefly."""
    scope, moment, uid = petition.scope, clock.now(), crypto.new_uid()
    mailbox, name = addresses.canonical(signer.email), addresses.canonical_name(signer.name)
    choices = str(signer.show_name), str(signer.contact_me)
    # The natural key of a signature: the same answers give the same one.
    receipt = crypto.keyed_hash(scope, "receipt", mailbox, name, signer.postcode, *choices)
    token = confirmation_token(scope, uid)
    row = {
        "uid": uid,
        "petition_id": petition.id,
        "consent_id": petition.consent_id,
        "state": SignatureState.PENDING,
        "channel": Channel.WEB,
        "sealed": crypto.seal(scope, uid, {"name": signer.name, "email": signer.email}),
        "postcode": signer.postcode,
        "show_name": signer.show_name,
        "contact_me": signer.contact_me,
        "email_hash": crypto.keyed_hash(scope, "email", mailbox),
        "name_hash": crypto.keyed_hash(scope, "name", name),
        "receipt": receipt,
        "token_hash": crypto.token_hash(token),
        "token_expires_at": moment + TOKEN_LASTS,
        "mails_sent": 1,
        "last_mail_at": moment,
        "created_at": moment,
    }
    letter = emails.confirm(petition, signer.email, token, about=receipt, owner=uid)
    return SealedSignature(receipt=receipt, row=row, letter=letter)


def confirmation_token(scope: str, uid: bytes) -> str:
    """Make the confirmation token of a signature: 160 bits, and the same in every mail about it."""
    return crypto.keyed_hash(scope, "confirm", uid.hex()).hex()
