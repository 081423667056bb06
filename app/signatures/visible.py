"""How a signer stands on a public page: by her whole name, by first name and area, or not at all."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any, Protocol

from app.core import crypto

log = logging.getLogger("samling.signatures")

HANDLE_BYTES = 10


class Sealed(Protocol):
    """What has to be known of a row to open it."""

    @property
    def id(self) -> int:
        """Give its number."""

    @property
    def uid(self) -> bytes:
        """Give the random name that its envelope is bound to."""

    @property
    def sealed(self) -> bytes:
        """Give the envelope."""


def opened(scope: str, row: Sealed) -> dict[str, Any] | None:
    """Unseal a signer; None for a damaged row, which must not take a whole page down."""
    try:
        return crypto.unseal(scope, row.uid, row.sealed)
    except (crypto.SealBroken, crypto.KeyProblem) as damage:
        log.error("signature %s cannot be opened: %s", row.id, type(damage).__name__)
        return None


def name_of(person: Mapping[str, Any], *, first_name_only: bool, area: str | None) -> str:
    """Give a name as its owner wants it shown."""
    name = str(person["name"])
    if not first_name_only:
        return name
    first = name.split()[0] if name.split() else name
    return f"{first}, {area}" if area else first


def handle(scope: str, uid: bytes) -> str:
    """Name a shown row on a public page: nothing that anything else in the program is named by."""
    return crypto.keyed_hash(scope, "shown", uid.hex())[:HANDLE_BYTES].hex()
