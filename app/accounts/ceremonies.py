"""What a browser is asked about passkeys and whether its answer is good (WebAuthn level 3); no database.

Of an answer only the texts that are needed are handed to the library: it would turn a number that
stands where bytes should into as many zeros.
"""

from __future__ import annotations

import ipaddress
import json
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidSignature
from fido2 import cbor
from fido2.cose import CoseKey
from fido2.server import Fido2Server
from fido2.utils import websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestationConveyancePreference,
    AttestedCredentialData,
    AuthenticationResponse,
    AuthenticatorData,
    CollectedClientData,
    PublicKeyCredentialDescriptor,
    PublicKeyCredentialParameters,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialType,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from app.accounts.passkey_refusals import AnswerUnusable, KeyOfAnotherSite, OwnerNotChecked

T = TypeVar("T")

ALGORITHMS = (-7, -8, -257)
"""ES256, EdDSA, RS256: every authenticator knows one of them (WebAuthn level 3, 5.8.5)."""

PATIENCE = 4 * 60 * 1000
"""Milliseconds that a browser waits for its owner: less than the challenge lasts."""

LONGEST_ID = 1023
"""Bytes of a credential id (WebAuthn level 3, 4)."""

logging.getLogger("fido2").setLevel(logging.WARNING)  # below that it writes down which key was used


@dataclass(frozen=True)
class Site:
    """The site that passkeys are for: what a browser compares with its address bar."""

    name: str
    base_url: str

    @property
    def id(self) -> str:
        """Give the name that keys are bound to."""
        return urlsplit(self.base_url).hostname or ""

    @property
    def can_have_keys(self) -> bool:
        """Say whether browsers make passkeys here: over https under a name, or on localhost."""
        is_local = self.id == "localhost" or self.id.endswith(".localhost")
        return is_local or (self.base_url.startswith("https://") and not _is_number(self.id))


@dataclass(frozen=True)
class Owner:
    """Whom a new passkey is for: the handle that it gives back, and what its list calls her."""

    handle: bytes
    email: str
    name: str


@dataclass(frozen=True)
class NewKey:
    """The public half of a new passkey."""

    credential_id: bytes
    public_key: bytes
    sign_count: int
    is_synced: bool


@dataclass(frozen=True)
class Shown:
    """A passkey that was shown, not yet looked at: nothing here has been proved."""

    credential_id: bytes
    handle: bytes | None
    sign_count: int
    is_synced: bool
    answer: AuthenticationResponse


def ask_for_new(site: Site, owner: Owner, known: Sequence[bytes], challenge: bytes) -> dict[str, Any]:
    """Give what navigator.credentials.create is asked; keys that are known are not made again."""
    options, _state = _server(site).register_begin(
        PublicKeyCredentialUserEntity(id=owner.handle, name=owner.email, display_name=owner.name),
        credentials=_described(known),
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=UserVerificationRequirement.REQUIRED,
        challenge=challenge,
    )
    return _plain(options.public_key)


def ask_for_known(site: Site, known: Sequence[bytes], challenge: bytes) -> dict[str, Any]:
    """Give what navigator.credentials.get is asked; without known keys it offers those that it has."""
    options, _state = _server(site).authenticate_begin(
        credentials=_described(known),
        user_verification=UserVerificationRequirement.REQUIRED,
        challenge=challenge,
    )
    return _plain(options.public_key)


def check_new(site: Site, answer: object, challenge: bytes) -> NewKey:
    """Check the answer to ``ask_for_new``; raises AnswerUnusable, KeyOfAnotherSite, OwnerNotChecked."""

    def check() -> NewKey:
        given = RegistrationResponse.from_dict(_texts(answer, "clientDataJSON", "attestationObject"))
        _check_site(site, given.response.client_data, given.response.attestation_object.auth_data)
        made = _server(site).register_complete(_state(challenge), given)
        key = made.credential_data
        assert key is not None
        _check_key(key)
        public_key = cbor.encode(dict(key.public_key))
        return NewKey(key.credential_id, public_key, made.counter, made.is_backed_up())

    return _or_unusable(check)


