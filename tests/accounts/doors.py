"""The doors of signing in and of one's own account, as rows of the table in `tests.core.doors`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Literal

from app.accounts import challenges, service
from app.accounts.models import ChallengeKind
from app.core.db import transaction
from tests.factories import make_account

Row = tuple[str, Literal["GET", "POST"], Callable[[], str], int, dict[str, Any]]

GATE_ADDRESS = "/organisera/logga-in"
OWN = "/organisera/konto"


def at(address: str) -> Callable[[], str]:
    """Give the way to an address that needs nothing."""
    return lambda: address


def printed_link() -> str:
    """Make a link that signs in."""
    account = make_account()
    with transaction(public=False):
        return f"{GATE_ADDRESS}/{service.make_sign_in_link(account, lasts=None)}"


def mailed_link() -> str:
    """Make the link in the mail to somebody without a way in of her own, in whatever browser."""
    account = make_account()
    with transaction(public=False):
        token, _row = challenges.ask(ChallengeKind.RESET, account=account, lasts=timedelta(minutes=10))
    return f"{GATE_ADDRESS}/mejl/{token}"


PUBLIC: tuple[Row, ...] = (
    ("accounts.link_sent", "GET", at(f"{GATE_ADDRESS}/skickad"), 200, {}),
    ("accounts.link_sent", "POST", at(f"{GATE_ADDRESS}/skickad"), 410, {"code": "1234 5678"}),
    ("accounts.ask_for_link", "GET", at(f"{GATE_ADDRESS}/lank"), 200, {}),
    ("accounts.ask_for_link", "POST", at(f"{GATE_ADDRESS}/lank"), 303, {"email": "a@b.se"}),
    ("accounts.second_step", "GET", at(f"{GATE_ADDRESS}/steg-tva"), 303, {}),
    ("accounts.second_step", "POST", at(f"{GATE_ADDRESS}/steg-tva"), 303, {"code": "123456"}),
    ("accounts.new_code", "POST", at(f"{GATE_ADDRESS}/steg-tva/ny-kod"), 303, {}),
    ("accounts.go_on", "GET", at(f"{GATE_ADDRESS}/vidare"), 410, {}),
    ("accounts.go_on", "POST", at(f"{GATE_ADDRESS}/vidare"), 410, {}),
)

SIGNED_LINKS: tuple[Row, ...] = (
    ("accounts.use_link", "GET", printed_link, 200, {}),
    ("accounts.use_link", "POST", printed_link, 303, {}),
    ("accounts.use_mail", "GET", mailed_link, 200, {}),
    ("accounts.use_mail", "POST", mailed_link, 303, {}),
    ("accounts.confirm_address", "GET", at(f"{GATE_ADDRESS}/ny-adress/x"), 200, {}),
    ("accounts.confirm_address", "POST", at(f"{GATE_ADDRESS}/ny-adress/x"), 410, {}),
)

GATE: tuple[Row, ...] = (
    ("accounts.sign_in", "GET", at(GATE_ADDRESS), 200, {}),
    ("accounts.sign_in", "POST", at(GATE_ADDRESS), 422, {"email": "a@b.se", "password": "x"}),
)

DESK: tuple[Row, ...] = (
    ("accounts.own", "GET", at(OWN), 200, {}),
    ("accounts.prove", "GET", at("/organisera/bekrafta"), 200, {}),
    ("accounts.prove", "POST", at("/organisera/bekrafta"), 422, {"proof_code": "123456"}),
    ("accounts.own_name", "GET", at(f"{OWN}/namn"), 200, {}),
    ("accounts.own_name", "POST", at(f"{OWN}/namn"), 303, {"name": "Alva Provström"}),
    ("accounts.own_address", "GET", at(f"{OWN}/adress"), 200, {}),
    ("accounts.own_address", "POST", at(f"{OWN}/adress"), 303, {"email": "ny@example.org"}),
    ("accounts.own_password", "GET", at(f"{OWN}/losenord"), 200, {}),
    ("accounts.own_password", "POST", at(f"{OWN}/losenord"), 422, {"password": "kort", "again": "kort"}),
    ("accounts.own_totp", "GET", at(f"{OWN}/engangskod"), 303, {}),
    ("accounts.own_totp", "POST", at(f"{OWN}/engangskod"), 303, {"code": "123456"}),
    ("accounts.begin_totp", "POST", at(f"{OWN}/engangskod/borja"), 303, {}),
    ("accounts.remove_totp", "POST", at(f"{OWN}/engangskod/ta-bort"), 303, {}),
    ("accounts.make_codes", "POST", at(f"{OWN}/reservkoder"), 303, {}),
    ("accounts.end_session", "POST", at(f"{OWN}/sessioner/{'00' * 16}/avsluta"), 404, {}),
    ("accounts.end_sessions", "POST", at(f"{OWN}/sessioner/avsluta-andra"), 303, {}),
    ("accounts.sign_out", "POST", at("/organisera/logga-ut"), 303, {}),
)
