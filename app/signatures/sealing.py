"""What a supporter typed, made ready to be stored: hashed and sealed before the transaction begins.

The envelope holds ``name`` and ``email``, and where they were given ``phone``, ``comment`` and ``answers``:
an object from the question's id, as text, to ``yes``, ``no`` or the words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from app.core import addresses, clock, crypto
from app.petitions.models import AskFor, PetitionState, scope_of
from app.signatures import emails
from app.signatures.models import Channel, CommentState, SignatureState

if TYPE_CHECKING:
    from app.fraud.weighing import Weight

TOKEN_LASTS = timedelta(days=7)
"""How long a confirmation link works."""


@dataclass(frozen=True, kw_only=True)
class Signer:
    """What a supporter typed and chose."""

    name: str
    email: str
    postcode: str
    show_name: bool = False
    first_name_only: bool = False
    """Show the first name and the area only; means nothing where no name is shown."""
    contact_me: bool = False
    area_id: int | None = None
    phone: str = ""
    comment: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    """To the petition's own questions, by their ids."""

    @property
    def sealed_facts(self) -> dict[str, Any]:
        """Give what is sealed: nothing that was not given."""
        given = {"phone": self.phone, "comment": self.comment, "answers": dict(self.answers)}
        return {"name": self.name, "email": self.email} | {k: v for k, v in given.items() if v}

    @property
    def said(self) -> list[str]:
        """List what was typed and chosen besides who she is, the same each time for the same answers."""
        answers = [part for answer in sorted(self.answers.items()) for part in answer]
        choices = self.show_name, self.show_name and self.first_name_only, self.contact_me
        return [self.postcode, *map(str, choices), str(self.area_id), self.phone, self.comment, *answers]


@dataclass(frozen=True, kw_only=True)
class Signable:
    """What signing needs to know of a petition that anyone may read."""

    id: int
    slug: str
    title: str
    state: str
    consent_id: int
    text_number: int = 1
    ask_phone: str = AskFor.NOTHING
    ask_comment: bool = False
    has_areas: bool = False
    """Whether one of the organizers' own areas has to be chosen."""
    has_questions: bool = False

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


def seal_signature(
    petition: Signable, signer: Signer, *, weight: Weight | None = None, source: str | None = None
) -> SealedSignature:
    """Hash and seal what somebody typed; call before the transaction, to hold the one writer briefly."""
    scope, uid = petition.scope, crypto.new_uid()
    mailbox, name = addresses.canonical(signer.email), addresses.canonical_name(signer.name)
    token = confirmation_token(scope, uid)
    row = _row(petition, signer, uid) | {
        "source": source_of(source),
        "hold": weight.hold if weight else None,
        "network_hash": weight.network_hash if weight else None,
        "domain_hash": weight.domain_hash if weight else None,
        "email_hash": crypto.keyed_hash(scope, "email", mailbox),
        "name_hash": crypto.keyed_hash(scope, "name", name),
        # The natural key of a signature: the same answers give the same one.
        "receipt": crypto.keyed_hash(scope, "receipt", mailbox, name, *signer.said),
        "token_hash": crypto.token_hash(token),
    }
    moment = row["last_mail_at"]
    letter = emails.confirm(petition, signer.email, token, about=row["receipt"], owner=uid, mailed_at=moment)
    return SealedSignature(receipt=row["receipt"], row=row, letter=letter)


def _row(petition: Signable, signer: Signer, uid: bytes) -> dict[str, Any]:
    """Give the row of a signature that waits for its mailbox, less what is hashed."""
    moment = clock.now()
    return {
        "uid": uid,
        "petition_id": petition.id,
        "consent_id": petition.consent_id,
        "text_number": petition.text_number,
        "state": SignatureState.PENDING,
        "channel": Channel.WEB,
        "sealed": crypto.seal(petition.scope, uid, signer.sealed_facts),
        "postcode": signer.postcode,
        "area_id": signer.area_id,
        "show_name": signer.show_name,
        "first_name_only": signer.show_name and signer.first_name_only,
        "comment_state": CommentState.WAITING if signer.comment else CommentState.NONE,
        "contact_me": signer.contact_me,
        "token_expires_at": moment + TOKEN_LASTS,
        "mails_sent": 1,
        "last_mail_at": moment,
        "created_at": moment,
    }


def source_of(text: str | None) -> str | None:
    """Give the way somebody came, as an address names it; None for what is no short plain word."""
    return text if text and re.fullmatch(r"[a-z0-9-]{1,20}", text) else None


def confirmation_token(scope: str, uid: bytes) -> str:
    """Make the confirmation token of a signature: 160 bits, and the same in every mail about it."""
    return crypto.keyed_hash(scope, "confirm", uid.hex()).hex()
