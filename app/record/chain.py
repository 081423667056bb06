"""The chain that ties each act to the one before it.

Whoever changes, adds or removes an act afterwards would have to write every later link anew; a head that
was noted elsewhere then tells. What it cannot tell: who holds the database may cut off the newest acts.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

BEGINNING = hashlib.sha256(b"samling record 1").digest()
"""What the first act follows."""

SHOWN_DIGITS = 16
"""So many hex digits of a link are shown, to be noted or compared."""


def settled(facts: Any) -> Any:
    """Give facts as the database gives them back, so that a link made now is found again then.

    Whole numbers, words, yes or no, nothing, lists and names of things: raises TypeError for what would come
    back otherwise, like a number with decimals, or a number as the name of a thing.
    """
    if facts is None or isinstance(facts, bool):
        return facts
    if isinstance(facts, int):
        return int(facts)
    if isinstance(facts, str):
        facts.encode()  # half a character is no text: UnicodeEncodeError
        return str.__str__(facts)
    if isinstance(facts, list | tuple):
        return [settled(each) for each in facts]
    if isinstance(facts, dict) and all(isinstance(name, str) for name in facts):
        return {str.__str__(name): settled(value) for name, value in facts.items()}
    raise TypeError(f"The record keeps no {type(facts).__name__}: {facts!r}")


def link(
    previous: bytes,
    *,
    uid: bytes,
    done_at: datetime,
    account_id: int | None,
    kind: str,
    petition_id: int | None,
    facts: dict[str, Any],
    sealed: bytes | None,
) -> bytes:
    """Give the link of one act: SHA-256 over the one before and a canonical form of the row, 32 bytes."""
    row = {
        "uid": uid.hex(),
        "done_at": done_at.astimezone(UTC).isoformat(timespec="microseconds"),
        "account": account_id,
        "kind": kind,
        "petition": petition_id,
        "facts": facts,
        "sealed": sealed.hex() if sealed else None,
    }
    text = json.dumps(row, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(previous + text.encode()).digest()


def shown(head: bytes) -> str:
    """Give what is shown of a link: its first hex digits."""
    return head.hex()[:SHOWN_DIGITS]
