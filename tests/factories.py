"""Things to test with, made by the application's own acts, each with defaults that work.

Every factory commits; use them inside the `app` fixture's context. People are invented.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import count
from typing import Any

from flask import current_app
from sqlalchemy import select

from app.accounts import service as accounts
from app.accounts.models import Account
from app.campaigns import service as campaigns
from app.campaigns.models import Campaign, CampaignState
from app.core import clock
from app.core.access import Role
from app.core.db import db, transaction
from app.petitions import life, queries
from app.petitions import service as petitions
from app.petitions.models import ConsentText, PaperTotal, Petition, PetitionState
from app.signatures import confirming, sealing, signing
from app.signatures.models import Signature
from app.site import service as site
from app.site.models import Association

ASSOCIATION = "Rågsveds hyresgäster"
GIVEN_NAMES = ("Alva", "Bashir", "Cecilia", "Dalia", "Egon", "Fatima", "Göran", "Hjördis", "Ivan", "Åsa")
FAMILY_NAMES = ("Provström", "Testberg", "Exempelsson", "Övningslund", "Försökare")

_numbers = count(1)


def person(number: int) -> tuple[str, str]:
    """Invent a name and an address; the same number gives the same person."""
    name = f"{GIVEN_NAMES[number % len(GIVEN_NAMES)]} {FAMILY_NAMES[number // 10 % len(FAMILY_NAMES)]}"
    return name, f"person{number}@example.org"


def make_association(**changes: Any) -> Association:
    """Name the association that runs the installation."""
    defaults = {
        "name": ASSOCIATION,
        "contact_email": "kontakt@example.org",
        "sender": f"{ASSOCIATION}, Rågsved",
    }
    with transaction():
        return site.name_association(**{**defaults, **changes})


def make_account(role: Role = Role.ORGANIZER, **changes: Any) -> Account:
    """Make an organizer's account."""
    name, email = person(next(_numbers))
    with transaction():
        return accounts.create_account(**{"name": name, "email": email, "role": role, **changes})


def make_campaign(
    state: CampaignState = CampaignState.PUBLISHED, *, slug: str | None = None, **changes: Any
) -> Campaign:
    """Make a campaign, published unless said otherwise."""
    number = next(_numbers)
    text = {
        "title": f"Kampanj {number}",
        "demand": "Staden ska köpa tillbaka centrum.",
        "story": "Så här är det.",
        "outcome": "",
    }
    with transaction():
        campaign = campaigns.create_campaign(
            campaigns.CampaignText(**{**text, **changes}), slug=slug or f"kampanj-{number}", actor=None
        )
        if state != CampaignState.DRAFT:
            campaigns.move_campaign(campaign, CampaignState.PUBLISHED, actor=None)
        if state not in {CampaignState.DRAFT, CampaignState.PUBLISHED}:
            campaigns.move_campaign(campaign, state, actor=None)
    return campaign


def make_petition(
    campaign: Campaign | None = None,
    *,
    state: PetitionState = PetitionState.OPEN,
    slug: str | None = None,
    purge_on: date | None = None,
    **changes: Any,
) -> Petition:
    """Make a petition of a campaign: open, to be purged in ninety days, unless said otherwise."""
    campaign = campaign or make_campaign()
    number = next(_numbers)
    text = {
        "title": f"Namninsamling {number}",
        "demand": "Vi kräver att staden köper tillbaka centrum.",
        "body": "Därför skriver vi under.",
        "recipient": "Stockholms kommunfullmäktige",
        "is_authority": True,
        "preset": "initials",
        "purge_on": purge_on or clock.today() + timedelta(days=90),
    }
    with transaction():
        petition = petitions.create_petition(
            campaign,
            petitions.PetitionText(**{**text, **changes}),
            slug=slug or f"insamling-{number}",
            actor=None,
        )
        if state != PetitionState.DRAFT:
            _open(petition)
        if state == PetitionState.CLOSED:
            life.close_petition(petition, actor=None)
    return petition


def _open(petition: Petition) -> None:
    # As in the demonstration, since a maildir otherwise keeps a petition from being opened.
    settings = replace(current_app.config["SETTINGS"], demo=True)
    life.open_petition(petition, association=ASSOCIATION, settings=settings, actor=None)


def open_petition(petition: Petition) -> None:
    """Open a draft."""
    with transaction():
        _open(petition)


def make_signature(
    petition: Petition | None = None, *, is_confirmed: bool = True, locale: str = "sv", **changes: Any
) -> Signature:
    """Sign a petition, and confirm it unless said otherwise."""
    petition = petition or make_petition()
    receipt = sign_petition(petition, locale=locale, **changes)
    row = db.session.scalars(select(Signature).where(Signature.receipt == receipt)).one()
    if is_confirmed:
        with transaction():
            row = confirming.confirm_signature(confirmation_token(row))
    return row


def sign_petition(petition: Petition, *, locale: str = "sv", **changes: Any) -> bytes:
    """Sign as the form does, whether or not the mailbox has signed before; give the receipt."""
    name, email = person(next(_numbers))
    signer = sealing.Signer(**{"name": name, "email": email, "postcode": "12465", **changes})
    sealed = sealing.seal_signature(queries.get_signable(petition.slug, locale), signer)
    with transaction():
        signing.sign_petition(sealed)
    return sealed.receipt


def consent_of(petition: Petition, locale: str = "sv") -> ConsentText:
    """Give the newest consent text of a petition in one language."""
    newest = select(ConsentText).where(ConsentText.petition_id == petition.id, ConsentText.locale == locale)
    return db.session.scalars(newest.order_by(ConsentText.number.desc()).limit(1)).one()


def confirmation_token(row: Signature) -> str:
    """Give the token that the mail to a signer carries."""
    return sealing.confirmation_token(row.petition.scope, row.uid)


def make_paper_total(petition: Petition | None = None, **changes: Any) -> PaperTotal:
    """Enter signatures on paper as a number."""
    petition = petition or make_petition()
    defaults = {
        "collected_on": clock.today(),
        "place": "Rågsveds centrum",
        "count": 12,
        "counted_by": "Alva Provström",
    }
    with transaction():
        return petitions.enter_paper(petition, actor=None, **{**defaults, **changes})
