"""What supporters type, and the ways that tests send it."""

from __future__ import annotations

import json
from html import escape
from typing import Any

from justhtml import Element
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.core import i18n
from app.core.db import db
from app.petitions.models import AreaCount, DayCount, Petition
from app.signatures import rows
from app.signatures.models import Signature, SignatureState
from tests.clients import Client
from tests.filled_forms import find_form
from tests.pages.parsed import Kind, Page, text_of

TYPED = {"name": "Åsa Öberg", "email": "asa@example.org", "postcode": "12465", "consent_sign": "1-1"}


def address_of(petition: Petition, language: str = "sv") -> str:
    """Give the path of a petition's page in a language."""
    return ("" if language == "sv" else f"/{language}") + f"/namninsamlingar/{petition.slug}"


def sign(client: Client, petition: Petition, language: str = "sv", **typed: Any) -> TestResponse:
    """Send the form filled in well but for what is said otherwise; None leaves a field out."""
    data = {name: value for name, value in {**TYPED, **typed}.items() if value is not None}
    return client.post(address_of(petition, language), data=data)


def signatures(petition: Petition, state: SignatureState | None = None) -> list[Signature]:
    """List the rows of a petition, oldest first, as the database has them now."""
    db.session.rollback()
    wanted = select(Signature).where(Signature.petition_id == petition.id).order_by(Signature.id)
    if state is not None:
        wanted = wanted.where(Signature.state == state)
    return list(db.session.scalars(wanted))


def names(petition: Petition, state: SignatureState | None = None) -> list[str]:
    """List the names behind the rows of a petition."""
    return [rows.person(row)["name"] for row in signatures(petition, state)]


def counts(petition: Petition) -> dict[str, Any]:
    """Give everything that a petition's counters and series say now."""
    db.session.rollback()
    days = select(DayCount).where(DayCount.petition_id == petition.id)
    areas = select(AreaCount).where(AreaCount.petition_id == petition.id)
    db.session.refresh(petition)
    return {
        "online": petition.online_count,
        "paper": petition.paper_count,
        "days": {
            (row.counted_on.isoformat(), row.channel): row.count
            for row in db.session.scalars(days)
            if row.count
        },
        "areas": {row.area: row.count for row in db.session.scalars(areas) if row.count},
    }


def said(message: object, language: str = "sv") -> str:
    """Give a lazily translated sentence as it stands in the HTML of a page in a language."""
    with i18n.in_language(language):
        return escape(str(message), quote=False).replace("'", "&#39;")


def problem_with(answer: TestResponse, field: str) -> str:
    """Give the sentence that a page ties to a field, and the empty text when there is none."""
    path = answer.request.script_root + answer.request.path
    page = Page(answer.text, path=path, kind=Kind.PUBLIC, host="")
    found = [node for node in page.elements if node.attrs.get("id") == f"{field}-error"]
    tied = [node for node in page.elements if f"{field}-error" in (node.attrs.get("aria-describedby") or "")]
    linked = [node for node in page.named("a") if node.attrs.get("href") == f"#{field}"]
    if not found:
        return ""
    assert len(found) == len(tied) == len(linked) == 1
    assert isinstance(tied[0], Element)
    assert tied[0].attrs.get("aria-invalid") == "true"
    return text_of(found[0])


def kept(answer: TestResponse) -> dict[str, Any]:
    """Give what stands in the form of a page."""
    return find_form(answer.text, answer.request.path).fields


def shape(answer: TestResponse) -> str:
    """Give what a stranger sees of an answer: status, headers and body, without what names this one act."""
    headers = sorted((name, value) for name, value in answer.headers.items() if name != "Location")
    path = answer.headers.get("Location", "")
    receipt = path.rpartition("/")[2].partition("#")[0]
    text = json.dumps([answer.status_code, headers, path, answer.text], ensure_ascii=False)
    return text.replace(receipt, "RECEIPT") if receipt else text
