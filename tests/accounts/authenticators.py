"""A passkey in software, for tests: it signs what a browser would, or what it is told to get wrong."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import struct
from dataclasses import dataclass, field, replace
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor
from fido2.cose import ES256

UP, UV, BE, BS, AT = 0x01, 0x04, 0x08, 0x10, 0x40

Options = dict[str, Any]
Answer = dict[str, Any]


def text_of(raw: bytes) -> str:
    """Write bytes as a browser does in JSON."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def bytes_of(text: str) -> bytes:
    """Read what a browser wrote."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass(frozen=True)
class Signs:
    """What is signed; each part may be made wrong."""

    origin: str = "http://localhost:8000"
    rp_id: str = "localhost"
    type: str = ""
    flags: int = UP | UV
    crossed: bool = False
    challenge: str = ""


@dataclass
class Authenticator:
    """Somebody's phone: it makes one passkey and shows it."""

    signs: Signs = field(default_factory=Signs)
    counter: int = 0
    counts: bool = True
    """Kept on one device it counts its uses; kept on several it says 0 each time."""
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    handle: bytes = b""

    def lying(self, **wrong: Any) -> Authenticator:
        """Give the same passkey in a browser or device that gets something wrong."""
        return replace(self, signs=replace(self.signs, **wrong))

    def create(self, options: Options) -> Answer:
        """Make the passkey."""
        self.handle = bytes_of(options["user"]["id"])
        cose = ES256.from_cryptography_key(self.key.public_key())  # type: ignore[no-untyped-call]
        public_key = cbor.encode(dict(cose))
        held = bytes(16) + struct.pack(">H", len(self.credential_id)) + self.credential_id + public_key
        data = self._data(AT) + held
        made = cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})
        client = self._client("webauthn.create", options)
        return self._answer(clientDataJSON=client, attestationObject=made)

    def get(self, options: Options) -> Answer:
        """Show the passkey."""
        self.counter += self.counts
        client, data = self._client("webauthn.get", options), self._data()
        signed = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(
            clientDataJSON=client, authenticatorData=data, signature=signed, userHandle=self.handle
        )

    def _data(self, more: int = 0) -> bytes:
        flags = self.signs.flags | more | (0 if self.counts else BE | BS)
        return hashlib.sha256(self.signs.rp_id.encode()).digest() + struct.pack(">BI", flags, self.counter)

    def _client(self, kind: str, options: Options) -> bytes:
        said = {
            "type": self.signs.type or kind,
            "challenge": self.signs.challenge or options["challenge"],
            "origin": self.signs.origin,
            "crossOrigin": self.signs.crossed,
        }
        return json.dumps(said).encode()

    def _answer(self, **response: bytes) -> Answer:
        name = text_of(self.credential_id)
        texts = {part: text_of(raw) for part, raw in response.items()}
        return {"id": name, "rawId": name, "type": "public-key", "response": texts}
