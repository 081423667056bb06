"""A signer's own page, as tests open it and press on it."""

from __future__ import annotations

from typing import Any

from werkzeug.test import TestResponse

from app.core.db import db, transaction
from app.petitions.models import Petition
from app.signatures import links, moving, names, reporting
from app.signatures.models import ReportKind, Signature
from tests.clients import Client
from tests.factories import make_signature


def fresh(row: Signature) -> Signature:
    """Give a row as the database has it now."""
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(Signature, row.id)


def link_to(*rows: Signature) -> str:
    """Make a link that opens some signatures, and give its path."""
    with transaction(public=False):
        token = links.make_signer_link(*(db.session.get_one(Signature, row.id) for row in rows))
    return f"/mina-underskrifter/{token}"


def page_of(row: Signature) -> str:
    """Give the path of one signature's own page."""
    return f"{link_to(row)}/{row.uid.hex()}"


def press(client: Client, page: str, act: str, **typed: Any) -> TestResponse:
    """Send one of the forms of a signature's own page."""
    return client.post(f"{page}/{act}", data=typed)


def make_everything(petition: Petition) -> list[str]:
    """Make a comment, a report, two people on one link and a new address; give the links that are mailed."""
    home: dict[str, Any] = {"email": "hemma@example.org", "postcode": "12465"}
    couple = [make_signature(petition, name=name, show_name=True, **home) for name in ("Åsa Ek", "Bo Ek")]
    make_signature(petition, comment="Äntligen!")
    moving_one = make_signature(petition)
    with transaction():
        asking = db.session.get_one(Petition, petition.id)
        asking.ask_comment = True
        shown = names.shown(asking).names[0]
        reporting.report(asking, ReportKind.NAME, shown.handle, why="Ett skämt.")
        moving.ask(db.session.get_one(Signature, moving_one.id), "ny@example.org")
        token = moving.token_of(db.session.get_one(Signature, moving_one.id))
    return [link_to(*couple), f"/mina-underskrifter/ny-adress/{token}"]
