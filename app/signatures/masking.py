"""Names and addresses as the desk shows them before somebody asks to see more: Å… Ö…, a…@e…."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.signatures import visible
from app.signatures.models import Signature
from app.signatures.visible import Sealed

DOTS = "…"
DAMAGED = {"name": "?", "email": ""}


@dataclass(frozen=True)
class Line:
    """One signature of a list: its row, and the person as far as she is shown."""

    row: Signature
    name: str
    email: str
    """Empty where there is none: at the stand nobody is asked for it."""


def masked_name(name: str) -> str:
    """Give the first letter of each part of a name."""
    return " ".join(part[0] + DOTS for part in name.split())


def masked_email(email: str) -> str:
    """Give the first letter of an address and of its domain."""
    local, at, domain = email.rpartition("@")
    return f"{local[:1]}{DOTS}{at}{domain[:1]}{DOTS}" if at else ""


def opened(scope: str, row: Sealed) -> dict[str, Any]:
    """Unseal a signer; a damaged row is a question mark, not the end of the list."""
    return visible.opened(scope, row) or dict(DAMAGED)


def name_in(scope: str, row: Sealed) -> str:
    """Give the name that a row's envelope holds."""
    return str(opened(scope, row).get("name", ""))


def line_of(row: Signature, scope: str, *, is_shown: bool) -> Line:
    """Make the line of a signature, in the open or masked."""
    person = opened(scope, row)
    name, email = str(person.get("name", "")), str(person.get("email") or "")
    return Line(row, name, email) if is_shown else Line(row, masked_name(name), masked_email(email))
