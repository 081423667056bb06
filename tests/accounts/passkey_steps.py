"""What passkey.js does, step by step, for tests without a browser."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from werkzeug.test import TestResponse

from app.accounts.models import AccountSession, Passkey
from app.core.db import db
from tests.accounts.authenticators import Answer, Authenticator
from tests.clients import Client
from tests.core.visitors import token_of

GATE = "/organisera/logga-in/passnyckel"
PROOF = "/organisera/bekrafta/passnyckel"
KEYS = "/organisera/konto/passnycklar"


def send(client: Client, path: str, body: Any, *, token: str = "") -> TestResponse:
    """Send JSON as the script does."""
    return client.post(path, json=body, headers={"X-CSRFToken": token})


def asked(client: Client, path: str, *, token: str = "", **body: Any) -> dict[str, Any]:
    """Ask what is to be signed."""
    answer = send(client, path, body, token=token)
    assert answer.status_code == 200, answer.text
    question: dict[str, Any] = answer.get_json()
    return question


def add_key(client: Client, phone: Authenticator, name: str = "Mobilen") -> TestResponse:
    """Add a passkey to the account that is signed in."""
    token = token_of(client)
    question = asked(client, f"{KEYS}/ny/fraga", token=token, name=name)
    body = {"name": name, "token": question["token"], "answer": phone.create(question["options"])}
    return send(client, f"{KEYS}/ny/svar", body, token=token)


def show_key(client: Client, phone: Authenticator, **changes: Any) -> TestResponse:
    """Sign in by a passkey; ``changes`` replace parts of what is sent."""
    question = asked(client, f"{GATE}/fraga")
    body = {"token": question["token"], "answer": phone.get(question["options"]), "next": "", **changes}
    return send(client, GATE, body)


def prove_by(client: Client, phone: Authenticator, **changes: Any) -> TestResponse:
    """Prove by a passkey who is there."""
    token = token_of(client)
    question = asked(client, f"{PROOF}/fraga", token=token)
    body = {"token": question["token"], "answer": phone.get(question["options"]), **changes}
    return send(client, PROOF, body, token=token)


def altered(answer: Answer, **response: Any) -> Answer:
    """Change parts of an answer after it was signed."""
    return {**answer, "response": {**answer["response"], **response}}


def only_key() -> Passkey:
    """Give the one passkey that there is."""
    return db.session.scalars(select(Passkey)).one()


def newest_session() -> AccountSession:
    """Give the session that was begun last."""
    return db.session.scalars(select(AccountSession).order_by(AccountSession.id.desc()).limit(1)).one()
