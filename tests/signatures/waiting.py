"""The page after signing, as tests use it: its address, the code in the mail, what is typed there."""

from __future__ import annotations

import re
from typing import Any

from werkzeug.test import TestResponse

from app.petitions.models import Petition
from app.signatures.codes import ALPHABET
from tests.clients import Client
from tests.factories import make_signature
from tests.mail import Letter
from tests.petitions.signers import sign

CODE = re.compile(f"^[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}$", re.MULTILINE)
WRONG = "XXXX-XXXX"
KNOWN, WAITING, NEW = "har-skrivit@example.org", "vantar@example.org", "ny@example.org"


def page_of(client: Client, petition: Petition, **typed: Any) -> str:
    """Sign, and give the address of the page that follows."""
    return str(sign(client, petition, **typed).location)


def code_in(letter: Letter) -> str:
    """Give the code that stands in a mail."""
    (code,) = CODE.findall(letter.text)
    return str(code)


def enter(client: Client, where: str, code: str) -> TestResponse:
    """Type a code on the page after signing."""
    return client.post(f"{where}/kod", data={"code": code})


def correct(client: Client, where: str, email: str) -> TestResponse:
    """Write another address on the page after signing."""
    return client.post(f"{where}/adress", data={"email": email})


def pages_of_three(client: Client, petition: Petition) -> list[str]:
    """Sign with an address that has signed, one that waits and a new one; give the three pages."""
    make_signature(petition, email=KNOWN)
    make_signature(petition, email=WAITING, is_confirmed=False)
    return [page_of(client, petition, email=email, postcode="41101") for email in (KNOWN, WAITING, NEW)]


def same(answers: list[TestResponse], wheres: list[str]) -> bool:
    """Say whether answers differ in nothing but the receipts in them."""
    seen = set()
    for answer, where in zip(answers, wheres, strict=True):
        mine = where.rpartition("/")[2]
        other = re.sub(r"[0-9a-f]{40}", "RECEIPT", answer.headers.get("Location", ""))
        seen.add((answer.status_code, other, answer.text.replace(mine, "RECEIPT") if not other else ""))
    return len(seen) == 1
