"""The doors of first use, as rows of the table in `tests.core.doors`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Literal

from flask import current_app

from app.accounts import challenges
from app.accounts.models import ChallengeKind
from app.core.db import transaction
from app.petitions.models import PetitionState
from tests.faces import lend_faces
from tests.factories import make_account, make_association, make_petition
from tests.setup.walking import ASSOCIATION, PERSON, PETITION

Row = tuple[str, Literal["GET", "POST"], Callable[[], str], int, Any]

BEGIN = "/organisera/kom-igang"


def closed(rest: str = "") -> Callable[[], str]:
    """Give the way to the link of an installation that is set up: `test_setting_up` takes open ones."""

    def way() -> str:
        make_account()
        with transaction(public=False):
            token, _row = challenges.ask(ChallengeKind.SETUP, lasts=timedelta(days=1))
        return f"/kom-igang/{token}{rest}"

    return way


def draft() -> str:
    """Write a petition, and give the way to where it is published."""
    return f"{BEGIN}/namninsamling/{make_petition(state=PetitionState.DRAFT).id}"


def list_of_steps() -> str:
    """Give the way to putting the list away."""
    make_association()
    return f"{BEGIN}/klart"


def list_back() -> str:
    """Give the way to bringing the list back."""
    make_association()
    return f"{BEGIN}/listan"


def envelope() -> str:
    """Give the way to the key envelope."""
    make_association()
    lend_faces(current_app)
    return "/organisera/installningar/nyckelkuvert"


SIGNED_LINKS: tuple[Row, ...] = (
    ("setup.association", "GET", closed(), 410, {}),
    ("setup.association", "POST", closed(), 410, ASSOCIATION),
    ("setup.person", "GET", closed("/du"), 410, {}),
    ("setup.person", "POST", closed("/du"), 410, PERSON),
)

DESK: tuple[Row, ...] = (
    ("setup_manage.way_in", "GET", lambda: f"{BEGIN}/inloggning", 200, {}),
    ("setup_manage.go_on", "GET", lambda: f"{BEGIN}/vidare", 303, {}),
    ("setup_manage.first", "GET", lambda: f"{BEGIN}/namninsamling", 200, {}),
    ("setup_manage.first", "POST", lambda: f"{BEGIN}/namninsamling", 303, PETITION),
    ("setup_manage.look", "GET", draft, 200, {}),
    ("setup_manage.look", "POST", draft, 303, {}),
    ("setup_manage.put_away", "POST", list_of_steps, 303, {}),
    ("setup_manage.bring_back", "POST", list_back, 303, {}),
    ("envelope_manage.show", "GET", envelope, 200, {}),
    ("envelope_manage.make", "POST", envelope, 200, {}),
)
