"""The doors of passkeys, as rows of the table in `tests.core.doors`; the script sends JSON, no form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

Row = tuple[str, Literal["GET", "POST"], Callable[[], str], int, dict[str, Any]]

OWN = "/organisera/konto/passnycklar"


def at(address: str) -> Callable[[], str]:
    """Give the way to an address that needs nothing."""
    return lambda: address


PUBLIC: tuple[Row, ...] = (
    ("accounts.passkey_ask_sign_in", "POST", at("/organisera/logga-in/passnyckel/fraga"), 415, {}),
    ("accounts.passkey_sign_in", "POST", at("/organisera/logga-in/passnyckel"), 415, {}),
)

DESK: tuple[Row, ...] = (
    ("accounts.passkey_ask_proof", "POST", at("/organisera/bekrafta/passnyckel/fraga"), 415, {}),
    ("accounts.passkey_prove", "POST", at("/organisera/bekrafta/passnyckel"), 415, {}),
    ("accounts.new_passkey", "GET", at(f"{OWN}/ny"), 200, {}),
    ("accounts.new_passkey", "POST", at(f"{OWN}/ny"), 422, {"name": "Mobilen"}),
    ("accounts.passkey_ask_new", "POST", at(f"{OWN}/ny/fraga"), 415, {}),
    ("accounts.passkey_add", "POST", at(f"{OWN}/ny/svar"), 415, {}),
    ("accounts.edit_passkey", "GET", at(f"{OWN}/999999999"), 404, {}),
    ("accounts.edit_passkey", "POST", at(f"{OWN}/999999999"), 404, {"name": "Mobilen"}),
    ("accounts.remove_passkey", "GET", at(f"{OWN}/999999999/ta-bort"), 404, {}),
    ("accounts.remove_passkey", "POST", at(f"{OWN}/999999999/ta-bort"), 404, {}),
)
