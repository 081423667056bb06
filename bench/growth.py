"""Nothing grows: the same acts on a petition with few and with many signatures, turn by turn in one process.

The application is called without a server, so that what is compared is its own work and its database's.
Both sizes take turns, and the middle of their times is compared: what else the machine does meets both alike.
"""

from __future__ import annotations

import re
import statistics
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts import queries as accounts
from app.accounts import service as signing_in
from app.core import crypto
from app.core.db import db, transaction
from app.petitions.models import Petition
from app.signatures.models import Signature
from bench import rows
from bench.generator import letters
from bench.plan import Plan
from bench.sides import Visited, timed
from bench.table import Line

TURNS = 60
WARM_UP = 5
LINK = "/organisera/logga-in/"
_people = count(1)


class Side(Visited):
    """One of the two sizes: a visitor, an organizer who has signed in, and the acts."""

    def __init__(self, app: Flask) -> None:
        super().__init__(app)
        self.organizer: FlaskClient = app.test_client()
        with app.app_context():
            account = accounts.find_by_email(rows.ADMINISTRATOR)
            assert account is not None
            with transaction(public=False):
                token = signing_in.make_sign_in_link(account, lasts=None)
            petition = db.session.scalars(select(Petition).where(Petition.slug == rows.SLUG)).one()
            self.desk_petition = f"/organisera/namninsamlingar/{petition.id}"
            self.scope = petition.scope
            self.kiosk = rows.open_kiosk(petition)
            db.session.remove()
        answer = self.organizer.post(LINK + token, base_url=self.base)
        assert answer.status_code == 303, answer.status

    def page(self) -> float:
        """Render the petition's page, as the server does when a kept one has grown old."""
        return timed(lambda: self.visitor.get(rows.PATH, base_url=self.base), 200)

    def count(self) -> float:
        """Give the petition's count by itself, as a page that is looked at asks for it."""
        return timed(lambda: self.visitor.get(f"{rows.PATH}/antal", base_url=self.base), 200)

    def at_stand(self) -> float:
        """Sign on the tablet at a stand: stored and counted at once."""
        form = self._form()
        return timed(lambda: self.visitor.post(self.kiosk, data=form, base_url=self.base), 303)

    def desk(self) -> float:
        """Render the organizers' first page."""
        return timed(lambda: self.organizer.get("/organisera/", base_url=self.base), 200)

    def desk_page(self) -> float:
        """Render the organizers' page of the petition."""
        return timed(lambda: self.organizer.get(self.desk_petition, base_url=self.base), 200)

    def register(self) -> float:
        """Render the first page of the register of signatures, masked."""
        path = f"{self.desk_petition}/underskrifter/"
        return timed(lambda: self.organizer.get(path, base_url=self.base), 200)

    def curve(self) -> float:
        """Render the signing curve from the first day."""
        path = f"{self.desk_petition}/underskrifter/kurva?visa=alla"
        return timed(lambda: self.organizer.get(path, base_url=self.base), 200)

    def sign(self) -> float:
        """Sign as somebody new."""
        form = self._form()
        return timed(lambda: self.visitor.post(rows.PATH, data=form, base_url=self.base), 303)

    def confirm(self) -> float:
        """Confirm a signature made just before, outside the measured time."""
        answer = self.visitor.post(rows.PATH, data=self._form(), base_url=self.base)
        found = re.search(r"/([0-9a-f]{40})(?:#|$)", answer.headers["Location"])
        assert found is not None
        path = f"/namninsamlingar/bekrafta/{self._token(bytes.fromhex(found[1]))}"
        return timed(lambda: self.visitor.post(path, base_url=self.base), 303)

    def _form(self) -> dict[str, str]:
        number = next(_people)
        return {
            "name": f"Åsa Provström{letters(number)}", "email": f"ny{number}@exempel.example",
            "postcode": "124 65", "consent_sign": "y",
        }  # fmt: skip

    def _token(self, receipt: bytes) -> str:
        """Make the token that the mail carries; it stands hashed in the row, and the two must agree."""
        with self.app.app_context():
            row = db.session.scalars(select(Signature).where(Signature.receipt == receipt)).one()
            token = crypto.keyed_hash(self.scope, "confirm", row.uid.hex()).hex()
            assert crypto.token_hash(token) == row.token_hash
            db.session.remove()
        return token


ACTS = {
    "petition page, rendered": Side.page,
    "count of a petition, by itself": Side.count,
    "sign": Side.sign,
    "confirm": Side.confirm,
    "sign at the stand": Side.at_stand,
    "desk": Side.desk,
    "desk, page of the petition": Side.desk_page,
    "desk, register of signatures": Side.register,
    "desk, signing curve": Side.curve,
}


def measure(plan: Plan, folder: Path) -> Iterator[Line]:
    """Do each act in turn on both sizes."""
    few = Side(rows.make_instance(folder / "few", plan.few))
    many = Side(rows.make_instance(folder / "many", plan.many))
    for name, act in ACTS.items():
        times: dict[Side, list[float]] = {few: [], many: []}
        for turn in range(TURNS + WARM_UP):
            for side in (few, many) if turn % 2 else (many, few):
                took = act(side)
                if turn >= WARM_UP:
                    times[side].append(took)
        small, large = (statistics.median(times[side]) * 1000 for side in (few, many))
        yield Line(
            f"{name}, {plan.many:,} signatures",
            f"{large:.2f} ms",
            f"{small:.2f} ms with {plan.few:,}",
            f"{large / small:.2f}",
            "≤ 1.2",
        )