def read_known(answer: object) -> Shown:
    """Read which key an answer to ``ask_for_known`` is of; raises AnswerUnusable."""

    def read() -> Shown:
        given = AuthenticationResponse.from_dict(
            _texts(answer, "clientDataJSON", "authenticatorData", "signature", "userHandle")
        )
        data = given.response.authenticator_data
        return Shown(given.raw_id, given.response.user_handle, data.counter, data.is_backed_up(), given)

    return _or_unusable(read)


def check_known(site: Site, shown: Shown, challenge: bytes, *, public_key: bytes) -> None:
    """Check a shown key's signature; raises AnswerUnusable, KeyOfAnotherSite, OwnerNotChecked.

    Whether its counter has gone up is for the caller: the signature must be good before that tells anything.
    """

    def check() -> None:
        response = shown.answer.response
        _check_site(site, response.client_data, response.authenticator_data)
        key = CoseKey.parse(_decoded(public_key))
        known = AttestedCredentialData.create(Aaguid.NONE, shown.credential_id, key)
        _server(site).authenticate_complete(_state(challenge), [known], shown.answer)

    _or_unusable(check)


def _or_unusable(check: Callable[[], T]) -> T:
    try:
        return check()
    except (KeyOfAnotherSite, OwnerNotChecked):
        raise
    # Bytes of a stranger's making: the library's readers fail in many ways.
    except Exception as error:
        raise AnswerUnusable from error


def _texts(answer: object, *needed: str) -> dict[str, Any]:
    """Take of an answer what is needed, texts alone; raises ValueError."""
    if not isinstance(answer, dict) or not isinstance(answer.get("response"), dict):
        raise ValueError("not an answer")
    if answer.get("type") != "public-key":
        raise ValueError("not a public key")
    response = {name: answer["response"].get(name) for name in needed}
    if response.get("userHandle") is None:
        response.pop("userHandle", None)
    raw_id = answer.get("rawId")
    if not all(isinstance(value, str) for value in (raw_id, *response.values())):
        raise ValueError("not texts")
    return {"rawId": raw_id, "type": "public-key", "response": response}


def _check_site(site: Site, client: CollectedClientData, data: AuthenticatorData) -> None:
    """Say in words what the library would refuse in one breath, and refuse a page inside another site's."""
    if client.origin != site.base_url or data.rp_id_hash != _server(site).rp.id_hash:
        raise KeyOfAnotherSite(address=site.base_url)
    if client.cross_origin:
        raise ValueError("inside another site's page")
    if not data.is_user_verified():
        raise OwnerNotChecked
    if data.is_backed_up() and not data.is_backup_eligible():
        raise ValueError("kept in several places, though it cannot be (WebAuthn level 3, 6.1.3)")


def _check_key(key: AttestedCredentialData) -> None:
    """Find a key that could never sign anybody in now rather than at the first sign-in; raises ValueError."""
    if not 16 <= len(key.credential_id) <= LONGEST_ID or key.public_key.get(3) not in ALGORITHMS:
        raise ValueError("no such key")
    try:
        key.public_key.verify(b"", b"")
    except InvalidSignature:
        return


def _server(site: Site) -> Fido2Server:
    server = Fido2Server(
        PublicKeyCredentialRpEntity(name=site.name, id=site.id),
        attestation=AttestationConveyancePreference.NONE,
        verify_origin=lambda origin: origin == site.base_url,
    )
    server.timeout = PATIENCE  # type: ignore[assignment]  # the library names no type for it
    server.allowed_algorithms = [
        PublicKeyCredentialParameters(type=PublicKeyCredentialType.PUBLIC_KEY, alg=number)
        for number in ALGORITHMS
    ]
    return server


def _state(challenge: bytes) -> dict[str, Any]:
    """Give what the library asks back of what it was asked."""
    return {
        "challenge": websafe_encode(challenge),
        "user_verification": UserVerificationRequirement.REQUIRED,
    }


def _described(known: Sequence[bytes]) -> list[PublicKeyCredentialDescriptor]:
    kind = PublicKeyCredentialType.PUBLIC_KEY
    return [PublicKeyCredentialDescriptor(type=kind, id=credential_id) for credential_id in known]


def _plain(options: Any) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(json.dumps(dict(options)))
    return plain


def _decoded(public_key: bytes) -> dict[int, Any]:
    decoded = cbor.decode(public_key)
    assert isinstance(decoded, dict)
    return decoded


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
