"""The doors of a petition's life and of recipients, as rows of the table in `tests.core.doors`."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from typing import Any

from app.core import clock, crypto
from app.core.db import db, transaction
from app.petitions import wordings
from app.petitions.handing_over import NO_CONTACT
from app.petitions.models import Petition, PetitionState
from app.recipients import service as recipients
from tests.factories import make_petition, make_signature
from tests.petitions.lives import make_in
from tests.shifts.doors import Row, numbered

DESK_ADDRESS = "/organisera/namninsamlingar"
_numbers = count(1)


def contact() -> str:
    """Make somebody who wants to be told, and the address that ends it."""
    row = make_signature(contact_me=True)
    token = crypto.marked(row.petition.scope, NO_CONTACT, row.uid)
    return f"/namninsamlingar/inga-mejl/{token}"


def desk(state: PetitionState, act: str) -> Any:
    """Give the way to an act on a petition in a state."""
    return lambda: f"{DESK_ADDRESS}/{make_in(state).id}/{act}"


def signed() -> str:
    """Make a petition that somebody has signed, and give the address where its reasons are changed."""
    petition = make_petition()
    make_signature(petition)
    return f"{DESK_ADDRESS}/{petition.id}/ny-lydelse"


def card() -> str:
    """Make a recipient and give the address of its card."""
    with transaction():
        made = recipients.create_recipient(
            recipients.Card(name=f"Nämnd {next(_numbers)}", kind="authority"), actor=None
        )
    return f"/organisera/mottagare/{made.id}/redigera"


def day() -> str:
    """Give today as it is typed."""
    return clock.today().isoformat()


def edited(address: str) -> dict[str, Any]:
    """Type another text, on the version that stands."""
    petition = db.session.get(Petition, numbered(address))
    words = {"title": "En titel", "demand": "Ett krav", "recipient": "Staden", "preset": "initials"}
    return words | {"version": str(wordings.version_of(petition) if petition else 0)}


def reworded(address: str) -> dict[str, Any]:
    """Type other reasons, on the version that stands."""
    petition = db.session.get(Petition, numbered(address))
    version = wordings.version_of(petition) if petition else 0
    return {"body": "Andra skäl.", "reason": "En siffra var fel.", "version": str(version)}


def sooner(_address: str) -> dict[str, Any]:
    """Type an earlier day for the names to go."""
    return {"purge_on": (clock.today() + timedelta(days=30)).isoformat()}


OPEN, CLOSED, DRAFT = PetitionState.OPEN, PetitionState.CLOSED, PetitionState.DRAFT
REVIEW, HANDED_OVER = PetitionState.REVIEW, PetitionState.HANDED_OVER

SIGNED_LINKS: tuple[Row, ...] = (
    ("petition_contact.stop", "GET", contact, 200, {}),
    ("petition_contact.stop", "POST", contact, 303, {}),
)

DESK: tuple[Row, ...] = (
    ("petitions_life.open_", "POST", desk(DRAFT, "oppna"), 303, {}),
    ("petitions_life.close", "POST", desk(OPEN, "stang"), 303, {}),
    ("petitions_life.reopen", "POST", desk(CLOSED, "oppna-igen"), 303, {}),
    ("petitions_life.ask_for_review", "POST", desk(DRAFT, "be-nagon-lasa"), 303, {}),
    ("petitions_life.send_back", "GET", desk(REVIEW, "skicka-tillbaka"), 200, {}),
    ("petitions_life.send_back", "POST", desk(REVIEW, "skicka-tillbaka"), 303, {"note": "Kortare."}),
    ("petitions_life.plan", "GET", desk(OPEN, "tider"), 200, {}),
    ("petitions_life.plan", "POST", desk(OPEN, "tider"), 303, {}),
    ("petitions_life.reword", "GET", signed, 200, {}),
    ("petitions_life.reword", "POST", signed, 303, reworded),
    ("petitions_life.promise_less", "GET", desk(OPEN, "loften"), 200, {}),
    ("petitions_life.promise_less", "POST", desk(OPEN, "loften"), 303, sooner),
    ("petitions_life.archive", "POST", desk(CLOSED, "arkivera"), 303, {}),
    ("petitions_life.restore", "POST", desk(PetitionState.ARCHIVED, "ur-arkivet"), 303, {}),
    ("handing_over_manage.hand_over", "GET", desk(CLOSED, "overlamning"), 200, {}),
    (
        "handing_over_manage.hand_over",
        "POST",
        desk(CLOSED, "overlamning"),
        303,
        lambda _address: {"handed_over_on": day(), "purge": "told"},
    ),
    ("handing_over_manage.answer_", "GET", desk(HANDED_OVER, "svar"), 200, {}),
    (
        "handing_over_manage.answer_",
        "POST",
        desk(HANDED_OVER, "svar"),
        303,
        lambda _address: {"answered_on": day(), "answer": "Ja."},
    ),
    ("recipients_manage.index", "GET", lambda: "/organisera/mottagare/", 200, {}),
    ("recipients_manage.new", "GET", lambda: "/organisera/mottagare/ny", 200, {}),
    (
        "recipients_manage.new",
        "POST",
        lambda: "/organisera/mottagare/ny",
        303,
        lambda _address: {"name": f"Bolaget {next(_numbers)}", "kind": "private"},
    ),
    ("recipients_manage.edit", "GET", card, 200, {}),
    (
        "recipients_manage.edit",
        "POST",
        card,
        303,
        lambda _address: {"name": f"Nya nämnden {next(_numbers)}", "kind": "authority", "version": "1"},
    ),
)
